"""Is it told how dates were understood, and which were not?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.check.dates import (
    report_date_forms,
    report_doubtful_as_of,
    report_undecided_dates,
    report_unreadable_dates,
)
from finseg.disclose.withhold import withhold
from finseg.records.dataset import Elapsed
from finseg.records.dates import Dates
from finseg.settings import Settings
from tests.builders.tables import make_table

ISO = "%Y-%m-%d"
MADE = Elapsed(
    name="months since opened", source="opened", how="months since", form=ISO, as_of="2026-03-31"
)


def dated(
    *, made=(), role="date", reason="the latest date", as_of="2026-03-31", alone=False, **facts
):
    dataset = make_table({"opened": ["2020-01-01"] * 8}, opened={"role": role})
    own = {"form": ISO, "said": "year-month-day", "evidence": "no other form fits", **facts}
    dates = Dates(column="opened", **own)
    return replace(
        dataset,
        dates=(dates,),
        elapsed=tuple(made),
        as_of=as_of,
        as_of_reason=reason,
        as_of_alone=alone,
    )


def run(rule, dataset):
    return list(rule(dataset, Settings()))


def test_what_was_made_of_dates_is_told_and_their_ends_are_somebodys_own():
    (finding,) = run(report_date_forms, dated(made=[MADE], first="2001-05-17", last="2024-02-29"))
    message = str(finding.message)

    assert (finding.code, finding.column, finding.count) == ("D050", "opened", 8)
    assert "2001-05-17 … 2024-02-29" in message
    assert "`months since opened` is counted up to the as-of date 2026-03-31" in message
    assert "2001" not in str(withhold(finding.message, 5))


def test_the_ends_of_dates_of_birth_are_never_shown():
    (finding,) = run(
        report_date_forms,
        dated(made=[MADE], role="personal", first="1931-05-17", last="2004-01-01"),
    )

    assert "1931" not in str(finding.message)


@pytest.mark.parametrize(("years", "told"), [(0, False), (3, True)])
def test_years_of_two_digits_are_mentioned(years, told):
    (finding,) = run(report_date_forms, dated(made=[MADE], two_digit_years=years))

    assert ("two digits" in str(finding.message)) is told


def test_dates_of_which_something_was_made_are_not_undecided():
    assert run(report_undecided_dates, dated(made=[MADE])) == []
    assert run(report_date_forms, dated()) == []


@pytest.mark.parametrize(
    ("facts", "message", "action"),
    [
        ({"form": "", "examples": ("%d/%m/%Y", "%m/%d/%Y")}, "several ways", "[read.dates]"),
        ({"form": "", "examples": ()}, "unknown", "[read.dates]"),
        ({"as_of": "", "reason": "no date to count up to"}, "no date to count up to", "as_of"),
        ({}, "already has a column", "rename"),
    ],
)
def test_dates_that_are_not_used_say_why_and_what_to_do(facts, message, action):
    (finding,) = run(report_undecided_dates, dated(**facts))

    assert finding.code == "D051"
    assert message in str(finding.message)
    assert action in str(finding.action)


def test_values_in_other_forms_are_counted_by_form():
    dataset = dated(unreadable=7, others=(("%d/%m/%Y", 4), ("%d.%m.%Y", 2)))

    (finding,) = run(report_unreadable_dates, dataset)

    assert (finding.code, finding.count) == ("D052", 7)
    assert "4×" in str(finding.message)
    assert "2×" in str(finding.message)


def test_where_no_other_form_is_known_none_is_told():
    (finding,) = run(report_unreadable_dates, dated(unreadable=7))

    assert str(finding.message) == "7 values are not written year-month-day"


def test_values_that_cannot_be_read_do_not_count_while_no_form_is_known():
    assert run(report_unreadable_dates, dated(form="", unreadable=7)) == []
    assert run(report_unreadable_dates, dated()) == []


def test_placeholders_are_counted():
    (finding,) = run(report_unreadable_dates, dated(placeholders=2))

    assert (finding.code, finding.severity, finding.count) == ("D053", "note", 2)


@pytest.mark.parametrize(
    ("alone", "made", "found"), [(True, [MADE], 1), (False, [MADE], 0), (True, [], 0)]
)
def test_an_as_of_date_is_doubted_where_it_stands_alone_and_months_are_counted_up_to_it(
    alone, made, found
):
    findings = run(report_doubtful_as_of, dated(made=made, alone=alone))

    assert [(f.code, f.count) for f in findings] == [("D054", 1)] * found


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("report", [report_date_forms, report_doubtful_as_of])
def test_an_as_of_date_that_stands_alone_goes_where_examples_go(report, alone):
    for finding in run(report, dated(made=[MADE], alone=alone)):
        shown = str(withhold(finding.message, 5))

        assert "2026-03-31" in str(finding.message)
        assert ("2026-03-31" in shown) is not alone
        assert "counted up to the as-of date" in shown
