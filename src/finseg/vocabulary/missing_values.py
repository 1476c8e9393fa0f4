"""Which texts say that there is no value?

Texts in, yes or no out. In a column of numbers every word for "missing" is a gap. In a column of
words it may be an answer, or a code as its neighbours are: `NA` is Namibia among `DE` and `FR`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from finseg.records.reading import Counts
from finseg.vocabulary.date_shapes import build_date_pattern

LARGEST = 1e100  # its square can still be computed with; larger ones are as missing as infinity
_CODES = r"^[A-Z]{2}$"
_PLACE_CODES = r"^[A-Z]{2,5}$"
_FEWEST_CODES = 3  # different codes beside the word; two may be YES and NO
_CATEGORY_LEVELS = 50  # up to here a column of words is one of categories
_NEARLY_ALL = 0.95


@cache
def load_spelling_table() -> dict[str, Any]:
    """Return the bundled lists of spellings."""
    source = files("finseg.vocabulary").joinpath("spellings.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def load_missing_words() -> frozenset[str]:
    """Return the words that are gaps in a column of numbers, in lower case."""
    return frozenset([*load_spelling_table()["missing"]["words"], ""])


@cache
def load_levels_of_any_question() -> frozenset[str]:
    """Return levels that say nothing about what is asked ("other", "none"), in lower case."""
    table = load_spelling_table()
    return frozenset([*table["any_question"]["words"], *table["missing"]["in_words"], ""])


@cache
def _list_case_variants() -> list[str]:
    """Return the words for columns of words in their usual cases, so that no text is folded."""
    words = load_spelling_table()["missing"]["in_words"]
    cased = {
        form for word in words for form in (word, word.upper(), word.title(), word.capitalize())
    }
    return sorted(cased | {f" {w}" for w in cased} | {f"{w} " for w in cased})


def is_missing(texts: pl.Series) -> pl.Series:
    """Tell which texts say that there is no value: words for it, and numbers nobody can have."""
    impossible = (~is_computable(texts.cast(pl.Float64, strict=False))).fill_null(value=False)
    return fold_case(texts).is_in(list(load_missing_words())) | impossible


def is_computable(numbers: pl.Series) -> pl.Series:
    """Tell which numbers are finite and of a size that anything can be computed with."""
    return numbers.is_finite() & (numbers.abs() < LARGEST)


def fold_case(texts: pl.Series) -> pl.Series:
    """Return the texts without outer blanks and in lower case."""
    return texts.str.strip_chars().str.to_lowercase()


def count_spellings(texts: pl.Series) -> Counts:
    """Count the spellings, the most frequent first."""
    total: dict[str, int] = {}
    for text, count in texts.alias("spelling").value_counts().rows():
        total[text.strip()] = total.get(text.strip(), 0) + count
    return sort_counts(total)


def sort_counts(counts: Mapping[str, int]) -> Counts:
    """Return what was counted, the most frequent first."""
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def is_user_missing_word(texts: pl.Series, words: Collection[str]) -> pl.Series:
    """Tell which texts are one of the user's own words for "missing"."""
    return fold_case(texts).is_in([word.strip().lower() for word in words]).fill_null(value=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What the words for "missing" stand for in a column of words."""

    text: pl.Series  # null where they are gaps
    gaps: Counts = ()
    levels: Counts = ()  # kept as a level of their own
    codes: Counts = ()  # a code as the others are


def read_words(text: pl.Series, phrase: str, *, no_gaps: bool = False) -> Worded:
    """Decide what the words for "missing" are in a column of words.

    Where nearly all other values hold digits and differ (ids, dates, phone numbers) they are gaps;
    where the others are codes of the same form, they are codes; else they are kept as a level of
    their own: `Unknown` may be an answer, and no answer may tell customers apart. `no_gaps`: it
    is known that they are none.
    """
    text = text.set((text.str.strip_chars() == "").fill_null(value=False), None)
    hit = text.is_in(_list_case_variants()).fill_null(value=False)
    spelled = count_spellings(text.filter(hit))
    if not spelled:
        return Worded(text=text)
    others = text.filter(~hit).drop_nulls()
    levels = others.unique()
    if not no_gaps and _are_identifiers(others, levels):
        return Worded(text=text.set(hit, None), gaps=spelled)
    codes = _select_code_words(spelled, levels.str.strip_chars(), phrase)
    kept = tuple(pair for pair in spelled if pair not in codes)
    return Worded(text=text, levels=kept, codes=codes)


def _are_identifiers(others: pl.Series, levels: pl.Series) -> bool:
    """Tell whether the other values are dates, or numbers of something: digits, and many."""
    if len(levels) and int(levels.str.contains(build_date_pattern()).sum()) >= (
        _NEARLY_ALL * len(levels)
    ):
        return True
    if len(levels) <= max(_CATEGORY_LEVELS, len(others) // 20):
        return False
    return int(levels.str.contains("[0-9]").sum()) >= _NEARLY_ALL * len(levels)


def _select_code_words(spelled: Counts, levels: pl.Series, phrase: str) -> Counts:
    if len(levels) < _FEWEST_CODES:
        return ()
    place = not set(load_spelling_table()["missing"]["places"]).isdisjoint(phrase.split())
    form = _PLACE_CODES if place else _CODES
    if int(levels.str.contains(form).sum()) < _NEARLY_ALL * len(levels):
        return ()
    fits = pl.Series([word for word, _ in spelled], dtype=pl.String).str.contains(form)
    return tuple(pair for pair, fit in zip(spelled, fits, strict=True) if fit)
