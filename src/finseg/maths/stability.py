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
he compares on the rows drawn, here on all evaluated rows); Dolnicar & Leisch 2017 (segments across
numbers of segments); Hennig & Lin 2015 (null tables).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from finseg.maths.agreement import (
    compute_adjusted_rand,
    contingency_table,
    jaccard_shares,
    measure_single_source,
)
from finseg.maths.arrays import Bytes, Floats, Ints, Labels, Places
from finseg.maths.content_order import arrange_by_rank
from finseg.maths.resampling import Stack, assign_rows, fit_stack, join_stacks, stack_draws

if TYPE_CHECKING:
    from finseg.maths.nulls import Null


DRAWS = 2_000  # larger samples cost in proportion, and are drawn of the best numbers only
EVALUATED = 5_000  # the adjusted Rand index of 5,000 rows lies within 0.015 of that of 20,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """One table assigned by the fits of R resamples, for one number of segments."""

    k: int
    rows: Places  # (e,) the evaluated rows, as numbers of the caller's rows
    labels: Bytes  # (R, e)


@dataclass(frozen=True, slots=True, kw_only=True)
class NullStability:
    """What structureless tables reach, for each number of segments."""

    pairs: Floats  # (number of ks, tables) mean adjusted Rand index of every two samples of a table
    jaccard: tuple[Floats, ...]  # per k (tables, k), falling within each table
    across: tuple[Floats, ...]  # per k (tables, k), falling within each table; nan at the first k


