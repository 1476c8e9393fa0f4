"""Were the dates understood, and up to which date are months counted?

Dataset in, findings about columns of dates out: their form, what could not be read, and the as-of
date.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule
from finseg.document.said import (
    Clause,
    ColumnName,
    Customers,
    Example,
    Parts,
    Text,
    clause,
    say,
)
from finseg.records.dataset import Dataset
from finseg.records.dates import Dates
from finseg.records.finding import Finding, make_finding
from finseg.settings import Settings
from finseg.understand.dates import describe_date_form


def report_date_forms(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note what was derived from dates, in which form they are written, and the as-of date."""
    made = {rule.source: rule for rule in dataset.elapsed}
    for dates in dataset.dates:
        rule = made.get(dates.column)
        if rule is None:
            continue
        personal = dataset.find_column(dates.column).role == "personal"
        span = clause(", {first} … {last}", first=Example(dates.first), last=Example(dates.last))
        yield make_finding(
            "D050",
            dataset.rows,
            say(
                "dates written {form} ({evidence}){span}{years}; {name} is counted up to the as-of "
                "date{as_of} ({reason})",
                form=dates.said,
                evidence=dates.evidence,
                span="" if personal else span,
                years="; years have two digits" if dates.two_digit_years else "",
                name=ColumnName(rule.name),
                as_of=_say_as_of(dataset),
                reason=dataset.as_of_reason,
            ),
            "described per segment, not clustered on; to count up to another date, set as_of in "
            "[read]",
            column=dates.column,
        )


def report_undecided_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates whose form is open, or that no as-of date goes with."""
    made = {rule.source for rule in dataset.elapsed}
    for dates in dataset.dates:
        if dates.column not in made:
            message, action = _explain_unused_dates(dates, dataset)
            yield make_finding("D051", dataset.rows, message, action, column=dates.column)


def _explain_unused_dates(dates: Dates, dataset: Dataset) -> tuple[Text, Text]:
    """Say why nothing was made of dates, and what to set."""
    if dates.form and dataset.as_of:
        return (
            "the file already has a column with the name of the result",
            "not used: rename that column to have the time computed",
        )
    if dates.form:
        return dataset.as_of_reason, 'set the date to count up to: as_of = "2026-03-31" in [read]'
    forms = " or ".join(describe_date_form(form) for form in dates.examples) or "unknown"
    message = say(
        "the dates can be read in several ways ({forms}): {evidence}",
        forms=forms,
        evidence=dates.evidence,
    )
    action = say(
        'not used until you give the format: {column} = "%d/%m/%Y" in [read.dates]',
        column=f'"{dates.column}"',
    )
    return message, action


def report_unreadable_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates in another form than the column's, and of placeholders."""
    for dates in dataset.dates:
        if dates.form and dates.unreadable:
            others = Parts(
                tuple(
                    say("{form} {n}×", form=describe_date_form(form), n=Customers(n, ""))
                    for form, n in dates.others
                )
            )
            yield make_finding(
                "D052",
                dates.unreadable,
                say(
                    "{values} not written {form}{others}",
                    values=Customers(dates.unreadable, "value is", "values are"),
                    form=dates.said,
                    others=clause("; other forms: {forms}", forms=others) if others else "",
                ),
                "read as missing; write all dates in one form",
                column=dates.column,
            )
        if dates.placeholders:
            yield make_finding(
                "D053",
                dates.placeholders,
                say(
                    "{dates} before 1880, after 2099 or on 1 January 1900, so they are "
                    "placeholders",
                    dates=Customers(dates.placeholders, "date is", "dates are"),
                ),
                "read as missing",
                column=dates.column,
            )


def report_doubtful_as_of(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of an as-of date that one stray value may have made."""
    if dataset.as_of_alone and dataset.elapsed:
        yield make_finding(
            "D054",
            len(dataset.elapsed),
            say(
                "months are counted up to the as-of date{as_of}: {reason}",
                as_of=_say_as_of(dataset),
                reason=dataset.as_of_reason,
            ),
            "if that date is an error, set as_of in [read]",
        )


def _say_as_of(dataset: Dataset) -> Clause:
    """Say the as-of date; one that stands alone is one customer's."""
    alone = dataset.as_of_alone
    return clause(" {date}", date=Example(dataset.as_of) if alone else dataset.as_of)


DATE_RULES: tuple[Rule, ...] = (
    report_date_forms,
    report_undecided_dates,
    report_unreadable_dates,
    report_doubtful_as_of,
)
