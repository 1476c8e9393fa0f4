"""How much more often does the one group say yes than the other, and how sure is that?

Counts of two groups in; the difference of their shares, a score interval for it and a test that
agrees with the interval out. Everything works on arrays, so that a thousand campaigns cost little
more than one.

The test is the pooled one with the factor (N − 1)/N, which is the score test at a difference of 0;
the interval holds all differences that the same test does not reject. Where fewer than one yes or
no is expected in a group, the test is Fisher's exact one instead, by enumeration.

References
----------
Miettinen O, Nurminen M (1985), Comparative analysis of two rates. Statistics in Medicine 4:213-226.
Campbell I (2007), Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample
recommendations. Statistics in Medicine 26:3661-3675.
Zou GY, Donner A (2008), Construction of confidence limits about effect measures: a general
approach. Statistics in Medicine 27:1693-1702.

"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Bools, Floats, Ints

Numbers = npt.ArrayLike

_HALVINGS = 40  # of an interval no longer than 2: to the twelfth decimal
_FEWEST = 1.0  # expected yes or no in a group, below which the test is by enumeration


class Interval(NamedTuple):
    """A difference of shares with its limits."""

    difference: Floats
    low: Floats
    high: Floats


def critical_value(alpha: float) -> float:
    """Return the normal deviate that is exceeded, on both sides together, with chance `alpha`."""
    return NormalDist().inv_cdf(1 - alpha / 2)


def compare_shares(
    yes1: Numbers, n1: Numbers, yes0: Numbers, n0: Numbers, alpha: float
) -> Interval:
    """Find the difference of two shares, first less second, with its score interval.

    Parameters
    ----------
    yes1, n1, yes0, n0 : arrays of one shape, or numbers
        How many said yes, of how many; both groups have at least one member.
    alpha : float, 0 < alpha < 1
        One less the level of the interval.

    Notes
    -----
    The limits are found by halving, `_HALVINGS` times, whatever the counts.

    """
    x1, m1, x0, m0 = (np.asarray(a, np.float64) for a in (yes1, n1, yes0, n0))
    found = x1 / m1 - x0 / m0
    z = critical_value(alpha)

    # Both limits at once: of what one search costs, most is the same for few and for many.
    inside = np.stack([found, found])
    outside = np.stack([np.full_like(found, -1.0), np.full_like(found, 1.0)])
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        kept = np.abs(_score_difference(x1, m1, x0, m0, middle)) <= z
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    low, high = (inside + outside) / 2
    return Interval(found, low, high)


def _score_difference(x1: Floats, m1: Floats, x0: Floats, m0: Floats, delta: Floats) -> Floats:
    """Return how many standard errors the difference found is from `delta`."""
    p1, p0 = _find_likeliest_shares(x1, m1, x0, m0, delta)
    n = m1 + m0
    variance = (p1 * (1 - p1) / m1 + p0 * (1 - p0) / m0) * n / (n - 1)
    gap = x1 / m1 - x0 / m0 - delta
    z = np.divide(gap, np.sqrt(variance), out=np.full_like(gap, np.inf), where=variance > 0)
    return np.where((variance <= 0) & (np.abs(gap) < 1e-15), 0.0, z)


def _find_likeliest_shares(
    x1: Floats, m1: Floats, x0: Floats, m0: Floats, delta: Floats
) -> tuple[Floats, Floats]:
    """Return the likeliest shares that differ by `delta`: the root of a cubic, in closed form."""
    n = m1 + m0
    l2 = (m1 + 2 * m0) * delta - n - (x1 + x0)
    l1 = (m0 * delta - n - 2 * x0) * delta + x1 + x0
    l0 = x0 * delta * (1 - delta)
    third = l2 / (3 * n)
    q = third**3 - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    size = np.sqrt(np.maximum(third**2 - l1 / (3 * n), 0.0))
    p = np.where(q >= 0, size, -size)
    cube = p**3
    ratio = np.divide(q, cube, out=np.zeros_like(q), where=np.abs(cube) > 1e-300)
    angle = (math.pi + np.arccos(np.clip(ratio, -1.0, 1.0))) / 3
    low, high = np.maximum(0.0, -delta), np.minimum(1.0, 1.0 - delta)
    p0 = np.clip(2 * p * np.cos(angle) - third, low, high)
    return np.clip(p0 + delta, 0.0, 1.0), p0


def score_z(yes1: Numbers, n1: Numbers, yes0: Numbers, n0: Numbers) -> Floats:
    """Return the deviate of the pooled test; 0 where all or none said yes."""
    x1, m1, x0, m0 = (np.asarray(a, np.float64) for a in (yes1, n1, yes0, n0))
    n = m1 + m0
    pooled = (x1 + x0) / n
    variance = pooled * (1 - pooled) * (1 / m1 + 1 / m0) * n / (n - 1)
    gap = x1 / m1 - x0 / m0
    z = np.divide(gap, np.sqrt(variance), out=np.zeros_like(gap), where=variance > 0)
    return np.asarray(z, np.float64)


def needs_exact_test(yes1: Numbers, n1: Numbers, yes0: Numbers, n0: Numbers) -> Bools:
    """Tell where so few are expected that the test is by enumeration."""
    x1, m1, x0, m0 = (np.asarray(a, np.float64) for a in (yes1, n1, yes0, n0))
    yes, n = x1 + x0, m1 + m0
    fewest = np.minimum(yes, n - yes) * np.minimum(m1, m0) / n
    return np.asarray(fewest < _FEWEST)


def difference_p_value(yes1: int, n1: int, yes0: int, n0: int) -> float:
    """Return the two-sided p-value of "no difference" for one pair of groups."""
    if bool(needs_exact_test(yes1, n1, yes0, n0)):
        return float(fisher_p_values(yes1 + yes0, n1, n0)[yes1 - max(0, yes1 + yes0 - n0)])
    z = float(score_z(yes1, n1, yes0, n0))
    return math.erfc(abs(z) / math.sqrt(2))


def fisher_p_values(yes: int, n1: int, n0: int) -> Floats:
    """Return Fisher's two-sided p-value for every way that `yes` can fall on two groups.

    Returns
    -------
    array
        By the number of yes in the first group, from the fewest that can be to the most. O(yes).

    """
    first = np.arange(max(0, yes - n0), min(yes, n1) + 1)
    log = _log_choose(n1, first) + _log_choose(n0, yes - first)
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    order = np.argsort(chance, kind="stable")
    total = np.cumsum(chance[order])
    # As likely, but for rounding, counts as well.
    last = np.searchsorted(chance[order], chance * (1 + 1e-7), side="right") - 1
    return np.asarray(np.minimum(total[last], 1.0))


def _log_choose(n: int, k: Ints) -> Floats:
    from scipy.special import gammaln

    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def combine_differences(parts: Interval, weights: Floats) -> Interval:
    """Find the weighted mean of independent differences with its interval, along the last axis.

    Parameters
    ----------
    parts : Interval
        Each with its own interval, all of the level that is wanted.
    weights : array
        They add up to 1.

    Notes
    -----
    The distances to the limits are squared and added (Zou & Donner), so that a skewed interval
    stays skewed.

    """
    mean = (weights * parts.difference).sum(axis=-1)
    below = np.sqrt(((weights * (parts.difference - parts.low)) ** 2).sum(axis=-1))
    above = np.sqrt(((weights * (parts.high - parts.difference)) ** 2).sum(axis=-1))
    return Interval(mean, mean - below, mean + above)
