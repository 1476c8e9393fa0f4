"""How are the customers of a segment spread over one column?

A Gaussian kernel estimate on an even grid: the values are counted into the grid's cells once and
the counts smoothed, so the cost is O(n + grid × kernel) and no row leaves the function.
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats, Ints

GRID = 96
_FINEST = 2.5  # cells: less, and whole numbers on an even grid look like a comb


def estimate_density(values: Floats, low: float, high: float, *, points: int = GRID) -> Floats:
    """Estimate a density at `points` even places of low … high.

    Parameters
    ----------
    values : array of shape (n,)
        Finite values; those outside low … high count towards the ends' cells.
    low, high : float
        Ends of the grid, low < high.
    points : int
        Places on the grid.

    Returns
    -------
    array of shape (points,)
        Per unit of `values`; the whole integrates to 1. All zero for fewer than two values.

    References
    ----------
    Silverman B W (1986), Density Estimation, eq. 3.28, for the width; Silverman B W (1982),
    Algorithm AS 176, for counting before smoothing.

    """
    if len(values) < 2:
        return np.zeros(points)
    cell = (high - low) / (points - 1)
    place = np.clip(np.rint((values - low) / cell), 0, points - 1).astype(np.intp)
    counts = np.bincount(place, minlength=points)
    return _smooth_shares(counts / len(values), float(values.std(ddof=1)), len(values), cell)


def estimate_count_density(counts: Ints, low: float, high: float) -> Floats:
    """Estimate a density from the counts of even cells of low … high, at the cells' middles.

    The same as `estimate_density` where the values are counted already; the spread is that of the
    cells.
    """
    n = int(counts.sum())
    if n < 2:
        return np.zeros(len(counts))
    cell = (high - low) / len(counts)
    at = (np.arange(len(counts)) + 0.5) * cell
    middle = float(counts @ at) / n
    spread = float(np.sqrt(counts @ (at - middle) ** 2 / (n - 1)))
    return _smooth_shares(counts / n, spread, n, cell)


def _smooth_shares(shares: Floats, spread: float, n: int, cell: float) -> Floats:
    points = len(shares)
    width = max(1.06 * spread * n**-0.2, _FINEST * cell)
    reach = min(int(np.ceil(4 * width / cell)), points - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * cell / width) ** 2)
    # Mirrored at the ends: where a range is cut off, customers go on beyond it.
    mirrored = np.pad(shares, reach, mode="symmetric")
    smooth = np.convolve(mirrored, kernel / kernel.sum(), mode="valid")
    return np.asarray(smooth / cell, dtype=np.float64)
