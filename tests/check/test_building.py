"""Is it told how customers were built, and what is doubtful about each part of it?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.check.building import report_building
from finseg.document.said import say
from finseg.records.building import BuildRecipe, Built
from finseg.records.dataset import Column, Reject, RejectKind, Source
from finseg.records.finding import Finding
from finseg.settings import Settings
from tests.builders.tables import make_table

RECIPE: dict[str, Any] = {
    "per": "who", "kind": "event", "noun": "gift", "nouns": "gifts", "date": "given on",
    "once": "gift no", "currency_column": "code",
}  # fmt: skip


def make_columns(*roles: str) -> tuple[Column, ...]:
    names = [f"c{i}" for i in range(len(roles))]
    changes: Any = {n: {"role": role} for n, role in zip(names, roles, strict=True)}
    return make_table({name: [1.0] for name in names}, **changes).columns


def make_built(recipe: dict[str, Any] | None = None, **changes: Any) -> Built:
    fields: dict[str, Any] = {
        "recipe": BuildRecipe(**(RECIPE | (recipe or {}))),
        "source": Source(name="gifts.csv", format="CSV", rows_read=400),
        "rows_used": 390, "customers": 50, "as_of": "2024-05-01", "as_of_reason": "as given",
        "columns": make_columns("feature", "descriptor"),
    }  # fmt: skip
    return Built(**(fields | changes))


def report(
    recipe: dict[str, Any] | None = None, settings: Settings | None = None, **changes: Any
) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in report_building(make_built(recipe, **changes), settings or Settings()):
        found.setdefault(finding.code, []).append(finding)
    return found


def reject(*kinds: Any, column: str = "") -> tuple[Reject, ...]:
    return tuple(
        Reject(line=7 + i, column=column, reason="why", kind=k) for i, k in enumerate(kinds)
    )


def tell(finding: Finding) -> tuple[int, str, str, str, str]:
    return (
        finding.count, finding.severity, finding.column, str(finding.message), str(finding.action),
    )  # fmt: skip


def test_where_nothing_is_doubtful_only_the_account_is_given():
    found = report()

    assert set(found) == {"D080"}
    assert tell(found["D080"][0]) == (
        390, "note", "",
        ("400 rows read = 390 used + 10 left out; the used rows are gifts of 50 customers (`who`); "
        "counted up to 2024-05-01 (as given)"),
        'clustered on: `c0`; for others, set their role in [read.roles] to "feature"',
    )  # fmt: skip


def test_six_columns_that_are_clustered_on_are_named_and_refunds_are_told():
    roles = ["feature", "descriptor", *["feature"] * 6]

    (seven,) = report({"refunds": True}, columns=make_columns(*roles))["D080"]
    (six,) = report(columns=make_columns(*roles[:-1]))["D080"]

    assert str(seven.action).startswith(
        "amounts below 0 are refunds: they are taken off and counted; clustered on: `c0`, `c2`"
    )
    assert "`c6`" in str(seven.action)
    assert "`c7`" not in str(seven.action)
    assert "`c6`; for others" in str(six.action)


@pytest.mark.parametrize(("bad", "stops"), [(4, False), (5, True)])
def test_too_many_rows_that_cannot_be_used_stop_the_run_and_those_asked_for_do_not(bad, stops):
    aside: tuple[RejectKind, ...] = (
        "repeated row", "repeated customer", "outside the time", "another currency")  # fmt: skip
    found = report(rejects=reject(*["no id"] * bad, *aside * 3))

    assert [f.count for f in found.get("D001", [])] == [bad] * stops
    assert [f.severity for f in found.get("D001", [])] == ["stop"] * stops
    loose = Settings().change_section("check", max_rejected_share=0.02)
    assert "D001" not in report(settings=loose, rejects=reject(*["no id"] * bad))


def test_rows_left_out_by_mistake_and_as_asked_are_told_apart():
    kinds: tuple[RejectKind, ...] = ("outside the time", "no date", "another currency", "no id")
    (rest, aside) = report(rejects=reject(*kinds, "no date", column="given on"))["D010"]

    assert tell(rest) == (
        3, "warn", "",
        "3 rows of the 5 left out: 2 no date, 1 no id; the first is line 8, column `given on`: why",
        "left out; rejects.csv lists them with line and reason",
    )  # fmt: skip
    assert tell(aside) == (
        2, "note", "",
        ("2 rows of the 5 left out: 1 outside the time, 1 another currency; the first is line 7, "
        "column `given on`: why"),
        "left out, as [build] and the as-of date ask; rejects.csv lists them",
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "severity"), [("no id", "warn"), ("repeated row", "note")])
def test_rows_left_out_of_one_sort_are_told_of_the_file(kind, severity):
    (finding,) = report(rejects=reject(kind, kind))["D010"]

    assert finding.severity == severity
    assert str(finding.message).startswith(f"2 rows of the file left out: 2 {kind}; the first is")


def test_customers_without_a_row_copies_and_a_lonely_day_are_told():
    found = report(silent=3, same=2, copies=1, as_of_alone=True)

    assert tell(found["D010"][0]) == (
        3, "warn", "who", "3 further customers have no row left",
        "all their rows were left out, so they are in no segment; rejects.csv says why",
    )  # fmt: skip
    same, copies = found["D082"]
    assert tell(same) == (
        2, "warn", "gift no", "2 rows are copies of another with the same `gift no`",
        "each counted once: `gift no` names one gift",
    )  # fmt: skip
    assert tell(copies)[:4] == (
        1, "warn", "", "1 row is a copy of another in every column",
    )  # fmt: skip
    assert 'set copies = "leave out" in [build]' in str(copies.action)
    assert tell(found["D054"][0])[:4] == (
        1, "warn", "given on",
        "times are counted up to 2024-05-01, and the gift before is more than a year earlier",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("forms", "form"), [(("%m/%d/%Y", "%d/%m/%Y"), "%m/%d/%Y"), ((), "%d/%m/%Y")]
)
def test_dates_of_an_open_form_are_asked_for_by_the_first_form_they_may_have(forms, form):
    (finding,) = report(undecided=(("sent", forms),))["D083"]

    assert tell(finding) == (
        400, "warn", "sent",
        ("it does not show how the dates in `sent` are written, so nothing was made of them: no "
        "days since the last gift"),
        f'give their form, such as sent = "{form}" in [read.dates]',
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "action"),
    [
        ("2024-04-30", "counted: the as-of date is 2024-05-01"),
        ("2024-05-01", "left out: times are counted up to 2024-05-01"),
    ],
)
def test_rows_dated_ahead_are_left_out_unless_the_as_of_date_lies_ahead_itself(today, action):
    (finding,) = report(future=2, today=today)["D083"]

    assert tell(finding) == (
        2, "warn", "given on", f"2 gifts are dated after today, {today}", action,
    )  # fmt: skip


def test_amounts_in_several_currencies_stop_the_run_unless_one_is_chosen():
    several = (("EUR", 300), ("GBP", 60), ("USD", 40))

    (finding,) = report(currencies=several)["D081"]

    assert tell(finding) == (
        100, "stop", "code",
        ("amounts are in several currencies (300 EUR, 60 GBP, 40 USD), and would be added as if "
        "they were one"),
        'convert them first, or use the rows of one: currency = "EUR" in [build]',
    )  # fmt: skip
    assert "D081" not in report({"currency": "GBP"}, currencies=several)


def test_the_account_goes_without_a_day_and_with_silent_customers():
    (finding,) = report(as_of="", silent=1, as_of_reason=say("x"))["D080"]

    assert str(finding.message) == (
        "400 rows read = 390 used + 10 left out; the used rows are gifts of 50 customers (`who`); "
        "1 further customer has no row left"
    )
