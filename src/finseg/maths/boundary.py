"""Is there a valley between two neighbouring groups, or was one peak cut in two?

Rows and group centres in, the evidence for a gap along the line between two centres out.
The rows that are compared lie in a convex zone around that line. If the density is
log-concave (uniform on a convex body, normal, exponential and the like), so is its
restriction to a convex zone, and by Prekopa's theorem its projection on a line has one
peak: the dip test keeps its level. The union of two k-means cells is not convex, and shows
gaps in uniform data. Knows nothing of how the centres were found.

References
----------
Prekopa A (1973), On logarithmic concave measures and functions, Acta Sci. Math. 34, 335-343.
Hartigan & Hartigan (1985), see `finseg.maths.dip`. Gabriel K R, Sokal R R (1969), A new
statistical approach to geographic variation analysis, Syst. Zool. 18, 259-278.

"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Bools, Floats

INNER = 0.1  # of a ball, by volume: its middle
ROWS_PER_COLUMN = 10
FLAT = 1e-6  # of the widest axis: an axis no wider holds nothing


def find_neighbour_pairs(centres: Floats) -> list[tuple[int, int]]:
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


def zone_between(x: Floats, centres: Floats, i: int, j: int) -> Bools:
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


def project_on_line(x: Floats, start: Floats, end: Floats) -> tuple[Floats, Bools]:
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


def valley_place(length: float, spreads: Floats, weights: Floats) -> float:
    """Find where the border between two bell-shaped groups should be emptiest.

    Parameters
    ----------
    length : float, > 0
        Distance of the two centres.
    spreads, weights : arrays of shape (2,), > 0
        Standard deviation of each group in the unit of `length`, and its share.

    Returns
    -------
    float
        The place along the line, -1/3 .. 1/3, where two normal densities add up to the least:
        nearer to the smaller group and, if they are apart, to the narrower; 0 for two that are
        alike. It follows from the two groups: the rows between them are not searched for it.
    """
    place = np.linspace(-1 / 3, 1 / 3, 201)
    place = (place - place[::-1]) / 2  # the same from either side
    distance = np.column_stack([place + 1, place - 1]) * length / 2 / spreads
    density = np.exp(-0.5 * distance**2) @ (weights / spreads)
    lowest = np.flatnonzero(density <= density.min() * (1 + 1e-9))
    return float(place[lowest].mean())


def valley_counts(place: Floats, at: float = 0.0) -> tuple[int, int]:
    """Count the rows in the valley and in the emptier of the two centres beside it.

    Parameters
    ----------
    place : array of shape (n,)
        Positions along the line, as `project_on_line` returns them.
    at : float, -1/3 .. 1/3
        The middle of the valley.

    Returns
    -------
    valley, side : int
        Rows within a third (of the way from the middle to a centre) of `at`, and of the centre
        that has fewer: windows of one width.
    """
    around = [int((np.abs(place - where) < 1 / 3).sum()) for where in (-1.0, at, 1.0)]
    return around[1], min(around[0], around[2])


def valley_depth(place: Floats, at: float = 0.0) -> float:
    """Measure how empty the valley is: 0 as full as the emptier side, 1 empty; below 0 fuller.

    Parameters
    ----------
    place, at
        As for `valley_counts`.

    Returns
    -------
    float
        1 - rows in the valley / rows in the emptier side; 0 if a side has no rows.
    """
    valley, side = valley_counts(place, at)
    return 1 - valley / side if side else 0.0


def valley_p_value(place: Floats, at: float = 0.0, *, customers: int | None = None) -> float:
    """Say how often one peak would leave the valley so much emptier than both sides.

    Parameters
    ----------
    place, at
        As for `valley_counts`.
    customers : int, optional
        How many independent ones the rows stand for, if fewer than there are.

    Returns
    -------
    float
        A density with one peak is nowhere lower than on both sides of it, so that on one side a
        row of the two windows falls in the valley with a chance of at least 1/2: the p-value is
        the binomial one of the emptier side. Exact for windows that were fixed beforehand.
    """
    from scipy.special import betainc

    valley, side = valley_counts(place, at)
    if not side:
        return 1.0
    share = 1.0 if customers is None else customers / len(place)
    return float(betainc(side * share, valley * share + 1, 0.5))


def hollow_p_value(members: Floats) -> float:
    """Say how often a group with a middle would have so few rows there.

    Parameters
    ----------
    members : array of shape (m, d)
        The rows of one group.

    Returns
    -------
    float
        The binomial p-value of the rows in the inner tenth of a ball that is filled evenly and
        spreads as the group does, the flattest of the shapes with a middle; a normal group has
        two to three times as many there. An arc or a shell has next to none. 1 below 10 rows a
        column: the spread is then not known well enough.
    """
    from scipy.special import bdtr

    m, d = members.shape
    if m < ROWS_PER_COLUMN * d:
        return 1.0
    centred = members - members.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred / m)
    known = values > FLAT * values[-1]
    if not known.any():
        return 1.0
    distance = ((centred @ axes[:, known]) ** 2 / values[known]).sum(axis=1)
    used = int(known.sum())
    inner = int((distance < (used + 2) * INNER ** (2 / used)).sum())
    return float(bdtr(inner, m, INNER))
