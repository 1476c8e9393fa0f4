"""How many customers does each row stand for?

A sample that was drawn unevenly carries a column of weights: a row drawn with a chance of one in
forty stands for forty customers. `RowWeights` is that column, where it is given or sure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.maths.arrays import Floats, Ints
from finseg.records.dataset import Column, Dataset

# What heads figures that count each row once, where others count rows by weight.
AMONG_ROWS = "Among the rows: each counts once, whatever its weight"
_FEWEST_EACH = 0.5  # customers per row; nobody is drawn twice, so fewer are shares of a whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowWeights:
    """What each row stands for."""

    column: str
    stands_for: Floats  # (n,) customers, from 0 on; the mean of the others where none is given
    missing: int = 0  # rows without a weight
    proportional: bool = False  # only how they compare is known: each stands for one on average

    @property
    def total(self) -> float:
        """All customers that the rows stand for."""
        return float(self.stands_for.sum())

    @property
    def relative(self) -> Floats:
        """The weights with a mean of 1, so that all rows together count as many as they are."""
        return np.asarray(self.stands_for / self.stands_for.mean())

    def add_up_by_segment(self, segment: Ints, k: int) -> Floats:
        """Add up the customers that the rows of each segment stand for."""
        summed = np.bincount(segment, weights=self.stands_for, minlength=k)
        return np.asarray(summed, dtype=np.float64)


def list_weight_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns of weights that are given or sure and have weights to give."""
    return tuple(
        c
        for c in dataset.select_by_role("weight")
        if c.kind == "number"
        and (c.given or c.confidence == "high")
        and _has_weights(dataset.table[c.name].drop_nulls().to_numpy())
    )


def find_row_weights(dataset: Dataset) -> RowWeights | None:
    """Return what each row stands for; None where nothing or more than one column says so.

    A column the settings name goes before those that were guessed.
    """
    columns = list_weight_columns(dataset)
    chosen = tuple(c for c in columns if c.given) or columns
    if len(chosen) != 1:
        return None
    values = dataset.build_matrix([chosen[0].name])[:, 0]
    missing = np.isnan(values)
    filled = np.where(missing, values[~missing].mean(), values)
    mean = float(filled.mean())
    proportional = mean < _FEWEST_EACH
    return RowWeights(
        column=chosen[0].name,
        stands_for=filled / mean if proportional else filled,
        missing=int(missing.sum()),
        proportional=proportional,
    )


def find_relative_weights(dataset: Dataset) -> Floats | None:
    """Return what each row counts, with a mean of 1; None where all count alike."""
    found = find_row_weights(dataset)
    return None if found is None else found.relative


def _has_weights(values: Floats) -> bool:
    """Whether values can be weights: none below 0, and not all 0."""
    return len(values) > 0 and bool(values.min() >= 0) and bool(values.max() > 0)
