"""Would another sample of these customers give the same segments?

Sampled matrix in; for each k the agreement of pairs of bootstrap samples, the same on structureless
tables of the same shape, and how much of each segment comes back, within its k and across.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.maths.arrays import Floats, Ints
from finseg.maths.nulls import find_null
from finseg.maths.stability import (
    DRAWS,
    SegmentSummary,
    null_stability,
    pair_agreement,
    percentile_interval,
    replicate_fits,
    segment_across,
    segment_jaccard,
    summarise_segments,
)
from finseg.records.choice import REPRODUCED, Agreement, NullAgreement, SegmentAgreement
from finseg.records.separation import FAMILY

CLOSER_STARTS, CLOSER_DRAWS = 5, 5_000  # of a segment that is looked at by itself
_NEAR_ONE = 0.999  # up to which agreement is spread by the inverse hyperbolic tangent
SURE = 3.0  # standard errors from a limit at which no further samples would carry the mean over it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What samples of one table said at one k; null tables count as samples by their means."""

    pairs: Floats  # (P,) adjusted Rand index
    jaccard: Floats  # (R, k)
    across: Floats | None  # (R, k), None where there was no smaller number to compare with

    def add(self, more: Found) -> Found:
        """Put further samples to these; whence segments come was told by the first."""
        return Found(
            pairs=np.concatenate([self.pairs, more.pairs]),
            jaccard=np.concatenate([self.jaccard, more.jaccard]),
            across=self.across,
        )


Samples = dict[int, Found]  # by k


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleCustomers:
    """Draw pairs of bootstrap samples and cluster each at every k that was tried, from 2 on."""

    x: Floats  # (m, d)
    labels: dict[int, Ints]  # (m,) segments of the candidate, by k
    pairs: int
    starts: int
    seed: tuple[int, ...]
    salts: tuple[int, ...]
    draws: int = DRAWS  # customers in a sample at most

    def run(self) -> Samples:
        """Draw, cluster, compare."""
        replicas = replicate_fits(
            self.x,
            ks=list(self.labels),
            resamples=2 * self.pairs,
            starts=self.starts,
            rng=np.random.default_rng(self.seed),
            salts=self.salts,
            draws=self.draws,
        )
        found, before = {}, None
        for repeated, own in zip(replicas, self.labels.values(), strict=True):
            jaccard = segment_jaccard(repeated, own)
            # A segment without anybody among those compared was not found again.
            nobody = max(0, repeated.k - jaccard.shape[1])
            found[repeated.k] = Found(
                pairs=pair_agreement(repeated),
                jaccard=np.pad(np.nan_to_num(jaccard), ((0, 0), (0, nobody))),
                across=np.nan_to_num(segment_across(repeated, before, own)) if before else None,
            )
            before = repeated
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleNoise:
    """Do the same with structureless tables of the same shape."""

    x: Floats  # (m, d)
    null: str  # its name in `NULLS`
    ks: tuple[int, ...]
    tables: int
    starts: int
    seed: tuple[int, ...]
    salts: tuple[int, ...]
    samples_each: int = 4  # of each table: six pairs
    draws: int = DRAWS
    blocks: tuple[tuple[int, ...], ...] = ()  # columns that are levels of one category

    def run(self) -> Samples:
        """Make the tables, draw, cluster, compare."""
        found = null_stability(
            self.x,
            find_null(self.null, self.blocks),
            ks=self.ks,
            tables=self.tables,
            resamples_each=self.samples_each,
            starts=self.starts,
            rng=np.random.default_rng(self.seed),
            salts=self.salts,
            draws=self.draws,
        )
        return {
            k: Found(pairs=pairs, jaccard=jaccard, across=across if place else None)
            for place, (k, pairs, jaccard, across) in enumerate(
                zip(self.ks, found.pairs, found.jaccard, found.across, strict=True)
            )
        }


def add_samples(first: Samples, more: Samples) -> Samples:
    """Put further samples, of some numbers of segments, to the first."""
    return {k: found.add(more[k]) if k in more else found for k, found in first.items()}


