"""How many customers does it take to see a difference between two shares?

Shares, level and power in; sizes of the two groups, the power of given sizes, and the smallest
difference that given sizes can show out.

The formula is the usual one for the pooled test: the variance under "no difference" is the pooled
one, under the difference asked for that of the two shares; the far tail is left out. It is what R's
`power.prop.test` solves, and for groups of different size what Fleiss gives. `exact_power` adds up
the chance of every outcome that the test would call a difference, with no approximation.

References
----------
Fleiss JL, Tytun A, Ury HK (1980), A simple approximation for calculating sample sizes for comparing
independent proportions. Biometrics 36:343-346.
Fleiss JL (1981), Statistical Methods for Rates and Proportions, 2nd edition, section 3.2.

"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats, Ints
from finseg.maths.proportions import critical_value, fisher_p_values, needs_exact_test, score_z

_MOST_CELLS = 1_000_000  # outcomes that are enumerated; above, the formula is exact enough
_TAIL = 1e-10  # chance of the counts that are left out at either end
_FIRST_CHUNK = 1 << 12
_HALVINGS = 60


def group_size(p0: float, p1: float, *, alpha: float, power: float, ratio: float = 1.0) -> float:
    """Return the size of the first group, before rounding up; the second is `ratio` times it.

    Parameters
    ----------
    p0, p1 : float, 0 .. 1, different
        Shares of the first and the second group.
    alpha : float
        Level of the two-sided test.
    power : float
        Chance to see the difference, above `alpha`.

    Examples
    --------
    >>> round(group_size(0.5, 0.75, alpha=0.05, power=0.9), 1)
    76.7

    """
    mean = (p0 + ratio * p1) / (1 + ratio)
    null = math.sqrt((1 + ratio) * mean * (1 - mean))
    real = math.sqrt(ratio * p0 * (1 - p0) + p1 * (1 - p1))
    reach = critical_value(alpha) * null + NormalDist().inv_cdf(power) * real
    return reach**2 / (ratio * (p1 - p0) ** 2)


def equal_size(p0: float, p1: float, *, alpha: float, power: float) -> int:
    """Return the customers that each of two equal groups must have."""
    return _round_size_up(group_size(p0, p1, alpha=alpha, power=power))


def _round_size_up(size: float) -> int:
    """Round up, but for the last digits of the arithmetic."""
    return max(math.ceil(size * (1 - 1e-12)), 1)


def approximate_power(p0: float, p1: float, n0: int, n1: int, *, alpha: float) -> float:
    """Return the chance that groups of these sizes show the difference, by the formula."""
    return power_over_pairs(p0, p1, [n0], [n1], alpha=alpha)


def power_over_pairs(
    p0: float, p1: float, n0: npt.ArrayLike, n1: npt.ArrayLike, *, alpha: float
) -> float:
    """Return the power of several pairs of groups, weighted by their sizes and taken together."""
    a, b = np.asarray(n0, np.float64), np.asarray(n1, np.float64)
    weights = (a + b) / (a + b).sum()
    mean = (a * p0 + b * p1) / (a + b)
    null = math.sqrt(float((weights**2 * mean * (1 - mean) * (1 / a + 1 / b)).sum()))
    real = math.sqrt(float((weights**2 * (p0 * (1 - p0) / a + p1 * (1 - p1) / b)).sum()))
    reach = abs(p1 - p0) - critical_value(alpha) * null
    if real <= 0:
        return 1.0 if reach >= 0 else 0.0
    return NormalDist().cdf(reach / real)


def smallest_control(
    p0: float, p1: float, customers: int, *, alpha: float, power: float
) -> int | None:
    """Return the smallest first group that suffices when all others are in the second.

    Returns
    -------
    int or None
        None where no division of these customers suffices. O(customers) at worst.

    """
    z, asked = critical_value(alpha), NormalDist().inv_cdf(power)
    start, chunk = 1, _FIRST_CHUNK
    while start < customers:
        a = np.arange(start, min(start + chunk, customers), dtype=np.float64)
        b = customers - a
        mean = (a * p0 + b * p1) / customers
        null = np.sqrt(mean * (1 - mean) * (1 / a + 1 / b))
        real = np.sqrt(p0 * (1 - p0) / a + p1 * (1 - p1) / b)
        enough = np.flatnonzero(z * null + asked * real <= abs(p1 - p0) * (1 + 1e-12))
        if len(enough):
            return start + int(enough[0])
        start, chunk = start + len(a), chunk * 2
    return None


def smallest_difference(
    p0: float, n0: int, n1: int, *, alpha: float, power: float, upwards: bool = True
) -> float | None:
    """Return the smallest difference that groups of these sizes show with the power asked for.

    Returns
    -------
    float or None
        Above 0 if `upwards`, else below; None where even the largest that can be is not shown.

    """
    near, far = p0, 1.0 if upwards else 0.0

    def reaches_power(p1: float) -> bool:
        return approximate_power(p0, p1, n0, n1, alpha=alpha) >= power

    if not reaches_power(far):
        return None
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if reaches_power(middle) else (middle, far)
    return far - p0


def exact_power(p0: float, p1: float, n0: int, n1: int, *, alpha: float) -> float | None:
    """Add up the chance of every outcome that the test calls a difference in the right direction.

    Returns
    -------
    float or None
        None where the outcomes are more than can be enumerated; the formula is close there.

    """
    x0, chance0 = _list_likely_counts(p0, n0)
    x1, chance1 = _list_likely_counts(p1, n1)
    if len(x0) * len(x1) > _MOST_CELLS:
        return None
    yes0, yes1 = (grid.ravel() for grid in np.meshgrid(x0, x1, indexing="ij"))
    z = score_z(yes1, n1, yes0, n0)
    called = np.abs(z) > critical_value(alpha)
    few = needs_exact_test(yes1, n1, yes0, n0)
    total = yes0 + yes1
    for yes in np.unique(total[few]):
        own = np.flatnonzero(few & (total == yes))
        called[own] = fisher_p_values(int(yes), n1, n0)[yes1[own] - max(0, int(yes) - n0)] <= alpha
    called &= (yes1 / n1 > yes0 / n0) == (p1 > p0)
    chances = np.outer(chance0, chance1).ravel()
    return float(chances[called].sum())


def _list_likely_counts(p: float, n: int) -> tuple[Ints, Floats]:
    """Return the counts that a share may give, but for the ends of no chance, and their chances."""
    from scipy.special import bdtr, bdtrik

    low = max(int(bdtrik(_TAIL, n, p)) - 1, 0)
    high = min(int(bdtrik(1 - _TAIL, n, p)) + 2, n)
    x = np.arange(low, high + 1)
    below = np.asarray(bdtr(x, n, p))
    before = float(bdtr(low - 1, n, p)) if low else 0.0
    return x, np.diff(below, prepend=before)
