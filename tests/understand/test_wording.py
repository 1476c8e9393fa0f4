"""A heading says a quantity in so many words where nothing else stands behind it."""

from __future__ import annotations

import polars as pl
import pytest

from finseg.errors import ColumnKindError
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.units import guess_period, list_possible_units
from finseg.understand.wording import find_other_head, find_other_owner, find_stated_span
from finseg.vocabulary.words import load_vocabulary


@pytest.mark.parametrize(
    ("phrase", "word", "head"),
    [
        ("income", "income", ""),
        ("income total 12m", "income", ""),
        ("avg loan amount in eur", "loan", ""),
        ("loan cycle", "loan", "cycle"),
        ("loan amount cycle", "loan", "cycle"),
        ("spending", "income", ""),
    ],
)
def test_what_stands_behind_counts_unless_it_only_qualifies(phrase, word, head):
    assert find_other_head(phrase, word, load_vocabulary()) == head


def test_an_age_is_the_customers_only_where_no_thing_stands_before_it():
    words = load_vocabulary()

    assert find_other_owner("customer age", "age", words) == ""
    assert find_other_owner("age in years", "age", words) == ""
    assert find_other_owner("vehicle age", "age", words) == "vehicle"


@pytest.mark.parametrize(
    ("phrase", "span", "per"),
    [
        ("spend last 3 months", "last 3 months", ""),
        ("spend 12 months", "", "year"),
        ("spend 1 month", "", "month"),
        ("spend 90d", "90d", ""),
        ("spend 365 d", "", ""),
        ("spend ytd", "ytd", ""),
        ("weekly spend", "weekly", ""),
        ("avg monthly spend 3m", "", "month"),
        ("spend", "", ""),
    ],
)
def test_a_sum_over_another_time_is_neither_per_month_nor_per_year(phrase, span, per):
    assert find_stated_span(phrase) == span
    assert guess_period(phrase) == per


@pytest.mark.parametrize(
    ("highest", "units"),
    [
        (120, ("days", "months", "years")),
        (121, ("days", "months")),
        (1440, ("days", "months")),
        (1441, ("days",)),
    ],
)
def test_a_time_can_stand_in_no_unit_in_which_it_is_longer_than_a_life(highest, units):
    assert list_possible_units(highest) == units


def read_vintage(unit: str = "", least: int = 1191) -> str:
    told = {"units": {"vintage": unit}} if unit else {}
    table = {"vintage": [float(least + 13 * i) for i in range(97)], "income": list(range(97))}
    dataset = read_source(pl.DataFrame(table), Settings().change_section("read", **told))
    return dataset.find_column("vintage").unit


def test_where_only_days_are_possible_it_is_days():
    assert read_vintage() == "days"
    assert read_vintage(least=10) == "none"


def test_a_unit_given_is_held_against_the_values_with_figures():
    assert read_vintage("days") == "days"
    assert read_vintage("months", least=10) == "months"
    with pytest.raises(ColumnKindError, match=r"1,204 … 2,426, would be up to 202 years"):
        read_vintage("months")


def test_no_length_is_refused_of_what_is_no_number():
    told = Settings().change_section("read", units={"opened": "years"})
    words = [f"branch {i % 60} in town" for i in range(97)]
    table = pl.DataFrame({"opened": words, "income": list(range(97))})

    assert read_source(table, told).find_column("opened").kind != "number"
