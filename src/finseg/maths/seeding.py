"""Where do many k-means runs start?

A stack of weighted tables in; start centres by k-means++ out, one set per table and start, all
drawn at once. The first centre is a row drawn by weight, each further one a row drawn by weight
times squared distance to the nearest centre so far. The uniform numbers are drawn by the caller's
generator before anything else, so that block sizes cannot change them. It never returns the same
place twice: when every row already lies on a centre, the remaining centres are nan.

Reference: Arthur & Vassilvitskii 2007, k-means++ (one candidate per step, not the greedy variant).
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats

CELLS = 1 << 15  # table x start x row distances held at a time; 0.25 MB in double precision


def draw_start_centres(rows: Floats, weights: Floats, uniform: Floats) -> Floats:
    """Draw start centres for every table and start.

    Parameters
    ----------
    rows : array of shape (R, m, d)
        Tables of rows.
    weights : array of shape (R, m), 0 or more
        How often each row counts; at least one above 0 in each table.
    uniform : array of shape (R, S, k), 0 <= u < 1
        The random numbers: one per centre. The first j centres depend on the first j only, so
        that one draw serves every smaller k.

    Returns
    -------
    array of shape (R, S, k, d)
        Rows of the tables; nan where fewer than k different rows have weight.

    Notes
    -----
    O(R S m k d) time; the memory is one block.

    """
    tables, m, d = rows.shape
    starts, k = uniform.shape[1:]
    centres = np.full((tables, starts, k, d), np.nan)
    many = max(1, CELLS // (starts * m))
    for low in range(0, tables, many):
        block = slice(low, low + many)
        centres[block] = _draw_block(rows[block], weights[block], uniform[block])
    return centres


def _draw_block(rows: Floats, weights: Floats, uniform: Floats) -> Floats:
    tables, m, d = rows.shape
    starts, k = uniform.shape[1:]
    centres = np.full((tables, starts, k, d), np.nan)
    columns = np.ascontiguousarray(rows.transpose(2, 0, 1))[:, :, None, :]
    chance = np.broadcast_to(weights[:, None, :], (tables, starts, m))
    gaps = np.full((tables, starts, m), np.inf)
    for j in range(k):
        reached = np.cumsum(chance, axis=2)
        total = reached[..., -1]
        # rounding may carry u x total up to total itself, past the last row with a chance
        target = np.minimum(uniform[..., j] * total, np.nextafter(total, -1.0))
        chosen = (reached > target[..., None]).argmax(axis=2)  # the first one beyond the target
        picked = rows[np.arange(tables)[:, None], chosen]
        centres[:, :, j] = np.where(total[..., None] > 0, picked, np.nan)
        if j + 1 < k:
            np.minimum(gaps, _square_gaps(columns, picked), out=gaps)
            chance = gaps * weights[:, None, :]
    return centres


def _square_gaps(columns: Floats, picked: Floats) -> Floats:
    """Squared distances by differences, so that equal rows are at exactly zero."""
    total = np.zeros((picked.shape[0], picked.shape[1], columns.shape[-1]))
    gap = np.empty_like(total)
    for column, place in zip(columns, np.moveaxis(picked, 2, 0), strict=True):
        np.subtract(column, place[..., None], out=gap)
        np.square(gap, out=gap)
        total += gap
    return total
