"""Which short tree of conditions leads a customer to the segment the model gives?

Raw features (gaps filled) and segments in, `TreeEnd`s out: conditions as intervals per column, in
numbers people can say. The limits of the forks are rounded as far as the customers allow, and ends
that differ in nothing are joined.

References
----------
Breiman L, Friedman J, Olshen R, Stone C (1984), Classification and Regression Trees, section 3.4.3
(the smallest tree within one standard error of the best).

"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from finseg.interpret.forks import Criterion, Fork, grow_forks
from finseg.maths.arrays import Bools, Floats, Ints
from finseg.maths.roundest import find_roundest_number

Interval = tuple[float, float]  # low <= value < high; infinite where open

ROUNDING = 0.01  # share of a fork's customers that a rounder limit may send the other way
FEWEST = 5  # customers at an end of the tree
_CRITERIA: tuple[Criterion, ...] = ("gini", "entropy")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeEnd:
    """One end of the tree: intervals per column number, and the segment found there."""

    bounds: Mapping[int, Interval]
    segment: int


def grow_tree(
    x: Floats,
    segment: Ints,
    k: int,
    held_x: Floats,
    held_segment: Ints,
    *,
    weights: Floats | None = None,
    held_weights: Floats | None = None,
) -> list[TreeEnd]:
    """Grow the smallest tree that agrees with the segments about as well as any short one.

    Parameters
    ----------
    x, segment : arrays of shape (m, d) and (m,)
        Customers the trees are grown on; finite.
    k : int
        Segments, some of which may have no customer here.
    held_x, held_segment : arrays of shape (h, d) and (h,)
        Customers by which the number of ends is chosen: between k and 2 k + 2, the fewest whose
        agreement is within one standard error of the best.
    weights, held_weights : arrays of shape (m,) and (h,), optional
        How much each customer counts.

    Returns
    -------
    list of TreeEnd
        They divide the space: every row meets exactly one.

    Notes
    -----
    Two trees of O(m d log m). They grow by the best fork first, so that a smaller tree is what
    stood after fewer forks.

    """
    most = 2 * k + 2
    fewest = min(FEWEST, max(1, len(x) // (2 * most)))
    trees = [
        grow_forks(x, segment, ends=most, fewest=fewest, criterion=criterion, weights=weights)
        for criterion in _CRITERIA
    ]
    grown = [
        min(
            (_collect_tree_ends(_Grown(tree, ends), 0, x, segment, weights, {}) for tree in trees),
            key=lambda ends: -measure_tree_agreement(ends, held_x, held_segment, held_weights),
        )
        for ends in range(max(k, 2), most + 1)
    ]
    scores = [measure_tree_agreement(ends, held_x, held_segment, held_weights) for ends in grown]
    best = max(scores)
    slack = math.sqrt(best * (1 - best) / max(len(held_x), 1))
    return next(ends for ends, score in zip(grown, scores, strict=True) if score >= best - slack)


def measure_tree_agreement(
    ends: list[TreeEnd], x: Floats, segment: Ints, weights: Floats | None = None
) -> float:
    """Return the share of rows that the tree puts into their segment; nan without rows."""
    return compute_hit_share(assign_by_tree(ends, x) == segment, weights)


def compute_hit_share(hits: Bools, weights: Floats | None = None) -> float:
    """Return the share of hits, each row counted by its weight; nan without any."""
    if weights is None:
        return float(hits.mean()) if len(hits) else math.nan
    whole = float(weights.sum())
    # Sums of weights in another order may differ in the last digit.
    return min(1.0, float(weights @ hits) / whole) if whole > 0 else math.nan


def assign_by_tree(ends: list[TreeEnd], x: Floats) -> Ints:
    """Put each row into the segment of the end it meets."""
    out = np.zeros(len(x), dtype=np.int64)
    for end in ends:
        out[find_rows_within(end.bounds, x)] = end.segment
    return out


def find_rows_within(bounds: Mapping[int, Interval], x: Floats) -> Bools:
    """Tell which rows lie within all intervals."""
    inside = np.ones(len(x), dtype=bool)
    for column, (low, high) in bounds.items():
        inside &= (x[:, column] >= low) & (x[:, column] < high)
    return inside


class _Grown(NamedTuple):
    """A tree as it stood when it had so many ends."""

    forks: Mapping[int, Fork]
    ends: int

    def find_fork(self, node: int) -> Fork | None:
        """Find the fork of a node, if it had forked then: nodes are numbered fork by fork."""
        fork = self.forks.get(node)
        return fork if fork is not None and fork.left < 2 * self.ends - 1 else None


def _collect_tree_ends(
    grown: _Grown,
    node: int,
    x: Floats,
    segment: Ints,
    weights: Floats | None,
    bounds: Mapping[int, Interval],
) -> list[TreeEnd]:
    """Read off the ends below a node, for the rows that reach it."""
    fork = grown.find_fork(node)
    leaf = TreeEnd(bounds=bounds, segment=int(np.bincount(segment, weights=weights).argmax()))
    if fork is None:
        return [leaf]
    column = fork.column
    limit = round_limit(x[:, column], fork.limit)
    below = x[:, column] < limit
    if below.all() or not below.any():
        return [leaf]
    low, high = bounds.get(column, (-math.inf, math.inf))
    sides = ((fork.left, below, (low, limit)), (fork.right, ~below, (limit, high)))
    ends = [
        end
        for child, inside, span in sides
        for end in _collect_tree_ends(
            grown,
            child,
            x[inside],
            segment[inside],
            None if weights is None else weights[inside],
            {**bounds, column: span},
        )
    ]
    return [leaf] if len({end.segment for end in ends}) == 1 else ends


def round_limit(values: Floats, limit: float) -> float:
    """Round a limit as far as `ROUNDING` of these values on either side allow.

    Parameters
    ----------
    values : array of shape (m,)
        Values that the limit divides.
    limit : float

    Returns
    -------
    float
        Between values; a whole number where all values are.

    """
    ordered = np.sort(values)
    place = int(np.searchsorted(ordered, limit, side="right"))
    if not 0 < place < len(ordered):
        return limit
    slack = int(ROUNDING * len(ordered))
    low = float(ordered[max(place - 1 - slack, 0)])
    high = float(ordered[min(place + slack, len(ordered) - 1)])
    return find_round_number(low, high, whole=are_all_whole(ordered))


def are_all_whole(values: Floats) -> bool:
    """Tell whether all values are whole numbers."""
    return bool((values == np.floor(values)).all())


def find_round_number(low: float, high: float, *, whole: bool) -> float:
    """Return a round limit that has `low` below it and `high` not.

    Parameters
    ----------
    low, high : float
        Two different values of a column.
    whole : bool
        The column holds whole numbers, so the limit is to be one.

    """
    above = math.floor(low) + 1.0 if whole else math.nextafter(low, math.inf)
    found = find_roundest_number(min(above, high), high)
    return float(math.ceil(found)) if whole else found
