"""Which customers are examined in the search for natural groups?

Prepared matrix in, the same customers in canonical order out: no constant columns, repeats
of the whole table folded, heaps of equal values spread (`finseg.maths.atoms`), large tables
sampled. So every later answer is the same, digit by digit, for any order of rows or
columns, after a change of units, and when every row is repeated. What is sampled and how ties
are spread follows from the content of the rows: the seed is for the starts of k-means alone.
Judges nothing.

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Floats, Places
from finseg.maths.atoms import spread_heaps_and_ties
from finseg.maths.content_order import content_order
from finseg.maths.proximity import nearest_neighbours

DIGITS = 9  # of standard scores: hides the rounding of a change of units
NEIGHBOURS = 2.5  # times log(n): fewer leave chance gaps in thin data (Brito et al. 1997)
GRAPH_ROWS = 3_000  # rows of the nearest-neighbour graph; its cost grows with the square
# Orders of their own: those in which ties are spread are numbered as the columns.
ROWS_SEED, GRAPH_SEED = 2**32, 2**32 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The table as it is looked at.

    `everyone` (m, d) holds all customers in canonical order and `row_of` (n,) each given
    row's place among them. `x` (s, d) is the sample that is looked at and `given` (s,) the
    number of each one's given values: repeated rows share it. `graph_rows` (g,) are the
    places within the sample that `neighbours` (g, count) joins, numbered 0 .. g-1.
    """

    everyone: Floats
    row_of: Places
    x: Floats
    given: Places
    graph_rows: Places
    neighbours: Places
    distinct: int  # rows of the sample, as given and as looked at
    start_seed: int


class Everyone(NamedTuple):
    """All customers in canonical order, without repeats of the whole table and without heaps."""

    given: Floats  # (m, d) as given, rounded
    spread: Floats  # (m, d) with heaps and ties spread
    row_of: Places  # (n,) each given row's place
    number: Places  # (m,) the number of each one's given values: repeated rows share it


def arrange_everyone(x: Floats) -> Everyone:
    """Put a finite matrix (n, d) in canonical order, without repeats and heaps: O(d n log n)."""
    distinct, place, counts = np.unique(
        _canonical_columns(x), axis=0, return_inverse=True, return_counts=True
    )
    copies = counts // np.gcd.reduce(counts)
    number = np.repeat(np.arange(len(distinct)), copies)
    first = np.concatenate(([0], np.cumsum(copies)[:-1]))
    given = distinct[number]
    return Everyone(
        given=given,
        spread=_restore_spread(spread_heaps_and_ties(given), given),
        row_of=np.asarray(first[place.ravel()], dtype=np.intp),
        number=number,
    )


def prepare_canvas(everyone: Everyone, seed: np.random.SeedSequence, *, most_rows: int) -> Canvas:
    """Take the customers that are looked at, and join neighbours.

    Parameters
    ----------
    everyone : Everyone
    seed : numpy.random.SeedSequence
        Not spawned from, so that the same seed gives the same canvas.
    most_rows : int
        Larger tables are sampled down to so many rows; a smaller sample is part of a larger one.

    Returns
    -------
    Canvas
        O(m), plus the nearest neighbours of at most 3,000 rows.

    """
    rows = _sample_by_content(everyone.given, most_rows, ROWS_SEED)
    number, seen = everyone.number[rows], everyone.spread[rows]
    once = np.unique(number, return_index=True)[1]  # a repeated row is no neighbour
    graph_rows = once[_sample_by_content(seen[once], GRAPH_ROWS, GRAPH_SEED)]
    return Canvas(
        everyone=everyone.spread,
        row_of=everyone.row_of,
        x=seen,
        given=number,
        graph_rows=graph_rows,
        neighbours=nearest_neighbours(
            seen[graph_rows], count=_choose_neighbour_count(len(graph_rows))
        ),
        distinct=min(len(once), len(np.unique(seen, axis=0))),
        start_seed=int(seed.generate_state(1)[0] >> 1),
    )


def _canonical_columns(x: Floats) -> Floats:
    """Round, drop constant columns, and order the others by their sorted values."""
    rounded = np.round(x, DIGITS) + 0.0  # no negative zero
    varied = rounded[:, rounded.min(axis=0) < rounded.max(axis=0)]
    return np.asarray(varied[:, np.lexsort(np.sort(varied, axis=0)[::-1])])


def _restore_spread(x: Floats, given: Floats) -> Floats:
    """Give each column the spread it was given with: how much it counts is not ours to change."""
    now, before = x.std(axis=0), given.std(axis=0)
    middle = x.mean(axis=0)
    scaled = middle + (x - middle) * (before / np.where(now > 0, now, 1.0))
    return np.where((x == given).all(axis=0), x, scaled)


def _sample_by_content(x: Floats, most: int, seed: int) -> Places:
    """Return at most so many row numbers, ascending, picked by the content of the rows."""
    if len(x) <= most:
        return np.arange(len(x))
    return np.asarray(np.sort(content_order(x, seed=seed)[:most]), dtype=np.intp)


def _choose_neighbour_count(n: int) -> int:
    """Return how many neighbours keep a structureless table of `n` rows in one piece."""
    return int(np.ceil(NEIGHBOURS * np.log(max(n, 2))))
