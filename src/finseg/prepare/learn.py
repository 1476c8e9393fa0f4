"""What preparation do these customers need?

Dataset and settings in, `Recipe` out. Each feature: median where missing; a transform where the
column is heavy-tailed; mean and standard deviation, unless another scale is set. The levels of a
category: their share where missing, no transform, and weights with which all of them together vary
as much as one column of numbers (Hennig & Liao 2013): each standardised by itself, a category of
ten levels would count like nine columns, and a rare level like a common one.

The rule for the transform, decided by the column alone:

* skewness at or below the threshold (1 unless set): none. A uniform column has 0, an exponential
  one 2, log-normal money 5 and more.
* a share or a percentage (by its unit; a column of unknown unit with no value above 1): none. It is
  bounded by nature.
* no negative values: log1p(x / bend) if it brings the skewness nearer to 0. Money and counts; the
  bend is a small value of the column itself, so that rupees and thousands give the same figures.
* negative values as well (balances, overdrafts), and a long tail (excess kurtosis at least the
  squared skewness: money has far more, a group that lies apart has less): arsinh(x / bend),
  straight within one bend of zero and logarithmic beyond, if that helps; the bend is the distance
  between the quartiles.

A small value of the column: of the values above 0, as far below the first quartile as the third
quartile is above it, on the logarithm (q1 * q1 / q3; the threshold of the started logarithm, Stahel
2016, `logst` in the R package plgraphics). Of log-normal values 2 % are smaller. Zero then stands
apart from small amounts, and larger ones are spread by their logarithms.

Without it k-means gives the few largest accounts segments of their own (Milligan & Cooper 1988,
J. Classif. 5, 181-204, on scaling; Hennig & Liao 2013, JRSS C 62, 309-369, on logs of money).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from finseg.derive import find_clustered_formulas
from finseg.errors import MissingColumnError, NoFeatureError, SettingsError, suggest_name
from finseg.maths.arrays import Floats
from finseg.maths.moments import excess_kurtosis, measure_quartiles, skewness
from finseg.prepare.apply import rank_values, transform_values
from finseg.prepare.scaling import find_batteries, find_knots, measure_scale, weigh_steps
from finseg.records.dataset import Column, Dataset
from finseg.records.recipe import Recipe, Step, Transform, TransformReason
from finseg.records.row_weights import find_relative_weights
from finseg.settings import PrepareSettings

_WHOLE = 100.0  # per cent


class _Choice(NamedTuple):
    """A transform for one column, and why."""

    transform: Transform
    reason: TransformReason
    bend: float = 1.0
    skew: float = 0.0
    skew_after: float = 0.0


def learn_recipe(
    dataset: Dataset, settings: PrepareSettings, weights: Mapping[str, float] | None = None
) -> Recipe:
    """Learn how to prepare a dataset's features.

    Parameters
    ----------
    dataset : Dataset
        Its features; those that are derived (`with_ratios`) get their formula into the recipe.
    settings : PrepareSettings
        Transforms.
    weights : mapping of column to weight, optional
        Of columns that share the weight of one; all others weigh 1. What the settings say of a
        column, or of the category whose level it is, goes on top.

    Raises
    ------
    NoFeatureError
        If no feature is left, or a feature has no value at all.
    MissingColumnError
        If a transform, a scale or a weight was set for a column that is no feature.
    SettingsError
        If a transform was set that the column's values do not allow, or one or a scale for a
        category.

    Notes
    -----
    O(n d log n), from the medians. On a column without gaps that needs no transform the result is
    scikit-learn's `StandardScaler` (mean, population standard deviation). Weights of rows enter
    mean and deviation; what fills gaps and bends tails is learnt from the rows as they are.

    """
    if not dataset.features:
        raise NoFeatureError(
            "no numeric column is left to cluster on",
            where=dataset.source.name,
            fix='give a column the role "feature" in [read.roles]',
        )
    _require_features(dataset, settings)
    raw = dataset.build_matrix()
    weigh = weights or {}
    by_row = find_relative_weights(dataset)
    steps = [
        replace(learn_step(column, raw[:, j], settings, by_row), weight=weigh.get(column.name, 1.0))
        for j, column in enumerate(dataset.features)
    ]
    batteries = find_batteries(dataset.features, raw)
    weighed = weigh_steps(steps, batteries, settings.weights)
    return Recipe(steps=weighed, derived=find_clustered_formulas(dataset))


def _require_features(dataset: Dataset, settings: PrepareSettings) -> None:
    """Refuse settings of columns that are no features, and of figures for what has none."""
    names = [c.name for c in dataset.features]
    categories = {c.category for c in dataset.features if c.category}
    # Of a column that is left out a transform may be set all the same: it is described with it.
    described = {c.name for c in dataset.profile_only_columns}
    for key in ("transforms", "scales", "weights"):
        for name in getattr(settings, key):
            if name in categories and key != "weights":
                raise SettingsError(
                    f"`{name}` is a category: its levels are 1 or 0, on one scale together",
                    where=f"[prepare.{key}] {name}",
                    fix="leave it out; how much it counts is set in [prepare.weights]",
                )
            if name not in {*names, *dataset.ideas, *described}:
                raise MissingColumnError(
                    f"no feature `{name}`",
                    where=f"[prepare.{key}]",
                    fix=suggest_name(name, list(dataset.ideas)),
                )


def learn_descriptor_recipe(dataset: Dataset, settings: PrepareSettings) -> Recipe:
    """Learn one scale each for the columns that are described only, so that deviations compare.

    Columns without any value are left away. O(n d log n).
    """
    columns = [c for c in dataset.profile_only_columns if c.missing < dataset.rows]
    raw = dataset.build_matrix([c.name for c in columns])
    by_row = find_relative_weights(dataset)
    return Recipe(
        steps=tuple(learn_step(c, raw[:, j], settings, by_row) for j, c in enumerate(columns))
    )


def learn_step(
    column: Column, values: Floats, settings: PrepareSettings, row_weights: Floats | None = None
) -> Step:
    """Learn the step of one column; its weight is 1, `row_weights` are those of the rows."""
    missing = np.isnan(values)
    present = values[~missing]
    if not len(present):
        raise NoFeatureError(
            f"the feature `{column.name}` has no value at all",
            where=f"column `{column.name}`",
            fix='give it the role "ignore" in [read.roles]',
        )
    fill = float(np.mean(present) if column.is_level else np.median(present))
    scaling = "standard" if column.category else settings.find_scaling(column.name)
    chosen = _choose_transform(column, present, settings)
    values = np.where(missing, fill, values)
    knots = find_knots(values) if chosen.transform == "rank" else ()
    values = (
        rank_values(values, knots)
        if knots
        else transform_values(values, chosen.transform, chosen.bend)
    )
    centre, scale = measure_scale(values, scaling, row_weights)
    return Step(
        column=column.name,
        unit=column.unit,
        impute=fill,
        imputed=int(missing.sum()),
        transform=chosen.transform,
        reason=chosen.reason,
        centre=centre,
        scale=scale,
        bend=chosen.bend,
        skew=chosen.skew,
        skew_after=chosen.skew_after,
        category=column.category,
        level=column.level,
        other=column.rest[0] if column.rest else "",
        scaling=scaling,
        knots=knots,
    )


def _choose_transform(column: Column, present: Floats, settings: PrepareSettings) -> _Choice:
    if column.category:
        return _Choice("none", "a level")
    if settings.find_scaling(column.name) == "rank":
        return _Choice("rank", "ranks set")
    if column.name in settings.transforms:
        given = settings.transforms[column.name]
        if given == "log1p" and present.min() < 0:
            raise SettingsError(
                f"`{column.name}` has values below 0, for which log1p is not defined",
                where=f"[prepare.transforms] {column.name}",
                fix='write "asinh" for it, or "none"',
            )
        bend = find_small_value(present) if given == "log1p" else _measure_bend(present)
        return _Choice(given, "set for the column", bend)
    if settings.transform == "none":
        return _Choice("none", "set for all")
    return _choose_by_shape(column, present, settings.skewness)


def _choose_by_shape(column: Column, present: Floats, most: float) -> _Choice:
    """Choose by the column's own shape."""
    skew = skewness(present)
    if abs(skew) <= most:
        return _Choice("none", "moderate", skew=skew)
    if present.min() < 0:
        return _choose_signed_transform(present, skew)
    if _is_share(column, float(present.max())):
        return _Choice("none", "share", skew=skew)
    bend = find_small_value(present)
    return _accept_transform("log1p", np.log1p(present / bend), skew, bend)


