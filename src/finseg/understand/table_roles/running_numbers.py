"""Which columns of numbers only number people, though no heading says so?

Whole numbers that never repeat, although chance would repeat many (the birthday problem), and
numbers of one length that no amounts have. `two_column_keys` finds those that number together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import Count, say
from finseg.understand.column_summary import Look, compute_distinct_share
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample

_ENOUGH = 100  # values
_EXPECTED = 12.0  # repeats that chance would give: none has a chance of e^-12, 1 in 160,000
_LONGEST_GROUP = 20  # people of one household
_FEWEST_NUMBERS = 50  # different ones; fewer may be a count of something
_DIGITS = 7  # of numbers of one length
_FILLED = 0.98  # share of the numbers of a range that occur


def find_running_numbers(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find running numbers and identity numbers."""
    for place, look in enumerate(sample.looks):
        if guesses[place].role != "feature" or not look.whole or look.present < _ENOUGH:
            continue
        if look.distinct is not None and look.distinct < look.present:
            if look.says("group_number") and _fills_range(look):
                word = look.says("group_number")
                reason = f"a running number of something: `{word}` in the heading, without holes"
                yield place, Guess(role="id", reason=reason, confidence="fair", code="number")
            continue
        share = compute_distinct_share(look)
        repeats = look.present**2 / (2 * (look.highest - look.lowest + 1))
        ranked = look.says("score")
        if share == 1.0 and repeats >= _EXPECTED and not ranked:
            why = say(
                "whole numbers that never repeat, where chance would give {repeats}",
                repeats=Count(round(repeats), "repeat"),
            )
            yield place, Guess(role="id", reason=why, confidence="fair", code="number")
        elif share >= 0.99 and _has_one_length(look) and not _are_round(sample, place):
            reason = "whole numbers of the same length, hardly ever repeated, none of them round"
            yield place, Guess(role="id", reason=reason, confidence="low", code="number")


def _fills_range(look: Look) -> bool:
    levels = look.distinct or 0
    span = look.highest - look.lowest + 1
    return (
        levels >= max(_FEWEST_NUMBERS, _FILLED * span) and look.present <= _LONGEST_GROUP * levels
    )


def _has_one_length(look: Look) -> bool:
    if look.lowest < 10 ** (_DIGITS - 1):
        return False
    same = np.floor(np.log10(look.lowest)) == np.floor(np.log10(look.highest))
    return bool(same) and not look.says("currency")


def _are_round(sample: TableSample, place: int) -> bool:
    """Tell amounts, of which more than chance end in 0."""
    values = sample.get_numbers(place)
    there = values[~np.isnan(values)]
    return float((there % 10 == 0).mean()) > 0.2
