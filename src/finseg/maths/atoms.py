"""What would this table look like if every value were as exact as the finest?

Matrix in, matrix without ties out. Whole numbers, months on a grid of years, half years and odd
months, round amounts among odd ones, a zero that half the customers share, a limit that a tenth of
them reach: such values have gaps around them that say something about one column's unit or about
who holds a product, not that the customers fall into groups. Never touches a column without ties;
draws nothing at random: who moves where follows from the content of the rows.

References
----------
Heitjan D F, Rubin D B (1990), Inference from coarse data via multiple imputation with application
to age heaping, JASA 85, 304-314: a value that is too frequent was rounded more coarsely than its
neighbours, and stands for a wider interval. Scott D W (1985), Frequency polygons: theory and
application, JASA 80, 348-354.

"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Bools, Floats, Places
from finseg.maths.content_order import content_order

HEAP_SHARE = 0.05  # a first or last value shared by fewer customers is resolution, not a heap
FACTOR = 4  # what is so many times as frequent as its neighbours was rounded more coarsely
MOST_HEAPS = 3  # nothing, a minimum, a limit; more towering values are the points of a grid


def mark_heaps(column: Floats) -> Bools:
    """Mark the rows that sit on a heap: a value that says nothing about an amount.

    Parameters
    ----------
    column : array of shape (n,)

    Returns
    -------
    array of shape (n,)
        True for a first or last value that is shared by at least 5 % of the rows and by four
        times as many as the value next to it, and for up to three values anywhere if each is four
        times as frequent as every other value (if several, half the rows must lie off them). Not
        so the points of a grid: without them their places would be empty. O(n log n).
    """
    _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(counts) < 2:
        return np.zeros(len(column), dtype=np.bool_)
    padded = np.concatenate(([0], counts, [0]))
    towers = counts >= FACTOR * np.maximum(padded[:-2], padded[2:])
    heap = towers & (counts >= HEAP_SHARE * len(column))
    heap[1:-1] = False
    heap |= _mark_lone_values(counts, towers)
    return np.asarray(heap[place])


def _mark_lone_values(counts: Places, towers: Bools) -> Bools:
    """Mark the few values that tower over all the others, not only over those beside them."""
    falling = np.argsort(-counts, kind="stable")
    lone = np.zeros(len(counts), dtype=np.bool_)
    for many in range(min(MOST_HEAPS, len(counts) - 1), 0, -1):
        top, next_one = falling[:many], falling[many]
        enough = counts[top[-1]] > FACTOR and counts[top[-1]] >= FACTOR * counts[next_one]
        covered = many == 1 or 2 * counts[top].sum() <= counts.sum()  # else a grid and odd rows
        if enough and covered and towers[top].all():
            lone[top] = True
            break
    return lone


def spread_heaps_and_ties(x: Floats) -> Floats:
    """Fill heaps from the rest of their column and spread ties over what they stand for.

    Parameters
    ----------
    x : array of shape (n, d)

    Returns
    -------
    array of shape (n, d)
        The customers on a first or last value that is a heap get values from those off it, evenly
        over their ranks, as if that column were unknown; those on a heap in the middle from as
        many customers on each side. Any other tie is spread, half of it to each side, ever
        more thinly up to the next value that is at least a quarter as frequent: among odd months,
        those at 24 months reach down to 18 and up to 36. So the density is the line through the
        frequencies (a frequency polygon), and has peaks only where they have. A column that is
        all heap becomes constant. The same for every order of the rows, not of the columns.
        O(d n log n).
    """
    out = x.copy()
    for j in range(x.shape[1]):
        heap = mark_heaps(out[:, j])
        if not heap.any() and len(np.unique(out[:, j])) == len(x):
            continue
        order = content_order(x, seed=j)
        column = _fill_heaps(out[:, j], heap, order)
        out[:, j] = _spread_ties(column, order)
    return out


def _fill_heaps(column: Floats, heap: Bools, order: Places) -> Floats:
    """Give the customers on heaps evenly spaced quantiles of the others, in the given order."""
    rest = np.sort(column[~heap])
    if not len(rest):
        return np.zeros(len(column))
    out = column.copy()
    for value in np.unique(column[heap]):
        movers = order[column[order] == value]
        first, last = _find_donor_range(rest, value, len(movers))
        steps = (np.arange(len(movers)) + 0.5) / len(movers)
        out[movers] = rest[first + (steps * (last - first)).astype(np.intp)]
    return out


def _find_donor_range(rest: Floats, value: float, many: int) -> tuple[int, int]:
    """Return which of the others a heap is spread among: all, or so many on each side of it.

    A heap at an end may stand for anything (no loan); one in the middle for what is near.
    """
    at = int(np.searchsorted(rest, value))
    if at in {0, len(rest)}:
        return 0, len(rest)
    return max(0, at - many), min(len(rest), at + many)


def _spread_ties(column: Floats, order: Places) -> Floats:
    """Move tied values towards the comparable values beside them, in the given order."""
    values, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(values) == len(column) or len(values) < 2:
        return column
    below, above = _measure_gaps_beside(values, counts)
    by_value = order[np.argsort(place[order], kind="stable")]
    first = np.cumsum(counts) - counts
    rank = np.empty(len(column))
    rank[by_value] = np.arange(len(column)) - first[place[by_value]]
    even = (2 * rank + 1) / counts[place] - 1  # evenly spaced in -1 .. 1; 0 for a single row
    shift = np.sign(even) * (1 - np.sqrt(1 - np.abs(even)))  # quantiles of a triangle
    return np.asarray(column + shift * np.where(shift < 0, below[place], above[place]))


def _measure_gaps_beside(values: Floats, counts: Places) -> tuple[Floats, Floats]:
    """Return how far it is from each value down and up to the next one of comparable frequency.

    Where there is none on one side, the other side's gap is mirrored.
    """
    needed = -(-counts // FACTOR)
    below, above = np.zeros(len(values)), np.zeros(len(values))
    for least in np.unique(needed):  # O(n) in all: so many values have so many rows
        comparable = np.flatnonzero(counts >= least)
        here = np.flatnonzero(needed == least)
        at = np.searchsorted(comparable, here)
        gaps = np.diff(values[comparable])
        if len(gaps):
            below[here] = np.concatenate((gaps[:1], gaps))[at]
            above[here] = np.concatenate((gaps, gaps[-1:]))[at]
    return below, above
