"""What would this table look like without its heaps of equal values?

Matrix in, matrix without ties out. Whole numbers, rounded money, a zero that half the
customers share, a limit that a tenth of them reach: heaps have gaps around them that say
something about one column's unit or about who holds a product, not that the customers fall
into groups. Never touches a column without ties; draws from the generator it is given.

"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

HEAP_SHARE = 0.05  # a value shared by fewer customers is resolution, not a heap
HEAP_FACTOR = 4.0  # a heap towers over the values next to it; steps of a histogram do not


def heaps(column: Floats) -> Booleans:
    """Mark the rows that sit on a heap: a value far more frequent than those next to it.

    Parameters
    ----------
    column : array of shape (n,)

    Returns
    -------
    array of shape (n,)
        True where the value is shared by at least 5 % of the rows and by four times as many
        as either of the two values next to it. O(n log n).
    """
    _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(counts) < 2:
        return np.zeros(len(column), dtype=np.bool_)
    padded = np.concatenate(([0], counts, [0]))
    beside = np.maximum(padded[:-2], padded[2:])
    heavy = (counts >= HEAP_SHARE * len(column)) & (counts >= HEAP_FACTOR * beside)
    return np.asarray(heavy[place])


def without_atoms(x: Floats, rng: np.random.Generator) -> Floats:
    """Fill heaps from the rest of their column and spread ties over their resolution.

    Parameters
    ----------
    x : array of shape (n, d)
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (n, d)
        A customer on a heap gets the value of a random customer off it, as if that column
        were unknown. Any other tie is spread evenly, up to half way to the next value on
        each side. A column that is all heap becomes constant. O(d n log n).
    """
    out = x.copy()
    for j in range(x.shape[1]):
        column = out[:, j]
        heap = heaps(column)
        if heap.any():
            rest = column[~heap]
            column[heap] = rng.choice(rest, size=int(heap.sum())) if len(rest) else 0.0
        out[:, j] = _spread_ties(column, rng)
    return out


def _spread_ties(column: Floats, rng: np.random.Generator) -> Floats:
    """Move tied values at random within their half of the gaps beside them."""
    values, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(values) == len(column) or len(values) < 2:
        return column
    half = np.diff(values) / 2
    below = np.concatenate((half[:1], half))  # the first value's gap is mirrored
    above = np.concatenate((half, half[-1:]))
    tied = counts[place] > 1
    shift = rng.uniform(-1, 1, len(column))
    step = np.where(shift < 0, below[place], above[place])
    return np.asarray(np.where(tied, column + shift * step, column))
