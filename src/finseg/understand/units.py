"""In which unit is this column, and per month or per year?

Name and range in, unit out. The unit is a guess for wording only; the period is what the heading
says, and ratios of amounts that flow rest on it.
"""

from __future__ import annotations

from finseg.document.numbers import Unit
from finseg.records.measure import Period
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
