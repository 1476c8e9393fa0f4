"""Which columns carry groups that all columns together do not show?

Sampled matrix and what all columns showed in, `Carriers` out, or nothing. Groups in four columns
are drowned by three columns of noise beside them: each adds to the distance between customers, and
tells nothing of their group. A few sets of columns (`finseg.choose.candidate_columns`) are looked
at as the whole table was (`finseg.choose.structure`); the chance of finding gaps where there are
none is shared among all of them. Where a set has natural groups, the carriers are all columns in
which these groups differ, and it is the groups in them that count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from finseg.choose.candidate_columns import (
    LEFT_OUT,
    MOST_CORES,
    MOST_TIED,
    Candidates,
    Columns,
    list_candidates,
)
from finseg.choose.dividing_columns import find_dividing_columns, measure_shares_between
from finseg.choose.effort import QUICK, Effort
from finseg.choose.structure import Structure, find_structure, is_far_from_gaps
from finseg.maths.arrays import Floats
from finseg.maths.dependence import Dependence, measure_dependence
from finseg.maths.threads import one_thread
from finseg.records.carriers import FEWEST_COLUMNS, Carriers
from finseg.records.separation import Separation

ROWS = 2_000  # customers at most
CARRIES = 0.2  # of a column's variance between the groups, from which it carries them
TIED = 0.25  # chi squared per row, from which a column left out belongs to those that carry
LOOKS = MOST_TIED + MOST_CORES + 2  # among which the chance is shared, however many are taken
# Most sets have nothing near a gap, which half the customers and a third of the starts show.
GLANCE = replace(QUICK, gap_rows=1_000, gap_starts=4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LookAtColumns:
    """A task for `finseg.beside`: look for gaps in one set of columns."""

    x: Floats  # (m, j), sampled customers in the order of their content
    k_max: int
    seed: tuple[int, ...]

    def run(self) -> Structure | None:
        """Look; None where a glance shows that there are none."""
        with one_thread():
            seed = np.random.SeedSequence(self.seed)
            glance = _find_structure(self.x, self.k_max, seed, GLANCE).separation
            if glance.outcome == "none" and is_far_from_gaps(*glance.levels):
                return None
            return _find_structure(self.x, self.k_max, seed, QUICK, looks=LOOKS)


def _find_structure(
    x: Floats, k_max: int, seed: np.random.SeedSequence, effort: Effort, *, looks: int = 1
) -> Structure:
    return find_structure(x, k_max=k_max, seed=seed, effort=effort, looks=looks)


def _shows_more(found: Separation, whole: Separation) -> bool:
    """Whether there are more groups; where averages do not follow those of the whole, as many."""
    least = whole.natural_k if whole.outcome == "misfit" else whole.natural_k + 1
    return found.natural_k >= least


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Columns whose groups are natural, and differ in every one of them."""

    columns: Columns
    separation: Separation


