"""Does a column differ between groups that were made without it?

Values and groups in; test statistic, p-value and effect size out. These are the ordinary tests, in
a few lines each, since loading SciPy's takes longer than a study has for all of them. They hold for
columns that had no part in making the groups, and for no others: a column that was clustered on
differs between clusters even in pure noise (Gao, Bien & Witten 2024). This module sees arrays and
cannot know; `finseg.interpret.outside` lets no other columns through.

References
----------
Kruskal W H, Wallis W A (1952), J. Am. Stat. Assoc. 47, 583-621.
Tomczak M, Tomczak E (2014), Trends Sport Sci. 1, 19-25 (epsilon squared).
Cramér H (1946), Mathematical Methods of Statistics, section 21.9; with the correction for chance of
Bergsma W (2013), J. Korean Stat. Soc. 42, 323-328.
Cochran W G (1954), Biometrics 10, 417-451 (when the chi-squared distribution may be used).
Patefield W M (1981), Appl. Stat. 30, 91-97 (drawing tables with given margins).
Davison A C, Hinkley D V (1997), Bootstrap Methods and their Application, section 4.3.

"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """One test."""

    statistic: float
    freedom: int  # degrees of freedom of the chi-squared distribution it is referred to
    p: float  # by that distribution, or by drawn tables where it does not hold
    effect: float  # 0 none … 1 full: epsilon squared, or Cramér's V corrected for chance


_DRAWN = 1_999  # tables, where the chi-squared distribution does not hold
_ENOUGH, _LEAST, _FEW_CELLS = 5.0, 1.0, 0.2  # Cochran's rule on expected counts
_AT_ONCE = 1_000_000  # cells of drawn tables that are held in memory
NONE = Association(statistic=0.0, freedom=0, p=1.0, effect=0.0)


def kruskal_wallis(values: Floats, group: Ints) -> Association:
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
        Where nearly all share a value and a group is small, as in a flag that hardly anybody has,
        p comes from drawn tables (see `chi_squared`).

    """
    n, sizes = len(values), np.bincount(group)
    present = sizes > 0
    levels, level, ties = np.unique(values, return_inverse=True, return_counts=True)
    if present.sum() < 2 or len(levels) < 2:
        return NONE
    ranks = np.cumsum(ties) - (ties - 1) / 2
    freedom = int(present.sum()) - 1
    h = _compute_rank_statistic(ranks[level], group, sizes, ties)
    p = _read_chi_squared(h, freedom)
    unlike = (n - ties.max()) * sizes[present].min() / n  # in the smallest group, other than most
    if unlike < _ENOUGH and len(levels) * len(sizes) <= _AT_ONCE / _DRAWN:
        table = np.bincount(level * len(sizes) + group, minlength=len(levels) * len(sizes))
        table = table.reshape(len(levels), len(sizes))[:, present]
        p = _simulate_p_value(table, lambda drawn: _rank_sums(drawn, ranks))
    return Association(statistic=h, freedom=freedom, p=p, effect=min(h / (n - 1), 1.0))


def _compute_rank_statistic(ranks: Floats, group: Ints, sizes: Ints, ties: Ints) -> float:
    """Return Kruskal and Wallis' H, divided by what ties take from it."""
    n, present = len(ranks), sizes > 0
    apart = np.bincount(group, weights=ranks - (n + 1) / 2)[present]
    h = 12 / (n * (n + 1)) * float((apart**2 / sizes[present]).sum())
    tied = ties.astype(np.float64)
    return h / (1 - float((tied**3 - tied).sum()) / (float(n) ** 3 - n))


def _read_chi_squared(statistic: float, freedom: int) -> float:
    """Return the share of the chi-squared distribution beyond a value."""
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))


def _rank_sums(tables: Floats, ranks: Floats) -> Floats:
    """Return what Kruskal and Wallis' statistic grows with, for tables (…, ranks, groups)."""
    return np.asarray(((ranks @ tables) ** 2 / tables.sum(axis=-2)).sum(axis=-1))


def chi_squared(table: Floats) -> Association:
    """Ask whether levels are spread differently over groups.

    Parameters
    ----------
    table : array of shape (levels, groups)
        Counts.

    Returns
    -------
    Association
        Pearson's test of independence; `NONE` where there is one level or one group. Where expected
        counts are too small for the chi-squared distribution (Cochran 1954: one below 1, or a fifth
        below 5), p is the share of 1,999 tables with the same margins, drawn at random, that are
        as far from independence: never below .0005, and the same for any order of rows and columns.

    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    rows, columns = table.shape
    n = float(table.sum())
    if min(rows, columns) < 2:
        return NONE
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    statistic = float(((table - expected) ** 2 / expected).sum())
    freedom = (rows - 1) * (columns - 1)
    p = _read_chi_squared(statistic, freedom)
    if _is_sparse(expected):
        p = _simulate_p_value(table[np.argsort(table.sum(axis=1), kind="stable")], _sum_squares)
    # What chance alone gives is taken off, above and below the line (Bergsma 2013).
    excess = max(0.0, statistic / n - freedom / (n - 1))
    possible = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    effect = math.sqrt(min(excess / possible, 1.0)) if possible > 0 else 0.0
    return Association(statistic=statistic, freedom=freedom, p=p, effect=effect)


def _sum_squares(tables: Floats) -> Floats:
    """Return what Pearson's statistic grows with, for tables (…, levels, groups)."""
    levels, groups = tables.sum(axis=-1, keepdims=True), tables.sum(axis=-2, keepdims=True)
    return np.asarray((tables**2 / (levels * groups)).sum(axis=(-2, -1)))


def _is_sparse(expected: Floats) -> bool:
    """Tell whether expected counts are too small for the chi-squared distribution."""
    return bool(expected.min() < _LEAST or (expected < _ENOUGH).mean() > _FEW_CELLS)


def _simulate_p_value(table: npt.NDArray[Any], statistic: Callable[[Floats], Floats]) -> float:
    """Return the share of tables with these margins, drawn at random, that are as extreme.

    Groups are ordered by size, levels stay: margins decide what is drawn, not numbers.
    """
    from scipy.stats import random_table

    table = table[:, np.argsort(table.sum(axis=0), kind="stable")].astype(np.int64)
    rng = np.random.default_rng(0)
    margins = random_table(table.sum(axis=1), table.sum(axis=0), seed=rng)
    least = float(statistic(table.astype(np.float64))) * (1 - 1e-9)
    batch, left, reached = max(1, _AT_ONCE // table.size), _DRAWN, 0
    while left > 0:
        drawn = margins.rvs(size=min(batch, left)).astype(np.float64)
        reached += int((statistic(drawn) >= least).sum())
        left -= len(drawn)
    return (1 + reached) / (1 + _DRAWN)


def wilson_interval(hits: float, n: float, *, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson (1927) interval of a share; (0, 1) without observations."""
    if n == 0:
        return 0.0, 1.0
    share, weight = hits / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)
