"""Where does scikit-learn's k-means start, for many seeds at once?

A weighted table and random numbers in, start centres by greedy k-means++ out, one set per start.
Each further centre is the best of a few rows, drawn by weight times squared distance to the nearest
centre so far: the one that leaves the least inertia. The random numbers are those that
scikit-learn's `KMeans(n_init=1, random_state=seed)` draws, in its order, so that one start is its
start; the distances of all starts come from one matrix product.

Reference: Arthur & Vassilvitskii 2007, k-means++ (section 6, several candidates per step).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats, Ints

CELLS = 1 << 20  # start x candidate x row distances held at a time; 8 MB


def draw_numbers(seeds: Sequence[int], k: int) -> Floats:
    """Draw the random numbers of k centres for each of S seeds, 0 … 2**32 - 1: shape (S, .)."""
    count = count_numbers(k)
    return np.stack([np.random.RandomState(seed).random_sample(count) for seed in seeds])


def count_numbers(k: int) -> int:
    """Return how many random numbers a start of k centres takes."""
    return 1 + (k - 1) * _count_candidates(k)


def _count_candidates(k: int) -> int:
    return 2 + int(np.log(k))


def draw_greedy_centres(x: Floats, weights: Floats, k: int, uniform: Floats) -> Floats:
    """Draw start centres by greedy k-means++.

    Parameters
    ----------
    x : array of shape (n, d)
        Rows, centred: far from zero the distances lose digits.
    weights : array of shape (n,), 0 or more
        How much each row counts; at least one above 0.
    k : int
        Centres.
    uniform : array of shape (S, count_numbers(k)), 0 <= u < 1
        The random numbers of each start, as from `draw_numbers`.

    Returns
    -------
    array of shape (S, k, d)
        Rows of the table. A row is drawn twice where fewer than k different ones have weight.

    Notes
    -----
    O(S n k d log k) time; the memory is one block of starts.

    """
    starts, tried = len(uniform), _count_candidates(k)
    shares = np.cumsum(weights / weights.sum())
    first = np.searchsorted(shares / shares[-1], uniform[:, 0], side="right")
    later = uniform[:, 1:].reshape(starts, k - 1, tried)
    columns = np.ascontiguousarray(x.T)
    many = max(1, CELLS // (tried * len(x)))
    return np.concatenate(
        [
            _draw_block(x, columns, weights, first[low : low + many], later[low : low + many])
            for low in range(0, starts, many)
        ]
    )


def _draw_block(x: Floats, columns: Floats, weights: Floats, first: Ints, later: Floats) -> Floats:
    starts, further, tried = later.shape
    n = len(x)
    centres = np.empty((starts, further + 1, x.shape[1]))
    centres[:, 0] = x[first]
    lengths = np.einsum("ij,ij->i", x, x)
    gaps = _square_gaps(x[first], columns, lengths)
    left = gaps @ weights
    each = np.arange(starts)
    for j in range(further):
        reached = np.cumsum(gaps * weights, axis=1)
        target = later[:, j] * left[:, None]
        drawn = np.stack([np.searchsorted(row, t) for row, t in zip(reached, target, strict=True)])
        np.minimum(drawn, n - 1, out=drawn)  # rounding may carry the target past the last row
        nearer = _square_gaps(x[drawn.ravel()], columns, lengths).reshape(starts, tried, n)
        np.minimum(nearer, gaps[:, None], out=nearer)
        remaining = nearer @ weights
        best = remaining.argmin(axis=1)
        left, gaps = remaining[each, best], nearer[each, best]
        centres[:, j + 1] = x[drawn[each, best]]
    return centres


def _square_gaps(picked: Floats, columns: Floats, lengths: Floats) -> Floats:
    """Squared distances (picked, rows), 0 at least."""
    gaps = (-2.0 * picked) @ columns
    gaps += np.einsum("ij,ij->i", picked, picked)[:, None]
    gaps += lengths
    return np.asarray(np.maximum(gaps, 0.0, out=gaps))
