"""What would k-means find on another sample of the same customers?

A matrix and resamples of it (rows drawn), or a stack of tables, in; the best centres of several
k-means++ starts for each resample out, with the inertia and the number of starts that reached it.
One table can also start from centres that are given (`fit_table`). Bootstrap samples are counts,
not copies; a resample keeps the distinct rows it drew. The search runs in single precision, the
best start of each resample is then run to its end in double precision. Random numbers belong to
places of the rows: hand them over in rank order (`finseg.maths.content_order`), and shuffled rows
give the same centres. It uses no threads or processes of its own and never loops longer than
`MAX_ITER` rounds.

Few rows: fewer rows than clusters is an error. A resample that holds fewer than k *different*
rows has fewer clusters: `Fits.clusters` says how many and the missing centres are nan, which
`assign_rows` never chooses.

References: Arthur & Vassilvitskii 2007 (k-means++); Efron 1979 (bootstrap); Steinley 2003 (report
how many starts agree).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Bools, Bytes, Floats, Ints, Places
from finseg.maths.lloyd import MAX_CLUSTERS, Tables, label_nearest, prepare_points, run_lloyd
from finseg.maths.seeding import draw_start_centres

MAX_ITER = 300  # rounds per run, as scikit-learn's default; uniform noise needs about 20 to 60
SAME_INERTIA = 1e-4  # relative: two starts this close count as the same solution
ROUNDING = 1e-12  # of a table's inertia around its medians: the search's inertias are differences
GROUP_CELLS = 1 << 22  # table x start x row cells in one group; bounds memory at about 0.2 GB
ASSIGN_ROWS = 1 << 16  # rows assigned at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """The best k-means fit of each of R tables."""

    centres: Floats  # (R, k, d), in the units of the input; nan for a missing cluster
    inertia: Floats  # (R,) weighted sum of squared distances, computed in double precision
    reached: Ints  # (R,) starts within SAME_INERTIA of the best one, itself included
    starts: int  # starts per table
    clusters: Ints  # (R,) clusters that exist; below k where a table has fewer different rows
    converged: Bools  # (R,) False where the best run was stopped by MAX_ITER


@dataclass(frozen=True, kw_only=True, eq=False)
class Stack:
    """R tables of m weighted rows each, ready for the engine."""

    rows: Floats  # (R, m, d) in content order
    weights: Floats  # (R, m); 0 for padding
    _scaled: dict[tuple[int, int], _Scaled] = field(default_factory=dict, init=False, repr=False)

    def scale_rows(self, low: int, high: int) -> _Scaled:
        """Centre and scale the tables from one number to another: once for every k."""
        if (low, high) not in self._scaled:
            self._scaled[low, high] = _scale_rows(self.rows[low:high], self.weights[low:high])
        return self._scaled[low, high]


def stack_tables(tables: Floats) -> Stack:
    """Make a stack of R tables of equal shape (R, n, d), each row of weight 1."""
    _check_matrix(tables, dimensions=3)
    return Stack(rows=np.asarray(tables, dtype=np.float64), weights=np.ones(tables.shape[:2]))


def stack_draws(x: Floats, draws: Sequence[Places]) -> Stack:
    """Gather resamples given as row numbers, in the row order of `x`, which is kept.

    Parameters
    ----------
    x : array of shape (n, d)
        Finite numbers, already in a reproducible order.
    draws : sequence of R int arrays
        The row numbers of each resample, repeated as often as drawn.

    Returns
    -------
    Stack

    """
    _check_matrix(x, dimensions=2)
    return join_stacks([_gather_draws(x, np.bincount(each, minlength=len(x))) for each in draws])


def join_stacks(stacks: Sequence[Stack]) -> Stack:
    """Put stacks of the same columns on one another, padded to the longest."""
    longest = max(stack.rows.shape[1] for stack in stacks)
    padded = [_pad_stack(stack, longest) for stack in stacks]
    return Stack(
        rows=np.concatenate([stack.rows for stack in padded]),
        weights=np.concatenate([stack.weights for stack in padded]),
    )


def fit_stack(
    stack: Stack, *, k: int, starts: int, rng: np.random.Generator, searched: int | None = None
) -> Fits:
    """Fit k-means to every table of a stack, keeping the best of several starts.

    Parameters
    ----------
    stack : Stack
        From `stack_draws` or `stack_tables`.
    k : int, 1 to 255
        Clusters.
    starts : int, 1 or more
        k-means++ starts per table.
    rng : numpy Generator
        Drawn from once, before anything is computed.
    searched : int, optional
        The starts are tried on so many rows of each table, which come in random order; all rows
        are then fitted from the best centres. Left out, the starts are tried on all.

    Returns
    -------
    Fits
        One fit per table. Ties between starts go to the earlier one.

    Raises
    ------
    ValueError
        If k or `starts` is out of range, or a table has fewer rows than k (its draws counted:
        a row of weight 3 is three rows).

    Notes
    -----
    O(R starts m k d) per round, about 20 rounds on structureless data. A run ends when no row
    changes cluster; there is no tolerance to choose.

    """
    tables, m, d = stack.rows.shape
    if not 1 <= k <= MAX_CLUSTERS or starts < 1:
        raise ValueError(f"need 1 <= k <= {MAX_CLUSTERS} and starts >= 1; got {k} and {starts}")
    if stack.weights.sum(axis=1).min() < k:
        raise ValueError(f"{k} clusters need at least {k} rows in every table")
    uniform = rng.random((tables, starts, k))
    many = max(1, GROUP_CELLS // (starts * m * max(1, d // 4)))
    groups = [(low, min(low + many, tables)) for low in range(0, tables, many)]
    parts = [_fit_group(stack.scale_rows(*g), uniform[slice(*g)], searched) for g in groups]
    return Fits(
        centres=np.concatenate([part.centres for part in parts]),
        inertia=np.concatenate([part.inertia for part in parts]),
        reached=np.concatenate([part.reached for part in parts]),
        starts=starts,
        clusters=np.concatenate([part.clusters for part in parts]),
        converged=np.concatenate([part.converged for part in parts]),
    )


def fit_table(
    x: Floats, k: int, *, starts: int, warm: Sequence[Floats], rng: np.random.Generator
) -> Floats:
    """Fit k-means to one table from k-means++ starts and from centres that are given.

    Parameters
    ----------
    x : array of shape (n, d)
        At least k different rows, in a reproducible order.
    k : int, 1 to 255
        Clusters.
    starts : int, 0 or more
        k-means++ starts.
    warm : sequence of arrays of shape (k, d)
        Further starts; one at least where `starts` is 0.
    rng : numpy Generator
        Drawn from once, before anything is computed.

    Returns
    -------
    array of shape (k, d)
        The centres of the tightest of all runs.

    """
    _check_matrix(x, dimensions=2)
    scaled = _scale_rows(x[None], np.ones((1, len(x))))
    seeds = [((centres - scaled.offset[0]) / scaled.scale)[None, None] for centres in warm]
    if starts:
        uniform = rng.random((1, starts, k))
        seeds = [draw_start_centres(scaled.tables.rows, scaled.tables.weights, uniform), *seeds]
    return np.asarray(_fit_seeds(scaled, np.concatenate(seeds, axis=1)).centres[0])


def assign_rows(x: Floats, centres: Floats) -> Bytes:
    """Label rows with the nearest of each fit's centres, in double precision.

    Parameters
    ----------
    x : array of shape (n, d), or (R, n, d) where each fit has rows of its own
        Rows to label.
    centres : array of shape (R, k, d)
        Centres of R fits; nan for a missing cluster, which is never chosen.

    Returns
    -------
    uint8 array of shape (R, n)
        Labels 0..k-1; of equally near centres the lower number.

    Raises
    ------
    ValueError
        If the shapes do not fit or a number of `x` is not finite.

    Notes
    -----
    O(R n k d) time; the memory beyond the result is one block of rows.

    """
    _check_matrix(x, dimensions=x.ndim if x.ndim == 3 else 2)
    fits, _, d = centres.shape
    tables = x[None] if x.ndim == 2 else x
    if tables.shape[2] != d or tables.shape[0] not in {1, fits}:
        raise ValueError(f"rows of shape {x.shape} do not fit centres of shape {centres.shape}")
    absent = np.isnan(centres[..., 0])
    if absent.all(axis=1).any():
        raise ValueError("every fit needs at least one centre")
    offset = centres[0, np.argmin(absent[0])]
    placed = np.where(absent[..., None], 0.0, centres - offset)
    table = np.arange(fits) if len(tables) > 1 else np.zeros(fits, dtype=np.intp)
    labels = np.empty((fits, tables.shape[1]), dtype=np.uint8)
    step = max(1, ASSIGN_ROWS // len(tables))
    for low in range(0, tables.shape[1], step):
        part = slice(low, low + step)
        points = prepare_points(tables[:, part] - offset, np.float64)
        labels[:, part] = label_nearest(placed, absent, table, points)
    return labels


def _gather_draws(x: Floats, weights: npt.NDArray[np.float64 | np.int64]) -> Stack:
    used = np.flatnonzero(weights)
    return Stack(rows=x[used][None], weights=weights[used].astype(np.float64)[None])


def _pad_stack(stack: Stack, length: int) -> Stack:
    """Repeat the first row without weight: it changes cluster only when a real row does."""
    more = length - stack.rows.shape[1]
    return Stack(
        rows=np.concatenate([stack.rows, np.repeat(stack.rows[:, :1], more, axis=1)], axis=1),
        weights=np.pad(stack.weights, ((0, 0), (0, more))),
    )


class _Scaled(NamedTuple):
    """Tables centred and scaled to about -1 … 1, so that single precision serves."""

    tables: Tables
    offset: Floats  # (R, 1, d)
    scale: float  # a power of two


def _scale_rows(rows: Floats, weights: Floats) -> _Scaled:
    offset = np.median(rows, axis=1, keepdims=True)
    centred = rows - offset
    scale = _power_of_two(float(np.abs(centred).max()))
    centred /= scale
    return _Scaled(Tables(centred, weights), offset, scale)


def _fit_group(scaled: _Scaled, uniform: Floats, searched: int | None) -> Fits:
    rows, weights = scaled.tables.rows, scaled.tables.weights
    few = slice(searched)
    seeds = draw_start_centres(rows[:, few], weights[:, few], uniform)
    if searched is not None and searched < rows.shape[1]:
        found = _fit_seeds(scaled._replace(tables=Tables(rows[:, few], weights[:, few])), seeds)
        near = ((found.centres - scaled.offset) / scaled.scale)[:, None]
        if (found.clusters < uniform.shape[2]).any():  # too few different rows among those
            seeds = draw_start_centres(rows, weights, uniform)
        else:
            seeds = near
    return _fit_seeds(scaled, seeds)


def _fit_seeds(scaled: _Scaled, seeds: Floats) -> Fits:
    """Run every table from its start centres (R, S, k, d), and return to the units of the input."""
    tables, offset, scale = scaled
    slack = ROUNDING * tables.spread
    fits = _run_starts(tables, seeds, slack, np.float32)
    # clusters too close together for single precision: search those tables again in double
    blurred = np.flatnonzero((fits.clusters < seeds.shape[2]) & (fits.inertia > ROUNDING * slack))
    if len(blurred):
        sharp = _run_starts(tables.take(blurred), seeds[blurred], slack[blurred], np.float64)
        for name in ("centres", "inertia", "reached", "clusters", "converged"):
            getattr(fits, name)[blurred] = getattr(sharp, name)
    return replace(fits, centres=fits.centres * scale + offset, inertia=fits.inertia * scale**2)


def _run_starts(tables: Tables, seeds: Floats, slack: Floats, precision: npt.DTypeLike) -> Fits:
    """Run all starts, then the best of each table to its end in double precision."""
    search = run_lloyd(tables, seeds, max_iter=MAX_ITER, precision=precision)
    least = search.inertia.min(axis=1, keepdims=True)
    # the first of the equally good starts: which one rounds lowest is nobody's choice
    best = (search.inertia <= least * (1 + 1e-9) + slack[:, None]).argmax(axis=1)
    chosen = search.centres[np.arange(len(seeds)), best][:, None]
    final = run_lloyd(tables, chosen, max_iter=MAX_ITER, precision=np.float64)
    centres = final.centres[:, 0]
    inertia = _sum_inertia(tables.rows, tables.weights, centres, final.labels[:, 0])
    limit = np.minimum(inertia, least[:, 0]) * (1 + SAME_INERTIA) + slack
    return Fits(
        centres=centres,
        inertia=inertia,
        reached=np.maximum((search.inertia <= limit[:, None]).sum(axis=1), 1),
        starts=seeds.shape[1],
        clusters=(~np.isnan(centres[..., 0])).sum(axis=1),
        converged=final.converged[:, 0],
    )


def _sum_inertia(rows: Floats, weights: Floats, centres: Floats, labels: Bytes) -> Floats:
    own = np.take_along_axis(centres, labels[..., None].astype(np.intp), axis=1)
    return np.asarray((((rows - own) ** 2).sum(axis=2) * weights).sum(axis=1))


def _power_of_two(size: float) -> float:
    """Scale without rounding: divisions by powers of two are exact."""
    return float(2.0 ** np.ceil(np.log2(size))) if size > 0 else 1.0


def _check_matrix(x: Floats, *, dimensions: int) -> None:
    if x.ndim != dimensions or 0 in x.shape:
        raise ValueError(f"need a filled array of {dimensions} dimensions, got shape {x.shape}")
    if not np.isfinite(x).all():
        raise ValueError("every number must be finite: impute or reject missing values first")
