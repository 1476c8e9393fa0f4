"""Are orders added up to customers exactly, in whatever order and however many files they are?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from finseg.build import build_again, read_and_build
from finseg.check.building import report_building
from finseg.errors import MissingColumnError, UsageError, WrongColumnsError
from finseg.records.building import Built
from finseg.records.dataset import Dataset
from finseg.settings import Settings

SIX: dict[str, list[Any]] = {
    # Ann ordered three times and gave one back; Bob twice; Cy once.
    "customer_id": ["ann", "bob", "ann", "cy", "bob", "ann"],
    "order_date": [
        "2024-01-01", "2024-01-11", "2024-01-21", "2024-03-01", "2024-02-10", "2024-03-11",
    ],
    "amount": [10.0, 20.5, 30.25, 7.0, 1.5, 19.75],
    "channel": ["web", "shop", "web", "shop", "web", "web"],
    "country": ["UK", "IN", "UK", "UK", "IN", "UK"],
}  # fmt: skip


def build(
    source: object, *, as_of: str = "", answers: Mapping[str, Any] | None = None, **changes: Any
) -> tuple[Dataset, Built]:
    tree = {"build": {"per": "customer_id", **changes}, "read": {"as_of": as_of, **(answers or {})}}
    given_source = pl.DataFrame(source) if isinstance(source, dict) else source
    return read_and_build(given_source, Settings.from_tree(tree))


def take_customer(dataset: Dataset, name: str) -> dict[str, Any]:
    (found,) = dataset.table.filter(pl.col("customer_id") == name).to_dicts()
    return found


def test_each_figure_of_a_customer_is_what_its_definition_says():
    dataset, built = build(SIX)

    ann = take_customer(dataset, "ann")
    assert built.recipe.noun == "order"
    assert built.as_of == "2024-03-11"
    assert ann["number of orders"] == 3
    assert ann["days since last order"] == 0
    assert ann["days since first order"] == 70
    assert ann["mean days between orders"] == 35
    assert ann["total amount"] == 60.0
    assert ann["mean amount"] == 20.0
    assert ann["median amount"] == 19.75
    assert ann["trend of amount"] == pytest.approx((19.75 - 40.25) / 60)
    assert ann["share of months active"] == pytest.approx(2 / 3)
    assert ann["country"] == "UK"
    assert [c.column for c in built.recipe.carried] == ["country"]
    adding = {c.name for c in dataset.columns if c.name.endswith("amount") and c.adds_up}
    assert adding == {"total amount"}


def test_with_one_order_there_is_nothing_between_orders():
    cy = take_customer(build(SIX)[0], "cy")

    assert cy["mean days between orders"] is None
    assert (cy["number of orders"], cy["median amount"], cy["days since last order"]) == (1, 7, 10)


def test_common_categories_are_counted_and_rare_ones_are_not():
    mixed = {**SIX, "channel": ["web", "shop", "app", "shop", "web", "web"]}

    dataset, built = build(mixed, levels=2)

    (levels,) = built.recipe.levels
    assert (levels.column, levels.levels) == ("channel", ("web", "shop"))
    ann = take_customer(dataset, "ann")
    assert ann["number of orders: channel web"] == 2
    assert ann["share of orders: channel web"] == pytest.approx(2 / 3)
    assert "number of orders: channel app" not in ann


@pytest.mark.parametrize(("least", "counted"), [(1 / 3, True), (0.34, False)])
def test_a_level_is_counted_from_its_least_share_on(least, counted):
    mixed = {**SIX, "channel": ["web", "shop", "web", "shop", "web", "web"]}

    (levels,) = build(mixed, least_level=least)[1].recipe.levels

    assert ("shop" in levels.levels) is counted


def with_refunds(below: int, rows: int = 100) -> dict[str, Any]:
    return {
        "customer_id": [f"c{i % 20:02}" for i in range(rows)],
        "order_date": [(date(2024, 1, 1) + timedelta(i)).isoformat() for i in range(rows)],
        "amount": [-5.5 if i < below else 10.25 + i for i in range(rows)],
    }


@pytest.mark.parametrize(("below", "refunds"), [(0, False), (1, True), (24, True), (25, False)])
def test_few_amounts_below_zero_are_refunds_and_many_are_ordinary(below, refunds):
    dataset, built = build(with_refunds(below))

    assert built.recipe.refunds is refunds
    assert ("number of refunds (amount)" in dataset.table.columns) is refunds


def test_refunds_are_taken_off_the_sum_and_counted_apart():
    first = take_customer(build(with_refunds(1))[0], "c00")

    assert first["number of orders"] == 4
    assert first["number of refunds (amount)"] == 1
    assert first["refunded amount"] == 5.5
    assert first["total amount"] == pytest.approx(30.25 + 50.25 + 70.25 + 90.25 - 5.5)
    assert first["mean amount"] == pytest.approx(60.25)


def test_counts_by_category_leave_refunds_out_as_the_number_of_orders_does():
    table = with_refunds(3)
    table["channel"] = ["web" if i % 7 < 4 else "shop" for i in range(100)]

    customers, _ = build(table)

    for row in customers.table.to_dicts():
        counts = [row[f"number of orders: channel {name}"] for name in ("web", "shop")]
        shares = [row[f"share of orders: channel {name}"] for name in ("web", "shop")]
        assert sum(counts) == row["number of orders"]
        assert sum(shares) == pytest.approx(1)


def test_who_only_gave_back_has_no_shares_and_no_name_of_the_usual_grid():
    table = with_refunds(3)
    table["channel"] = ["web" if i % 7 < 4 else "shop" for i in range(100)]
    only = {"customer_id": "z", "order_date": "2024-02-02", "amount": -7.5, "channel": "web"}
    rows = pl.concat([pl.DataFrame(table), pl.DataFrame(only)])

    customers, _ = build(rows)
    last = take_customer(customers, "z")

    assert last["number of orders"] == last["number of orders: channel web"] == 0
    assert last["share of orders: channel web"] is None
    assert last["RFM code"] is None
    assert last["RFM segment"] is None
    assert customers.find_column("RFM segment").missing == 1
    assert "from the last refund" in str(customers.find_column("days since last order").reason)
    others = customers.table.filter(pl.col("customer_id") != "z")
    assert others["RFM segment"].null_count() == 0
    assert others["RFM code"].equals(build(table)[0].table["RFM code"])


def test_lines_of_one_order_are_one_order():
    lines = {
        "customer_id": ["a", "a", "a", "b"],
        "invoice_no": ["1", "1", "2", "3"],
        "invoice_date": ["2024-01-01", "2024-01-01", "2024-01-09", "2024-01-05"],
        "quantity": [2.0, 1.0, 4.0, 3.0],
        "unit price": [1.5, 2.25, 0.5, 2.5],
    }

    dataset, built = build(lines)

    a = take_customer(dataset, "a")
    assert built.recipe.number == "invoice_no"
    assert a["number of invoices"] == 2
    assert a["total quantity × unit price"] == 7.25
    assert a["mean quantity × unit price"] == 3.625
    assert a["mean days between invoices"] == 8


def test_times_of_day_count_full_days_up_to_the_last_order():
    timed = {
        "customer_id": ["a", "b", "b"],
        "created_at": ["2024-01-01 22:00", "2024-01-03 21:00", "2024-01-02 09:30"],
        "amount": [1.0, 2.0, 3.0],
    }

    dataset, _ = build(timed)
    given_date, _ = build(timed, as_of="2024-01-03")

    assert dataset.table["days since last event"].to_list() == [1, 0]
    assert_frame_equal(dataset.table, given_date.table)


def test_a_date_after_the_last_order_is_counted_to_its_end():
    dataset, built = build(SIX, as_of="2024-03-21")

    assert dataset.table["days since last order"].to_list() == [10, 40, 20]
    assert built.as_of_reason == "as given"


# ---- what cannot be used ----------------------------------------------------------------------


def test_every_row_is_used_or_listed_with_its_reason():
    broken = with_refunds(0)
    broken["customer_id"][6], broken["order_date"][7] = None, "soon"
    broken["order_date"][8] = "2025-01-01"

    _, built = build(broken, as_of="2024-12-31")

    assert [(r.line, r.kind) for r in built.rejects] == [
        (7, "no id"), (8, "no date"), (9, "outside the time"),
    ]  # fmt: skip
    assert built.rows_used + len(built.rejects) == built.rows_read == 100


def test_a_window_leaves_out_what_is_older():
    dataset, built = build(SIX, window=29)

    assert dataset.table["customer_id"].to_list() == ["ann", "cy"]
    assert {r.kind for r in built.rejects} == {"outside the time"}
    assert built.recipe.days == 29


@pytest.mark.parametrize(("window", "used"), [(59, 4), (60, 4), (61, 5)])
def test_the_window_begins_so_many_days_before_the_as_of_date(window, used):
    # 60 days before 2024-03-11 is 2024-01-11; that day itself is the first outside.
    assert build(SIX, window=window)[1].rows_used == used


def test_copies_are_counted_and_left_out_where_that_is_asked_for():
    doubled = {name: [*values, values[0]] for name, values in SIX.items()}

    kept, dropped = build(doubled)[1], build(doubled, copies="leave out")[1]

    assert (kept.copies, kept.rows_used) == (1, 7)
    assert (dropped.copies, dropped.rows_used) == (0, 6)
    assert [r.kind for r in dropped.rejects] == ["repeated row"]


def test_several_currencies_are_seen_and_one_may_be_chosen():
    mixed = {**SIX, "currency": ["EUR", "EUR", "EUR", "GBP", "EUR", "EUR"]}

    both, one = build(mixed)[1], build(mixed, currency="EUR")[1]

    assert both.currencies == (("EUR", 5), ("GBP", 1))
    assert [r.kind for r in one.rejects] == ["another currency"]
    assert one.customers == 2


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(MissingColumnError, match="client"):
        build(SIX, per="client")


def test_a_table_of_customers_needs_no_building():
    once = {name: [values[0], values[1], values[3]] for name, values in SIX.items()}

    with pytest.raises(UsageError, match="one row per customer already"):
        build(once)


def test_made_columns_can_be_given_roles_and_unknown_ones_are_refused():
    roles = {"roles": {"mean amount": "feature", "number of orders": "ignore"}}

    dataset, _ = build(SIX, answers=roles)

    assert dataset.find_column("mean amount").role == "feature"
    assert dataset.find_column("number of orders").role == "ignore"
    with pytest.raises(MissingColumnError, match="mean amuont"):
        build(SIX, answers={"roles": {"mean amuont": "feature"}})


def test_what_is_made_is_known_for_sure():
    dataset, _ = build(SIX)

    recency = dataset.find_column("days since last order").measure
    assert (recency.quantity.value, recency.direction.value) == ("recency", "more is worse")
    assert recency.quantity.acts
    assert recency.direction.acts
    assert dataset.find_column("total amount").measure.owner.value == "flow out"
    assert [c.name for c in dataset.features] == [
        "days since last order", "number of orders", "total amount",
    ]  # fmt: skip


# ---- laws -------------------------------------------------------------------------------------

DAYS = st.integers(0, 400).map(lambda n: (date(2023, 1, 1) + timedelta(n)).isoformat())
AMOUNTS = st.integers(-300, 90_000).map(lambda n: n / 100) | st.floats(0.015625, 1e4, width=32)
ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), DAYS, AMOUNTS, st.sampled_from(["web", "shop"])),
    min_size=8,
    max_size=40,
)


def lay_out(rows: list[tuple[str, str, float, str]]) -> pl.DataFrame:
    # One customer with two orders: whatever else is drawn, there is something to build.
    fixed = [("a", "2023-01-01", 5.0, "web"), ("a", "2024-01-20", 6.0, "shop")]
    names = ["customer_id", "order_date", "amount", "channel"]
    return pl.DataFrame([*fixed, *rows], schema=names, orient="row")


@examples(max_examples=30)
@given(rows=ROWS, seed=st.integers(0, 9))
def test_the_order_of_the_orders_changes_nothing(rows, seed):
    table = lay_out(rows)

    shuffled = table.sample(fraction=1.0, shuffle=True, seed=seed)

    assert_frame_equal(build(shuffled)[0].table, build(table)[0].table, check_exact=True)


@examples(max_examples=30)
@given(rows=ROWS)
def test_building_again_by_the_recipe_gives_the_same(rows):
    table = lay_out(rows)
    dataset, built = build(table)

    again, _ = build_again(table, Settings(), built.recipe)

    own = dataset.table.drop("RFM code", "RFM segment", strict=False)
    assert_frame_equal(again.table, own, check_exact=True)


@pytest.mark.parametrize("cut", [1, 40, 119])
def test_two_files_with_the_orders_give_the_same_as_one(tmp_path: Path, cut: int):
    table = pl.DataFrame(with_refunds(7, rows=120))
    whole, first, second = (tmp_path / name for name in ("all.csv", "a.csv", "b.csv"))
    table.write_csv(whole)
    table.head(cut).write_csv(first)
    table.tail(120 - cut).write_csv(second)

    together, built = build([str(first), str(second)])

    assert_frame_equal(together.table, build(str(whole))[0].table, check_exact=True)
    assert built.rows_read == 120


def test_the_same_file_twice_without_copies_is_the_file():
    table = pl.DataFrame(with_refunds(7))

    twice = build(pl.concat([table, table]), copies="leave out")[0]

    assert_frame_equal(twice.table, build(table)[0].table, check_exact=True)


def test_other_rows_must_have_the_columns():
    _, built = build(SIX)

    with pytest.raises(WrongColumnsError, match="customer_id"):
        build_again(pl.DataFrame(SIX).drop("customer_id"), Settings(), built.recipe)
    with pytest.raises(WrongColumnsError, match="amount"):
        build_again(pl.DataFrame(SIX).drop("amount"), Settings(), built.recipe)


# ---- little there -----------------------------------------------------------------------------


def test_ids_that_are_figures_are_written_as_they_stand():
    table = {**SIX, "customer_id": [7, 8, 7, 10, 8, 7]}

    dataset, built = build(table)

    assert dataset.table["customer_id"].to_list() == ["10", "7", "8"]
    again, _ = build_again(pl.DataFrame(table), Settings(), built.recipe)
    assert again.table["customer_id"].equals(dataset.table["customer_id"])


def test_orders_without_amounts_still_have_recency_and_frequency():
    dataset, _ = build({name: SIX[name] for name in ("customer_id", "order_date", "channel")})

    assert [c.name for c in dataset.features] == ["days since last order", "number of orders"]


def test_where_nothing_can_be_used_there_are_no_customers():
    dataset, built = build(SIX, as_of="2001-01-01")

    assert (dataset.rows, built.customers, built.rows_used) == (0, 0, 0)
    assert len(built.rejects) == built.rows_read == 6


def test_dates_that_are_the_same_in_all_rows_of_a_customer_are_kept():
    table = with_refunds(0)
    owners = [int(name[1:]) for name in table["customer_id"]]
    table["birth_date"] = [f"{1950 + i}-03-{i + 1:02}" for i in owners]
    table["join_date"] = [f"2015-{1 + i % 12:02}-{i + 1:02}" for i in owners]

    dataset, built = build(table)
    again, _ = build_again(pl.DataFrame(table), Settings(), built.recipe)
    bare = pl.DataFrame(table).drop("birth_date")
    without, _ = build_again(bare, Settings(), built.recipe)

    for done in (dataset, again):
        found = take_customer(done, "c04")
        assert (found["birth_date"], found["join_date"]) == ("1954-03-05", "2015-05-05")
        assert [c.name for c in done.select_by_role("id")] == ["customer_id"]
    assert built.unused == ()
    assert "birth_date" not in without.table.columns
    assert not {"birth_date", "join_date"} & {c.name for c in dataset.features}


def test_columns_of_which_nothing_is_made_are_named():
    table = {
        **with_refunds(0),
        "sex": [("f", "m")[i % 3 == 0] for i in range(100)],
        "note": [f"note {i}" for i in range(100)],
    }

    _, built = build(table)

    assert built.unused == ("sex", "note")


def test_dates_that_may_be_read_in_two_ways_are_warned_of_and_used_when_their_form_is_given():
    days = [f"{1 + i % 12:02}/{1 + i % 11:02}/2024" for i in range(100)]
    table = {**with_refunds(0), "order_date": days}

    plain, built = build(table)
    settings = {"dates": {"order_date": "%d/%m/%Y"}}
    told, sure = build(table, answers=settings)

    assert built.recipe.kind == "event"
    assert "days since last order" not in plain.table.columns
    (finding,) = (f for f in report_building(built, Settings()) if f.code == "D083")
    assert (finding.column, finding.severity) == ("order_date", "warn")
    assert "days since last order" in told.table.columns
    assert not [f for f in report_building(sure, Settings()) if f.code == "D083"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, {"D080"}),
        ({"copies": True}, {"D080", "D082"}),
        ({"currency": True}, {"D080", "D081"}),
        ({"lonely": True}, {"D080", "D054"}),
        ({"blank": True}, {"D080", "D010", "D001"}),
    ],
)
def test_what_is_doubtful_about_the_rows_is_found(change, codes):
    table = with_refunds(0)
    if "copies" in change:
        table = {name: [*values, values[0]] for name, values in table.items()}
    if "currency" in change:
        table["currency"] = ["EUR"] * 60 + ["GBP"] * 40
    if "lonely" in change:
        table["order_date"][50] = "2026-01-01"
    if "blank" in change:
        table["customer_id"][:2] = [None, None]

    assert {f.code for f in report_building(build(table)[1], Settings())} == codes
