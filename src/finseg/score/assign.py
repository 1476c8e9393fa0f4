"""How is one table scored with a bundle?

Raw features and bundle in, `Assignment` and flags out: pure arithmetic, row by row, so that any
split of the table gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
NEW_LEVEL = "new"  # a level of a category that nobody had: "new:channel"
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


def flag_rows(
    recipe: Recipe,
    raw: Floats,
    assignment: Assignment,
    reach: Floats,
    new_levels: Mapping[str, pl.Series] = MappingProxyType({}),
) -> pl.Series:
    """Say per row what to be careful about; empty text where there is nothing.

    `new_levels` tells per category who has a level that the model does not know.

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
    for name, places in recipe.ideas:
        missing = pl.Series(np.isnan(raw[:, places[0]]))
        new = new_levels.get(name)
        if new is not None:
            flags = _add_flag(flags, new, spell_flag(NEW_LEVEL, name))
            missing = missing & ~new
        flags = _add_flag(flags, missing, spell_flag(FILLED, name))
    return flags.str.strip_prefix(BETWEEN_FLAGS).alias("flags")


def spell_flag(word: str, column: str) -> str:
    """Write a flag about one column."""
    return f"{word}:{column.replace(BETWEEN_FLAGS, ',')}"


def _add_flag(flags: pl.Series, there: pl.Series, flag: str) -> pl.Series:
    if not there.any():
        return flags
    word = pl.lit(f"{BETWEEN_FLAGS}{flag}")
    return flags + pl.select(pl.when(there).then(word).otherwise(pl.lit(""))).to_series()
