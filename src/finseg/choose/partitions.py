"""Which k groups are looked at, for each number of them?

Sampled customers and k in, `Partition` out: the best k-means division of many starts, sharpened by
a mixture with one shared spread. What is found for one number gives starts for the next, and what
is found on some customers is carried over to more of them. Judges nothing.

References
----------
Pena D, Prieto F J (2001), Cluster identification using projections, JASA 96, 1433-1445. Others with
the methods: `finseg.maths.resampling`, `finseg.maths.shared_mixture`.

"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.choose.sample_for_gaps import Canvas
from finseg.maths.arrays import Floats, Places
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.resampling import fit_table
from finseg.maths.shared_mixture import SharedMixture, fit_shared_mixture, sharpen_partitions

_SPLITS = 3  # groups, or columns, at most in which a start splits the groups of the number before


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
    flat = _split_flattest_columns(x, before)
    wide: list[Floats] = []
    guesses = [label_nearest_centres(x, start) for start in flat]
    if before is not None:
        labels = label_nearest_centres(x, before.centres)
        wide = _split_widest_groups(x, labels, before.centres)
        rows = before.groups.whiten_rows(x)
        guesses += [
            label_nearest_centres(rows, start)
            for start in _split_widest_groups(
                rows, before.groups.assign_groups(x), before.groups.centres
            )
        ]
    rng = np.random.default_rng([canvas.start_seed, k])
    centres = fit_table(x, k, starts=starts, warm=[*flat, *wide], rng=rng)
    return _sharpen_best(x, centres, guesses, least)


def refine_partition(canvas: Canvas, found: Partition, *, least: int) -> Partition:
    """Carry a partition that was found on some customers over to more of them: one warm start."""
    x, k = canvas.x, len(found.centres)
    centres = fit_table(x, k, starts=0, warm=[found.centres], rng=np.random.default_rng())
    return _sharpen_best(x, centres, [found.groups.assign_groups(x)], least)


def _sharpen_best(x: Floats, centres: Floats, guesses: list[Places], least: int) -> Partition:
    """Sharpen the k-means groups and the guesses; keep the most likely that is no group too few."""
    k = len(centres)
    labels = label_nearest_centres(x, centres)
    full = [guess for guess in (labels, *guesses) if _has_enough_rows(guess, k, 1)]
    sharpened = sharpen_partitions(x, full, least=least) if full else []
    kept = [groups for groups in sharpened if _has_enough_rows(groups.assign_groups(x), k, least)]
    if kept:
        groups = max(kept, key=lambda it: it.likelihood)
    else:
        groups = fit_shared_mixture(x, labels, steps=0)
    return Partition(labels=labels, centres=centres, groups=groups)


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
    return [start for _, start in splits[:_SPLITS]]


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
        for column in np.argsort(flatness, kind="stable")[:_SPLITS]:
            step = np.where(np.arange(len(centre)) == column, spread, 0.0)
            halves = np.vstack([centre - step, centre + step])
            splits.append((float(flatness[column]), group, halves))
    splits.sort(key=lambda split: split[:2])
    most = _SPLITS if before is None else 1
    return [
        np.vstack([np.delete(np.array(means), group, axis=0), halves])
        for _, group, halves in splits[:most]
    ]
