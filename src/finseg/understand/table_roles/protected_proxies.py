"""Which columns only say again what a protected column says?

Another coding of it, bands of it, or levels each of which stands with one protected level alone.
What a protected attribute determines is protected too: clustering on it would cluster on that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, say
from finseg.maths.arrays import Ints
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample, count_levels, determines

_FEWEST_ROWS = 50
_MOST_LEVELS = 30
_MOST_AGES = 150
_OTHERS = 20  # rows beside the commonest level, so that chance does not agree so often
_PER_LEVEL = 4  # rows for each protected level, on average


def find_protected_proxies(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find columns that a protected one determines, or that determine a protected one."""
    looks = sample.looks
    sources = [
        place
        for place, look in enumerate(looks)
        if (guesses[place].role == "protected" and look.has_few_values(_MOST_LEVELS, 2))
        or (look.says("age") and look.is_number and look.has_few_values(_MOST_AGES, 10))
    ]
    for place, look in enumerate(looks):
        if guesses[place].role not in ("feature", "descriptor") or place in sources:
            continue
        if not look.has_few_values(_MOST_LEVELS, 2):
            continue
        for source in sources:
            if _repeats(sample.get_levels(source), sample.get_levels(place)):
                reason = say(
                    "says again what {source} says, which is protected",
                    source=ColumnName(looks[source].name),
                )
                yield place, Guess(role="protected", reason=reason, code="proxy")
                break


def _repeats(source: Ints, levels: Ints) -> bool:
    there = (source >= 0) & (levels >= 0)
    own, other = source[there], levels[there]
    if len(own) < max(_FEWEST_ROWS, _PER_LEVEL * len(np.unique(own))):
        return False
    if min(_count_others(own), _count_others(other)) < _OTHERS:
        return False
    # Bands of many ages, or one level for each; or levels that each stand with one alone.
    return determines(own, other) or (
        count_levels(source) <= _MOST_LEVELS and determines(other, own)
    )


def _count_others(levels: Ints) -> int:
    """Count the rows that do not have the commonest level."""
    return len(levels) - int(np.bincount(levels).max())
