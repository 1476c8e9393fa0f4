"""Which options do several commands take?

Nothing but their names, forms and help; heavy modules stay away, so that `--help` is quick.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="CSV, TSV, Parquet, Arrow, Excel or OpenDocument, also packed (.gz, .zst, .bz2, .xz, "
        ".zip); `-` for standard input; sqlite:///file.db#table or "
        "postgresql://host/database#table. Several files, or a pattern in quotes, are read as one "
        "table if they have the same columns.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Output folder. Default: `finseg-` and the name of the file. Results of an earlier "
        "run are replaced; a folder that holds anything else is refused.",
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="TOML", help="Settings file; every setting has a default."),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="One setting, in place of what the file says, such as "
        "understand.Account_Balance.owner=held; may be given several times.",
    ),
]
Features = Annotated[
    list[str] | None,
    typer.Option(
        "--features",
        metavar="A,B,C",
        help="The columns to cluster on, of numbers or of words, separated by commas; may be given "
        "several times. `auto` finds those that carry groups.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for machines.")]
AllowRejects = Annotated[
    float | None,
    typer.Option(
        "--allow-rejects",
        min=0,
        max=1,
        metavar="SHARE",
        help="Share of the rows, 0 to 1, that may be rejected. Default: 0.01.",
    ),
]
Owner = Annotated[
    str,
    typer.Option(
        "--per",
        metavar="COLUMN",
        help="The column that says whose a row is, where rows are orders, months or accounts: one "
        "row per customer is built of them first.",
    ),
]
CountUntil = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="DATE", help="Date up to which times are counted, such as 2026-03-31."
    ),
]
Window = Annotated[
    int | None,
    typer.Option(
        "--window", min=1, metavar="DAYS", help="With --per: days before that date that count."
    ),
]
CustomerTable = Annotated[
    Path | None,
    typer.Option(
        "--with", metavar="FILE", help="With --per: a table of customers, joined by the same id."
    ),
]


class LogForm(StrEnum):
    """How progress is written to stderr."""

    TEXT = "text"
    JSON = "json"


Log = Annotated[
    LogForm,
    typer.Option(
        "--log",
        metavar="FORM",
        help="How progress is written to stderr: text, or json with one object a line and the time "
        "of each, also beside --json.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


def find_today() -> date:
    """Return the date of the run: the edge is where it comes from."""
    return datetime.now(UTC).date()  # noqa: TID251


def is_quiet(log: LogForm, *asked: bool) -> bool:
    """Tell whether no progress is shown: asked for, or one JSON object is all that is wanted."""
    quiet, alone = asked
    return quiet or (alone and log == LogForm.TEXT)
