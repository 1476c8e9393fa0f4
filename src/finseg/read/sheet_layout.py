"""Where does the table begin and end on this sheet?

The first and the last rows of a sheet, as text, in; `SheetLayout` out: the rows above the header (a
title, a date, blank rows), the lines of the header (joined where there are several), the first row
of the body, and the rows below it (totals, footnotes). A table that fills its sheet is the usual
case and costs nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finseg.read.cell_kinds import classify_cell
from finseg.vocabulary.row_words import begins_with_summary

Row = Sequence[str | None]

LOOKED_AT = 200  # rows from the top
TAIL = 40  # rows from the end
_HEADER_LINES = 3
_NUMERIC = 0.8  # share of figures that makes a column one of figures


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """The place of a table among the rows of a sheet, counted from 0."""

    names: tuple[str, ...]  # one per column; "" where the header has none
    header: tuple[int, ...]  # its rows; empty where the sheet has no header
    first: int  # the first row of the body
    above: int  # rows with something in them above the header


def find_sheet_layout(rows: Sequence[Row], told: int | None = None) -> SheetLayout:
    """Find header and body among the first rows of a sheet.

    Parameters
    ----------
    rows : sequence of rows
        The top of the sheet, all rows of one width, blank rows included; at least one has a value.
    told : int, optional
        The row of the header that the settings name, from 1; 0: there is none.

    """
    if told is not None:
        return _use_header_setting(rows, told)
    filled = [sum(cell is not None for cell in row) for row in rows]
    usual = _count_usual_cells(filled)
    top = next((i for i, count in enumerate(filled) if count > usual / 2), 0)
    numeric = _find_numeric_columns(rows, filled, usual)
    width = len(rows[top])
    if all(_is_figure(cell) for cell in rows[top] if cell is not None) and filled[top] > 1:
        names = tuple(f"column {i}" for i in range(1, width + 1))
        return SheetLayout(
            names=names, header=(), first=top, above=_count_filled_rows(filled[:top])
        )
    header = [top]
    for line in range(top + 1, min(top + _HEADER_LINES, len(rows) - 1)):
        if not _continues_header(rows[line], numeric) or not _continues_header(rows[top], numeric):
            break
        header.append(line)
    if top and 2 <= filled[top - 1] <= usual / 2 and _is_all_text(rows[top - 1]):
        header.insert(0, top - 1)
    return SheetLayout(
        names=join_header_lines([rows[i] for i in header]),
        header=tuple(header),
        first=header[-1] + 1,
        above=_count_filled_rows(filled[: header[0]]),
    )


def _use_header_setting(rows: Sequence[Row], header: int) -> SheetLayout:
    filled = [sum(cell is not None for cell in row) for row in rows]
    if header:
        names = tuple((cell or "").strip() for cell in rows[header - 1])
        above = _count_filled_rows(filled[: header - 1])
        return SheetLayout(names=names, header=(header - 1,), first=header, above=above)
    names = tuple(f"column {i}" for i in range(1, len(rows[0]) + 1))
    first = next((i for i, count in enumerate(filled) if count), 0)
    return SheetLayout(names=names, header=(), first=first, above=0)


def find_rows_below(rows: Sequence[Row], spaced: Sequence[bool]) -> list[int]:
    """Find the rows at the end of a sheet that are no customers: totals and footnotes.

    Parameters
    ----------
    rows : sequence of rows
        The end of the body, blank rows included.
    spaced : sequence of bool
        Per column: whether its values usually have blanks in them.

    Returns
    -------
    list of int
        Indices into `rows`, ascending; blank rows are not among them.

    """
    filled = [sum(cell is not None for cell in row) for row in rows]
    usual = _count_usual_cells(filled)
    below: list[int] = []
    for start, stop in _iterate_blocks_backwards(filled):
        small = all(_is_small(row, usual) for row in rows[start:stop])
        if small:
            below += range(stop - 1, start - 1, -1)
            continue
        for i in range(stop - 1, start - 1, -1):
            if not _is_total_row(rows[i], filled[i], usual) and not _is_remark(
                rows[i], usual, spaced
            ):
                break
            below.append(i)
        break
    return below[::-1] if len(below) < _count_filled_rows(filled) else []


def _iterate_blocks_backwards(filled: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows between blank rows, the last first."""
    stop = len(filled)
    while stop:
        while stop and not filled[stop - 1]:
            stop -= 1
        start = stop
        while start and filled[start - 1]:
            start -= 1
        if start < stop:
            yield start, stop
        stop = start


def _count_usual_cells(filled: Sequence[int]) -> int:
    """Return how many cells the rows usually have."""
    counts = Counter(count for count in filled if count > 1)
    return max(counts, key=lambda count: (counts[count], count)) if counts else 1


def _count_filled_rows(filled: Sequence[int]) -> int:
    return sum(count > 0 for count in filled)


def _is_figure(cell: str | None) -> bool:
    return cell is not None and classify_cell(cell) in ("number", "date")


def _is_gap_text(cell: str | None) -> bool:
    return cell is None or classify_cell(cell) == "nothing"


def _is_all_text(row: Row) -> bool:
    return not any(_is_figure(cell) for cell in row)


def _find_numeric_columns(rows: Sequence[Row], filled: Sequence[int], usual: int) -> list[int]:
    body = [row for row, n in zip(rows, filled, strict=True) if n > usual / 2]
    body = body[len(body) // 2 :] or body
    found = []
    for column in range(len(rows[0])):
        cells = [row[column] for row in body if not _is_gap_text(row[column])]
        if cells and sum(map(_is_figure, cells)) >= _NUMERIC * len(cells):
            found.append(column)
    return found


def _continues_header(row: Row, numeric: Sequence[int]) -> bool:
    """Tell whether a row has words in most of the columns of figures, and no figure in any."""
    words = [row[c] for c in numeric if not _is_gap_text(row[c])]
    return bool(words) and 2 * len(words) >= len(numeric) and not any(map(_is_figure, words))


def join_header_lines(lines: Sequence[Row]) -> tuple[str, ...]:
    """Join the lines of a header; a cell merged over several columns names all of them."""
    parts: list[list[str]] = [[] for _ in lines[0]]
    for number, line in enumerate(lines):
        group = ""
        for column, cell in enumerate(line):
            merged = number < len(lines) - 1 and lines[number + 1][column] is not None
            group = cell.strip() if cell is not None else (group if merged else "")
            if group and group not in parts[column]:
                parts[column].append(group)
    return tuple(" / ".join(words) for words in parts)


def _is_total_row(row: Row, filled: int, usual: int) -> bool:
    """Tell whether a row says that it sums up; its formulas may have been saved without result."""
    first = next(cell for cell in row if cell is not None)
    figures = sum(map(_is_figure, row))
    return (filled > 1 or usual >= 3) and begins_with_summary(first) and figures == filled - 1


def _is_small(row: Row, usual: int) -> bool:
    """Tell whether a row has too few cells for a customer, and no figure among them."""
    cells = [cell for cell in row if cell is not None]
    return usual >= 3 and len(cells) <= max(1, usual // 3) and not any(map(_is_figure, cells))


def _is_remark(row: Row, usual: int, spaced: Sequence[bool]) -> bool:
    """Tell whether a row holds a phrase, where the column's values are none."""
    column, text = next((i, cell) for i, cell in enumerate(row) if cell is not None)
    return _is_small(row, usual) and " " in text.strip() and not spaced[column]
