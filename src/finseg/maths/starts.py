"""What is the best k-means clustering that many starts find?

Matrix, k and a seed in; the best centres of all starts, their inertia, and how many starts got
there, out. All starts run at once, in double precision. One start is what scikit-learn does with
that seed, neither more nor less: its random numbers, its greedy k-means++, its tolerance.

References: Lloyd 1982; Arthur & Vassilvitskii 2007 (k-means++); Steinley 2003, Psychological
Methods 8, 294-304 (local optima: report how many starts agree).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.greedy_seeding import draw_greedy_centres, draw_numbers
from finseg.maths.lloyd import MAX_CLUSTERS, Runs, Tables, measure_inertia, run_lloyd
from finseg.maths.nearest import compute_squared_distances
from finseg.maths.resampling import MAX_ITER, SAME_INERTIA
from finseg.maths.threads import one_thread

# Rows on which starts are tried. The best centres of 5,000 customers are within a few hundredths of
# a standard deviation of those of all, and one fit from there closes the rest.
SEARCHED = 5_000
# Of the mean variance of a column: as scikit-learn's `tol`.
_TOLERANCE = 1e-4
_ROUNDING = 1e-15  # of the sum of squared lengths
_EQUAL = 1e-9  # relative: of starts this close the first is kept, not the one that rounds lower
# Below this many numbers a fit is so short that starting threads costs more than it saves.
_SMALL = 500_000


class Starts(NamedTuple):
    """The best of many starts."""

    centres: Floats  # (k, d)
    inertia: float
    starts: int
    at_best: int  # starts whose inertia is within `SAME_INERTIA` of the best


def run_kmeans(
    x: Floats, k: int, *, starts: int, seed: int, weights: Floats | None = None
) -> Starts:
    """Run k-means from several starts and keep the best.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared features, at least k distinct rows.
    k : int
        Number of clusters.
    starts : int
        k-means++ starts. The first uses `seed` itself, the others seeds derived from it.
    seed : int
        0 … 2**32 - 1.
    weights : array of shape (n,), optional
        How much each row counts.

    Returns
    -------
    Starts
        Deterministic for the same rows in the same order. Of equally good starts the first.

    Raises
    ------
    ValueError
        If k is larger than the number of rows or `MAX_CLUSTERS`, a number is not finite, or no row
        has weight.

    Notes
    -----
    O(starts · iterations · n k d).

    """
    if not 1 <= k <= min(len(x), MAX_CLUSTERS):
        raise ValueError(f"need 1 <= k <= {min(len(x), MAX_CLUSTERS)}, got {k}")
    derived = np.random.SeedSequence(seed).generate_state(starts)
    seeds = [seed, *map(int, derived)][:starts]
    with _spare_threads(x):
        table = _Table(x, weights)
        return table.find_best(table.draw_centres(k, draw_numbers(seeds, k)))


def run_each_start(x: Floats, k: int, uniform: Floats) -> Floats:
    """Run k-means from several starts and keep all: the centres that each ended with, (S, k, d).

    `uniform` (S, count) are the random numbers of the starts, as from `draw_numbers`.
    """
    with _spare_threads(x):
        table = _Table(x, None)
        each = table.run(table.draw_centres(k, uniform)).centres[0]
        whole = [_replace_lost_centres(centres, table.tables.rows[0]) for centres in each]
        return np.asarray(np.stack(whole) + table.middle)


def search_centres(x: Floats, k: int, *, starts: int, seed: int) -> Starts:
    """Find good centres on a part of the rows, then fit all of them once from there.

    Parameters
    ----------
    x, k, starts, seed
        As for `run_kmeans`; the rows in random (content) order, since the first `SEARCHED` are
        searched.

    Returns
    -------
    Starts
        Centres and inertia of all rows; `at_best` counts among the rows that were searched. Up to
        `SEARCHED` rows it is `run_kmeans` itself.

    """
    found = run_kmeans(x[:SEARCHED], k, starts=starts, seed=seed)
    return found if len(x) <= SEARCHED else refine_centres(x, found)


def start_from_centres(x: Floats, centres: Floats, weights: Floats | None = None) -> Starts:
    """Run k-means on all rows from given centres (k, d): one start."""
    return refine_centres(x, Starts(centres, 0.0, 1, 1), weights)


def refine_centres(x: Floats, found: Starts, weights: Floats | None = None) -> Starts:
    """Run k-means on all rows from centres that were found on some: one warm start."""
    with _spare_threads(x):
        table = _Table(x, weights)
        best = table.find_best((found.centres - table.middle)[None])
    return found._replace(centres=best.centres, inertia=best.inertia)


def _spare_threads(x: Floats) -> AbstractContextManager[None]:
    return one_thread() if x.size < _SMALL else nullcontext()


class _Table:
    """Rows around their mean, ready to be clustered from any start."""

    def __init__(self, x: Floats, weights: Floats | None) -> None:
        self.middle = x.mean(axis=0)
        if not np.isfinite(self.middle).all():
            raise ValueError("every number must be finite: impute or reject missing values first")
        if weights is not None and not weights.sum() > 0:
            raise ValueError("no row has weight")
        rows = np.ascontiguousarray(x - self.middle)
        counted = np.ones(len(x)) if weights is None else weights
        self.tables = Tables(rows[None], counted[None])

    def draw_centres(self, k: int, uniform: Floats) -> Floats:
        """Draw start centres (S, k, d)."""
        return draw_greedy_centres(self.tables.rows[0], self.tables.weights[0], k, uniform)

    def run(self, seeds: Floats) -> Runs:
        """Run every start of (S, k, d) to its end."""
        tolerance = _TOLERANCE * self.tables.rows.var(axis=1).mean(axis=1)
        return run_lloyd(
            self.tables, seeds[None], max_iter=MAX_ITER, precision=np.float64, tolerance=tolerance
        )

    def find_best(self, seeds: Floats) -> Starts:
        """Run every start of (S, k, d) to its end, and keep the best."""
        centres = self.run(seeds).centres
        # A run that ended by the tolerance has customers nearer to another centre than their own.
        inertia = measure_inertia(self.tables, centres, np.float64)[0]
        slack = _ROUNDING * float(self.tables.spread[0])  # a far row's part is rounded
        best = int((inertia <= inertia.min() * (1 + _EQUAL) + slack).argmax())
        at_best = int((inertia <= inertia[best] * (1 + SAME_INERTIA) + slack).sum())
        whole = _replace_lost_centres(centres[0, best], self.tables.rows[0])
        return Starts(whole + self.middle, float(inertia[best]), len(inertia), at_best)


def _replace_lost_centres(centres: Floats, rows: Floats) -> Floats:
    """Put centres that were lost, since rounding does not tell their rows apart, on such rows."""
    whole = centres.copy()
    for lost in np.flatnonzero(np.isnan(centres[:, 0])):
        there = whole[~np.isnan(whole[:, 0])]
        far = compute_squared_distances(rows, there).min(axis=1).argmax()
        whole[lost] = rows[far]
    return whole
