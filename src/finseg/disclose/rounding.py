"""What is shown in place of a count of few customers?

The limit itself where a number must stand, nothing where none must; and sizes that still add up.
`finseg.disclose.study` says what all this is for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from finseg.records.reading import Counts, Reading


def raise_small_count(count: int, least: int) -> int:
    """Return a small count as the limit: it may then be anything up to it."""
    return least if 0 < count < least else count


def round_count(count: int, of: int, least: int) -> int:
    """Return a small count as the limit, and one of all but few as all without the limit.

    Who knows that 397 of 400 values are missing knows that 3 are not.
    """
    if 0 < count < least:
        return least
    return max(of - least, 0) if 0 < of - count < least else count


def hide_small_share(share: float, rows: int, least: int) -> float:
    """Return a share unless it, or what it leaves, is of few customers."""
    count = round(share * rows) if math.isfinite(share) else 0
    return math.nan if 0 < count < least or 0 < rows - count < least else share


def blank_quantiles(values: int, least: int) -> dict[str, float]:
    """Return NaN for each quantile that rests on few: between it and the nearer end.

    The 5th percentile of 21 customers is exactly the second smallest value.
    """
    parts = {"p5": 20, "p25": 4, "median": 2, "p75": 4, "p95": 20}
    return {name: math.nan for name, part in parts.items() if values < least * part}


def raise_small_sizes(sizes: Sequence[int], least: int) -> list[int]:
    """Round sizes below the limit up to it, at the cost of the largest; the total stays.

    Controlled rounding (Hundepool et al. 2012, chapter 5): one of `least` may then be of fewer.
    """
    shown = list(sizes)
    for i, size in enumerate(sizes):
        if size and sum(sizes) >= least * len(sizes):
            lacking = max(0, least - size)
            largest = max(range(len(sizes)), key=lambda j: shown[j])
            shown[i] += lacking
            shown[largest] -= lacking
    return shown


def disclose_reading(reading: Reading, least: int) -> Reading:
    """Return how a column was written without an example, which is a customer's value.

    Of the example its mark stays; rare spellings go, rare currencies and units are rounded.
    """

    def drop_rare_codes(counts: Counts) -> Counts:
        return tuple((what, n) for what, n in counts if n >= least)

    def raise_small_counts(counts: Counts) -> Counts:
        return tuple((what, raise_small_count(n, least)) for what, n in counts)

    example = reading.example
    return replace(
        reading,
        example=("," if "," in example else ".") if example else "",
        ambiguous=raise_small_count(reading.ambiguous, least),
        currencies=raise_small_counts(reading.currencies),
        units=tuple((unit, raise_small_count(n, least)) for unit, n in reading.units),
        magnitudes=raise_small_counts(reading.magnitudes),
        credit=raise_small_count(reading.credit, least),
        debit=raise_small_count(reading.debit, least),
        letters=drop_rare_codes(reading.letters),
        codes=drop_rare_codes(reading.codes),
    )
