"""Do a customer's rows add up to what can be worked out by hand, each sum with rows of its own?"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from finseg.build.events import make_event_columns
from finseg.build.holdings import make_holding_columns
from finseg.build.months import make_month_columns, sum_months
from finseg.build.sums import (
    DAY,
    ID,
    MOMENT,
    ORDER,
    PERIOD,
    Until,
    divide_sum_by_count,
    sum_events,
)
from finseg.records.building import BuildRecipe, Figure, LevelColumn

END = (date(2024, 3, 31) - date(1970, 1, 1)).days
UNTIL = Until(day=END, moment=END * 86_400 + 43_200)  # noon
MONEY = Figure(column="amount", unit="lakhs", direction="more is better", money=True, adds_up=True)
RATE = Figure(column="rate", unit="share", adds_up=False)
CHANNEL = LevelColumn(column="channel", levels=("web", "shop"))


def make_recipe(**changes: Any) -> BuildRecipe:
    fields: dict[str, Any] = {
        "per": "id", "kind": "event", "noun": "order", "nouns": "orders", "figures": (MONEY, RATE),
        "levels": (CHANNEL,), "days": 60, "refunds": True,
    }  # fmt: skip
    return BuildRecipe(**{**fields, **changes})


def lay_rows(*rows: tuple[Any, ...], number: bool = False) -> pl.DataFrame:
    """Lay out rows of customer, days before the end, seconds of the day, amount, rate, channel."""
    names = [ID, "ago", "clock", "amount", "rate", "channel", *([ORDER] if number else [])]
    table = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    day = (END - pl.col("ago")).cast(pl.Int32)
    moment = day.cast(pl.Int64) * 86_400 + pl.col("clock")
    return table.with_columns(day.alias(DAY), moment.alias(MOMENT)).drop("ago", "clock")


ROWS = lay_rows(
    ("a", 60, 0, 10.5, 0.5, "web"),  # 31 January
    ("a", 30, 7_200, 4.25, 0.25, None),  # 1 March: on the border, in the earlier half
    ("a", 29, 36_000, 7.0, None, "shop"),
    ("a", 1, 43_201, -2.5, 0.75, "web"),  # a refund, not two full days ago
    ("a", 9, 0, 0.0, 0.5, "web"),  # nothing paid is no refund
    ("b", 2, 43_200, -1.5, 0.125, "shop"),
    ("b", 12, 43_199, None, None, "app"),
)


def sum_up(
    rows: pl.DataFrame = ROWS, until: Until | None = UNTIL, **changes: Any
) -> dict[str, dict[str, Any]]:
    summed = sum_events(rows, make_recipe(**changes), until)
    return {row.pop(ID): row for row in summed.to_dicts()}


def make_columns(
    rows: pl.DataFrame = ROWS, until: Until | None = UNTIL, **changes: Any
) -> dict[str, dict[str, Any]]:
    recipe = make_recipe(**changes)
    made = [m.value.alias(m.name) for m in make_event_columns(recipe, until)]
    found = sum_events(rows, recipe, until).select(ID, *made)
    return {row.pop(ID): row for row in found.to_dicts()}


# ---- sums --------------------------------------------------------------------------------------


def test_refunds_are_in_the_total_and_in_no_mean_median_count_or_level():
    a, b = sum_up().values()

    assert (a["rows"], a["events"], a["lines"], a["months"]) == (5, 4, 4, 2)
    assert (a["figure 0 total"], a["figure 0 bought"], a["figure 0 count"]) == (19.25, 21.75, 4)
    assert a["figure 0 median"] == (4.25 + 7.0) / 2
    assert (a["figure 0 refunds"], a["figure 0 refunded"]) == (1, -2.5)
    assert (a["level 0 0"], a["level 0 1"]) == (2, 1)
    assert (a["figure 1 bought"], a["figure 1 count"], a["figure 1 refunds"]) == (1.25, 3, 0)
    assert (b["rows"], b["events"], b["figure 0 total"], b["level 0 1"]) == (2, 1, -1.5, 0)
    assert (b["figure 0 count"], b["figure 0 median"], b["months"]) == (0, None, 1)


def test_the_later_half_begins_after_the_day_in_the_middle_and_counts_sizes():
    a, b = sum_up().values()

    assert (a["figure 0 size"], a["figure 0 later"]) == (24.25, 9.5)
    assert (b["figure 0 size"], b["figure 0 later"]) == (1.5, 1.5)
    # 59 days: the middle lies between two days.
    assert sum_up(days=59)["a"]["figure 0 later"] == 9.5
    assert sum_up(days=61)["a"]["figure 0 later"] == 9.5 + 4.25


def test_first_and_last_are_of_all_rows_and_the_last_bought_of_those_that_are_no_refunds():
    a, b = sum_up().values()

    assert a["first"] == (END - 60) * 86_400
    assert a["last"] == (END - 1) * 86_400 + 43_201
    assert a["last bought"] == (END - 9) * 86_400
    assert b["last bought"] == (END - 12) * 86_400 + 43_199


def test_without_refunds_every_row_counts_alike():
    a, b = sum_up(refunds=False).values()

    assert (a["events"], a["figure 0 count"], a["figure 0 bought"], a["level 0 0"]) == (
        5, 5, 19.25, 3,
    )  # fmt: skip
    assert a["figure 0 median"] == 4.25
    assert (b["events"], b["last bought"]) == (2, b["last"])
    assert "figure 0 refunds" not in a


def test_a_refund_is_told_by_the_first_figure_that_adds_up():
    rows = lay_rows(("a", 3, 0, -5.0, -1.0, "web"), ("a", 2, 0, 8.0, -2.0, "web"))

    first = sum_up(rows, figures=(RATE, MONEY))["a"]
    rates = sum_up(rows, figures=(RATE,))["a"]

    assert (first["events"], first["figure 0 refunds"], first["figure 1 refunds"]) == (1, 2, 1)
    assert first["figure 0 bought"] == -2.0
    assert (rates["events"], rates["figure 0 bought"]) == (2, -3.0)


def test_lines_with_one_number_are_one_event_of_one_customer_at_their_first_moment():
    rows = lay_rows(
        ("a", 5, 9, 2.5, 0.5, "web", "n1"),
        ("a", 4, 8, 3.25, 0.25, "shop", "n1"),
        ("a", 3, 7, 1.0, 0.5, "web", "n2"),
        ("b", 2, 6, 9.0, 0.5, "web", "n1"),
        number=True,
    )

    a, b = sum_up(rows, number="order no").values()

    assert (a["rows"], a["events"], a["lines"], a["figure 0 count"]) == (2, 2, 3, 2)
    assert (a["figure 0 total"], a["figure 0 median"]) == (6.75, (5.75 + 1.0) / 2)
    assert (a["level 0 0"], a["level 0 1"]) == (2, 1)
    assert (a["first"], a["last"]) == ((END - 5) * 86_400 + 9, (END - 3) * 86_400 + 7)
    assert (b["rows"], b["lines"], b["figure 0 total"]) == (1, 1, 9.0)


def test_an_order_with_a_part_given_back_is_one_purchase_of_what_is_left():
    rows = lay_rows(
        ("a", 5, 0, 6.0, 0.5, "web", "n1"), ("a", 5, 0, -1.0, 0.5, "web", "n1"), number=True
    )

    (a,) = sum_up(rows, number="order no").values()

    assert (a["events"], a["figure 0 refunds"], a["figure 0 bought"]) == (1, 0, 5.0)


def test_where_rows_have_no_day_there_is_nothing_of_time():
    rows = ROWS.drop(DAY, MOMENT)

    found = sum_up(rows, None)["a"]

    assert found["figure 0 total"] == 19.25
    assert not {"first", "last", "last bought", "months", "figure 0 size"} & set(found)
    assert sum_up(ROWS.drop(DAY, MOMENT).with_columns(pl.lit("n").alias(ORDER)), None, number="n")


def test_months_are_those_of_the_calendar_and_of_each_year():
    ago = [0, 30, 31, 365 + 31]  # 31 March, 1 March, 29 February 2024; 1 March 2023
    rows = lay_rows(*(("a", days, 0, 1.0, 0.5, "web") for days in ago))

    assert sum_up(rows)["a"]["months"] == 3


@pytest.mark.parametrize(
    "amounts",
    [
        [0.1] * 10,  # as floating-point numbers they add up to 0.9999999999999999
        [0.0001] * 3 + [12.3456],
        [1234.5, 0.25, 3.0],
        [0.1, 0.2],
        [2.0**52],
    ],
)
def test_amounts_with_up_to_four_decimals_add_up_exactly(amounts):
    exact = sum(round(a * 10_000) for a in amounts) / 10_000
    rows = lay_rows(*(("a", 1, 0, a, 0.5, "web") for a in amounts))

    assert sum_up(rows)["a"]["figure 0 total"] == exact


@pytest.mark.parametrize(
    "amounts",
    [
        [0.00005, 0.5, 2.0],  # five decimals
        [2.0**52, 2.0**52, 1.0],  # whole numbers whose sum is none that is exact
        [2.0**50, 0.5],  # whole only when made ten times as large, which is too large
        [-(2.0**53), 2.0, 3.0],
    ],
)
def test_other_amounts_are_added_in_one_order_whatever_the_order_of_the_rows(amounts):
    rows = [("a", 1, 0, a, 0.5, "web") for a in amounts]

    found = [sum_up(lay_rows(*own))["a"]["figure 0 total"] for own in (rows, rows[::-1])]

    assert found[0] == found[1] == sum(sorted(amounts))


def test_the_mean_is_of_the_rows_that_have_a_figure():
    recipe = make_recipe()
    table = sum_events(ROWS, recipe, UNTIL)

    assert table.select(divide_sum_by_count(0)).to_series().to_list() == [21.75 / 4, None]
    assert table.select(divide_sum_by_count(1)).to_series().to_list() == [1.25 / 3, None]


# ---- columns made of events --------------------------------------------------------------------


def test_each_column_of_events_is_worked_out_by_hand():
    a, b = make_columns().values()

    assert a == pytest.approx(
        {
            "days since last order": 9,
            "number of orders": 4,
            "total amount": 19.25,
            "mean amount": 21.75 / 4,
            "median amount": 5.625,
            "number of refunds (amount)": 1,
            "refunded amount": 2.5,
            "trend of amount": (9.5 - 14.75) / 24.25,
            "mean rate": 1.25 / 3,
            "median rate": 0.5,
            "days since first order": 60,
            "mean days between orders": (59 + 43_201 / 86_400) / 4,
            "share of months active": 2 / 2,
            "number of orders: channel web": 2,
            "share of orders: channel web": 0.5,
            "number of orders: channel shop": 1,
            "share of orders: channel shop": 0.25,
        }
    )
    assert (b["days since last order"], b["days since first order"]) == (12, 12)
    assert (b["number of orders"], b["refunded amount"], b["mean amount"]) == (1, 1.5, None)
    assert b["mean days between orders"] == pytest.approx(10 + 1 / 86_400)


@pytest.mark.parametrize(
    ("clock", "days"), [(43_200, 3), (43_201, 2), (0, 3)], ids=["to the second", "less", "more"]
)
def test_days_are_full_days_of_the_clock(clock, days):
    rows = lay_rows(("a", 3, clock, 1.0, 0.5, "web"))

    found = make_columns(rows)["a"]

    assert (found["days since last order"], found["days since first order"]) == (days, days)


@pytest.mark.parametrize(
    ("ago", "share"), [(0, 1), (30, 1), (31, 1 / 2), (60, 1 / 2), (61, 1 / 3), (91, 1 / 3)]
)
def test_active_months_are_a_share_of_the_months_since_the_first(ago, share):
    # Up to noon; a month is 30.44 days.
    rows = lay_rows(("a", ago, 43_200, 1.0, 0.5, "web"))

    assert make_columns(rows)["a"]["share of months active"] == pytest.approx(share)


def test_more_active_months_than_months_since_the_first_are_all():
    rows = lay_rows(*(("a", ago, 43_200, 1.0, 0.5, "web") for ago in (0, 31)))
    near = lay_rows(*(("a", ago, 43_200, 1.0, 0.5, "web") for ago in (29, 31)))
    until = Until(day=END - 29, moment=(END - 29) * 86_400)

    assert make_columns(rows)["a"]["share of months active"] == 1
    assert make_columns(near, until)["a"]["share of months active"] == 1  # two, of one


def test_who_only_gave_back_is_counted_from_the_last_refund_and_has_no_shares():
    rows = lay_rows(("a", 3, 43_200, -1.0, 0.5, "web"), ("a", 7, 0, -2.0, 0.5, "web"))

    found = make_columns(rows)["a"]

    assert (found["days since last order"], found["number of orders"]) == (3, 0)
    assert found["share of orders: channel web"] is None
    assert found["trend of amount"] == 1


def test_who_moved_nothing_has_no_trend():
    assert make_columns(lay_rows(("a", 3, 0, 0.0, 0.5, "web")))["a"]["trend of amount"] is None


def test_without_a_day_there_are_no_columns_of_time():
    made = [m.name for m in make_event_columns(make_recipe(levels=()), None)]

    assert made == [
        "number of orders", "total amount", "mean amount", "median amount",
        "number of refunds (amount)", "refunded amount", "mean rate", "median rate",
    ]  # fmt: skip


def describe(made: Any) -> dict[str, tuple[Any, ...]]:
    return {
        m.name: (m.role, m.kind, m.unit, m.quantity, m.direction, m.owner, m.scale, m.adds_up)
        for m in made
    }


SPENT = Figure(
    column="amount", unit="lakhs", quantity="spending", direction="more is better",
    owner="flow out", scale="thousands", money=True, adds_up=True,
)  # fmt: skip


def test_what_each_column_of_events_measures():
    recipe = make_recipe(figures=(SPENT, RATE), levels=(LevelColumn(column="c", levels=("x",)),))

    own = ("spending", "more is better", "flow out", "thousands")
    none = ("none", "", "", "as is")
    assert describe(make_event_columns(recipe, UNTIL)) == {
        "days since last order": (
            "feature", "number", "days", "recency", "more is worse", "", "as is", True),
        "number of orders": (
            "feature", "number", "count", "count", "more is better", "", "as is", True),
        "total amount": ("feature", "number", "lakhs", *own, True),
        "mean amount": ("descriptor", "number", "lakhs", *own, False),
        "median amount": ("descriptor", "number", "lakhs", *own, False),
        "number of refunds (amount)": (
            "descriptor", "number", "count", "count", "more is worse", "", "as is", True),
        "refunded amount": (
            "descriptor", "number", "lakhs", "none", "more is worse", "", "as is", True),
        "trend of amount": (
            "descriptor", "number", "none", "none", "more is better", "", "as is", False),
        "mean rate": ("feature", "number", "share", *none, False),
        "median rate": ("descriptor", "number", "share", *none, False),
        "days since first order": (
            "descriptor", "number", "days", "tenure", "more is better", "", "as is", True),
        "mean days between orders": (
            "descriptor", "number", "days", "duration", "more is worse", "", "as is", True),
        "share of months active": (
            "descriptor", "number", "share", "frequency", "more is better", "", "as is", True),
        "number of orders: c x": (
            "descriptor", "number", "count", "none", "neither", "", "as is", True),
        "share of orders: c x": (
            "descriptor", "number", "share", "none", "neither", "", "as is", True),
    }  # fmt: skip


@pytest.mark.parametrize("refunds", [True, False])
def test_definitions_speak_of_refunds_where_there_are_any(refunds):
    made = make_event_columns(make_recipe(refunds=refunds), UNTIL)

    told = {m.name for m in made if "refund" in str(m.definition)}

    assert told == (
        {
            "days since last order", "number of orders", "total amount",
            *(f"{what} of orders: channel {level}"
              for what in ("number", "share") for level in ("web", "shop")),
        } if refunds else set()
    )  # fmt: skip


# ---- months ------------------------------------------------------------------------------------

PERIODS = pl.DataFrame(
    {
        ID: ["a"] * 5 + ["b"] + ["c"] * 2,
        PERIOD: [3, 1, 2, 5, 4, 1, 2, 1],
        "amount": [40.0, 10.0, 25.0, None, 30.0, 7.0, 2.0, 8.0],
        "rate": [0.25] * 8,
    }
)


def sum_periods() -> dict[str, dict[str, Any]]:
    recipe = make_recipe(kind="month", noun="period", nouns="periods", levels=(), refunds=False)
    made = [m.value.alias(m.name) for m in make_month_columns(recipe)]
    found = sum_months(PERIODS, recipe).select(ID, *made)
    return {row.pop(ID): row for row in found.to_dicts()}


def test_each_column_of_months_is_worked_out_by_hand():
    a, b, c = sum_periods().values()

    assert (a["number of periods"], a["mean amount"], a["last amount"]) == (5, 26.25, 30)
    # Of five, the third is in the middle and belongs to neither half alone: the later has three.
    assert a["trend of amount"] == pytest.approx(30.0 - (10 + 25 + 40) / 3)
    assert a["volatility of amount"] == pytest.approx((468.75 / 3) ** 0.5)
    assert (b["trend of amount"], b["volatility of amount"], b["last amount"]) == (None, None, 7)
    assert (c["trend of amount"], c["last amount"], c["mean rate"]) == (-6, 2, 0.25)


def test_what_each_column_of_months_measures():
    recipe = make_recipe(kind="month", noun="period", nouns="periods", figures=(SPENT, RATE))

    own = ("spending", "more is better", "flow out", "thousands")
    none = ("none", "", "", "as is")
    assert describe(make_month_columns(recipe)) == {
        "number of periods": (
            "descriptor", "number", "count", "count", "neither", "", "as is", True),
        "mean amount": ("feature", "number", "lakhs", *own, False),
        "last amount": ("descriptor", "number", "lakhs", *own, True),
        "trend of amount": (
            "descriptor", "number", "none", "none", "more is better", "", "as is", False),
        "volatility of amount": (
            "descriptor", "number", "none", "none", "neither", "", "as is", False),
        "mean rate": ("feature", "number", "share", *none, False),
        "last rate": ("descriptor", "number", "share", *none, False),
        "trend of rate": ("descriptor", "number", "none", "none", "", "", "as is", False),
        "volatility of rate": (
            "descriptor", "number", "none", "none", "neither", "", "as is", False),
    }  # fmt: skip


# ---- accounts and members ----------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "way"), [("account", "more is better"), ("customer", "neither")])
def test_what_each_column_of_accounts_and_members_is_and_measures(kind, way):
    recipe = make_recipe(
        kind=kind, noun="account", nouns="accounts", figures=(SPENT, RATE), refunds=False
    )
    made = list(make_holding_columns(recipe))
    rows = ROWS.drop(DAY, MOMENT)
    values = sum_events(rows, recipe, None).select(ID, *(m.value.alias(m.name) for m in made))

    own = ("spending", "more is better", "flow out", "thousands")
    assert describe(made) == {
        "number of accounts": ("feature", "number", "count", "count", way, "", "as is", True),
        "total amount": ("feature", "number", "lakhs", *own, True),
        "mean rate": ("feature", "number", "share", "none", "", "", "as is", False),
        "has channel web": (
            "descriptor", "category", "none", "none", "", "", "as is", True),
        "has channel shop": (
            "descriptor", "category", "none", "none", "", "", "as is", True),
    }  # fmt: skip
    assert values.rows() == [
        ("a", 5.0, 19.25, 0.5, "yes", "yes"),
        ("b", 2.0, -1.5, 0.125, "no", "yes"),
    ]
