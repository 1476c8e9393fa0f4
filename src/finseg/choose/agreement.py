"""Would another sample of these customers give the same segments?

Sampled matrix in; for each k the agreement of pairs of bootstrap samples, the same on structureless
tables of the same shape, and how much of each segment comes back, within its k and across.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from finseg.choose.candidates import Tried
from finseg.choose.effort import Effort
from finseg.maths.arrays import Floats
from finseg.maths.nulls import NULLS
from finseg.maths.stability import (
    NullStability,
    Replicas,
    SegmentSummary,
    null_stability,
    pair_agreement,
    percentile_interval,
    replicate_fits,
    segment_across,
    segment_jaccard,
    summarise_segments,
)
from finseg.records.choice import Agreement, NullAgreement, SegmentAgreement

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
    found = segment_jaccard(repeated, own.labels)
    within = _summarise_segments(found, [null.jaccard[place] for null in nulls])
    across: Sequence[SegmentSummary | None] = [None] * own.k
    if fewer is not None:
        found = segment_across(repeated, fewer, own.labels)
        across = _summarise_segments(found, [null.across[place] for null in nulls])
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


def _summarise_segments(found: Floats, nulls: Sequence[Floats]) -> list[SegmentSummary]:
    """Summarise; a segment without anybody among those compared was not found again."""
    return summarise_segments(np.nan_to_num(found), nulls)


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
