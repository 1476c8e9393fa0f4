"""Are rules found on one half of the customers, measured on the other, and laid out right?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.choose import sample_rows
from finseg.interpret import rules as telling
from finseg.interpret.rules import _drop_infinite_limit, find_rules
from finseg.interpret.tree import compute_hit_share
from finseg.records.recipe import Recipe, Step
from finseg.records.rules import Condition
from finseg.records.segmentation import Assignment, Segmentation
from tests.builders.numbers import list_foreign_numbers

RICH = Condition(column="pay", unit="currency", low=500.0)
POOR = Condition(column="pay", unit="currency", high=500.0)
OLD = Condition(column="age", unit="years", low=30.0, high=60.0)


def a_step(column, impute, imputed):
    return Step(
        column=column, unit="none", impute=impute, imputed=imputed, transform="none", reason="",
        centre=0.0, scale=1.0,
    )  # fmt: skip


RECIPE = Recipe(steps=(a_step("pay", 900.0, 3), a_step("age", 40.0, 0), a_step("rent", 1.0, 0)))


def by_hand(n=300):
    """Return pay of which 500 divides two segments, with three gaps that count as 900."""
    rng = np.random.default_rng(5)
    raw = np.column_stack([np.arange(n) * 1000.0 / n, rng.normal(40, 5, n), rng.normal(0, 1, n)])
    segment = (raw[:, 0] >= 500).astype(np.int64)
    segment[:40] = 1  # a share of the first that no short condition should follow
    raw[-3:, 0] = np.nan
    zeros = np.zeros(n)
    assignment = Assignment(segment=segment, second=segment, margin=zeros, distance=zeros)
    segmentation = Segmentation(
        centres=np.array([[0.0, 0.0, 3.0], [4.0, 1.0, 3.0]]),
        reach=np.ones(2),
        assignment=assignment,
        inertia=1.0,
        starts=1,
        starts_at_best=1,
        seed=1,
        order="",
    )
    return raw, segmentation


@pytest.fixture(scope="module")
def found():
    raw, segmentation = by_hand()
    return find_rules(raw, np.nan_to_num(raw), RECIPE, segmentation, seed=3), segmentation


def keep_within(conditions, raw):
    filled = np.where(np.isnan(raw), [900.0, 40.0, 1.0], raw)
    inside = np.ones(len(raw), bool)
    for c in conditions:
        values = filled[:, ["pay", "age", "rent"].index(c.column)]
        inside &= (values >= (-np.inf if c.low is None else c.low)) & (
            values < (np.inf if c.high is None else c.high)
        )
    return inside


def test_each_rule_is_measured_on_the_half_that_was_held_out(found):
    rules, segmentation = found
    raw, _ = by_hand()
    rows = sample_rows(np.nan_to_num(raw), RECIPE.columns, size=40_000, seed=3)
    held, segment = rows[1::2], segmentation.assignment.segment

    assert rules.held_out_rows == len(held) == 150
    for rule in rules.plain:
        reached, own = keep_within(rule.conditions, raw), segment == rule.segment
        assert rule.customers == reached.sum()
        assert rule.precision == pytest.approx((reached & own)[held].sum() / reached[held].sum())
        assert rule.recall == pytest.approx((reached & own)[held].sum() / own[held].sum())


def test_tree_figures_are_of_all_customers_but_the_one_that_says_held_out(found):
    rules, segmentation = found
    raw, _ = by_hand()
    segment = segmentation.assignment.segment
    told = np.zeros(len(raw), np.int64)
    for leaf in rules.leaves:
        inside = keep_within(leaf.conditions, raw)
        told[inside] = leaf.segment
        assert leaf.customers == inside.sum()
        assert leaf.agreement == pytest.approx((segment[inside] == leaf.segment).mean())
    held = sample_rows(np.nan_to_num(raw), RECIPE.columns, size=40_000, seed=3)[1::2]

    assert rules.agreement == pytest.approx((told == segment).mean())
    assert rules.held_out == pytest.approx((told == segment)[held].mean())
    for s in range(2):
        assert rules.recalls[s] == pytest.approx((told[segment == s] == s).mean())
    assert [leaf.segment for leaf in rules.leaves] == sorted(leaf.segment for leaf in rules.leaves)


def test_filled_and_leading_columns_are_named(found):
    rules, _ = found

    assert rules.filled == ("pay",)
    assert rules.leading == ("pay", "age", "rent")
    assert rules.leading_share == pytest.approx(1.0)
    assert not any(c.column == "rent" for r in rules.plain for c in r.conditions)


def test_conditions_stand_in_the_order_of_the_columns_and_the_seed_draws_the_halves():
    raw, segmentation = by_hand()

    one, two = (find_rules(raw, np.nan_to_num(raw), RECIPE, segmentation, seed=s) for s in (3, 4))

    assert one.held_out != two.held_out or one.plain != two.plain
    assert all(
        [c.column for c in leaf.conditions]
        == sorted((c.column for c in leaf.conditions), key=["pay", "age", "rent"].index)
        for leaf in one.leaves
    )


def test_at_most_twenty_thousand_customers_are_held_out(monkeypatch):
    assert telling.HALF == 20_000
    monkeypatch.setattr(telling, "HALF", 50)
    raw, segmentation = by_hand()

    assert find_rules(raw, np.nan_to_num(raw), RECIPE, segmentation, seed=3).held_out_rows == 50


def test_a_share_of_nobody_is_no_number_and_an_open_limit_none():
    assert compute_hit_share(np.array([True, False, False, True, False])) == 0.4
    assert math.isnan(compute_hit_share(np.array([], bool)))
    assert [_drop_infinite_limit(v) for v in (-math.inf, 3.5, math.inf)] == [None, 3.5, None]


def test_rules_hold_plain_numbers_that_can_be_written():
    raw, segmentation = by_hand()
    segmentation.assignment.segment[::4] = 0  # nothing tells these from the second

    rules = find_rules(raw, np.nan_to_num(raw), RECIPE, segmentation, seed=3)

    assert any(rule.confused is not None for rule in rules.plain)
    assert list_foreign_numbers(rules) == []
