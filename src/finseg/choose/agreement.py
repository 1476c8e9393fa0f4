"""Would another sample of these customers be cut in the same way?

Sampled matrix in; for each k the agreement of pairs of bootstrap samples, the same on structureless
tables of the same shape, and how much of each segment comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from finseg.choose.candidates import Tried
from finseg.choose.effort import Effort
from finseg.maths.nulls import Null, gaussian, marginals
from finseg.maths.stability import (
    null_pair_agreement,
    pair_agreement,
    percentile_interval,
    replicate,
    segment_jaccard,
)
from finseg.records.choice import Agreement, NullAgreement

Floats = npt.NDArray[np.float64]

# Both must be beaten: shuffled columns keep every column's shape and break all ties between them;
# one Gaussian keeps the ties (an elongated cloud is always cut across its length) and no shape.
NULLS: tuple[tuple[str, Null], ...] = (
    ("columns shuffled", marginals),
    ("one Gaussian", gaussian),
)


_CLOSER_STARTS, _CLOSER_DRAWS = 8, 5_000  # as in `finseg.assess`
_PAIRS_EACH = 2  # of bootstrap samples per null table


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
        Adjusted Rand over pairs of bootstrap samples (Dolnicar & Leisch 2010) and mean Jaccard
        per segment of the candidate (Hennig 2007).

    """
    parts = [t for t in tried if t.k > 1]
    if not parts:
        return ()
    ks = [t.k for t in parts]
    replicas = replicate(
        x, ks=ks, resamples=2 * effort.pairs, starts=effort.starts, rng=rng, salts=salts
    )
    nulls = {
        name: null_pair_agreement(
            x,
            null,
            ks=ks,
            tables=effort.null_tables,
            pairs_each=_PAIRS_EACH,
            starts=effort.starts,
            rng=rng,
            salts=salts,
        )
        for name, null in NULLS
    }
    out = []
    for row, (own, repeated) in enumerate(zip(parts, replicas, strict=True)):
        observed = pair_agreement(repeated)
        low, high = percentile_interval(observed)
        agreement = Agreement(
            k=own.k,
            mean=float(observed.mean()),
            low=float(low),
            high=float(high),
            pairs=effort.pairs,
            nulls=tuple(_null(name, found[row]) for name, found in nulls.items()),
            jaccard=tuple(map(float, segment_jaccard(repeated, own.labels).mean(axis=0))),
        )
        if agreement.reproduced:
            closer = _look_closer(x, own, effort, salts=salts, rng=rng)
            agreement = replace(agreement, jaccard=closer)
        out.append(agreement)
    return tuple(out)


def _look_closer(
    x: Floats,
    own: Tried,
    effort: Effort,
    *,
    salts: Sequence[int],
    rng: np.random.Generator,
) -> tuple[float, ...]:
    """Measure each segment again on larger samples with more starts, where it decides the k."""
    (repeated,) = replicate(
        x,
        ks=[own.k],
        resamples=effort.pairs,
        starts=_CLOSER_STARTS,
        rng=rng,
        salts=salts,
        draws=_CLOSER_DRAWS,
    )
    return tuple(map(float, segment_jaccard(repeated, own.labels).mean(axis=0)))


def _null(name: str, found: Floats) -> NullAgreement:
    threshold = float(found.mean() + 2 * found.std(ddof=1))
    return NullAgreement(
        name=name,
        mean=float(found.mean()),
        low=float(found.min()),
        high=float(found.max()),
        tables=len(found),
        threshold=min(threshold, 1.0),  # where noise reaches 1, agreement says nothing
    )
