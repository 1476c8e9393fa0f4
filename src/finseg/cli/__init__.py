"""How is finseg called from a terminal?

A thin edge: parse, one call, print, exit status. Results go to stdout, progress to stderr. Nothing
is imported here before Ctrl-C is listened to.
"""

from __future__ import annotations

import sys
from typing import NoReturn

from finseg.cli.interruption import INTERRUPTED, SAID, listen_for_interrupt, stop_listening

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command line; every failure becomes what, where, fix and an exit status."""
    try:
        listen_for_interrupt()
        from finseg.cli.main import run_command

        status = run_command()
        stop_listening()
    except KeyboardInterrupt:  # while the commands were still being imported
        stop_listening()
        sys.stderr.write(SAID)
        status = INTERRUPTED
    sys.exit(status)
