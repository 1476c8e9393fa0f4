"""Which made-up records do the tests of figures and report take?"""

from __future__ import annotations

from typing import Any

import numpy as np

from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import (
    Agreement,
    Choice,
    Flow,
    NullAgreement,
    SegmentAgreement,
)
from finseg.records.contributions import Contributions
from finseg.records.existing import Existing
from finseg.records.exploration import Exploration, Summary
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.recipe import Recipe, Step
from finseg.records.rules import Condition, Leaf, Rule, Rules
from finseg.records.segmentation import Assignment, Segmentation
from finseg.records.typical import Typical
from finseg.records.verdict import Verdict
from tests.builders.trials import a_separation, candidate, some_trials


def a_trait(column, deviation=0.0, **changes):
    values: dict[str, Any] = {
        "mean": 9e4,
        "median": 8e4,
        "p5": 2e4,
        "p25": 5e4,
        "p75": 1e5,
        "p95": 1.4e5,
    }
    values |= {"low": deviation - 0.1, "high": deviation + 0.1, "present": 60, **changes}
    return Trait(column=column, unit="currency", deviation=deviation, **values)


def an_interpretation(columns, k=3, names=None):
    names = names or [f"Segment {i}" for i in range(k)]
    segments = tuple(
        Segment(
            id=i,
            name=names[i % len(names)],
            name_kind="given",
            size=10 * (k - i),
            share=(k - i) / (k * (k + 1) / 2),
            traits=tuple(a_trait(c, (-1) ** i * (j + 1) / 3) for j, c in enumerate(columns)),
        )
        for i in range(k)
    )
    population = tuple(a_trait(c) for c in columns)
    shares = tuple(s.share for s in segments)
    held = (Holding(column=columns[0], total=9e6, shares=shares, top_share=0.4, holders=1.0),)
    counts = (tuple(6 * (k - i) for i in range(k)), tuple(4 * (k - i) for i in range(k)))
    tiers = Existing(
        column="tier", tiers=("Gold", names[0]), counts=counts, agreement=0.1, without=0
    )
    return Interpretation(
        segments=segments,
        population=population,
        axes=(),
        holdings=Holdings(columns=held, customers=shares),
        existing=(tiers,),
        **fill_interpretation(columns, len(segments)),
    )


def fill_interpretation(columns, k: int) -> dict[str, Any]:
    """Fill the parts of an `Interpretation` of k segments that its traits do not."""
    shares = (1 / len(columns),) * len(columns)
    condition = Condition(column=columns[0], unit="currency", low=5e4)
    rule: dict[str, Any] = {"conditions": (condition,), "customers": 5}
    return {
        "surpluses": (),
        "contributions": Contributions(
            columns=tuple(columns),
            overall=shares,
            pairs=((shares,) * k,) * k,
            nearest=tuple((s + 1) % k for s in range(k)),
        ),
        "rules": Rules(
            leaves=tuple(Leaf(segment=s, agreement=0.9, **rule) for s in range(k)),
            agreement=0.9,
            held_out=0.88,
            held_out_rows=5,
            recalls=(0.9,) * k,
            plain=tuple(
                Rule(
                    segment=s,
                    precision=0.9,
                    recall=0.8,
                    held_out_reached=1000,
                    held_out_members=1000,
                    **rule,
                )
                for s in range(k)
            ),
            filled=(columns[0],),
            leading=tuple(columns[:1]),
            leading_share=shares[0],
        ),
        "typical": tuple(
            Typical(
                segment=s,
                values=tuple((column, "currency", 5e4) for column in columns),
                borderline_share=0.1,
            )
            for s in range(k)
        ),
    }


def an_exploration(columns):
    summaries = tuple(
        Summary(
            column=c,
            unit="currency",
            count=60,
            missing=0,
            mean=7e4,
            sd=1e4,
            p5=1e4,
            p25=4e4,
            median=7e4,
            p75=9e4,
            p95=1.4e5,
            zero_share=0.0,
            skewness=0.1,
            edges=tuple(np.linspace(0, 1.5e5, 7).tolist()),
            counts=(5, 10, 20, 10, 10, 5),
        )
        for c in columns
    )
    r = tuple(tuple(1.0 if i == j else 0.25 for j in columns) for i in columns)
    return Exploration(
        summaries=summaries, levels=(), features=tuple(columns), pearson=r, spearman=r
    )


