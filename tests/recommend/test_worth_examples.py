"""What is a segment worth? Each criterion by hand, also where a figure is lacking or below zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.document.said import Text
from finseg.recommend.conditions import Bench
from finseg.recommend.metrics import Metrics
from finseg.recommend.targeting import (
    Scores,
    _count_fewest,
    _score_relationship,
    _score_size,
    _score_value,
    find_knockouts,
    map_weights,
    score_stability,
    weigh_criteria,
)
from finseg.records.targeting import Criterion
from finseg.settings import KnockoutSettings, WeightSettings
from tests.recommend.test_barriers import bench
from tests.recommend.test_targeting import assessment

SEGMENT = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2])  # five, three, one


def said(scores):
    return [(score, str(figure)) for score, figure in scores]


def test_amounts_of_several_are_added_up_and_what_is_below_zero_or_not_known_counts_as_nothing():
    on = bench(
        savings=[1, 2, -50, np.nan, 3, 4, 0, 0, -1],
        investment=[0, 0, 0, 0, 6, 0, np.nan, 2, 2],
        spending=[9] * 9,
    )

    assert said(_score_value(on, SEGMENT, 3)) == [
        (1.0, "60.0% of savings + investment"),
        (0.5, "30.0% of savings + investment"),
        (pytest.approx(1 / 6), "10.0% of savings + investment"),
    ]


def test_money_earned_tells_value_where_none_is_held_and_a_debt_never_does():
    owed = [100] * 4 + [1] * 5
    on = bench(debt=owed, income=[1, 1, 1, 1, 1, 2, 2, 2, 1], spending=[9] * 9)

    assert {text.split(" of ")[1] for _, text in said(_score_value(on, SEGMENT, 3))} == {"income"}
    assert _score_value(bench(debt=owed), SEGMENT, 3) is None


def test_a_figure_that_tells_places_alone_holds_no_value():
    on = bench(savings=[5] * 9, spending=[1, 1, 1, 1, 1, 2, 2, 4, 2])
    ranks = replace(on.metrics["savings"], places_only=True)
    other = Bench(Metrics(found={**on.metrics, "savings": ranks}, unusable={}), 9)

    assert [text for _, text in said(_score_value(other, SEGMENT, 3))] == [
        "33.3% of spending", "53.3% of spending", "13.3% of spending",
    ]  # fmt: skip


@pytest.mark.parametrize("figures", [{"savings": [0] * 9}, {"savings": [-1] * 9}, {"age": [3] * 9}])
def test_where_nobody_holds_anything_value_is_not_measured(figures):
    assert _score_value(bench(**figures), SEGMENT, 3) is None


def test_sizes_are_scored_by_the_largest_and_without_customers_not_at_all():
    assert said(_score_size(np.array([5.0, 3.0, 2.0]))) == [
        (1.0, "50.0% of the customers"),
        (0.6, "30.0% of the customers"),
        (0.4, "20.0% of the customers"),
    ]
    assert _score_size(np.zeros(2)) is None


def test_the_fewest_are_those_of_the_least_count_above_zero():
    assert _count_fewest([np.array([4, 0, 2, 0]), np.array([7, 3, 2, 0])]) == [4, 3, 2, 0]


def test_a_place_in_a_relationship_is_the_mean_over_customers_and_then_over_figures():
    """Segments of five, three and one customer stand in order; the figure of four is not known."""
    tenure = bench(tenure=[1, 2, 3, 4, 5, 6, 7, 8, 9])
    place = tenure.get_place("tenure")
    middle = 0.5 + 0.5 * (place.high.astype(float) - place.low)
    alone = [score for score, _ in said(_score_relationship(tenure, SEGMENT, 3))]

    assert alone == pytest.approx([middle[:5].mean(), middle[5:8].mean(), middle[8]])
    assert alone[0] < 0.5 < alone[1] < alone[2]
    both = bench(tenure=[1, 2, 3, 4, 5, 6, 7, 8, 9], activity=[np.nan] * 5 + [1, 1, 1, 1])
    scores = said(_score_relationship(both, SEGMENT, 3))
    assert scores[0][0] == pytest.approx((alone[0] + 0.5) / 2)
    assert scores[2][1].endswith("of all customers in tenure, activity")
    assert _score_relationship(bench(age=[1] * 9), SEGMENT, 3) is None


def test_no_place_in_a_relationship_counts_those_whose_figure_is_not_known():
    known = bench(products=[1, 1, 1, 1, 9, 9, 9, 9, 9])
    holed = bench(products=[1, 1, 1, np.nan, 9, 9, np.nan, np.nan, 9])

    assert said(_score_relationship(holed, SEGMENT, 3))[1][0] > 0.5
    assert (
        said(_score_relationship(holed, SEGMENT, 3))[0][0]
        != said(_score_relationship(known, SEGMENT, 3))[0][0]
    )


def test_stability_needs_two_segments_and_a_figure_of_each():
    assert score_stability(assessment((0.9, 0.1)), 1) is None
    assert score_stability(assessment((0.9, 0.1), (np.nan, 0.1), (0.8, 0.1)), 3) is None
    assert [s for s, _ in score_stability(assessment((0.9, 0.1), (0.2, 0.1)), 2) or ()] == [
        0.9,
        0.2,
    ]


def test_criteria_of_no_weight_are_left_out_and_where_all_are_nothing_is_weighed():
    scores: list[tuple[float, Text]] = [(0.2, "a"), (0.6, "b")]
    two = {**dict.fromkeys(map_weights(WeightSettings()), 0.0), "size": 3.0, "reach": 1.0}

    parts = weigh_criteria({"size": scores, "reach": scores, "demand": scores}, 1, two)
    assert [(p.name, p.weight, p.score, p.figure) for p in parts] == [
        ("size", 0.75, 0.6, "b"), ("reach", 0.25, 0.6, "b"),
    ]  # fmt: skip
    assert weigh_criteria({"demand": scores}, 0, two) == ()
    assert weigh_criteria({"size": None, "reach": scores}, 0, two)[0].weight == 1.0


def test_a_knockout_says_its_figure_and_its_limit_and_nobody_at_all_is_too_small():
    criteria: dict[Criterion, Scores] = {
        "stability": [(0.1, "Jaccard 0.20")],
        "reach": [(0.2, "20% may be contacted")],
    }
    limits = KnockoutSettings(least_share=0.0, least_stability=0.5, least_reach=0.25)

    found = find_knockouts(criteria, 0, np.array([4.0]), limits)

    assert [str(k.said) for k in found] == [
        "stability: Jaccard 0.20, below 0.5", "reach: 20% may be contacted, below 0.25",
    ]  # fmt: skip
    (none,) = find_knockouts(
        {"stability": None, "reach": None}, 0, np.zeros(1), KnockoutSettings(least_share=0.1)
    )
    assert none.criterion == "size"
