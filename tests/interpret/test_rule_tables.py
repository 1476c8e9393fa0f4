"""Are rules found on one half of the customers, measured on the other, and laid out right?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from finseg.choose import sample_rows
from finseg.document.blocks import Note, Table
from finseg.interpret import rules as telling
from finseg.interpret.rules import _compute_hit_share, _drop_infinite_limit, find_rules
from finseg.records.recipe import Recipe, Step
from finseg.records.rules import Condition, Leaf, Rule, Rules
from finseg.records.segmentation import Assignment, Segmentation

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
    assert _compute_hit_share(np.array([True, False, False, True, False])) == 0.4
    assert math.isnan(_compute_hit_share(np.array([], bool)))
    assert [_drop_infinite_limit(v) for v in (-math.inf, 3.5, math.inf)] == [None, 3.5, None]


HELD = {"held_out_reached": 70, "held_out_members": 70}
RULES = Rules(
    leaves=(
        Leaf(segment=1, conditions=(RICH, OLD), customers=40, agreement=0.95),
        Leaf(segment=0, conditions=(), customers=math.nan, agreement=0.5),
    ),
    agreement=0.9123,
    held_out=0.8876,
    held_out_rows=77,
    recalls=(0.9, 0.8),
    plain=(
        Rule(segment=0, conditions=(POOR,), customers=math.nan, precision=0.8, recall=0.7, **HELD),
        Rule(segment=1, conditions=(), customers=12, precision=0.8, recall=0.7, **HELD),
        Rule(
            segment=2, conditions=(RICH,), customers=30, precision=0.6, recall=0.9, confused=1,
            confused_share=0.35, **HELD,
        ),
    ),
    filled=("pay", "age"),
    leading=("pay", "age"),
    leading_share=0.42,
)  # fmt: skip
NAMES = ["A", "B", "C"]


def cells(row):
    return [str(cell) for cell in row]


def test_the_sentence_says_ends_agreement_and_who_was_held_out():
    said = str(RULES.sentence())

    assert " 2 end" in said
    assert "puts 91.2% of the customers" in said
    assert "88.8% of the 77 customers" in said
    poor = str(replace(RULES, agreement=0.7).sentence())
    assert "less than 85%" in poor
    assert "the 2 that separate them most carry 42.0%" in poor


def test_each_end_stands_with_its_segment_size_and_agreement():
    tree, plain = (b for b in RULES.blocks(NAMES) if isinstance(b, Table))

    assert cells(tree.rows[0])[1:] == ["1 B", "40", "95.0%"]
    assert cells(tree.rows[1]) == ["everybody", "0 A", "–", "50.0%"]
    assert cells(plain.rows[0])[2:] == ["–", "80.0%", "70.0%", "–"]
    assert cells(plain.rows[1]) == [
        "1 B", "no short conditions tell it from the others", "–", "–", "–", "–",
    ]  # fmt: skip
    assert cells(plain.rows[2])[2:] == ["30", "60.0%", "90.0%", "1 B (35.0%)"]
    assert "77" in str(plain.caption)


def test_columns_whose_gaps_were_filled_are_named_and_no_others():
    (note,) = (b for b in RULES.blocks(NAMES) if isinstance(b, Note))

    assert "pay" in str(note.text)
    assert "age" in str(note.text)
    assert not any(isinstance(b, Note) for b in replace(RULES, filled=()).blocks(NAMES))
