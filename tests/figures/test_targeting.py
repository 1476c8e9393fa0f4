from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from finseg.figures.targeting import _place_numbers, plan_targeting
from finseg.records.targeting import Knockout, Part, Worth
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
)
from tests.builders.offers import some_offers


def score(segment, attractiveness, strength, knocked_out=()):
    def part(value):
        return replace(some_offers(1).worth[0].attractiveness[0], weight=1.0, score=value)

    return Worth(
        segment=segment,
        attractiveness=(part(attractiveness),),
        strength=(part(strength),),
        knocked_out=tuple(Knockout(criterion="size", said=k) for k in knocked_out),
    )


def target(*worth, k=3):
    return make_figure_results(k=k, offers=replace(some_offers(k), worth=worth))


def test_part_is_what_worth_is_made_of():
    assert isinstance(some_offers(1).worth[0].attractiveness[0], Part)


def test_segments_stand_in_the_order_of_their_worth_and_the_knocked_out_last():
    worth = score(0, 0.9, 0.9, ("too risky",)), score(1, 0.2, 0.5), score(2, 0.5, 0.4)

    plan = expect_plan(plan_targeting(target(*worth)))

    assert write_rows(plan) == [
        ("2 Segment 2", "0.50", "0.40", ""),
        ("1 Segment 1", "0.20", "0.50", ""),
        ("0 Segment 0", "0.90", "0.90", "too risky"),
    ]
    bubbles = plan.spec["hconcat"][0]["data"]["values"]
    assert [b["open"] for b in bubbles] == [False, False, True]
    assert {"0.50 × 0.40", "0.90 × 0.90, knocked out"} <= set(list_words(plan.spec))


def test_the_area_of_a_bubble_is_the_number_of_customers():
    plan = expect_plan(
        plan_targeting(target(score(0, 0.3, 0.3), score(1, 0.2, 0.2), score(2, 0.1, 0.1)))
    )

    areas = [row["area"] for row in list_values(plan, 0, 0)]
    assert areas == pytest.approx([1600, 1600 * 20 / 30, 1600 * 10 / 30])


@pytest.mark.parametrize(("least", "start"), [(0.55, 0.0), (0.56, 0.5)])
def test_axes_begin_at_a_half_where_all_lie_well_above_it(least, start):
    plan = expect_plan(plan_targeting(target(score(0, 0.9, 0.8), score(1, least, 0.7), k=2)))

    x = plan.spec["hconcat"][0]["layer"][0]["encoding"]["x"]
    assert x["scale"]["domain"][0] == start


def test_one_segment_is_not_ranked():
    assert plan_targeting(target(score(0, 0.5, 0.5), k=1)) is None
    assert plan_targeting(target(score(0, 0.5, 0.5), score(1, 0.5, 0.5), k=2)) is not None


@pytest.mark.parametrize(("length", "cut"), [(36, False), (37, True)])
def test_long_names_are_cut_in_the_list(length, cut):
    made = make_figure_results(k=2, names=["N" * length, "b"])

    says = [
        row["says"]
        for row in expect_plan(plan_targeting(made)).spec["hconcat"][1]["data"]["values"]
    ]

    assert ("N" * 35 + "…" in says) == cut
    assert ("N" * length in says) != cut


def test_numbers_of_bubbles_that_coincide_stand_beside_each_other():
    rows = [{"x": 0.5, "y": 0.5, "number": str(i)} for i in range(10)]
    placed = _place_numbers([*rows, {"x": 0.9, "y": 0.9, "number": "10"}], 0.0, 1.0)
    at = [(row["number x"] * 340, row["number y"] * 300) for row in placed]

    assert at[0] == pytest.approx((170, 150))
    assert at[10] == pytest.approx((306, 270))
    assert all(abs(a - c) > 17.9 or abs(b - d) > 16.9 for (a, b), (c, d) in combinations(at, 2))
    assert max(abs(a - 170) + abs(b - 150) for a, b in at[:10]) < 60
    low = _place_numbers([{"x": 0.5, "y": 0.5, "number": str(i)} for i in range(6)], 0.5, 1.0)
    assert min(min(row["number x"], row["number y"]) for row in low[1:]) > 0.51  # off the axes
    assert [row["x"] for row in placed[:10]] == [0.5] * 10  # the bubbles stay
