"""Which made-up trials do the tests of the verdict weigh?"""

from __future__ import annotations

from dataclasses import replace

from finseg.records.candidate import Candidate
from finseg.records.choice import Agreement, NullAgreement, SegmentAgreement, Trials
from finseg.records.separation import Separation


def candidate(k, smallest=0.2, **changes):
    plain = {
        "inertia": 100 / k,
        "noise": None,
        "silhouette": 0.2,
        "centre_silhouette": 0.3,
        "calinski_harabasz": 10.0,
        "davies_bouldin": 1.0,
        "gap": 0.1,
        "gap_error": 0.1,
        "prediction_strength": 0.5,
        "starts": 10,
        "starts_at_best": 5,
    }
    return Candidate(k=k, smallest_share=smallest, **{**plain, **changes})


def agreement(k, mean, *, threshold=0.5, jaccard=0.9, noise=0.3, error=0.01):
    null = NullAgreement(
        name="noise", mean=noise, low=0.2, high=0.4, tables=12, spread=0.05, threshold=threshold
    )
    segment = SegmentAgreement(
        jaccard=jaccard,
        low=0.0,
        high=1.0,
        null=0.3,
        across=0.8,
        across_low=0.5,
        across_high=1.0,
        across_null=0.6,
    )
    return Agreement(
        k=k,
        mean=mean,
        low=0.0,
        high=1.0,
        pairs=30,
        error=error,
        nulls=(null,),
        segments=(segment,) * k,
    )


NOISE = tuple(agreement(k, 0.3) for k in range(2, 7))


def with_agreement(*better):
    """Return the agreements of noise, with some better ones in their places."""
    ours = {a.k: a for a in better}
    return tuple(ours.get(a.k, a) for a in NOISE)


def a_separation(**changes):
    plain = {"natural_k": 1, "outcome": "none", "agreement": 1.0, "islands": 1, "rows": 100}
    return Separation(**{**plain, "levels": (), **changes})


def some_trials(agreements=NOISE, *, natural_k=1, outcome="none", **changes):
    """Return trials of k = 1 to 6; unless told otherwise there is nothing to be found."""
    plain = {
        "candidates": tuple(candidate(k, 1.0 if k == 1 else 0.2) for k in range(1, 7)),
        "separation": a_separation(natural_k=natural_k, outcome=outcome),
        "flows": (),
        "elbow_k": 4,
        "noise_elbows": ((4, 15),),
        "noise_tables": 20,
        "rows": 100,
        "sampled": False,
        "quick": False,
    }
    return Trials(agreements=agreements, **{**plain, **changes})


def with_smallest(trials, shares):
    """Return the trials with other shares of the smallest segment at some numbers."""
    candidates = (
        replace(c, smallest_share=shares.get(c.k, c.smallest_share)) for c in trials.candidates
    )
    return replace(trials, candidates=tuple(candidates))
