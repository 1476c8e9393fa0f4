"""Which columns of whole numbers are levels that were given numbers?

`Education` 0, 1, 2, 3 under a heading of a category: 2 is no number of years, and the step from 1
to 2 is no step from 0 to 1. They are described level by level, and not averaged. Many levels are
taken for such only if each number occurs and they do not grow rarer as numbers of things do. Where
no word says what few whole numbers are, they may be codes: described, too, and asked about, unless
several columns share the steps, as answers of one battery do, or too little else is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import Count, Exact, say
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.quantities import NATURES, guess_quantity
from finseg.understand.table_sample import TableSample
from finseg.understand.wording import names_level

_MOST_LEVELS = 12
_MOST_NAMES = 100  # of things that have a name: makes, hobbies, towns
_PER_NAME = 5  # customers, on average
_PER_CODE = 10  # the same where no word speaks of a name
_DECAY = -0.7  # correlation of how high a number is and how often it occurs: counts of things
_COUNTED = ("count", "score", "months", "days", "currency", "age", "ranks")
_UNIT_WORDS = ("count", "ranks", "score", "months", "days", "years", "share", "percent", "span")
_BATTERY = 6  # columns with the same steps are answers of one battery
_ALIKE, _BEGINNING = 3, 3  # the same if their headings begin alike: so many, so many letters
_FEWEST_LEFT = 3  # features that must be left for customers to be grouped by
_ENOUGH_ROWS = 30
_SHORT_WORD = 4  # letters, up to here an s at the end makes no plural
_SPAN = re.compile(r"\bper\b|\b\d+ ?(?:m|mon|months?|mths|d|days?|w|weeks?|y|yrs?|years?)\b")
_FEW_AMOUNTS, _MOST_CODE = 6, 31.0  # so few small whole numbers below a word of money are codes
_LONG_CODE = 100.0  # numbers from here on that repeat often are no counts
_ROUND = 0.5  # share of multiples of ten from which on they may be amounts


def find_coded_levels(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find levels by the heading of a category and few whole numbers from 0 or 1."""
    named: set[int] = set()
    for place, look in enumerate(sample.looks):
        if guesses[place].role != "feature" or not look.whole or look.lowest not in (0.0, 1.0):
            continue
        word = look.says("coded") if _has_levels(look) else ""
        word = word or (look.says("level_head") if _has_few_steps(look) else "")
        word = word or (look.says("named_thing") if _numbers_names(sample, place) else "")
        if not word and look.has_few_values(_MOST_NAMES, 3):
            word = names_level(look.phrase, look.vocabulary)
        if word:
            named.add(place)
            reason = say(
                "{levels} coded as numbers: `{word}` in the heading, whole numbers from {first}",
                levels=Count(look.distinct or 0, "level"),
                word=word,
                first=Count(int(look.lowest)),
            )
            yield place, Guess(role="descriptor", reason=reason, confidence="fair", code="coded")
    yield from _find_possible_codes(sample, guesses, named)


def _find_possible_codes(
    sample: TableSample, guesses: Sequence[Guess], named: set[int]
) -> Iterator[tuple[int, Guess]]:
    """Find whole numbers with few steps, or with long ones, that no word explains."""
    features = [p for p, guess in enumerate(guesses) if guess.role == "feature" and p not in named]
    steps = Counter(key for p in features for key in _list_batteries(sample.looks[p]))
    found = [
        place
        for place in features
        if guesses[place].code in ("unnamed", "")
        and sample.looks[place].is_number
        and _may_be_codes(sample, place, steps)
    ]
    if len(features) - len(found) < _FEWEST_LEFT:
        return
    for place in found:
        look = sample.looks[place]
        reason = say(
            "only {levels}, from {lowest} to {highest}, and no word in the heading says that they "
            "count or measure anything: they may be codes",
            levels=Count(look.distinct or 0, "whole number"),
            lowest=Exact(look.lowest),
            highest=Exact(look.highest),
        )
        yield place, Guess(role="descriptor", reason=reason, confidence="low", code="coded")


_Steps = tuple[float, float, str]


def _list_batteries(look: Look) -> tuple[_Steps, _Steps]:
    """Return the batteries a column may be of: by its steps alone, and by its heading, too."""
    return (look.lowest, look.highest, ""), (look.lowest, look.highest, look.phrase[:_BEGINNING])


def _is_one_of_a_battery(look: Look, steps: Counter[_Steps]) -> bool:
    any_heading, same_heading = _list_batteries(look)
    return steps[any_heading] >= _BATTERY or steps[same_heading] >= _ALIKE


def _may_be_codes(sample: TableSample, place: int, steps: Counter[_Steps]) -> bool:
    look = sample.looks[place]
    if not look.whole or look.lowest < 0 or look.present < _ENOUGH_ROWS:
        return False
    if any(map(look.says, _UNIT_WORDS)) or _says_how_many(look.phrase):
        return False
    guess = guess_quantity(look, "none")
    if guess.quantity != "none" and not (NATURES[guess.quantity] == "money" and guess.is_doubted):
        return False
    if guess.quantity != "none" and look.has_few_values(_FEW_AMOUNTS):
        return look.highest <= _MOST_CODE
    if _has_few_steps(look):
        return look.lowest in (0.0, 1.0) and not _is_one_of_a_battery(look, steps)
    return guess.quantity == "none" and _repeats_long_numbers(sample, place)


def _says_how_many(phrase: str) -> bool:
    """Tell a heading of several things, or of a time they happen in: `handsets`, `per day`."""
    return bool(_SPAN.search(phrase)) or any(
        word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORT_WORD
        for word in phrase.split()
    )


def _repeats_long_numbers(sample: TableSample, place: int) -> bool:
    """Tell numbers of three digits and more that hardly differ and are not rounded."""
    look = sample.looks[place]
    if look.lowest < _LONG_CODE or not look.has_few_values(_MOST_NAMES, 3):
        return False
    if look.present < _PER_CODE * (look.distinct or 0):
        return False
    values = sample.get_numbers(place)
    different = np.unique(values[~np.isnan(values)])
    return float((different % 10 == 0).mean()) < _ROUND


def _has_levels(look: Look) -> bool:
    return _has_few_steps(look) and not any(look.says(kind) for kind in _COUNTED)


def _has_few_steps(look: Look) -> bool:
    if not look.has_few_values(_MOST_LEVELS, 2):
        return False
    return look.highest - look.lowest + 1 <= 2 * (look.distinct or 0)


def _numbers_names(sample: TableSample, place: int) -> bool:
    """Tell numbers without a hole that do not grow rarer the higher they are."""
    look = sample.looks[place]
    levels = look.distinct or 0
    if not look.has_few_values(_MOST_NAMES, 3) or look.present < _PER_NAME * levels:
        return False
    if look.highest - look.lowest + 1 != levels:
        return False
    numbers = sample.whole.get_numbers(place)
    rows = np.bincount((numbers[~np.isnan(numbers)] - look.lowest).astype(np.int64))
    if np.ptp(rows) == 0:
        return True
    ranks = np.argsort(np.argsort(rows, kind="stable"), kind="stable")
    return float(np.corrcoef(np.arange(len(rows)), ranks)[0, 1]) > _DECAY
