"""Of which other columns is this one the sum, but for some rows?

Figures of a whole and of what may be its parts in; the parts out, or none. For a handful of wholes,
each with any number of parts: `finseg.maths.relations` looks for all sums of two or three.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Bools, Floats

_FEWEST_ROWS = 50
_FEWEST_TELLING = 20  # rows in which a part is not at its usual value
_ROUNDS = 6  # of leaving out the rows that fit worst
_KEPT = 0.9  # share of the rows that a fit rests on
_NEAR_ONE = 0.1  # how far the factor of a part may be from 1 before the sum is tried
_MOST_DIGITS = 6  # decimals
_WIDEST = 0.005  # of the whole's median size: rounding to more is another thing
_EXACT = 1e-6  # of a figure: what arithmetic with decimals may add


class SumParts(NamedTuple):
    """The columns that add up to a whole, and the rows in which they do not."""

    columns: tuple[int, ...]
    fails: Bools  # of the rows in which all are there


def find_sum_parts(whole: Floats, others: Floats, holds: float) -> SumParts | None:
    """Find two or more columns that add up to the whole in the share `holds` of the rows.

    Parameters
    ----------
    whole : array of shape (n,)
        NaN where missing.
    others : array of shape (n, d)
        What may be parts; those that are above the whole, or below 0, too often are left out.
    holds : float
        Share of the rows in which the sum must hold, and of those where a part is unusual.

    Notes
    -----
    Least squares without a constant, each time without the tenth of the rows that fitted worst, so
    that single rows do not hide the sum. Chance does not pass: the sum must be exact, as the file
    is rounded. O(n d²).

    """
    places = _select_possible_parts(whole, others, holds)
    there = ~(np.isnan(whole) | np.isnan(others[:, places]).any(axis=1))
    rows = others[there][:, places]
    if len(places) < 2 or len(rows) < max(_FEWEST_ROWS, 3 * len(places)):
        return None
    factors = _fit_factors(whole[there], rows)
    near = np.abs(factors - 1.0) <= _NEAR_ONE
    if near.sum() < 2:
        return None
    parts = rows[:, near]
    fails = find_failing_rows(whole[there], parts)
    telling = (_select_telling_rows(part) for part in parts.T)
    if fails.mean() > 1 - holds or not all(
        rows.sum() >= _FEWEST_TELLING and fails[rows].mean() <= 1 - holds for rows in telling
    ):
        return None
    return SumParts(tuple(int(j) for j in places[near]), fails)


def find_failing_rows(whole: Floats, parts: Floats) -> Bools:
    """Mark the rows in which the parts do not add up, as exactly as the figures are written."""
    error = np.abs(whole - parts.sum(axis=1))
    size = float(np.median(np.abs(whole))) if len(whole) else 0.0
    rounding = sum(_find_grain(values) for values in (whole, *parts.T)) / 2
    return np.asarray(error > min(rounding, _WIDEST * size) + _EXACT * size)


def _select_possible_parts(whole: Floats, others: Floats, holds: float) -> np.ndarray:
    """Select columns between 0 and the whole, mostly there and not the whole itself."""
    with np.errstate(invalid="ignore"):
        inside = (others >= 0) & (others <= whole[:, None])
        same = others == whole[:, None]
    known = ~np.isnan(others) & ~np.isnan(whole)[:, None]
    number = np.maximum(known.sum(axis=0), 1)
    fits = (inside & known).sum(axis=0) >= holds * number
    return np.flatnonzero(
        fits & (known.mean(axis=0) > 0.5) & ((same & known).sum(axis=0) < holds * number)
    )


def _fit_factors(whole: Floats, parts: Floats) -> Floats:
    kept = np.ones(len(whole), bool)
    factors: Floats = np.zeros(parts.shape[1])
    for _ in range(_ROUNDS):
        factors = np.asarray(np.linalg.lstsq(parts[kept], whole[kept], rcond=None)[0])
        error = np.abs(whole - parts @ factors)
        kept = error <= np.quantile(error, _KEPT)
    return factors


def _find_grain(values: Floats) -> float:
    """Return one unit of the last decimal that is written."""
    for digits in range(_MOST_DIGITS):
        scaled = values * 10.0**digits
        if (np.abs(scaled - np.round(scaled)) <= _EXACT * np.maximum(1.0, np.abs(scaled))).all():
            return float(10.0**-digits)
    return float(10.0**-_MOST_DIGITS)


def _select_telling_rows(part: Floats) -> Bools:
    levels, rows = np.unique(part, return_counts=True)
    return np.asarray(part != levels[np.argmax(rows)])
