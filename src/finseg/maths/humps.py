"""Does a column of amounts have a second peak, a given factor away from the first?

Amounts in; place and size of the second hump out, or nothing. Monthly incomes in a column of annual
ones lie a factor 12 below them, thousands in a column of units a factor 1,000. On the logarithmic
scale such a mixture is the same shape twice, a known distance apart.

References
----------
Silverman B W (1986), Density Estimation, sec. 3.4.2 (the bandwidth).

"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats, Ints

TOLERANCE = 0.15  # of the factor, between the medians of the two humps
_LOOSE = 0.4  # of the factor, between their peaks, which are less certain
FEWEST = 100  # amounts; fewer show humps by chance
SMALLEST = 20  # different amounts in the smaller hump
_WIDTH = 0.02  # of a bin, in decades
_FINER = 16  # parts of a bin in which amounts are counted
_STEP = _WIDTH / _FINER
_PART = 1 << 15  # amounts looked at in one go
_NARROWEST, _WIDEST = 0.05, 0.15  # bandwidth, in decades
_VALLEY = 0.5  # of the smaller peak's density: the valley between may not be higher
_SURE = 4.0  # standard errors by which the smaller peak stands above the valley
_HEAP = 0.5  # share of the smaller hump that one single amount may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Hump:
    """A second hump, and the evidence for it."""

    main: float  # median of the higher hump
    second: float  # median of the other
    share: float  # of the amounts that stand in the second hump
    factor: float  # between the two, at least 1
    low: float  # amounts from here …
    high: float  # … to here make the second hump


def second_hump(values: npt.ArrayLike, factor: float) -> Hump | None:
    """Find a second hump a `factor` above or below the main one, within 15 %.

    Parameters
    ----------
    values : array of shape (n,)
        Amounts; those that are not above 0 are left aside.
    factor : float
        Above 1.

    Returns
    -------
    Hump or None
        None where there are too few amounts, no such hump, or nothing but one heaped amount.

    """
    given = np.asarray(values, np.float64)
    if len(given) < FEWEST:
        return None
    counted = _count_in_bins(given)
    if counted is None:
        return None
    grid, density, width = _estimate_density(*counted)
    peaks = np.flatnonzero((density[1:-1] > density[:-2]) & (density[1:-1] >= density[2:])) + 1
    if len(peaks) < 2:
        return None
    main = peaks[np.argmax(density[peaks])]
    distances = np.abs(grid[peaks] - grid[main])
    near = peaks[np.abs(distances - np.log10(factor)) <= np.log10(1 + _LOOSE)]
    if not len(near):
        return None
    places = np.concatenate([*_take_logarithms(given)])
    found = [_judge_hump(places, grid, density, width, int(main), int(peak)) for peak in near]
    kept = [h for h in found if h and abs(h.factor / factor - 1) <= TOLERANCE]
    return max(kept, key=lambda h: h.share, default=None)


def _take_logarithms(amounts: Floats) -> Iterator[Floats]:
    """Take the decimal logarithms of what is above zero, in parts that stay in the cache."""
    for start in range(0, len(amounts), _PART):
        part = amounts[start : start + _PART]
        usable = (part > 0) & np.isfinite(part)
        yield np.log10(part if usable.all() else part[usable])


def _count_in_bins(amounts: Floats) -> tuple[float, Ints] | None:
    """Count the amounts in bins of a part of `_WIDTH` each, from the smallest on.

    None where fewer than `FEWEST` are above zero.
    """
    least = np.min(amounts, where=(amounts > 0) & np.isfinite(amounts), initial=np.inf)
    low, counts = float(np.log10(least)), np.zeros(1, np.int64)
    for places in _take_logarithms(amounts):
        part = np.bincount(((places - low) / _STEP).astype(np.int64), minlength=len(counts))
        part[: len(counts)] += counts
        counts = part
    return (low, counts) if counts.sum() >= FEWEST else None


def _estimate_density(low: float, counts: Ints) -> tuple[Floats, Floats, float]:
    """Estimate the density on a grid; the bandwidth is returned as well, in decades."""
    width = _choose_bandwidth(_place_bin_middles(low, _STEP, len(counts)), counts)
    margin = round(4 * width / _STEP)
    bins = -(-(len(counts) + 2 * margin) // _FINER)
    counts = np.pad(counts, (margin, bins * _FINER - margin - len(counts)))
    offsets = np.arange(-4 * width, 4 * width + _WIDTH / 2, _WIDTH)
    kernel = np.exp(-0.5 * (offsets / width) ** 2)
    coarse = counts.reshape(bins, _FINER).sum(axis=1)
    density = np.convolve(coarse, kernel / kernel.sum(), mode="same")
    return _place_bin_middles(low - margin * _STEP, _WIDTH, bins), density, width


def _place_bin_middles(low: float, step: float, bins: int) -> Floats:
    return low + (np.arange(bins, dtype=np.float64) + 0.5) * step


def _choose_bandwidth(middles: Floats, counts: Ints) -> float:
    """Return Silverman's bandwidth: by the standard deviation, or the quartiles if smaller."""
    rows = int(counts.sum())
    ranks = (np.array([0.25, 0.75]) * rows).astype(np.int64)
    quarter, three = middles[np.searchsorted(np.cumsum(counts), ranks, side="right")]
    mean = float(middles @ counts) / rows
    deviation = float(np.sqrt((middles - mean) ** 2 @ counts / rows))
    spread = min(deviation, float(three - quarter) / 1.34) or deviation
    return float(np.clip(0.9 * spread * rows**-0.2, _NARROWEST, _WIDEST))


def _judge_hump(
    places: Floats, grid: Floats, density: Floats, width: float, main: int, peak: int
) -> Hump | None:
    """Keep a hump that stands clear of the valley before it, and is more than one heap."""
    first, last = sorted((main, peak))
    valley = first + int(np.argmin(density[first : last + 1]))
    if density[valley] > _VALLEY * density[peak]:
        return None
    reach = abs(grid[peak] - grid[valley])
    inside = places[np.abs(places - grid[peak]) <= reach]
    around = places[np.abs(places - grid[main]) <= abs(grid[main] - grid[valley])]
    near_peak = int((np.abs(places - grid[peak]) <= width).sum())
    near_valley = int((np.abs(places - grid[valley]) <= width).sum())
    clear = near_peak - near_valley >= _SURE * np.sqrt(near_peak + near_valley)
    _, repeats = np.unique(inside, return_counts=True)
    if len(repeats) < SMALLEST or not clear or repeats.max() > _HEAP * len(inside):
        return None
    first_half, second_half = float(np.median(around)), float(np.median(inside))
    return Hump(
        main=float(10**first_half),
        second=float(10**second_half),
        share=len(inside) / len(places),
        factor=float(10 ** abs(second_half - first_half)),
        low=float(10 ** (grid[peak] - reach)),
        high=float(10 ** (grid[peak] + reach)),
    )
