"""Are there natural groups among these customers, and how many?

Prepared matrix (n, d) in, `Structure` out: the number of groups that gaps separate (1 if
there are none), every border that was tested, and the grouping. Does not choose how many
segments to work with (that is the verdict's), fits nothing that is kept, reads no files.

The rule. For k = 2 .. k_max the best k-means partition, sharpened by a mixture with one shared
spread, is judged border by border (`finseg.choose.levels`); natural_k is the largest k of which
every border is a gap. A second look that knows no centres, at the islands that no
mutual nearest neighbours join, says when there are groups that centre-shaped segments cannot
follow: the outcome is then `misfit`, not a number of segments.

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from finseg.choose.effort import DEFAULT, Effort
from finseg.choose.levels import FEWEST, Partition, find_partition, judge_borders
from finseg.choose.sample_for_gaps import DIGITS, Canvas, prepare_canvas
from finseg.maths.agreement import compare_groupings, compute_adjusted_rand, contingency_table
from finseg.maths.arrays import Floats, Places
from finseg.maths.proximity import find_islands
from finseg.maths.shared_mixture import SharedMixture
from finseg.records.separation import GapEvidence, Separation

AGREEMENT = 0.75  # adjusted Rand from which k-means is said to follow the groups
ISLAND_SHARE = 0.05  # of the customers; smaller parts are outliers, not islands
WITHIN = 0.9  # of a group's customers on one island: the group does not span several


class Structure(NamedTuple):
    """Natural groups, and who is in which."""

    separation: Separation
    labels: Places  # (n,), 0 .. natural_k-1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One k: its evidence, the groups judged, and the k-means labels of the sample."""

    level: GapEvidence
    groups: SharedMixture
    kmeans: Places


