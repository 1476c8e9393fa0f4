"""How good is a clustering, by the classical numbers?

Matrix and labels in; one number or one number per row out: the elbow of an inertia curve, the exact
silhouette, Calinski-Harabasz and Davies-Bouldin. These describe a clustering; none of them can say
"no groups" (an elbow is found in uniform noise, too). Nothing of size rows x rows is ever kept.

References: Satopää et al. 2011 (Kneedle); Rousseeuw 1987 (silhouette); Caliński & Harabasz 1974;
Davies & Bouldin 1979.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats, Labels, Places
from finseg.maths.content_order import rank_order

EXACT_ROWS = 5_000  # 25 million distances, about 0.1 s
AVERAGED_ROWS = 2_500  # the mean of so many lies within .01 of that of all
_NEAR = 1e-5  # of the largest squared length: nearer rows are compared by their differences
CELLS = 1 << 18  # distances held at a time; 2 MB


def find_elbow(ks: Sequence[int], inertia: Floats, *, sensitivity: float = 1.0) -> int | None:
    """Find the elbow of a falling, flattening curve.

    Parameters
    ----------
    ks : sequence of int, strictly ascending
        Numbers of clusters.
    inertia : array of shape (len(ks),)
        The curve.
    sensitivity : float, 0 or more
        Kneedle's S: how far, in mean steps of k, the curve must fall back before an elbow counts.

    Returns
    -------
    int or None
        The first elbow; None if the curve has none (a straight line, fewer than three points).

    Raises
    ------
    ValueError
        If the lengths differ or `ks` do not ascend.

    References
    ----------
    Satopää V, Albrecht J, Irwin D & Raghavan B (2011), Finding a "Kneedle" in a haystack,
    ICDCS workshops, 166-171; the offline form, without smoothing.

    """
    place = np.asarray(ks, dtype=np.float64)
    if place.shape != inertia.shape or (np.diff(place) <= 0).any():
        raise ValueError("need ascending `ks` and one inertia for each")
    if len(place) < 3 or not np.ptp(inertia) > 0:
        return None
    across = (place - place[0]) / (place[-1] - place[0])
    above = (inertia.max() - inertia) / np.ptp(inertia) - across
    fall = sensitivity * float(np.diff(across).mean())
    inner = np.arange(1, len(place) - 1)
    peak = (above[inner] >= above[inner - 1]) & (above[inner] >= above[inner + 1])
    tops = [int(top) for top in inner[peak] if above[top] > 1e-12]  # rounding makes no elbow
    for top, until in zip(tops, [*tops, len(place)][1:], strict=True):
        if (above[top + 1 : until] < above[top] - fall).any():
            return int(ks[top])
    return None


def silhouette_rows(x: Floats, labels: Labels) -> Floats:
    """Compare each row's mean distance to its own cluster with that to the next one, exactly.

    Parameters
    ----------
    x : array of shape (n, d), n <= EXACT_ROWS
        Prepared table.
    labels : int array of shape (n,)
        At least two clusters.

    Returns
    -------
    array of shape (n,)
        -1 to 1; 0 for a row alone in its cluster.

    Raises
    ------
    ValueError
        If there are more than EXACT_ROWS rows (use `average_silhouette`), or fewer than two
        clusters.

    Notes
    -----
    O(n^2 d) time; O(n + CELLS) memory.

    References
    ----------
    Rousseeuw P J (1987), Silhouettes, J. Comput. Appl. Math. 20, 53-65.

    """
    if len(x) > EXACT_ROWS:
        raise ValueError(f"{len(x)} rows are too many for the exact silhouette")
    own, sizes = _size_clusters(x, labels)
    member = np.eye(len(sizes))[own]
    score = np.zeros(len(x))
    centred = x - x.mean(axis=0)
    step = max(1, CELLS // len(x))
    for low in range(0, len(x), step):
        part = slice(low, low + step)
        totals = _compute_distances(centred, part) @ member
        mine = (np.arange(len(totals)), own[part])
        within = totals[mine] / np.maximum(sizes[own[part]] - 1, 1)
        means = totals / sizes
        means[mine] = np.inf
        between = means.min(axis=1)
        larger = np.maximum(within, between)
        np.divide(between - within, larger, out=score[part], where=larger > 0)
    return np.where(sizes[own] > 1, score, 0.0)


def _compute_distances(centred: Floats, part: slice) -> Floats:
    """Distances of some rows to all: by one product, and by differences where it loses digits."""
    lengths = np.einsum("ij,ij->i", centred, centred)
    squared = (-2.0 * centred[part]) @ centred.T
    squared += lengths[part, None]
    squared += lengths
    near = np.nonzero(squared < _NEAR * lengths.max())
    apart = centred[part][near[0]] - centred[near[1]]
    squared[near] = np.einsum("ij,ij->i", apart, apart)
    return np.asarray(np.sqrt(squared, out=squared))


def average_silhouette(x: Floats, labels: Labels, *, rng: np.random.Generator) -> float:
    """Average the silhouette: over all rows of a small table, over a sample of a large one.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared table.
    labels : int array of shape (n,)
        At least two clusters.
    rng : numpy Generator
        Draws the sample; unused up to AVERAGED_ROWS rows.

    Returns
    -------
    float
        -1 to 1. Beyond AVERAGED_ROWS rows an estimate: each cluster is sampled in proportion, two
        rows at least, and counts with its true size.

    Raises
    ------
    ValueError
        If there are fewer than two clusters.

    Notes
    -----
    O(min(n, AVERAGED_ROWS)^2 d) time. Row order does not matter.

    """
    if len(x) <= AVERAGED_ROWS:
        return float(silhouette_rows(x, labels).mean())
    own, sizes = _size_clusters(x, labels)
    rows = rank_order(x)
    rows = rows[rng.permutation(len(rows))]
    rows = rows[np.argsort(own[rows], kind="stable")]
    quota = np.minimum(sizes, np.maximum(2, (sizes * AVERAGED_ROWS) // len(x)))
    rank = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    sample = rows[rank < np.repeat(quota, sizes)][:AVERAGED_ROWS]
    score = silhouette_rows(x[sample], own[sample])
    taken = np.bincount(own[sample], minlength=len(sizes))
    means = np.bincount(own[sample], weights=score, minlength=len(sizes)) / np.maximum(taken, 1)
    return float(np.average(means, weights=sizes))


def calinski_harabasz(x: Floats, labels: Labels) -> float:
    """Divide the variance between clusters by the variance within.

    Returns
    -------
    float
        0 or more, larger is better; infinite if no cluster has any spread.

    Raises
    ------
    ValueError
        If there are fewer than 2 or more than n - 1 clusters.

    """
    own, sizes = _size_clusters(x, labels)
    n, k = len(x), len(sizes)
    if k == n:
        raise ValueError("every row is its own cluster")
    if (x == x[_find_first_members(own, k)][own]).all():
        return float("inf")
    centres = _find_means(x, own, sizes)
    within = float(((x - centres[own]) ** 2).sum())
    between = float(sizes @ ((centres - x.mean(axis=0)) ** 2).sum(axis=1))
    return (between / (k - 1)) / (within / (n - k))


def davies_bouldin(x: Floats, labels: Labels) -> float:
    """Average, over clusters, the worst ratio of spreads to distance between centres.

    Returns
    -------
    float
        0 or more, smaller is better; infinite where two centres coincide.

    Raises
    ------
    ValueError
        If there are fewer than 2 or more than n - 1 clusters.

    """
    own, sizes = _size_clusters(x, labels)
    centres = _find_means(x, own, sizes)
    gaps = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))
    np.fill_diagonal(gaps, np.inf)
    if (gaps == 0).any():
        return math.inf
    reach = np.sqrt(((x - centres[own]) ** 2).sum(axis=1))
    spread = np.bincount(own, weights=reach) / sizes
    return float(((spread[:, None] + spread) / gaps).max(axis=1).mean())


def _find_means(x: Floats, own: Places, sizes: Places) -> Floats:
    return np.array([x[own == c].sum(axis=0) / sizes[c] for c in range(len(sizes))])


def _find_first_members(own: Places, clusters: int) -> Places:
    first = np.empty(clusters, dtype=np.intp)
    first[own[::-1]] = np.arange(len(own))[::-1]
    return first


def _size_clusters(x: Floats, labels: Labels) -> tuple[Places, Places]:
    if labels.shape != (len(x),):
        raise ValueError(f"need one label per row, got {labels.shape} for {len(x)} rows")
    _, own, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        raise ValueError("need at least two clusters")
    return own.astype(np.intp), sizes.astype(np.intp)
