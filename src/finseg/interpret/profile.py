"""What is each segment like, in the customers' own units?

Table, steps, prepared matrix and assignment in; one `Trait` per segment and column out, and the
same for the population. Figures in raw units are over the values present; the deviation is on the
prepared scale, where a long tail does not swamp it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.records.interpretation import Trait
from finseg.records.recipe import Step

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Profile(NamedTuple):
    """The traits of every segment and of the population."""

    population: tuple[Trait, ...]
    segments: tuple[tuple[Trait, ...], ...]
    deviations: Floats  # (k, d)


def make_profile(
    table: pl.DataFrame, steps: Sequence[Step], prepared: Floats, segment: Integers, k: int
) -> Profile:
    """Describe k segments and the population.

    Parameters
    ----------
    table : polars.DataFrame
        The customers, in raw units.
    steps : sequence of d Step
        The columns that are described, with their units.
    prepared : array of shape (n, d)
        These columns on the prepared scale, without weights.
    segment : array of shape (n,)
        Each customer's segment, 0..k-1.

    Returns
    -------
    Profile
        A segment that has no value in a column gets NaN there.

    Notes
    -----
    O(n d log n) for the quartiles.

    """
    deviations = _mean_deviations(prepared, segment, k)
    columns = [step.column for step in steps]
    table = table.select(columns)
    grouped = table.with_columns(pl.Series("\0segment", segment)).group_by("\0segment")
    by_segment = grouped.agg(_statistics(columns)).sort("\0segment")
    whole = table.select(_statistics(columns))
    found = {int(s): row for row, s in enumerate(by_segment["\0segment"])}
    return Profile(
        population=_traits(steps, whole, 0, np.zeros(len(columns))),
        segments=tuple(_traits(steps, by_segment, found.get(s), deviations[s]) for s in range(k)),
        deviations=deviations,
    )


def _mean_deviations(prepared: Floats, segment: Integers, k: int) -> Floats:
    sizes = np.bincount(segment, minlength=k)
    sums = [np.bincount(segment, weights=column, minlength=k) for column in prepared.T]
    means = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
    return np.asarray(means - prepared.mean(axis=0))


def _statistics(columns: list[str]) -> list[pl.Expr]:
    """Ask for mean and quartiles of each column, under names that no column can have."""
    out = []
    for j, name in enumerate(columns):
        column = pl.col(name)
        out += [
            column.mean().alias(f"\0{j} mean"),
            column.quantile(0.25, "linear").alias(f"\0{j} p25"),
            column.quantile(0.5, "linear").alias(f"\0{j} median"),
            column.quantile(0.75, "linear").alias(f"\0{j} p75"),
        ]
    return out


def _traits(
    steps: Sequence[Step], table: pl.DataFrame, row: int | None, deviations: Floats
) -> tuple[Trait, ...]:
    def figure(j: int, statistic: str) -> float:
        value = None if row is None else table[f"\0{j} {statistic}"][row]
        return float("nan") if value is None else float(value)

    return tuple(
        Trait(
            column=step.column,
            unit=step.unit,
            mean=figure(j, "mean"),
            median=figure(j, "median"),
            p25=figure(j, "p25"),
            p75=figure(j, "p75"),
            deviation=float(deviations[j]),
        )
        for j, step in enumerate(steps)
    )
