"""Is it found out what a row stands for, and are customers never taken for anything else?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.check import check, find_stop_error
from finseg.errors import RowsNotCustomersError
from finseg.records.row_meaning import RowMeaning
from finseg.settings import Settings
from finseg.understand import read_source

START = date(2023, 1, 1)


def find_row(table: Mapping[str, Any] | pl.DataFrame) -> RowMeaning:
    return read_source(pl.DataFrame(table), Settings()).row


def orders(
    rows: int = 200, owners: int = 80, heading: str = "customer_id", when: str = "order_date"
) -> pl.DataFrame:
    rng = np.random.default_rng(np.random.SeedSequence(4))
    repeated = rng.integers(0, owners, max(rows - owners, 0))
    return pl.DataFrame(
        {
            heading: [f"C{i:04d}" for i in [*range(owners), *repeated]],
            when: [(START + timedelta(int(d))).isoformat() for d in rng.integers(0, 300, rows)],
            "amount": rng.gamma(2.0, 20.0, rows).round(2),
        }
    )


def months(owners: int = 30) -> pl.DataFrame:
    rng = np.random.default_rng(np.random.SeedSequence(5))
    ends = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    return pl.DataFrame(
        {
            "client_id": [f"K{i:03d}" for i in range(owners) for _ in ends],
            "as_at": ends * owners,
            "balance": rng.normal(500, 90, owners * len(ends)).round(2),
        }
    )


def accounts(owners: int = 50) -> dict[str, Any]:
    rng = np.random.default_rng(np.random.SeedSequence(6))
    rows = owners * 2
    return {
        "customer_id": [f"C{i // 2:04d}" for i in range(rows)],
        "account_number": [f"{70_000_000 + 37 * i}" for i in range(rows)],
        "opened": [(START + timedelta(int(d))).isoformat() for d in rng.integers(0, 900, rows)],
        "balance": rng.normal(500, 90, rows).round(2),
    }


def test_orders_are_events_and_it_is_said_by_what_that_is_seen():
    row = find_row(orders())

    assert (row.kind, row.certainty, row.owner) == ("event", "sure", "customer_id")
    assert (row.rows, row.owners, row.by) == (200, 80, "order_date")
    assert row.differing == ("amount",)
    said = str(row.say_kind())
    assert all(part in said for part in ("an event", "200 rows", "80 values", "`order_date`"))


@pytest.mark.parametrize(
    "heading", ["user_id", "ClientNo", "CUSTOMER NUMBER", "member_id", "household_id", "cif"]
)
def test_whose_an_event_is_may_be_called_in_many_ways(heading):
    assert find_row(orders(heading=heading)).owner == heading


def test_a_database_key_of_its_own_for_each_order_changes_nothing():
    table = orders().with_columns(pl.int_range(7_000, 7_200).shuffle(3).alias("id"))

    assert find_row(table).kind == "event"


def test_lines_of_orders_are_events_by_their_numbers_without_any_date():
    table = orders().drop("order_date").with_columns((pl.int_range(200) // 2).alias("invoice_no"))

    row = find_row(table)

    assert (row.kind, row.certainty, row.by) == ("event", "sure", "invoice_no")


def test_one_row_for_each_customer_and_month_is_a_month():
    row = find_row(months())

    assert (row.kind, row.certainty, row.by) == ("month", "sure", "as_at")


def test_months_may_be_given_by_name_or_number():
    table = months().with_columns(pl.Series("month", [1, 2, 3, 4] * 30)).drop("as_at")

    assert find_row(table).kind == "month"


def test_a_month_that_stands_twice_for_most_customers_is_none():
    table = months().with_columns(pl.Series("month", [1, 1, 2, 2] * 30)).drop("as_at")

    assert find_row(table).kind != "month"


def test_account_numbers_that_never_repeat_make_rows_accounts():
    row = find_row(accounts())

    assert (row.kind, row.certainty, row.by) == ("account", "sure", "account_number")


def test_payments_of_accounts_are_events_although_accounts_have_numbers():
    table = orders(heading="account_id")

    assert find_row(table).kind == "event"
    assert find_row(table).owner == "account_id"


def test_products_that_a_customer_has_once_each_make_rows_products():
    table = pl.DataFrame(accounts()).drop("account_number", "opened")
    table = table.with_columns(pl.Series("product", ["Savings", "Card"] * 50))

    assert (find_row(table).kind, find_row(table).certainty) == ("product", "sure")


def test_rows_that_share_a_customer_with_nothing_to_tell_them_apart_may_be_events():
    table = pl.DataFrame(accounts()).select("customer_id", "balance")

    assert (find_row(table).kind, find_row(table).certainty) == ("event", "likely")


@pytest.mark.parametrize("heading", ["email", "customer e-mail"])
def test_where_nothing_else_says_whose_a_row_is_an_address_does(heading):
    table = orders().rename({"customer_id": heading})
    table = table.with_columns(pl.col(heading) + "@example.org")

    assert find_row(table).kind == "event"
    assert find_row(table).owner == heading


@pytest.mark.parametrize(("shift", "kind"), [(10**8, "event"), (10**8 - 1, "customer")])
def test_numbers_of_cards_say_whose_a_payment_is_where_they_are_long(shift, kind):
    table = orders().with_columns(pl.col("customer_id").str.slice(1).cast(pl.Int64) + shift)

    assert find_row(table.rename({"customer_id": "cc_num"})).kind == kind


# ---- no false alarms --------------------------------------------------------------------------


def with_repeats(count: int, rows: int = 200) -> pl.DataFrame:
    """Customers of whom some stand there twice, with another date."""
    return orders(rows, owners=rows - count)


@pytest.mark.parametrize(("repeats", "kind"), [(39, "customer"), (40, "event")])
def test_rows_are_events_only_where_a_fifth_repeat_a_customer(repeats, kind):
    assert find_row(with_repeats(repeats)).kind == kind


@pytest.mark.parametrize(("rows", "kind"), [(19, "customer"), (20, "event")])
def test_a_handful_of_rows_proves_nothing(rows, kind):
    assert find_row(orders(rows, owners=10)).kind == kind


@pytest.mark.parametrize(("changing", "kind"), [(49, "customer"), (50, "event")])
def test_dates_must_differ_within_half_of_the_customers_with_several_rows(changing, kind):
    days = [START.isoformat()] * 200
    for i in range(changing):
        days[2 * i] = (START + timedelta(i + 1)).isoformat()
    table = {
        "customer_id": [f"C{i // 2}" for i in range(200)],
        "order_date": days,
    }

    row = find_row(table)

    assert row.kind == kind
    assert row.certainty == ("sure" if kind == "event" else "open")


@pytest.mark.parametrize(("repeats", "kind"), [(99, "customer"), (100, "event")])
def test_without_a_date_half_of_the_rows_must_repeat_a_customer(repeats, kind):
    assert find_row(with_repeats(repeats).drop("order_date")).kind == kind


@pytest.mark.parametrize(
    "when", ["last_login_date", "date_of_birth", "customer since", "updated_at date", "expiry date"]
)
def test_dates_that_describe_the_customer_make_no_events(when):
    assert find_row(orders(owners=140).rename({"order_date": when})).kind == "customer"


@pytest.mark.parametrize("heading", ["branch_id", "agent_id", "store id", "product_id", "plan id"])
def test_customers_who_share_a_branch_or_an_agent_are_customers(heading):
    table = orders(rows=200, owners=200)
    shared = pl.Series(heading, [f"B{i % 120}" for i in range(200)])

    for own in (table, table.drop("customer_id")):
        assert find_row(own.with_columns(shared)).kind == "customer"


def test_customers_who_share_a_household_are_customers():
    table = orders(200, 200).with_columns(
        pl.Series("household_id", [f"H{i // 2}" for i in range(200)])
    )

    row = find_row(table)

    assert (row.kind, row.owner, row.owners) == ("customer", "customer_id", 200)
    assert "one customer" in str(row.say_kind())


def test_a_table_without_any_identifier_is_one_of_customers():
    row = find_row(orders().drop("customer_id"))

    assert (row.kind, row.owner) == ("customer", "")
    assert "no column says" in str(row.say_kind())


def test_a_few_repeats_with_order_numbers_are_warned_of_and_do_not_stop():
    table = with_repeats(20).with_columns(pl.int_range(5_000, 5_200).alias("order_no"))

    assert (find_row(table).kind, find_row(table).certainty) == ("event", "likely")
    assert find_row(table.drop("order_no")).kind == "customer"


# ---- laws and what follows --------------------------------------------------------------------


@pytest.mark.parametrize("table", [orders(), months(), pl.DataFrame(accounts())], ids=len)
def test_the_order_of_the_rows_changes_nothing(table):
    assert find_row(table.sample(fraction=1.0, shuffle=True, seed=1)) == find_row(table)


def test_the_run_stops_with_the_line_that_continues(tmp_path):
    path = tmp_path / "my orders.csv"
    orders().write_csv(path)
    dataset = read_source(path, Settings())

    checked = check(dataset, Settings())
    error = find_stop_error(checked, dataset.source.name)

    assert checked.findings[0].code == "D004"
    assert isinstance(error, RowsNotCustomersError)
    assert "finseg run 'my orders.csv' --per customer_id" in error.fix


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({}, "stop"),
        ({"build": {"rows": "customers"}}, "note"),
        ({"check": {"on_duplicate": "last"}}, "warn"),
        ({"check": {"on_duplicate": "stop"}}, "stop"),
    ],
)
def test_whoever_says_that_rows_are_customers_is_believed(change, severity):
    settings = Settings.from_tree(change)
    found = check(read_source(orders(), settings), settings).findings

    assert [f.severity for f in found if f.code == "D004"] == [severity]


@pytest.mark.parametrize(
    "heading", ["payment terms", "visit length", "Purchase Store", "orders", "transactions"]
)
def test_what_only_speaks_of_events_is_no_number_of_theirs(heading):
    table = with_repeats(20).with_columns(pl.int_range(5_000, 5_200).alias(heading))

    assert find_row(table).kind == "customer"


def test_numbers_of_orders_stay_as_they_are_also_with_letters_among_them():
    numbers = [f"{'C' if i % 40 == 0 else ''}{53_000 + i // 2}" for i in range(200)]
    table = orders().with_columns(pl.Series("InvoiceNo", numbers))

    dataset = read_source(table, Settings())

    assert (dataset.find_column("InvoiceNo").role, dataset.rows) == ("id", 200)