class ColumnSearch:
    """Look at one set of columns after the other, until one has natural groups.

    The first looks need nothing of each other, so that a second process can take some of them.

    Notes
    -----
    At most 2,000 customers are looked at, in at most 7 sets of columns, each twice at most.

    """

    def __init__(
        self,
        x: Floats,
        columns: Sequence[str],
        *,
        whole: Separation | None,
        k_max: int,
        seed: tuple[int, ...],
        levels: Sequence[int] = (),
    ) -> None:
        """Take the customers and their columns.

        Parameters
        ----------
        x : array of shape (n, d)
            Prepared features of sampled customers.
        columns : sequence of d names
        whole : Separation or None
            What all columns together showed: the carriers must show more groups, or as many natural
            ones where segments around averages do not follow those. None: it is looked at.
        k_max : int
            The largest number of groups looked for, >= 2.
        seed : tuple of int
            For the starts of k-means alone.
        levels : sequence of int
            Columns that are levels of categories: they are not looked at.

        """
        places = sorted(set(range(x.shape[1])) - set(levels), key=lambda j: columns[j])
        self._names = [columns[j] for j in places]
        self._x = np.asarray(x[:ROWS, places], order="F")
        self._whole, self._k_max, self._seed = whole, max(2, k_max), seed
        self._seen: dict[Columns, Structure | None] = {}

    @cached_property
    def _dependence(self) -> Dependence:
        return measure_dependence(self._x)

    @cached_property
    def _candidates(self) -> Candidates:
        return list_candidates(self._x, self._dependence)

    def plan_looks(self) -> dict[Columns, LookAtColumns]:
        """Plan a look at every set of columns that may be looked at first."""
        if len(self._names) < FEWEST_COLUMNS or self._whole is None:
            return {}
        first = (*self._list_tied(self._whole), *self._candidates.cores, self._candidates.peaked)
        return {part: self._plan_look(part) for part in first if part and not self._is_bent(part)}

    def conclude(self, looked: Mapping[Columns, Structure | None] | None = None) -> Carriers | None:
        """Find the carriers, the same for any order of rows and columns; None if there are none.

        `looked` is what came of looks that were planned.
        """
        with one_thread():
            return self._conclude(looked or {})

    def _conclude(self, looked: Mapping[Columns, Structure | None]) -> Carriers | None:
        if len(self._names) < FEWEST_COLUMNS:
            return None
        self._seen.update(looked)
        whole = self._whole or self._look_at_all()
        found = self._find_first(whole)
        if found is None or not _shows_more(found.separation, whole):
            return None
        return Carriers(
            columns=tuple(self._names[j] for j in found.columns),
            natural_k=found.separation.natural_k,
            whole_k=whole.natural_k,
            whole=whole.outcome,
            rows=found.separation.rows,
        )

    def _list_tied(self, whole: Separation) -> tuple[Columns, ...]:
        """List the columns in which groups of the whole table differ, and those that are tied."""
        dividing = tuple(j for j, name in enumerate(self._names) if name in whole.columns)
        return (dividing, *self._candidates.tied)

    def _find_first(self, whole: Separation) -> _Found | None:
        """Return the first that has groups; of several that are tied, what they have together."""
        parts = self._list_tied(whole)
        tied = [found for part in parts if (found := self._find_groups(part))]
        if len(tied) > 1:
            both = self._find_groups(tuple(sorted({j for one in tied for j in one.columns})))
            tied = [both] if both else tied
        if tied:
            return max(tied, key=lambda found: found.separation.natural_k)
        for part in (*self._candidates.cores, self._candidates.peaked):
            found = self._find_groups(part)
            if found:
                return found
        return None

    def _look_at_all(self) -> Separation:
        """Look for groups in all columns together."""
        seed = np.random.SeedSequence(self._seed)
        found = _find_structure(self._x, self._k_max, seed, QUICK)
        columns = find_dividing_columns(self._x, found.labels, self._names)
        return replace(found.separation, columns=columns)

    def _find_groups(self, part: Columns) -> _Found | None:
        """Look for groups in these columns, and then in all those in which these differ."""
        first = None if self._is_bent(part) else self._look(part)
        if first is None or first.separation.natural_k < 2:
            return None
        shares = measure_shares_between(self._x, first.labels)
        carrying = tuple(map(int, np.flatnonzero(shares >= CARRIES)))
        if len(carrying) > (1 - LEFT_OUT) * self._x.shape[1] or self._is_bent(carrying):
            return None
        found = self._look(carrying)
        if found is None or found.separation.outcome != "natural":
            return None
        return _Found(columns=carrying, separation=found.separation)

    def _is_bent(self, carrying: Columns) -> bool:
        """Whether a column left out depends on a carrier more than groups that differ elsewhere do.

        One column of an arc has two peaks, at its ends, which the other column joins.
        """
        inside = np.isin(np.arange(self._x.shape[1]), carrying)
        ties = self._dependence.strength[np.ix_(inside, ~inside)]
        return bool(ties.max(initial=0.0) > TIED)

    def _look(self, part: Columns) -> Structure | None:
        """Look for gaps in these columns; None where a glance shows that there are none."""
        if part not in self._seen:
            self._seen[part] = self._plan_look(part).run() if part else None
        return self._seen[part]

    def _plan_look(self, part: Columns) -> LookAtColumns:
        x = np.ascontiguousarray(self._x[:, part])
        return LookAtColumns(x=x, k_max=self._k_max, seed=self._seed)
