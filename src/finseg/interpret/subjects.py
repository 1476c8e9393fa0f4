"""What is known of each segment when it is to be named?

Traits and axes in, `Subject`s out: per axis the deviation with its interval, and by how much the
money of one axis exceeds that of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from finseg.interpret.axes import average_by_axis, name_key
from finseg.interpret.claims import Band, Subject
from finseg.maths.arrays import Floats, Ints
from finseg.maths.effects import mean_interval
from finseg.maths.moments import count_effective_rows, measure_weighted_moments
from finseg.records.acting import find_multiple, is_amount
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Surplus, Trait
from finseg.records.measure import Scale

Axes = Sequence[tuple[str, str]]


def make_subjects(
    population: Sequence[Trait],
    segments: Sequence[Sequence[Trait]],
    surpluses: Sequence[Surplus],
    axes: Axes,
    *,
    scales: Mapping[str, Scale] | None = None,
    seeming: Axes = (),
) -> list[Subject]:
    """Put together what is known of each segment.

    Parameters
    ----------
    population, segments : traits of all customers, and of each segment
    surpluses : sequence of Surplus
        From `find_surpluses`.
    axes : (column, axis) pairs
    scales : mapping of column to scale, optional
        Of columns that are no amounts.
    seeming : (column, axis) pairs
        What a heading suggests where it is not sure.

    """
    columns = [t.column for t in population]
    parts = {
        what: average_by_axis(
            np.array([[getattr(t, what) for t in own] for own in segments]), columns, axes
        )
        for what in ("deviation", "low", "high")
    }
    everyone = _group_traits_by_axis(population, axes)
    return [
        Subject(
            traits=_group_traits_by_axis(traits, axes),
            population=everyone,
            bands={
                axis: Band(
                    value=float(values[s]),
                    low=float(parts["low"][axis][s]),
                    high=float(parts["high"][axis][s]),
                )
                for axis, values in parts["deviation"].items()
            },
            surplus={
                (one.axis, one.over): Band(value=one.mean, low=one.low, high=one.high)
                for one in surpluses
                if one.segment == s
            },
            scales=dict(scales or {}),
            seeming=dict(seeming),
        )
        for s, traits in enumerate(segments)
    ]


def find_surpluses(
    dataset: Dataset,
    segment: Ints,
    k: int,
    axes: Axes,
    pairs: AbstractSet[tuple[str, str]],
    *,
    weights: Floats | None = None,
) -> tuple[Surplus, ...]:
    """Compare the money of pairs of axes, customer by customer, each counted by its weight."""
    asked = sorted(pairs)
    money: dict[str, Floats] = {}
    for axis in {axis for pair in asked for axis in pair}:
        held = [c for c in dataset.features if dict(axes).get(c.name) == axis and is_amount(c)]
        if held:
            worth = np.array([find_multiple(c) or 1.0 for c in held])
            money[axis] = dataset.build_matrix([c.name for c in held]) @ worth
    return tuple(
        surplus
        for one, other in asked
        if one in money and other in money
        for surplus in _measure_surpluses(
            one, other, money[one] - money[other], segment, k, weights
        )
    )


def _measure_surpluses(
    one: str, other: str, difference: Floats, segment: Ints, k: int, weights: Floats | None
) -> list[Surplus]:
    known = np.isfinite(difference)
    out = []
    for s in range(k):
        inside = known & (segment == s)
        own = difference[inside]
        mean, sd = (float(own.mean()), float(own.std())) if len(own) else (np.nan, np.nan)
        rows = float(len(own))
        if weights is not None:
            mean, sd = measure_weighted_moments(own, weights[inside])
            rows = count_effective_rows(weights[inside])
        low, high = mean_interval(mean, sd, rows)
        out.append(Surplus(axis=one, over=other, segment=s, mean=mean, low=low, high=high))
    return out


def _group_traits_by_axis(traits: Sequence[Trait], axes: Axes) -> Mapping[str, Sequence[Trait]]:
    of_column = dict(axes)
    out: dict[str, list[Trait]] = {}
    for trait in traits:
        out.setdefault(of_column.get(trait.column) or name_key(trait.column), []).append(trait)
    return out
