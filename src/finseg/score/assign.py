"""How is one table scored with a bundle?

Raw features and bundle in, `Assignment` and flags out: pure arithmetic, row by row, so that any
split of the table gives the same answer.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from finseg.maths.arrays import Floats
from finseg.maths.nearest import nearest_centres
from finseg.prepare.apply import apply_recipe
from finseg.records.bundle import Bundle
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Assignment

FAR = "far"  # farther from the centre than 99 % of the segment's own customers were
FILLED = "filled"  # missing values were filled: "filled:income"
BETWEEN_FLAGS = ";"  # not a blank: names of columns hold blanks


def assign_segments(bundle: Bundle, raw: Floats) -> Assignment:
    """Find each row's segment.

    Parameters
    ----------
    bundle : Bundle
        A saved model.
    raw : array of shape (n, d)
        Features in raw units, in the recipe's order; NaN where missing.

    Returns
    -------
    Assignment
        Bit for bit what the fit gave for the same rows.

    """
    centres = np.array([s.centre for s in bundle.segments])
    return Assignment.from_nearest(nearest_centres(apply_recipe(bundle.recipe, raw), centres))


def flag_rows(recipe: Recipe, raw: Floats, assignment: Assignment, reach: Floats) -> pl.Series:
    """Say per row what to be careful about; empty text where there is nothing.

    Returns
    -------
    polars.Series of String
        For instance ``"far"`` or ``"far;filled:income;filled:loan"``. A semicolon in the name of
        a column is written as a comma, so that the flags can be told apart.

    """
    flags = pl.select(
        pl.when(pl.Series(assignment.distance > reach[assignment.segment]))
        .then(pl.lit(FAR))
        .otherwise(pl.lit(""))
        .alias("flags")
    )["flags"]
    for j, step in enumerate(recipe.steps):
        missing = np.isnan(raw[:, j])
        if missing.any():
            name = step.column.replace(BETWEEN_FLAGS, ",")
            word = f"{BETWEEN_FLAGS}{FILLED}:{name}"
            added = pl.select(pl.when(pl.Series(missing)).then(pl.lit(word)).otherwise(pl.lit("")))
            flags = flags + added.to_series()
    return flags.str.strip_prefix(BETWEEN_FLAGS).alias("flags")
