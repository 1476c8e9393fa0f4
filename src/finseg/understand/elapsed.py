"""How long ago was it, for each customer?

Columns of dates become columns of figures: months from the date to an as-of date, and the age in
years for dates and years of birth. The as-of date is the one set, else the latest date in the file;
both the date and where it comes from are kept. What is derived describes segments; it is clustered
on only where the settings say so, and scoring then asks for the as-of date of the new customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from finseg.document.said import ColumnName, Count, Customers, Example, Text, clause, say
from finseg.errors import AsOfError, ColumnKindError, WrongColumnsError
from finseg.records.dataset import Column, Elapsed, Role
from finseg.records.dates import Dates
from finseg.records.measure import Facet, Measure, Quantity
from finseg.settings import ReadSettings
from finseg.understand.column_summary import Look
from finseg.understand.column_types import Typed, Understood
from finseg.understand.dates import (
    BIRTH_YEAR,
    DateColumn,
    correct_centuries,
    count_completed_years,
    count_months_since,
    find_counted_form,
    find_latest_date,
    looks_like_dates,
    parse_dates,
    understand_dates,
)
from finseg.understand.quantities import is_birth_year_range

ISO = "%Y-%m-%d"
_LONELY = 366  # days between the latest date and the one before it, from which on it is doubtful
_UNREADABLE = 0.5  # share of the dates from which on a column is another than the model knew


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All that was made of a table's dates."""

    dates: tuple[Dates, ...] = ()
    elapsed: tuple[Elapsed, ...] = ()
    made: tuple[Understood, ...] = ()
    as_of: str = ""
    as_of_reason: Text = ""
    as_of_alone: bool = False  # the latest date lies far behind the one before it


def derive_timeline(
    looks: Sequence[Look], roles: Sequence[Role], settings: ReadSettings
) -> Timeline:
    """Read the columns of dates, find the as-of date, and count months and years up to it.

    Parameters
    ----------
    looks : sequence of Look
        All columns.
    roles : sequence of Role
        The role of each: columns of dates, and personal ones that hold dates of birth, are read.
    settings : ReadSettings
        `dates` (by the columns' names) and `as_of` are used.

    Raises
    ------
    ColumnKindError
        If the settings give a form that no value of the column has.

    """
    pairs = zip(looks, roles, strict=True)
    found = [
        (look, _read_dates(look, settings)) for look, role in pairs if _holds_dates(look, role)
    ]
    readable = [(look, column.days) for look, column in found if column.days is not None]
    as_of, reason, alone = _find_as_of_date(readable, settings)
    dates = tuple(column.dates for _, column in found)
    if as_of is None:
        return Timeline(dates=dates, as_of_reason=reason)
    taken = {look.name for look in looks}
    rules = [
        (_make_elapsed_rule(look, column.dates.form, as_of), look, column) for look, column in found
    ]
    kept = [r for r in rules if r[2].days is not None and r[0].name not in taken]
    return Timeline(
        dates=dates,
        elapsed=tuple(rule for rule, _, _ in kept),
        made=tuple(
            _make_elapsed_column(rule, look, column, alone=alone) for rule, look, column in kept
        ),
        as_of=as_of.isoformat(),
        as_of_reason=reason,
        as_of_alone=alone,
    )


def _holds_dates(look: Look, role: Role) -> bool:
    if role == "date":
        return look.present > 0
    if _holds_birth_years(look):
        return role == "protected"
    if role != "personal" or not look.says("birth"):
        return False
    if look.is_number:
        return look.whole and (
            bool(find_counted_form(look.lowest, look.highest)) or _is_compact_date(look)
        )
    return look.typed.temporal or looks_like_dates(look.typed.text)


def _holds_birth_years(look: Look) -> bool:
    return bool(look.says("birth_year")) and look.whole and is_birth_year_range(look.usual)


def _says_birth(look: Look) -> bool:
    return bool(look.says("birth")) or _holds_birth_years(look)


def _is_compact_date(look: Look) -> bool:
    return look.whole and 18_000_101 <= look.lowest <= look.highest <= 21_001_231


def _read_dates(look: Look, settings: ReadSettings) -> DateColumn:
    given = settings.dates.get(look.name, "")
    counted = find_counted_form(look.lowest, look.highest) if look.is_number else ""
    read = understand_dates(
        look.name,
        look.typed.text,
        given=given,
        counted=counted,
        years=_holds_birth_years(look),
    )
    if given and read.days is not None and read.days.null_count() == len(read.days):
        raise ColumnKindError(
            f"no value of column `{look.name}` is written {given}",
            where="settings, [read.dates]",
            fix="give the format of its dates, or leave the line out",
        )
    return read


