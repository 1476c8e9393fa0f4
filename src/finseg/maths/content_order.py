"""In which order should rows be drawn, so that neither their position nor the column order matters?

Matrix (n, d), a seed and one salt per column in; a permutation of the rows out. The order looks
random but is a function of the rows' content alone: each value's bits are mixed with its column's
salt, the columns are added up (a sum does not know their order), the sum is mixed again, and rows
are sorted by it. Drawing random numbers along this order makes a resampling study repeatable on a
shuffled table, and the first m rows of it are a reproducible sample without replacement. Copies of
a row are interchangeable, so the second and later copies get a key of their own: a table of few
distinct rows is sampled row by row, not in clumps. `content_order` looks at each row alone and at
every bit of it; `rank_order`, which the engine uses, looks at the ranks within the columns, so that
a change of units, or the last bit of a mean computed in another order, moves nothing. Neither uses
a random generator, and neither is a defence against somebody who builds rows to steer it.

References: Steele, Lea & Flood 2014 (splitmix64); bottom-k sampling by hashed keys as in
Cohen & Kaplan 2007.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats, Places

Hashes = npt.NDArray[np.uint64]

NEAR = 1e-10  # of a column's range: standardising shuffled rows moves values by some 1e-15

# The increment and the two multipliers of splitmix64 (Steele, Lea & Flood 2014, figure 17).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def content_order(
    x: Floats,
    *,
    seed: int = 0,
    salts: Sequence[int] | None = None,
) -> Places:
    """Order rows pseudo-randomly by what they contain.

    Parameters
    ----------
    x : array of shape (n, d)
        Any float64 values; -0.0 counts as 0.0 and every NaN as the same NaN.
    seed : int, 0 or more
        Another seed gives another order of the same rows.
    salts : sequence of d distinct integers, optional
        One number that belongs to each column whatever its place, for example a hash of its name.
        Default: the place itself, so that the order of the columns then matters.

    Returns
    -------
    array of shape (n,)
        Row numbers; ``x[content_order(x)]`` is the same matrix for every row order of ``x``.

    Raises
    ------
    ValueError
        If `x` is not a matrix, or `salts` are not d distinct numbers.

    Notes
    -----
    O(n d + n log n) time, O(n) memory. Two different rows share a key with probability 2**-64;
    only then would their order depend on their position.

    """
    return order_by_keys(content_keys(x, seed=seed, salts=salts))


def order_by_keys(keys: Hashes, *, first: int | None = None) -> Places:
    """Order rows by their keys; copies of a row get keys of their own, so that they do not clump.

    Parameters
    ----------
    keys : array of shape (n,), uint64
        From `content_keys`.
    first : int, optional
        Only so many rows of the order; all by default.

    Returns
    -------
    array of shape (n,) or (first,)
        Row numbers.

    Notes
    -----
    O(n log n). Where no two rows are equal and only the first are wanted, all that is done with n
    keys is one plain sort of them: a tenth of a second for a million.

    """
    risen = np.sort(keys)
    if (risen[1:] != risen[:-1]).all():
        if first is None or first >= len(keys):
            return np.argsort(keys, kind="stable")
        nearest = np.flatnonzero(keys < risen[first])
        return nearest[np.argsort(keys[nearest], kind="stable")]
    by_key = np.argsort(keys, kind="stable")
    starts = np.r_[True, risen[1:] != risen[:-1]]
    places = np.arange(len(keys))
    copy = places - np.maximum.accumulate(np.where(starts, places, 0))
    own = _mix_words(risen + copy.astype(np.uint64) * GOLDEN)
    return by_key[np.argsort(own, kind="stable")][:first]


def rank_order(
    x: Floats,
    *,
    seed: int = 0,
    salts: Sequence[int] | None = None,
) -> Places:
    """Order rows pseudo-randomly by the ranks of their values within each column.

    Parameters, errors as for `content_order`, which it applies to dense ranks. Values closer than
    NEAR of the column's range share a rank.

    Returns
    -------
    array of shape (n,)
        Row numbers; the same sequence of rows for every row order of `x`, and for every rising
        linear map of its columns. Unlike `content_order` it depends on the whole table: one more
        row may move all others.

    Notes
    -----
    O(d n log n) time, O(n d) memory. Rows that differ by less than NEAR in every column keep the
    order they are in.

    """
    if x.ndim != 2:
        raise ValueError(f"`x` must be a matrix, got {x.ndim} dimension(s)")
    ranks = np.empty(x.shape)
    for column in range(x.shape[1]):
        ranks[:, column] = _dense_ranks(x[:, column])
    return content_order(ranks, seed=seed, salts=salts)


def arrange_by_rank(x: Floats, *, salts: Sequence[int] | None = None) -> tuple[Places, Floats]:
    """Lay a table out the same way whatever order its rows and columns are in.

    Parameters and errors as for `content_order`.

    Returns
    -------
    array of shape (n,)
        Where each row came from: `rank_order`.
    array of shape (n, d)
        A copy with rows in that order and, if `salts` are given, columns by rising salt.

    """
    order = rank_order(x, salts=salts)
    columns = np.arange(x.shape[1]) if salts is None else np.argsort(np.array(salts, dtype=object))
    return order, np.asarray(x, dtype=np.float64)[order][:, columns]


def content_keys(
    x: Floats,
    *,
    seed: int = 0,
    salts: Sequence[int] | None = None,
) -> Hashes:
    """Hash every row to 64 bits, blind to its position and to the order of the columns.

    Parameters, errors and normalisation as in `content_order`; equal rows get equal keys.

    Returns
    -------
    array of shape (n,), uint64
        One key per row.

    """
    if x.ndim != 2:
        raise ValueError(f"`x` must be a matrix, got {x.ndim} dimension(s)")
    salts = range(x.shape[1]) if salts is None else salts
    if len(set(salts)) != x.shape[1] or len(salts) != x.shape[1]:
        raise ValueError(f"need {x.shape[1]} distinct salts, got {list(salts)}")
    total = np.zeros(len(x), dtype=np.uint64)
    for column, salt in zip(x.T, salts, strict=True):
        total += _mix_words(_read_bits(column) ^ _mix_words(_make_word(salt)))
    return _mix_words(total ^ _mix_words(_make_word(seed)))


def _dense_ranks(column: Floats) -> Floats:
    order = np.argsort(column, kind="stable")
    risen = column[order]
    known = risen[np.isfinite(risen)]
    least = NEAR * (known[-1] / 2 - known[0] / 2) * 2 if len(known) else 0.0
    with np.errstate(invalid="ignore"):  # nan - nan at the end, inf - inf at either end
        steps = (np.diff(risen) > least) | (np.isnan(risen[1:]) & ~np.isnan(risen[:-1]))
    ranks = np.zeros(len(column))
    ranks[order[1:]] = np.cumsum(steps)
    return ranks


def _read_bits(column: Floats) -> Hashes:
    values = np.ascontiguousarray(column, dtype=np.float64) + 0.0  # -0.0 + 0.0 is 0.0; a copy
    values[np.isnan(values)] = np.nan
    return values.view(np.uint64)


def _make_word(number: int) -> Hashes:
    return np.array([number % 2**64], dtype=np.uint64)


def _mix_words(words: Hashes) -> Hashes:
    """Finish as splitmix64 does: every input bit reaches every output bit."""
    words = words + GOLDEN
    words = (words ^ (words >> np.uint64(30))) * FIRST
    words = (words ^ (words >> np.uint64(27))) * SECOND
    return words ^ (words >> np.uint64(31))