def summarise_agreement(
    own: Samples, nulls: Mapping[str, Samples], *, stepped: bool = False
) -> tuple[Agreement, ...]:
    """Say what the samples come to, for each k.

    Parameters
    ----------
    own, nulls
        Samples of the customers, and of each kind of structureless tables by its name.

    Returns
    -------
    tuple of Agreement
        Adjusted Rand over pairs of bootstrap samples (Dolnicar & Leisch 2010), and for each
        segment of the candidate its Jaccard index (Hennig 2007) and whether it was one segment
        before (Dolnicar & Leisch 2017); each with an interval and beside structureless tables.

    """
    out = []
    for k, found in own.items():
        low, high = percentile_interval(found.pairs)
        agreement = Agreement(
            k=k,
            mean=float(found.pairs.mean()),
            low=float(low),
            high=float(high),
            pairs=len(found.pairs),
            error=float(found.pairs.std(ddof=1)) / math.sqrt(len(found.pairs)),
            nulls=tuple(
                _summarise_null(name, noise[k].pairs, looks=len(own), stepped=stepped)
                for name, noise in nulls.items()
            ),
            segments=_summarise_all_segments(found, [noise[k] for noise in nulls.values()]),
        )
        out.append(replace(agreement, settled=is_sure(agreement)))
    return tuple(out)


def is_sure(agreement: Agreement) -> bool:
    """Whether further pairs and tables would not change what is said of this number.

    That is so where the mean lies three standard errors from the limits on its side: below .65, or
    within two standard deviations of what noise reaches; or above .65 and above all that noise
    may reach.
    """
    error = SURE * agreement.error
    if agreement.is_reproducible:
        return agreement.mean - error >= REPRODUCED and not needs_noise(agreement)
    noise = max(null.mean + 2 * null.spread for null in agreement.nulls)
    return agreement.mean + error < max(REPRODUCED, noise)


def needs_noise(agreement: Agreement) -> bool:
    """Whether a number that may be reproducible is not clearly above all that noise may reach."""
    error = SURE * agreement.error
    limit = max(null.threshold for null in agreement.nulls)
    return agreement.mean + error >= REPRODUCED and agreement.mean - error < limit


def _summarise_all_segments(found: Found, nulls: Sequence[Found]) -> tuple[SegmentAgreement, ...]:
    """Summarise each segment within its k and across, against the noise that is harder to beat."""
    within = summarise_segments(found.jaccard, [null.jaccard for null in nulls])
    across: Sequence[SegmentSummary | None] = [None] * len(within)
    sources = [null.across for null in nulls if null.across is not None]
    if found.across is not None and sources:
        across = summarise_segments(found.across, sources)
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


def _summarise_null(
    name: str, found: Floats, *, looks: int, stepped: bool = False
) -> NullAgreement:
    """Say what noise reaches, and what one further table of noise would not, at any of the looks.

    The chance of .05 that a table of noise comes out above the limit is shared among all numbers
    of segments that are held against it; the tables are few, so the limit is one of prediction
    (Student's t). Among levels tables of noise differ much, and the limit would lie beyond 1, which
    nothing can exceed: there it is found on the scale of the inverse hyperbolic tangent, which has
    no end (Fisher 1921, for correlations).
    """
    from scipy.special import stdtrit

    tables, spread = len(found), float(found.std(ddof=1))
    wide = float(stdtrit(tables - 1, 1 - FAMILY / looks)) * math.sqrt(1 + 1 / tables)
    limit = float(found.mean()) + wide * spread
    if stepped:
        drawn = np.arctanh(np.clip(found, -_NEAR_ONE, _NEAR_ONE))
        limit = math.tanh(float(drawn.mean()) + wide * float(drawn.std(ddof=1)))
    return NullAgreement(
        name=name,
        mean=float(found.mean()),
        low=float(found.min()),
        high=float(found.max()),
        tables=tables,
        spread=spread,
        # where noise reaches 1, agreement says nothing
        threshold=min(limit, 1.0),
    )
