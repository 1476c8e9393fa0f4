from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.document.printers import to_text
from finseg.interpret.holdings import add_up_holdings
from finseg.records.holdings import Holding
from tests.builders.measures import make_sure_measure
from tests.builders.segments import make_dataset, repeat_segments

MONEY = [10.0, -5.0, 20.0, None, 50.0, 20.0]


def make_sure_money(dataset, column):
    columns = tuple(
        replace(c, unit="currency", measure=make_sure_measure("balance")) if c.name == column else c
        for c in dataset.columns
    )
    return replace(dataset, columns=columns)


def holdings_of(money=MONEY, sizes=(4, 2)):
    dataset = make_dataset({"balance": money, "age": range(30, 30 + len(money))}, money=["balance"])
    dataset = make_sure_money(dataset, "balance")
    return add_up_holdings(dataset, repeat_segments(*sizes), len(sizes))


def test_shares_of_the_money_and_of_the_customers_are_those_counted_by_hand():
    holdings = holdings_of()

    (balance,) = holdings.columns
    assert balance.total == 100.0
    assert balance.shares == (pytest.approx(0.3), pytest.approx(0.7))
    assert holdings.customers == (pytest.approx(4 / 6), pytest.approx(2 / 6))
    assert balance.top_share == 0.5  # one of six is the tenth with most
    assert balance.holders == pytest.approx(4 / 6)
    assert balance.below_zero == 1


def test_the_tenth_with_most_is_rounded_and_never_nobody():
    fifteen = holdings_of([float(v) for v in range(1, 16)], (15,)).columns[0]
    twenty = holdings_of([float(v) for v in range(1, 21)], (20,)).columns[0]
    three = holdings_of([1.0, 2.0, 7.0], (3,)).columns[0]

    assert fifteen.top_share == pytest.approx((15 + 14) / 120)  # 1.5 rounds to 2
    assert twenty.top_share == pytest.approx((20 + 19) / 210)
    assert three.top_share == 0.7


def test_an_empty_segment_holds_nothing():
    (balance,) = holdings_of(sizes=(4, 2, 0)).columns

    assert balance.shares[2] == 0.0


def test_a_column_in_which_nobody_has_anything_is_no_holding():
    dataset = make_dataset({"owed": [-1.0, -2.0, -3.5], "age": [1, 2, 4]}, money=["owed"])
    dataset = make_sure_money(dataset, "owed")

    assert add_up_holdings(dataset, np.zeros(3, np.int64), 1).columns == ()
    with pytest.raises(ValueError, match="above zero"):
        Holding(column="x", total=0.0, shares=(1.0,), top_share=1.0, holders=1.0)


def test_what_is_shown_is_share_of_customers_and_of_money_with_the_total():
    text = to_text(holdings_of().blocks(["Few", "Rich"]))

    rows = [line.split() for line in text.splitlines()]
    assert ["0", "Few", "66.7%", "30.0%"] in rows
    assert ["1", "Rich", "33.3%", "70.0%"] in rows
    assert any(row[-1:] == ["50.0%"] for row in rows)
    assert "only what is above zero is added up; 1 customer has less than zero" in text
    assert "balance above zero" in text
    three = replace(holdings_of().columns[0], below_zero=3)
    assert "3 customers have less than zero" in str(three.say_below_zero())


def test_a_column_without_amounts_below_zero_is_added_up_whole():
    (balance,) = holdings_of([10.0, 0.0, 20.0, None, 50.0, 20.0]).columns

    assert balance.label == "balance"
    assert not balance.say_below_zero()


def test_only_what_is_for_sure_money_of_the_customers_is_added_up():
    dataset = make_dataset({"balance": [10.0, 20.0, 70.0], "age": [30, 31, 32]}, money=["balance"])

    def held(**facets):
        balance, *others = dataset.columns
        own = replace(balance, measure=make_sure_measure("balance", **facets))
        changed = replace(dataset, columns=(own, *others))
        return add_up_holdings(changed, repeat_segments(3), 1).columns

    assert held()
    assert not held(certainty="likely")
    assert not held(whom="household")
    for scale in ("standardised", "zero to one", "code", "percent", "logarithm"):
        assert not held(scale=scale), scale


@pytest.mark.parametrize("changes", [{"adds_up": False}, {"owner": "price"}])
def test_means_and_prices_are_not_added_up_over_customers(changes):
    dataset = make_dataset({"balance": [10.0, 20.0, 60.0], "age": [30, 31, 32]}, money=["balance"])
    dataset = make_sure_money(dataset, "balance")
    known = changes.get("owner", "held")
    columns = tuple(
        replace(
            c,
            adds_up=changes.get("adds_up", True),
            measure=make_sure_measure("balance", owner=known),
        )
        if c.name == "balance"
        else c
        for c in dataset.columns
    )
    segment = np.array([0, 0, 1])

    assert add_up_holdings(dataset, segment, 2).columns
    assert not add_up_holdings(replace(dataset, columns=columns), segment, 2).columns
