"""Would another sample of these customers give the same segments?

Matrix (n, d) in; agreement of k-means fits on bootstrap samples out. Each resample is fitted, all
evaluated rows are assigned with the fit, and the assignments are compared: in pairs by the
adjusted Rand index (is this *number* of segments reproducible?), against a given partition by the
Jaccard index of each segment (is this *segment* reproducible?). The same on structureless tables
says what agreement is worth: two segments along the longest axis always come back. It never
decides; thresholds belong to the verdict.

Large tables: a resample draws at most `draws` rows (`DRAWS` unless told otherwise) and agreement
is computed on at most `EVALUATED` rows, the first of the rank order. Stability is then that of
a study of `draws` customers, lower than that of the whole table; null tables are treated alike.

Row order and, with `salts`, column order do not change any result: the table is first brought into
rank order, and random numbers belong to places in it.

References: Dolnicar & Leisch 2010 (pairs of bootstrap samples); Hennig 2007 (Jaccard per cluster;
he compares on the rows drawn, here on all evaluated rows); Hennig & Lin 2015 (null tables).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from finseg.maths.agreement import adjusted_rand, contingency, jaccard_per_cluster
from finseg.maths.content_order import in_rank_order
from finseg.maths.resampling import Stack, assign, fit_stack, join_stacks, stack_draws

if TYPE_CHECKING:
    from finseg.maths.nulls import Null

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

DRAWS = 2_000  # 20,000 rows x 10 columns of noise, k = 2..10, two nulls: 10 s of one processor
EVALUATED = 5_000  # the adjusted Rand index of 5,000 rows lies within 0.015 of that of 20,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """One table assigned by the fits of R resamples, for one number of segments."""

    k: int
    rows: Places  # (e,) the evaluated rows, as numbers of the caller's rows
    labels: npt.NDArray[np.uint8]  # (R, e)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Observed agreement against that of structureless tables."""

    difference: float  # mean observed - mean null
    low: float  # interval of mean observed - null replicate; above 0: better than nearly all nulls
    high: float
    share: float  # null replicates at least as high as the mean observed, 0..1


def replicate(
    x: Floats,
    *,
    ks: Sequence[int],
    resamples: int,
    starts: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None = None,
    draws: int = DRAWS,
) -> tuple[Replicas, ...]:
    """Fit every k on the same bootstrap samples and assign the evaluated rows.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared table, finite.
    ks : sequence of int
        Numbers of segments.
    resamples : int
        Bootstrap samples; an even number serves `pair_agreement` best.
    starts : int
        k-means++ starts per fit.
    rng : numpy Generator
        Source of resamples and starts.
    salts : sequence of d integers, optional
        As for `content_order`; makes the result blind to the order of the columns.
    draws : int
        Rows drawn per resample at most.

    Returns
    -------
    tuple of Replicas
        One per k, in the order of `ks`.

    Raises
    ------
    ValueError
        As for `fit_stack`; also if `resamples` is less than 1.

    Notes
    -----
    O(resamples starts min(n, draws) k d) per round and k.

    """
    if resamples < 1:
        raise ValueError(f"need at least 1 resample, got {resamples}")
    order, table = in_rank_order(x, salts=salts)
    stack = stack_draws(table, _draws(len(table), resamples, draws, rng))
    rows = order[:EVALUATED]
    fits = ((k, fit_stack(stack, k=k, starts=starts, rng=rng)) for k in ks)
    return tuple(
        Replicas(k=k, rows=rows, labels=assign(table[: len(rows)], fit.centres)) for k, fit in fits
    )


def pair_agreement(replicas: Replicas) -> Floats:
    """Compare resamples 1 with 2, 3 with 4 and so on.

    Returns
    -------
    array of shape (R // 2,)
        Adjusted Rand index per pair; the pairs are independent given the table.

    Raises
    ------
    ValueError
        If there are fewer than two resamples.

    References
    ----------
    Dolnicar S & Leisch F (2010), Evaluation of structure and reproducibility of cluster
    solutions using the bootstrap, Marketing Letters 21, 83-101.

    """
    pairs = len(replicas.labels) // 2
    if pairs < 1:
        raise ValueError("a pair needs two resamples")
    labels = replicas.labels[: 2 * pairs]
    return adjusted_rand(contingency(labels[::2], labels[1::2], shape=(replicas.k, replicas.k)))


def segment_jaccard(replicas: Replicas, reference: npt.NDArray[np.integer[Any]]) -> Floats:
    """Look for each segment of a partition in every resample's assignment.

    Parameters
    ----------
    replicas : Replicas
        From `replicate`, usually with k equal to the number of segments.
    reference : int array of shape (n,)
        Segment of each of the caller's rows, 0, 1, 2, ...

    Returns
    -------
    array of shape (R, segments)
        Jaccard index with the most similar group; nan for a segment without evaluated rows.
        Hennig reads means below 0.6 as not to be trusted, 0.75 as valid, 0.85 as highly stable.

    References
    ----------
    Hennig C (2007), Cluster-wise assessment of cluster stability, CSDA 52, 258-271.

    """
    segments = int(reference.max()) + 1
    own = np.broadcast_to(reference[replicas.rows], replicas.labels.shape)
    return jaccard_per_cluster(contingency(own, replicas.labels, shape=(segments, replicas.k)))


