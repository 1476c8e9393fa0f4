"""Does each figure of the rows add up where it should, and measure what its column surely does?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from finseg.records.building import Figure
from tests.build.test_plan import FIVE, make_rows, plan, plan_rows

PIECES = {"quantity": [2.0, 1, 3, 1, 4], "unit price": [1.5, 2, 3, 2.5, 1]}


@pytest.mark.parametrize(
    ("values", "times"),
    [
        (PIECES, ("quantity", "unit price")),
        ({"qty": PIECES["quantity"], "rate": PIECES["unit price"]}, ("qty", "rate")),
        ({"units": PIECES["quantity"], "price": PIECES["unit price"]}, ("units", "price")),
        ({**PIECES, "list price": [1.0, 2, 3, 4, 5]}, None),
        ({**PIECES, "qty left": [1.0, 2, 3, 4, 5]}, None),
        ({**PIECES, "amount": [1.0, 2, 3, 4, 5]}, None),  # their product stands there
        ({**PIECES, "weight kg": [1.0, 2, 3, 4, 5]}, ("quantity", "unit price")),
        ({"quantity": PIECES["quantity"], **FIVE}, None),
        ({"unit price": PIECES["unit price"], **FIVE}, None),
        ({"quantity": list("pqrst"), "unit price": PIECES["unit price"]}, None),
    ],
)
def test_quantity_and_price_are_multiplied_where_no_column_has_their_product(values, times):
    recipe = plan(values)

    assert recipe.times == times
    if times:
        first, second = recipe.figures[:2]
        assert first == Figure(
            column=f"{times[0]} × {times[1]}", unit="currency", money=True, adds_up=True
        )
        assert second.column == times[0]
        assert times[1] not in [f.column for f in recipe.figures]


def test_the_product_of_quantity_and_price_of_orders_is_spent():
    recipe = plan({"order no": list("ppqrs"), **PIECES})

    assert recipe.figures[0] == Figure(
        column="quantity × unit price", unit="currency", quantity="spending",
        direction="more is better", owner="flow out", money=True, adds_up=True,
    )  # fmt: skip


FIGURE: Mapping[str, Any] = {"certainty": "sure"}


@pytest.mark.parametrize(
    ("heading", "column", "adds", "money"),
    [
        ("x", {}, True, False),  # of events a plain figure is counted
        ("x", {"unit": "count"}, True, False),
        ("x", {"unit": "years"}, False, False),
        ("x", {"unit": "currency"}, True, True),
        ("x", {"unit": "lakhs"}, True, True),
        ("amount", {"unit": "years"}, True, True),  # money by its word
        ("x", {"unit": "share", "quantity": "fees"}, True, False),
        ("x", {"unit": "share", "quantity": "fees", "certainty": "open"}, True, False),
        ("x", {"unit": "share", "quantity": "age"}, False, False),
        ("x", {"quantity": "age"}, False, False),
        ("x", {"quantity": "balance", "unit": "currency"}, False, True),  # not after each payment
        ("x", {"quantity": "balance", "unit": "currency", "certainty": "open"}, False, True),
    ],
)
def test_of_events_only_what_flows_or_counts_is_added_up(heading, column, adds, money):
    (figure,) = plan({heading: FIVE["paid"]}, **{heading: column}).figures

    assert (figure.adds_up, figure.money) == (adds, money)


@pytest.mark.parametrize(
    ("column", "adds"),
    [
        ({}, False),
        ({"unit": "count"}, False),
        ({"quantity": "count"}, True),
        ({"quantity": "balance", "unit": "currency"}, True),
        ({"quantity": "score"}, False),
    ],
)
def test_of_accounts_balances_are_added_up_and_plain_figures_are_not(column, adds):
    values = {"account number": [f"{i}00" for i in range(5)], "x": FIVE["paid"]}

    (figure,) = plan(values, dates={}, x=column).figures

    assert figure.adds_up is adds


@pytest.mark.parametrize("certainty", ["sure", "given", "likely", "open"])
def test_a_figure_measures_only_what_its_column_surely_does(certainty):
    column = {
        "unit": "thousands", "certainty": certainty, "quantity": "fees",
        "direction": "more is worse", "owner": "flow in", "scale": "thousands",
    }  # fmt: skip
    (figure,) = plan({"x": FIVE["paid"]}, x=column).figures

    sure = certainty in ("sure", "given")
    assert figure == Figure(
        column="x", unit="thousands", quantity="fees" if sure else "none",
        direction="more is worse" if sure else "", owner="flow in" if sure else "",
        scale="thousands" if sure else "as is", money=True, adds_up=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "column", "unit"),
    [
        ("orders.csv", {"unit": "currency"}, "currency"),
        ("orders.csv", {"unit": "lakhs"}, "lakhs"),
        ("donations.csv", {"unit": "currency"}, "currency"),
        ("orders.csv", {"unit": "none"}, ""),  # no money
        ("visits.csv", {"unit": "currency"}, ""),  # nothing is bought
        ("orders.csv", {"unit": "currency", "quantity": "fees"}, ""),  # something else for sure
        ("orders.csv", {"unit": "currency", "quantity": "balance"}, ""),  # does not add up
    ],
)
def test_amounts_of_orders_are_what_the_customer_spent(file, column, unit):
    dataset = make_rows({"x": FIVE["paid"]}, x=column)
    dataset = replace(dataset, source=replace(dataset.source, name=file))

    (figure,) = plan_rows(dataset).recipe.figures

    assert (figure.quantity == "spending") is bool(unit)
    if unit:
        assert (figure.unit, figure.owner, figure.direction) == (unit, "flow out", "more is better")
        assert (figure.money, figure.adds_up) == (True, True)


def test_money_that_only_a_word_tells_gets_a_unit_when_it_is_spent():
    (figure,) = plan({"order amount": FIVE["paid"]}).figures

    assert (figure.unit, figure.quantity) == ("currency", "spending")


def test_only_features_that_are_numbers_are_figures():
    values = {"x": list("pqrst"), "y": FIVE["paid"], "z": FIVE["paid"]}

    done = plan_rows(make_rows(values, x={"role": "feature"}, z={"role": "ignore"}))

    assert [f.column for f in done.recipe.figures] == ["y"]
    assert done.unused == ("x", "z")


@pytest.mark.parametrize(
    ("below", "refunds"), [(0, False), (1, True), (3, True), (4, False), (5, False)]
)
def test_amounts_below_zero_are_refunds_below_a_quarter_of_those_there_are(below, refunds):
    # 16 amounts, and four gaps that do not count.
    amounts = [-1.0] * below + [0.0] * 2 + [5.0] * (14 - below) + [None] * 4

    assert plan({"paid": amounts}).refunds is refunds


def test_refunds_are_seen_in_the_first_figure_that_adds_up_or_in_the_quantity():
    few, many = [-1.0, 1, 1, 1, 1], [-1.0, -1, -1, 1, 1]

    assert plan({"x": many, "y": few}, x={"unit": "years"}).refunds
    assert not plan({"x": many, "y": few}).refunds
    assert not plan({"x": few}, x={"unit": "years"}).refunds
    assert plan({"quantity": few, "price": many}).refunds
    assert not plan({"quantity": many, "price": few}).refunds
