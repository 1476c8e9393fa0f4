"""In which unit is this column, and per month or per year?

Name and range in, unit out. The unit is a guess for wording only; the period is what the heading
says, and ratios of amounts that flow rest on it.
"""

from __future__ import annotations

import numpy as np

from finseg.document.numbers import Numbers, Unit
from finseg.errors import ColumnKindError
from finseg.records.measure import Period
from finseg.understand.column_summary import Look
from finseg.understand.wording import find_stated_span
from finseg.vocabulary.words import Vocabulary, load_vocabulary

# In this order: "Spending Score" is a score and "PURCHASES_TRX" a count before they are money.
_NAMED: tuple[Unit, ...] = (
    "score",
    "share",
    "percent",
    "count",
    "years",
    "months",
    "days",
    "currency",
)
_HIGHEST_SHARE = 1.5  # shares creep above 1 by rounding; beyond this a ratio is no share
_ENOUGH = 20  # values from which on a usual range says something
_LONGEST: dict[Unit, float] = {"years": 120.0, "months": 1_440.0}  # of lives and of relations
_CHANGE = frozenset({"chng", "change", "changes", "growth", "delta"})


def guess_unit(
    phrase: str, lowest: float, highest: float, known_words: Vocabulary | None = None
) -> Unit:
    """Guess the unit of a column of numbers from its words and its range."""
    says = (known_words or load_vocabulary()).says
    if not _CHANGE.isdisjoint(phrase.split()):
        return "none"
    named = [unit for unit in _NAMED if says(phrase, unit)]
    possible = [unit for unit in named if _is_possible_unit(unit, lowest, highest)]
    if not possible or (
        named[0] == "share" and possible[0] != "percent" and "share" not in possible
    ):
        return "none"  # a ratio beyond 1 is no money, though money may be in its name
    return possible[0]


def guess_period(phrase: str, known_words: Vocabulary | None = None) -> Period:
    """Say whether a heading speaks of amounts per month or per year, or of neither."""
    if find_stated_span(phrase):
        return ""
    says = (known_words or load_vocabulary()).says
    if says(phrase, "per_month"):
        return "month"
    return "year" if says(phrase, "per_year") else ""


def _is_possible_unit(unit: Unit, lowest: float, highest: float) -> bool:
    if unit == "share":
        return lowest >= 0 and highest <= _HIGHEST_SHARE
    if unit == "percent":
        return highest > _HIGHEST_SHARE
    if unit == "years":
        return highest < 150
    return True


def list_possible_units(highest: float) -> tuple[Unit, ...]:
    """List the units in which a length of time of this many can stand: none beyond 120 years.

    Examples
    --------
    >>> list_possible_units(48), list_possible_units(2447)
    (('days', 'months', 'years'), ('days',))

    """
    units: tuple[Unit, ...] = ("days", "months", "years")
    return tuple(unit for unit in units if highest <= _LONGEST.get(unit, np.inf))


def refuse_impossible_unit(look: Look, unit: Unit | None) -> None:
    """Refuse a unit of the settings in which the values would be longer than a life."""
    low, high = look.usual
    if (
        unit is None
        or not look.is_number
        or look.present < _ENOUGH
        or high <= _LONGEST.get(unit, np.inf)
    ):
        return
    years = high / (1.0 if unit == "years" else 12.0)
    lowest, highest, life = (Numbers().write_whole(figure) for figure in (low, high, years))
    raise ColumnKindError(
        f"column `{look.name}` is set to count {unit}, but its values, mostly {lowest} … "
        f"{highest}, would be up to {life} years",
        where=f"settings, [read.units] {look.name}",
        fix=f"write {' or '.join(list_possible_units(high))}",
    )