def find_structure(
    x: Floats,
    /,
    *,
    k_max: int,
    seed: np.random.SeedSequence,
    least_share: float = 0.01,
    effort: Effort = DEFAULT,
) -> Structure:
    """Find the natural groups, or say that there are none.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared features: finite, unitless, columns of comparable spread.
    k_max : int
        The largest number of groups looked for, >= 2.
    seed : numpy.random.SeedSequence
        For the starts of k-means alone.
    least_share : float
        A smaller share of the customers is not a group: outliers are not a segment.
    effort : Effort
        How many rows are looked at, and from how many starts.

    Returns
    -------
    Structure
        The same for any order of rows and of columns, and when every row is repeated.

    Raises
    ------
    ValueError
        If `x` is not a finite matrix with a row, or `k_max` is below 2.

    Notes
    -----
    Cost is linear in the rows up to the sample and about cubic in `k_max`.

    """
    _require_matrix(x, k_max)
    rounded = np.round(x, DIGITS)
    if (rounded == rounded[:1]).all():
        return _state_no_groups(len(x), (), 1, len(x))
    canvas = prepare_canvas(x, seed, most_rows=effort.gap_rows)
    if canvas.distinct < FEWEST:
        return _state_no_groups(len(x), (), 1, len(canvas.x))
    least = max(FEWEST, int(np.ceil(least_share * len(canvas.x))))
    attempts: list[_Attempt] = []
    before: Partition | None = None
    for k in range(2, min(k_max, canvas.distinct // FEWEST) + 1):
        before = find_partition(canvas, k, before=before, starts=effort.gap_starts, least=least)
        level = judge_borders(canvas, before.groups, least=least)
        attempts.append(_Attempt(level=level, groups=before.groups, kmeans=before.labels))
    return _conclude_structure(canvas, attempts)


def _require_matrix(x: Floats, k_max: int) -> None:
    """Refuse what is not a finite matrix, or no choice of k."""
    if x.ndim != 2 or len(x) == 0 or not np.isfinite(x).all():
        raise ValueError(f"need a finite matrix with at least one row, got shape {x.shape}")
    if k_max < 2:
        raise ValueError(f"`k_max` must be at least 2, got {k_max}")


def _conclude_structure(canvas: Canvas, attempts: list[_Attempt]) -> Structure:
    """Weigh the gaps between centres against the islands."""
    part = find_islands(canvas.neighbours)
    large = int((np.bincount(part) >= max(FEWEST, ISLAND_SHARE * len(part))).sum())
    levels = tuple(attempt.level for attempt in attempts)
    best = next((attempt for attempt in reversed(attempts) if attempt.level.passes), None)
    groups = (
        np.zeros(len(canvas.x), dtype=np.intp)
        if best is None
        else best.groups.assign_groups(canvas.x)
    )
    if _spans_islands(groups[canvas.graph_rows], part, large):
        return _take_islands_as_groups(canvas, attempts, part, large)
    if best is None:
        return _state_no_groups(len(canvas.row_of), levels, large, len(canvas.x))
    return _state_groups(
        canvas,
        levels,
        large,
        labels=best.groups.assign_groups(canvas.everyone)[canvas.row_of],
        agreement=_measure_relative_agreement(
            best.groups.membership_probabilities(canvas.x), best.kmeans
        ),
        natural_k=best.level.k,
    )


def _spans_islands(groups: Places, part: Places, large: int) -> bool:
    """Say whether some group lies on several of the large islands."""
    on_island = part < large
    table = contingency_table(groups[on_island], part[on_island])
    return bool((table.max(axis=1) < WITHIN * table.sum(axis=1)).any())


def _take_islands_as_groups(
    canvas: Canvas, attempts: list[_Attempt], part: Places, large: int
) -> Structure:
    """Take the islands as the groups; everyone else belongs to the nearest one."""
    from scipy.spatial import cKDTree

    on_island = np.flatnonzero(part < large)
    places = canvas.graph_rows[on_island]
    nearest = cKDTree(canvas.x[places]).query(canvas.everyone)[1]
    same_k = [attempt for attempt in attempts if attempt.level.k == large]
    agreement = compare_groupings(same_k[0].kmeans[places], part[on_island]) if same_k else 0.0
    return _state_groups(
        canvas,
        tuple(attempt.level for attempt in attempts),
        large,
        labels=part[on_island][nearest][canvas.row_of],
        agreement=agreement,
        natural_k=large,
    )


def _state_groups(
    canvas: Canvas,
    levels: tuple[GapEvidence, ...],
    large: int,
    *,
    labels: Places,
    agreement: float,
    natural_k: int,
) -> Structure:
    """State the groups, and whether k-means follows them."""
    separation = Separation(
        natural_k=natural_k,
        outcome="natural" if agreement >= AGREEMENT else "misfit",
        agreement=agreement,
        islands=large,
        rows=len(canvas.x),
        looks=1,
        agreeing=1,
        levels=levels,
    )
    return Structure(separation, np.asarray(labels, dtype=np.intp))


def _state_no_groups(
    n: int, levels: tuple[GapEvidence, ...], large: int, rows_used: int
) -> Structure:
    """State that there are no natural groups."""
    separation = Separation(
        natural_k=1,
        outcome="none",
        agreement=1.0,
        islands=large,
        rows=rows_used,
        looks=1,
        agreeing=1,
        levels=levels,
    )
    return Structure(separation, np.zeros(n, dtype=np.intp))


def _measure_relative_agreement(memberships: Floats, labels: Places) -> float:
    """Return the agreement of a grouping with uncertain groups, of what the best would reach.

    Where groups overlap nobody can say to which a customer between them belongs: with chances
    of belonging in the place of labels, not even the groups themselves agree with them by 1.
    """
    best = memberships.argmax(axis=1)
    reached, possible = (
        float(compute_adjusted_rand(memberships.T @ np.eye(int(given.max()) + 1)[given]))
        for given in (labels, best)
    )
    return min(1.0, reached / possible) if possible > 0 else 0.0
