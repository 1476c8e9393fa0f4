"""Which columns are known only after the outcome, or may be the outcome themselves?

A column that is 0 or blank for everyone of whom the outcome says no, and hardly ever for the
others, gives the outcome away. What customers will have been worth, or will have cost, is what
others try to predict: it is kept out until somebody says that it is no outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, say
from finseg.maths.arrays import Bools
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample

_FEWEST = 20  # rows of each side
_HARDLY = 0.05  # share of the others that may be 0 as well


def find_linked_outcomes(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find columns that follow the outcome, then those whose heading names one."""
    outcomes = [
        p
        for p, look in enumerate(sample.looks)
        if guesses[p].role == "outcome"
        or (guesses[p].role == "descriptor" and look.says("decision"))
        if look.has_few_values(2, 2)
    ]
    for place, look in enumerate(sample.looks):
        if guesses[place].role != "feature":
            continue
        source = next((p for p in outcomes if _follows(sample, p, place)), None)
        word = look.says("outcome_amount")
        if source is not None:
            reason = say(
                "0 or blank for everyone on one side of {outcome}, and hardly ever on the other",
                outcome=ColumnName(sample.looks[source].name),
            )
            yield place, Guess(role="descriptor", reason=reason, confidence="fair", code="leak")
        elif word:
            reason = say("may be an outcome: `{word}` in the heading", word=word)
            yield (
                place,
                Guess(role="outcome", reason=reason, confidence="low", code="may be outcome"),
            )


def _follows(sample: TableSample, outcome: int, place: int) -> bool:
    levels, values = sample.get_levels(outcome), sample.get_numbers(place)
    nothing: Bools = np.isnan(values) | (values == 0)
    sides = [nothing[levels == side] for side in (0, 1)]
    if min(len(side) for side in sides) < _FEWEST:
        return False
    return any(
        bool(none.all()) and float(some.mean()) <= _HARDLY for none, some in (sides, sides[::-1])
    )
