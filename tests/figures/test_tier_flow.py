from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from finseg.figures.theme import pick_colour
from finseg.figures.tier_flow import MOST_TIERS, list_bands, plan_tier_flow
from finseg.records.existing import Existing
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import an_interpretation

NAN = float("nan")


def compare(*counts, k=2, least=5, times=1):
    tiers = tuple(f"T{i}" for i in range(len(counts)))
    made = Existing(column="tier", tiers=tiers, counts=counts, agreement=0.5, without=0)
    interpretation = replace(an_interpretation(("x", "y"), k), existing=(made,) * times)
    return plan_tier_flow(make_figure_results(k=k, interpretation=interpretation, least=least))


def test_a_band_is_as_thick_as_its_customers_and_has_the_segment_s_colour():
    plan = expect_plan(compare((60, 20), (10, 70)))

    bands = list_values(plan, 0)
    thick = {row["band"]: round(row["to"] - row["y"]) for row in bands}
    assert thick == {"0 0": 120, "0 1": 40, "1 0": 20, "1 1": 140}  # 320 pixels for 160
    assert {row["band"]: row["colour"] for row in bands}["1 0"] == pick_colour(0)
    assert write_rows(plan) == [
        ("T0", "0 Segment 0", "60"), ("T0", "1 Segment 1", "20"), ("T1", "0 Segment 0", "10"),
        ("T1", "1 Segment 1", "70"),
    ]  # fmt: skip
    assert {"T0 (80)", "T1 (80)"} <= set(list_words(plan.spec))
    assert "T1 to 1 Segment 1 70" in write_words(plan.alternative)


@pytest.mark.parametrize(("customers", "drawn"), [(0, 3), (4, 3), (NAN, 3), (5, 4)])
def test_bands_of_few_are_not_drawn(customers, drawn):
    plan = expect_plan(compare((60, customers), (10, 70)))

    assert len(write_rows(plan)) == drawn
    assert "fewer than 5 customers" in write_words(plan.caption)


def test_labels_of_thin_tiers_stand_apart():
    plan = expect_plan(compare((900, 900), (5, 5), (6, 6), (7, 7)))

    places = [row["y"] for row in list_values(plan, 3)]
    assert all(b - a >= 15.9 for a, b in pairwise(places))


def test_there_is_none_without_tiers_without_a_band_or_for_one_segment():
    assert compare((3, 2), (NAN, 1)) is None
    assert compare((60,), (10,), k=1) is None
    assert compare((60, 20), (10, 70), times=0) is None


def test_of_many_tiers_the_first_are_drawn():
    many = Existing(
        column="t", tiers=tuple("abcdefghijklmn"), counts=((9, 9),) * 14, agreement=0, without=0
    )

    assert {b.tier for b in list_bands(many, 1)} == set(range(MOST_TIERS))
