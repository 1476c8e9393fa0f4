"""Which columns of numbers only number people, though no heading says so?

Whole numbers that never repeat, although chance would repeat many (the birthday problem); numbers
of one length that no amounts have; and two columns that number people within households.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Count, say
from finseg.understand.column_summary import Look, compute_distinct_share
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample, count_levels

_ENOUGH = 100  # values
_EXPECTED = 12.0  # repeats that chance would give: none has a chance of e^-12, 1 in 160,000
_LONGEST_GROUP = 20  # people of one household
_FEWEST_GROUPS = 20
_FEWEST_NUMBERS = 50  # different ones; fewer may be a count of something
_DIGITS = 7  # of numbers of one length
_FILLED = 0.98  # share of the numbers of a range that occur


def find_running_numbers(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find running numbers and identity numbers, then pairs of columns that number together."""
    single = dict(_find_single_numbers(sample, guesses))
    yield from single.items()
    yield from (
        (place, guess)
        for place, guess in _find_household_numbers(sample, guesses)
        if place not in single
    )


def _find_single_numbers(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
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


def _find_household_numbers(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find a number of the household beside a number of the person that starts anew in each."""
    usable = ("feature", "id", "descriptor")
    looks = sample.looks
    if sample.rows is not None:
        return  # of some rows of a household nothing can be told
    places = [
        place
        for place, look in enumerate(looks)
        if guesses[place].role in usable and look.whole and look.present == look.rows >= _ENOUGH
    ]
    inner = [
        place
        for place in places
        if looks[place].lowest in (0.0, 1.0) and looks[place].has_few_values(_LONGEST_GROUP, 2)
    ]
    for person in inner:
        numbers = sample.get_numbers(person) - looks[person].lowest
        firsts = int((numbers == 0).sum())
        if firsts < _FEWEST_GROUPS:
            continue
        for household in places:
            if household == person or guesses[household].role == "descriptor":
                continue
            if looks[household].distinct is not None and looks[household].distinct != firsts:
                continue
            groups = sample.get_levels(household)
            if count_levels(groups) != firsts:
                continue
            if _numbers_within(groups, numbers):
                reason = say(
                    "numbers people within {household}: both together name a row",
                    household=ColumnName(looks[household].name),
                )
                yield person, Guess(role="id", reason=reason, confidence="fair", code="number")
                reason = say(
                    "a running number: {person} counts from the start within each",
                    person=ColumnName(looks[person].name),
                )
                yield household, Guess(role="id", reason=reason, confidence="fair", code="number")


def _numbers_within(groups: np.ndarray, numbers: np.ndarray) -> bool:
    """Tell whether the numbers of each group are 0, 1, 2 … without a hole, and not all are 0."""
    sizes = np.bincount(groups)
    if sizes.max() < 2:
        return False
    order = np.lexsort((numbers, groups))
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return bool((numbers[order] == np.arange(len(groups)) - starts).all())
