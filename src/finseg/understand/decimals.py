"""Is the mark in `1.234` a decimal mark or a group mark?

Unsigned digits of a whole column in, one decision out, with what it rests on. A value is sure when
it can be read with one mark only; never is a value decided by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from finseg.records.reading import PLAIN, Basis, Decimal, Reading
from finseg.understand.spellings import build_digits_pattern

_FEWEST_ROUND = 2  # round thousands beside whole numbers, before they are evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DecimalEvidence:
    """How many values speak for which decimal mark."""

    point: int = 0  # values that can only be read with a decimal point
    comma: int = 0
    ambiguous: int = 0  # values that can be read with both, and mean another number then
    example: str = ""
    pointed: bool = False  # all ambiguous values hold a point, as plain numbers do
    grouped_by: str = ""  # "," or ".": the mark that round thousands show to be a group mark
    money: str = ""  # the mark of the ambiguous values, where they carry signs of money

    @property
    def total(self) -> int:
        """Values that can be read as a number at all and have a mark."""
        return self.point + self.comma + self.ambiguous


def weigh_decimal_marks(digits: pl.Series, *, money: bool = False) -> DecimalEvidence:
    """Count the evidence in the unsigned digits of a column.

    Parameters
    ----------
    digits : pl.Series
        Text such as "1.234,5", without signs and words.
    money : bool
        The values carry currency signs.

    """
    marked = digits.filter(digits.str.contains("[.,]").fill_null(value=False))
    by_point, by_comma = (
        marked.str.contains(build_digits_pattern(".")),
        marked.str.contains(build_digits_pattern(",")),
    )
    both = marked.filter(by_point & by_comma)
    point, comma = int((by_point & ~by_comma).sum()), int((by_comma & ~by_point).sum())
    if not len(both):
        return DecimalEvidence(point=point, comma=comma)
    marks = both.str.extract("([.,])").unique().to_list()
    only = marks[0] if len(marks) == 1 else ""
    undecided = point == comma
    return DecimalEvidence(
        point=point,
        comma=comma,
        ambiguous=len(both),
        example=str(both.min()),
        pointed=only == ".",
        grouped_by=only if undecided and _has_round_thousands(digits, both) else "",
        money=only if money else "",
    )


def _has_round_thousands(digits: pl.Series, both: pl.Series) -> bool:
    """Tell whether whole numbers stand beside thousands that end in a zero.

    Someone who writes three decimals throughout writes no whole numbers, and someone who drops
    zeros at the end writes no 1.500: so the mark parts groups. Whole numbers of four digits and
    more without a mark would speak against it.
    """
    whole = digits.filter(digits.str.contains(r"^[1-9][0-9]*$").fill_null(value=False))
    if not len(whole) or bool((whole.str.len_bytes() > 3).any()):
        return False
    return int(both.str.ends_with("0").sum()) >= _FEWEST_ROUND


def decide_decimal_mark(
    evidence: DecimalEvidence, given: Decimal | None, basis: Basis = "settings"
) -> Reading:
    """Decide the decimal mark of a column; the basis says what it rests on."""
    decimal, why = (given, basis) if given else _choose_decimal_mark(evidence)
    if (decimal, why) == (".", "values") and evidence.pointed and not evidence.comma:
        return PLAIN  # plain decimals
    return Reading(
        decimal=decimal,
        basis=why if evidence.ambiguous or evidence.comma or evidence.point else "",
        ambiguous=evidence.ambiguous,
        example=evidence.example,
        otherwise=evidence.comma if decimal == "." else evidence.point,
    )


def _choose_decimal_mark(evidence: DecimalEvidence) -> tuple[Decimal, Basis]:
    if evidence.point != evidence.comma:
        return "." if evidence.point > evidence.comma else ",", "values"
    if evidence.grouped_by:
        return _get_other_mark(evidence.grouped_by), "groups"
    if evidence.money:
        return _get_other_mark(evidence.money), "money"
    return ".", "nothing"


def _get_other_mark(mark: str) -> Decimal:
    return "," if mark == "." else "."


def find_table_decimal(readings: Iterable[Reading]) -> Decimal | None:
    """Return the decimal mark that the columns of a table agree on, where any is sure."""
    marks = {r.decimal for r in readings if r.basis in ("values", "groups", "money")}
    return marks.pop() if len(marks) == 1 else None
