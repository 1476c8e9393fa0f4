"""How were the figures of a column written, and what was decided about them?

`Reading`: the decimal mark and what it rests on, and the marks that stood with the figures
(currency, percent, lakh and crore, years). It travels with its column, so that no decision is made
in silence. `Habit`: what of it a model keeps, for tables that leave the same question open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from finseg.document.numbers import Unit
from finseg.document.said import NOTHING, Clause, Customers, Example, Said, clause, join_said, say

Counts = tuple[tuple[str, int], ...]  # ("INR", 12): what, and how many values
Decimal = Literal[".", ","]
# What the decimal mark rests on: the settings, values of the column that can be read in one way
# only, how its whole numbers are written, its money signs, the other columns, the customers a model
# was made from, or nothing at all.
Basis = Literal["", "settings", "values", "groups", "money", "table", "model", "nothing"]

_LISTED = 6  # marks in one sentence
_SHOWN = 20  # characters of a mark

_BECAUSE: dict[Basis, str] = {
    "settings": "as the settings say",
    "values": "as other values of the column show, which can be read in one way only",
    "groups": "as its round thousands beside whole numbers show",
    "money": "as amounts of money do not have three decimals",
    "table": "as the other columns of the table are written",
    "model": "as in the customers the model was made from",
    "nothing": "although nothing in the file confirms it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the figures of one column were written."""

    decimal: Decimal = "."
    basis: Basis = ""  # "" where no value leaves a doubt
    ambiguous: int = 0  # values that can be read in two ways, such as 1.234
    example: str = ""  # one of them; only its mark where no customer's value may be shown
    otherwise: int = 0  # values that can only be read with the other mark
    currencies: Counts = ()  # ISO code, or the sign where it stands for none
    units: tuple[tuple[Unit, int], ...] = ()  # percent, years …
    magnitudes: Counts = ()  # "lakh", "k" …
    bare: int = 0  # values without a currency or unit
    credit: int = 0  # values with Cr, read as credit and not as crore
    debit: int = 0  # values with Dr, read as negative
    letters: Counts = ()  # letters that were not taken for a magnitude: 12L, 5K
    shares: int = 0  # bare values of 0 to 1 beside ones with a percent sign
    rounded: int = 0  # whole numbers that came as doubles, which do not keep all their digits
    heading_currency: str = ""  # the ISO code that the heading of an amount names
    codes: Counts = ()  # words for "missing" that are codes here, such as NA
    levels: Counts = ()  # words for "missing" that are kept as a level of a category

    @property
    def is_undecided(self) -> bool:
        """Whether values can be read in two ways, and the column itself does not decide."""
        return bool(self.ambiguous) and self.basis in ("table", "model", "nothing")

    @property
    def unit(self) -> Unit | None:
        """The unit the marks speak of, where they are on at least half of the values."""
        marks: list[tuple[Unit, int]] = [*self.units]
        marks += [("currency", sum_counts(self.currencies))]
        unit, count = max(marks, key=lambda mark: mark[1])
        return unit if count and count >= self.bare else None

    @property
    def currency(self) -> str:
        """The ISO code of the one currency its values carry, or else its heading names."""
        codes = {code for code, _ in self.currencies} or {self.heading_currency}
        only = codes.pop() if len(codes) == 1 else ""
        return only if len(only) == 3 and only.isalpha() else ""

    def list_currencies(self) -> tuple[str, ...]:
        """List what its values carry and its heading names: codes and signs."""
        named = (self.heading_currency,) if self.heading_currency else ()
        return (*(code for code, _ in self.currencies), *named)

    def write_mark_meaning(self) -> str:
        """Say what the mark in values such as the example was taken for."""
        mark = "," if "," in self.example else "."
        what = "is the decimal mark" if mark == self.decimal else "separates thousands"
        return f"the {'comma' if mark == ',' else 'point'} {what}"

    def write_reading(self) -> Said:
        """Say what was decided, or nothing where nothing had to be."""
        return join_said(
            [
                self._write_decimal_mark(),
                self._write_marks(),
                self._write_credit(),
                _write_kept(self.letters, "letters that were not read as a magnitude"),
                _write_kept(self.codes, "kept as a code like the others"),
            ]
        )

    def _write_decimal_mark(self) -> Said:
        if self.basis and self.ambiguous:
            return say(
                "in {values}{such} {meaning}, {because}",
                values=Customers(self.ambiguous, "value"),
                such=self._write_example(),
                meaning=self.write_mark_meaning(),
                because=_BECAUSE[self.basis],
            )
        return say("the comma is the decimal mark") if self.decimal == "," else NOTHING

    def _write_example(self) -> Clause:
        """Name a value that can be read in two ways; only its mark may be known of it."""
        known = len(self.example) > 1
        return clause(" such as {one}", one=Example(self.example)) if known else Clause(NOTHING)

    def _write_marks(self) -> Said:
        marks = [*self.currencies, *self.units, *self.magnitudes]
        listed = [say("{what} {n}×", what=what, n=Customers(n, "")) for what, n in marks[:_LISTED]]
        return say("marks: {listed}", listed=join_said(listed, ", ")) if listed else NOTHING

    def _write_credit(self) -> Said:
        if not (self.credit or self.debit):
            return NOTHING
        return say(
            "Cr {credit}× is credit, not crore; Dr {debit}× is negative",
            credit=Customers(self.credit, ""),
            debit=Customers(self.debit, ""),
        )


PLAIN = Reading()  # nothing but plain numbers, or words: nothing had to be decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a column was written where a model was made, as far as another table may not show it."""

    column: str
    decimal: Decimal = "."
    credit: bool = False  # Cr is credit, and not crore


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How a column is to be read of which only a part of the rows is there."""

    column: str
    decimal: Decimal = "."
    credit: bool = False  # Cr is credit, and not crore
    words: bool = False  # a column of words, in which those for "missing" are values


def make_habit(column: str, reading: Reading) -> Habit | None:
    """Return what is to be kept of a reading; None where it is what is read without it."""
    kept = Habit(column=column, decimal=reading.decimal, credit=bool(reading.credit))
    return None if kept == Habit(column=column) else kept


def _write_kept(counts: Counts, what: str) -> Said:
    return say("{what}: {marks}", what=what, marks=list_counts(counts)) if counts else NOTHING


def sum_counts(counts: Iterable[tuple[str, int]]) -> int:
    """Add up how many values have one of several marks or spellings."""
    return sum(n for _, n in counts)


def list_counts(counts: Counts, most: int = _LISTED) -> Said:
    """List what stands in a column, and on how many of its values: `K` 12×."""
    return join_said(
        [say("`{what}` {n}×", what=what[:_SHOWN], n=Customers(n, "")) for what, n in counts[:most]],
        ", ",
    )
