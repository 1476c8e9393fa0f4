"""What does the manual page say?

The commands as typer has them in, a page for `man` out: the same words as `--help`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_STATUSES = (
    ("0", "done"),
    ("1", "an error inside finseg"),
    ("2", "wrong usage or settings"),
    ("3", "the data stopped the run"),
    ("4", "the model file"),
    ("5", "the machine: disk, memory, permissions"),
    ("10", "the results are written, and a limit that was set for them is passed"),
    ("130", "interrupted"),
)


def write_manual(command: Any, version: str) -> str:  # noqa: ANN401 - of click, or typer's copy
    """Write the manual page of a command and those below it."""
    lines = [
        f'.TH FINSEG 1 "" "finseg {version}" "User Commands"',
        ".SH NAME",
        "finseg \\- customer segmentation for financial services",
        ".SH SYNOPSIS",
        "\\fBfinseg\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]",
        ".SH DESCRIPTION",
        _escape_roff(command.help),
        ".SH OPTIONS",
        *_list_parameters(command),
        ".SH COMMANDS",
        *_list_commands(command, "finseg"),
        ".SH EXIT STATUS",
        *(line for status, what in _STATUSES for line in (".TP", f"\\fB{status}\\fR", what)),
    ]
    return "\n".join(lines) + "\n"


def _list_commands(group: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    """Write each command with its options, those of a command of several below it."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        places = [p for p in command.params if p.param_type_name == "argument"]
        said = "".join(f" \\fI{_escape_roff(p.metavar or p.name.upper())}\\fR" for p in places)
        yield f".SS {path} {name}{said}"
        yield _escape_roff(command.help)
        if hasattr(command, "commands"):
            yield from _list_commands(command, f"{path} {name}")
        else:
            yield from _list_parameters(command)


def _list_parameters(command: Any) -> Iterator[str]:  # noqa: ANN401
    """Write each option and argument of a command."""
    for parameter in command.params:
        if getattr(parameter, "hidden", False):
            continue
        words = _escape_roff(" ".join((parameter.help or "").split()))
        yield ".TP"
        yield f"{_write_names(parameter, parameter.opts)}"
        yield words or "\\&"


def _write_names(parameter: Any, names: Sequence[str]) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        return f"\\fI{_escape_roff(parameter.metavar or parameter.name.upper())}\\fR"
    said = ", ".join(f"\\fB{_escape_roff(name)}\\fR" for name in names)
    flag = getattr(parameter, "is_flag", False)
    return said if flag or not parameter.metavar else f"{said} \\fI{parameter.metavar}\\fR"


def _escape_roff(text: str | None) -> str:
    """Escape what `man` would take for a command."""
    plain = " ".join((text or "").split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
