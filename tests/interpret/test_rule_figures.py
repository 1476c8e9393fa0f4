"""Are the figures of rules those counted by hand, and does each limit of the search act?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.interpret.plain import (
    GAIN,
    MOST_CONDITIONS,
    _compute_f1,
    _find_round_limits,
    find_plain_rules,
)
from finseg.interpret.rules import _measure_plain_rule
from finseg.interpret.tree import (
    FEWEST,
    ROUNDING,
    TreeEnd,
    are_all_whole,
    find_round_number,
    grow_tree,
    measure_tree_agreement,
    round_limit,
)
from finseg.records.rules import ENOUGH, Condition, Rules, say_conditions

SEGMENT = np.array([0, 0, 0, 0, 0, 1, 1, 2, 0, 1])
REACHED = np.array([1, 1, 1, 0, 0, 1, 0, 0, 1, 1], bool)
HELD = np.arange(8)
RUPEES = Numbers(locale="en-IN", currency="INR")
CONDITION = Condition(column="pay", unit="currency", low=90_000.0)


def measure(segment=0, reached=REACHED):
    return _measure_plain_rule(segment, (CONDITION,), reached, SEGMENT, HELD)


def test_precision_is_of_those_reached_and_recall_of_the_segment_both_on_customers_held_out():
    rule = measure()

    assert rule.customers == 6  # of all
    assert rule.precision == 0.75  # three of the four held out that it reaches
    assert rule.recall == 0.6  # three of the segment's five
    assert (rule.confused, rule.confused_share) == (1, 0.25)


def test_the_wrong_customers_are_mostly_in_the_segment_named():
    reached = np.array([1, 0, 0, 0, 0, 1, 1, 1, 0, 0], bool)

    rule = measure(reached=reached)

    assert (rule.confused, rule.confused_share) == (1, 0.5)
    assert rule.precision == 0.25


def test_a_rule_that_reaches_nobody_held_out_has_no_precision():
    rule = measure(reached=np.zeros(10, bool))

    assert math.isnan(rule.precision)
    assert rule.recall == 0.0
    assert rule.confused is None


def rules_with(**changes):
    values: dict[str, Any] = {
        "leaves": (),
        "agreement": 0.9,
        "held_out": 0.88,
        "held_out_rows": 8,
        "recalls": (0.9, 0.8, 0.7),
        "plain": (measure(),),
        "filled": (),
        "leading": ("pay", "age"),
        "leading_share": 0.4,
    }
    return Rules(**values | changes)


@pytest.mark.parametrize(("agreement", "enough"), [(ENOUGH, True), (0.849, False)])
def test_a_tree_that_agrees_too_little_is_said_to_and_why(agreement, enough):
    rules = rules_with(agreement=agreement)

    assert rules.is_accurate_enough is enough
    assert ("saved model" in str(rules.sentence())) is not enough
    assert ("40.0%" in str(rules.sentence())) is not enough


def test_the_table_of_rules_has_reach_precision_recall_and_confusion_in_this_order():
    text = to_text(rules_with().blocks(["A", "B", "C"]), numbers=RUPEES)

    (row,) = (line for line in text.splitlines() if "pay ≥ ₹90K" in line)
    assert row.split("₹90K")[1].split() == ["6", "75.0%", "60.0%", "1", "B", "(25.0%)"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"low": 90_000.0}, "pay ≥ ₹90K"),
        ({"low": None, "high": 90_000.0}, "pay < ₹90K"),
        ({"low": 50_000.0, "high": 90_000.0}, "₹50K ≤ pay < ₹90K"),
    ],
)
def test_conditions_are_said_with_their_limits(limits, said):
    condition = replace(CONDITION, **limits)

    assert condition.say_condition().write(RUPEES) == said
    assert say_conditions([condition] * 2).write(RUPEES) == f"{said} and {said}"
    assert str(say_conditions([])) == "everybody"


def test_a_condition_without_a_limit_cannot_be_said():
    with pytest.raises(ValueError, match="limit"):
        Condition(column="pay", unit="none").say_condition()


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    precision, recall = 3 / 4, 3 / 6

    assert _compute_f1(3, 4, 6) == pytest.approx(2 * precision * recall / (precision + recall))
    assert _compute_f1(0, 0, 0) == 0.0


def test_a_rule_has_no_more_conditions_than_it_needs_and_three_at_most(rng):
    x = rng.uniform(0, 100, (2_000, 5))

    one = find_plain_rules(x, (x[:, 2] >= 70).astype(np.int64), 2)[1]
    four = find_plain_rules(x, (x[:, :4] >= 30).all(axis=1).astype(np.int64), 2)[1]

    assert set(one) == {2}
    assert one[2][0] == pytest.approx(70, abs=2)
    assert one[2][1] == math.inf
    assert len(four) == MOST_CONDITIONS


def test_a_further_condition_must_bring_enough():
    assert GAIN == 0.02
    # 100 of the segment and 4 others above 10; a second column would tell two of the four.
    x = np.zeros((1_000, 2))
    x[:104, 0] = 20.0
    x[100:102, 1] = 1.0
    segment = np.zeros(1_000, np.int64)
    segment[:100] = 1

    assert set(find_plain_rules(x, segment, 2)[1]) == {0}


def test_nothing_tells_one_segment_of_one_value():
    assert find_plain_rules(np.ones((20, 2)), np.zeros(20, np.int64), 1) == [{}]
    assert _find_round_limits(np.ones(20)).tolist() == []


def test_a_limit_is_rounded_as_far_as_one_in_a_hundred_on_either_side_allows():
    assert ROUNDING == 0.01
    values = np.concatenate([np.linspace(0, 97, 100), np.linspace(103, 200, 100) + 0.5])

    assert round_limit(values, 98.7) == 100.0
    assert round_limit(values, -5.0) == -5.0  # nobody below: there is nothing to round by
    assert round_limit(values, 500.0) == 500.0


@pytest.mark.parametrize(
    ("low", "high", "whole", "found"),
    [(3.0, 4.0, True, 4.0), (3.0, 7.0, True, 5.0), (3.2, 3.9, False, 3.5)],
)
def test_a_round_number_lies_above_the_lower_and_not_above_the_higher_value(
    low, high, whole, found
):
    assert find_round_number(low, high, whole=whole) == found


def test_whole_numbers_are_told_from_others():
    assert are_all_whole(np.array([1.0, -3.0]))
    assert not are_all_whole(np.array([1.0, 2.5]))


def test_agreement_is_the_share_of_rows_in_their_segment():
    ends = [
        TreeEnd(bounds={0: (-math.inf, 5.0)}, segment=0),
        TreeEnd(bounds={0: (5.0, math.inf)}, segment=1),
    ]
    x = np.array([[1.0], [2.0], [5.0], [9.0], [9.5]])

    assert measure_tree_agreement(ends, x, np.array([0, 1, 1, 1, 0])) == 0.6
    assert math.isnan(measure_tree_agreement(ends, x[:0], np.array([], np.int64)))


@pytest.mark.parametrize(("few", "ends"), [(FEWEST, 2), (FEWEST - 1, 1)])
def test_no_end_is_grown_for_fewer_than_five(few, ends):
    x = np.arange(400.0)[:, None]
    segment = (x[:, 0] >= 400 - few).astype(np.int64)

    grown = grow_tree(x, segment, 2, x, segment)

    assert len(grown) in {ends, 2}
    assert (measure_tree_agreement(grown, x, segment) == 1.0) is (ends == 2)
