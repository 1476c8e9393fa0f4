"""Which number did people mean by `(1,200)`, `₹1,18,597` or `1.2 Cr`?

Texts in, their parts out (sign, currency, digits, magnitude, unit), and from the parts numbers.
Table-driven: the words are data (`spellings.toml`). What the digits' marks and letters mean is
decided for a whole column, not here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import polars as pl

from finseg.records.reading import Decimal
from finseg.vocabulary.missing_values import is_computable, load_spelling_table
from finseg.vocabulary.number_patterns import build_currency_pattern, join_alternatives

_MINUS = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63"  # typographic minus, hyphens and dashes
_BLANKS = "\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069"
_APOSTROPHES = "\u2019\u2018\u02bc\u2032\u00b4`"
_OTHERS = {"\u066b": ".", "\u066c": ",", "\u066a": "%", "\uffe5": "¥", "\uffe1": "£"}

# Groups of a number beside its decimal mark. A group never begins with a zero: 0.123 is a fraction.
_WRAPPED = r"""["'“”„«»()/-]"""
_GROUPS = {
    ".": r"(?:,[0-9]{2,3})*,[0-9]{3}|(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+",
    ",": r"(?:\.[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+",
}
_DIGITS = r"^[0-9][0-9.,'_ ]*(?:e[+-]?[0-9]+)?$"
_SIMPLE = r"^[+-]?[0-9][0-9.,]*$"
_WORDS = ("magnitude", "currency", "unit", "tail")
_PLANE = 0x10000
_SMALL = {"percent": 0, "permille": -1, "basis points": -2}  # powers of ten, in percent

# (pattern, replacement), on texts without outer blanks.
_WRAPPINGS: tuple[tuple[str, str], ...] = (
    (r'^=?["“”„«»]+\s*(.*?)\s*["“”„«»]+$', "$1"),  # quoted once more, or ="00123" from Excel
    (r"^'(.*?)'?$", "$1"),  # Excel's mark for text
    (r"^([^0-9(]*)\(\s*([^)]*[0-9][^)]*?)\s*\)([^0-9]*)$", "-$1$2$3"),  # bookkeepers' negative
    (r"(?:/[-=]|[.,]-{1,2})$", ""),  # price marks: Rs 500/-, CHF 5.-
    (r"^--", ""),  # -(-5): two negatives cancel
)


def build_digits_pattern(decimal: Decimal) -> str:
    """Return the pattern of unsigned digits that can be read with a decimal mark."""
    mark = re.escape(decimal)
    exponent = r"(?:[eE][+-]?[0-9]+)?"
    return (
        rf"^(?:[1-9][0-9]{{0,2}}(?:{_GROUPS[decimal]})(?:{mark}[0-9]*)?"
        rf"|[0-9]+(?:{mark}[0-9]*)?{exponent}|{mark}[0-9]+{exponent})$"
    )


@cache
def _build_prefix_pattern() -> str:
    money = rf"(?P<currency>{build_currency_pattern()})?"
    return rf"(?i)^(?P<sign>[+-]?)\s*{money}\s*(?P<inner>[+-]?)\s*(?P<lead>[.,]?)$"


@cache
def _build_suffix_pattern() -> str:
    table = load_spelling_table()
    return (
        rf"(?i)^\s*(?P<magnitude>{join_alternatives(table['magnitude'])})?\s*(?P<minus>-?)\s*"
        rf"(?P<currency>{build_currency_pattern()})?\s*"
        rf"(?P<unit>{join_alternatives(table['unit'])})?\s*(?P<tail>-|/[-=]|cr\.?|dr\.?|)$"
    )


@cache
def build_start_pattern() -> str:
    """Return a pattern that every spelling of a number fits, as it stands in the file."""
    filling = r"[^\p{L}\p{Nd}]*"
    return rf"(?i)^{filling}(?:{build_currency_pattern()})?{filling}\p{{Nd}}"


@cache
def _map_foreign_characters() -> tuple[list[str], list[str]]:
    """Return characters of other scripts and typesetters, and what stands for them."""
    table = dict.fromkeys(_MINUS, "-") | dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_NOTHING, "")
    table |= dict.fromkeys(_APOSTROPHES, "'") | _OTHERS
    table |= {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full width
    for code in range(128, _PLANE):  # no one writes with the mathematicians' digits beyond
        if unicodedata.category(chr(code)) == "Nd":
            table[chr(code)] = str(unicodedata.digit(chr(code)))
    return list(table), list(table.values())


def tidy_texts(texts: pl.Series) -> pl.Series:
    """Return the texts in plain characters: no typographic signs, foreign digits or wrappings."""
    bare = texts.str.strip_chars()
    if bare.str.contains(r"[^\x00-\x7F]").any():
        bare = bare.str.replace_many(*_map_foreign_characters()).str.strip_chars()
    if not bare.str.contains(_WRAPPED).any():
        return bare
    for pattern, replacement in _WRAPPINGS:
        if bare.str.contains(pattern).any():
            bare = bare.str.replace(pattern, replacement).str.strip_chars()
    return bare


def split_marks(bare: pl.Series) -> pl.DataFrame:
    """Split tidy texts into the parts of a number; `digits` is null where a text is none.

    Returns
    -------
    polars.DataFrame
        One row per text: `negative` (Boolean) and, as text or null, `digits`, `magnitude` (a key of
        the table), `currency` (an ISO code, or the sign), `unit` and `tail`.

    Notes
    -----
    What stands before and behind the digits is the same in most rows, so only the different ones
    are looked at.

    """
    if bare.str.contains(_SIMPLE).all():
        digits = bare.str.strip_chars_start("+-")
        return pl.DataFrame({"negative": bare.str.starts_with("-"), "digits": digits}).with_columns(
            pl.lit(None, pl.String).alias(part) for part in _WORDS
        )
    texts = pl.DataFrame({"text": bare})
    split = texts.with_columns(core=pl.col("text").str.replace("^[^0-9]*", ""))
    split = split.with_columns(digits=pl.col("core").str.replace("[^0-9.,][^0-9]*$", ""))
    before = _extract_parts(
        split.select(pl.col("text").str.strip_suffix(pl.col("core"))), _build_prefix_pattern()
    )
    after = _extract_parts(
        split.select(pl.col("core").str.strip_prefix(pl.col("digits"))), _build_suffix_pattern()
    )
    lead, fits = before["lead"], before["sign"].is_not_null() & after["tail"].is_not_null()
    digits = split["digits"].str.to_lowercase()
    digits = digits.set(~(fits & digits.str.contains(_DIGITS)).fill_null(value=False), None)
    signs = (before["sign"], before["inner"], after["minus"], after["tail"])
    minus = [(sign == "-").fill_null(value=False) for sign in signs]
    return pl.DataFrame(
        {
            "negative": minus[0] ^ minus[1] ^ minus[2] ^ minus[3],
            "digits": lead + digits if (lead != "").any() else digits,
            "magnitude": after["magnitude"],
            "currency": before["currency"]
            .fill_null(after["currency"])
            .replace(_map_currency_codes()),
            "unit": after["unit"].replace(load_spelling_table()["unit"]),
            "tail": after["tail"].str.strip_chars("."),
        }
    )


def _extract_parts(texts: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Take texts apart by a pattern, in lower case; null where a part is not there."""
    keys = texts.to_series().alias("key")
    known = keys.unique()
    parts = known.str.extract_groups(pattern).struct.unnest()
    parts = parts.select(pl.all().str.to_lowercase())
    return (
        keys.to_frame()
        .join(parts.with_columns(known), on="key", how="left", maintain_order="left")
        .drop("key")
    )


@cache
def _map_currency_codes() -> dict[str, str]:
    """Return the ISO code of every sign and word; the sign itself where it stands for several."""
    table = load_spelling_table()["currency"]
    names = {code.lower(): code for code in table["codes"]}
    return names | {sign: code or sign for sign, code in table["signs"].items()}


def parts_to_numbers(parts: pl.DataFrame, decimal: Decimal = ".") -> pl.Series:
    """Turn parts into numbers; null where the digits cannot be read with this decimal mark.

    Magnitudes become exponents before the digits become a number: 1.1 lakh is 110,000 exactly.
    """
    numbers = digits_to_numbers(parts["digits"], decimal, _sum_powers(parts))
    return numbers.zip_with(~parts["negative"], -numbers)


def digits_to_numbers(
    digits: pl.Series, decimal: Decimal, powers: pl.Series | None = None
) -> pl.Series:
    """Read unsigned digits with group marks, times powers of ten."""
    fits = digits.str.contains(build_digits_pattern(decimal)).fill_null(value=False)
    plain = digits.set(~fits, None)
    plain = plain.str.replace_all(f"[ '_{',' if decimal == '.' else '.'}]", "")
    if decimal == ",":
        plain = plain.str.replace(",", ".", literal=True)
    if powers is not None and (powers != 0).any():
        raised = (powers != 0) & ~plain.str.contains("e", literal=True).fill_null(value=False)
        plain = pl.select(
            pl.when(raised)
            .then(pl.concat_str(plain, pl.lit("e"), powers.cast(pl.String)))
            .when(powers == 0)
            .then(plain)
        ).to_series()
    numbers = plain.cast(pl.Float64, strict=False)
    return numbers.set(~is_computable(numbers).fill_null(value=False), None)


def _sum_powers(parts: pl.DataFrame) -> pl.Series:
    """Return the powers of ten that magnitudes and small percents stand for."""
    magnitudes = parts["magnitude"].replace_strict(
        load_spelling_table()["magnitude"], default=0, return_dtype=pl.Int64
    )
    units = parts["unit"].replace_strict(_SMALL, default=0, return_dtype=pl.Int64)
    return magnitudes.fill_null(0) + units.fill_null(0)
