"""Which centre is nearest to each row, and which comes next?

Matrix (n, d) and centres (k, d) in; own and second centre, and both distances, out. The one place
where customers are assigned: fitting, scoring and every exported scorer follow this arithmetic.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Floats, Ints, Places

_BLOCK = 1 << 16  # rows at once: the (block, k) distances stay in the cache


class Nearest(NamedTuple):
    """For each row its own and the next centre, with Euclidean distances."""

    first: Ints
    second: Ints
    first_distance: Floats
    second_distance: Floats

    @property
    def margin(self) -> Floats:
        """How much nearer the own centre is than the next: 1 - first / second, 0 … 1.

        0 on the border between two centres. Rows that sit on both of two equal centres get 0.
        """
        ratio = np.divide(
            self.first_distance,
            self.second_distance,
            out=np.ones(len(self.first)),
            where=self.second_distance > 0,
        )
        return np.asarray(1.0 - ratio)


def nearest_centres(x: Floats, centres: Floats) -> Nearest:
    """Find the two nearest centres of every row.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared features, without missing values. Column-major memory is fastest.
    centres : array of shape (k, d), k >= 1
        Segment centres in the same space.

    Returns
    -------
    Nearest
        With one centre, `second` equals `first` and the second distance is infinite.

    Notes
    -----
    O(n k d) time, O(n) memory. Squared differences are added column by column from the left, so
    that a row's distances are the same to the last bit whichever rows it is scored with, and a
    scorer in another language that adds in this order gets the same numbers. On a tie the lower
    number wins.

    """
    n, k = len(x), len(centres)
    first = np.empty(n, dtype=np.int64)
    second = np.empty(n, dtype=np.int64)
    near, next_near = np.empty(n), np.empty(n)
    for start in range(0, n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        squared = compute_squared_distances(x[rows], centres)
        own = squared.argmin(axis=1)
        index = np.arange(len(own))
        first[rows], near[rows] = own, squared[index, own]
        if k == 1:
            second[rows], next_near[rows] = own, np.inf
            continue
        squared[index, own] = np.inf
        other = squared.argmin(axis=1)
        second[rows], next_near[rows] = other, squared[index, other]
    return Nearest(first, second, np.sqrt(near), np.sqrt(next_near))


def label_nearest_centres(x: Floats, centres: Floats) -> Places:
    """Return the number of the nearest centre of every row, the lower one on a tie: shape (n,)."""
    return np.asarray(compute_squared_distances(x, centres).argmin(axis=1))


def compute_squared_distances(x: Floats, centres: Floats) -> Floats:
    """Return squared Euclidean distances, shape (n, k), added column by column from the left."""
    squared = np.zeros((len(x), len(centres)))
    for j in range(x.shape[1]):
        squared += (x[:, j, None] - centres[None, :, j]) ** 2
    return squared
