"""What stands around the digits of a number, and does this text look like one?

The words of `spellings.toml` in, patterns out: for reading a column's numbers exactly (polars), and
for telling a single cell of figures from a word (Python).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from finseg.vocabulary.missing_values import load_spelling_table

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")  # most figures, told apart without the long pattern


def join_alternatives(words: Iterable[str]) -> str:
    """Join alternatives of a pattern, the longest first: patterns take the first that fits."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def build_currency_pattern() -> str:
    """Return the pattern of a sign or word of money; ISO codes only in capitals."""
    table = load_spelling_table()["currency"]
    return rf"(?:{join_alternatives(table['signs'])}|(?-i:{join_alternatives(table['codes'])}))"


@cache
def _compile_number() -> re.Pattern[str]:
    table = load_spelling_table()
    money = build_currency_pattern()
    behind = join_alternatives([*table["magnitude"], *table["unit"]])
    return re.compile(
        rf"\(?[+\-−]?\s*{money}?\s*[+\-−]?\s*(?:\d[\d.,'’\s]*|[.,]\d+)(?:e[+-]?\d+)?\s*"
        rf"(?:{behind}|/-|-|{money})?\)?",
        re.IGNORECASE,
    )


def looks_like_number(text: str) -> bool:
    """Tell whether a cell, without blanks around it, is written as numbers are.

    Examples
    --------
    >>> [looks_like_number(text) for text in ("₹1,18,597", "(1,200)", "12 %", "A12")]
    [True, True, True, False]

    """
    return bool(_PLAIN.fullmatch(text) or _compile_number().fullmatch(text))
