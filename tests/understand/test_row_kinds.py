"""Is it found out what a row stands for, and are customers never taken for anything else?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.check import check, find_stop_error
from finseg.errors import RowsNotCustomersError
from finseg.records.dates import Dates
from finseg.records.row_meaning import RowMeaning
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.row_kinds import find_owned_meaning, find_row_meaning
from tests.builders.tables import make_table

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


# ---- whose a row is ----------------------------------------------------------------------------

ID: Mapping[str, Any] = {"role": "id"}
TWICE, THRICE = [i // 2 for i in range(60)], [i // 3 for i in range(60)]
OWN = [f"u{i}" for i in range(60)]


def choose(columns: Mapping[str, Sequence[Any]], **changes: Mapping[str, Any]) -> str:
    values = {
        name: [f"{name[:2]}{v}" if isinstance(v, int) else v for v in own]
        for name, own in columns.items()
    }
    roles = {name: changes.get(name, ID) for name in columns}
    return find_row_meaning(make_table(values, **roles)).owner


@pytest.mark.parametrize(
    ("columns", "changes", "owner"),
    [
        ({"key": TWICE, "customer id": THRICE}, {}, "customer id"),
        ({"household id": THRICE, "customer id": TWICE}, {}, "customer id"),
        ({"household id": THRICE, "key": TWICE}, {}, "household id"),
        ({"customer id": TWICE, "client id": THRICE}, {}, "customer id"),  # the first
        ({"customer id": TWICE}, {"customer id": {"role": "ignore"}}, "customer id"),
        ({"customer id": TWICE}, {"customer id": {"role": "ignore", "kind": "category"}}, ""),
        ({"customer id": TWICE}, {"customer id": {"role": "descriptor"}}, ""),
        ({"customer id": TWICE}, {"customer id": {**ID, "reason_code": "row counter"}}, ""),
        ({"customer id": TWICE, "key": THRICE},
         {"customer id": {**ID, "reason_code": "constant"}}, "customer id"),  # an id all the same
        ({"key": TWICE}, {}, "key"),
        ({"key": TWICE, "ref": OWN}, {}, "ref"),  # of several the one that never repeats
        ({"key": TWICE, "ref": THRICE}, {}, "key"),
        ({"invoice id": TWICE, "key": THRICE}, {}, "key"),
        ({"invoice id": TWICE, "account id": THRICE}, {}, "account id"),
        ({"branch id": TWICE}, {}, ""),
        ({"mail": TWICE}, {"mail": {"role": "personal"}}, "mail"),
        ({"phone": TWICE}, {"phone": {"role": "personal"}}, ""),
        ({"account id": TWICE}, {"account id": {"role": "personal"}}, "account id"),
        ({"account id": TWICE}, {"account id": {"role": "outcome"}}, ""),
    ],
)  # fmt: skip
def test_whose_a_row_is_says_the_best_of_several_columns(columns, changes, owner):
    assert choose(columns, **changes) == owner


@pytest.mark.parametrize(("given", "kind"), [(True, "event"), (False, "customer")])
def test_where_it_is_given_whose_a_row_is_few_rows_prove_it(given, kind):
    values = {"customer id": [*"aabcdefghijklm"], "order no": [*"pqrstuvwxyzpqr"]}
    dataset = make_table(values, **{"customer id": ID, "order no": ID})

    found = find_owned_meaning(dataset, dataset.columns[0]) if given else find_row_meaning(dataset)

    assert found.kind == kind


@pytest.mark.parametrize(("repeats", "kind"), [(0, "customer"), (1, "customer"), (2, "event")])
def test_members_of_a_household_are_told_by_ids_that_hardly_ever_repeat(repeats, kind):
    ids = [f"u{i % (100 - repeats)}" for i in range(100)]
    values = {"household id": [f"h{i // 3}" for i in range(100)], "customer id": ids}
    dataset = make_table(values, **{"household id": ID, "customer id": ID})

    found = find_owned_meaning(dataset, dataset.columns[0])

    assert found.kind == kind


@pytest.mark.parametrize(("same", "kind"), [(0, "product"), (2, "product"), (3, "event")])
def test_of_a_hundred_rows_two_may_repeat_a_product_of_their_owner(same, kind):
    products = [["saving", "card"][i % 2] for i in range(100)]
    for i in range(same):
        products[2 * i] = "card"
    values: dict[str, Any] = {
        "customer id": [f"c{i // 2}" for i in range(100)],
        "product": products,
        "x": [float(i) for i in range(100)],
    }

    assert find_row_meaning(make_table(values, **{"customer id": ID})).kind == kind


@pytest.mark.parametrize(
    ("periods", "kind"), [(1, "event"), (2, "month"), (400, "month"), (401, "event")]
)
def test_up_to_four_hundred_periods_are_periods(periods, kind):
    owners, times = max(2, 60 // periods), 2 if periods == 1 else 1
    of_rows = [(f"c{i}", float(p)) for i in range(owners) for p in range(periods)] * times
    values: dict[str, Any] = {
        "customer id": [owner for owner, _ in of_rows],
        "period": [period for _, period in of_rows],
        "x": [float(i) for i in range(len(of_rows))],
    }

    assert find_row_meaning(make_table(values, **{"customer id": ID})).kind == kind


@pytest.mark.parametrize(("owners", "kind"), [(3, "month"), (2, "event")])
def test_dates_that_three_rows_share_on_average_are_periods(owners, kind):
    ends = [f"2024-{m:02}-28" for m in range(1, 13)]
    values = {
        "customer id": [f"c{i}" for i in range(owners) for _ in ends],
        "as at": ends * owners,
    }
    dataset = make_table(values, **{"customer id": ID, "as at": {"role": "date"}})
    dataset = replace(dataset, dates=(Dates(column="as at", form="%Y-%m-%d"),))

    assert find_row_meaning(dataset).kind == kind


def test_at_most_three_figures_that_differ_are_named_and_none_that_stays():
    values: dict[str, Any] = {"customer id": TWICE, "order no": OWN}
    values |= {f"f{j}": [float(i * j) for i in range(60)] for j in range(1, 6)}
    values["same"] = [float(v) for v in TWICE]
    own = [f"c{v}" for v in TWICE]
    dataset = make_table({**values, "customer id": own}, **{"customer id": ID, "order no": ID})

    row = find_row_meaning(dataset)

    assert row.differing == ("f1", "f2", "f3")
    assert (row.kind, row.by, row.rows, row.owners) == ("event", "order no", 60, 30)
