"""What does a column look like, before it has a role?

`Look`: name in plain words, numbers or text, how many different values, range. Everything a rule
about roles may ask, computed once and no more than needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from finseg.understand.column_types import Typed
from finseg.vocabulary.words import Vocabulary, load_vocabulary, split_heading

MANY = 1000  # more different values than this are not counted
_SAMPLE = 5000
_FEW_TEXTS = 500  # that are held against a pattern
_PART = 1 << 16  # values compared in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One column as the rules about roles see it."""

    name: str
    phrase: str  # the heading in plain words
    typed: Typed
    rows: int
    present: int  # rows with a value
    distinct: int | None  # different values; None: more than `MANY`
    levels: tuple[str, ...] = ()  # of texts, if no more than `MANY`: without blanks around, sorted
    lowest: float = math.nan
    highest: float = math.nan
    usual: tuple[float, float] = (math.nan, math.nan)  # 1st and 99th percentile, of a sample
    sampled: int = 0  # values in that sample
    whole: bool = False  # all values are whole numbers
    vocabulary: Vocabulary = field(default_factory=load_vocabulary)

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.typed.is_number

    def says(self, kind: str) -> str:
        """Return the words by which the heading is of this kind, or an empty text."""
        return self.vocabulary.says(self.phrase, kind)

    def has_few_values(self, most: int, least: int = 1) -> bool:
        """Tell whether there are `least` to `most` different values."""
        return self.distinct is not None and least <= self.distinct <= most


def look_at(name: str, original: str, typed: Typed, known_words: Vocabulary | None = None) -> Look:
    """Look at one column; its heading is read with the bundled words, or with `known_words`."""
    values = typed.text if typed.numbers is None else typed.numbers
    rows, present = len(values), len(values) - values.null_count()
    different = find_levels(values)
    levels = () if different is None or typed.is_number else _sort_levels(different)
    lowest = highest = math.nan
    whole = False
    usual = (math.nan, math.nan)
    sampled = 0
    if typed.numbers is not None and present:
        low, high = typed.numbers.min(), typed.numbers.max()
        if isinstance(low, float) and isinstance(high, float):
            lowest, highest = low, high
        whole = typed.written.dtype.is_integer() or _has_only_whole_numbers(typed.numbers)
        usual, sampled = _find_usual_range(typed.numbers)
    return Look(
        name=name,
        phrase=split_heading(original),
        typed=typed,
        rows=rows,
        present=present,
        distinct=None if different is None else len(different),
        levels=levels,
        lowest=lowest,
        highest=highest,
        usual=usual,
        sampled=sampled,
        whole=whole,
        vocabulary=known_words or load_vocabulary(),
    )


def _has_only_whole_numbers(numbers: pl.Series) -> bool:
    return bool((numbers == numbers.floor()).all())


def _find_usual_range(numbers: pl.Series) -> tuple[tuple[float, float], int]:
    """Return the 1st and the 99th percentile of a sample, and how many values that has."""
    sample = numbers.gather_every(max(1, len(numbers) // _SAMPLE))
    low, high = sample.quantile(0.01), sample.quantile(0.99)
    ends = (math.nan if low is None else low), (math.nan if high is None else high)
    return ends, len(sample) - sample.null_count()


def find_levels(values: pl.Series) -> pl.Series | None:
    """Return the different values, or None where a sample already shows more than `MANY`."""
    sample = values.gather_every(max(1, len(values) // _SAMPLE))
    if sample.n_unique() > MANY:
        return None
    different = values.unique().drop_nulls()
    return different if len(different) <= MANY else None


def _sort_levels(levels: pl.Series) -> tuple[str, ...]:
    return tuple(levels.str.strip_chars().unique().sort())


def compute_distinct_share(look: Look) -> float:
    """Return different values per value present, 0..1; cheap where they only ever rise."""
    if not look.present:
        return 0.0
    numbers = look.typed.numbers
    if numbers is not None and look.whole:
        steps = np.diff(numbers.to_numpy())
        if bool((steps > 0).all()):  # beside a gap no step is above 0
            return 1.0
    written = look.typed.written
    # Of whole numbers of a whole type there are as many as there are texts.
    return count_distinct(written if written.dtype.is_integer() else look.typed.text) / look.present


def count_distinct(values: pl.Series) -> int:
    """Count the different values present.

    Values that only rise are seen to differ at once. Others are counted by their sorted 64-bit
    hashes: eight bytes each, where a table of all values takes fifty, in half the time.
    """
    present = values.drop_nulls() if values.null_count() else values
    if len(present) < 2:
        return len(present)
    if _only_rises(present):
        return len(present)
    hashes = present.hash().to_numpy().copy()
    hashes.sort()
    return 1 + int(np.count_nonzero(hashes[1:] != hashes[:-1]))


def _only_rises(present: pl.Series) -> bool:
    """Tell whether each value is above the one before; stops at the first part where not."""
    parts = (present.slice(start, _PART + 1) for start in range(0, len(present) - 1, _PART))
    return all(bool((part.slice(1) > part.head(-1)).all()) for part in parts)


def find_counter_start(look: Look) -> int | None:
    """Return where a column that counts the rows begins (0 or 1), or None."""
    numbers = look.typed.numbers
    if numbers is None or not look.whole or look.present < look.rows:
        return None
    start = look.lowest
    if start not in (0.0, 1.0) or look.highest != start + look.rows - 1:
        return None
    counts = np.arange(start, start + look.rows)
    return int(start) if np.array_equal(numbers.to_numpy(), counts) else None


def compute_value_share(look: Look, value: float) -> float:
    """Return the share of the values present that equal `value`."""
    numbers = look.typed.numbers
    if numbers is None or not look.present:
        return 0.0
    return float((numbers == value).sum()) / look.present


def compute_pattern_share(look: Look, pattern: str) -> float:
    """Return the share of text values, in a sample, that match a pattern."""
    text = look.typed.text.gather_every(max(1, look.rows // _FEW_TEXTS)).drop_nulls()
    if not len(text):
        return 0.0
    return int(text.str.strip_chars().str.contains(pattern).sum()) / len(text)
