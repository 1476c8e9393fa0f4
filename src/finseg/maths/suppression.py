"""Which cells of a table of counts must be hidden so that nobody can work out a small one?

A count of a few customers points at them. It is hidden (primary suppression), and with it as many
other cells as are needed so that it cannot be had by subtraction from the totals (complementary
suppression). The threshold rule and the words are those of Hundepool, Domingo-Ferrer, Franconi,
Giessing, Schulte Nordholt, Spicer & de Wolf 2012, Statistical Disclosure Control, chapters 4 and 5;
closed circuits of hidden cells around each small one are the idea of its hypercube method.

A table with its totals is a graph: rows and columns are its nodes, cells its edges. What the totals
leave open is what can flow around the circuits of hidden cells. A small cell on a circuit whose
other cells hold `least` or more may be anything from 0 to `least` more than it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Bools, Floats, Ints

_TIGHT = 1e9  # a circuit over other small cells leaves less open: taken where there is no other
_TOTAL = 1e6  # totals are what readers look for first, and are hidden last


class Suppression(NamedTuple):
    """What must not be shown of a table; True: hidden."""

    cells: Bools  # (r, c)
    rows: Bools  # (r,) their totals
    columns: Bools  # (c,) their totals
    total: bool


def suppress(
    counts: npt.ArrayLike,
    least: int,
    *,
    known_rows: bool = False,
    known_columns: bool = False,
    hidden_columns: Sequence[int] = (),
) -> Suppression:
    """Say which cells and totals of a table are to be hidden.

    Parameters
    ----------
    counts : array of shape (r, c)
        Customers, 0 or more.
    least : int
        A count from 1 to ``least - 1`` is small. An empty cell has no customer to protect.
    known_rows, known_columns : bool
        The totals are known from elsewhere; hiding them here would help nobody.
    hidden_columns : sequence of int
        Columns that are not shown whatever they hold. Readers still know them in sum, so that sum
        is protected like a cell.

    Returns
    -------
    Suppression
        A small cell stays in the open only where nothing is left to hide it behind: where the
        totals that are known say it already.

    Notes
    -----
    One shortest path for each small cell: O(s · r c · log(r c)).

    """
    table = np.asarray(counts, np.int64)
    kept = np.setdiff1d(np.arange(table.shape[1]), np.asarray(hidden_columns, np.int64))
    columns = [table[:, kept]]
    if len(kept) < table.shape[1]:
        columns.append(np.delete(table, kept, axis=1).sum(axis=1, keepdims=True))
    merged = np.hstack(columns)
    whole = _append_totals(merged)
    fixed = np.zeros(whole.shape, bool)
    fixed[-1, -1] = True
    fixed[:, -1] |= known_rows
    fixed[-1, :] |= known_columns
    hidden = _close_circuits(whole, least, fixed, never_shown=len(kept) < table.shape[1])
    cells, totals = np.ones(table.shape, bool), np.ones(table.shape[1], bool)
    cells[:, kept] = hidden[:-1, : len(kept)]
    totals[kept] = hidden[-1, : len(kept)]
    return Suppression(cells, hidden[:-1, -1], totals, bool(hidden[-1, -1]))


def suppress_list(counts: npt.ArrayLike, least: int) -> Bools:
    """Say which counts of a list are to be hidden whose total is known."""
    return suppress(np.atleast_2d(np.asarray(counts, np.int64)), least, known_rows=True).columns


def _append_totals(table: Ints) -> Ints:
    """Append the total of each row, of each column, and of all."""
    wide = np.hstack([table, table.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def _close_circuits(whole: Ints, least: int, fixed: Bools, *, never_shown: bool) -> Bools:
    """Hide the small cells, and close a circuit around each."""
    small = (whole > 0) & (whole < least)
    hidden = small & ~fixed
    if never_shown:
        hidden[:-1, -2] = whole[:-1, -2] > 0
    price = np.where(small, _TIGHT, whole.astype(float))
    price[:, -1] += _TOTAL
    price[-1, :] += _TOTAL
    price[fixed | (whole == 0)] = np.inf
    # The smallest first: what protects them often protects the others.
    for row, column in sorted(np.argwhere(small & ~fixed).tolist(), key=lambda at: whole[*at]):
        cost = np.where(hidden & ~small, 0.0, price)
        for step in _find_circuit(cost, row, column):
            hidden[step] = True
    return hidden


def _find_circuit(cost: Floats, row: int, column: int) -> list[tuple[int, int]]:
    """Return the cheapest cells that close a circuit with one cell; none if there are none.

    Dijkstra 1959, from the cell's row to its column without the cell itself.
    """
    rows = len(cost)
    best = {row: 0.0}
    came: dict[int, int] = {}
    heap = [(0.0, row)]
    while heap:
        spent, node = heapq.heappop(heap)
        if node == rows + column:
            break
        if spent > best[node]:
            continue
        prices = cost[node] if node < rows else cost[:, node - rows]
        offset = rows if node < rows else 0
        for place, price in enumerate(prices.tolist()):
            if price == np.inf or (node == row and place == column):
                continue
            total = spent + price
            if total < best.get(place + offset, np.inf):
                best[place + offset] = total
                came[place + offset] = node
                heapq.heappush(heap, (total, place + offset))
    return _trace_path(came, rows, row, rows + column)


def _trace_path(came: dict[int, int], rows: int, start: int, end: int) -> list[tuple[int, int]]:
    """Walk a path back and return its cells."""
    steps: list[tuple[int, int]] = []
    node = end
    while node in came and node != start:
        before = came[node]
        steps.append((min(before, node), max(before, node) - rows))
        node = before
    return steps
