"""Is there a valley between two neighbouring groups, or was one hump cut in two?

Rows and group centres in, the evidence for a gap along the line between two centres out.
The rows that are compared lie in a convex zone around that line. If the density is
log-concave (uniform on a convex body, normal, exponential and the like), so is its
restriction to a convex zone, and by Prekopa's theorem its projection on a line has one
hump: the dip test keeps its level. The union of two k-means cells is not convex, and shows
gaps in uniform data. Knows nothing of how the centres were found.

References
----------
Prekopa A (1973), On logarithmic concave measures and functions, Acta Sci. Math. 34, 335-343.
Hartigan & Hartigan (1985), see `finseg.maths.dip`. Gabriel K R, Sokal R R (1969), A new
statistical approach to geographic variation analysis, Syst. Zool. 18, 259-278.

"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


def neighbouring_pairs(centres: Floats) -> list[tuple[int, int]]:
    """Find the groups that share a border: no third centre lies in the ball between them.

    Parameters
    ----------
    centres : array of shape (k, d)

    Returns
    -------
    list of (i, j), i < j
        The edges of the Gabriel graph; it joins all groups. O(k^3).
    """
    k = len(centres)
    apart = ((centres[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    detour = apart[:, None, :] + apart[None, :, :]  # (i, j, through)
    index = np.arange(k)
    detour[index, :, index] = np.inf
    detour[:, index, index] = np.inf
    free = detour.min(axis=2) >= apart
    return [(i, j) for i in range(k) for j in range(i + 1, k) if free[i, j]]


def zone_between(x: Floats, centres: Floats, i: int, j: int) -> Booleans:
    """Mark the rows in the convex zone around the line between two centres.

    Parameters
    ----------
    x : array of shape (n, d)
    centres : array of shape (k, d)
    i, j : int
        The two groups.

    Returns
    -------
    array of shape (n,)
        True for rows that are, for every third centre, nearer to the point of the line
        that is nearest to that centre than to the centre itself. Each condition is a
        half-space, so the zone is convex. O(n k d).
    """
    start, along = centres[i], centres[j] - centres[i]
    others = np.delete(centres, [i, j], axis=0)
    if not len(others):
        return np.ones(len(x), dtype=np.bool_)
    where = np.clip((others - start) @ along / max(float(along @ along), 1e-300), 0.0, 1.0)
    nearest = start + where[:, None] * along
    away = others - nearest
    limit = ((others**2).sum(axis=1) - (nearest**2).sum(axis=1)) / 2
    return np.asarray((x @ away.T <= limit).all(axis=1))


def along_line(x: Floats, start: Floats, end: Floats) -> tuple[Floats, Booleans]:
    """Project rows on the line between two centres: -1 at the first, 1 at the second.

    Parameters
    ----------
    x : array of shape (n, d)
    start, end : arrays of shape (d,)

    Returns
    -------
    place : array of shape (m,)
        Positions of the rows that do not lie outside by more than a quarter of the way
        between the centres: those farther out say nothing about the border, and a large
        group would drown a small one.
    inside : array of shape (n,)
        Which rows these are.
    """
    along = end - start
    place = 2 * ((x - start) @ along) / max(float(along @ along), 1e-300) - 1
    inside = np.abs(place) <= 1.5
    return place[inside], inside


def valley_depth(place: Floats) -> float:
    """Measure how empty the middle is: 0 as full as the emptier side, 1 empty; below 0 fuller.

    Parameters
    ----------
    place : array of shape (n,)
        Positions along the line, as `along_line` returns them.

    Returns
    -------
    float
        1 - rows in the middle third / rows in the emptier of two windows of the same width
        around the centres; 0 if either side has no rows.
    """
    middle = int((np.abs(place) < 1 / 3).sum())
    left = int((np.abs(place + 1) < 1 / 3).sum())
    right = int((np.abs(place - 1) < 1 / 3).sum())
    side = min(left, right)
    return 1 - middle / side if side else 0.0
