"""Which cells does this table have, when we already know what each column is for?

A campaign, or the outcomes of one, from any source in; every column as text out, with the line of
each row and the rows that could not be read. Nothing is guessed of roles or units, and no row is
left out for what stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from finseg.maths.arrays import Ints
from finseg.read.source import read_any
from finseg.records.dataset import Reject
from finseg.settings import ReadSettings
from finseg.understand.masking import HIDDEN
from finseg.understand.required_columns import read_as_text

YES, NO, UNKNOWN = 1, 0, -1  # what a customer answered


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """A table of text."""

    table: pl.DataFrame  # String throughout; null where blank or a word for "missing"
    lines: Ints  # (n,) line of each row
    files: tuple[str, ...]  # (n,) the file of each row where there are several, else empty
    rejects: tuple[Reject, ...]
    rows_read: int
    source: str

    def file_of(self, row: int) -> str:
        """Return the name of the file a row stood in; "" where there is but one."""
        return self.files[row] if self.files else ""


def read_answers(source: object, settings: ReadSettings) -> Answers:
    """Read a table as text.

    Parameters
    ----------
    source : path, address, list of them, or a table in memory
    settings : ReadSettings

    Raises
    ------
    FinsegError
        As `read_source`, where it cannot be read.

    """
    raw = read_any(source, settings)
    columns = [read_as_text(raw.table[name]).text.alias(name) for name in raw.table.columns]
    several = raw.files is not None
    return Answers(
        table=pl.DataFrame(columns),
        lines=raw.lines,
        files=tuple(raw.find_file_name(row) for row in range(len(raw.table))) if several else (),
        # What stands in such a line is not known, so nothing of it is shown.
        rejects=tuple(replace(r, raw=HIDDEN if r.raw else "") for r in raw.rejects),
        rows_read=raw.source.rows_read,
        source=raw.source.name,
    )
