"""Would one half of the customers predict the segments of the other half?

Matrix and numbers of clusters in; prediction strength per random split out. Each half is clustered,
and for the worst cluster of one half it is asked how often two of its members fall together when
the other half's centres assign them. One cluster is always predicted perfectly, so the rule "the
largest k that is predicted well" can say "no groups". Fits come from `finseg.maths.resampling`.

Reference: Tibshirani & Walther 2005.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.agreement import contingency_table
from finseg.maths.arrays import Floats
from finseg.maths.content_order import arrange_by_rank
from finseg.maths.resampling import assign_rows, fit_stack, stack_tables


def prediction_strength(
    x: Floats,
    *,
    ks: Sequence[int],
    splits: int,
    starts: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None = None,
) -> Floats:
    """Measure how well halves of the table predict each other's clusters.

    Parameters
    ----------
    x : array of shape (n, d), n >= 4
        Prepared table, finite.
    ks : sequence of int, 1 to n // 2
        Numbers of clusters.
    splits : int, 1 or more
        Random halvings, the same for every k. An odd row out is left out of that split.
    starts : int
        k-means++ starts per fit.
    rng : numpy Generator
        Source of splits and starts.
    salts : sequence of d integers, optional
        As for `content_order`.

    Returns
    -------
    array of shape (len(ks), splits)
        0 to 1, the mean of both directions; 1 for k = 1. A cluster of fewer than two rows
        predicts nothing and counts 0.

    Raises
    ------
    ValueError
        If there are fewer than 4 rows, no split, or a k out of range.

    Notes
    -----
    O(splits starts n k d) per round and k, O(splits n d) memory: hand over a sample of a large
    table. Row order and, with `salts`, column order do not matter.

    References
    ----------
    Tibshirani R & Walther G (2005), Cluster validation by prediction strength, JCGS 14, 511-528.

    """
    half = len(x) // 2
    if half < 2 or splits < 1:
        raise ValueError(f"need at least 4 rows and 1 split, got {len(x)} and {splits}")
    _, table = arrange_by_rank(x, salts=salts)
    places = [rng.permutation(len(table))[: 2 * half].reshape(2, half) for _ in range(splits)]
    halves = table[np.concatenate(places)]
    stack = stack_tables(halves)
    other = np.arange(2 * splits) ^ 1
    strength = np.ones((len(ks), splits))
    for row, k in enumerate(ks):
        if k == 1:
            continue
        centres = fit_stack(stack, k=k, starts=starts, rng=rng).centres
        seen = contingency_table(
            assign_rows(halves, centres), assign_rows(halves, centres[other]), shape=(k, k)
        )
        strength[row] = worst_cluster(seen).reshape(splits, 2).mean(axis=1)
    return strength


def worst_cluster(table: Floats) -> Floats:
    """Find the smallest share of pairs that a clustering keeps together.

    Contingency tables (..., k, c) in, clusters in the rows and predicted clusters in the columns;
    the minimum over clusters of pairs kept together over all pairs out, shape (...), 0 where a
    cluster has fewer than two rows.
    """
    sizes = table.sum(axis=-1)
    pairs = sizes * (sizes - 1)
    kept = (table * (table - 1)).sum(axis=-1)
    share = np.divide(kept, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    return np.asarray(share.min(axis=-1))
