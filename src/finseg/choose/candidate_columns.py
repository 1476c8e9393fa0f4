"""In which of many columns might groups lie that the others drown?

Sampled matrix in, a few sets of columns out, those that promise most first. Groups tie the columns
in which they differ to each other: a column that depends on no other, and has a gap of its own
neither, carries no groups. So the sets are the columns that depend on each other and on no others;
within these, the ones that depend on each other most; and the columns with more than one peak.
Judges nothing: `finseg.choose.carriers` looks for gaps in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Bools, Floats
from finseg.maths.atoms import spread_heaps_and_ties
from finseg.maths.dependence import Dependence
from finseg.maths.dip import dip_p_value, dip_statistic

CHANCE = 0.01  # of calling any two independent columns dependent, or any column one of two peaks
LEFT_OUT = 0.25  # of the columns, at least: groups are not drowned by fewer
MOST_TIED = 3  # sets of columns that depend on each other
MOST_CORES = 2  # sets of those that do most

Columns = tuple[int, ...]


class Candidates(NamedTuple):
    """Sets of columns in which groups might lie, by where they come from."""

    tied: tuple[Columns, ...]  # that depend on each other, and on no others
    cores: tuple[Columns, ...]  # parts of these that depend on each other much more
    peaked: Columns  # with more than one peak of their own


def list_candidates(x: Floats, dependence: Dependence) -> Candidates:
    """List the sets of columns that are worth a look.

    Parameters
    ----------
    x : array of shape (n, d)
        Columns of numbers, not levels.
    dependence : Dependence
        How they depend on each other.

    Notes
    -----
    Ties between sets go to the columns that stand first. O(n d^2 + d^4).

    """
    d = x.shape[1]
    joined = dependence.p < CHANCE / max(1, d * (d - 1) // 2)
    strength = np.where(joined, dependence.strength, 0.0)
    parts = [part for part in _find_parts(joined) if len(part) > 1]
    parts.sort(key=lambda part: -round(float(_select_ties(strength, part, part).sum()), 9))
    most = d - LEFT_OUT * d
    cores = sorted(_find_cores(strength, {*parts}), key=lambda found: -round(found[0], 9))
    return Candidates(
        tied=tuple(part for part in parts if len(part) <= most)[:MOST_TIED],
        cores=tuple(core for _, core in cores if len(core) <= most)[:MOST_CORES],
        peaked=_find_peaked_columns(x, most),
    )


def _find_parts(joined: Bools) -> list[Columns]:
    """Return the columns that are joined, directly or by others, in the order of their first."""
    parts: list[Columns] = []
    left = set(range(len(joined)))
    while left:
        part, edge = set[int](), {min(left)}
        while edge:
            part |= edge
            edge = {int(j) for i in edge for j in np.flatnonzero(joined[i])} - part
        left -= part
        parts.append(tuple(sorted(part)))
    return parts


def _find_cores(strength: Floats, known: set[Columns]) -> Iterator[tuple[float, Columns]]:
    """Yield the parts that fall out where weaker ties are cut, and how much stronger theirs are.

    How much: the tie that holds a part together, over the strongest one that leads out of it.
    """
    seen = set(known)
    for level in np.unique(strength[strength > 0]):
        for part in _find_parts(strength > level):
            if len(part) < 2 or part in seen:
                continue
            seen.add(part)
            others = [j for j in range(len(strength)) if j not in part]
            out = float(_select_ties(strength, part, others).max())
            yield _find_weakest_tie(_select_ties(strength, part, part)) / out, part


def _select_ties(strength: Floats, some: Sequence[int], others: Sequence[int]) -> Floats:
    return strength[np.ix_(list(some), list(others))]


def _find_weakest_tie(strength: Floats) -> float:
    """Return the strength up to which all columns of a part stay joined."""
    weakest, inside = np.inf, np.arange(len(strength)) == 0
    while not inside.all():
        reach = np.where(inside, -1.0, strength[inside].max(axis=0))
        weakest = min(weakest, float(reach.max()))
        inside[int(reach.argmax())] = True
    return float(weakest)


def _find_peaked_columns(x: Floats, most: float) -> Columns:
    """Return the columns with more than one peak; none where that are nearly all."""
    spread = spread_heaps_and_ties(x)
    chance = CHANCE / x.shape[1]
    found = tuple(
        j
        for j in range(x.shape[1])
        if np.ptp(spread[:, j]) > 0
        and dip_p_value(dip_statistic(spread[:, j]), len(np.unique(x[:, j]))) <= chance
    )
    return found if len(found) <= most else ()
