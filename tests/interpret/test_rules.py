from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.choose import sample_rows
from finseg.document.numbers import Numbers
from finseg.fit import fit_segments
from finseg.interpret.rules import find_rules
from finseg.interpret.tree import TreeEnd, assign_by_tree, find_rows_within, grow_tree, round_limit
from finseg.maths.contribution import share_between_variance
from finseg.prepare import apply_recipe, learn_recipe
from finseg.settings import FitSettings, Settings
from finseg.understand import read_source

SETTINGS = Settings()


def blocks_of_customers(n=600, seed=1):
    """Four groups that straight cuts tell apart, and a column that says nothing."""
    rng = np.random.default_rng(seed)
    rich, old = rng.integers(0, 2, n), rng.integers(0, 2, n)
    return pl.DataFrame(
        {
            "income": np.round(40_000 + 60_000 * rich + rng.normal(0, 5_000, n), 2),
            "age": np.round(30 + 30 * old + rng.normal(0, 3, n)),
            "visits": rng.integers(0, 9, n).astype(float),
        }
    )


def rules_of(table, k=4):
    dataset = read_source(table, SETTINGS)
    recipe = learn_recipe(dataset, SETTINGS.prepare)
    raw = dataset.build_matrix()
    prepared = apply_recipe(recipe, raw)
    segmentation = fit_segments(
        prepared, raw, recipe.columns, k=k, settings=FitSettings(starts=20, order_by="income")
    )
    return find_rules(raw, prepared, recipe, segmentation, seed=42), segmentation, dataset


def told(conditions, dataset):
    """Apply conditions as a reader would, from what the record says."""
    inside = np.ones(dataset.rows, dtype=bool)
    for c in conditions:
        values = dataset.table[c.column].fill_null(math.nan).to_numpy()
        within = values >= (-math.inf if c.low is None else c.low)
        within &= values < (math.inf if c.high is None else c.high)
        inside &= within | (np.isnan(values) & c.or_blank)
    return inside


def with_gaps(table, every):
    """Leave the ages of all customers but every so many unknown."""
    known = pl.int_range(pl.len()) % every != 0
    return table.with_columns(age=pl.when(known).then("age"))


@pytest.mark.parametrize("table", [blocks_of_customers(), with_gaps(blocks_of_customers(), 3)])
def test_the_stated_agreement_is_what_the_conditions_give_when_applied_by_hand(table):
    rules, segmentation, dataset = rules_of(table)

    out = np.full(dataset.rows, -1)
    for leaf in rules.leaves:
        inside = told(leaf.conditions, dataset)
        assert (out[inside] == -1).all()  # no customer meets two ends
        assert leaf.customers == inside.sum()
        out[inside] = leaf.segment

    assert (out >= 0).all()  # and none meets no end
    assert rules.agreement == np.mean(out == segmentation.assignment.segment)


def test_segments_with_straight_borders_are_told_by_few_round_conditions():
    rules, _, _ = rules_of(blocks_of_customers())

    assert len(rules.leaves) == 4
    assert rules.agreement > 0.98
    assert rules.is_accurate_enough
    incomes = {c.low for r in rules.plain for c in r.conditions if c.column == "income"} - {None}
    assert incomes <= {60_000, 70_000, 80_000}
    assert all(r.precision > 0.95 and r.recall > 0.95 for r in rules.plain)
    assert "visits" not in rules.leading[:2]


def test_rules_depend_on_neither_the_order_of_rows_nor_of_columns():
    table = blocks_of_customers()
    rules, _, _ = rules_of(table)

    turned, _, _ = rules_of(
        table.sample(fraction=1, shuffle=True, seed=3).select("visits", "age", "income")
    )

    assert {frozenset((leaf.segment, *leaf.conditions)) for leaf in turned.leaves} == {
        frozenset((leaf.segment, *leaf.conditions)) for leaf in rules.leaves
    }
    assert turned.agreement == rules.agreement


def test_amounts_in_thousands_give_the_same_rules_in_thousands():
    table = blocks_of_customers()
    rules, _, _ = rules_of(table)

    scaled, _, _ = rules_of(table.with_columns(pl.col("income") / 1_000))

    def in_rupees(c):
        times = 1_000 if c.column == "income" else 1
        return replace(c, low=c.low and c.low * times, high=c.high and c.high * times, unit="none")

    for one, two in zip(rules.plain, scaled.plain, strict=True):
        assert [replace(c, unit="none") for c in one.conditions] == list(
            map(in_rupees, two.conditions)
        )


def test_noise_is_not_said_to_be_told_by_a_short_tree_and_the_reason_is_given():
    rng = np.random.default_rng(0)
    table = pl.DataFrame({c: rng.uniform(0, 100, 1_500) for c in ("income", "b", "c", "d", "e")})

    rules, _, _ = rules_of(table)

    assert not rules.is_accurate_enough
    assert "depend on many columns at once" in str(rules.sentence())


