"""Are there natural groups among these customers, and how many?

Prepared matrix (n, d) in, `Structure` out: the number of groups that gaps separate (1 if
there are none), every border that was tested, and the grouping. Does not choose how many
segments to work with (that is the verdict's), fits nothing that is kept, reads no files.

The rule. For k = 2 .. k_max the best k-means partition, sharpened by a mixture with one shared
spread, is judged border by border (`finseg.choose.levels`); natural_k is the largest k of which
every border is a gap. The chance of finding gaps where there are none is shared among all k. First
2,000 customers are looked at; where these do not decide, the same partitions are judged on 8,000,
but not in a quick run. A second look that knows no centres, at the islands that no mutual nearest
neighbours join, says when there are groups that centre-shaped segments cannot follow: the outcome
is then `misfit`, not a number of segments.

"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from finseg.choose.effort import ALL_ROWS, DEFAULT, Effort
from finseg.choose.levels import FEWEST, judge_borders
from finseg.choose.partitions import Partition, find_partition, refine_partition
from finseg.choose.sample_for_gaps import DIGITS, Canvas, arrange_everyone, prepare_canvas
from finseg.maths.agreement import compare_groupings, compute_adjusted_rand, contingency_table
from finseg.maths.arrays import Floats, Places
from finseg.maths.proximity import find_islands
from finseg.records.separation import ALL_BORDERS, EACH_BORDER, FAMILY, GapEvidence, Separation

SEARCHED = 2_000  # customers on whom partitions are looked for; more judge what was found
FAR = 10.0  # times the limit of all borders: no more customers would bring the p-value within it
FULL = 0.7  # p-value of a border that is as full as one peak: no more customers would empty it
SURE = 0.2  # … and up to here no more customers would carry them out
CLOSE = 0.1  # … and an agreement this close to its limit might go either way
AGREEMENT = 0.75  # adjusted Rand from which k-means is said to follow the groups
ISLAND_SHARE = 0.05  # of the customers; smaller parts are outliers, not islands
WITHIN = 0.9  # of a group's customers on one island: the group does not span several


class Structure(NamedTuple):
    """Natural groups, and who is in which."""

    separation: Separation
    labels: Places  # (n,), 0 .. natural_k-1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One k: the groups that were looked at, and the evidence."""

    level: GapEvidence
    partition: Partition


def find_structure(
    x: Floats,
    /,
    *,
    k_max: int,
    seed: np.random.SeedSequence,
    least_share: float = 0.01,
    effort: Effort = DEFAULT,
    looks: int = 1,
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
    looks : int
        Among how many tables of the same customers the chance of finding gaps where there are none
        is shared.

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
    everyone = arrange_everyone(x)
    canvas = prepare_canvas(everyone, seed, most_rows=min(effort.gap_rows, SEARCHED))
    if canvas.distinct < FEWEST:
        return _state_no_groups(len(x), (), 1, len(canvas.x))
    attempts = _search_partitions(canvas, k_max, effort, least_share, looks)
    more = min(effort.gap_rows, len(everyone.given)) > len(canvas.x)
    if more and not is_far_from_gaps(*(a.level for a in attempts)):
        canvas = prepare_canvas(everyone, seed, most_rows=effort.gap_rows)
        attempts = _look_at_more(canvas, attempts, least_share)
    found = _conclude_structure(canvas, attempts)
    whole = min(ALL_ROWS, len(everyone.given)) <= len(canvas.x)
    settled = whole or _is_sure(found.separation)
    return found._replace(separation=replace(found.separation, settled=settled))


def _search_partitions(
    canvas: Canvas, k_max: int, effort: Effort, least_share: float, looks: int
) -> list[_Attempt]:
    """Find the partitions and judge their borders, one number of groups after the other."""
    least = _count_least(canvas, least_share)
    attempts: list[_Attempt] = []
    before: Partition | None = None
    ks = range(2, min(k_max, canvas.distinct // FEWEST) + 1)
    limit = min(ALL_BORDERS, FAMILY / max(len(ks), 1)) / looks
    for k in ks:
        before = find_partition(canvas, k, before=before, starts=effort.gap_starts, least=least)
        attempts.append(_judge_partition(canvas, before, least, limit))
    return attempts


def _look_at_more(canvas: Canvas, attempts: list[_Attempt], least_share: float) -> list[_Attempt]:
    """Judge the same partitions on more customers."""
    least = _count_least(canvas, least_share)
    return [
        _judge_partition(
            canvas, refine_partition(canvas, a.partition, least=least), least, a.level.limit
        )
        for a in attempts
    ]


def _judge_partition(canvas: Canvas, partition: Partition, least: int, limit: float) -> _Attempt:
    level = judge_borders(canvas, partition.groups, least=least, limit=limit)
    return _Attempt(level=level, partition=partition)


def _count_least(canvas: Canvas, share: float) -> int:
    return max(FEWEST, int(np.ceil(share * len(canvas.x))))


def _measure_nearness(level: GapEvidence) -> float:
    """Say how far a level is from gaps at every border: up to 1 its p-values are within limits."""
    return max(level.p / level.limit, level.worst_p / EACH_BORDER)


def is_far_from_gaps(*levels: GapEvidence) -> bool:
    """Whether no number of groups comes near to having gaps."""
    return all(level.p > FAR * level.limit or level.worst_p > FULL for level in levels)


def _is_sure(separation: Separation) -> bool:
    """Whether more customers would give the same answer, as far as can be told from these."""
    if separation.outcome == "none":
        return is_far_from_gaps(*separation.levels)
    further = [level for level in separation.levels if level.k > separation.natural_k]
    if not is_far_from_gaps(*further):
        return False  # on more customers there may be more groups
    best = separation.level(separation.natural_k)
    apart = abs(separation.agreement - AGREEMENT)
    return best is not None and _measure_nearness(best) <= SURE and apart > CLOSE


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
        else best.partition.groups.assign_groups(canvas.x)
    )
    if _spans_islands(groups[canvas.graph_rows], part, large):
        return _take_islands_as_groups(canvas, attempts, part, large)
    if best is None:
        return _state_no_groups(len(canvas.row_of), levels, large, len(canvas.x))
    return _state_groups(
        canvas,
        levels,
        large,
        labels=best.partition.groups.assign_groups(canvas.everyone)[canvas.row_of],
        agreement=_measure_relative_agreement(
            best.partition.groups.membership_probabilities(canvas.x), best.partition.labels
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
    agreement = (
        compare_groupings(same_k[0].partition.labels[places], part[on_island]) if same_k else 0.0
    )
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
