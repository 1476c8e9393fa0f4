"""Are rows that cannot count left out once, said, and shown without what is personal?"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from finseg.build import build_again, read_and_build
from finseg.check.building import report_building
from finseg.document.numbers import Numbers
from finseg.errors import WrongColumnsError
from finseg.settings import Settings
from tests.build.test_events import SIX, build, take_customer, with_refunds


@pytest.mark.parametrize(
    ("today", "as_of", "future", "used"),
    [
        (date(2024, 3, 11), "2024-03-11", 0, 6),
        (date(2024, 3, 10), "2024-03-01", 1, 5),
        (date(2024, 2, 29), "2024-02-10", 2, 4),
        (None, "2024-03-11", 0, 6),
    ],
)
def test_what_is_dated_after_today_is_warned_of_and_is_no_as_of_date(today, as_of, future, used):
    settings = Settings.from_tree({"build": {"per": "customer_id"}})
    _, built = read_and_build(pl.DataFrame(SIX), settings, today=today)
    _, again = build_again(pl.DataFrame(SIX), settings, built.recipe, today=today)

    for account in (built, again):
        assert (account.as_of, account.future, account.rows_used) == (as_of, future, used)
    found = [f for f in report_building(built, settings) if f.code == "D083"]
    assert [(f.count, f.severity) for f in found] == ([(future, "warn")] if future else [])


def test_a_day_after_today_may_be_asked_for_and_is_still_warned_of():
    given_day = {"build": {"per": "customer_id"}, "read": {"as_of": "2024-03-11"}}
    settings = Settings.from_tree(given_day)
    _, built = read_and_build(pl.DataFrame(SIX), settings, today=date(2024, 3, 1))

    (finding,) = (f for f in report_building(built, settings) if f.code == "D083")
    assert (built.rows_used, finding.count) == (6, 1)
    assert "counted" in str(finding.action)


def test_the_reason_says_on_which_side_of_the_window_a_row_lies():
    _, built = build(SIX, as_of="2024-03-01", window=20)

    assert sorted(r.reason for r in built.rejects) == [
        *["20 days or more before the as-of date 2024-03-01"] * 4,
        "after the as-of date 2024-03-01",
    ]


@pytest.mark.parametrize(("window", "silent"), [(61, 0), (60, 0), (30, 1), (10, 2)])
def test_customers_without_any_row_left_are_counted_and_warned_of(window, silent):
    _, built = build(SIX, window=window)

    assert (built.silent, built.customers) == (silent, 3 - silent)
    found = [f for f in report_building(built, Settings()) if f.column == "customer_id"]
    assert [(f.count, f.severity) for f in found] == ([(silent, "warn")] if silent else [])
    assert ("no row left" in built.say_account().write(Numbers())) == bool(silent)


def test_rows_left_out_by_error_and_as_asked_are_parts_of_one_number():
    table = {**SIX, "customer_id": ["ann", "bob", "ann", None, "bob", "ann"]}
    _, built = build(table, as_of="2024-02-20")

    assert "6 rows read = 4 used + 2 left out" in built.say_account().write(Numbers())
    texts = [str(f.message) for f in report_building(built, Settings()) if f.code == "D010"]
    assert [t for t in texts if t.startswith("1 row of the 2 left out")] == texts


def test_equal_rows_with_one_payment_number_are_one_payment_and_this_is_said():
    numbered = {"payment_no": [f"P{i}" for i in range(6)], **SIX}
    doubled = {name: [*values, values[0]] for name, values in numbered.items()}

    dataset, built = build(doubled)
    again, scored = build_again(pl.DataFrame(doubled), Settings(), build(numbered)[1].recipe)

    for table in (dataset, again):
        ann = take_customer(table, "ann")
        assert (ann["number of payments"], ann["total amount"]) == (3, 60.0)
    assert (built.same, built.copies, built.rows_used, built.rows_read) == (1, 0, 6, 7)
    assert [r.kind for r in scored.rejects] == ["repeated row"]
    (finding,) = (f for f in report_building(built, Settings()) if f.code == "D082")
    assert finding.column == "payment_no"
    assert "names one payment" in str(finding.action)


def test_numbers_of_orders_are_masked_in_rejects_as_when_the_model_was_made():
    lines = {**SIX, "customer_id": [*SIX["customer_id"][:5], None]}
    lines = {"order_no": ["AB1234567", "X", "AB1234567", "C", "D", "XY7654321"], **lines}

    _, built = build(lines)
    _, again = build_again(pl.DataFrame(lines), Settings(), built.recipe)

    assert built.recipe.number == "order_no"
    for found in (built, again):
        (reject,) = found.rejects
        assert "XY7654321" not in reject.raw
        assert reject.raw.startswith("•••321,")
    with pytest.raises(WrongColumnsError, match="order_no"):
        build_again(pl.DataFrame(lines).drop("order_no"), Settings(), built.recipe)


def test_dates_are_masked_in_rejects_as_when_the_model_was_made():
    table = {**with_refunds(0), "order_date": ["2024-01-05"] * 50 + ["2024-02-05"] * 50}
    rows = pl.DataFrame({**table, "customer_id": [None, *table["customer_id"][1:]]})

    _, built = build(rows)
    _, again = build_again(rows, Settings(), built.recipe)

    for account in (built, again):
        assert account.rejects[0].raw == ",•••,10.25"


def test_equal_rows_without_a_number_and_equal_lines_of_an_order_are_counted():
    numbers = ["P0", None, "P2", "P3", "P4", "P5"]
    blank = {"payment_no": numbers, **SIX}
    lines = {"order_no": ["A", "B", "A", "C", "D", "A"], **SIX}

    for table, copied in ((blank, 1), (lines, 0)):
        doubled = {name: [*values, values[copied]] for name, values in table.items()}
        built = build(doubled)[1]
        assert (built.same, built.copies, built.rows_used) == (0, 1, 7)


def test_a_model_of_one_currency_adds_no_other_to_it_and_says_so():
    euros = {**SIX, "currency": ["EUR", None, "EUR", "EUR", "EUR", "EUR"]}
    mixed = {**SIX, "currency": ["EUR", None, "USD", "CHF", "EUR", "EUR"]}
    recipe = build(euros)[1].recipe

    table, built = build_again(pl.DataFrame(mixed), Settings(), recipe)

    assert [r.kind for r in built.rejects] == ["another currency"] * 2
    assert "another currency than EUR" in built.rejects[0].reason
    assert take_customer(table, "ann")["total amount"] == 29.75
    assert take_customer(table, "bob")["total amount"] == 22.0  # no currency given: as before
