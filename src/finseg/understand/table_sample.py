"""Which rows show how the columns of a table hang together?

Looks in; the values of some thousand rows out, as arrays. The rows are chosen by what stands in
them, so that neither the order of the rows nor that of the columns changes the choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl

from finseg.maths.arrays import Floats, Ints
from finseg.understand.column_summary import Look

SAMPLED = 5_000  # rows


class TableSample:
    """Some thousand rows of a table, column by column, computed once and only where asked for."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self.looks = looks
        self._numbers: dict[int, Floats] = {}
        self._levels: dict[int, Ints] = {}

    @cached_property
    def rows(self) -> Ints | None:
        """The rows that are looked at; None: all of them."""
        rows = max((look.rows for look in self.looks), default=0)
        if rows <= SAMPLED:
            return None
        marks = np.zeros(rows, np.uint64)
        for look in self.looks:
            values = look.typed.written if look.typed.numbers is None else look.typed.numbers
            marks += values.hash().to_numpy()  # a sum: the same for any order of columns
        return np.sort(np.argpartition(marks, SAMPLED)[:SAMPLED]).astype(np.int64)

    def take(self, values: pl.Series) -> pl.Series:
        """Return the sampled rows of a column."""
        return values if self.rows is None else values.gather(self.rows)

    def get_numbers(self, place: int) -> Floats:
        """Return the figures of a column; NaN where it has none."""
        if place not in self._numbers:
            numbers = self.looks[place].typed.numbers
            if numbers is None:
                raise ValueError(f"column {place} has no numbers")
            some = self.take(numbers)
            self._numbers[place] = np.asarray(
                some.fill_null(float("nan")).to_numpy(), dtype=np.float64
            )
        return self._numbers[place]

    def get_levels(self, place: int) -> Ints:
        """Return which of the different values stands in each row, from 0; −1 where none does."""
        if place not in self._levels:
            typed = self.looks[place].typed
            some = self.take(typed.text if typed.numbers is None else typed.numbers)
            ranks = some.rank("dense").cast(pl.Int64).fill_null(0).to_numpy() - 1
            self._levels[place] = np.asarray(ranks, dtype=np.int64)
        return self._levels[place]


def count_levels(levels: Ints) -> int:
    """Count the different values; gaps are none."""
    return int(levels.max(initial=-1)) + 1


def determines(first: Ints, second: Ints) -> bool:
    """Tell whether each level of one column goes with one level of another; gaps are left out."""
    there = (first >= 0) & (second >= 0)
    if not there.any():
        return False
    own, other = first[there], second[there]
    low = np.full(int(own.max()) + 1, np.iinfo(np.int64).max)
    high = np.full(int(own.max()) + 1, -1)
    np.minimum.at(low, own, other)
    np.maximum.at(high, own, other)
    seen = high >= 0
    return bool((low[seen] == high[seen]).all())
