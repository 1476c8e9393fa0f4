"""Which lines of the table are no customers, though they have as many fields as one?

A table of texts, or of whole numbers that stand for theirs, in; the rows that describe the columns,
give their units, or sum them up out, each with its reason. What describes or comments is looked for
in the first row and the last few only; a sum between the customers must say so, and nothing else,
and lack most columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from finseg.read.cell_kinds import classify_cell, classify_column

_SAMPLE = 200  # rows that say what the columns hold
_LAST = 5  # rows at the end that may sum up or comment
_FEW = 0.05  # share of gaps up to which a column counts as filled
_WORDY = 20  # characters on average from which on a line describes, and does not give units
_SUMMARY = re.compile(
    r"\W*(?:(?:grand|sub|report|overall)[\s-]?)?"
    r"(?:totals?|sum|average|mean|count|summe|gesamt(?:summe)?|total général|totale|totaal|somme|"
    r"moyenne|suma|soma)\b(?!\s*\w+\s+\w)",
    re.IGNORECASE,
)
_MOST_GAPS = 0.5  # share of gaps up to which customers have a column: each group may have its sum
_FEWEST_LACKING = 2  # columns that a sum between the customers lacks
_ONLY_A_SUM = (
    r"(?i)^\W*(?:(?:grand|sub|page|branch|region(?:al)?|group|running)[\s-]?)?"
    r"(?:totals?|sum|summe|zwischensumme|gesamt(?:summe)?|totale|totaal|somme|suma|soma)\W*$"
)
DESCRIBES = "describes the columns, is not a customer"
UNITS = "stands below the header and gives no values, is not a customer"
TOTAL = "sums up the rows above, is not a customer"
FOOTER = "a note below the table, is not a customer"
PAGE = "the foot of a page, is not a customer"


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
    return candidates.filter(first.str.contains(_ONLY_A_SUM).fill_null(value=False)).to_list()


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
    return TOTAL if lacks and len(word) < 40 and _SUMMARY.match(word) else ""


def _recognise_note(row: Sequence[str], body: pl.DataFrame) -> str:
    """Tell whether a row is a note: words in the first field and nothing else, as no other row."""
    if len(row) < 3 or not row[0] or any(row[1:]) or classify_cell(row[0]) != "text":
        return ""
    others = body.select(pl.all_horizontal(pl.col(body.columns[1:]).is_null())).to_series()
    return "" if others.any() and len(body) > 1 else FOOTER
