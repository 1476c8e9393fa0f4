"""Are ordered categories put in their order, and others left without one?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.ordinals import find_level_order

ORDERED = [
    ["<25", "25-34", "35-44", "45+"],
    ["Less than $40K", "$40K - $60K", "$60K - $80K", "$80K - $120K", "$120K +"],
    ["Below 1 lakh", "1 lakh - 5 lakh", "5 lakh - 10 lakh", "Above 10 lakh"],
    ["0-5L", "5L-10L", "10L-25L", ">25L"],
    ["18 to 25 years", "26 to 40 years", "41 years and above"],
    ["(17, 30]", "(30, 45]", "(45, 100]"],
    ["unter €2.000", "€2.000-5.000", "über €5.000"],
    ["1 star", "2 stars", "10 stars"],
    ["low", "medium", "high"],
    ["Pequena", "Moderada", "Muito Rica"],
    ["little", "moderate", "quite rich", "rich"],
    ["Uneducated", "High School", "College", "Graduate", "Post-Graduate", "Doctorate"],
    ["primary", "secondary", "tertiary"],
    ["Mass", "Affluent", "HNI"],
    ["BB", "BBB", "AA", "AAA"],
]


@pytest.mark.parametrize("levels", ORDERED, ids=" < ".join)
@given(random=st.randoms())
def test_levels_get_their_order_whatever_order_they_come_in(levels, random):
    shuffled = random.sample(levels, len(levels))

    order = find_level_order([*shuffled, "Unknown"])

    assert order is not None
    assert list(order.levels) == levels


@pytest.mark.parametrize(
    "levels",
    [
        ["yes", "no"],
        ["Branch 1", "Branch 2", "Branch 3"],
        ["own", "rent", "free"],
        ["A", "B", "C"],
        ["12-34-56", "11-22-33", "10-20-30"],
        ["low", "medium", "blue"],
        ["10-20", "20-30", "yellow"],
        ["Pune", "Delhi", "Goa"],
    ],
    ids=" ".join,
)
def test_levels_without_an_order_get_none(levels):
    assert find_level_order(levels) is None


def test_an_ordered_category_stays_a_descriptor_and_keeps_its_order():
    rng = np.random.default_rng(1)
    bands = rng.choice(["<25", "25-34", "35+"], 300)
    table = pl.DataFrame({"income": rng.normal(9, 1, 300), "age_band": bands})

    column = read_source(table, Settings()).find_column("age_band")

    assert (column.role, column.order) == ("descriptor", ("<25", "25-34", "35+"))
    assert "<25 < 25-34 < 35+" in str(column.reason)
