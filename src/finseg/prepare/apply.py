"""How is the same preparation applied to every table?

Recipe and raw matrix (n, d) in, prepared matrix out. Pure arithmetic on columns, so that a million
rows and one row get the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats
from finseg.records.recipe import Recipe, Step, Transform

_NOTHING = 1e-9  # of a column's size


def apply_recipe(recipe: Recipe, raw: Floats) -> Floats:
    """Prepare raw features: fill, transform, centre, scale, weigh.

    Parameters
    ----------
    recipe : Recipe
        Learned by `learn_recipe`.
    raw : array of shape (n, d)
        One column per step, in the recipe's order; NaN where missing.

    Returns
    -------
    array of shape (n, d)
        Column-major, without missing values; unitless.

    """
    if raw.shape[1] != len(recipe.steps):
        raise ValueError(f"recipe has {len(recipe.steps)} columns, matrix {raw.shape[1]}")
    prepared = np.empty(raw.shape, order="F")
    for j, step in enumerate(recipe.steps):
        column = raw[:, j]
        filled = np.where(np.isnan(column), step.impute, column)
        scaled = (transform_step(step, filled) - step.centre) / step.scale
        prepared[:, j] = scaled * step.weight
    return prepared


def transform_step(step: Step, values: Floats) -> Floats:
    """Apply a step's transform to values without gaps."""
    if step.transform == "rank":
        return rank_values(values, step.knots)
    return transform_values(values, step.transform, step.bend)


def rank_values(values: Floats, knots: Sequence[float]) -> Floats:
    """Return where values stand among the knots, 0 … 1; between two, in proportion.

    A value that several knots share stands in the middle of them.
    """
    ends = np.asarray(knots, dtype=np.float64)
    ranks = np.linspace(0.0, 1.0, len(ends))
    different, first, times = np.unique(ends, return_index=True, return_counts=True)
    middle = (ranks[first] + ranks[first + times - 1]) / 2
    return np.asarray(np.interp(values, different, middle))


def transform_values(values: Floats, transform: Transform, bend: float) -> Floats:
    """Apply a transform that is a formula to values without gaps.

    log1p is defined from -1 on; a new customer below 0 where training had none is read as 0.
    """
    match transform:
        case "none" | "rank":
            return values
        case "log1p":
            return np.log1p(np.maximum(values, 0.0) / bend)
        case "asinh":
            return np.arcsinh(values / bend)


def invert_recipe(recipe: Recipe, prepared: Floats) -> Floats:
    """Take prepared points back to raw units, shape (m, d); the inverse of `apply_recipe`.

    What differs from 0 by rounding errors only becomes 0: nobody holds 0.00000000000002 dollars.
    """
    raw = np.empty(prepared.shape)
    for j, step in enumerate(recipe.steps):
        values = prepared[:, j] / step.weight * step.scale + step.centre
        size = step.bend
        match step.transform:
            case "none":
                raw[:, j], size = values, step.scale + abs(step.centre)
            case "log1p":
                raw[:, j] = np.expm1(values) * step.bend
            case "asinh":
                raw[:, j] = np.sinh(values) * step.bend
            case "rank":
                raw[:, j] = _find_ranked_values(values, step.knots)
        raw[np.abs(raw[:, j]) < _NOTHING * size, j] = 0.0
    return raw


def _find_ranked_values(ranks: Floats, knots: Sequence[float]) -> Floats:
    """Return the values that stand at these ranks, 0 … 1; the inverse of `rank_values`."""
    different = np.unique(np.asarray(knots, dtype=np.float64))
    return np.asarray(np.interp(ranks, rank_values(different, knots), different))
