"""What does a clustering look like at each k?

Sampled matrix (m, d) in; for each k the best of many starts with its labels, and the indices people
know. They describe; what they come to is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from finseg.choose.effort import Effort
from finseg.maths.agreement import contingency_table
from finseg.maths.arrays import Floats, Ints
from finseg.maths.gap import gap_statistic
from finseg.maths.indices import average_silhouette, calinski_harabasz, davies_bouldin, find_elbow
from finseg.maths.nearest import nearest_centres
from finseg.maths.nulls import shuffle_blocks
from finseg.maths.prediction import prediction_strength
from finseg.maths.resampling import fit_stack, stack_tables
from finseg.maths.stability import rank_falling
from finseg.maths.starts import search_centres
from finseg.records.candidate import Candidate
from finseg.records.choice import NOISE_SAMPLE, SMALL_SAMPLE, Flow

_BAND = (5, 95)  # percentiles of the noise tables' inertia
_NOTHING = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tried:
    """The best clustering found at one k."""

    k: int
    labels: Ints  # (m,) segments by falling size
    inertia: float
    margin: float
    starts: int
    at_best: int

    @property
    def smallest_share(self) -> float:
        """Customers in the smallest segment, 0 … 1."""
        return float(np.bincount(self.labels, minlength=self.k).min() / len(self.labels))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Noise:
    """What k-means makes of structureless tables of the same shape."""

    relative: Floats  # (tables, number of ks): inertia over that of these customers, like for like
    elbows: tuple[tuple[int, int], ...]  # (k, tables whose Kneedle elbow is there)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beyond:
    """What people look at beyond the inertia, and what needs further clusterings."""

    gap: Floats  # (k,) gap statistic from k = 1 on
    error: Floats  # (k,)
    strength: dict[int, float]  # prediction strength, by k


NO_NOISE = Noise(relative=np.empty((0, 0)), elbows=())
NOT_MEASURED = Beyond(gap=np.empty(0), error=np.empty(0), strength={})


def try_each(x: Floats, ks: Sequence[int], *, starts: int, seed: int) -> tuple[Tried, ...]:
    """Cluster the sample at each k."""
    return tuple(_cluster_sample(x, k, 1 if k == 1 else starts, seed) for k in ks)


def _cluster_sample(x: Floats, k: int, starts: int, seed: int) -> Tried:
    best = search_centres(x, k, starts=starts, seed=seed)
    nearest = nearest_centres(x, best.centres)
    rank = rank_falling(np.bincount(nearest.first, minlength=k))
    return Tried(
        k=k,
        labels=rank[nearest.first],
        inertia=best.inertia,
        margin=float(nearest.margin.mean()),
        starts=best.starts,
        at_best=best.at_best,
    )


def make_noise(
    x: Floats,
    ks: Sequence[int],
    effort: Effort,
    rng: np.random.Generator,
    blocks: Sequence[Sequence[int]] = (),
) -> Noise:
    """Cluster tables whose columns are shuffled apart: the same columns, no groups.

    Returns
    -------
    Noise
        Inertias relative to that of these customers at the same k, both from the same number of
        rows and starts: on fewer rows every clustering is a little tighter.

    """
    part = x[:NOISE_SAMPLE]
    made = [shuffle_blocks(part, rng, blocks) for _ in range(effort.noise_tables)]
    tables = stack_tables(np.stack([part, *made]))
    fits = [fit_stack(tables, k=k, starts=effort.starts, rng=rng).inertia for k in ks]
    own, *noise = np.column_stack(fits)
    inertias = np.array(noise)
    elbows = [find_elbow(ks, row) for row in inertias]
    counted = sorted({e for e in elbows if e is not None})
    relative = inertias / np.where(own > 0, own, 1.0)
    return Noise(relative=relative, elbows=tuple((k, elbows.count(k)) for k in counted))


def compare_beyond_inertia(
    x: Floats,
    ks: Sequence[int],
    effort: Effort,
    *,
    salts: Sequence[int],
    rng: np.random.Generator,
) -> Beyond:
    """Measure the gap statistic and the prediction strength on at most 2,000 rows.

    Uniform tables lie along the principal axes.
    """
    part = x[:SMALL_SAMPLE]
    gap = gap_statistic(
        part,
        k_max=min(max(ks), len(part)),
        references=effort.references,
        starts=effort.starts,
        rng=rng,
        salts=salts,
    )
    halved = [k for k in ks if k <= len(part) // 2]
    strength = dict.fromkeys(halved, _NOTHING)
    if len(part) >= 4:
        means = prediction_strength(
            part, ks=halved, splits=effort.splits, starts=effort.starts, rng=rng, salts=salts
        ).mean(axis=1)
        strength = dict(zip(halved, map(float, means), strict=True))
    return Beyond(gap=gap.gap, error=gap.error, strength=strength)


def complete_candidates(
    described: Sequence[Candidate], noise: Noise, noise_ks: Sequence[int], beyond: Beyond
) -> tuple[Candidate, ...]:
    """Add to each division what noise, gap statistic and prediction strength say of its number."""
    band: dict[int, tuple[float, float]] = {}
    if len(noise.relative):
        bands = np.percentile(noise.relative, _BAND, axis=0)
        band = {k: (float(low), float(high)) for k, low, high in zip(noise_ks, *bands, strict=True)}
    return tuple(
        replace(
            one,
            noise=_scale_noise_band(band.get(one.k), one.inertia),
            gap=float(beyond.gap[one.k - 1]) if one.k <= len(beyond.gap) else _NOTHING,
            gap_error=float(beyond.error[one.k - 1]) if one.k <= len(beyond.gap) else _NOTHING,
            prediction_strength=beyond.strength.get(one.k, _NOTHING),
        )
        for one in described
    )


def describe_one(x: Floats, tried: Tried, *, rng: np.random.Generator) -> Candidate:
    """Describe one division by itself: without noise, gap and prediction strength.

    Silhouettes are exact up to 2,500 rows.
    """
    return Candidate(
        k=tried.k,
        inertia=tried.inertia,
        noise=None,
        silhouette=_compute_index(tried, lambda labels: average_silhouette(x, labels, rng=rng)),
        centre_silhouette=tried.margin if tried.k > 1 else _NOTHING,
        calinski_harabasz=_compute_index(tried, lambda labels: calinski_harabasz(x, labels)),
        davies_bouldin=_compute_index(tried, lambda labels: davies_bouldin(x, labels)),
        gap=_NOTHING,
        gap_error=_NOTHING,
        prediction_strength=_NOTHING,
        smallest_share=tried.smallest_share,
        starts=tried.starts,
        starts_at_best=tried.at_best,
    )


def _scale_noise_band(
    band: tuple[float, float] | None, inertia: float
) -> tuple[float, float] | None:
    return None if band is None else (band[0] * inertia, band[1] * inertia)


def _compute_index(tried: Tried, index: Callable[[Ints], float]) -> float:
    """Compute an index where it exists: between 2 groups and one customer per group."""
    if tried.k < 2 or tried.k >= len(tried.labels):
        return _NOTHING
    return float(index(tried.labels))


def find_flows(tried: Sequence[Tried]) -> tuple[Flow, ...]:
    """Follow customers from each k to the next one tried."""
    flows = []
    for one, after in pairwise(tried):
        table = contingency_table(one.labels, after.labels, shape=(one.k, after.k))
        shares = table / table.sum()
        flows += [
            Flow(k=one.k, source=int(s), target=int(t), share=float(shares[s, t]))
            for s, t in zip(*np.nonzero(shares), strict=True)
        ]
    return tuple(flows)
