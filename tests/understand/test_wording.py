"""A heading says a quantity in so many words where nothing else stands behind it."""

from __future__ import annotations

import pytest

from finseg.understand.units import guess_period
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
