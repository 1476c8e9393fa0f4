"""Were the dates understood, and up to when are months counted?

Rules about columns of dates: their form, what could not be read, and the as-of date.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, write_plural
from finseg.document.numbers import write_whole
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand.dates import describe_date_form


def report_date_forms(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note what was derived from dates, in which form they stand, and the as-of date."""
    made = {rule.source: rule for rule in dataset.elapsed}
    for dates in dataset.dates:
        rule = made.get(dates.column)
        if rule is None:
            continue
        years = "; years have two digits" if dates.two_digit_years else ""
        personal = dataset.find_column(dates.column).role == "personal"
        span = "" if personal else f", {dates.first} … {dates.last}"
        yield Finding(
            code="D050",
            severity="note",
            column=dates.column,
            count=dataset.rows,
            message=f"dates written {dates.said} ({dates.evidence}){span}"
            f"{years}; `{rule.name}` is counted up to {rule.as_of}, "
            f"{dataset.as_of_reason}",
            action="described per segment, not clustered on; the date is as_of in [read]",
        )


def report_undecided_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates whose form is open, or that no as-of date goes with."""
    made = {rule.source for rule in dataset.elapsed}
    for dates in dataset.dates:
        if dates.column in made:
            continue
        if dates.form:
            message, action = str(dataset.as_of_reason), 'set it: as_of = "2026-03-31" in [read]'
            if dataset.as_of:
                message, action = "a column of the name it would get is there", "nothing is made"
        else:
            forms = " or ".join(describe_date_form(form) for form in dates.examples) or "unknown"
            message = f"the form of the dates is open ({forms}): {dates.evidence}"
            action = (
                f'nothing is made of them; say it: "{dates.column}" = "%d/%m/%Y" in [read.dates]'
            )
        yield Finding(
            code="D051",
            severity="warn",
            column=dates.column,
            count=dataset.rows,
            message=message,
            action=action,
        )


def report_unreadable_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates in another form than the column's, and of placeholders."""
    for dates in dataset.dates:
        others = ", ".join(
            f"{describe_date_form(form)} {write_whole(n)}×" for form, n in dates.others
        )
        if dates.form and dates.unreadable:
            told = f"; other forms: {others}" if others else ""
            yield Finding(
                code="D052",
                severity="warn",
                column=dates.column,
                count=dates.unreadable,
                message=f"{write_plural(dates.unreadable, 'value is', 'values are')} no date written "
                f"{dates.said}{told}",
                action="missing in what is made of them; write all dates in one form",
            )
        if dates.placeholders:
            yield Finding(
                code="D053",
                severity="note",
                column=dates.column,
                count=dates.placeholders,
                message=f"{write_plural(dates.placeholders, 'date')} before 1880, after 2099 or 1 "
                "January 1900: placeholders",
                action="missing in what is made of them",
            )


def report_doubtful_as_of(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of an as-of date that one stray value may have made."""
    if dataset.as_of_alone and dataset.elapsed:
        yield Finding(
            code="D054",
            severity="warn",
            column="",
            count=len(dataset.elapsed),
            message=f"months are counted up to {dataset.as_of}: {dataset.as_of_reason}",
            action="set as_of in [read] if that date is an error",
        )


DATE_RULES: tuple[Rule, ...] = (
    report_date_forms,
    report_undecided_dates,
    report_unreadable_dates,
    report_doubtful_as_of,
)
