"""What does a reader hand over, before anything is understood?

`Raw`: the columns as they came (text from CSV, typed from Parquet, Excel and frames), where each
row stood, and the rows that already had to be rejected. Knows no roles.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.maths.arrays import Ints
from finseg.records.dataset import Reject, Source
from finseg.records.row_text import Stood

LONGEST_NAME = 60  # characters of a heading that are shown; the original is kept beside it
LONGEST_NUMBER = 15  # digits a double keeps; longer ones are names
LONGEST_LINE = 4000  # characters of a line that are kept until it is masked
_MOST_DAYS = 95_000_000
_PER_DAY = {"ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Columns as they came, one name and one original heading each."""

    table: pl.DataFrame  # unique, readable names
    originals: tuple[str, ...]  # headings as they stand in the file
    lines: Ints  # (n,) line of each row
    source: Source  # rows_read counts the rejects too
    rejects: tuple[Reject, ...] = ()  # `raw` as it stood: masked once the columns are understood
    stood: tuple[Stood, ...] = ()  # the text of each file's rows; none: as the table has them
    files: npt.NDArray[np.int32] | None = None  # (n,) index into `source.parts`; None: one file
    # Columns that came as text and are kept as numbers: written plainly, these are that text.
    whole: frozenset[str] = frozenset()

    def restore_text(self) -> Raw:
        """Return the table with all columns that came as text kept as text."""
        if not self.whole:
            return self
        texts = self.table.with_columns(pl.col(sorted(self.whole)).cast(pl.String))
        return replace(self, table=texts, whole=frozenset())

    def find_file_name(self, row: int) -> str:
        """Return the name of the file a row stood in; "" where there is but one."""
        return self.source.find_file_name(self.files, row)

    def list_file_spans(self) -> list[tuple[int, int]]:
        """Return for each file where its rows begin and end; one pair where there is but one."""
        if self.files is None:
            return [(0, len(self.table))]
        edges = np.searchsorted(self.files, np.arange(len(self.source.parts) + 1)).tolist()
        return list(pairwise(edges))


def make_readable_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Make headings unique and printable: `column 3` for an empty one, `income (2)` for a twin."""
    taken: set[str] = set()
    names = []
    for place, heading in enumerate(headings, start=1):
        base = _clean_heading(heading) or f"column {place}"
        name, copy = base, 1
        while name.casefold() in taken:
            copy += 1
            name = f"{base} ({copy})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _clean_heading(heading: str) -> str:
    """Drop control and direction characters, collapse blanks, shorten."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in heading)
    text = " ".join("".join(kept).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def format_plain_numbers(values: pl.Series) -> pl.Series:
    """Write numbers as an id would be written: whole ones without a decimal point."""
    if values.dtype.is_float() or values.dtype.is_decimal():
        values = values.cast(pl.Float64)
        whole = values.drop_nulls().drop_nans()
        safe = bool(((whole == whole.round()) & (whole.abs() < 2.0**53)).all())
        if safe:
            return values.fill_nan(None).cast(pl.Int64, strict=False).cast(pl.String)
    return values.cast(pl.String)


def blank_unwritable_dates(dates: pl.Series) -> pl.Series:
    """Leave out dates beyond the calendar: polars panics where it is to write one."""
    dtype = dates.dtype
    if dtype == pl.Time:
        return dates
    per_day = _PER_DAY[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
    within = (dates.to_physical().cast(pl.Int64) // per_day).is_between(-_MOST_DAYS, _MOST_DAYS)
    return dates if within.all() else dates.set(~within.fill_null(value=True), None)
