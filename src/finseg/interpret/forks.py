"""Which fork tells the segments apart best, and which comes next?

Features and segments in, the forks of a classification tree out, in the order in which they were
made: the fork that makes the ends purest comes first, wherever it lies. Every limit between two
values of a column is looked at.

Reference: Breiman L, Friedman J, Olshen R, Stone C (1984), Classification and Regression Trees,
chapters 2 and 4 (Gini's index and entropy; the gain of a fork).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Bools, Floats, Ints, Places

Criterion = Literal["gini", "entropy"]

_APART = 1e-12  # of a column's largest value: two values nearer than this are one
_PURE = 1e-12  # impurity at which nothing is left to tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Where the rows at a node part: those up to the limit go left.

    Nodes are numbered in the order in which they arise: 0 is the root, and the fork made as the
    i-th (from 1) leads to 2 i - 1 and 2 i.
    """

    column: int
    limit: float
    left: int

    @property
    def right(self) -> int:
        """The node of the rows beyond the limit."""
        return self.left + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best fork of a node."""

    gain: float
    column: int
    limit: float


def grow_forks(
    x: Floats,
    segment: Ints,
    *,
    ends: int,
    fewest: int,
    criterion: Criterion,
    weights: Floats | None,
) -> Mapping[int, Fork]:
    """Make forks, the one with the largest gain first, until there are so many ends.

    Parameters
    ----------
    x, segment : arrays of shape (m, d) and (m,)
        Finite features, and the segment of each row.
    ends : int
        At most.
    fewest : int
        Rows at each end.
    criterion : "gini" or "entropy"
    weights : array of shape (m,), optional
        How much each row counts; rows of weight 0 are passed over.

    Returns
    -------
    mapping from node to Fork
        Fewer where every end is pure, or too small to part. Of equal forks the one on the first
        column, at the lowest limit.

    Notes
    -----
    O(m d log m + ends · m d k) time, O(m d k) memory.

    """
    if weights is not None:
        x, segment, weights = x[weights > 0], segment[weights > 0], weights[weights > 0]
    counted = np.ones(len(x)) if weights is None else weights
    members = np.zeros((len(x), int(segment.max(initial=0)) + 1))
    members[np.arange(len(x)), segment] = counted
    search = _Search(x, members, fewest, _CRITERIA[criterion])
    forks: dict[int, Fork] = {}
    waiting: list[tuple[float, int, Places, _Found]] = []

    def look_at(node: int, sorted_rows: Places) -> None:
        found = search.find_fork(sorted_rows)
        if found is not None:
            heapq.heappush(waiting, (-found.gain, node, sorted_rows, found))

    look_at(0, np.argsort(x, axis=0, kind="stable").T)
    while waiting and len(forks) + 1 < ends:
        _, node, sorted_rows, found = heapq.heappop(waiting)
        fork = Fork(column=found.column, limit=found.limit, left=2 * len(forks) + 1)
        forks[node] = fork
        below = x[:, fork.column] <= fork.limit
        look_at(fork.left, _keep_rows(sorted_rows, below))
        look_at(fork.right, _keep_rows(sorted_rows, ~below))
    return forks


def _keep_rows(sorted_rows: Places, kept: Bools) -> Places:
    """Keep some of the rows of a node, sorted by every column as they were."""
    return sorted_rows[kept[sorted_rows]].reshape(len(sorted_rows), -1)


class _Search:
    """All that the forks of a tree are looked for in."""

    def __init__(
        self, x: Floats, members: Floats, fewest: int, impurity: Callable[[Floats], Floats]
    ) -> None:
        self.x, self.members, self.fewest, self.impurity = x, members, fewest, impurity

    def find_fork(self, sorted_rows: Places) -> _Found | None:
        """Find the fork with the largest gain; None where a node is pure or too small.

        `sorted_rows` (d, m) are the node's rows, sorted by each column.
        """
        size = sorted_rows.shape[1]
        if size < 2 * self.fewest:
            return None
        whole = self.members[sorted_rows[0]].sum(axis=0)
        before = float(self.impurity(whole))
        if before <= _PURE * whole.sum():
            return None
        places = slice(self.fewest - 1, size - self.fewest)  # of the last row that goes left
        best: _Found | None = None
        for column, rows in enumerate(sorted_rows):
            values = self.x[rows, column]
            lower, upper = values[places], values[self.fewest : size - self.fewest + 1]
            halved = upper / 2 - lower / 2  # the whole may be beyond all numbers
            apart = halved > _APART * max(abs(values[0]), abs(values[-1])) / 2
            if not apart.any():
                continue
            left = np.cumsum(self.members[rows], axis=0)[places][apart]
            after = self.impurity(left) + self.impurity(whole - left)
            place = int(after.argmin())
            gain = before - float(after[place])
            if best is None or gain > best.gain:
                at = np.flatnonzero(apart)[place]
                best = _Found(gain=gain, column=column, limit=float(lower[at] / 2 + upper[at] / 2))
        return best


def _weigh_gini(counts: Floats) -> npt.NDArray[np.float64]:
    """Return Gini's index times the weight of the rows, for counts (…, k)."""
    total = counts.sum(axis=-1)
    return np.asarray(total - (counts**2).sum(axis=-1) / np.where(total > 0, total, 1.0))


def _weigh_entropy(counts: Floats) -> npt.NDArray[np.float64]:
    """Return the entropy times the weight of the rows, for counts (…, k)."""
    total = counts.sum(axis=-1, keepdims=True)
    share = np.maximum(counts, 0.0) / np.where(total > 0, total, 1.0)
    logs = np.log2(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-(counts * logs).sum(axis=-1))


_CRITERIA: Mapping[Criterion, Callable[[Floats], Floats]] = {
    "gini": _weigh_gini,
    "entropy": _weigh_entropy,
}
