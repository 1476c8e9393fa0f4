"""Which columns tell these groups apart?

Matrix, the group of each customer and the columns' names in; the names of the columns that take
part in the division out. A column takes part where the groups differ in it: where at least
`TAKES_PART` of its variance lies between the groups (eta squared, the variance that the groups'
means explain). Two groups of equal size whose means are 1.3 standard deviations apart have so much
between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats, Ints, Places

TAKES_PART = 0.3  # of a column's variance, between the groups
STAYS_OUT = 0.15  # … up to which a column clearly takes no part
LEFT_OUT = 0.33  # of the columns, at least, for the others to be worth naming


def find_dividing_columns(
    x: Floats, labels: Ints | Places, columns: Sequence[str]
) -> tuple[str, ...]:
    """Return the columns in which the groups differ, the clearest first; none for one group.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared features; what a column counts does not matter.
    labels : array of shape (n,)
        The group of each customer, 0 .. k-1.
    columns : sequence of d names

    Notes
    -----
    O(n d). The same for any order of rows and of columns.

    """
    shares = measure_shares_between(x, labels)
    return _name_from(shares, columns, TAKES_PART)


def find_clear_columns(x: Floats, labels: Ints | Places, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that divide, where the others clearly do not; else none.

    Any division of a cloud differs a little in every column: only where no column stands between
    the two limits, and a third of them take no part, is it worth saying that these columns divide.
    """
    shares = measure_shares_between(x, labels)
    out = shares <= STAYS_OUT
    if (out == (shares >= TAKES_PART)).any() or out.mean() < LEFT_OUT:
        return ()
    return _name_from(shares, columns, TAKES_PART)


def measure_shares_between(x: Floats, labels: Ints | Places) -> Floats:
    """Measure which share of each column's variance lies between the groups, 0 … 1.

    A column without spread has none between them.
    """
    sizes = np.bincount(labels)
    present = np.flatnonzero(sizes)
    centred = x - x.mean(axis=0)
    between = np.zeros(x.shape[1])
    for group in present:
        between += sizes[group] * centred[labels == group].mean(axis=0) ** 2
    total = (centred**2).sum(axis=0)
    # A column without spread keeps the rounding of its mean.
    varied = np.ptp(x, axis=0) > 0
    return np.where(varied, between / np.where(varied, total, 1.0), 0.0)


def _name_from(shares: Floats, columns: Sequence[str], least: float) -> tuple[str, ...]:
    found = [
        (-round(float(share), 9), name)
        for share, name in zip(shares, columns, strict=True)
        if share >= least
    ]
    return tuple(name for _, name in sorted(found))
