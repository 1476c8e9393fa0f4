"""Is this line a heading, or a customer like those below it?

Cells as text in; their kinds (number, date, flag, text, nothing) and the evidence for and against a
heading out. Kinds are rough on purpose: they compare a line with its neighbours, no value is read
by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from finseg.vocabulary.date_shapes import looks_like_date
from finseg.vocabulary.missing_values import load_missing_words
from finseg.vocabulary.number_patterns import looks_like_number

Cell = Literal["number", "date", "flag", "text", "nothing"]

_NEARLY_ALL = 0.9  # share of a column's cells that make its kind
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")  # no date and no word for a gap is one
_FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "t", "f"))


@lru_cache(maxsize=1 << 17)
def classify_cell(text: str) -> Cell:
    """Say of what kind a cell is."""
    if _PLAIN_NUMBER.fullmatch(text):
        return "number"
    text = text.strip()
    if not text or text.lower() in load_missing_words():
        return "nothing"
    if looks_like_date(text):
        return "date"
    if looks_like_number(text):
        return "number"
    return "flag" if text.lower() in _FLAGS else "text"


def classify_column(cells: Sequence[str]) -> Cell:
    """Say of what kind nearly all cells of a column are; "text" where they differ."""
    kinds: Counter[Cell] = Counter()
    for cell, count in Counter(cells).items():  # answers from 1 to 5 are five cells
        kinds[classify_cell(cell)] += count
    del kinds["nothing"]
    if not kinds:
        return "nothing"
    kind, count = kinds.most_common(1)[0]
    return kind if count >= _NEARLY_ALL * kinds.total() else "text"


def count_heading_votes(first: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the columns that speak for `first` being a heading of `rows`, and against it.

    For: words over figures, dates or flags. Against: a cell of the same kind as the figures or
    dates below it, unless the figures in the line count up, as years in headings do; and a word
    that stands again in its column, where no column has figures.
    """
    rows = [row for row in rows if list(row) != list(first)] or rows
    columns = [[row[j] for row in rows if j < len(row)] for j in range(len(first))]
    kinds = [classify_column(column) for column in columns]
    cells = [classify_cell(cell) for cell in first]
    typed = ("number", "date", "flag")
    pairs = list(zip(cells, kinds, strict=True))
    words = sum(cell == "text" and kind in typed for cell, kind in pairs)
    alike = sum(cell == kind and kind in typed for cell, kind in pairs)
    if _counts_up([c for c, kind in zip(first, cells, strict=True) if kind == "number"], columns):
        alike -= sum(cell == kind == "number" for cell, kind in pairs)
    if not words and not alike:
        again = [c for c, column in zip(first, columns, strict=True) if c.strip() and c in column]
        alike = len(again) if len(rows) > 1 and len(again) > len(first) / 2 else 0
    return words, alike


def _counts_up(figures: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether the figures of a line count up, beside at least one word: years, or 1, 2, 3."""
    if len(figures) < 2 or len(figures) == len(columns):
        return False
    if not all(re.fullmatch(r"\d{1,9}", f.strip()) for f in figures):
        return False
    numbers = [int(f) for f in figures]
    steps = {b - a for a, b in pairwise(numbers)}
    if len(numbers) == 2:
        return steps == {1} and 1900 <= numbers[0] <= 2100
    return min(steps) > 0 and (len(steps) == 1 or len(numbers) > 3)
