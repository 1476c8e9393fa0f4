"""How many customers of each segment are where, in each pair of columns?

Values and segments in, counts on grids out: from here on a drawing of a million customers costs as
much as one of a thousand, and none of them can be seen in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.figures.density import GRID
from finseg.figures.scales import Scale, fit_scale
from finseg.figures.theme import Spec
from finseg.maths.arrays import Floats, Ints
from finseg.records.recipe import Step

LEVELS = 5  # shades of a cell
_FEWEST_CELLS, _MOST_CELLS = 12, 32  # across
_PER_CELL = 10  # customers an average cell should have
_PALEST = 0.22
_OUTSIDE = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd:
    """Counts of all customers, by segment."""

    scales: tuple[Scale, ...]  # one per column
    curves: tuple[Ints, ...]  # per column (GRID, k): customers at each place of its scale
    cells: tuple[tuple[Ints, ...], ...]  # [row][column], column < row: (across, up, k)
    rows: int  # customers in the study

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(s.name for s in self.scales)


def count_crowd(values: Floats, segments: Ints, steps: Sequence[Step], k: int) -> Crowd:
    """Count customers by segment on the grids of every column and every pair of columns.

    Parameters
    ----------
    values : array of shape (n, d)
        In raw units; missing is NaN, and such a customer is left out where the column is drawn.
    segments : array of shape (n,)
        0 … k − 1.
    steps : one per column
    k : int

    Notes
    -----
    O(n d²); the outermost half percent at each end of a column is left out.

    """
    scales = [fit_scale(step, values[:, j], robust=True) for j, step in enumerate(steps)]
    across = count_cells_across(len(values))
    places = [_locate_values(s, values[:, j], across) for j, s in enumerate(scales)]
    return Crowd(
        scales=tuple(scales),
        curves=tuple(
            _count_places([_locate_values(s, values[:, j], GRID)], segments, GRID, k)
            for j, s in enumerate(scales)
        ),
        cells=tuple(
            tuple(_count_places([places[c], places[r]], segments, across, k) for c in range(r))
            for r in range(len(scales))
        ),
        rows=len(values),
    )


def count_cells_across(rows: int) -> int:
    """Return how many cells a grid has on each side: the more customers, the finer."""
    return min(max(math.isqrt(rows // _PER_CELL), _FEWEST_CELLS), _MOST_CELLS)


def count_plane(points: Floats, segments: Ints, k: int, ends: Floats, across: int) -> Ints:
    """Count points of shape (n, 2) on a square grid between `ends` of shape (2, 2); (g, g, k)."""
    places = [
        _assign_cells(points[:, i], float(ends[i, 0]), float(ends[i, 1]), across) for i in (0, 1)
    ]
    return _count_places(places, segments, across, k)


def shade_cells(counts: Ints, least: int) -> list[tuple[int, int, int, float]]:
    """Turn counts (across, up, k) into the cells that are drawn.

    Returns
    -------
    list of (place across, place up, segment, opacity)
        The segment with most customers in the cell, the lower id among equals; deeper with more
        customers, in `LEVELS` steps of their logarithm. Cells with fewer than `least` customers are
        left out.

    """
    whole = counts.sum(axis=2)
    x, y = np.nonzero(whole >= least)
    if not len(x):
        return []
    inside = whole[x, y] / least
    top = math.log(float(inside.max())) or 1.0
    level = np.ceil(LEVELS * np.log(inside) / top).clip(1, LEVELS)
    opacity = _PALEST + (0.95 - _PALEST) * (level - 1) / (LEVELS - 1)
    most = counts[x, y].argmax(axis=1)
    return [
        (a, b, s, round(o, 2))
        for a, b, s, o in zip(x.tolist(), y.tolist(), most.tolist(), opacity.tolist(), strict=True)
    ]


def lay_out_cells(
    cells: Sequence[tuple[int, int, int, float]], xs: Floats, ys: Floats
) -> list[Spec]:
    """Lay out cells as rows of a specification, each followed by a gap so that none are joined."""
    rows: list[Spec] = []
    for x, y, segment, opacity in cells:
        place = len(rows)
        shade: Spec = {"s": segment, "o": opacity}
        rows += [{"x": xs[x], "y": ys[y], **shade, "i": place}, {**shade, "i": place + 1}]
    return rows


def make_cell_mark(pixels: float) -> Spec:
    """Draw such rows: all cells of one segment and shade are one path."""
    return {"type": "line", "strokeWidth": round(pixels, 2), "strokeCap": "square"}


def _locate_values(scale: Scale, values: Floats, across: int) -> Ints:
    return _assign_cells(scale.bend_values(values), *scale.ends, across)


def _assign_cells(values: Floats, low: float, high: float, across: int) -> Ints:
    """Return the cell of each value; `_OUTSIDE` for those outside and for gaps."""
    with np.errstate(invalid="ignore"):
        inside = (values >= low) & (values <= high)
        cell = np.where(inside, (values - low) / (high - low) * across, _OUTSIDE)
    return np.minimum(cell, across - 1).astype(np.int64)


def _count_places(places: Sequence[Ints], segments: Ints, across: int, k: int) -> Ints:
    inside = np.logical_and.reduce([place >= 0 for place in places])
    index = places[0]
    for place in places[1:]:
        index = index * across + place
    both = (index * k + segments)[inside]
    shape = (across,) * len(places)
    return np.bincount(both, minlength=across ** len(places) * k).reshape(*shape, k)
