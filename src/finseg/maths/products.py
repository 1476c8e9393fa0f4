"""Which columns are, but for noise, the product of two others?

A matrix of figures in, products out: what has been billed is about the monthly bill times
the months. Unlike the exact relations of `finseg.maths.relations` it need not hold to the last
digit: the logarithms correlate by .99 along a slope of 1, or nine rows in ten agree within 5 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.relations import pairwise_correlations

MOST_COLUMNS = 60  # the search is O(d³)
_FEWEST_ROWS = 50
_SEARCHED_ROWS = 1_000
_ALONG = 0.99  # correlation of the logarithms
_ALONG_SEARCHED = 0.98  # of those that are then looked at row by row
_SLOPE = 0.1  # how far the slope of the logarithms may be from 1: 10 % more for 10 % more
_WITHIN = 0.05  # of the product
_NEARLY_ALL = 0.9  # share of the rows within that
_NEEDED = 0.25  # of the variance that one factor alone leaves open may still be open with both
_LEAST_SPREAD = 0.1  # deviation of the logarithms: what hardly varies multiplies nothing
_SIMPLE = (1.0, 12.0, 1 / 12, 100.0, 0.01, 1000.0, 0.001, 4.0, 0.25, 52.0, 30.0, 365.0)


class ProductFit(NamedTuple):
    """One column is about `factor` times the product of two others: how nearly."""

    factor: float
    correlation: float  # of the logarithms
    rows: int  # where all three are above 0
    within: int  # of those within 5 %


def search_products(x: Floats) -> Iterator[tuple[int, int, int]]:
    """Yield (column, factor, factor) that may be products, the best first.

    Parameters
    ----------
    x : array of shape (n, d)
        NaN where missing; the first thousand rows are looked at, and only values above 0.

    Notes
    -----
    From the correlations and spreads of the logarithms alone: O(n d² + d³).

    """
    if not 2 < x.shape[1] <= MOST_COLUMNS or len(x) < _FEWEST_ROWS:
        return
    logs = _take_logarithms(x[:_SEARCHED_ROWS])
    known = ~np.isnan(logs)
    spread = np.zeros(x.shape[1])
    enough = known.sum(axis=0) >= _FEWEST_ROWS
    spread[enough] = np.nanstd(logs[:, enough], axis=0)
    usable = np.flatnonzero(spread >= _LEAST_SPREAD)
    if len(usable) < 3:
        return
    r = np.nan_to_num(pairwise_correlations(logs[:, usable]))
    s = spread[usable]
    found: list[tuple[float, int, int, int]] = []
    for place, column in enumerate(usable):
        # The correlation of log w with log a + log b, for all pairs at once.
        along = r[place] * s
        both = np.sqrt(np.maximum(s**2 + (s**2)[:, None] + 2 * r * np.outer(s, s), 1e-12))
        fit = np.triu((along + along[:, None]) / both, 1)
        fit[place] = fit[:, place] = 0.0
        for i, j in np.argwhere(fit >= _ALONG_SEARCHED).tolist():
            alone = max(r[place, i] ** 2, r[place, j] ** 2)
            if 1 - fit[i, j] ** 2 <= 2 * _NEEDED * (1 - alone):
                found.append((-fit[i, j], int(column), int(usable[i]), int(usable[j])))
    yield from ((column, i, j) for _, column, i, j in sorted(found))


def measure_product(whole: Floats, first: Floats, second: Floats) -> ProductFit | None:
    """Measure in all rows how nearly a column is the product of two; None where it is not."""
    with np.errstate(invalid="ignore"):
        there = (whole > 0) & (first > 0) & (second > 0)
        zero = (whole == 0) & ((first == 0) | (second == 0))
    known = int((~np.isnan(whole + first + second)).sum())
    if int(there.sum()) < _FEWEST_ROWS or int((there | zero).sum()) < _NEARLY_ALL * known:
        return None
    w, a, b = (np.log(values[there]) for values in (whole, first, second))
    if min(np.ptp(w), np.ptp(a), np.ptp(b)) <= 0:
        return None
    middle = float(np.median(w - a - b))
    factor = min(_SIMPLE, key=lambda simple: abs(middle - np.log(simple)))
    if abs(middle - np.log(factor)) > _WITHIN:
        return None
    r = float(np.corrcoef(w, a + b)[0, 1])
    alone = max(float(np.corrcoef(w, part)[0, 1]) ** 2 for part in (a, b))
    within = int((np.abs(np.exp(w - a - b) / factor - 1) <= _WITHIN).sum())
    bend = float(np.std(w) / np.std(a + b)) * r  # slope of the logarithms: 1 of a product
    near = (r >= _ALONG and abs(bend - 1) <= _SLOPE) or within >= _NEARLY_ALL * len(w)
    if not near or 1 - r**2 > _NEEDED * (1 - alone):
        return None
    return ProductFit(factor, r, len(w), within)


def _take_logarithms(x: Floats) -> Floats:
    logs = np.full(x.shape, np.nan)
    with np.errstate(invalid="ignore"):
        np.log(x, out=logs, where=x > 0)
    return logs
