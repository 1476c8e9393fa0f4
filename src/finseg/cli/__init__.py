"""How is finseg called from a terminal?

A thin edge: parse, one call, print, exit status. Results go to stdout, progress to stderr. Nothing
is imported here before Ctrl-C is listened to.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from finseg.cli.interruption import INTERRUPTED, SAID, listen_for_interrupt, stop_listening

__all__ = ["main"]

# Python looks for dead circles whenever so many things more were made than were given up; with its
# own 700, that is 800 times in a run of some seconds, and every look goes through the last results.
LOOK_AFTER = 100_000


def main() -> NoReturn:
    """Run the command line; every failure becomes what, where, fix and an exit status."""
    gc.set_threshold(LOOK_AFTER)
    try:
        listen_for_interrupt()
        from finseg.cli.main import run_command

        status = run_command()
        stop_listening()
    except KeyboardInterrupt:  # while the commands were still being imported
        stop_listening()
        sys.stderr.write(SAID)
        status = INTERRUPTED
    gc.freeze()  # at the end of the process there is nothing to look for
    sys.exit(status)
