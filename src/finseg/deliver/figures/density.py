"""How are the customers of a segment spread over one column?

A Gaussian kernel estimate on an even grid: the values are counted into the grid's cells once and
the counts smoothed, so the cost is O(n + grid × kernel) and no row leaves the function.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GRID = 96


def binned_density(values: Floats, low: float, high: float, *, points: int = GRID) -> Floats:
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
        Per unit of `values`; the whole integrates to about 1, less what leaks over the ends. All
        zero for fewer than two values.

    References
    ----------
    Scott D W (1992), Multivariate Density Estimation, ch. 6, for the width; Silverman B W (1982),
    Algorithm AS 176, for counting before smoothing.

    """
    if len(values) < 2:
        return np.zeros(points)
    cell = (high - low) / (points - 1)
    place = np.clip(np.rint((values - low) / cell), 0, points - 1).astype(np.intp)
    counts = np.bincount(place, minlength=points) / len(values)
    width = max(float(values.std(ddof=1)) * len(values) ** -0.2, cell)
    reach = min(int(np.ceil(4 * width / cell)), points - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * cell / width) ** 2)
    smooth = np.convolve(counts, kernel / kernel.sum(), mode="full")[reach : reach + points]
    return np.asarray(smooth / cell, dtype=np.float64)