def test_one_segment_is_everybody():
    rules, _, dataset = rules_of(blocks_of_customers(), k=1)

    assert [leaf.conditions for leaf in rules.leaves] == [()]
    assert rules.agreement == 1.0
    assert rules.plain[0].conditions == ()
    assert rules.plain[0].customers == dataset.rows


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 6), n=st.integers(12, 120))
def test_the_ends_of_a_tree_divide_every_table(seed, k, n):
    rng = np.random.default_rng(seed)
    x = rng.choice([rng.normal(size=(n, 3)), rng.integers(0, 4, (n, 3)).astype(float)])
    segment = rng.permutation(np.arange(n) % k)

    ends = grow_tree(x[::2], segment[::2], k, x[1::2], segment[1::2])

    met = np.sum([find_rows_within(end.bounds, x) for end in ends], axis=0)
    assert (met == 1).all()
    assert set(assign_by_tree(ends, x)) <= set(range(k))
    assert len(ends) <= 2 * k + 2


@given(values=st.lists(st.integers(-50, 50), min_size=2, max_size=30, unique=True))
def test_a_rounded_limit_of_whole_numbers_is_whole_and_divides_them(values):
    ordered = np.array(sorted(values), dtype=float)
    middle = (ordered[0] + ordered[1]) / 2

    limit = round_limit(ordered, middle)

    assert limit == round(limit)
    assert (ordered < limit).sum() == 1


def test_rows_meet_an_end_by_closed_lower_and_open_upper_limits():
    end = TreeEnd(bounds={0: (1.0, 2.0)}, segment=0)

    assert find_rows_within(end.bounds, np.array([[0.9], [1.0], [1.9], [2.0]])).tolist() == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (957_500.0, "currency", "₹9.575L"),
        (12.5, "percent", "12.5%"),
        (36.0, "years", "36"),
        (-1_250.0, "currency", "−₹1.25K"),
    ],
)
def test_limits_are_written_with_every_digit_they_have(value, unit, expected):
    assert Numbers(locale="en-IN", currency="INR").write_limit(value, unit) == expected


def test_rules_are_found_on_half_of_a_sample_and_measured_on_the_other_half(monkeypatch):
    monkeypatch.setattr(sys.modules[find_rules.__module__], "HALF", 60)
    rng = np.random.default_rng(11)
    names = ("income", "age", "visits", "spend")
    noise = pl.DataFrame({c: rng.gamma(4, 100, 500).round(1) for c in names})

    rules, segmentation, dataset = rules_of(noise)

    recipe = learn_recipe(dataset, SETTINGS.prepare)
    prepared = apply_recipe(recipe, dataset.build_matrix())
    held = sample_rows(prepared, recipe.columns, size=120, seed=42)[1::2]
    segment, out = segmentation.assignment.segment, np.full(500, -1)
    for leaf in rules.leaves:
        out[told(leaf.conditions, dataset)] = leaf.segment
    assert rules.held_out_rows == 60
    assert rules.held_out == pytest.approx(np.mean(out[held] == segment[held]))
    assert rules.agreement == pytest.approx(np.mean(out == segment))
    assert rules.recalls == pytest.approx([np.mean(out[segment == s] == s) for s in range(4)])
    for s, rule in enumerate(rules.plain):
        inside, own = told(rule.conditions, dataset), segment == s
        assert rule.customers == inside.sum()
        assert rule.held_out_members == own[held].sum()
        assert rule.precision == pytest.approx(own[held][inside[held]].mean())
        assert rule.recall == pytest.approx(inside[held][own[held]].mean())
    shares = share_between_variance(segmentation.centres, np.bincount(segment))
    falling = np.argsort(-shares)
    assert rules.leading == tuple(recipe.columns[j] for j in falling[:3])
    assert rules.leading_share == pytest.approx(1 - shares[falling[3]])
    assert rules.filled == ()


def test_columns_with_gaps_that_were_filled_are_named():
    table = blocks_of_customers().with_columns(
        age=pl.when(pl.int_range(pl.len()) < 9).then(None).otherwise("age")
    )

    rules, *_ = rules_of(table)

    assert rules.filled == ("age",)


def test_a_rule_reaches_on_the_file_whom_it_says_it_reaches_blanks_included():
    rules, _, dataset = rules_of(with_gaps(blocks_of_customers(), 2))

    reached = [told(rule.conditions, dataset).sum() for rule in rules.plain]
    assert reached == [rule.customers for rule in rules.plain]
    asked = [c for rule in rules.plain for c in rule.conditions if c.column == "age"]
    assert {c.or_blank for c in asked} == {True, False}  # the median age is on one side
    assert not any(c.or_blank for rule in rules.plain for c in rule.conditions if c not in asked)
