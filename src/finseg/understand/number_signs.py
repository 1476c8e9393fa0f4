"""Which figures are no amounts, as heading and range say together?

A look in, a guess or nothing out: hours, weeks and years of the calendar, years of birth and days
since it, where somebody lives to the metre, how long a contract was at risk. One sign alone is not
enough: a heading may speak of hours that are worked, and figures up to 24 may be anything.
"""

from __future__ import annotations

from finseg.document.said import say
from finseg.records.dataset import UNIX, UNIX_MS
from finseg.understand.column_summary import Look
from finseg.understand.dates import describe_date_form, find_counted_form
from finseg.understand.guess import Guess
from finseg.understand.quantities import is_birth_year_range

_ENOUGH = 20  # values
_YEARS = (1900.0, 2035.0)  # of a calendar: no amounts lie so near together and nowhere else
_HOURS, _WEEKS = (0.0, 24.0), (1.0, 53.0)
_MOST_HOURS_APART = 12.0  # figures that end below that may be worked, waited or watched
_MOST_WEEKS_APART = 26.0
_CODE_LEVELS = 100
_FURTHEST = 180.0  # degrees


def guess_coordinates(look: Look, _: object) -> Guess | None:
    """Keep degrees of latitude and longitude out: they are an address."""
    word = look.says("coordinate")
    if not word or not look.is_number or look.present < _ENOUGH:
        return None
    if look.whole or not -_FURTHEST <= look.lowest <= look.highest <= _FURTHEST:
        return None
    return Guess(role="personal", reason=f"where somebody lives: `{word}` in the heading")


def guess_birth_year(look: Look, _: object) -> Guess | None:
    """Tell years of birth, and days or months since it: an age by another name."""
    if not look.is_number or not look.whole:
        return None
    word = look.says("birth_year")
    if word and is_birth_year_range(look.usual):
        reason = say("years of birth: `{word}` in the heading; protected, as age is", word=word)
        return Guess(role="protected", reason=reason, code="birth year")
    word = look.says("since_birth")
    if word and not look.says("birth_year"):
        reason = say("time since birth: `{word}` in the heading; protected, as age is", word=word)
        return Guess(role="protected", reason=reason, code="proxy")
    return None


def guess_calendar(look: Look, _: object) -> Guess | None:
    """Tell parts of the calendar, by their word or by word and range."""
    if not look.whole:
        return None
    if look.says("calendar"):
        return Guess(role="descriptor", reason="a part of the calendar, not an amount")
    if look.present < _ENOUGH:
        return None
    for kind, (first, last), least in (
        ("hour", _HOURS, _MOST_HOURS_APART),
        ("week", _WEEKS, _MOST_WEEKS_APART),
    ):
        word = look.says(kind)
        if word and first <= look.lowest <= look.highest <= last and look.highest > least:
            reason = f"a part of the calendar, not an amount: `{word}` in the heading"
            return Guess(role="descriptor", reason=reason)
    return None


def guess_years(look: Look, _: object) -> Guess | None:
    """Tell years of the calendar by their range, where no word speaks of money."""
    if not look.whole or look.present < _ENOUGH or look.says("currency") or look.says("count"):
        return None
    if _hold_months(look):
        reason = "months of the calendar, year and month without a mark, as all values show"
        return Guess(role="descriptor", reason=reason, confidence="fair")
    if not _YEARS[0] <= look.lowest < look.highest <= _YEARS[1]:
        return None
    return Guess(
        role="descriptor", reason="years of the calendar, as all values show", confidence="fair"
    )


def _hold_months(look: Look) -> bool:
    """Tell 202201, 202202 …: each begins with a year of this time and ends with a month."""
    numbers = look.typed.numbers
    if numbers is None or not 100 * _YEARS[0] < look.lowest <= look.highest < 100 * _YEARS[1] + 13:
        return False
    months = numbers.drop_nulls() % 100
    return bool(months.is_between(1, 12).all())


def guess_health(look: Look, _: object) -> Guess | None:
    """Protect figures of a body and its health, however many values they have."""
    word = look.says("health")
    if not word or not look.is_number:
        return None
    return Guess(role="protected", reason=f"a figure of somebody's health: `{word}`")


def guess_many_codes(look: Look, _: object) -> Guess | None:
    """Leave out codes of more values than segments can be described by."""
    word = look.says("code_many")
    if not word or not look.whole or look.has_few_values(_CODE_LEVELS) or look.lowest < 0:
        return None
    reason = f"numbers that only name something: `{word}`, too many to describe segments by"
    return Guess(role="ignore", reason=reason, confidence="fair", code="names only")


def guess_moments(look: Look, _: object) -> Guess | None:
    """Tell moments counted in seconds or thousandths since 1970, under a word of time."""
    if not look.is_number or not look.whole or look.present < _ENOUGH:
        return None
    word = look.says("point_in_time") or look.says("date") or look.says("moment")
    form = find_counted_form(look.lowest, look.highest) if word else ""
    if form not in (UNIX, UNIX_MS) or look.lowest == look.highest:
        return None
    reason = f"{describe_date_form(form)}, as computers write dates: `{word}` in the heading"
    return Guess(role="date", reason=reason, confidence="fair")


def guess_time_at_risk(look: Look, _: object) -> Guess | None:
    """Keep the part of a year that a contract was insured out: it describes a contract."""
    word = look.says("at_risk")
    if not word or not look.is_number or look.whole or not 0 <= look.lowest <= look.highest <= 1:
        return None
    reason = f"how long a contract was at risk: `{word}` in the heading, all from 0 to 1"
    return Guess(role="descriptor", reason=reason, confidence="fair")
