"""Are these digits codes or names, and not amounts?

Texts of a column that looks like one of whole numbers in, yes or no out. `00123`, seventeen digits,
`12E5` beside `1234` and `+49 151 …` are names: as numbers they would lose digits or merge.
"""

from __future__ import annotations

import polars as pl

from finseg.vocabulary.words import says

NEARLY_ALL = 0.95  # share of the values present that must read as numbers
NAMES = "digits that name something: leading zeros, too many of them, or a plus"
_FEW_LEADING_ZEROS = 0.01
_SUSPECT = r"^(?:0[0-9]|\+[0-9 ]{8}|[0-9]{16}|[0-9]+[eE][0-9])"
_NAME = r"^\+?[0-9]+(?:[eE][0-9]+)?$|^\+[0-9 ]+$"


def are_names(texts: pl.Series, numbers: pl.Series, phrase: str) -> bool:
    """Tell digits that name something from digits that count something.

    Parameters
    ----------
    texts : pl.Series
        The texts in plain characters; null where blank.
    numbers : pl.Series
        What they are as numbers; null where they are none.
    phrase : str
        The heading in plain words.

    """
    whole = int((numbers == numbers.floor()).sum() or 0)
    present = len(numbers) - numbers.null_count()
    if whole < NEARLY_ALL * present:
        return False
    suspect = texts.str.contains(_SUSPECT).fill_null(value=False)
    if not suspect.any():
        return False
    texts = texts.drop_nulls()
    if int(texts.str.contains(_NAME).sum()) < NEARLY_ALL * len(texts):
        return False
    return _look_like_names(texts, phrase)


def _look_like_names(texts: pl.Series, phrase: str) -> bool:
    def compute_share(pattern: str) -> float:
        return int(texts.str.contains(pattern).sum()) / len(texts)

    if compute_share(r"^[0-9]{16,}$"):
        return True
    lengths = texts.str.len_bytes()
    even = lengths.min() == lengths.max()
    named = bool(says(phrase, "id") or says(phrase, "code"))
    leading = compute_share(r"^0[0-9]+$")
    if leading and (even or named or leading >= _FEW_LEADING_ZEROS):
        return True
    if compute_share(r"^[0-9]+[eE][0-9]+$") and (even or named):
        return True
    return compute_share(r"^\+[0-9 ]{8,}$") >= NEARLY_ALL
