"""Do weights of rows count in every figure as repeated rows would?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.errors import TooFewRowsError
from finseg.fit import fit_segments
from finseg.interpret.holdings import add_up_holdings
from finseg.interpret.outside import compare_outside_column
from finseg.interpret.profile import make_profile
from finseg.interpret.rules import _measure_plain_rule
from finseg.interpret.subjects import find_surpluses
from finseg.interpret.tree import compute_hit_share, grow_tree, measure_tree_agreement
from finseg.maths.moments import measure_weighted_moments
from finseg.records.outside import OutsideColumn
from finseg.settings import FitSettings
from tests.builders.records import a_step
from tests.builders.segments import make_dataset, make_outside
from tests.interpret.test_holdings import make_sure_money

SEGMENT = np.array([0, 0, 0, 1, 1, 1, 1])
WEIGHTS = np.array([1.0, 3.0, 2.0, 4.0, 1.0, 2.0, 1.0])
REPEATED = np.repeat(np.arange(7), WEIGHTS.astype(int))
VALUES = [0.0, 10.0, None, 40.0, 5.0, 0.0, None]


def profile_of(rows, weights=None):
    table = pl.DataFrame({"a": VALUES})[rows]
    prepared = np.array([0.0, 1.0, 9.0, 4.0, 0.5, 0.0, 9.0])[rows][:, None]
    return make_profile(table, [a_step("a")], prepared, SEGMENT[rows], 3, weights=weights)


def test_means_medians_and_shares_are_those_counted_by_hand():
    first, second, nobody = (t[0] for t in profile_of(np.arange(7), WEIGHTS).segments)

    assert (first.mean, first.median, first.present) == (7.5, 10.0, 2)  # (1 · 0 + 3 · 10) / 4
    assert (first.zero_share, first.missing_share) == (0.25, pytest.approx(2 / 6))
    assert second.mean == pytest.approx((4 * 40 + 5) / 7)
    assert second.median == 40.0
    assert (second.zero_share, second.missing_share) == (pytest.approx(2 / 7), pytest.approx(1 / 8))
    assert nobody.present == 0


def test_a_weight_of_two_is_two_rows_in_mean_spread_and_deviation():
    weighted = profile_of(np.arange(7), WEIGHTS)
    repeated = profile_of(REPEATED)

    for one, other in zip(
        (weighted.population, *weighted.segments[:2]),
        (repeated.population, *repeated.segments[:2]),
        strict=True,
    ):
        for what in ("mean", "sd", "zero_share", "missing_share"):
            assert getattr(one[0], what) == pytest.approx(getattr(other[0], what))


def test_equal_weights_change_no_deviation_and_no_interval(rng):
    values = rng.lognormal(size=(60, 2))
    table, segment = pl.DataFrame(values, schema=["a", "b"]), np.repeat([0, 1], [20, 40])
    steps = [a_step("a"), a_step("b")]

    plain = make_profile(table, steps, values, segment, 2)
    weighted = make_profile(table, steps, values, segment, 2, weights=np.full(60, 3.0))

    for one, other in zip(plain.segments, weighted.segments, strict=True):
        for mine, theirs in zip(one, other, strict=True):
            for what in ("deviation", "low", "high", "mean", "sd"):
                assert getattr(theirs, what) == pytest.approx(getattr(mine, what))


def test_uneven_weights_make_a_deviation_less_sure(rng):
    values = rng.normal(size=(200, 1))
    table, segment = pl.DataFrame(values, schema=["a"]), np.repeat([0, 1], [60, 140])
    uneven = np.where(np.arange(200) % 10 == 0, 20.0, 1.0)

    def measure_width(weights):
        trait = make_profile(table, [a_step("a")], values, segment, 2, weights=weights).segments[0][
            0
        ]
        return trait.high - trait.low

    # 54 rows of weight 1 and six of 20 tell as much as 174² / 2,454 = 12.3 rows of one weight.
    assert measure_width(uneven) > 1.5 * measure_width(np.ones(200))


def test_a_group_of_few_rows_has_no_interval_whatever_it_stands_for():
    values = np.arange(30.0)[:, None]
    segment = np.repeat([0, 1, 2], [4, 5, 21])
    table = pl.DataFrame(values, schema=["a"])

    traits = make_profile(
        table, [a_step("a")], values, segment, 3, weights=np.full(30, 50.0)
    ).segments

    assert [np.isnan(t[0].low) for t in traits] == [True, False, False]


def test_money_is_that_of_all_customers_the_rows_stand_for():
    money = [10.0, -5.0, 20.0, None, 50.0]
    dataset = make_dataset({"balance": money, "age": range(30, 35)}, money=["balance"])
    dataset = make_sure_money(dataset, "balance")
    segment, customers = np.array([0, 0, 0, 1, 1]), np.array([2.0, 1.0, 4.0, 1.0, 12.0])

    found = add_up_holdings(dataset, segment, 2, stands_for=customers)

    (balance,) = found.columns
    assert balance.total == 700.0  # 2 · 10 + 4 · 20 + 12 · 50
    assert balance.shares == pytest.approx((100 / 700, 600 / 700))
    assert found.customers == pytest.approx((7 / 20, 13 / 20))
    assert balance.top_share == pytest.approx(2 * 50 / 700)  # two of twenty customers
    assert balance.holders == pytest.approx(18 / 20)
    assert balance.below_zero == 1


def test_levels_and_middles_outside_count_by_weight_and_customers_by_row():
    column = OutsideColumn(make_outside("left"))
    values = pl.Series(["yes", "no", "no", "yes", "no", "no", "no"])

    found = compare_outside_column(column, values, SEGMENT, 2, WEIGHTS)

    (no, yes), (_, other_yes) = found.levels
    assert (no.level, yes.customers) == ("no", 1)
    assert yes.share == pytest.approx(1 / 6)
    assert other_yes.share == pytest.approx(4 / 8)
    assert yes.index == pytest.approx((1 / 6) / (5 / 14))
    plain = compare_outside_column(column, values, SEGMENT, 2)
    assert found.association == plain.association  # tests compare rows
    numbers = compare_outside_column(
        OutsideColumn(make_outside("age", "number")), pl.Series(range(7)), SEGMENT, 2, WEIGHTS
    )
    assert [m.median for m in numbers.middles] == [1.0, 3.5]  # 3 and 4 at the middle of eight


def test_an_interval_of_a_level_is_that_of_so_many_equally_weighted_rows():
    column, values = OutsideColumn(make_outside("left")), pl.Series(["yes", "no"] * 20)
    segment = np.repeat([0, 1], 20)

    even = compare_outside_column(column, values, segment, 2, np.full(40, 7.0)).levels[0][1]
    plain = compare_outside_column(column, values, segment, 2).levels[0][1]
    uneven = compare_outside_column(
        column, values, segment, 2, np.where(np.arange(40) < 2, 30.0, 1.0)
    ).levels[0][1]

    assert (even.low, even.high) == pytest.approx((plain.low, plain.high))
    assert uneven.high - uneven.low > plain.high - plain.low


def test_surpluses_are_means_of_all_customers_the_rows_stand_for():
    table = {"income": [5.0, 9.0, 4.0, 4.0], "loan": [1.0, 2.0, 3.0, 1.0]}
    dataset = make_dataset(table, money=["income", "loan"])
    for name in table:
        dataset = make_sure_money(dataset, name)
    axes, pairs = [("income", "income"), ("loan", "debt")], {("income", "debt")}
    segment, weights = np.array([0, 0, 0, 1]), np.array([1.0, 2.0, 3.0, 1.0])

    first, _ = find_surpluses(dataset, segment, 2, axes, pairs, weights=weights)

    assert first.mean == pytest.approx((4 + 2 * 7 + 3 * 1) / 6)


def test_the_fit_of_weighted_rows_is_that_of_repeated_ones(rng):
    x = np.concatenate([rng.normal(c, 1, (30, 2)) for c in (0, 6, 12)])
    weights = rng.integers(1, 4, len(x))
    rows = np.repeat(np.arange(len(x)), weights)
    settings = FitSettings(starts=10)

    one = fit_segments(x, x, ("a", "b"), k=3, settings=settings, weights=weights.astype(float))
    other = fit_segments(x[rows], x[rows], ("a", "b"), k=3, settings=settings)

    np.testing.assert_allclose(one.centres, other.centres)
    np.testing.assert_array_equal(one.assignment.segment[rows], other.assignment.segment)
    assert one.inertia == pytest.approx(other.inertia)


@pytest.mark.parametrize("order_by", ["size", "a"])
def test_segments_are_numbered_by_what_they_stand_for(order_by):
    x = np.array([[0.0], [0.2], [0.4], [9.0], [10.0]])
    weights = np.array([1.0, 1.0, 1.0, 2.0, 5.0])
    raw = np.array([[8.0], [8.0], [8.0], [1.0], [12.0]])  # the other mean: 6.5, by weight 8.9

    found = fit_segments(
        x, raw, ("a",), k=2, settings=FitSettings(order_by=order_by, starts=3), weights=weights
    )

    assert found.assignment.segment.tolist() == [1, 1, 1, 0, 0]


def test_agreement_counts_by_weight_and_the_tree_follows_heavy_rows():
    x = np.array([[1.0]] * 6 + [[2.0]] * 6)
    segment = np.array([0, 0, 0, 0, 1, 1] + [1] * 6)
    heavy = np.where(segment[:6] == 1, 5.0, 1.0).tolist() + [1.0] * 6
    weights = np.array(heavy)

    plain = grow_tree(x, segment, 2, x, segment)
    weighted = grow_tree(x, segment, 2, x, segment, weights=weights, held_weights=weights)

    assert {end.segment for end in plain} == {0, 1}
    assert {end.segment for end in weighted} == {1}
    assert measure_tree_agreement(weighted, x, segment, weights) == pytest.approx(16 / 20)
    assert measure_tree_agreement(weighted, x, segment) == pytest.approx(8 / 12)


def test_precision_recall_and_the_wrong_part_of_a_rule_count_by_weight():
    segment = np.array([0, 0, 0, 1, 1, 2, 0])
    reached = np.array([1, 1, 0, 1, 0, 1, 1], bool)
    weights = np.array([2.0, 1.0, 3.0, 1.0, 1.0, 4.0, 9.0])

    rule = _measure_plain_rule(0, (), reached, segment, np.arange(6), weights)

    assert rule.customers == 5  # rows, of all
    assert rule.precision == pytest.approx(3 / 8)
    assert rule.recall == pytest.approx(3 / 6)
    assert rule.others == 1  # the row of segment 1
    assert rule.confused == 2
    assert rule.confused_share == pytest.approx(4 / 8)


def test_shares_of_weights_never_exceed_one_and_a_mean_never_the_values():
    weights = np.array([0.1, 0.2, 0.3, 0.7, 1e-9] * 7)

    assert compute_hit_share(np.ones(35, bool), weights[::-1]) <= 1.0
    assert measure_weighted_moments(np.full(35, 0.1), weights)[0] == 0.1


def test_a_segment_without_a_value_to_order_by_comes_last_and_no_row_of_weight_0_makes_one():
    x = np.array([[0.0], [0.1], [0.2], [9.0], [9.1], [20.0], [20.1]])
    raw = np.array([[5.0], [5.0], [5.0], [np.nan], [np.nan], [1.0], [1.0]])
    weights = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    settings = FitSettings(order_by="a", starts=3)

    plain = fit_segments(x, raw, ("a",), k=3, settings=settings)
    assert plain.assignment.segment.tolist() == [0, 0, 0, 2, 2, 1, 1]
    weighted = fit_segments(x, raw, ("a",), k=2, settings=settings, weights=weights)
    assert weighted.assignment.segment.tolist()[:5] == [0, 0, 0, 1, 1]
    with pytest.raises(TooFewRowsError):
        fit_segments(x, raw, ("a",), k=6, settings=settings, weights=weights)


def test_a_deviation_that_one_row_rules_has_no_interval():
    values = np.arange(30.0)[:, None]
    weights = np.ones(30)
    weights[3] = 1e5
    table = pl.DataFrame(values, schema=["a"])

    first, second = make_profile(
        table, [a_step("a")], values, np.repeat([0, 1], 15), 2, weights=weights
    ).segments

    assert [np.isnan(t[0].low) for t in (first, second)] == [True, False]
