"""Which made-up results do the tests of figures draw?"""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np

from finseg.deliver.figures import render, study_figures
from finseg.deliver.figures.pairs import PairSample
from finseg.document.blocks import Figure
from finseg.document.numbers import Figures
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import (
    Agreement,
    Candidate,
    Choice,
    Flow,
    NullAgreement,
    SegmentAgreement,
    Separation,
)
from finseg.records.exploration import Exploration, Summary
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.recipe import Recipe, Step
from finseg.records.verdict import Verdict
from tests.deliver.offered import some_offers
from tests.deliver.told import told

RUPEES = Figures(locale="en-IN", currency="INR")
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "]]><svg onload=alert(1)> datum.value' + \"`${1}",
    'a.b[0]["c"]\\d',
    "null\x00bell\x07bad\ud800\uffff\u202eend",
)


def a_trait(column, deviation=0.0, **changes):
    values = {"mean": 9e4, "median": 8e4, "p25": 5e4, "p75": 1e5, **changes}
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
    return Interpretation(
        segments=segments, population=population, axes=(), **told(columns, len(segments))
    )


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


def a_separation(rows):
    return Separation(
        natural_k=1,
        outcome="none",
        agreement=1.0,
        islands=1,
        rows=rows,
        looks=5,
        agreeing=5,
        levels=(),
    )


def a_choice(k=3, elbow_k=3, k_max=6, *, given=False):
    candidates = tuple(
        Candidate(
            k=i,
            inertia=1000 / i,
            noise=(980 / i, 1020 / i),
            silhouette=float("nan") if i == 1 else 0.2,
            centre_silhouette=float("nan") if i == 1 else 0.3,
            calinski_harabasz=float("nan") if i == 1 else 50.0,
            davies_bouldin=float("nan") if i == 1 else 1.0,
            gap=0.1,
            gap_error=0.01,
            prediction_strength=0.8,
            smallest_share=1 / i,
            starts=5,
            starts_at_best=2,
        )
        for i in range(1, k_max + 1)
    )
    return Choice(
        k=k,
        given=given,
        candidates=candidates,
        agreements=tuple(an_agreement(i) for i in range(2, k_max + 1)),
        separation=a_separation(60),
        flows=splitting(k_max),
        elbow_k=elbow_k,
        noise_elbows=((3, 1), (4, 12)),
        noise_tables=20,
        rows=60,
        sampled=False,
        quick=False,
        verdict=Verdict(
            kind="constructive",
            k=k,
            natural_k=1,
            fits=True,
            runner_up=None,
            reason="Three.",
            paragraph="Any cut is a choice.",
            evidence=(),
        ),
    )


def a_segment(k, mean=0.5):
    across = {"across": 0.6, "across_low": 0.4, "across_high": 0.9, "across_null": 0.5}
    first = dict.fromkeys(across)
    values = {"jaccard": mean, "low": 0.3, "high": 0.9, "null": 0.4}
    return SegmentAgreement(**values, **(first if k == 2 else across))


def an_agreement(k, mean=0.7, noise="columns shuffled"):
    nulls = (
        NullAgreement(name=noise, mean=0.2, low=0.1, high=0.3, tables=12, threshold=0.6),
        NullAgreement(
            name="one Gaussian", mean=0.21, low=-0.02, high=0.3, tables=12, threshold=0.6
        ),
    )
    return Agreement(
        k=k,
        mean=mean,
        low=mean - 0.1,
        high=mean + 0.1,
        pairs=50,
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


def a_step(column, transform="none", reason="not heavy-tailed"):
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


def a_sample(columns, k=3, m=60):
    rng = np.random.default_rng(3)
    values = rng.uniform(0, 1.5e5, size=(m, len(columns)))
    return PairSample(columns=tuple(columns), values=values, segments=np.arange(m) % k, rows=10 * m)


def drawn(columns=("Income", "Loan"), k=3, names=None, **changes):
    parts = {
        "exploration": an_exploration(columns),
        "choice": a_choice(k),
        "recipe": a_recipe(columns),
        "interpretation": an_interpretation(columns, k, names),
        "assessment": an_assessment(k),
        "sample": a_sample(columns, k),
        "offers": some_offers(k, columns[0]),
        "figures": RUPEES,
    }
    return study_figures(**{**parts, **changes})


def captions(columns):
    return [(figure.name, figure.caption) for figure in said(columns)]


def said(columns=("Income", "Loan"), k=3, **changes):
    return drawn(
        columns, k, draw=lambda name, _, said, words: Figure(name, "", said, words), **changes
    )


def texts(spec):
    svg = render("figure", spec, "c", "a").svg
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [" ".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]
