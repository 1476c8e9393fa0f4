"""How was this row written in its file?

Line numbers in, the fields of these rows as they are written out: with their quotes, signs and
blanks, in the order of the file. Costs nothing until a row is asked for; then one pass over the
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.maths.arrays import Ints
from finseg.read.csv_marks import Marks, split_raw_fields, split_record
from finseg.read.raw import Raw, blank_unwritable_dates
from finseg.records.row_text import Stood

_BLOCK = 1 << 22  # bytes in which line ends are counted in one go
_LONGEST_RECORD = 1 << 20  # bytes
_NEWLINE = 10


@dataclass(frozen=True, slots=True, eq=False)
class TextRows:
    """The rows of a delimited text."""

    data: bytes  # UTF-8, lines end with LF or CRLF
    marks: Marks
    width: int  # fields of a row

    def __call__(self, lines: Sequence[int]) -> list[list[str]]:
        """Return the fields of the rows that begin on these lines, counted from 1."""
        starts = self._find_line_starts(lines)
        return [self._read_record(starts[line]) for line in lines]

    def _find_line_starts(self, lines: Sequence[int]) -> dict[int, int]:
        wanted = np.unique(np.asarray(lines, np.int64))
        found = {1: 0}
        buffer, line = np.frombuffer(self.data, np.uint8), 1
        for at in range(0, len(buffer), _BLOCK):
            after = np.flatnonzero(buffer[at : at + _BLOCK] == _NEWLINE) + at + 1
            inside = wanted[(wanted > line) & (wanted <= line + len(after))]
            found |= zip(inside.tolist(), after[inside - line - 1].tolist(), strict=True)
            line += len(after)
        return found

    def _read_record(self, begin: int) -> list[str]:
        """Join lines until a quoted field that was begun has ended."""
        end = begin
        while True:
            end = self._find_line_end(end)
            text = self.data[begin:end].decode("utf-8", "replace").removesuffix("\r")
            fields, state = split_record(text, self.marks)
            if state == "closed" and len(fields) == self.width:
                return split_raw_fields(text, self.marks)
            if state != "open" or end >= len(self.data) or end - begin > _LONGEST_RECORD:
                return [text]
            end += 1

    def _find_line_end(self, place: int) -> int:
        end = self.data.find(b"\n", place)
        return end if end >= 0 else len(self.data)


@dataclass(frozen=True, slots=True, eq=False)
class TableRows:
    """The rows of a table whose cells have types: of a sheet, a Parquet file or a frame."""

    table: pl.DataFrame
    lines: Ints  # ascending

    def __call__(self, lines: Sequence[int]) -> list[list[str]]:
        """Return the cells of the rows with these numbers, as text."""
        rows = self.table[np.searchsorted(self.lines, lines).tolist()]
        columns = [_write_column_cells(column) for column in rows.get_columns()]
        return [list(cells) for cells in zip(*columns, strict=True)]


def build_table_rows(table: pl.DataFrame, lines: Ints) -> Stood:
    """Return the rows of a table that was no text; commas are put between their cells."""
    return Stood(columns=tuple(table.columns), delimiter=",", fields=TableRows(table, lines))


def get_source_rows(raw: Raw) -> tuple[Stood, ...]:
    """Return the rows of each file as they stood."""
    return raw.stood or (build_table_rows(raw.table, raw.lines),)


def _write_column_cells(column: pl.Series) -> list[str]:
    """Write values; nothing where there is no text for them, as for lists or damaged bytes."""
    dtype = column.dtype
    if dtype.is_nested() or dtype in (pl.Object, pl.Binary):
        return [""] * len(column)
    if dtype.is_temporal() and dtype != pl.Duration:
        column = blank_unwritable_dates(column).cast(pl.String)
    return ["" if value is None else _write_plain_value(value) for value in column.to_list()]


def _write_plain_value(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
