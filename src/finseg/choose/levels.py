"""Are these k groups separated from each other, border by border?

Sampled customers and k in, `GapEvidence` out: the best k-means partition found, sharpened by a
mixture with one shared spread, and what lies between every two neighbouring groups. Looks at one k
at a time; `finseg.choose.structure` draws the conclusion.

References
----------
Vovk V, Wang R (2020), Combining p-values via averaging, Biometrika 107, 791-808: e times
the geometric mean of p-values is a p-value, however they depend on each other. Pena D, Prieto
F J (2001), Cluster identification using projections, JASA 96, 1433-1445. Others with the
methods: `finseg.maths.boundary`, `dip`, `proximity`, `shared_mixture`.

"""

from __future__ import annotations

from dataclasses import dataclass

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
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.proximity import border_traffic
from finseg.maths.shared_mixture import SharedMixture, fit_shared_mixture
from finseg.records.separation import Border, GapEvidence

FEWEST = 8  # customers of a group, and of a comparison: with fewer nothing can be judged
HOLLOW = 0.001  # p-value below which nobody can be said to be in the middle of a group


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """k groups found by k-means, and the same sharpened."""

    labels: Places  # of k-means, for the sampled customers
    centres: Floats  # of k-means
    groups: SharedMixture  # sharpened; those of k-means if that emptied a group


def find_partition(
    canvas: Canvas, k: int, *, before: Partition | None, starts: int, least: int
) -> Partition:
    """Find the best k groups from many starts, and sharpen them.

    `before` is the partition at k - 1 (none at k = 2): its groups, split, are further starts beside
    those by k-means++. A sharpened partition with a group of fewer than `least` customers is set
    aside, and if all are, the k-means groups stay as they are. O(starts n k d) times the k-means
    steps.
    """
    x = canvas.x
    best = _fit_kmeans(x, k, "k-means++", starts, canvas.start_seed)
    first: list[Places] = []
    for start in _split_flattest_columns(x, before):
        best = min(best, _fit_kmeans(x, k, start, 1, canvas.start_seed), key=lambda it: it[2])
        first.append(label_nearest_centres(x, start))
    if before is not None:
        for start in _split_widest_groups(
            x, label_nearest_centres(x, before.centres), before.centres
        ):
            best = min(best, _fit_kmeans(x, k, start, 1, canvas.start_seed), key=lambda it: it[2])
        rows = before.groups.whiten_rows(x)
        starts_here = _split_widest_groups(
            rows, before.groups.assign_groups(x), before.groups.centres
        )
        first += [label_nearest_centres(rows, start) for start in starts_here]
    labels, centres, _ = best
    sharpened = [
        fit_shared_mixture(x, guess) for guess in (labels, *first) if _has_enough_rows(guess, k, 1)
    ]
    kept = [groups for groups in sharpened if _has_enough_rows(groups.assign_groups(x), k, least)]
    plain = fit_shared_mixture(x, labels, steps=0)
    groups = max(kept, key=lambda it: it.likelihood, default=plain)
    return Partition(labels=labels, centres=centres, groups=groups)


def judge_borders(canvas: Canvas, groups: SharedMixture, *, least: int) -> GapEvidence:
    """Test every border between neighbouring groups.

    There are at least two groups; where one has fewer than `least` customers, no border is tested.
    O(k^2 n (k d + log n)).
    """
    labels, k = groups.assign_groups(canvas.x), len(groups.centres)
    sizes = np.bincount(labels, minlength=k)
    share = float(sizes.min() / len(labels))
    if sizes.min() < least:
        return GapEvidence(k=k, borders=(), least_share=share, hollow=(), p=1.0)
    rows, spreads = groups.whiten_rows(canvas.x), groups.group_spreads(canvas.x)
    graph = canvas.graph_rows
    traffic = border_traffic(canvas.neighbours, labels[graph], rows[graph], groups=k)
    pairs = find_neighbour_pairs(groups.centres)
    borders = tuple(
        _examine_border(canvas, groups, rows, spreads, pair, float(traffic[pair])) for pair in pairs
    )
    p = combine_p_values([border.dip_p for border in borders])
    hollow = tuple(g for g in range(k) if hollow_p_value(canvas.x[labels == g]) <= HOLLOW)
    return GapEvidence(k=k, borders=borders, least_share=share, hollow=hollow, p=p)


