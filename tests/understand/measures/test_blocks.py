"""Columns with one first word, each about another thing, are of one quantity."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.records.dataset import Column
from finseg.settings import MeasureSettings, Settings
from finseg.understand import read_source

N = 400


def read(table: dict[str, Any], **settings: Any) -> dict[str, Column]:
    found = read_source(pl.DataFrame(table), Settings(**settings)).columns
    return {column.original: column for column in found}


def amounts(rng: np.random.Generator) -> np.ndarray:
    return rng.lognormal(4, 1, N).round()


def describe(column: Column) -> tuple[str, str, str, str]:
    measure = column.measure
    return measure.quantity.value, measure.quantity.certainty, measure.owner.value, column.unit


@pytest.mark.parametrize(("things", "block"), [(3, True), (2, False)])
def test_three_headings_that_begin_with_spending_are_spending_on_three_things(things, block, rng):
    names = ["Spend_Tea", "Spend_Garden_Products", "Spend_Toys"][:things]

    found = read({name: amounts(rng) for name in names} | {"age": rng.integers(20, 70, N)})

    told = {describe(found[name]) for name in names}
    assert (told == {("spending", "likely", "flow out", "currency")}) is block


@pytest.mark.parametrize(
    ("beside", "known"), [("web_orders", True), ("Branch purchases", True), ("age", False)]
)
def test_amounts_of_things_are_spending_only_where_people_buy(beside, known, rng):
    names = ["AmtTea", "AmtGardenProducts", "AmtToys"]

    found = read({name: amounts(rng) for name in names} | {beside: rng.integers(20, 70, N)})

    expected = ("spending", "likely") if known else ("none", "likely")
    assert {describe(found[name])[:2] for name in names} == {expected}


def test_an_amount_of_products_counts_none_of_them(rng):
    found = read({"amt_products": amounts(rng), "num_products": amounts(rng)})

    assert found["amt_products"].quantity == "none"
    assert found["num_products"].quantity == "count"


@pytest.mark.parametrize("other", ["Spend_frequency", "Spend_balance", "Spend_months", "Spend_no"])
def test_another_measure_is_no_thing(other, rng):
    names = ["Spend_Tea", "Spend_Toys", other]

    found = read({name: amounts(rng) for name in names})

    assert found["Spend_Tea"].measure.quantity.certainty == "open"


def test_values_of_another_kind_are_left_out_of_a_block(rng):
    names = ["Spend_Tea", "Spend_Garden", "Spend_Toys"]
    table = {name: amounts(rng) for name in names}
    table |= {"Spend_Online": rng.random(N).round(2), "Spend_Books": amounts(rng) - 200}

    found = read(table)

    assert {found[name].measure.quantity.certainty for name in names} == {"likely"}
    for other in ("Spend_Online", "Spend_Books"):
        assert found[other].measure.quantity.certainty == "open"


def test_what_the_settings_say_goes_before_the_block(rng):
    names = ["Spend_Tea", "Spend_Garden", "Spend_Toys"]
    told = {"Spend_Toys": MeasureSettings(quantity="fees")}

    found = read({name: amounts(rng) for name in names}, understand=told)

    assert found["Spend_Toys"].measure.quantity.value == "fees"


@pytest.mark.parametrize(
    ("stem", "things"),
    [
        ("payment", ("delay", "failures", "reminders")),
        ("payment", ("regularity", "streak", "priority")),
        ("fee", ("waivers", "disputes", "reversals")),
        ("premium", ("visits", "calls", "tickets")),
        ("premium", ("score_card", "growth", "propensity")),
        ("spend", ("volatility", "entropy", "seasonality")),
    ],
)
def test_how_often_and_how_steadily_is_no_thing_that_is_paid_for(stem, things, rng):
    large, small = amounts(rng) * 10, rng.integers(0, 30, N)

    for values in (large, small, rng.random(N).round(3)):
        found = read({f"{stem}_{thing}": values for thing in things} | {"age": small})
        told = {describe(found[f"{stem}_{thing}"])[1::2] for thing in things}
        assert not told & {("sure", "currency"), ("likely", "currency")}


@pytest.mark.parametrize(
    ("highest", "many", "decimals", "money"),
    [
        (51, True, False, True),
        (50, True, False, False),
        (90, False, False, False),  # fifty different values
        (1.6, True, True, True),
        (1.5, True, True, False),
    ],
)
def test_figures_that_may_be_counts_or_shares_are_no_money(highest, many, decimals, money):
    steps = np.linspace(0, highest, N if decimals else 52 if many else 50)
    values = np.resize(steps if decimals else np.unique(steps.round()), N)
    values[-20:] = highest
    names = ["Spend_Tea", "Spend_Garden", "Spend_Toys"]

    found = read(dict.fromkeys(names, values))

    assert {found[name].measure.quantity.certainty for name in names} == (
        {"likely"} if money else {"open"}
    )


def test_what_an_own_word_says_stays_sure(rng):
    found = read({"spend": amounts(rng), "annual premium": amounts(rng)})

    assert {column.measure.quantity.certainty for column in found.values()} == {"sure"}
