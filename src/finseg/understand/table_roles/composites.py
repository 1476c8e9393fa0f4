"""Which columns are codes made of others, digit by digit?

`RFM_score` = 100 R + 10 F + M: the three are scores, the code is none: 155 is no better than 144.
The parts stay and the code goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.said import ColumnName, Said, Text, join_said, say
from finseg.maths.arrays import Floats
from finseg.understand.guess import Guess
from finseg.understand.table_sample import HOLDS, Holding, TableSample, count_rows

_ENOUGH = 30  # rows
_DIGITS = (2, 3, 4)
_TRIED = 200  # rows in which the digits are looked for
_BAD_LUCK = 0.05  # share of those that may be exceptions beyond the share of all rows
_OTHERS = 20  # rows beside the commonest digit


def find_composites(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find codes beside their digits, then staircases of digits that stand alone."""
    digits = _Digits.from_table(sample, guesses)
    for place, look in enumerate(sample.looks):
        if guesses[place].role not in ("feature", "assignment", "existing"):
            continue
        if not look.whole or look.lowest < 10 or look.highest > 9999 or look.present < _ENOUGH:
            continue
        found = digits.find_parts(place)
        if found is not None:
            parts, holding = found
            reason = say(
                "a code made of others: {formula}{exceptions}",
                formula=_write_formula(sample, parts),
                exceptions=holding.write_exceptions(),
            )
            yield place, Guess(role="descriptor", reason=reason, code="composite")
            yield from (
                (part, Guess(role="feature", reason=guesses[part].reason, code="unnamed"))
                for part in parts
                if guesses[part].role in ("assignment", "existing")
                and guesses[part].code != "own output"
            )
        elif look.says("code_of_scores") and _is_staircase(sample.whole.get_numbers(place)):
            alone = "a code of scores, digit by digit: no amount"
            yield (
                place,
                Guess(role="descriptor", reason=alone, confidence="fair", code="composite"),
            )


@dataclass(frozen=True, slots=True)
class _Digits:
    """The columns of single digits, and some rows of them side by side."""

    sample: TableSample
    places: tuple[int, ...]
    few: Floats  # shape (columns, rows)

    @classmethod
    def from_table(cls, sample: TableSample, guesses: Sequence[Guess]) -> _Digits:
        """Take the columns that may be a digit of a code."""
        places = tuple(
            place
            for place, look in enumerate(sample.looks)
            if guesses[place].role not in ("id", "personal", "date", "ignore", "weight")
            and look.whole
            and look.has_few_values(10, 2)
            and look.lowest >= 0
            and look.highest <= 9
        )
        few = [sample.get_numbers(place)[:_TRIED] for place in places]
        return cls(sample, places, np.array(few))

    def find_parts(self, place: int) -> tuple[tuple[int, ...], Holding] | None:
        """Find the columns that the digits of a code are, as many as the code has."""
        values = self.sample.get_numbers(place)
        there = values[~np.isnan(values)]
        written = next((n for n in _DIGITS if there.max(initial=0) < 10**n), 0)
        if not 0 < written <= len(self.places):
            return None
        if there.min(initial=10**written) < 10 ** (written - 1) or not len(there):
            return None
        parts = [
            self._find_digit(np.floor(values / 10.0**n) % 10) for n in reversed(range(written))
        ]
        settled = tuple(part for part in parts if part is not None)
        if not len(settled) == written == len(set(settled)):
            return None
        holding = self._count_exceptions(self.sample.whole, place, settled)
        return None if holding is None else (settled, holding)

    def _find_digit(self, digit: Floats) -> int | None:
        """Find the first column that is the same but for a few of some rows."""
        same = (self.few == digit[:_TRIED]) | (np.isnan(self.few) & np.isnan(digit[:_TRIED]))
        share = same.mean(axis=1)
        best = int(np.argmax(share))
        return self.places[best] if share[best] >= HOLDS - _BAD_LUCK else None

    @staticmethod
    def _count_exceptions(rows: TableSample, place: int, parts: Sequence[int]) -> Holding | None:
        """Count in all rows where the code is not what its parts make; None where too often."""
        values = rows.get_numbers(place)
        digits = np.stack([rows.get_numbers(part) for part in parts])
        there = ~(np.isnan(values) | np.isnan(digits).any(axis=0))
        values, digits = values[there], digits[:, there]
        powers = 10.0 ** np.arange(len(parts))[::-1, None]
        fails = np.floor(values / powers) % 10 != digits
        for digit, wrong in zip(digits, fails, strict=True):
            telling = digit != np.bincount(digit.astype(np.int64)).argmax()
            if telling.sum() < _OTHERS or wrong[telling].mean() > 1 - HOLDS:
                return None
        holding = count_rows(fails.any(axis=0))
        return holding if holding.exceptions <= (1 - HOLDS) * holding.rows else None


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
