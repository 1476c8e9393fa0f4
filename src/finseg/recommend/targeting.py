"""Which segments are attractive, and in which is the bank strong?

Figures, assessment and what was decided in; a `Worth` per segment out. The criteria and
their weights stand in the settings, before the data are seen; one that the table cannot measure is
left out, and the other weights are scaled to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from finseg.document.said import Exact, Number, Share, Text, say
from finseg.maths.arrays import Bools, Codes, Floats, Ints
from finseg.recommend.conditions import Bench
from finseg.recommend.consent import ALLOWED
from finseg.records.assessment import Assessment
from finseg.records.targeting import Criterion, Knockout, Part, Worth
from finseg.settings import KnockoutSettings, RecommendSettings, WeightSettings

# What a segment's value is told by: the first of these rows that the table has a figure of. Money
# held goes before money earned, and both before what is paid; what is owed is worth nothing.
_VALUE = (("savings", "investment"), ("income",), ("premium",), ("bill",), ("spending",))
_RELATIONSHIP = ("tenure", "products", "activity")


def find_worth(
    bench: Bench,
    segment: Ints,
    k: int,
    *,
    wanting: Bools,
    served: Bools,
    contact: Codes | None,
    assessment: Assessment,
    settings: RecommendSettings,
) -> tuple[Worth, ...]:
    """Score every segment.

    Parameters
    ----------
    bench : Bench
        The figures of the customers.
    segment : array of shape (n,)
    wanting, served : arrays of shape (n,)
        Who has a reason for some product; who has an offer.
    contact : array of shape (n,), or None
        Who may be contacted (0); None where no column says so.

    """
    sizes = np.bincount(segment, minlength=k).astype(float)
    attractive: dict[Criterion, Scores] = {
        "size": _score_size(sizes),
        "value": _score_value(bench, segment, k),
        "demand": _score_shares(
            wanting, segment, sizes, "{share} have a clear reason for a product"
        ),
        "stability": score_stability(assessment, k),
        "reach": None
        if contact is None
        else _score_shares(contact == ALLOWED, segment, sizes, "{share} may be contacted"),
    }
    strong: dict[Criterion, Scores] = {
        "offered": _score_shares(served, segment, sizes, "{share} have an offer"),
        "relationship": _score_relationship(bench, segment, k),
    }
    weights = map_weights(settings.weights)
    return tuple(
        Worth(
            segment=s,
            attractiveness=weigh_criteria(attractive, s, weights),
            strength=weigh_criteria(strong, s, weights),
            knocked_out=find_knockouts(attractive, s, sizes, settings.knockouts),
        )
        for s in range(k)
    )


Scores = Sequence[tuple[float, Text]] | None
"""Of one criterion: per segment its score, 0 … 1, and the figure behind it; None: not measured."""


def map_weights(weights: WeightSettings) -> dict[Criterion, float]:
    """Return the weight of each criterion."""
    return {
        "size": float(weights.size),
        "value": float(weights.value),
        "demand": float(weights.demand),
        "stability": float(weights.stability),
        "reach": float(weights.reach),
        "offered": float(weights.offered),
        "relationship": float(weights.relationship),
    }


def weigh_criteria(
    criteria: Mapping[Criterion, Scores], s: int, weights: Mapping[Criterion, float]
) -> tuple[Part, ...]:
    """Return the criteria that could be measured, their weights scaled to add up to 1."""
    measured = {name: scores for name, scores in criteria.items() if scores is not None}
    total = sum(weights[name] for name in measured)
    return tuple(
        Part(name=name, weight=weights[name] / total, score=scores[s][0], figure=scores[s][1])
        for name, scores in measured.items()
        if total > 0 and weights[name] > 0
    )


def find_knockouts(
    criteria: Mapping[Criterion, Scores], s: int, sizes: Floats, settings: KnockoutSettings
) -> tuple[Knockout, ...]:
    """Say why a segment comes last: too small, too unstable, or out of reach."""
    total = int(sizes.sum())
    share = float(sizes[s] / max(total, 1))
    out = []
    if share < settings.least_share:
        said = say(
            "{share} of the customers, below {least}",
            share=Share(share, of=total),
            least=Share(settings.least_share),
        )
        out.append(Knockout(criterion="size", said=said))
    limits: tuple[tuple[Criterion, float], ...] = (
        ("stability", settings.least_stability),
        ("reach", settings.least_reach),
    )
    for name, least in limits:
        scores = criteria[name]
        if scores is not None and scores[s][0] < least:
            said = say(
                "{name}: {figure}, below {least}",
                name=name,
                figure=scores[s][1],
                least=Exact(least),
            )
            out.append(Knockout(criterion=name, said=said))
    return tuple(out)


def _score_size(sizes: Floats) -> Scores:
    """Score the segments by the largest; say their sizes as shares of all customers."""
    largest, total = sizes.max(initial=0.0), int(sizes.sum())
    if largest <= 0:
        return None
    return [
        (
            float(size / largest),
            say("{share} of the customers", share=Share(float(size / total), of=total)),
        )
        for size in sizes
    ]


def _score_value(bench: Bench, segment: Ints, k: int) -> Scores:
    """Score what the segments hold by the largest; say it as shares of the total."""
    for names in _VALUE:
        there = [n for n in names if bench.has_metric(n) and not bench.metrics[n].places_only]
        if not there:
            continue
        held = np.zeros(k)
        holders: list[Ints] = []
        for name in there:
            values = bench.metrics[name].values
            amounts = np.where(np.isfinite(values), np.maximum(values, 0.0), 0.0)
            held += np.bincount(segment, weights=amounts, minlength=k)
            holders.append(np.bincount(segment[amounts > 0], minlength=k))
        largest, total = held.max(initial=0.0), float(held.sum())
        if largest <= 0:
            return None
        what = " + ".join(there)
        return [
            (
                float(amount / largest),
                say(
                    "{share} of {what}",
                    share=Share(float(amount / total), customers=customers),
                    what=what,
                ),
            )
            for amount, customers in zip(held, _count_fewest(holders), strict=True)
        ]
    return None


def _count_fewest(counts: Sequence[Ints]) -> list[int]:
    """Return the smallest count of each segment that is not 0, of several counts; 0: no other.

    A figure made of several columns tells of whoever stands alone in one of them.
    """
    table = np.array(counts, np.int64)
    most = np.iinfo(np.int64).max
    fewest = np.where(table > 0, table, most).min(axis=0)
    return [0 if n == most else int(n) for n in fewest]


def _score_shares(who: Bools, segment: Ints, sizes: Floats, template: str) -> Scores:
    own = np.bincount(segment[who], minlength=len(sizes)) / np.maximum(sizes, 1.0)
    return [
        (float(share), say(template, share=Share(float(share), of=int(size))))
        for share, size in zip(own, sizes, strict=True)
    ]


def score_stability(assessment: Assessment, k: int) -> Scores:
    """Score by the Jaccard index; what comes back no better than noise earns nothing."""
    found = {s.id: s for s in assessment.segments if np.isfinite(s.jaccard)}
    if k < 2 or len(found) < k:
        return None
    return [
        (
            float(np.clip(found[s].jaccard_above_noise, 0, 1)),
            say("Jaccard {jaccard}, {word}", jaccard=Number(found[s].jaccard), word=found[s].word),
        )
        for s in range(k)
    ]


def _score_relationship(bench: Bench, segment: Ints, k: int) -> Scores:
    """Score by where the segment's customers stand among all in tenure, products, activity."""
    there = [n for n in _RELATIONSHIP if bench.has_metric(n)]
    if not there:
        return None
    scores = np.zeros((len(there), k))
    customers: list[Ints] = []
    for i, name in enumerate(there):
        place = bench.get_place(name)
        held = place.known & (place.values != 0)
        customers += [np.bincount(segment[who], minlength=k) for who in (place.known, held)]
        middle = 0.5 + 0.5 * (place.high.astype(float) - place.low.astype(float))
        count = np.bincount(segment, weights=place.known, minlength=k)
        total = np.bincount(segment, weights=np.where(place.known, middle, 0.0), minlength=k)
        scores[i] = np.divide(total, count, out=np.full(k, 0.5), where=count > 0)
    label = ", ".join(there)
    return [
        (
            float(s),
            say(
                "on average higher than {share} of all customers in {what}",
                share=Share(float(s), digits=0, customers=n),
                what=label,
            ),
        )
        for s, n in zip(scores.mean(axis=0), _count_fewest(customers), strict=True)
    ]
