"""Would another sample of these customers be cut in the same way?

Sampled matrix in; for each k the agreement of pairs of bootstrap samples, the same on structureless
tables of the same shape, and how much of each segment comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

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
            x, null, ks=ks, pairs=effort.null_tables, starts=effort.starts, rng=rng, salts=salts
        )
        for name, null in NULLS
    }
    out = []
    for row, (own, repeated) in enumerate(zip(parts, replicas, strict=True)):
        observed = pair_agreement(repeated)
        low, high = percentile_interval(observed)
        mean = float(observed.mean())
        out.append(
            Agreement(
                k=own.k,
                mean=mean,
                low=float(low),
                high=float(high),
                pairs=effort.pairs,
                nulls=tuple(_null(name, found[row], mean) for name, found in nulls.items()),
                jaccard=tuple(map(float, segment_jaccard(repeated, own.labels).mean(axis=0))),
            )
        )
    return tuple(out)


def _null(name: str, found: Floats, observed: float) -> NullAgreement:
    low, high = percentile_interval(found)
    return NullAgreement(
        name=name,
        mean=float(found.mean()),
        low=float(low),
        high=float(high),
        share=float((found >= observed).mean()),
    )
