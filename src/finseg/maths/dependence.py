"""Which columns have anything to do with each other?

Matrix in, `Dependence` out: for every two columns how strongly they depend on each other, whatever
the shape, and how often independent ones would seem to as much. Groups tie the columns in which
they differ to each other, in any shape: in two columns of four groups at the corners of a square no
correlation shows, as one column says nothing of the mean of the other.

References
----------
Pearson K (1900), Philosophical Magazine 50, 157-175 (the test). Mann H B, Wald A (1942), Annals of
Mathematical Statistics 13, 306-317 (classes of equal probability).

"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.maths.arrays import Floats, Places

CLASSES = 5  # of about equally many rows, into which a column is cut


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dependence:
    """How every two columns depend on each other."""

    strength: Floats  # (d, d) chi squared per row beyond what chance gives, 0: none
    p: Floats  # (d, d) how often independent columns would depend so much; 1 on the diagonal


def measure_dependence(x: Floats) -> Dependence:
    """Test every two columns for independence, by how many rows share their classes.

    Parameters
    ----------
    x : array of shape (n, d)

    Returns
    -------
    Dependence
        The same for any order of rows, and for any monotone change of a column. A column with one
        value depends on none. O(n d^2).

    """
    from scipy.special import chdtrc

    n, d = x.shape
    classes = np.column_stack([_cut_into_classes(column) for column in x.T])
    strength, p = np.zeros((d, d)), np.ones((d, d))
    for i in range(d):
        for j in range(i):
            statistic, freedom = _compute_chi_squared(classes[:, i], classes[:, j])
            if freedom:
                p[i, j] = p[j, i] = float(chdtrc(freedom, statistic))
                strength[i, j] = strength[j, i] = max(0.0, statistic - freedom) / n
    return Dependence(strength=strength, p=p)


def _cut_into_classes(column: Floats) -> Places:
    """Cut at the quantiles; values that are equal share a class."""
    cuts = np.unique(np.quantile(column, np.arange(1, CLASSES) / CLASSES))
    return np.asarray(np.searchsorted(cuts, column, side="right"), dtype=np.intp)


def _compute_chi_squared(one: Places, other: Places) -> tuple[float, int]:
    """Return Pearson's statistic of two columns of classes, and its degrees of freedom."""
    table = np.bincount(one * CLASSES + other, minlength=CLASSES**2).reshape(CLASSES, CLASSES)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / len(one)
    rows, columns = table.shape
    return float(((table - expected) ** 2 / expected).sum()), (rows - 1) * (columns - 1)
