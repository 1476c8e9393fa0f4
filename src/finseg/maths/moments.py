"""How skewed is a column, and what are its order statistics?

Vectors in, figures out; missing values are the caller's business.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats


def skewness(values: Floats) -> float:
    """Return the third standardised moment (population form); 0 for a constant column."""
    centred, squares, variance = _centre_values(values)
    return float(np.mean(squares * centred) / variance**1.5) if variance else 0.0


def excess_kurtosis(values: Floats) -> float:
    """Return the fourth standardised moment less 3 (population form); 0 for a constant column.

    Never below the squared skewness less 2 (Pearson 1916), which two heaps of values reach.
    """
    _, squares, variance = _centre_values(values)
    return float(np.mean(squares * squares) / variance**2 - 3) if variance else 0.0


def measure_quartiles(values: Floats) -> tuple[float, float, float]:
    """Return first quartile, median and third quartile.

    Where a quartile falls between two values it lies halfway, so that it is the same where every
    value stands twice; an interpolated one is not.
    """
    quarters = np.percentile(values, [25, 50, 75], method="averaged_inverted_cdf")
    first, middle, third = quarters.tolist()
    return first, middle, third


def measure_weighted_moments(values: Floats, weights: Floats) -> tuple[float, float]:
    """Return mean and standard deviation (population form) where each value counts by its weight.

    Nan where no weight is above 0.
    """
    whole = float(weights.sum())
    if whole <= 0:
        return float("nan"), float("nan")
    mean = float(weights @ values) / whole
    mean = min(max(mean, float(values.min())), float(values.max()))  # not beyond by rounding
    return mean, float(np.sqrt(weights @ (values - mean) ** 2 / whole))


def measure_weighted_quantiles(
    values: Floats, weights: Floats, shares: Sequence[float]
) -> tuple[float, ...]:
    """Return the values below which these shares of the weight lie; nan where there is no weight.

    Where a share falls exactly between two values, the quantile lies halfway: what
    `measure_quartiles` returns where each value is repeated as often as its weight says.
    """
    counted = weights > 0
    if not counted.any():
        return (float("nan"),) * len(shares)
    order = np.argsort(values[counted], kind="stable")
    ordered = values[counted][order]
    below = np.cumsum(weights[counted][order])
    wanted = np.asarray(shares) * below[-1]
    slack = below[-1] * len(ordered) * np.finfo(np.float64).eps
    first = np.searchsorted(below, wanted - slack)
    second = np.searchsorted(below, wanted + slack, side="right")
    last = len(ordered) - 1
    middle = (ordered[np.minimum(first, last)] + ordered[np.minimum(second, last)]) / 2
    return tuple(map(float, middle))


def count_effective_rows(weights: Floats) -> float:
    """Return how many equally weighted rows tell a mean as exactly (Kish 1965, section 11.7)."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def _centre_values(values: Floats) -> tuple[Floats, Floats, float]:
    """Return scaled values less their mean, their squares and the variance: 0 if it is rounding.

    Values are scaled by their largest size first, so that amounts near the limits of float64 do
    not overflow when cubed.
    """
    size = float(np.abs(values).max(initial=0.0))
    if size == 0:
        return values, values, 0.0
    centred = values / size
    centred = centred - centred.mean()
    squares = centred * centred  # products: powers of arrays cost ten times as much
    variance = float(np.mean(squares))
    rounding = (8 * np.finfo(np.float64).eps) ** 2
    return centred, squares, 0.0 if variance <= rounding else variance


def pearson_correlations(x: Floats) -> Floats:
    """Return Pearson correlations of the columns, shape (d, d), over rows where both are present.

    NaN marks a missing value. Pairs with fewer than two common rows or a constant column are NaN;
    the diagonal is 1. O(n d²).
    """
    d = x.shape[1]
    out = np.eye(d)
    present = ~np.isnan(x)
    if present.all() and len(x) > 1:
        return _complete_correlations(x)
    for i in range(d):
        for j in range(i):
            both = present[:, i] & present[:, j]
            pair = x[both][:, [i, j]]
            r = _complete_correlations(pair)[0, 1] if len(pair) > 1 else np.nan
            out[i, j] = out[j, i] = r
    return out


def _complete_correlations(x: Floats) -> Floats:
    centred = x - x.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    # What is left of a constant column is the rounding of its mean.
    rounding = 8 * np.finfo(np.float64).eps * np.abs(x).max(axis=0, initial=0.0) * np.sqrt(len(x))
    length[length <= rounding] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (centred.T @ centred) / np.outer(length, length)
    np.fill_diagonal(r, 1.0)
    return np.asarray(np.clip(r, -1.0, 1.0))


def standardise_columns(x: Floats) -> Floats:
    """Give every column mean 0 and variance 1; a constant one becomes 0."""
    spread = x.std(axis=0)
    return np.asarray((x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
