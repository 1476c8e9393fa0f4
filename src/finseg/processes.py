"""How is another process of this Python started?

Code of ours and its arguments in, the process with pipes to it out. Imports next to nothing, so
that a process can be started before anything else is loaded.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would show a console


def start_python(
    code: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes] | None:
    """Run code of ours in another process of this Python, with pipes to it; None if there is none.

    Modules that lie in the working folder are not taken (`-P`). A Python inside another program has
    no interpreter to start, or would start that program again.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, and code of ours
            [sys.executable, "-P", "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=_HIDDEN,
        )
    except OSError:
        return None
