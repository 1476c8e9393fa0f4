"""Is every line of this text regular?

Then nothing has to be settled line by line. Where no field is enclosed, a text whose separators
count up to the header's width on every line is handed to polars in one piece, and columns of plain
whole numbers are read as numbers at once. Nothing is taken on trust: the counts are of the whole
text, and where one does not come out as it must, the text is read line by line instead
(`finseg.read.delimited`), with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from finseg.read.csv_marks import Marks
from finseg.read.dialect import Dialect
from finseg.read.header_row import SAMPLE, Layout, find_layout
from finseg.read.limits import ReadLimits
from finseg.read.lines import count_byte, scan_lines
from finseg.read.raw import LONGEST_NUMBER
from finseg.settings import ReadSettings

_HEAD = 1 << 18  # bytes in which the heading is looked for
_LOOKS, _LOOK = 8, 1 << 11  # places all over the text that show its columns, and bytes of each
_PART = 1 << 16  # rows measured in one go
_SHORT = 7  # characters of a whole number that leaves room in four bytes
_WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0|")

Whole = Mapping[int, type[pl.DataType]]  # places of columns, and how they are kept


@dataclass(frozen=True, slots=True)
class Regular:
    """A text without any irregular line, read."""

    layout: Layout
    table: pl.DataFrame  # columns c0, c1, …: text, or whole numbers written as plainly as can be
    whole: tuple[int, ...]  # places of the latter


def read_regular(
    data: bytes, dialect: Dialect, settings: ReadSettings, name: str, limits: ReadLimits
) -> Regular | None:
    """Read a text in which every line has as many fields as the header, and none is enclosed.

    Returns
    -------
    Regular or None
        None where it is not so. What can be read in this way is read as `read_delimited` reads it
        line by line, but that columns of plain whole numbers are numbers.

    Raises
    ------
    DataError
        As `find_layout` does.
    LimitError
        If there are more rows, columns or cells than the settings allow.

    Notes
    -----
    Three passes over the bytes beside that of polars: for marks that forbid it, and two counts.

    """
    marks = dialect.marks
    if not _is_plain_text(data, marks):
        return None
    end = len(data) if len(data) <= _HEAD else data.rfind(b"\n", 0, _HEAD) + 1
    lines = scan_lines(data[:end], marks)
    enough = settings.skip_rows + dialect.told + 2 * SAMPLE
    if end < len(data) and int((lines.fields > 1).sum()) < enough:
        return None  # the heading might be found further down
    layout = find_layout(data, lines, dialect, settings, name)
    if layout.comment or layout.next_line >= len(lines.begin):
        return None
    first = layout.next_line
    body = _Body.from_data(data, int(lines.begin[first]), first, marks)
    width = len(layout.names)
    if not body.lines_up(width):
        return None
    limits.check_shape(body.rows, width, name)
    limits.check_time(name)
    seem_whole = {} if _has_spelling_settings(settings) else body.guess_whole_columns(width)
    for whole in (seem_whole, {}) if seem_whole else ({},):
        table = body.parse_lines(width, whole)
        if table is not None:
            return Regular(layout, table, tuple(whole))
    return None


def _has_spelling_settings(settings: ReadSettings) -> bool:
    """Tell whether the settings speak of how values are spelled: then the text is needed."""
    return bool(settings.decimal or settings.missing or settings.missing_in)


def _is_plain_text(data: bytes, marks: Marks) -> bool:
    """Tell whether lines and delimiters are all that gives the text its shape."""
    if marks.padded or marks.halved or marks.backslash or not marks.delimiter.isascii():
        return False
    # Lines of nothing but delimiters would be blank; what is no text spoils its line.
    if marks.delimiter == " " or b"\0" in data:
        return False
    return not marks.quote or marks.quote.encode() not in data


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines below the heading."""

    data: bytes
    begin: int
    first: int  # line, from 0
    rows: int
    marks: Marks

    @classmethod
    def from_data(cls, data: bytes, begin: int, first: int, marks: Marks) -> _Body:
        unended = begin < len(data) and not data.endswith(b"\n")
        rows = count_byte(b"\n", data, begin) + unended
        return cls(data=data, begin=begin, first=first, rows=rows, marks=marks)

    def lines_up(self, width: int) -> bool:
        """Tell whether there are as many delimiters as there must be.

        polars refuses a line with a field too many. So none has one too many; and where the sum is
        right, none has one too few.
        """
        delimiters = count_byte(self.marks.delimiter.encode(), self.data, self.begin)
        return width > 1 and delimiters == (width - 1) * self.rows > 0

    def guess_whole_columns(self, width: int) -> Whole:
        """Tell by some lines which columns may be of plain whole numbers, and of which size."""
        rows = [line.split(self.marks.delimiter) for line in self._sample_lines()]
        columns = list(zip(*(row for row in rows if len(row) == width), strict=True))
        return {
            place: _choose_integer_type(cells)
            for place, cells in enumerate(columns)
            if _are_whole(cells)
        }

    def _sample_lines(self) -> Iterable[str]:
        step = max((len(self.data) - self.begin) // _LOOKS, _LOOK)
        for start in range(self.begin, len(self.data), step):
            lines = self.data[start : start + _LOOK].decode("utf-8", "replace").split("\n")
            # The last is cut, as is the first of a look that does not begin with a row.
            yield from (line.removesuffix("\r") for line in lines[start > self.begin : -1])

    def parse_lines(self, width: int, whole: Whole) -> pl.DataFrame | None:
        """Read the lines, some columns as whole numbers; None where that cannot be done."""
        # The usual file is handed over as it is, without a copy of its bytes.
        as_it_is = self.first == 1
        try:
            table = pl.read_csv(
                self.data if as_it_is else self.data[self.begin :],
                has_header=False,
                schema={f"c{i}": whole.get(i, pl.String) for i in range(width)},
                separator=self.marks.delimiter,
                quote_char=None,
                skip_rows=int(as_it_is),
            )
        except pl.exceptions.PolarsError:
            return None
        if table.shape != (self.rows, width):
            return None
        return table if not whole or self._matches_source_bytes(table) else None

    def _matches_source_bytes(self, table: pl.DataFrame) -> bool:
        """Tell whether the numbers, written plainly, are what stands in the text, byte by byte.

        Every other spelling of a whole number (`007`, `+7`, ` 7`) is longer than the plain one. So
        there is none if all fields together are as long as they have to be.
        """
        ends = table.select(cs.integer().min()).row(0), table.select(cs.integer().max()).row(0)
        if None in ends[0] or max(map(abs, sum(ends, ()))) >= 10**LONGEST_NUMBER:
            return False  # a column without values, or digits that a double does not keep
        names = table.select(cs.integer()).columns
        lengths = [
            cs.string().str.len_bytes().cast(pl.Int64).sum(),
            *(_count_characters(name, *span) for name, *span in zip(names, *ends, strict=True)),
        ]
        # In parts, so that what is computed on the way takes no room.
        written = sum(sum(part.select(lengths).row(0)) for part in table.iter_slices(_PART))
        returns = count_byte(b"\r", self.data, self.begin) if b"\r" in self.data else 0
        between = table.width * len(table) + returns - (not self.data.endswith(b"\n"))
        return bool(written + between == len(self.data) - self.begin)


def _are_whole(cells: Sequence[str]) -> bool:
    return any(cells) and all(map(_WHOLE.fullmatch, cells))


def _choose_integer_type(cells: Sequence[str]) -> type[pl.DataType]:
    """Choose four bytes where there is room for numbers much larger than those that were seen."""
    return pl.Int32 if max(map(len, cells)) <= _SHORT else pl.Int64


def _count_characters(name: str, low: int, high: int) -> pl.Expr:
    """Count the characters of all whole numbers of a column, which lie between two others."""
    value = pl.col(name)
    steps = [value >= 10**power for power in range(1, len(str(high)))]
    steps += [value <= -(10**power) for power in range(1, len(str(-low)))]
    signs = [value < 0] if low < 0 else []
    return pl.sum_horizontal(value.count(), *(mask.sum() for mask in [*steps, *signs]))
