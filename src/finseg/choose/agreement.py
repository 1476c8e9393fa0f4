"""Would another sample of these customers give the same segments?

Sampled matrix in; for each k the agreement of pairs of bootstrap samples, the same on structureless
tables of the same shape, and how much of each segment comes back, within its k and across.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from finseg.choose.candidates import Tried
from finseg.choose.effort import Effort
from finseg.maths.arrays import Floats
from finseg.maths.nulls import Null, draw_gaussian, shuffle_columns
from finseg.maths.stability import (
    NullStability,
    Replicas,
    null_stability,
    pair_agreement,
    percentile_interval,
    replicate_fits,
    segment_across,
    segment_jaccard,
)
from finseg.records.choice import Agreement, NullAgreement, SegmentAgreement

# Both must be beaten: shuffled columns keep every column's shape and break all ties between them;
# one Gaussian keeps the ties (an elongated cloud is always cut across its length) and no shape.
NULLS: tuple[tuple[str, Null], ...] = (
    ("columns shuffled", shuffle_columns),
    ("one Gaussian", draw_gaussian),
)


_CLOSER_STARTS, _CLOSER_DRAWS = 8, 5_000  # as in `finseg.assess`
_SAMPLES_EACH = 4  # of each null table: two pairs


def measure_agreement(
    x: Floats,
    tried: Sequence[Tried],
    effort: Effort,
    *,
    salts: Sequence[int],
    rng: np.random.Generator,
) -> tuple[Agreement, ...]:
    """Measure the agreement at each k from 2 on.

    Returns
    -------
    tuple of Agreement
        Adjusted Rand over pairs of bootstrap samples (Dolnicar & Leisch 2010), and for each
        segment of the candidate its Jaccard index (Hennig 2007) and whether it was one segment
        before (Dolnicar & Leisch 2017); each with an interval and beside structureless tables.

    """
    parts = [t for t in tried if t.k > 1]
    if not parts:
        return ()
    ks = [t.k for t in parts]
    replicas = replicate_fits(
        x, ks=ks, resamples=2 * effort.pairs, starts=effort.starts, rng=rng, salts=salts
    )
    nulls = {
        name: null_stability(
            x,
            null,
            ks=ks,
            tables=effort.null_tables,
            resamples_each=_SAMPLES_EACH,
            starts=effort.starts,
            rng=rng,
            salts=salts,
        )
        for name, null in NULLS
    }
    out = []
    for place, (own, repeated) in enumerate(zip(parts, replicas, strict=True)):
        observed = pair_agreement(repeated)
        low, high = percentile_interval(observed)
        fewer = replicas[place - 1] if place else None
        agreement = Agreement(
            k=own.k,
            mean=float(observed.mean()),
            low=float(low),
            high=float(high),
            pairs=effort.pairs,
            nulls=tuple(_summarise_null(name, found.pairs[place]) for name, found in nulls.items()),
            segments=_measure_segments(own, repeated, fewer, nulls.values(), place),
        )
        if agreement.is_reproducible:
            closer = _measure_larger_samples(x, own, effort, salts=salts, rng=rng)
            agreement = replace(agreement, closer=closer)
        out.append(agreement)
    return tuple(out)


def _measure_segments(
    own: Tried,
    repeated: Replicas,
    fewer: Replicas | None,
    nulls: Iterable[NullStability],
    place: int,
) -> tuple[SegmentAgreement, ...]:
    """Measure each segment within its k and across, against the noise that is harder to beat."""
    by_rank = np.max([null.jaccard[place].mean(axis=0) for null in nulls], axis=0)
    within = _summarise_segments(segment_jaccard(repeated, own.labels), by_rank)
    across: Sequence[_SegmentSummary | None] = [None] * own.k
    if fewer is not None:
        by_rank = np.max([null.across[place].mean(axis=0) for null in nulls], axis=0)
        across = _summarise_segments(segment_across(repeated, fewer, own.labels), by_rank)
    return tuple(
        SegmentAgreement(
            jaccard=one.mean,
            low=one.low,
            high=one.high,
            null=one.null,
            across=other and other.mean,
            across_low=other and other.low,
            across_high=other and other.high,
            across_null=other and other.null,
        )
        for one, other in zip(within, across, strict=True)
    )


class _SegmentSummary(NamedTuple):
    """One segment's figure over the samples, and that of its rank on noise."""

    mean: float
    low: float
    high: float
    null: float


def _summarise_segments(found: Floats, by_rank: Floats) -> list[_SegmentSummary]:
    """Give each segment its mean, 95 % of the samples, and the null of its own rank."""
    found = np.nan_to_num(found)  # a segment without anybody among those compared: not found again
    means = found.mean(axis=0)
    low, high = percentile_interval(found)
    rank = np.empty(len(means), dtype=np.int64)
    rank[np.argsort(-means, kind="stable")] = np.arange(len(means))
    columns = (means, low, high, by_rank[rank])
    return [_SegmentSummary(*map(float, one)) for one in zip(*columns, strict=True)]


def _measure_larger_samples(
    x: Floats,
    own: Tried,
    effort: Effort,
    *,
    salts: Sequence[int],
    rng: np.random.Generator,
) -> tuple[float, ...]:
    """Measure each segment again on larger samples with more starts, where it decides the k."""
    (repeated,) = replicate_fits(
        x,
        ks=[own.k],
        resamples=effort.pairs,
        starts=_CLOSER_STARTS,
        rng=rng,
        salts=salts,
        draws=_CLOSER_DRAWS,
    )
    found = np.nan_to_num(segment_jaccard(repeated, own.labels))
    return tuple(map(float, found.mean(axis=0)))


def _summarise_null(name: str, found: Floats) -> NullAgreement:
    threshold = float(found.mean() + 2 * found.std(ddof=1))
    return NullAgreement(
        name=name,
        mean=float(found.mean()),
        low=float(found.min()),
        high=float(found.max()),
        tables=len(found),
        threshold=min(threshold, 1.0),  # where noise reaches 1, agreement says nothing
    )
