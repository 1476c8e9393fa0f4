"""Who is the typical customer of a segment, said so that nobody can be recognised?

Dataset, recipe and segmentation in, one `Typical` per segment out: the values nearest to the
centre, each rounded as far as a tenth of the range of most customers allows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from finseg.maths.effects import FEWEST
from finseg.maths.roundest import roundest
from finseg.records.assessment import BORDERLINE
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.typical import Typical

Floats = npt.NDArray[np.float64]

COARSE = 0.1  # of the distance between the 10th and the 90th percentile, to each side


def find_typical(raw: Floats, recipe: Recipe, segmentation: Segmentation) -> tuple[Typical, ...]:
    """Describe the customer nearest to each centre; none of a segment of fewer than five.

    Notes
    -----
    O(n d). Of customers equally near, the one with the smallest values is taken, so that the order
    of the rows does not matter.

    """
    assignment = segmentation.assignment
    spreads = [_spread(column) for column in raw.T]
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
                    (step.column, step.unit, _coarse(value, spread))
                    for step, value, spread in zip(recipe.steps, values, spreads, strict=False)
                ),
                borderline_share=float(borderline.mean()) if len(members) else 0.0,
            )
        )
    return tuple(out)


def _spread(column: Floats) -> float:
    known = column[~np.isnan(column)]
    if not len(known):
        return 0.0
    low, high = np.percentile(known, [10, 90])
    return float(high - low)


def _coarse(value: float, spread: float) -> float:
    if not np.isfinite(value):
        return value
    # Where most customers have one and the same value, another one is coarsened by its own size.
    spread = spread or abs(value)
    return roundest(value - COARSE * spread, value + COARSE * spread)
