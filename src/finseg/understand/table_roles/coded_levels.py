"""Which columns of whole numbers are levels that were given numbers?

`Education` 0, 1, 2, 3 under a heading of a category: 2 is no number of years, and the step from 1
to 2 is no step from 0 to 1. They are described level by level, and not averaged. Many levels are
taken for such only if each number occurs and they do not grow rarer as numbers of things do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import Count, say
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample

_MOST_LEVELS = 12
_MOST_NAMES = 100  # of things that have a name: makes, hobbies, towns
_PER_NAME = 5  # customers, on average
_DECAY = -0.7  # correlation of how high a number is and how often it occurs: counts of things
_COUNTED = ("count", "score", "months", "days", "currency", "age", "ranks")


def find_coded_levels(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find levels by the heading of a category and few whole numbers from 0 or 1."""
    for place, look in enumerate(sample.looks):
        if guesses[place].role != "feature" or not look.whole or look.lowest not in (0.0, 1.0):
            continue
        word = look.says("coded") if _has_levels(look) else ""
        word = word or (look.says("named_thing") if _numbers_names(sample, place) else "")
        if word:
            reason = say(
                "{levels} coded as numbers: `{word}` in the heading, whole numbers from {first}",
                levels=Count(look.distinct or 0, "level"),
                word=word,
                first=Count(int(look.lowest)),
            )
            yield place, Guess(role="descriptor", reason=reason, confidence="fair", code="coded")


def _has_levels(look: Look) -> bool:
    if not look.has_few_values(_MOST_LEVELS, 2):
        return False
    dense = look.highest - look.lowest + 1 <= 2 * (look.distinct or 0)
    return dense and not any(look.says(kind) for kind in _COUNTED)


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
