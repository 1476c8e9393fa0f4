"""Which columns does a figure show when it cannot show all, and which average of each?

The columns that separate the segments most, and those whose typical value is the median.
"""

from __future__ import annotations

import numpy as np

from finseg.records.interpretation import Interpretation
from finseg.records.recipe import Recipe


def choose_separating_columns(interpretation: Interpretation, most: int) -> tuple[int, ...]:
    """Choose the columns whose segment means differ most; in the table's order.

    The measure is the share of a column's variance that lies between segments, on the prepared
    scale: the squared deviations weighted by the segments' shares. A column whose mean may not be
    shown is not drawn: an axis over the values of few customers would tell them.
    """
    between = np.zeros(len(interpretation.population))
    for segment in interpretation.segments:
        between += segment.share * np.square(np.nan_to_num([t.deviation for t in segment.traits]))
    told = np.isfinite([trait.mean for trait in interpretation.population])
    best = np.argsort(-np.round(between, 9), kind="stable")
    return tuple(sorted(int(i) for i in best[told[best]][:most]))


def list_median_columns(recipe: Recipe) -> frozenset[str]:
    """Return the columns that were transformed: their typical value is the median."""
    return frozenset(s.column for s in recipe.steps if s.transform != "none")