def replicate_fits(
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
    order, table = arrange_by_rank(x, salts=salts)
    stack = stack_draws(table, _draw_rows(len(table), resamples, draws, rng))
    rows = order[:EVALUATED]
    fits = ((k, fit_stack(stack, k=k, starts=starts, rng=rng)) for k in ks)
    return tuple(
        Replicas(k=k, rows=rows, labels=assign_rows(table[: len(rows)], fit.centres))
        for k, fit in fits
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
    return compute_adjusted_rand(
        contingency_table(labels[::2], labels[1::2], shape=(replicas.k, replicas.k))
    )


def segment_jaccard(replicas: Replicas, reference: Labels) -> Floats:
    """Look for each segment of a partition in every resample's assignment.

    Parameters
    ----------
    replicas : Replicas
        From `replicate_fits`, usually with k equal to the number of segments.
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
    shape = (int(reference.max()) + 1, replicas.k)
    return np.asarray(
        _measure_likeness(reference[replicas.rows], replicas.labels, shape).max(axis=-1)
    )


def segment_across(replicas: Replicas, fewer: Replicas, reference: Labels) -> Floats:
    """Say of each segment whether it was one segment already when there were fewer.

    Parameters
    ----------
    replicas, fewer : Replicas
        The same resamples cut into k and into a smaller number, at least 2.
    reference : int array of shape (n,)
        Segment of each of the caller's rows, 0 .. k-1: in each resample the group most like a
        segment stands for it.

    Returns
    -------
    array of shape (R, segments)
        `finseg.maths.agreement.measure_single_source`: 1 where all of its customers come from one
        segment of the smaller number, 0 where equally many come from each.

    References
    ----------
    Dolnicar S & Leisch F (2017), Using segment level stability to select target segments in
    data-driven market segmentation studies, Marketing Letters 28, 423-436 (stability across
    solutions); the resampling and the null tables beside it are ours.

    """
    shape = (int(reference.max()) + 1, replicas.k)
    return _find_sources(
        replicas, fewer, _measure_likeness(reference[replicas.rows], replicas.labels, shape)
    )


def null_stability(
    x: Floats,
    null: Null,
    *,
    ks: Sequence[int],
    tables: int,
    resamples_each: int,
    starts: int,
    rng: np.random.Generator,
    salts: Sequence[int] | None = None,
    draws: int = DRAWS,
) -> NullStability:
    """Do what `replicate_fits` and the functions after it do, on structureless tables.

    Parameters
    ----------
    x, ks, starts, rng, salts, draws
        As for `replicate_fits`; ks rising.
    null : function of a table and a generator
        One of `finseg.maths.nulls`.
    tables : int
        Null tables.
    resamples_each : int
        Bootstrap samples per table, at least 2. A table's figures are means over them: a single
        pair varies far more than the mean of many, which is what it will be compared with, and
        ranking single samples would flatter the first segment and damn the last.

    Returns
    -------
    NullStability
        Segments by rank: column 0 is each table's most stable one. The reference of each table is
        the k-means fit of its own evaluated rows, from starts that were tried on `DRAWS` of them.

    """
    stack, rows = _make_null_tables(
        x, null, tables=tables, bootstraps=resamples_each, rng=rng, salts=salts, draws=draws
    )
    whole = Stack(rows=rows, weights=np.ones(rows.shape[:2]))
    repeated = np.repeat(rows, resamples_each, axis=0)
    pairs, jaccard, across = [], [], []
    fewer: Replicas | None = None
    for k in ks:
        centres = fit_stack(stack, k=k, starts=starts, rng=rng).centres
        found = Replicas(k=k, rows=np.arange(rows.shape[1]), labels=assign_rows(repeated, centres))
        own = fit_stack(whole, k=k, starts=starts, rng=rng, searched=DRAWS)
        reference = assign_rows(rows, own.centres)
        likeness = _measure_likeness(
            np.repeat(reference, resamples_each, axis=0), found.labels, (k, k)
        )
        pairs.append(_average_pairs_by_table(found, tables))
        jaccard.append(_sort_by_rank(likeness.max(axis=-1), tables))
        across.append(
            np.full((tables, k), np.nan)
            if fewer is None
            else _sort_by_rank(_find_sources(found, fewer, likeness), tables)
        )
        fewer = found
    return NullStability(pairs=np.stack(pairs), jaccard=tuple(jaccard), across=tuple(across))


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


class SegmentSummary(NamedTuple):
    """One segment's figure over the samples, and that of its rank on noise."""

    mean: float
    low: float
    high: float
    null: float


def summarise_segments(found: Floats, nulls: Sequence[Floats]) -> list[SegmentSummary]:
    """Give each segment its mean, 95 % of the samples, and what noise reaches at its rank.

    Parameters
    ----------
    found : array of shape (R, k)
        A figure of each segment in each sample.
    nulls : sequence of arrays of shape (tables, k)
        The same on each kind of structureless tables, falling within each table (`NullStability`);
        the kind that is harder to beat counts.

    """
    by_rank = np.max([null.mean(axis=0) for null in nulls], axis=0)
    means = found.mean(axis=0)
    low, high = percentile_interval(found)
    columns = (means, low, high, by_rank[rank_falling(means)])
    return [SegmentSummary(*map(float, one)) for one in zip(*columns, strict=True)]


def rank_falling(values: Floats | Ints) -> Places:
    """Return each value's rank, 0 for the largest; of equal ones the first ranks higher."""
    rank = np.empty(len(values), dtype=np.intp)
    rank[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return rank


def _measure_likeness(own: Labels, labels: Labels, shape: tuple[int, int]) -> Floats:
    return jaccard_shares(
        contingency_table(np.broadcast_to(own, labels.shape), labels, shape=shape)
    )


def _find_sources(found: Replicas, fewer: Replicas, likeness: Floats) -> Floats:
    """Take, for each segment's counterpart, whether it comes from one segment of fewer."""
    sources = measure_single_source(
        contingency_table(fewer.labels, found.labels, shape=(fewer.k, found.k))
    )
    return np.take_along_axis(sources, likeness.argmax(axis=-1), axis=-1)


def _average_pairs_by_table(found: Replicas, tables: int) -> Floats:
    """Average the agreement of every two samples of each table.

    Fits cost much and comparisons little: all pairs of four samples vary less around what their
    table gives than two pairs without a sample in common, and so does what noise reaches.
    """
    by_table = found.labels.reshape(tables, -1, found.labels.shape[-1])
    one, other = np.triu_indices(by_table.shape[1], 1)
    agreement = [
        compute_adjusted_rand(
            contingency_table(by_table[:, i], by_table[:, j], shape=(found.k, found.k))
        )
        for i, j in zip(one, other, strict=True)
    ]
    return np.asarray(np.mean(agreement, axis=0))


def _sort_by_rank(found: Floats, tables: int) -> Floats:
    """Average over each table's samples, and sort the segments of a table from the best down."""
    means = np.nan_to_num(found).reshape(tables, -1, found.shape[-1]).mean(axis=1)
    return np.asarray(-np.sort(-means, axis=1))


def _draw_rows(n: int, times: int, most: int, rng: np.random.Generator) -> list[Places]:
    return [rng.integers(0, n, size=min(n, most)) for _ in range(times)]


def _make_null_tables(
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
    _, table = arrange_by_rank(x, salts=salts)
    stacks: list[Stack] = []
    evaluated: list[Floats] = []
    for _ in range(tables):
        made = null(table, rng)
        stacks.append(stack_draws(made, _draw_rows(len(made), bootstraps, draws, rng)))
        evaluated.append(made[:EVALUATED].copy())
    return join_stacks(stacks), np.stack(evaluated)