def a_choice(k=3, elbow_k=3, k_max=6, *, given=False):
    indices = ("silhouette", "centre_silhouette", "calinski_harabasz", "davies_bouldin")
    one = dict.fromkeys(indices, float("nan"))  # of one segment there are none
    trials = some_trials(
        tuple(an_agreement(i) for i in range(2, k_max + 1)),
        candidates=tuple(
            candidate(
                i,
                1 / i,
                inertia=1000 / i,
                noise=(980 / i, 1020 / i),
                gap_error=0.01,
                starts=5,
                starts_at_best=2,
                **(one if i == 1 else {}),
            )
            for i in range(1, k_max + 1)
        ),
        separation=a_separation(rows=60),
        flows=splitting(k_max),
        elbow_k=elbow_k,
        noise_elbows=((3, 1), (4, 12)),
        rows=60,
    )
    return Choice.conclude(
        trials,
        Verdict(
            kind="constructive",
            k=k,
            natural_k=1,
            fits=True,
            runner_up=None,
            reason="Three.",
            paragraph="There are no natural groups.",
            evidence=(),
        ),
        given=given,
    )


def a_segment(k, mean=0.5):
    across = {"across": 0.6, "across_low": 0.4, "across_high": 0.9, "across_null": 0.5}
    first = dict.fromkeys(across)
    values = {"jaccard": mean, "low": 0.3, "high": 0.9, "null": 0.4}
    return SegmentAgreement(**values, **(first if k == 2 else across))


def an_agreement(k, mean=0.7, noise="columns shuffled"):
    nulls = (
        NullAgreement(
            name=noise, mean=0.2, low=0.1, high=0.3, tables=12, spread=0.1, threshold=0.6
        ),
        NullAgreement(
            name="one Gaussian",
            mean=0.21,
            low=-0.02,
            high=0.3,
            tables=12,
            spread=0.1,
            threshold=0.6,
        ),
    )
    return Agreement(
        k=k,
        mean=mean,
        low=mean - 0.1,
        high=mean + 0.1,
        pairs=50,
        error=0.02,
        nulls=nulls,
        segments=tuple(a_segment(k) for _ in range(k)),
    )


def splitting(k_max):
    """Let the smallest segment split in two at every step."""
    flows = []
    for k in range(1, k_max):
        stay = [Flow(k=k, source=i, target=i, share=0.5 ** (i + 1)) for i in range(k - 1)]
        rest = 0.5 ** (k - 1)
        split = [Flow(k=k, source=k - 1, target=j, share=rest / 2) for j in (k - 1, k)]
        flows += stay + split
    return tuple(flows)


def a_stability(segment, mean=0.7):
    return SegmentStability(
        id=segment,
        jaccard=mean,
        low=mean - 0.2,
        high=mean + 0.1,
        null=0.4,
        silhouettes=tuple(np.linspace(-0.1, 0.6, 21).tolist()),
    )


def an_assessment(k, means=(0.5, 0.7, 0.8, 0.9)):
    return Assessment(
        segments=tuple(a_stability(i, means[i % len(means)]) for i in range(k)),
        samples=100,
        borderline_share=0.2,
        alternatives=(),
    )


def a_step(column, transform="none", reason="moderate"):
    return Step(
        column=column,
        unit="currency",
        impute=1.0,
        imputed=0,
        transform=transform,
        reason=reason,
        centre=0.0,
        scale=1.0,
    )


def a_recipe(columns, transform="none"):
    return Recipe(steps=tuple(a_step(c, transform) for c in columns))


def a_segmentation(centres):
    k = len(centres)
    segment = np.arange(10 * k) % k
    return Segmentation(
        centres=centres,
        reach=np.ones(k),
        assignment=Assignment(
            segment=segment,
            second=(segment + 1) % k,
            margin=np.ones(10 * k),
            distance=np.ones(10 * k),
        ),
        inertia=9.0,
        starts=3,
        starts_at_best=2,
        seed=1,
        order="size",
    )
