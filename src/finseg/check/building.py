"""What should someone know about customers that were built of orders, months or accounts?

`Built` and settings in, findings out: the account of the rows, rows that could not be used,
currencies that may not be added, copies, refunds, a doubtful as-of date.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rows import SET_ASIDE, count_reject_kinds, report_lost_rows, write_first_reason
from finseg.document.said import ColumnName, Count, Customers, Names, Parts, Said, say
from finseg.records.building import Built
from finseg.records.dataset import Reject, RejectKind
from finseg.records.finding import Finding, make_finding
from finseg.records.finding_codes import Severity
from finseg.settings import Settings

_NAMED = 6  # columns
_ASIDE: tuple[RejectKind, ...] = (*SET_ASIDE, "outside the time", "another currency")


def report_building(built: Built, settings: Settings) -> Iterator[Finding]:
    """Report how the customers were built, and what is doubtful about it."""
    lost = [r for r in built.rejects if r.kind not in _ASIDE]
    yield from report_lost_rows(lost, built.rows_read, settings)
    yield from _report_left_out_rows(built)
    if built.silent:
        yield make_finding(
            "D010",
            built.silent,
            built.say_silent(),
            "all their rows were left out, so they are in no segment; rejects.csv says why",
            severity="warn",
            column=built.recipe.per,
        )
    yield from _report_currencies(built)
    yield from _report_undecided_dates(built)
    yield from _report_future(built)
    if built.same:
        rows = Customers(built.same, "row is a copy", "rows are copies")
        number, noun = ColumnName(built.recipe.once), built.recipe.noun
        yield make_finding(
            "D082",
            built.same,
            say("{rows} of another with the same {number}", rows=rows, number=number),
            say("each counted once: {number} names one {noun}", number=number, noun=noun),
            column=built.recipe.once,
        )
    if built.copies:
        yield make_finding(
            "D082",
            built.copies,
            say(
                "{rows} of another in every column",
                rows=Customers(built.copies, "row is a copy", "rows are copies"),
            ),
            'counted: two may be alike; to leave them out, set copies = "leave out" in [build]',
        )
    if built.as_of_alone:
        yield make_finding(
            "D054",
            1,
            say(
                "times are counted up to {date}, and the {noun} before is more than a year earlier",
                date=built.as_of,
                noun=built.recipe.noun,
            ),
            "if that date is an error, give the right one: --as-of (as_of in [read]) leaves out "
            "what is dated later",
            column=built.recipe.date,
        )
    yield make_finding("D080", built.rows_used, built.say_account(), _say_made(built))


def _say_made(built: Built) -> Said:
    """Say which columns are clustered on, and how others are."""
    clustered = tuple(c.name for c in built.columns if c.role == "feature")
    refunds = "amounts below 0 are refunds: they are taken off and counted; "
    return say(
        '{refunds}clustered on: {names}; for others, set their role in [read.roles] to "feature"',
        refunds=refunds if built.recipe.refunds else "",
        names=Names(clustered, _NAMED),
    )


def _report_left_out_rows(built: Built) -> Iterator[Finding]:
    aside = [r for r in built.rejects if r.kind in _ASIDE]
    rest = [r for r in built.rejects if r.kind not in _ASIDE]
    groups: tuple[tuple[list[Reject], Severity, str], ...] = (
        (rest, "warn", "left out; rejects.csv lists them with line and reason"),
        (aside, "note", "left out, as [build] and the as-of date ask; rejects.csv lists them"),
    )
    all_rows = say("the {n}", n=Count(len(built.rejects))) if rest and aside else "the file"
    for group, severity, action in groups:
        if group:
            yield make_finding(
                "D010",
                len(group),
                say(
                    "{rows} of {all} left out: {kinds}{first}",
                    rows=Customers(len(group), "row"),
                    all=all_rows,
                    kinds=count_reject_kinds(group),
                    first=write_first_reason(group[0]),
                ),
                action,
                severity=severity,
            )


def _report_undecided_dates(built: Built) -> Iterator[Finding]:
    """Warn of dates that could not be read: without them nothing is known of time."""
    for column, forms in built.undecided:
        form = forms[0] if forms else "%d/%m/%Y"
        yield make_finding(
            "D083",
            built.rows_read,
            say(
                "it does not show how the dates in {column} are written, so nothing was made of "
                "them: no days since the last {noun}",
                column=ColumnName(column),
                noun=built.recipe.noun,
            ),
            say(
                'give their form, such as {column} = "{form}" in [read.dates]',
                column=column,
                form=form,
            ),
            column=column,
        )


def _report_future(built: Built) -> Iterator[Finding]:
    """Warn of what is dated after today: it cannot have happened."""
    if built.future:
        evidence, action = built.say_future()
        yield make_finding("D083", built.future, evidence, action, column=built.recipe.date)


def _report_currencies(built: Built) -> Iterator[Finding]:
    """Stop where amounts of several currencies would be added."""
    if not built.currencies or built.recipe.currency:
        return
    counts = Parts(tuple(say("{n} {code}", n=Count(n), code=code) for code, n in built.currencies))
    yield make_finding(
        "D081",
        sum(n for _, n in built.currencies[1:]),
        say(
            "amounts are in several currencies ({counts}), and would be added as if they were one",
            counts=counts,
        ),
        say(
            'convert them first, or use the rows of one: currency = "{code}" in [build]',
            code=built.currencies[0][0],
        ),
        column=built.recipe.currency_column,
    )
