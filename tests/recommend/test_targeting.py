"""The arithmetic of which segments to work on first, worked out by hand on unequal segments."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.said import Share, Text, list_values
from finseg.recommend.targeting import (
    find_knockouts,
    find_worth,
    map_weights,
    score_stability,
    weigh_criteria,
)
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.targeting import Part, Worth
from finseg.settings import KnockoutSettings, RecommendSettings, WeightSettings
from tests.builders.numbers import list_foreign_numbers
from tests.recommend.test_barriers import bench


def assessment(*pairs):
    return Assessment(
        segments=tuple(
            SegmentStability(id=s, jaccard=j, low=j, high=j, null=null, silhouettes=())
            for s, (j, null) in enumerate(pairs)
        ),
        samples=50,
        borderline_share=0.0,
        alternatives=(),
    )


# Ten customers: six, three, one.
SEGMENT = np.array([0] * 6 + [1] * 3 + [2])
WANTING = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0], bool)
SERVED = np.array([1, 0, 0, 0, 0, 0, 1, 1, 1, 0], bool)
CONTACT = np.array([0, 0, 0, 1, 2, 0, 0, 1, 1, 2], np.int8)


def worth(settings=None, *, contact=CONTACT, on=None):
    return find_worth(
        on or bench(savings=[10, 10, 10, 10, 10, np.nan, 30, 40, 30, -5]),
        SEGMENT,
        3,
        wanting=WANTING,
        served=SERVED,
        contact=contact,
        assessment=assessment((0.9, 0.6), (0.8, 0.3), (0.7, 0.9)),
        settings=settings or RecommendSettings(),
    )


def scores(one: Worth) -> dict[str, float]:
    return {p.name: p.score for p in (*one.attractiveness, *one.strength)}


def test_every_criterion_is_what_it_says_it_is():
    first, second, third = map(scores, worth())

    assert (first["size"], second["size"], third["size"]) == pytest.approx((1, 3 / 6, 1 / 6))
    assert (first["value"], second["value"], third["value"]) == pytest.approx((50 / 100, 1, 0))
    assert (first["demand"], second["demand"], third["demand"]) == pytest.approx((3 / 6, 2 / 3, 0))
    assert (first["reach"], second["reach"], third["reach"]) == pytest.approx((4 / 6, 1 / 3, 0))
    assert (first["offered"], second["offered"], third["offered"]) == pytest.approx((1 / 6, 1, 0))


def test_the_figures_behind_the_scores_are_shares_of_the_right_whole():
    first, second, _ = worth()
    figures = [{p.name: str(p.figure) for p in one.attractiveness} for one in (first, second)]

    assert figures[0]["size"] == "60.0% of the customers"
    assert figures[1]["value"] == "66.7% of savings"
    assert figures[1]["demand"] == "66.7% have a clear reason for a product"
    assert figures[0]["reach"] == "66.7% may be contacted"
    assert str(second.strength[0].figure) == "100.0% have an offer"


def test_what_cannot_be_measured_is_left_out_and_the_other_weights_are_scaled():
    (one, _, _) = worth(contact=None)

    weights = {p.name: p.weight for p in one.attractiveness}
    assert weights == pytest.approx({
        "size": 25 / 90, "value": 25 / 90, "demand": 25 / 90, "stability": 15 / 90,
    })  # fmt: skip
    assert [(p.name, p.weight) for p in one.strength] == [("offered", 1.0)]


def test_a_weighted_sum_is_worked_out_and_ranks_by_the_product():
    parts = (
        Part(name="size", weight=0.75, score=0.4, figure=""),
        Part(name="value", weight=0.25, score=0.8, figure=""),
    )
    made = Worth(segment=0, attractiveness=parts, strength=parts[:1])

    assert made.attractiveness_score == pytest.approx(0.5)
    assert made.strength_score == pytest.approx(0.3)
    assert not made.rank[0]
    assert made.rank[1] == pytest.approx(-0.15)


@pytest.mark.parametrize(
    "name", ["size", "value", "demand", "stability", "reach", "offered", "relationship"]
)
def test_each_weight_of_the_settings_weighs_its_own_criterion(name):
    weights = map_weights(WeightSettings(**{name: 0.9}))
    criteria = {n: [(0.5, "x")] for n in weights}

    assert weights[name] == 0.9
    by_name = {p.name: p.weight for p in weigh_criteria(criteria, 0, weights)}
    total = sum(map_weights(WeightSettings()).values()) - map_weights(WeightSettings())[name] + 0.9
    assert by_name[name] == pytest.approx(0.9 / total)
    nothing = weigh_criteria(criteria, 0, map_weights(WeightSettings(**{name: 0.0})))
    assert name not in {p.name for p in nothing}


SIZES = np.array([6.0, 3.0, 1.0])


@pytest.mark.parametrize(
    ("changes", "reach", "stability", "expected"),
    [
        ({"least_share": 0.3}, 1.0, 1.0, []),
        ({"least_share": 0.31}, 1.0, 1.0, ["size"]),
        ({"least_reach": 0.4}, 0.4, 1.0, []),
        ({"least_reach": 0.4}, 0.39, 1.0, ["reach"]),
        ({"least_stability": 0.6}, 1.0, 0.6, []),
        ({"least_stability": 0.6}, 1.0, 0.59, ["stability"]),
        ({"least_share": 0.5, "least_reach": 0.5}, 0.1, 1.0, ["size", "reach"]),
    ],
)
def test_a_segment_below_a_limit_is_knocked_out_and_at_it_not(changes, reach, stability, expected):
    stable: list[tuple[float, Text]] = [(1.0, "")] * 3
    reached: list[tuple[float, Text]] = [(1.0, "")] * 3
    stable[1], reached[1] = (stability, "s"), (reach, "r")
    found = find_knockouts(
        {"stability": stable, "reach": reached}, 1, SIZES, KnockoutSettings(**changes)
    )

    assert [k.criterion for k in found] == expected


def test_a_segment_that_is_too_small_says_so_with_the_limit():
    (found,) = find_knockouts(
        {"stability": None, "reach": None}, 2, SIZES, KnockoutSettings(least_share=0.2)
    )

    assert str(found.said) == "10.0% of the customers, below 20.0%"


def test_a_stability_that_noise_reaches_as_well_earns_nothing():
    stability = score_stability(assessment((0.93, 0.6), (0.93, 0.95)), 2)

    assert [(score, str(figure)) for score, figure in stability or ()] == [
        (0.93, "Jaccard 0.93, highly stable"),
        (0.0, "Jaccard 0.93, comes back no better than noise does"),
    ]


def test_stability_is_left_out_where_it_was_not_measured_of_every_segment():
    assert score_stability(assessment((0.93, 0.6)), 2) is None


def test_relationship_is_the_mean_place_among_all_customers():
    on = bench(savings=[1.0] * 10, tenure=[1, 2, 3, 4, 5, 6, 7, 8, 9, np.nan])
    parts = [{p.name: p for p in one.strength} for one in worth(on=on)]

    low, high, unknown = (p["relationship"].score for p in parts)
    assert low < 0.5 < high
    assert unknown == 0.5
    assert "tenure" in str(parts[0]["relationship"].figure)


def test_without_savings_value_is_what_is_spent_and_else_what_is_earned():
    for figure in ("spending", "income"):
        on = bench(**{figure: [1, 1, 1, 1, 1, 1, 2, 2, 2, 4]})
        first, second, third = (scores(one)["value"] for one in worth(on=on))
        assert (first, second, third) == pytest.approx((1, 1, 4 / 6))


def bases(one: Worth) -> dict[str, int | None]:
    return {
        p.name: v.customers
        for p in (*one.attractiveness, *one.strength)
        for v in list_values(p.figure)
        if isinstance(v, Share)
    }


def test_what_a_segment_holds_rests_on_those_who_hold_it():
    on = bench(savings=[10, 10, 10, 0, 0, np.nan, 30, 40, 0, -5])

    assert [bases(one)["value"] for one in worth(on=on)] == [3, 2, 0]


def test_what_is_held_of_several_rests_on_the_fewest_who_hold_any_of_one():
    on = bench(savings=[10] * 5 + [0, 5, 5, 5, 5], investment=[9, 9, 0, 0, 0, 0, 0, 0, 0, 0])

    assert [bases(one)["value"] for one in worth(on=on)] == [2, 3, 1]


def test_where_a_segment_stands_rests_on_those_who_have_a_figure_other_than_zero():
    on = bench(
        savings=[1] * 10,
        tenure=[1, 2, 3, 4, np.nan, np.nan, 7, 8, 9, 0],
        products=[1, 2, 0, 0, 0, 0, 1, 1, 1, 1],
    )

    assert [bases(one)["relationship"] for one in worth(on=on)] == [2, 3, 1]


def test_the_worth_of_a_segment_holds_plain_numbers_that_can_be_written():
    assert list_foreign_numbers(worth()) == []
