"""Which few conditions tell one segment from everybody else?

Raw features (gaps filled) and segments in; for each segment intervals on at most three columns out,
at numbers people can say. A beam search over conjunctions, the usual way of subgroup discovery,
which seeks the rule that is right and complete at once (F1, the harmonic mean of both).

References
----------
Herrera F, Carmona C J, González P, del Jesus M J (2011), An overview on subgroup discovery,
Knowl. Inf. Syst. 29, 495-525.

"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from finseg.interpret.tree import Interval, are_all_whole, find_round_number
from finseg.maths.arrays import Bools, Floats, Ints

MOST_CONDITIONS = 3
GAIN = 0.02  # of F1 that a further condition must bring
_LIMITS = 24  # places along each column where a condition may cut
_BEAM = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PartialRule:
    """Intervals so far, the rows within, and how right and complete they are."""

    bounds: dict[int, Interval] = field(default_factory=dict)
    inside: Bools
    f1: float


def find_plain_rules(x: Floats, segment: Ints, k: int) -> list[dict[int, Interval]]:
    """Find the rule of each of k segments.

    Returns
    -------
    list of dict
        Column number → interval (low <= value < high); empty where nothing tells a segment apart,
        as with a single one.

    Notes
    -----
    O(k m d) for each of at most three conditions.

    """
    limits = [_find_round_limits(column) for column in x.T]
    places = [
        np.searchsorted(own, column, side="right") for own, column in zip(limits, x.T, strict=True)
    ]
    return [_search_plain_rule(segment == s, limits, places) for s in range(k)]


def _find_round_limits(values: Floats) -> Floats:
    """Return round numbers between the quantiles of a column, ascending."""
    quantiles = np.unique(np.quantile(values, np.linspace(0, 1, _LIMITS + 2)))
    whole = are_all_whole(values)
    found = {
        find_round_number(low, high, whole=whole) for low, high in pairwise(quantiles.tolist())
    }
    return np.array(sorted(found))


def _search_plain_rule(own: Bools, limits: list[Floats], places: list[Ints]) -> dict[int, Interval]:
    everybody = _PartialRule(
        inside=np.ones(len(own), dtype=bool), f1=float(_compute_f1(own.sum(), len(own), own.sum()))
    )
    beam, best = [everybody], everybody
    for _ in range(MOST_CONDITIONS):
        further = [
            longer
            for found in beam
            for column in range(len(limits))
            if (longer := _add_best_limit(found, column, own, limits[column], places[column]))
            is not None
        ]
        beam = sorted(further, key=lambda found: -found.f1)[:_BEAM]
        if not beam or beam[0].f1 < best.f1 + GAIN:
            break
        best = beam[0]
    return best.bounds


def _add_best_limit(
    found: _PartialRule, column: int, own: Bools, limits: Floats, places: Ints
) -> _PartialRule | None:
    """Add the best limit on one column, from below or from above."""
    if not len(limits):
        return None
    bins = len(limits) + 1
    reached = np.bincount(places[found.inside], minlength=bins)
    hit = np.bincount(places[found.inside & own], minlength=bins)
    total = own.sum()
    below = _compute_f1(np.cumsum(hit)[:-1], np.cumsum(reached)[:-1], total)
    above = _compute_f1(
        hit.sum() - np.cumsum(hit)[:-1], reached.sum() - np.cumsum(reached)[:-1], total
    )
    at_most = bool(below.max() > above.max())
    place = int((below if at_most else above).argmax())
    f1 = float((below if at_most else above)[place])
    if f1 <= found.f1:
        return None
    low, high = found.bounds.get(column, (-math.inf, math.inf))
    limit = float(limits[place])
    interval = (low, min(high, limit)) if at_most else (max(low, limit), high)
    side = places <= place if at_most else places > place
    return _PartialRule(
        bounds={**found.bounds, column: interval}, inside=found.inside & side, f1=f1
    )


def _compute_f1(hit: npt.ArrayLike, reached: npt.ArrayLike, own: npt.ArrayLike) -> Floats:
    """Return the harmonic mean of precision and recall: 2 hit / (reached + own)."""
    bottom = np.maximum(np.asarray(reached, dtype=np.float64) + np.asarray(own), 1.0)
    return np.asarray(2 * np.asarray(hit) / bottom, dtype=np.float64)