def null_pair_agreement(
    x: Floats,
    null: Null,
    *,
    ks: Sequence[int],
    tables: int,
    pairs_each: int = 1,
    starts: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None = None,
    draws: int = DRAWS,
) -> Floats:
    """Do what `replicate` and `pair_agreement` do on structureless tables.

    Parameters
    ----------
    x, ks, starts, rng, salts, draws
        As for `replicate`.
    null : function of a table and a generator
        One of `finseg.maths.nulls`.
    tables : int
        Null tables.
    pairs_each : int
        Pairs of bootstrap samples per table; their mean is the table's agreement. A single pair
        varies far more than the mean of many, which is what it will be compared with.

    Returns
    -------
    array of shape (len(ks), tables)
        Mean adjusted Rand index of each table. They vary between tables and resamples.

    """
    stack, made = _null_tables(
        x, null, tables=tables, bootstraps=2 * pairs_each, rng=rng, salts=salts, draws=draws
    )
    rows = np.repeat(made, 2 * pairs_each, axis=0)
    fits = ((k, fit_stack(stack, k=k, starts=starts, rng=rng)) for k in ks)
    replicas = (
        Replicas(k=k, rows=np.arange(rows.shape[1]), labels=assign(rows, fit.centres))
        for k, fit in fits
    )
    found = [pair_agreement(each).reshape(tables, pairs_each).mean(axis=1) for each in replicas]
    return np.stack(found)


def null_segment_jaccard(
    x: Floats,
    null: Null,
    *,
    k: int,
    tables: int,
    resamples_each: int,
    starts: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None = None,
    draws: int = DRAWS,
) -> Floats:
    """Do what `segment_jaccard` does on structureless tables.

    Parameters
    ----------
    x, starts, rng, salts, draws
        As for `replicate`.
    null : function of a table and a generator
        One of `finseg.maths.nulls`.
    k : int
        Segments; the reference is the k-means fit of each null table's evaluated rows.
    tables : int
        Null tables.
    resamples_each : int
        Bootstrap samples per table. Segments are ranked by their means over them: ranking single
        samples would flatter the first and damn the last.

    Returns
    -------
    array of shape (tables, k)
        Mean Jaccard indices, falling within each table: column 0 is its most stable segment.

    """
    stack, rows = _null_tables(
        x, null, tables=tables, bootstraps=resamples_each, rng=rng, salts=salts, draws=draws
    )
    whole = Stack(rows=rows, weights=np.ones(rows.shape[:2]))
    reference = assign(rows, fit_stack(whole, k=k, starts=starts, rng=rng).centres)
    centres = fit_stack(stack, k=k, starts=starts, rng=rng).centres
    labels = assign(np.repeat(rows, resamples_each, axis=0), centres)
    own = np.repeat(reference, resamples_each, axis=0)
    found = jaccard_per_cluster(contingency(own, labels, shape=(k, k)))
    means = found.reshape(tables, resamples_each, k).mean(axis=1)
    return np.asarray(-np.sort(-means, axis=1))


def percentile_interval(values: Floats, *, level: float = 0.95) -> Floats:
    """Cut equal tails off the replicates along the first axis.

    Parameters
    ----------
    values : array of shape (R, ...)
        Replicates.
    level : float, 0 < level < 1
        Share of replicates kept.

    Returns
    -------
    array of shape (2, ...)
        Lower and upper limit.

    Raises
    ------
    ValueError
        If `level` is not a share or there is no replicate.

    """
    if not 0 < level < 1 or len(values) == 0:
        raise ValueError(f"need 0 < level < 1 and replicates; got {level} and {len(values)}")
    tail = (1 - level) / 2
    return np.asarray(np.quantile(values, [tail, 1 - tail], axis=0))


def compare_with_null(observed: Floats, null: Floats, *, level: float = 0.95) -> Comparison:
    """Say by how much observed agreement exceeds that of structureless tables.

    Parameters
    ----------
    observed : array of shape (B,)
        Agreement on the table.
    null : array of shape (N,)
        Agreement on null tables, one replicate each.
    level : float
        Of the interval.

    Returns
    -------
    Comparison
        The mean observed is compared with single null replicates, which vary more than means
        of B pairs: the comparison is careful. With N replicates a share of 0 means below
        about 1 / (N + 1).

    """
    mean = float(observed.mean())
    low, high = percentile_interval(mean - null, level=level)
    return Comparison(
        difference=mean - float(null.mean()),
        low=float(low),
        high=float(high),
        share=float((null >= mean).mean()),
    )


def _draws(n: int, times: int, most: int, rng: np.random.Generator) -> list[Places]:
    return [rng.integers(0, n, size=min(n, most)) for _ in range(times)]


def _null_tables(
    x: Floats,
    null: Null,
    *,
    tables: int,
    bootstraps: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None,
    draws: int,
) -> tuple[Stack, Floats]:
    """Make null tables one at a time; keep their resamples and evaluated rows only."""
    if tables < 1:
        raise ValueError(f"need at least 1 null table, got {tables}")
    _, table = in_rank_order(x, salts=salts)
    stacks: list[Stack] = []
    evaluated: list[Floats] = []
    for _ in range(tables):
        made = null(table, rng)
        stacks.append(stack_draws(made, _draws(len(made), bootstraps, draws, rng)))
        evaluated.append(made[:EVALUATED].copy())
    return join_stacks(stacks), np.stack(evaluated)
