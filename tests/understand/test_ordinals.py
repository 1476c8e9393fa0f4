"""Are ordered categories put in their order, and others left without one?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.ordinals import find_level_order, find_tiers, is_unknown

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
    table = pl.DataFrame(
        {"income": rng.normal(9, 1, 300), "spend_band": bands, "age_band": rng.permutation(bands)}
    )
    read = read_source(table, Settings())

    column, age = read.find_column("spend_band"), read.find_column("age_band")

    assert (age.role, age.order) == ("protected", ("<25", "25-34", "35+"))
    assert (column.role, column.order) == ("descriptor", ("<25", "25-34", "35+"))
    assert "<25 < 25-34 < 35+" in str(column.reason)


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        (("30-40", "<20", "20-30"), ("<20", "20-30", "30-40")),
        (("<20", "20-30"), None),  # two bands may be codes with a dash
        (("60K - 80K", "40-60K", "80K+"), ("40-60K", "60K - 80K", "80K+")),
        (
            ("1 bn - 2 bn", "5 cr - 10 cr", "2 lakh - 3 lakh"),
            ("2 lakh - 3 lakh", "5 cr - 10 cr", "1 bn - 2 bn"),
        ),
        (("500K - 1M", "1M - 2M", "under 500K"), ("under 500K", "500K - 1M", "1M - 2M")),
        (("0-1,000", "1,000-2,000", "2.000+"), ("0-1,000", "1,000-2,000", "2.000+")),
        (("2 cr - 3 cr", "1 l - 5 l", "9 k - 20 k"), ("9 k - 20 k", "1 l - 5 l", "2 cr - 3 cr")),
        (
            ("9 l - 10 l", "11 l - 20 l", "1 m - 1.05 m"),
            ("9 l - 10 l", "1 m - 1.05 m", "11 l - 20 l"),
        ),
        (("31-40", "20-20", "21-30"), ("20-20", "21-30", "31-40")),
        (("40-20", "20-30", "30-40"), None),
        (("20-30", "20 to 30", "30-40"), None),
    ],
)
def test_bands_are_ordered_by_their_bounds(levels, order):
    found = find_level_order(levels)

    assert (found and found.levels) == order


def test_bands_that_touch_do_not_overlap_and_others_are_less_sure():
    touching = find_level_order(["20-30", "30-40", "40+"])
    overlapping = find_level_order(["20-31", "30-40", "40+"])

    assert touching is not None
    assert overlapping is not None
    assert (touching.reason, touching.confidence) == ("bands", "high")
    assert (overlapping.reason, overlapping.confidence) == ("bands that overlap", "fair")


@pytest.mark.parametrize(("count", "ordered"), [(30, True), (31, False)])
def test_up_to_thirty_levels_are_put_in_an_order(count, ordered):
    levels = [f"{i} stars" for i in range(1, count + 1)]

    assert (find_level_order(levels) is not None) is ordered
    assert find_level_order(levels[:1]) is None


def test_a_scale_of_two_levels_or_with_words_on_one_step_is_less_sure():
    two, three = find_level_order(["low", "high"]), find_level_order(["low", "medium", "high"])
    alike = find_level_order(["low", "medium", "med", "high"])

    assert two is not None
    assert three is not None
    assert (two.levels, two.confidence) == (("low", "high"), "fair")
    assert three.confidence == "high"
    assert alike is None or alike.confidence == "fair"


def test_letters_are_a_rating_only_where_one_has_several():
    assert find_level_order(["A", "B", "C"]) is None
    rating = find_level_order(["AAA", "AA", "BBB"])
    assert rating is not None
    assert set(rating.levels) == {"AAA", "AA", "BBB"}


def test_levels_that_say_nothing_have_no_place_and_tiers_are_known():
    found = find_level_order(["high", "Unknown", "low", "medium"])

    assert found is not None
    assert found.levels == ("low", "medium", "high")
    assert is_unknown("Unknown")
    assert not is_unknown("low")
    assert find_tiers(["Gold", "Leeds", "Platinum"]) == ["Gold", "Platinum"]
    assert find_level_order(["1 star", "1 stars", "2 stars"]) is None
