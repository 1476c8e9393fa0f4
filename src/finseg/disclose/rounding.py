"""What is said in the place of a count of few customers?

The limit itself where a number must stand, nothing where none must; and sizes that still add up.
`finseg.disclose.study` says what all this is for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from finseg.records.reading import Counts, Reading


def rounded(count: int, least: int) -> int:
    """Return a small count as the limit: it may then be anything up to it."""
    return least if 0 < count < least else count


def unless_few(share: float, rows: int, least: int) -> float:
    """Return a share unless it, or what it leaves, is of few customers."""
    count = round(share * rows) if math.isfinite(share) else 0
    return math.nan if 0 < count < least or 0 < rows - count < least else share


def hidden_quantiles(values: int, least: int) -> dict[str, float]:
    """Return NaN for each quantile that rests on few: between it and the nearer end.

    The 5th percentile of 21 customers is exactly the second smallest value.
    """
    parts = {"p5": 20, "p25": 4, "median": 2, "p75": 4, "p95": 20}
    return {name: math.nan for name, part in parts.items() if values < least * part}


def sizes_shown(sizes: Sequence[int], least: int) -> list[int]:
    """Round sizes below the limit up to it, at the cost of the largest; the total stays.

    Controlled rounding (Hundepool et al. 2012, chapter 5): one of `least` may then be of fewer.
    """
    shown = list(sizes)
    for i, size in enumerate(sizes):
        if 0 < size < least and sum(sizes) >= least * len(sizes):
            largest = max(range(len(sizes)), key=lambda j: shown[j])
            shown[i], shown[largest] = least, shown[largest] - (least - size)
    return shown


def reading_shown(reading: Reading, least: int) -> Reading:
    """Return how a column was written without an example, which is a customer's value.

    Of the example its mark stays; rare spellings go, rare currencies and units are rounded.
    """

    def frequent(counts: Counts) -> Counts:
        return tuple((what, n) for what, n in counts if n >= least)

    def round_all(counts: Counts) -> Counts:
        return tuple((what, rounded(n, least)) for what, n in counts)

    example = reading.example
    return replace(
        reading,
        example=("," if "," in example else ".") if example else "",
        ambiguous=rounded(reading.ambiguous, least),
        currencies=round_all(reading.currencies),
        units=tuple((unit, rounded(n, least)) for unit, n in reading.units),
        magnitudes=round_all(reading.magnitudes),
        credit=rounded(reading.credit, least),
        debit=rounded(reading.debit, least),
        letters=frequent(reading.letters),
        codes=frequent(reading.codes),
    )
