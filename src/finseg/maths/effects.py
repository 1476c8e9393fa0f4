"""How far does each group stand from everybody, and how sure is that?

Matrix and groups in; for each group and column the difference of means in standard deviations of
all rows, with the interval that a bootstrap of the group would give. Robust: the outermost half
percent of each column counts as its border, so that no single row makes an effect.

The interval is the ideal bootstrap's (infinitely many resamples) to second order: its quantiles
follow from mean, spread and skewness by the Cornish-Fisher expansion, so it needs no random
numbers and is the same for any order of rows, columns and groups. Values that are missing say
nothing: neither of the column nor of a group. It says how well the sample fixes
the mean of these customers, given the groups; it is no test of the groups themselves, which were
made from the same columns.

References
----------
Hall P (1992), The Bootstrap and Edgeworth Expansion, section 2.5 and 3.3.
Cohen J (1988), Statistical Power Analysis, section 2.2 (standardised differences).

"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from finseg.maths.arrays import Floats, Ints
from finseg.maths.moments import count_effective_rows, measure_weighted_moments

BORDER = 0.005  # share of the rows at each end that counts as the border
FEWEST = 5  # rows of a group; with fewer nothing is sure
_NORMAL = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Differences of groups from everybody, in standard deviations, shape (k, d) each."""

    effect: Floats  # 0 for a column or a group without any spread or row
    low: Floats  # interval; nan where the group is too small to have one
    high: Floats


def group_effects(
    x: Floats, group: Ints, k: int, *, level: float = 0.95, weights: Floats | None = None
) -> Effects:
    """Measure each group's standardised difference from all rows.

    Parameters
    ----------
    x : array of shape (n, d)
        On a scale on which differences mean the same everywhere (prepared features); NaN where
        missing.
    group : int array of shape (n,)
        0 .. k-1.
    k : int
        Groups; one may be empty.
    level : float, 0 < level < 1
        Of the interval.
    weights : array of shape (n,), optional
        How much each row counts. The interval is then as wide as that of so many equally weighted
        rows as tell as much (`count_effective_rows`).

    Returns
    -------
    Effects
        O(n d), plus the percentiles of each column.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, got {level}")
    if weights is None:
        columns = [_measure_effects_without_gaps(column, group, k, level) for column in x.T]
    else:
        columns = [_measure_weighted_effects(c, group, k, level, weights) for c in x.T]
    effect, low, high = (np.column_stack(parts) for parts in zip(*columns, strict=True))
    return Effects(effect=effect, low=low, high=high)


def mean_interval(mean: float, sd: float, size: float) -> tuple[float, float]:
    """Return the 95 % interval of a mean; nan limits for fewer than `FEWEST` values.

    The normal one: for amounts in their own unit, of which no skewness is at hand.
    """
    if size < FEWEST:
        return math.nan, math.nan
    error = _NORMAL * sd / math.sqrt(size)
    return mean - error, mean + error


def _measure_effects_without_gaps(
    values: Floats, group: Ints, k: int, level: float
) -> tuple[Floats, Floats, Floats]:
    known = ~np.isnan(values)
    if known.all():
        return _column_effects(values, group, k, level)
    if not known.any():
        return np.zeros(k), np.full(k, np.nan), np.full(k, np.nan)
    return _column_effects(values[known], group[known], k, level)


def _measure_weighted_effects(
    values: Floats, group: Ints, k: int, level: float, weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Measure the effects of a column where each row counts by its weight."""
    known = ~np.isnan(values) & (weights > 0)
    values, group, weights = values[known], group[known], weights[known]
    nothing, unknown = np.zeros(k), np.full(k, np.nan)
    if not len(values):
        return nothing, unknown, unknown
    bounded = np.clip(values, *np.quantile(values, [BORDER, 1 - BORDER]))
    if np.ptp(bounded) == 0:
        bounded = values  # nearly all the same: the few others are the column
    if np.ptp(bounded) == 0:
        return nothing, nothing, nothing
    middle, spread = measure_weighted_moments(bounded, weights)
    z = (bounded - middle) / spread
    mean, low, high = nothing.copy(), unknown.copy(), unknown.copy()
    for s in range(k):
        own, counted = z[group == s], weights[group == s]
        if not len(own):
            continue
        mean[s], sd = measure_weighted_moments(own, counted)
        if count_effective_rows(counted) < FEWEST:
            continue
        cubes = counted @ (own - mean[s]) ** 3 / counted.sum()
        skew = np.array([cubes / sd**3 if sd > 0 else 0.0])
        rows = np.array([count_effective_rows(counted)])
        low[s], high[s] = (
            mean[s] + _find_bootstrap_quantile(np.array([sd]), skew, rows, at)[0]
            for at in ((1 - level) / 2, (1 + level) / 2)
        )
    return mean, low, high


def _column_effects(
    values: Floats, group: Ints, k: int, level: float
) -> tuple[Floats, Floats, Floats]:
    bounded = np.clip(values, *np.quantile(values, [BORDER, 1 - BORDER]))
    spread = float(bounded.std())
    if spread == 0:
        spread = float(values.std())  # nearly all the same: the few others are the column
        bounded = values
    if spread == 0:
        nothing = np.zeros(k)
        return nothing, nothing, nothing
    z = (bounded - bounded.mean()) / spread
    sizes = np.bincount(group, minlength=k)
    safe = np.maximum(sizes, 1)
    mean = np.bincount(group, weights=z, minlength=k) / safe
    rest = z - mean[group]
    squares = rest * rest
    sd = np.sqrt(np.bincount(group, weights=squares, minlength=k) / safe)
    cubes = np.bincount(group, weights=squares * rest, minlength=k) / safe
    skew = np.divide(cubes, sd**3, out=np.zeros(k), where=sd > 0)
    low, high = (
        np.where(sizes >= FEWEST, mean + _find_bootstrap_quantile(sd, skew, safe, at), np.nan)
        for at in ((1 - level) / 2, (1 + level) / 2)
    )
    return mean, low, high


def _find_bootstrap_quantile(sd: Floats, skew: Floats, size: Ints | Floats, at: float) -> Floats:
    """Return a quantile of the bootstrap distribution of a mean, less the mean itself."""
    normal = NormalDist().inv_cdf(at)
    bent = normal + skew * (normal**2 - 1) / (6 * np.sqrt(size))
    return np.asarray(sd / np.sqrt(size) * bent)


def clears_threshold(low: float, high: float, threshold: float) -> bool:
    """Tell whether a whole interval lies beyond a threshold, on one side."""
    if math.isnan(low) or math.isnan(high):
        return False
    return low >= threshold or high <= -threshold