def _find_as_of_date(
    readable: Sequence[tuple[Look, pl.Series | None]], settings: ReadSettings
) -> tuple[date | None, Text, bool]:
    """Return the date, why it is this one, and whether it may be an error, as it stands alone."""
    if settings.as_of:
        return date.fromisoformat(settings.as_of), "set in the settings", False
    past = [
        (look.name, days)
        for look, days in readable
        if days is not None and not _says_birth(look) and not look.says("future")
    ]
    day, name, gap = find_latest_date(past)
    if day is None:
        return None, "no date column shows when the data end", False
    if gap <= _LONELY:
        return day, say("the latest date in {column}", column=ColumnName(name)), False
    reason = say(
        "the latest date in {column}, which stands alone{before}",
        column=ColumnName(name),
        before=clause(": the one before is {days} earlier", days=Example(Count(gap, "day"))),
    )
    return day, reason, True


def _make_elapsed_rule(look: Look, form: str, as_of: date) -> Elapsed:
    birth = _says_birth(look)
    return Elapsed(
        name=f"age from {look.name}" if birth else f"months since {look.name}",
        source=look.name,
        how="age" if birth else "months since",
        form=form,
        as_of=as_of.isoformat(),
    )


def _make_elapsed_column(
    rule: Elapsed, look: Look, column: DateColumn, *, alone: bool
) -> Understood:
    """Count from the dates; an as-of date that stands alone is one customer's, and hidden."""
    assert column.days is not None  # noqa: S101 - only readable columns come here
    typed = count_elapsed(rule, column.days)
    age = rule.how == "age"
    years = "completed years at least" if rule.form == BIRTH_YEAR else "completed years"
    return Understood(
        typed=typed,
        column=Column(
            name=rule.name,
            original=rule.name,
            role="protected" if age else "descriptor",
            kind="number",
            unit="years" if age else "months",
            reason=say(
                "{unit} from {source}{to}",
                unit=years if age else "months",
                source=ColumnName(look.name),
                to=clause(" to {date}", date=Example(rule.as_of) if alone else rule.as_of),
            ),
            confidence="high",
            measure=_measure_elapsed_time(rule, look),
            missing=typed.blanks,
        ),
    )


def _measure_elapsed_time(rule: Elapsed, look: Look) -> Measure:
    because = say("counted from the dates in {source}", source=ColumnName(look.name))
    return Measure(
        quantity=Facet(
            value=_find_elapsed_quantity(rule, look), certainty="sure", evidence=(because,)
        ),
        scale=Facet(value="as is", certainty="sure", evidence=(because,)),
    )


def _find_elapsed_quantity(rule: Elapsed, look: Look) -> Quantity:
    if rule.how == "age":
        return "age"
    if look.says("future"):
        return "duration"  # until then: the months are negative
    return "tenure" if look.says("joined") else "recency"


def count_elapsed(rule: Elapsed, days: pl.Series) -> Typed:
    """Count months or years from dates to the as-of date of a rule."""
    as_of = date.fromisoformat(rule.as_of)
    if rule.how == "age":
        if "%y" in rule.form:
            days = correct_centuries(days, as_of)
        numbers = count_completed_years(days, as_of)
    else:
        numbers = count_months_since(days, as_of)
    return Typed(written=numbers.cast(pl.String), numbers=numbers, blanks=numbers.null_count())


def derive_again(rule: Elapsed, typed: Typed, *, as_of: str, where: str) -> Typed:
    """Derive a column for other customers, by the rule of a model and up to their own date.

    Raises
    ------
    AsOfError
        If no as-of date is given.
    WrongColumnsError
        If most values are not dates of the form the model knows.

    """
    if not as_of:
        raise AsOfError(
            f"the model counts `{rule.name}` up to a date, and none is given for these customers",
            where=where,
            fix=f"give it with --as-of (in Python as_of=); the model's own is {rule.as_of}",
        )
    try:
        date.fromisoformat(as_of)
    except ValueError as cause:
        raise AsOfError(
            f"no such date: {as_of!r}", where=where, fix="write it as 2026-03-31"
        ) from cause
    form = ISO if typed.temporal else rule.form
    days = parse_dates(typed.text, form)
    unreadable = days.null_count() - typed.text.null_count()
    if unreadable > _UNREADABLE * (len(days) - typed.text.null_count()):
        raise WrongColumnsError(
            f"the model needs dates written {form} in column `{rule.source}`, "
            f"and {Customers(unreadable, 'value')} there cannot be read so",
            where=where,
            fix="give the dates in the format the model was made with",
        )
    return count_elapsed(replace(rule, as_of=as_of), days)
