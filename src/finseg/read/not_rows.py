"""Which lines are not customers?

Two questions, one table of words (`vocabulary/not_rows.toml`). Of the rows of a table: which repeat
the header, describe the columns, give their units or sum them up? They are set aside before the
columns are typed. Of the lines that do not fit the header: which are notes, page marks or another
table, so that they do not count as lost customers?

`Raw` in, the same without such rows and these apart, out; rejected lines in, the same with a better
reason, out. What describes or comments is looked for in the first row and the last few only; a sum
between the customers must say so, and nothing else, and lack most columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from finseg.document.said import Count, say
from finseg.read.cell_kinds import classify_cell, classify_column, count_heading_votes
from finseg.read.csv_marks import Marks, split_record
from finseg.read.lines import Odd
from finseg.read.raw import Raw
from finseg.read.row_text import get_source_rows
from finseg.records.dataset import Reject
from finseg.vocabulary.row_words import (
    begins_as_note,
    build_lone_sum_pattern,
    is_page_mark,
    is_summary_label,
)

_WITH_HEADER_ROW = ("CSV", "Excel")  # formats whose header is a row like any other
_WHOLE = re.compile(r"-?[0-9]+|")
_SAMPLE = 200  # rows that say what the columns hold
_LAST = 5  # rows at the end that may sum up or comment
_FEW = 0.05  # share of gaps up to which a column counts as filled
_WORDY = 20  # characters on average from which on a line describes, and does not give units
_LABEL = 40  # characters of a cell from which on it is a sentence and no label
_MOST_GAPS = 0.5  # share of gaps up to which customers have a column: each group may have its sum
_FEWEST_LACKING = 2  # columns that a sum between the customers lacks
_MOST_NOTES = 20  # lines below the last row that can be notes
_FEWEST_ROWS = 3  # lines, header included, that make another table

DESCRIBES = "describes the columns and is not a customer"
UNITS = "is below the header without values and is not a customer"
TOTAL = "sums up the rows above and is not a customer"
FOOTER = "is a note below the table and not a customer"
PAGE = "is the foot of a page and not a customer"


# The rows of a table.


def separate_non_customers(raw: Raw) -> tuple[Raw, tuple[Reject, ...]]:
    """Take the rows that are no customers out of a raw table.

    Returns
    -------
    raw
        The rows that may be customers.
    apart
        The others, in their order, without their text; where the table did not come as text below
        a heading, none.

    """
    if not _is_sheet(raw):
        return raw, ()
    found = _find_described_rows(raw) | {
        row: Reject(line=0, column="", reason="repeats the header", kind="repeated header")
        for row in _find_repeated_headers(raw)
    }
    if not found:
        return raw, ()
    apart = tuple(
        replace(found[row], line=int(raw.lines[row]), file=raw.find_file_name(row))
        for row in sorted(found)
    )
    stays = np.ones(len(raw.table), bool)
    stays[list(found)] = False
    kept = replace(
        raw,
        stood=get_source_rows(raw),
        table=raw.table.filter(pl.Series(stays)),
        lines=raw.lines[stays],
        files=None if raw.files is None else raw.files[stays],
    )
    return kept, apart


def _is_sheet(raw: Raw) -> bool:
    """Tell whether the table came as text below a heading: then a row may be something else."""
    kinds = zip(raw.table.columns, raw.table.dtypes, strict=True)
    all_text = all(dtype in (pl.String, pl.Null) or name in raw.whole for name, dtype in kinds)
    formats = [part.format for part in raw.source.parts] or [raw.source.format]
    return all_text and any(name in _WITH_HEADER_ROW for name in formats)


def _find_described_rows(raw: Raw) -> dict[int, Reject]:
    """Find descriptions of the columns, units, totals and notes."""
    headings = [heading.strip() for heading in raw.originals]
    found: dict[int, Reject] = {}
    for start, stop in raw.list_file_spans():  # each file has a first row, and last ones
        rows = find_non_customer_rows(raw.table[start:stop], headings)
        found |= {
            start + row: Reject(line=0, column="", reason=reason) for row, reason in rows.items()
        }
    return found


def _find_repeated_headers(raw: Raw) -> list[int]:
    """Find rows that repeat the header in every column, as in files that were put together.

    Only where the header was a row of text: in a table with one text column a level that bears
    the column's name is a level, and a typed column cannot hold its heading.
    """
    headings = {n: h.strip() for n, h in zip(raw.table.columns, raw.originals, strict=True)}
    named = [name for name, heading in headings.items() if heading]
    if len(named) < 2:
        return []
    if any(not _WHOLE.fullmatch(headings[name]) for name in raw.whole):
        return []  # a column of whole numbers does not hold a heading of words
    # Values as long as the longest heading are few in its column: only these are looked at closely.
    longest = max(named, key=lambda name: len(headings[name].encode()))
    lengths = raw.table[longest].cast(pl.String).str.len_bytes()
    rows = (lengths >= len(headings[longest].encode())).arg_true()
    for name in sorted(headings, key=lambda name: not headings[name]):
        texts = raw.table[name].gather(rows).cast(pl.String).fill_null("")
        rows = rows.filter(texts.str.strip_chars() == headings[name])
        if not len(rows):
            break
    return rows.to_list()


def find_non_customer_rows(table: pl.DataFrame, headings: Sequence[str]) -> dict[int, str]:
    """Find the rows that are no customers: row → reason; a repeated heading is left alone."""
    if len(table) < 3 or table.width < 2:
        return {}
    first = _classify_first_row(table, headings)
    found = {0: first} if first else {}
    return {
        **dict.fromkeys(_find_sum_rows(table), TOTAL),
        **found,
        **dict(_classify_last_rows(table)),
    }


def _find_sum_rows(table: pl.DataFrame) -> list[int]:
    """Find rows between the customers that sum them up: they say nothing else, and lack most.

    Only rows are looked at that lack at least half of what the others have, so that a customer who
    is called so stays one.
    """
    rows = len(table)
    gaps = {name: table[name].is_null() for name in table.columns if table[name].null_count()}
    usual = [name for name in table.columns if table[name].null_count() <= _MOST_GAPS * rows]
    lacking = [gaps[name].cast(pl.UInt32) for name in usual if name in gaps]
    if len(lacking) < _FEWEST_LACKING:
        return []
    lacks = pl.select(pl.sum_horizontal(lacking)).to_series()
    candidates = ((lacks >= _FEWEST_LACKING) & (2 * lacks >= len(usual))).arg_true()
    if not len(candidates):
        return []
    first = table[candidates].select(pl.coalesce(pl.all().cast(pl.String))).to_series()
    return candidates.filter(
        first.str.contains(build_lone_sum_pattern()).fill_null(value=False)
    ).to_list()


def _list_row_texts(table: pl.DataFrame) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in table.rows()]


def _classify_first_row(table: pl.DataFrame, headings: Sequence[str]) -> str:
    """Tell whether the first row describes the columns or gives their units.

    It does where at least two columns hold figures and its cells there are words, none a figure
    and none a spelling of "missing".
    """
    first, *rest = _list_row_texts(table.head(_SAMPLE))
    if [cell.strip() for cell in first] == list(headings):
        return ""
    numeric = [j for j, column in enumerate(zip(*rest, strict=True)) if _is_numeric(column)]
    kinds = [classify_cell(first[j]) for j in numeric if first[j]]
    if len(kinds) < 2 or "number" in kinds or "nothing" in kinds or "date" in kinds:
        return ""
    words = [cell for cell in first if cell]
    return DESCRIBES if sum(map(len, words)) >= _WORDY * len(words) else UNITS


def _is_numeric(cells: Sequence[str]) -> bool:
    return classify_column(cells) == "number"


def _classify_last_rows(table: pl.DataFrame) -> list[tuple[int, str]]:
    """Find totals and notes among the last rows, up to the first that is none: (row, reason)."""
    end = _find_table_end(table)
    body = table.head(max(end - _LAST, 1))
    filled = [body[name].null_count() <= _FEW * len(body) for name in body.columns]
    found: list[tuple[int, str]] = []
    for row in range(end - 1, max(end - 1 - _LAST, 1), -1):
        (cells,) = _list_row_texts(table[row : row + 1])
        reason = _recognise_total(cells, filled) or _recognise_note(cells, body)
        if any(cells) and not reason:
            break
        if reason:
            found.append((row, reason))
    return found


def _find_table_end(table: pl.DataFrame) -> int:
    """Return how many rows there are up to the last that holds anything."""
    if any(cell is not None for cell in table.row(-1)):
        return len(table)
    rows = table.select(~pl.all_horizontal(pl.all().is_null())).to_series().arg_true()
    return int(rows[-1]) + 1 if len(rows) else 1


def _recognise_total(row: Sequence[str], usually_filled: Sequence[bool]) -> str:
    """Tell whether a row sums up: it says so, and leaves a column empty that others fill."""
    word = next((cell for cell in row if cell), "")
    lacks = any(full and not cell for cell, full in zip(row, usually_filled, strict=True))
    return TOTAL if lacks and len(word) < _LABEL and is_summary_label(word) else ""


def _recognise_note(row: Sequence[str], body: pl.DataFrame) -> str:
    """Tell whether a row is a note: words in the first field and nothing else, as no other row."""
    if len(row) < 3 or not row[0] or any(row[1:]) or classify_cell(row[0]) != "text":
        return ""
    others = body.select(pl.all_horizontal(pl.col(body.columns[1:]).is_null())).to_series()
    return "" if others.any() and len(body) > 1 else FOOTER


# The lines that do not fit the header.


def classify_leftovers(
    odds: Sequence[Odd], text_of: Callable[[Odd], str], last_row: int, marks: Marks, width: int
) -> list[Odd]:
    """Name notes and other tables among the rejected lines.

    Parameters
    ----------
    odds : sequence of Odd
        The rejected lines, in order.
    text_of : callable
        Returns a line as it stands.
    last_row : int
        The last line that is used; notes stand below it.
    marks : Marks
        How a line is split.
    width : int
        Fields of the header.

    """
    result: list[Odd] = []
    for run in _group_runs(odds):
        texts = [text_of(odd) for odd in run]
        rows = [split_record(text, marks)[0] for text in texts]
        if _is_table(run, rows, width):
            other = say(
                "belongs to another table, of {columns}, that begins in line {line}",
                columns=Count(run[0].count, "column"),
                line=Count(run[0].line + 1),
            )
            result += [replace(odd, reason=str(other), kind="another table") for odd in run]
            continue
        for odd, text, row in zip(run, texts, rows, strict=True):
            note = odd.line > last_row and len(odds) <= _MOST_NOTES and _is_note(odd, text, row)
            reason = FOOTER if note else PAGE if _ends_page(odd, row) else ""
            result.append(replace(odd, reason=reason, kind="not a row") if reason else odd)
    return result


def _group_runs(odds: Sequence[Odd]) -> Iterator[list[Odd]]:
    """Group lines that follow one another and have the same number of fields."""
    run: list[Odd] = []
    for odd in odds:
        if run and (odd.count != run[-1].count or odd.line > run[-1].next_line + 1):
            yield run
            run = []
        run.append(odd)
    if run:
        yield run


def _is_table(run: Sequence[Odd], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether lines make a table of their own: as wide as one another, below a heading."""
    count = run[0].count
    if count in (0, 1, width) or len(run) < _FEWEST_ROWS:
        return False
    words, alike = count_heading_votes(rows[0], rows[1:200])
    filled = all(field.strip() for field in rows[0][:-1])
    return words > 0 and alike <= 0 and filled


def _ends_page(odd: Odd, row: Sequence[str]) -> bool:
    """Tell the foot or head of a printed page: `Page 3 of 12`, `continued`, a line of dashes."""
    if odd.kind != "too few fields":
        return False
    filled = [field for field in row if field.strip()]
    return len(filled) == 1 and is_page_mark(filled[0].strip())


def _is_note(odd: Odd, text: str, row: Sequence[str]) -> bool:
    if odd.kind not in ("too few fields", "too many fields"):
        return False
    alone = len([field for field in row if field.strip()]) == 1 and classify_cell(row[0]) == "text"
    return alone or begins_as_note(text)