def _choose_signed_transform(present: Floats, skew: float) -> _Choice:
    """Bend a skewed column around zero, unless a group that lies apart makes it skewed."""
    if excess_kurtosis(present) < skew**2:
        return _Choice("none", "separate groups", skew=skew)
    bend = _measure_bend(present)
    return _accept_transform("asinh", np.arcsinh(present / bend), skew, bend)


def _is_share(column: Column, highest: float) -> bool:
    return (
        column.unit == "share"
        or (column.unit == "percent" and highest <= _WHOLE)
        or (column.unit == "none" and highest <= 1)
    )


def find_small_value(present: Floats) -> float:
    """Return the value from which on a column is seen on its logarithm; in its own unit, above 0.

    Parameters
    ----------
    present : array of shape (n,)
        Values from 0 on, none missing.

    """
    above = present[present > 0]
    if not len(above):
        return 1.0
    first, _, third = measure_quartiles(above)
    return first * (first / third) or 1.0


def _measure_bend(present: Floats) -> float:
    """Return where the arsinh turns from straight to logarithmic, in the column's own unit.

    With one standard deviation or more a normal column keeps its single peak.
    With a smaller bend its middle would be pulled apart. The quartiles of a normal column are 1.35
    standard deviations apart, whatever long tail it has.
    """
    first, _, third = measure_quartiles(present)
    return third - first or float(present.std()) or 1.0


def _accept_transform(transform: Transform, bent: Floats, skew: float, bend: float) -> _Choice:
    after = skewness(bent)
    if abs(after) < abs(skew):
        return _Choice(transform, "reduced", bend, skew, after)
    no_better: TransformReason = "log1p no better" if transform == "log1p" else "asinh no better"
    return _Choice("none", no_better, skew=skew, skew_after=after)
