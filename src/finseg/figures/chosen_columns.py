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


def list_bent_columns(recipe: Recipe) -> frozenset[str]:
    """Return the columns that were transformed: they have few large values."""
    return frozenset(s.column for s in recipe.steps if s.transform != "none")


def list_median_columns(recipe: Recipe, interpretation: Interpretation) -> frozenset[str]:
    """Return the columns whose typical value is the median, on every page and in every segment.

    They were transformed, and no segment has the median of all customers: of few different values
    medians are often the same, and say nothing.
    """
    everyone = {t.column: t.median for t in interpretation.population}
    return list_bent_columns(recipe) - {
        t.column
        for segment in interpretation.segments
        for t in segment.traits
        if t.median == everyone.get(t.column)
    }
