"""How far do two groupings of the same customers agree?

Integer labels of the same rows in; a table of counts or an index from 0 to 1 out. Everything is
computed from the contingency table, so that many pairs of groupings cost one count each, and
nothing of size rows x rows is ever formed. The data that were grouped are not looked at, and the
names of the groups carry no meaning: relabelling changes nothing but names.

References: Hubert & Arabie 1985 (adjusted Rand index); Hennig 2007 (Jaccard index of one cluster);
Dolnicar & Leisch 2017 (across numbers of segments).
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats, Labels


def contingency_table(
    a: Labels,
    b: Labels,
    *,
    weights: Floats | None = None,
    shape: tuple[int, int] | None = None,
) -> Floats:
    """Count the customers in each pair of groups.

    Parameters
    ----------
    a, b : integer arrays of shape (..., n)
        Groups of the same n rows, named 0, 1, 2, ...; leading dimensions are separate
        comparisons and are broadcast against each other.
    weights : array of shape (n,) or broadcastable, optional
        How often each row counts; 1 by default.
    shape : pair of int, optional
        Numbers of groups in `a` and `b`; by default one more than the largest name.

    Returns
    -------
    array of shape (..., groups of a, groups of b)
        Counts, or sums of weights. Rows and columns of names that do not occur are zero.

    Raises
    ------
    ValueError
        If the shapes do not fit, a label is negative or a label lies outside `shape`.

    Notes
    -----
    O(comparisons x n) time and memory.

    """
    if a.shape[-1:] != b.shape[-1:]:
        raise ValueError(f"groupings of different rows: shapes {a.shape} and {b.shape}")
    rows, columns = shape or (_count_labels(a), _count_labels(b))
    if a.size and (a.min() < 0 or b.min() < 0 or a.max() >= rows or b.max() >= columns):
        raise ValueError(f"labels must lie in 0..{rows - 1} and 0..{columns - 1}")
    cell = a.astype(np.intp) * columns + b
    flat = cell.reshape(int(np.prod(cell.shape[:-1])), cell.shape[-1])
    flat = flat + (np.arange(len(flat)) * (rows * columns))[:, None]
    size = len(flat) * rows * columns
    mass = None if weights is None else np.broadcast_to(weights, cell.shape).ravel()
    counts = np.bincount(flat.ravel(), weights=mass, minlength=size)
    return counts.astype(np.float64).reshape(*cell.shape[:-1], rows, columns)


def compare_groupings(a: Labels, b: Labels) -> float:
    """Return the adjusted Rand index of two groupings of the same n rows; 1 for the same."""
    return float(compute_adjusted_rand(contingency_table(a, b)))


def compute_adjusted_rand(table: Floats) -> Floats:
    """Say how much more two groupings agree than chance would make them.

    Parameters
    ----------
    table : array of shape (..., r, c)
        Contingency tables of counts, as from `contingency_table`. Weights are read as counts: a
        row of weight 3 is three customers.

    Returns
    -------
    array of shape (...)
        1 for equal groupings, 0 on average for unrelated ones of the same sizes, at least -0.5.
        Two groupings that cannot differ (both one group, both all singletons, fewer than two
        customers) score 1.

    References
    ----------
    Hubert L & Arabie P (1985), Comparing partitions, J. Classification 2, 193-218, equation 5.

    """
    together = _count_pairs(table).sum(axis=(-2, -1))
    in_a = _count_pairs(table.sum(axis=-1)).sum(axis=-1)
    in_b = _count_pairs(table.sum(axis=-2)).sum(axis=-1)
    every = _count_pairs(table.sum(axis=(-2, -1)))
    expected = np.divide(in_a * in_b, every, out=np.zeros_like(every), where=every > 0)
    span = (in_a + in_b) / 2 - expected
    # `span` is zero only where no grouping with these sizes can differ from the other one
    trivial = span <= 1e-12 * np.maximum(every, 1.0)
    index = np.divide(together - expected, span, out=np.ones_like(every), where=~trivial)
    return np.asarray(index)


def jaccard_shares(table: Floats) -> Floats:
    """Compare each group of the first grouping with each group of the second.

    Parameters
    ----------
    table : array of shape (..., r, c)
        Contingency tables with the reference grouping in the rows.

    Returns
    -------
    array of shape (..., r, c)
        Customers in both groups over customers in either, 0 .. 1; nan in the row of a reference
        group without customers. The largest of a row is the group's Jaccard index: above 0, and 1
        if it is found again exactly.

    References
    ----------
    Hennig C (2007), Cluster-wise assessment of cluster stability, CSDA 52, 258-271.

    """
    sizes = table.sum(axis=-1, keepdims=True)
    either = sizes + table.sum(axis=-2, keepdims=True) - table
    share = np.divide(table, either, out=np.zeros_like(table), where=either > 0)
    return np.where(sizes > 0, share, np.nan)


def measure_single_source(table: Floats) -> Floats:
    """Say how far each group of the second grouping comes from one group of the first.

    Parameters
    ----------
    table : array of shape (..., r, c), r >= 2
        Contingency tables with the grouping into fewer groups in the rows.

    Returns
    -------
    array of shape (..., c)
        1 less the entropy of the shares recruited from the r groups, over its largest value
        log r: 1 where all customers come from one group, 0 where equally many come from each;
        nan for a group without customers.

    Raises
    ------
    ValueError
        If there is but one group to come from.

    References
    ----------
    Dolnicar S & Leisch F (2017), Using segment level stability to select target segments in
    data-driven market segmentation studies, Marketing Letters 28, 423-436.

    """
    sources = table.shape[-2]
    if sources < 2:
        raise ValueError("with one group to come from, nothing can be told")
    sizes = table.sum(axis=-2, keepdims=True)
    share = np.divide(table, sizes, out=np.zeros_like(table), where=sizes > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    entropy = -(share * logs).sum(axis=-2)
    return np.where(sizes[..., 0, :] > 0, 1 - entropy / np.log(sources), np.nan)


def _count_labels(labels: Labels) -> int:
    return int(labels.max()) + 1 if labels.size else 1


def _count_pairs(counts: Floats) -> Floats:
    return np.asarray(counts * (counts - 1) / 2)
