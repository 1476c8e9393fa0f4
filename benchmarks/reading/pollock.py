"""How many of Pollock's polluted files are read as the clean table they were made from?

One clean table and systematic pollutions of it (Vitagliano, Hameed, Jiang, Reisener, Wu & Naumann
2023, PVLDB 16(8)). A reading (header and rows) in, a verdict out: `exact`; `all but the damaged
row` where a single row was polluted, it is set aside with its line and all others are exact;
`refused`; or `differs`, which a reader that raises nothing calls success. Cells are compared as the
benchmark compares them: dates, times and figures by value, texts without regard to case.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = Sequence[Sequence[Any]]

# Files that nobody can read as the clean table, and why.
NOT_UNDONE = {
    "file_field_delimiter_0x20.csv": "unquoted fields hold blanks, and blanks separate them",
    "file_multitable_same.csv": "nothing marks the second table, and one of its rows is broken",
    "row_less_sep": "where the missing delimiter stood is a guess",
    "row_more_sep": "which of two delimiters is too many is a guess",
    "row_extra_quote": "which quote is too many is a guess",
    "row_field_delimiter": "the row is separated by blanks, which stand within fields too",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file; `rejected` are the lines it set aside, where it says so."""

    header: Sequence[str]
    rows: Rows
    rejected: tuple[int, ...] = ()


def why_not(name: str) -> str:
    """Say why a file cannot be undone; "" where it can."""
    return next((why for start, why in NOT_UNDONE.items() if name.startswith(start)), "")


def clean(folder: Path) -> Reading:
    """Read the clean table with Python's own reader, which its writer was made for."""
    with (folder / "source.csv").open(newline="", encoding="ascii") as file:
        header, *rows = csv.reader(file)
    return Reading(header, rows)


def judge(name: str, reading: Reading | None, source: Reading) -> str:
    """Compare a reading (None where it was refused) with the clean table."""
    if name in ("file_header_only.csv", "file_no_payload.csv"):
        empty = reading is None or not len(reading.rows)
        return "exact" if empty else "differs"
    if reading is None:
        return "refused"
    wanted = source.rows[:1] if name == "file_one_data_row.csv" else source.rows
    named = name == "file_no_header.csv" or _same([reading.header], [source.header])
    if named and _same(reading.rows, wanted):
        return "exact"
    found = re.search(r"(?:row|quote|delimiter_)(\d+)", name) if name.startswith("row_") else None
    if found and named:
        row = int(found[1])
        others = [*wanted[: row - 1], *wanted[row:]]
        if reading.rejected == (row + 1,) and _same(reading.rows, others):
            return "all but the damaged row"
    return "differs"


def _same(left: Rows, right: Rows) -> bool:
    return [[normal(c) for c in row] for row in left] == [[normal(c) for c in row] for row in right]


def normal(cell: Any) -> str:  # noqa: ANN401 - whatever a reader returns
    """Bring a cell to one form, whatever type a reader gave it."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    dated = isinstance(cell, dt.datetime | dt.date)
    text = cell.isoformat()[:10] if dated else str(cell)  # a time of day prints as hh:mm:ss
    if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
        return f"{text[6:]}-{text[3:5]}-{text[:2]}"
    if re.fullmatch(r"\d\d:\d\d", text):
        return f"{text}:00"
    try:
        return f"{float(text.removeprefix('$')):g}"
    except ValueError:
        return text.lower()


def by_pandas(path: Path) -> Reading:
    """Read with pandas' defaults."""
    import pandas as pd

    frame = pd.read_csv(path)
    return Reading([_unnamed(c) for c in frame.columns], frame.to_numpy(dtype=object).tolist())


def _unnamed(heading: object) -> str:
    text = str(heading)
    return "" if text.startswith("Unnamed: ") else text


def by_polars(path: Path) -> Reading:
    """Read with polars' defaults."""
    import polars as pl

    frame = pl.read_csv(path)
    return Reading(frame.columns, frame.rows())


def by_duckdb(path: Path) -> Reading:
    """Read with DuckDB's defaults: its sniffer decides."""
    import duckdb

    found = duckdb.connect().execute("select * from read_csv(?)", [str(path)])
    return Reading([column[0] for column in found.description], found.fetchall())


OTHERS: dict[str, Callable[[Path], Reading]] = {
    "pandas": by_pandas,
    "polars": by_polars,
    "DuckDB": by_duckdb,
}


def by_other(reader: Callable[[Path], Reading], path: Path) -> Reading | None:
    """Read with another library; None where it raises. A missing library is not caught."""
    try:
        return reader(path)
    except ModuleNotFoundError:
        raise
    except Exception:  # noqa: BLE001 - every library has its own family
        return None