def combine_p_values(p_values: list[float]) -> float:
    """Combine p-values of any dependence: e times their geometric mean (Vovk & Wang 2020)."""
    if len(p_values) == 1:
        return p_values[0]
    return float(min(1.0, np.e * np.exp(np.mean(np.log(np.maximum(p_values, 1e-4))))))


def _examine_border(
    canvas: Canvas,
    groups: SharedMixture,
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
        dip, depth = dip_statistic(place), valley_depth(place, at)
        dip_p = dip_p_value(dip, customers)
        p = valley_p_value(place, at, customers=customers)
    return Border(
        pair=pair,
        dip=dip,
        dip_p=dip_p,
        p=p,
        depth=depth,
        traffic=traffic,
        customers=customers,
    )


def _fit_kmeans(
    x: Floats, k: int, init: str | Floats, starts: int, seed: int
) -> tuple[Places, Floats, float]:
    """Return labels, centres and inertia of the best of some starts."""
    from sklearn.cluster import KMeans

    found = KMeans(k, init=init, n_init=starts, random_state=seed).fit(x)
    labels = np.asarray(found.labels_, dtype=np.intp)
    return labels, np.asarray(found.cluster_centers_), float(found.inertia_)


def _has_enough_rows(labels: Places, k: int, least: int) -> bool:
    """Say whether each of k groups has so many rows."""
    return bool(np.bincount(labels, minlength=k).min() >= least)


def _split_widest_groups(x: Floats, labels: Places, centres: Floats) -> list[Floats]:
    """Return centres in which one of the three widest groups is split along its longest axis."""
    splits = []
    for group in range(len(centres)):
        members = x[labels == group]
        if len(members) < 2:
            continue
        values, axes = np.linalg.eigh(np.cov(members.T).reshape(x.shape[1], -1))
        step = np.sqrt(max(values[-1], 0.0)) * axes[:, -1]
        halves = np.vstack([members.mean(axis=0) - step, members.mean(axis=0) + step])
        gain = len(members) * float(values[-1])
        splits.append((gain, np.vstack([np.delete(centres, group, axis=0), halves])))
    splits.sort(key=lambda split: -split[0])
    return [start for _, start in splits[:3]]


def _split_flattest_columns(x: Floats, before: Partition | None) -> list[Floats]:
    """Return centres in which a group is split along the column in which it is flattest.

    Two peaks of comparable size have the least kurtosis (Pena & Prieto 2001). k-means does not
    see them where another column spreads as widely. Three splits of the whole table, later one.
    """
    labels = np.zeros(len(x), dtype=np.intp) if before is None else before.groups.assign_groups(x)
    means, splits = [], []
    for group in range(int(labels.max()) + 1):
        members = x[labels == group]
        if not len(members):
            return []
        centre, spread = members.mean(axis=0), members.std(axis=0)
        means.append(centre)
        flatness = ((members - centre) ** 4).mean(axis=0) / np.maximum(spread**4, 1e-300)
        flatness[spread == 0] = np.inf
        for column in np.argsort(flatness, kind="stable")[:3]:
            step = np.where(np.arange(len(centre)) == column, spread, 0.0)
            halves = np.vstack([centre - step, centre + step])
            splits.append((float(flatness[column]), group, halves))
    splits.sort(key=lambda split: split[:2])
    most = 3 if before is None else 1
    return [
        np.vstack([np.delete(np.array(means), group, axis=0), halves])
        for _, group, halves in splits[:most]
    ]
