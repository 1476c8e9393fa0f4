"""Which rows show how the columns of a table hang together, and does it hold for all of them?

Looks in; the values of some thousand rows out, as arrays. The rows are chosen by what stands in
them, so that neither the order of the rows nor that of the columns changes the choice. What they
show is a suspicion: before it is said it is counted in all rows (`TableSample.whole`), and said
with the rows in which it does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import polars as pl

from finseg.document.said import Customers, Text, clause
from finseg.maths.arrays import Bools, Floats, Ints
from finseg.understand.column_summary import Look

SAMPLED = 5_000  # rows
HOLDS = 0.98  # share of the telling rows in which a relation must hold to be one
_FEWEST_BY_CHANCE = 20.0  # rows in which it would fail if the columns had nothing to do with it
_CLEARLY_FEWER = 0.1  # of those may fail
_SMALL_GRID = 1 << 20  # pairs of levels that are counted without sorting


class Holding(NamedTuple):
    """In how many rows a relation was looked for, and in how many of them it does not hold."""

    rows: int
    exceptions: int

    def write_exceptions(self) -> Text:
        """Write the share of the rows as a clause; nothing where it holds in all."""
        if not self.exceptions:
            return ""
        return clause(
            " (in {held} of {rows})",
            held=Customers(self.rows - self.exceptions, "", of=self.rows),
            rows=Customers(self.rows, "row"),
        )


class TableSample:
    """Some thousand rows of a table, column by column, computed once and only where asked for."""

    def __init__(self, looks: Sequence[Look], most: int | None = SAMPLED) -> None:
        self.looks = looks
        self.most = most
        self._numbers: dict[int, Floats] = {}
        self._levels: dict[int, Ints] = {}

    @cached_property
    def rows(self) -> Ints | None:
        """The rows that are looked at; None: all of them."""
        rows = max((look.rows for look in self.looks), default=0)
        if self.most is None or rows <= self.most:
            return None
        marks = np.zeros(rows, np.uint64)
        for look in self.looks:
            values = look.typed.written if look.typed.numbers is None else look.typed.numbers
            marks += values.hash().to_numpy()  # a sum: the same for any order of columns
        return np.sort(np.argpartition(marks, self.most)[: self.most]).astype(np.int64)

    @cached_property
    def whole(self) -> Self:
        """All rows, for what is about to be said of them."""
        return self if self.rows is None else type(self)(self.looks, most=None)

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

    def measure_determination(self, first: int, second: int) -> Holding | None:
        """Tell, from all rows, whether a column's levels go with one level of another each."""
        found = measure_determination(self.get_levels(first), self.get_levels(second))
        if found is None or self.rows is None:
            return found
        return self.whole.measure_determination(first, second)


def count_levels(levels: Ints) -> int:
    """Count the different values; gaps are none."""
    return int(levels.max(initial=-1)) + 1


def measure_determination(first: Ints, second: Ints) -> Holding | None:
    """Tell whether each level of one column goes with one level of another, but for a few rows.

    Parameters
    ----------
    first, second : int array of shape (n,)
        Levels from 0; gaps (−1) are left out.

    Returns
    -------
    Holding or None
        None where it fails in more than 2 % of the telling rows, those without the commonest level
        of the second column; and where chance could explain it. A group of m rows holds m // 2
        pairs, and each pair of two levels is an exception at least: if the columns had nothing to
        do with each other, that would be (1 - Σ p²) · Σ (m // 2) exceptions, and that has to be 20
        and ten times what is found. O(n), with a sort where there are very many pairs of levels.

    """
    there = (first >= 0) & (second >= 0)
    own, other = first[there], second[there]
    if not len(own):
        return None
    frequency = np.bincount(other)
    exceptions = len(own) - _count_commonest(own, other, len(frequency))
    telling = len(own) - int(frequency.max())
    differ = 1.0 - float(((frequency / len(own)) ** 2).sum())
    by_chance = differ * int((np.bincount(own) // 2).sum())
    few = exceptions <= min((1 - HOLDS) * telling, _CLEARLY_FEWER * by_chance)
    return Holding(len(own), exceptions) if few and by_chance >= _FEWEST_BY_CHANCE else None


def _count_commonest(own: Ints, other: Ints, levels: int) -> int:
    """Count the rows that have the commonest level of their group."""
    groups = int(own.max()) + 1
    keys = own * levels + other
    if groups * levels <= _SMALL_GRID:
        return int(np.bincount(keys, minlength=groups * levels).reshape(groups, -1).max(1).sum())
    pairs, rows = np.unique(keys, return_counts=True)
    most = np.zeros(groups, np.int64)
    np.maximum.at(most, pairs // levels, rows)
    return int(most.sum())


def count_rows(fails: Bools) -> Holding:
    """Count the rows of a relation, and those in which it fails."""
    return Holding(len(fails), int(fails.sum()))
