"""In which order should rows be drawn, so that neither their position nor the column order matters?

Matrix (n, d), a seed and one salt per column in; a permutation of the rows out. The order looks
random but is a function of the rows' content alone: each value's bits are mixed with its column's
salt, the columns are added up (a sum does not know their order), the sum is mixed again, and rows
are sorted by it. Drawing random numbers along this order makes a resampling study repeatable on a
shuffled table, and the first m rows of it are a reproducible sample without replacement. Copies of
a row are interchangeable, so the second and later copies get a key of their own: a table of few
distinct rows is sampled row by row, not in clumps. It never uses a random generator, and it is no
defence against somebody who builds rows to steer it.

References: Steele, Lea & Flood 2014 (splitmix64); bottom-k sampling by hashed keys as in
Cohen & Kaplan 2007.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

# The increment and the two multipliers of splitmix64 (Steele, Lea & Flood 2014, figure 17).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def content_order(
    x: npt.NDArray[np.float64],
    *,
    seed: int = 0,
    salts: Sequence[int] | None = None,
) -> npt.NDArray[np.intp]:
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
    keys = content_keys(x, seed=seed, salts=salts)
    by_key = np.argsort(keys, kind="stable")
    in_order = keys[by_key]
    first = np.r_[True, in_order[1:] != in_order[:-1]] if len(keys) else np.zeros(0, dtype=bool)
    if first.all():
        return by_key
    copy = np.arange(len(keys)) - np.maximum.accumulate(np.where(first, np.arange(len(keys)), 0))
    return by_key[np.argsort(_mix(in_order + copy.astype(np.uint64) * GOLDEN), kind="stable")]


def content_keys(
    x: npt.NDArray[np.float64],
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
        total += _mix(_bits(column) ^ _mix(_word(salt)))
    return _mix(total ^ _mix(_word(seed)))


def _bits(column: npt.NDArray[np.float64]) -> Hashes:
    values = np.ascontiguousarray(column, dtype=np.float64) + 0.0  # -0.0 + 0.0 is 0.0; a copy
    values[np.isnan(values)] = np.nan
    return values.view(np.uint64)


def _word(number: int) -> Hashes:
    return np.array([number % 2**64], dtype=np.uint64)


def _mix(words: Hashes) -> Hashes:
    """Finish as splitmix64 does: every input bit reaches every output bit."""
    words = words + GOLDEN
    words = (words ^ (words >> np.uint64(30))) * FIRST
    words = (words ^ (words >> np.uint64(27))) * SECOND
    return words ^ (words >> np.uint64(31))
