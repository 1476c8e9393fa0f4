"""Which columns are codes made of others, digit by digit?

`RFM_score` = 100 R + 10 F + M: the three are scores, the code is none: 155 is no better than 144.
The parts stay and the code goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Said, Text, join_said, say
from finseg.maths.arrays import Floats
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample

_ENOUGH = 30  # rows
_DIGITS = (2, 3, 4)


def find_composites(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find codes beside their digits, then staircases of digits that stand alone."""
    by_values = _index_digits(sample, guesses)
    for place, look in enumerate(sample.looks):
        if guesses[place].role not in ("feature", "assignment", "existing"):
            continue
        if not look.whole or look.lowest < 10 or look.highest > 9999 or look.present < _ENOUGH:
            continue
        values = sample.get_numbers(place)
        parts = next(filter(None, (_find_parts(values, n, by_values) for n in _DIGITS)), None)
        if parts is not None:
            reason = say("a code made of others: {formula}", formula=_write_formula(sample, parts))
            yield place, Guess(role="descriptor", reason=reason, code="composite")
            yield from (
                (part, Guess(role="feature", reason=guesses[part].reason, code="unnamed"))
                for part in parts
                if guesses[part].role in ("assignment", "existing")
                and guesses[part].code != "own output"
            )
        elif look.says("code_of_scores") and _is_staircase(values):
            alone = "a code of scores, digit by digit: no amount"
            yield (
                place,
                Guess(role="descriptor", reason=alone, confidence="fair", code="composite"),
            )


def _index_digits(sample: TableSample, guesses: Sequence[Guess]) -> dict[bytes, int]:
    """Return the columns of single digits by what stands in them."""
    return {
        sample.get_numbers(place).tobytes(): place
        for place in reversed(range(len(sample.looks)))
        for look in [sample.looks[place]]
        if guesses[place].role not in ("id", "personal", "date", "ignore", "weight")
        and look.whole
        and look.has_few_values(10, 2)
        and look.lowest >= 0
        and look.highest <= 9
    }


def _find_parts(values: Floats, digits: int, by_values: dict[bytes, int]) -> tuple[int, ...] | None:
    if not by_values or not (np.nanmin(values) >= 10 ** (digits - 1)):
        return None
    if np.nanmax(values) >= 10**digits:
        return None
    found = [
        by_values.get((np.floor(values / 10.0**n) % 10).tobytes()) for n in reversed(range(digits))
    ]
    parts = tuple(place for place in found if place is not None)
    return parts if len(parts) == digits == len(set(parts)) else None


def _is_staircase(values: Floats) -> bool:
    """Tell whether all digits run from 1 to the same few: 111 … 555."""
    there = values[~np.isnan(values)]
    digits = np.stack([there // 100 % 10, there // 10 % 10, there % 10])
    return bool(
        there.min() >= 111 and there.max() <= 999 and digits.min() >= 1
        and np.ptp(digits.max(axis=1)) == 0
    )  # fmt: skip


def _write_formula(sample: TableSample, parts: Sequence[int]) -> Said:
    terms: list[Text] = [
        say(
            "{factor}{part}",
            factor=f"{10**n} × " if n else "",
            part=ColumnName(sample.looks[part].name),
        )
        for n, part in zip(reversed(range(len(parts))), parts, strict=True)
    ]
    return join_said(terms, " + ")
