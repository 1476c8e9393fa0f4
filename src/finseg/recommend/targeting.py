"""Which segments are worth going for, and in which is the bank strong?

Interpretation, assessment and what was decided in; a `Worth` per segment out. The criteria and
their weights stand in the settings, before the data are seen; one that the table cannot measure is
left out, and the other weights are scaled to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Numbers, write_exact, write_percent
from finseg.recommend.conditions import Bench
from finseg.records.assessment import Assessment
from finseg.records.offers import Part, Worth
from finseg.settings import RecommendSettings

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# What a segment's value is told by: the first of these rows that the table has a figure of.
_VALUE = (("savings", "investment", "debt"), ("spending",), ("income",))
_RELATIONSHIP = ("tenure", "products", "activity")


def find_worth(
    bench: Bench,
    segment: Integers,
    k: int,
    *,
    wanting: npt.NDArray[np.bool_],
    served: npt.NDArray[np.bool_],
    contact: npt.NDArray[np.int8] | None,
    assessment: Assessment,
    settings: RecommendSettings,
    figures: Numbers,
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
    attractive = {
        "size": _score_by_largest(sizes, sizes.sum(), "of the customers"),
        "value": _score_value(bench, segment, k),
        "growth": _score_shares(wanting, segment, sizes, "have a reason for a product"),
        "stability": _score_stability(assessment, k, figures),
        "reach": None
        if contact is None
        else _score_shares(contact == 0, segment, sizes, "may be contacted"),
    }
    strong = {
        "served": _score_shares(served, segment, sizes, "have an offer"),
        "relationship": _score_relationship(bench, segment, k),
    }
    return tuple(
        Worth(
            segment=s,
            attractiveness=_weight_criteria(attractive, s, settings),
            strength=_weight_criteria(strong, s, settings),
            knocked_out=_find_knockouts(attractive, s, sizes, settings),
        )
        for s in range(k)
    )


_Scores = Sequence[tuple[float, str]] | None


def _weight_criteria(
    criteria: dict[str, _Scores], s: int, settings: RecommendSettings
) -> tuple[Part, ...]:
    weights = {
        name: float(getattr(settings, f"weight_{name}"))
        for name, scores in criteria.items()
        if scores is not None
    }
    total = sum(weights.values())
    return tuple(
        Part(name=name, weight=weights[name] / total, score=scores[s][0], figure=scores[s][1])
        for name, scores in criteria.items()
        if scores is not None and total > 0 and weights[name] > 0
    )


def _find_knockouts(
    criteria: dict[str, _Scores], s: int, sizes: Floats, settings: RecommendSettings
) -> tuple[str, ...]:
    share = sizes[s] / max(sizes.sum(), 1.0)
    out = []
    if share < settings.least_share:
        out.append(
            f"{write_percent(share)} of the customers, below {write_percent(settings.least_share)}"
        )
    for name, least in (("stability", settings.least_stability), ("reach", settings.least_reach)):
        scores = criteria[name]
        if scores is not None and scores[s][0] < least:
            out.append(f"{name} {scores[s][1]}, below {write_exact(least)}")
    return tuple(out)


def _score_by_largest(amounts: Floats, total: float, what: str) -> _Scores:
    """Score amounts by the largest; say them as shares of the total."""
    largest = amounts.max() if len(amounts) else 0.0
    if largest <= 0:
        return None
    return [
        (max(float(a / largest), 0.0), f"{write_percent(float(a / total))} {what}") for a in amounts
    ]


def _score_value(bench: Bench, segment: Integers, k: int) -> _Scores:
    for names in _VALUE:
        there = [n for n in names if bench.has_measure(n)]
        if not there:
            continue
        held = np.zeros(k)
        for name in there:
            values = bench.measures[name].values
            amounts = np.where(np.isfinite(values), np.maximum(values, 0.0), 0.0)
            held += np.bincount(segment, weights=amounts, minlength=k)
        return _score_by_largest(held, float(held.sum()), f"of {' + '.join(there)}")
    return None


def _score_shares(
    who: npt.NDArray[np.bool_], segment: Integers, sizes: Floats, what: str
) -> _Scores:
    own = np.bincount(segment[who], minlength=len(sizes)) / np.maximum(sizes, 1.0)
    return [(float(share), f"{write_percent(float(share))} {what}") for share in own]


def _score_stability(assessment: Assessment, k: int, figures: Numbers) -> _Scores:
    """Score by the Jaccard index; what comes back no better than noise earns nothing."""
    found = {s.id: s for s in assessment.segments if np.isfinite(s.jaccard)}
    if k < 2 or len(found) < k:
        return None
    return [
        (
            float(np.clip(found[s].jaccard_above_noise, 0, 1)),
            f"Jaccard {figures.write_fixed(found[s].jaccard, 2)}, {found[s].word}",
        )
        for s in range(k)
    ]


def _score_relationship(bench: Bench, segment: Integers, k: int) -> _Scores:
    """Score by where the segment's customers stand among all in tenure, products, activity."""
    there = [n for n in _RELATIONSHIP if bench.has_measure(n)]
    if not there:
        return None
    scores = np.zeros((len(there), k))
    for i, name in enumerate(there):
        place = bench.get_place(name)
        middle = 0.5 + 0.5 * (place.high.astype(float) - place.low.astype(float))
        count = np.bincount(segment, weights=place.known, minlength=k)
        total = np.bincount(segment, weights=np.where(place.known, middle, 0.0), minlength=k)
        scores[i] = np.divide(total, count, out=np.full(k, 0.5), where=count > 0)
    label = ", ".join(there)
    return [
        (float(s), f"mean place {write_percent(float(s), digits=0)} of the way up in {label}")
        for s in scores.mean(axis=0)
    ]
