"""In which shapes do people write dates?

Nothing in, patterns out: each shape with the forms it may be read in. What the day and what the
month is, a whole column decides (`finseg.understand.dates`); here a shape is only recognised.
"""

from __future__ import annotations

import re
from functools import cache

_MONTHS = r"[A-Za-z]{3,9}\.?"
COMPACT = ("%Y%m%d",)  # the forms of eight digits, which may as well be a number

# Pattern of the whole text without a time of day → the forms it may be, as for `strptime`.
DATE_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (shape.replace("-", rf"\{mark}"), tuple(form.replace("-", mark) for form in forms))
        for mark in "-/."
        for shape, forms in (
            (r"^\d{4}-\d{1,2}-\d{1,2}$", ("%Y-%m-%d",)),
            (r"^\d{1,2}-\d{1,2}-\d{4}$", ("%d-%m-%Y", "%m-%d-%Y")),
            (r"^\d{1,2}-\d{1,2}-\d{2}$", ("%d-%m-%y", "%m-%d-%y")),
        )
    ),
    (r"^\d{8}$", COMPACT),
    (rf"^\d{{1,2}} {_MONTHS},? \d{{4}}$", ("%d %b %Y",)),
    (rf"^\d{{1,2}} {_MONTHS},? \d{{2}}$", ("%d %b %y",)),
    (rf"^\d{{1,2}}-{_MONTHS}-\d{{4}}$", ("%d-%b-%Y",)),
    (rf"^\d{{1,2}}-{_MONTHS}-\d{{2}}$", ("%d-%b-%y",)),
    (rf"^{_MONTHS} \d{{1,2}},? \d{{4}}$", ("%b %d %Y",)),
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\d{2}:?\d{2})?"
TIME_OF_DAY = rf"(?:[T ]{_CLOCK})$"


@cache
def build_date_pattern() -> str:
    """Return the pattern of a whole text that is a date, with or without a time of day."""
    shapes = "|".join(shape[1:-1] for shape, forms in DATE_SHAPES if forms != COMPACT)
    return rf"^\s*(?:{shapes})(?:[T ]{_CLOCK})?\s*$"


@cache
def _compile_date() -> re.Pattern[str]:
    shapes = "|".join(shape[1:-1] for shape, forms in DATE_SHAPES if forms != COMPACT)
    return re.compile(rf"(?:{shapes})(?:[T ]{_CLOCK})?|{_CLOCK}")


def looks_like_date(text: str) -> bool:
    """Tell whether a cell, without blanks around it, is written as dates or times are.

    Examples
    --------
    >>> [looks_like_date(text) for text in ("31.12.2024", "15:30", "20241231", "1.2.3")]
    [True, True, False, False]

    """
    return bool(_compile_date().fullmatch(text))
