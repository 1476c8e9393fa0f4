"""Which columns of whole numbers are levels that were given numbers?

`Education` 0, 1, 2, 3 under a heading of a category: 2 is no number of years, and the step from 1
to 2 is no step from 0 to 1. They are described level by level, and not averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.said import Count, say
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample

_MOST_LEVELS = 12
_COUNTED = ("count", "score", "months", "days", "currency", "age", "ranks")


def find_coded_levels(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find levels by the heading of a category and few whole numbers from 0 or 1."""
    for place, look in enumerate(sample.looks):
        word = look.says("coded")
        if guesses[place].role == "feature" and word and _has_levels(look):
            reason = say(
                "{levels} coded as numbers: `{word}` in the heading, whole numbers from {first}",
                levels=Count(look.distinct or 0, "level"),
                word=word,
                first=Count(int(look.lowest)),
            )
            yield place, Guess(role="descriptor", reason=reason, confidence="fair", code="coded")


def _has_levels(look: Look) -> bool:
    if not look.whole or not look.has_few_values(_MOST_LEVELS, 2) or look.lowest not in (0.0, 1.0):
        return False
    dense = look.highest - look.lowest + 1 <= 2 * (look.distinct or 0)
    return dense and not any(look.says(kind) for kind in _COUNTED)
