"""Which columns are another column again, squared, as a logarithm or in steps of its own?

Two columns that put every customer into the same order say one thing twice: clustered on beside
each other they would count it twice. The one whose heading says what it measures stays, else the
first. Copies on a straight line are left to `finseg.check.pairs`, which gives the formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, say
from finseg.maths.arrays import Floats, Ints
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.quantities import guess_quantity
from finseg.understand.table_sample import TableSample, count_levels

_FEWEST_LEVELS = 20  # with fewer, the same order may be chance
_FEWEST_ROWS = 50
_STRAIGHT = 0.9999  # correlation from which on it is a line, and a copy


def find_functions(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find the features that put the customers into the order of another, or the reverse."""
    by_order: dict[bytes, list[int]] = {}
    for place, look in enumerate(sample.looks):
        if guesses[place].role != "feature" or not look.is_number:
            continue
        if look.has_few_values(_FEWEST_LEVELS - 1) or look.present < _FEWEST_ROWS:
            continue
        by_order.setdefault(_write_order(sample.get_levels(place)), []).append(place)
    for alike in by_order.values():
        kept = min(alike, key=lambda place: (_is_transformed(sample.looks[place]), place))
        for place in alike:
            if place != kept and _is_bent(sample, kept, place):
                reason = say(
                    "puts everybody into the same order as {other}: it is computed from it",
                    other=ColumnName(sample.looks[kept].name),
                )
                yield (
                    place,
                    Guess(role="descriptor", reason=reason, confidence="fair", code="product"),
                )


def _write_order(levels: Ints) -> bytes:
    """Return the same for two columns of one order, up or down; gaps are part of it."""
    down = np.where(levels >= 0, count_levels(levels) - 1 - levels, -1)
    return min(levels.tobytes(), down.tobytes())


def _is_transformed(look: Look) -> bool:
    return bool(look.says("logarithm")) or guess_quantity(look, "none").quantity == "none"


def _is_bent(sample: TableSample, first: int, second: int) -> bool:
    """Tell, from all rows, two columns of one order that do not lie on a straight line."""
    if sample.rows is not None:
        orders = [_write_order(sample.whole.get_levels(place)) for place in (first, second)]
        if orders[0] != orders[1]:
            return False
    one, two = sample.get_numbers(first), sample.get_numbers(second)
    return abs(_correlate(one, two)) < _STRAIGHT


def _correlate(one: Floats, two: Floats) -> float:
    there = ~(np.isnan(one) | np.isnan(two))
    return float(np.corrcoef(one[there], two[there])[0, 1])
