"""Does a column differ between groups that were made without it?

Values and groups in; test statistic, p-value and effect size out, and p-values corrected for how
many were asked. These are the ordinary tests. They hold for columns that had no part in making the
groups, and for no others: a column that was clustered on differs between clusters even in pure
noise (Gao, Bien & Witten 2024). This module sees arrays and cannot know; `finseg.interpret.outside`
lets no other columns through.

References
----------
Kruskal W H, Wallis W A (1952), J. Am. Stat. Assoc. 47, 583-621.
Tomczak M, Tomczak E (2014), Trends Sport Sci. 1, 19-25 (epsilon squared).
Cramér H (1946), Mathematical Methods of Statistics, section 21.9; with the correction for chance of
Bergsma W (2013), J. Korean Stat. Soc. 42, 323-328.
Holm S (1979), Scand. J. Stat. 6, 65-70.

"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """One test."""

    statistic: float
    freedom: int  # degrees of freedom of the chi-squared distribution it is referred to
    p: float
    effect: float  # 0 none … 1 full: epsilon squared, or Cramér's V corrected for chance


NONE = Association(statistic=0.0, freedom=0, p=1.0, effect=0.0)


def kruskal_wallis(values: Floats, group: Integers) -> Association:
    """Ask whether a column of numbers lies higher in some groups than in others.

    Parameters
    ----------
    values : array of shape (n,)
        Finite.
    group : int array of shape (n,)

    Returns
    -------
    Association
        By ranks, corrected for ties; `NONE` where there is one group or one value. O(n log n).

    """
    from scipy.stats import rankdata

    n = len(values)
    sizes = np.bincount(group)
    present = sizes > 0
    if n < 2 or present.sum() < 2:
        return NONE
    ranks = rankdata(values)
    _, ties = np.unique(ranks, return_counts=True)
    untied = 1 - float((ties.astype(np.float64) ** 3 - ties).sum()) / (float(n) ** 3 - n)
    if untied <= 0:
        return NONE
    sums = np.bincount(group, weights=ranks)[present]
    h = 12 / (n * (n + 1)) * float((sums**2 / sizes[present]).sum()) - 3 * (n + 1)
    h = max(h / untied, 0.0)
    freedom = int(present.sum()) - 1
    return Association(
        statistic=h, freedom=freedom, p=_tail(h, freedom), effect=min(h / (n - 1), 1.0)
    )


def chi_squared(table: Floats) -> Association:
    """Ask whether levels are spread differently over groups.

    Parameters
    ----------
    table : array of shape (levels, groups)
        Counts.

    Returns
    -------
    Association
        Pearson's test of independence; `NONE` where there is one level or one group.

    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    rows, columns = table.shape
    n = float(table.sum())
    if min(rows, columns) < 2:
        return NONE
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    statistic = float(((table - expected) ** 2 / expected).sum())
    freedom = (rows - 1) * (columns - 1)
    # What chance alone gives is taken off, above and below the line (Bergsma 2013).
    excess = max(0.0, statistic / n - freedom / (n - 1))
    possible = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    effect = math.sqrt(min(excess / possible, 1.0)) if possible > 0 else 0.0
    return Association(
        statistic=statistic, freedom=freedom, p=_tail(statistic, freedom), effect=effect
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for the number of questions asked, in their order.

    Returns
    -------
    list of float
        With all below .05 kept, the chance of even one false alarm is at most 5 %.

    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    out = [0.0] * len(p_values)
    largest = 0.0
    for place, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[i]))
        out[i] = largest
    return out


def wilson(hits: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson (1927) interval of a share; (0, 1) without observations."""
    if n == 0:
        return 0.0, 1.0
    share, weight = hits / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _tail(statistic: float, freedom: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))
