"""What does a person see when a command fails?

Any exception in; what, where and fix on stderr, and the exit status out; with `--json` the
same as one object on stdout. A traceback is shown only
when `FINSEG_DEBUG` is set: it is for us, not for the bank's analyst.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise

import typer

from finseg.cli.interruption import INTERRUPTED, SAID
from finseg.cli.output import has_printed_json, print_json
from finseg.document.escape import clean_text
from finseg.errors import EnvironmentStopError, FinsegError, UsageError


def explain_failure(error: BaseException) -> int:
    """Tell the person what happened; return the exit status."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        sys.stderr.write(SAID)
        return INTERRUPTED
    if os.environ.get("FINSEG_DEBUG"):
        traceback.print_exception(error)
    known = _convert_to_finseg_error(error)
    if _wants_json(sys.argv[1:]) and not has_printed_json():
        print_json({"error": describe_error(known)})
    sys.stderr.write("".join(clean_text(line) + "\n" for line in known.list_lines()))
    return known.exit_status


def describe_error(error: FinsegError) -> dict[str, str | int]:
    """Return an error as plain values: what `--json` prints where there is no result."""
    return {
        "code": error.code,
        "what": clean_text(error.what),
        "where": clean_text(error.where),
        "fix": clean_text(error.fix),
        "exit_status": error.exit_status,
    }


def _wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether one JSON object was asked for; a line that cannot be parsed may have asked."""
    spread = [part for one in arguments for part in one.split("=", 1)]
    return "--json" in spread or ("--format", "json") in pairwise(spread)


def _convert_to_finseg_error(error: BaseException) -> FinsegError:
    """Turn what others raise into a member of our family."""
    if isinstance(error, FinsegError):
        return error
    # Typer's parsing errors come from click or from its own copy of it, by release; both say this.
    if isinstance(error, Exception) and hasattr(error, "format_message"):
        command = getattr(getattr(error, "ctx", None), "command_path", None) or "finseg"
        return UsageError(
            str(error.format_message()), where="command line", fix=f"see `{command} --help`"
        )
    if isinstance(error, MemoryError):
        return EnvironmentStopError(
            "not enough memory", fix="give the program more memory, or fewer rows and columns"
        )
    return FinsegError(
        f"an error inside finseg: {type(error).__name__}: {error}",
        fix="please report it; FINSEG_DEBUG=1 shows the traceback",
    )
