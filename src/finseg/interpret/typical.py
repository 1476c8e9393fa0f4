"""Who is the typical customer of a segment, without anybody being recognisable?

Dataset, recipe and segmentation in, one `Typical` per segment out: the values nearest to the
centre, each rounded so far that at least five customers of the table have values that near, or by
half where hardly anybody has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.effects import FEWEST
from finseg.maths.roundest import find_roundest_number
from finseg.records.assessment import BORDERLINE
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Segmentation
from finseg.records.typical import Typical

COARSE = 0.04  # of the distance between the 10th and the 90th percentile, to each side
OWN, MOST = 0.1, 0.5  # of the value itself: a small amount beside a long tail is not rounded away


def find_typical(raw: Floats, recipe: Recipe, segmentation: Segmentation) -> tuple[Typical, ...]:
    """Describe the customer nearest to each centre; none of a segment of fewer than five.

    Notes
    -----
    O(n d). Of customers equally near, the one with the smallest values is taken, so that the order
    of the rows does not matter.

    """
    assignment = segmentation.assignment
    spreads = [_measure_percentile_range(column) for column in raw.T]
    out = []
    for s in range(segmentation.k):
        members = np.flatnonzero(assignment.segment == s)
        borderline = assignment.margin[members] < BORDERLINE
        values: tuple[float, ...] = ()
        if len(members) >= FEWEST:
            distance = assignment.distance[members]
            nearest = members[distance <= distance.min() * (1 + 1e-9)]
            values = min(tuple(map(float, row)) for row in raw[nearest])
        out.append(
            Typical(
                segment=s,
                values=tuple(
                    (step.column, step.unit, _coarsen_value(value, spread, column))
                    for step, value, spread, column in zip(
                        recipe.steps, values, spreads, raw.T, strict=False
                    )
                    if not step.level
                ),
                levels=find_levels(recipe, values) if values else (),
                borderline_share=float(borderline.mean()) if len(members) else 0.0,
            )
        )
    return tuple(out)


def find_levels(recipe: Recipe, values: Sequence[float]) -> tuple[tuple[str, str], ...]:
    """Find which level of each category a customer has; "" where that is not known.

    Parameters
    ----------
    recipe : Recipe
    values : sequence of d numbers
        The customer's features, not prepared.

    """
    return tuple(
        (name, _find_level([recipe.steps[j] for j in places], [values[j] for j in places]))
        for name, places in recipe.ideas
        if recipe.steps[places[0]].level
    )


def _find_level(steps: Sequence[Step], values: Sequence[float]) -> str:
    had = [step.level for step, value in zip(steps, values, strict=True) if value == 1]
    if had:
        return had[0]
    return steps[0].other if values[0] == 0 else ""


def _measure_percentile_range(column: Floats) -> float:
    known = column[~np.isnan(column)]
    if not len(known):
        return 0.0
    low, high = np.percentile(known, [10, 90])
    return float(high - low)


def _coarsen_value(value: float, spread: float, column: Floats) -> float:
    """Round a value as far as it takes to point at nobody."""
    if not np.isfinite(value) or value == 0:
        return value
    # Where most customers have one and the same value, another one is coarsened by its own size.
    slack = min(COARSE * spread, OWN * abs(value)) if spread else COARSE * abs(value)
    apart, most = np.abs(column - value), MOST * abs(value)
    while slack < most and np.count_nonzero(apart <= slack) < FEWEST:
        slack = min(2 * slack, most)
    return find_roundest_number(value - slack, value + slack)
