"""Which columns carry groups that all columns together do not show?

Sampled matrix and what all columns showed in, `Carriers` out, or nothing. Groups in four columns
are drowned by three columns of noise beside them: each adds to the distance between customers, and
tells nothing of their group. A few sets of columns (`finseg.choose.candidate_columns`) are looked
at as the whole table was (`finseg.choose.structure`); the chance of finding gaps where there are
none is shared among all of them. Where a set has natural groups, the carriers are all columns in
which these groups differ, and it is the groups in them that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.choose.candidate_columns import (
    LEFT_OUT,
    MOST_CORES,
    MOST_TIED,
    Columns,
    list_candidates,
)
from finseg.choose.dividing_columns import find_dividing_columns, measure_shares_between
from finseg.choose.effort import QUICK, Effort
from finseg.choose.structure import Structure, find_structure, is_far_from_gaps
from finseg.maths.arrays import Floats
from finseg.maths.dependence import measure_dependence
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
class FindCarriers:
    """A task for `finseg.beside`: find the columns that carry groups."""

    x: Floats  # (m, d), sampled customers in the order of their content
    columns: tuple[str, ...]
    levels: tuple[int, ...]  # columns that are levels of categories, which have gaps by nature
    whole: Separation | None  # what all columns together showed; None: to be looked at
    k_max: int
    seed: tuple[int, ...]

    def run(self) -> Carriers | None:
        """Find them."""
        with one_thread():
            return find_carriers(
                self.x,
                self.columns,
                levels=self.levels,
                whole=self.whole,
                k_max=self.k_max,
                seed=np.random.SeedSequence(self.seed),
            )


def find_carriers(
    x: Floats,
    columns: Sequence[str],
    /,
    *,
    whole: Separation | None,
    k_max: int,
    seed: np.random.SeedSequence,
    levels: Sequence[int] = (),
) -> Carriers | None:
    """Find the columns that carry groups which all columns together hide; None if there are none.

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
    seed : numpy.random.SeedSequence
        For the starts of k-means alone.
    levels : sequence of int
        Columns that are levels of categories: they are not looked at.

    Returns
    -------
    Carriers or None
        The same for any order of rows and of columns.

    Notes
    -----
    At most 2,000 customers are looked at, in at most 7 sets of columns, each twice at most.

    """
    places = sorted(set(range(x.shape[1])) - set(levels), key=lambda j: columns[j])
    if len(places) < FEWEST_COLUMNS:
        return None
    names = [columns[j] for j in places]
    search = _Search(np.asarray(x[:ROWS, places], order="F"), max(2, k_max), seed)
    whole = whole or search.look_at_all(names)
    found = search.run(tuple(j for j, name in enumerate(names) if name in whole.columns))
    if found is None or not _shows_more(found.separation, whole):
        return None
    return Carriers(
        columns=tuple(names[j] for j in found.columns),
        natural_k=found.separation.natural_k,
        whole_k=whole.natural_k,
        whole=whole.outcome,
        rows=found.separation.rows,
    )


def _shows_more(found: Separation, whole: Separation) -> bool:
    """Whether there are more groups; where averages do not follow those of the whole, as many."""
    least = whole.natural_k if whole.outcome == "misfit" else whole.natural_k + 1
    return found.natural_k >= least


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Columns whose groups are natural, and differ in every one of them."""

    columns: Columns
    separation: Separation


class _Search:
    """Look at one set of columns after the other, until one has natural groups."""

    def __init__(self, x: Floats, k_max: int, seed: np.random.SeedSequence) -> None:
        self._x, self._k_max, self._seed = x, k_max, seed
        self._dependence = measure_dependence(self._x)
        self._seen: dict[Columns, Structure | None] = {}

    def run(self, dividing: Columns) -> _Found | None:
        """Return the first that has; of several that are tied, what they have together.

        `dividing` are the columns in which groups of the whole table differ, if it has any.
        """
        candidates = list_candidates(self._x, self._dependence)
        parts = (dividing, *candidates.tied)
        tied = [found for part in parts if (found := self._find_groups(part))]
        if len(tied) > 1:
            both = self._find_groups(tuple(sorted({j for one in tied for j in one.columns})))
            tied = [both] if both else tied
        if tied:
            return max(tied, key=lambda found: found.separation.natural_k)
        for part in (*candidates.cores, candidates.peaked):
            found = self._find_groups(part)
            if found:
                return found
        return None

    def look_at_all(self, names: Sequence[str]) -> Separation:
        """Look for groups in all columns together."""
        found = self._find_structure(self._x, QUICK, looks=1)
        columns = find_dividing_columns(self._x, found.labels, names)
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
            self._seen[part] = self._look_closely(part) if part else None
        return self._seen[part]

    def _look_closely(self, part: Columns) -> Structure | None:
        x = np.ascontiguousarray(self._x[:, part])
        glance = self._find_structure(x, GLANCE, looks=1).separation
        if glance.outcome == "none" and is_far_from_gaps(*glance.levels):
            return None
        return self._find_structure(x, QUICK, looks=LOOKS)

    def _find_structure(self, x: Floats, effort: Effort, *, looks: int) -> Structure:
        return find_structure(x, k_max=self._k_max, seed=self._seed, effort=effort, looks=looks)
