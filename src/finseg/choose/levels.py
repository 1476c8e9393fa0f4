"""Are these k groups separated from each other, border by border?

Sampled customers and k groups in (`finseg.choose.partitions` finds them), `GapEvidence` out: what
lies between every two neighbouring groups. Looks at one k at a time; `finseg.choose.structure`
draws the conclusion.

References
----------
Vovk V, Wang R (2020), Combining p-values via averaging, Biometrika 107, 791-808: e times
the geometric mean of p-values is a p-value, however they depend on each other. Others with the
methods: `finseg.maths.boundary`, `dip`, `proximity`, `shared_mixture`.

"""

from __future__ import annotations

import numpy as np

from finseg.choose.sample_for_gaps import Canvas
from finseg.maths.arrays import Floats, Places
from finseg.maths.boundary import (
    find_neighbour_pairs,
    hollow_p_value,
    project_on_line,
    valley_depth,
    valley_p_value,
    valley_place,
    zone_between,
)
from finseg.maths.dip import dip_p_value, dip_statistic
from finseg.maths.proximity import border_traffic, measure_bend
from finseg.maths.shared_mixture import SharedMixture
from finseg.records.separation import ALL_BORDERS, Border, GapEvidence

FEWEST = 8  # customers of a group, and of a comparison: with fewer nothing can be judged
BALANCED = 0.8  # of the rows: from there on the smaller side is not small
HOLLOW = 0.001  # p-value below which nobody can be said to be in the middle of a group


def judge_borders(
    canvas: Canvas, groups: SharedMixture, *, least: int, limit: float = ALL_BORDERS
) -> GapEvidence:
    """Test every border between neighbouring groups.

    `limit` is the p-value up to which all borders together count as gaps. There are at least two
    groups; where one has fewer than `least` customers, no border is tested.
    O(k^2 n (k d + log n)).
    """
    labels, k = groups.assign_groups(canvas.x), len(groups.centres)
    sizes = np.bincount(labels, minlength=k)
    share = float(sizes.min() / len(labels))
    if sizes.min() < least:
        return GapEvidence(k=k, borders=(), least_share=share, hollow=(), p=1.0, limit=limit)
    rows, spreads = groups.whiten_rows(canvas.x), groups.group_spreads(canvas.x)
    graph = canvas.graph_rows
    traffic = border_traffic(canvas.neighbours, labels[graph], rows[graph], groups=k)
    pairs = find_neighbour_pairs(groups.centres)
    borders = tuple(
        _examine_border(canvas, groups, labels, rows, spreads, pair, float(traffic[pair]))
        for pair in pairs
    )
    p = combine_p_values([border.dip_p for border in borders])
    hollow = tuple(g for g in range(k) if hollow_p_value(canvas.x[labels == g]) <= HOLLOW)
    return GapEvidence(k=k, borders=borders, least_share=share, hollow=hollow, p=p, limit=limit)


def combine_p_values(p_values: list[float]) -> float:
    """Combine p-values of any dependence: e times their geometric mean (Vovk & Wang 2020)."""
    if len(p_values) == 1:
        return p_values[0]
    return float(min(1.0, np.e * np.exp(np.mean(np.log(np.maximum(p_values, 1e-4))))))


def _examine_border(
    canvas: Canvas,
    groups: SharedMixture,
    labels: Places,
    rows: Floats,
    spreads: Floats,
    pair: tuple[int, int],
    traffic: float,
) -> Border:
    """Look at the customers between two neighbouring groups."""
    both = list(pair)
    start, end = groups.centres[both]
    zone = zone_between(rows, groups.centres, *pair)
    place, inside = project_on_line(rows[zone], start, end)
    customers = len(np.unique(canvas.given[zone][inside]))
    dip, dip_p, p, depth = 0.0, 1.0, 1.0, 0.0
    if customers >= FEWEST:
        length = float(np.linalg.norm(end - start))
        at = valley_place(length, spreads[both], groups.weights[both])
        depth = valley_depth(place, at)
        dip, dip_p = _test_dip(place, canvas.given[zone][inside], at)
        p = valley_p_value(place, at, customers=customers)
    return Border(
        pair=pair,
        dip=dip,
        dip_p=dip_p,
        p=p,
        depth=depth,
        traffic=traffic,
        bend=measure_bend(
            canvas.neighbours,
            labels[canvas.graph_rows],
            rows[canvas.graph_rows],
            pair,
            (start, end),
        ),
        customers=customers,
    )


def _test_dip(place: Floats, given: Places, at: float) -> tuple[float, float]:
    """Return the dip along the line, and how often one peak would dip as much.

    A peak of few customers hardly dips beside one of many. So the smaller side of the valley is
    also tested with as many rows of the other side, those next to it: what lies beyond a place of
    a density with one peak has one peak, too. The chance is that of two tests.
    """
    dip = dip_statistic(place)
    p = dip_p_value(dip, len(np.unique(given)))
    beyond = place > at
    smaller = int(min(beyond.sum(), len(place) - beyond.sum()))
    if not 0 < 2 * smaller < BALANCED * len(place):
        return dip, p
    order = np.argsort(place, kind="stable")
    side = order[-2 * smaller :] if beyond.sum() == smaller else order[: 2 * smaller]
    customers = len(np.unique(given[side]))
    if customers < FEWEST:
        return dip, p
    near = dip_statistic(place[side])
    near_p = dip_p_value(near, customers)
    return (dip if p <= near_p else near), min(1.0, 2 * min(p, near_p))
