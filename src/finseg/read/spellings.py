"""Which number did people mean by `(1,200)`, `₹1,18,597` or `1.234,56`?

Distinct texts in, numbers out (null where there is none). Table-driven: a spelling is a pattern and
what replaces it, applied in order; the decimal mark is decided for a whole column by its evidence.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

Decimal = Literal[".", ","]

# Folded to lower case and stripped. In a column of numbers these are gaps, not words.
_GAPS = """
na n/a #n/a #na n.a. n.a null none nil nan -nan nat <na> (null) \\n k.a. - -- --- – — . .. …
? ?? ??? unknown missing tbd x xx xxx #value! #ref! #div/0! #num! #name? #null!
inf -inf +inf infinity -infinity +infinity 1.#inf -1.#inf 1.#qnan ∞ -∞
"""
LARGEST = 1e100  # its square can still be computed with; larger ones are as missing as infinity
_GAP_PHRASES = ("", "not available", "not applicable", "not known", "no data", "keine angabe")
MISSING = frozenset([*_GAPS.split(), *_GAP_PHRASES])

_CURRENCY = r"(?:rs\.?|₹|inr|us\$|\$|usd|€|eur|£|gbp|¥|jpy|chf|aud|cad|sgd|aed|brl|r\$|zar)"
_BLANKS = "\u00a0\u202f\u2009\u2007\u200b"

# (pattern, replacement), on lower-case text without outer blanks.
_MARKS: tuple[tuple[str, str], ...] = (
    (r"[\u2212\u2013]", "-"),  # a typographic minus
    (rf"[{_BLANKS}]", " "),
    (r"/-$", ""),  # Indian price mark: Rs 500/-
    (r"^\((.+)\)$", "-$1"),  # bookkeepers' negative
    (r"^(.+)-$", "-$1"),  # SAP's trailing minus
    (rf"^([+-]?)\s*{_CURRENCY}\s*", "$1"),
    (rf"\s*{_CURRENCY}$", ""),
    (r"\s*%$", ""),
    (r"^([+-])\s+", "$1"),
    (r"^--", ""),  # -(-5): two negatives cancel
)
_GROUPED = {
    # 1,234,567.89 and 1,18,597.50; also with blanks or apostrophes between the groups
    ".": r"^[+-]?(?:\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?: \d{3})+|(?:['’]\d{3})+)|\d+)(?:\.\d*)?"
    r"(?:e[+-]?\d+)?$|^[+-]?\.\d+$",
    ",": r"^[+-]?(?:\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+|(?:['’]\d{3})+)|\d+)(?:,\d*)?"
    r"(?:e[+-]?\d+)?$|^[+-]?,\d+$",
}
# Only a decimal mark can stand like this; three digits behind a mark may also be a group.
_SURE = {".": r"\.(?:\d{1,2}|\d{4,})\D*$|,.*\.", ",": r",(?:\d{1,2}|\d{4,})\D*$|\..*,"}


def is_missing(texts: pl.Series) -> pl.Series:
    """Tell which texts say that there is no value: words for it, and numbers nobody can have."""
    impossible = (~possible(texts.cast(pl.Float64, strict=False))).fill_null(value=False)
    return texts.str.strip_chars().str.to_lowercase().is_in(list(MISSING)) | impossible


def possible(numbers: pl.Series) -> pl.Series:
    """Tell which numbers are finite and of a size that anything can be computed with."""
    return numbers.is_finite() & (numbers.abs() < LARGEST)


def count_sure(texts: pl.Series, decimal: Decimal) -> int:
    """Count the texts that can only be read with this decimal mark."""
    return int(texts.str.strip_chars().str.contains(_SURE[decimal]).sum() or 0)


def parse_numbers(texts: pl.Series, decimal: Decimal = ".") -> pl.Series:
    """Read numbers as people write them; null where a text is none.

    Examples
    --------
    >>> parse_numbers(pl.Series(["₹1,18,597.50", "(1,200)", "12 %", "many"])).to_list()
    [118597.5, -1200.0, 12.0, None]

    """
    bare = texts.str.strip_chars().str.to_lowercase()
    for pattern, replacement in _MARKS:
        bare = bare.str.replace(pattern, replacement).str.strip_chars()
    grouped = bare.set(~bare.str.contains(_GROUPED[decimal]).fill_null(value=False), None)
    other = "," if decimal == "." else "."
    plain = grouped.str.replace_all(rf"[ '’{other}]", "")
    if decimal == ",":
        plain = plain.str.replace(",", ".", literal=True)
    numbers = plain.cast(pl.Float64, strict=False)
    return numbers.set(~possible(numbers).fill_null(value=False), None)
