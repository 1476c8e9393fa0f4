"""Which customers are looked at when there are too many?

Prepared matrix, column names and a size in; row numbers out, in an order that depends on what the
rows hold and not on where they stand in the file.
"""

from __future__ import annotations

import hashlib

import numpy as np

from finseg.maths.arrays import Floats, Places
from finseg.maths.content_order import Hashes, content_keys, order_by_keys


def sample_rows(prepared: Floats, columns: tuple[str, ...], *, size: int, seed: int) -> Places:
    """Draw at most `size` rows, the same customers for every order of rows and columns.

    A table in which every row stands m times (an export appended to itself) counts once: copies
    are no further customers.

    Returns
    -------
    array of at most `size` row numbers
        All rows (but for such copies) when there are no more than `size`, still in content order,
        since k-means starts from the first rows it is given.

    """
    # A change of unit (₹ to thousands) alters the last bits only: 9 decimals are enough.
    keys = content_keys(np.round(prepared, 9), seed=seed, salts=column_salts(columns))
    kept = _drop_copies(keys)
    return kept[order_by_keys(keys[kept], first=size)]


def draw_rows(
    prepared: Floats,
    columns: tuple[str, ...],
    weights: Floats | None = None,
    *,
    size: int,
    seed: int,
) -> Places:
    """Draw at most `size` rows, more often those that stand for more customers.

    Where all rows count alike, the rows are those of `sample_rows`. Otherwise as many are drawn, in
    equal steps along the weights in content order (systematic sampling): a heavy row is there
    several times, one after the other, and a light one perhaps not at all.

    Parameters
    ----------
    prepared, columns, size, seed
        As for `sample_rows`.
    weights : array of shape (n,), optional
        How much each row counts, from 0 on.

    """
    if weights is None or (weights == weights[0]).all():
        return sample_rows(prepared, columns, size=size, seed=seed)
    # By the weights, too: equal rows that count unequally have one order in every file.
    known = np.column_stack([prepared, weights / weights.mean()])
    salts = [*column_salts(columns), *column_salts(("weight of the row",))]
    keys = content_keys(np.round(known, 9), seed=seed, salts=salts)
    kept = _drop_copies(keys)
    kept = kept[order_by_keys(keys[kept])]
    drawn, up_to = min(size, len(kept)), np.cumsum(weights[kept])
    steps = (np.random.default_rng(seed).random() + np.arange(drawn)) / drawn
    places: Places = np.searchsorted(up_to, steps * up_to[-1], side="right")
    return kept[places]


def _drop_copies(keys: Hashes) -> Places:
    """Return which rows to keep: one m-th of each, where every row stands a multiple of m times."""
    if len(keys) == 0 or np.count_nonzero(keys == keys.min()) == 1:
        return np.arange(len(keys))  # one row stands once: no need to count the others
    _, counts = np.unique(keys, return_counts=True)
    times = int(np.gcd.reduce(counts))
    if times < 2:
        return np.arange(len(keys))
    by_key = np.argsort(keys, kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    place = np.arange(len(keys)) - np.repeat(starts, counts)
    return np.sort(by_key[place < np.repeat(counts // times, counts)])


def column_salts(columns: tuple[str, ...]) -> list[int]:
    """Return one number per column that goes with its name and not with its place."""
    return [int.from_bytes(hashlib.sha256(c.encode()).digest()[:8], "big") for c in columns]
