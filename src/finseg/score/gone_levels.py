"""Which levels, that customers of the model had, has nobody among many new customers?

Recipe and the columns of new customers in; per category the levels that are gone, out. A level that
was merged into another leaves no new name behind: only that it is missing shows it. It counts where
chance would hardly leave it out, so that a few customers prove nothing. Where no blank is left, or
no rare level, nothing is gone: neither is a level that customers have.
"""

from __future__ import annotations

import numpy as np

from finseg.derive.levels import NOT_KNOWN
from finseg.maths.arrays import Floats
from finseg.records.recipe import Recipe

CHANCE = 0.001  # that nobody has the level, where as many have it as before


def find_gone_levels(recipe: Recipe, raw: Floats) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Find the levels that nobody has any more, category by category.

    Parameters
    ----------
    recipe : Recipe
        Of each level it knows which share of the customers had it.
    raw : array of shape (n, d)
        Its columns for the new customers; nan where a blank or a new level stands.

    """
    found: dict[str, list[str]] = {}
    pooled = {d.column for d in recipe.derived if d.formula == "other levels"}
    for step, values in zip(recipe.steps, raw.T, strict=True):
        known = values[~np.isnan(values)]
        if not (step.category and step.level) or not len(known):
            continue
        own = not (step.level == NOT_KNOWN or step.column in pooled)
        if own and not known.any() and (1 - step.centre) ** len(known) < CHANCE:
            found.setdefault(step.category, []).append(step.level)
        if known.all() and step.other not in ("", NOT_KNOWN) and step.centre ** len(known) < CHANCE:
            found.setdefault(step.category, []).append(step.other)
    return tuple((name, tuple(levels)) for name, levels in found.items())
