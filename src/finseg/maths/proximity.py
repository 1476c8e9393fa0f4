"""Which customers are neighbours, and how many neighbours lie across a border between groups?

Rows in, nearest neighbours out; from these the islands (parts that no mutual neighbours
join), the traffic across a border relative to the traffic inside the groups, and how far beside
the line between two centres their groups touch. Sees rings, bands, bends and bridges that centres
do not; assumes no shape. In many columns the cost grows with the square of the rows: for samples
of a few thousand.

References
----------
Brito M R, Chavez E L, Quiroz A J, Yukich J E (1997), Connectivity of the mutual
k-nearest-neighbor graph in clustering and outlier detection, Stat. Probab. Lett. 35, 33-42.
Shi J, Malik J (2000), Normalized cuts and image segmentation, IEEE TPAMI 22, 888-905.

"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats, Places

FEWEST_CROSSINGS = 10  # neighbours across a border from which their middle is known


def nearest_neighbours(x: Floats, *, count: int) -> Places:
    """Find the nearest other rows of each row.

    Parameters
    ----------
    x : array of shape (n, d)
    count : int
        How many; fewer if there are not so many other rows.

    Returns
    -------
    array of shape (n, count)
        Row numbers, nearest first. About O(n log n) in few columns, O(n^2 d) in many.
    """
    from scipy.spatial import cKDTree

    count = min(count, len(x) - 1)
    found = cKDTree(x).query(x, k=np.arange(1, count + 2))[1]  # a list keeps one a column
    return np.asarray(found[:, 1:], dtype=np.intp)


def find_islands(neighbours: Places) -> Places:
    """Find the parts of the table that no mutual nearest neighbours join.

    Parameters
    ----------
    neighbours : array of shape (n, count)
        As `nearest_neighbours` returns it.

    Returns
    -------
    array of shape (n,)
        0 .. m-1, the largest part first. O(n count).
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n, count = neighbours.shape
    start = np.repeat(np.arange(n), count)
    graph = csr_array((np.ones(n * count), (start, neighbours.ravel())), shape=(n, n))
    _, part = connected_components(graph.minimum(graph.T), directed=False)
    order = np.argsort(-np.bincount(part), kind="stable")
    return np.asarray(np.argsort(order)[part], dtype=np.intp)


def border_traffic(neighbours: Places, labels: Places, x: Floats, *, groups: int) -> Floats:
    """Compare the traffic across each border with that inside the two groups.

    Parameters
    ----------
    neighbours : array of shape (n, count)
    labels : array of shape (n,)
        Groups, 0 .. k-1.
    x : array of shape (n, d)
        The rows in the space in which a group is cut in two (by its longest axis).
    groups : int
        k; a group may have no rows.

    Returns
    -------
    array of shape (k, k)
        Neighbour pairs that cross the border between two groups, over those that cross the
        middle of the less busy of the two: near 0 for separate groups, 1 for a strip cut in
        two, about 2 for a round group cut in two (its halves have shorter middles). 0 on the
        diagonal. O(n (count + d^2)).
    """
    k = groups
    # A customer has no more neighbours within the group than it has other members.
    least = int(np.bincount(labels, minlength=k).min())
    neighbours = neighbours[:, : max(1, least - 1)]
    halves = _halve_groups(x, labels, k)
    start, end = np.repeat(np.arange(len(labels)), neighbours.shape[1]), neighbours.ravel()
    across = np.zeros((k, k))
    np.add.at(across, (labels[start], labels[end]), 1.0)
    across += across.T
    np.fill_diagonal(across, 0.0)
    inner = (labels[start] == labels[end]) & (halves[start] != halves[end])
    middle = np.bincount(labels[start][inner], minlength=k).astype(np.float64)
    return np.asarray(across / np.maximum(np.minimum.outer(middle, middle), 1.0))


def measure_bend(
    neighbours: Places,
    labels: Places,
    x: Floats,
    pair: tuple[int, int],
    line: tuple[Floats, Floats],
) -> float:
    """Measure how far beside the line between two centres the groups touch each other.

    Parameters
    ----------
    neighbours : array of shape (n, count)
    labels : array of shape (n,)
    x : array of shape (n, d)
        In units of the spread within groups.
    pair : two groups
    line : two arrays of shape (d,)
        Their centres.

    Returns
    -------
    float
        The distance from the line of the mean midpoint of the neighbours that lie in different
        groups; 0 for fewer than 10 of them. Two halves of one bent sheet touch beside the line.

    """
    start, end = np.repeat(np.arange(len(labels)), neighbours.shape[1]), neighbours.ravel()
    crosses = (labels[start] == pair[0]) & (labels[end] == pair[1])
    crosses |= (labels[start] == pair[1]) & (labels[end] == pair[0])
    if crosses.sum() < FEWEST_CROSSINGS:
        return 0.0
    along = (line[1] - line[0]) / max(float(np.linalg.norm(line[1] - line[0])), 1e-300)
    middle = (x[start[crosses]] + x[end[crosses]]).mean(axis=0) / 2 - line[0]
    return float(np.linalg.norm(middle - (middle @ along) * along))


def _halve_groups(x: Floats, labels: Places, k: int) -> Places:
    """Cut each group in two at its mean, across its longest axis."""
    half = np.zeros(len(x), dtype=np.intp)
    for group in range(k):
        members = np.flatnonzero(labels == group)
        if len(members) < 2:
            continue
        centred = x[members] - x[members].mean(axis=0)
        axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
        half[members] = centred @ axis > 0
    return half
