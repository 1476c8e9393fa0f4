from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from finseg.maths.atoms import (
    _fill_heaps,
    _find_donor_range,
    _measure_gaps_beside,
    _spread_ties,
    mark_heaps,
    spread_heaps_and_ties,
)
from finseg.maths.dip import dip_p_value, dip_statistic

whole_numbers = hnp.arrays(np.float64, (30, 2), elements=st.integers(0, 9).map(float))


def test_columns_without_ties_are_left_alone():
    x = np.random.default_rng(0).normal(size=(50, 3))

    np.testing.assert_array_equal(spread_heaps_and_ties(x), x)


def mixed_months(rng, n):
    """Loan terms: a third in odd months, the others in quarters, half years and years."""
    step = rng.choice([1, 3, 6, 12], size=n, p=[0.3, 0.15, 0.25, 0.3])
    return np.maximum(np.round(rng.lognormal(2.9, 0.55, n) / step), 1) * step


@given(values=st.sets(st.integers(0, 50), min_size=2, max_size=9), each=st.integers(2, 6))
def test_equally_frequent_values_stay_between_their_neighbours(values, each):
    column = np.repeat(sorted(values), each).astype(float)

    spread = spread_heaps_and_ties(column[:, None])[:, 0]

    gaps = np.repeat(np.diff(np.unique(column)), each)
    assert ((spread - column)[column < column.max()] < gaps).all()
    assert ((column - spread)[column > column.min()] < gaps).all()


def test_a_frequent_value_reaches_over_rare_ones_to_the_next_frequent_one():
    column = np.repeat([9.0, 12, 17, 24, 25, 36, 40], [3, 60, 4, 90, 5, 50, 3])

    spread = spread_heaps_and_ties(column[:, None])[:, 0]

    two_years = spread[column == 24]
    assert 12 < two_years.min() < 14
    assert 34 < two_years.max() < 36
    assert np.median(two_years) == pytest.approx(24, abs=0.2)


def test_equally_frequent_values_are_spread_to_an_even_density():
    column = np.repeat(np.arange(10.0), 100)

    spread = spread_heaps_and_ties(column[:, None])[:, 0]

    counts, _ = np.histogram(spread, bins=np.linspace(0, 9, 37))
    assert np.abs(counts - 25).max() <= 2


def test_the_order_of_the_rows_moves_nobody():
    rng = np.random.default_rng(6)
    x = np.column_stack([mixed_months(rng, 300), rng.poisson(2, 300), rng.normal(size=300)])
    shuffled = rng.permutation(300)

    np.testing.assert_array_equal(
        spread_heaps_and_ties(x[shuffled]), spread_heaps_and_ties(x)[shuffled]
    )


def test_the_spread_of_one_column_says_nothing_about_that_of_another():
    rng = np.random.default_rng(7)
    x = np.column_stack([rng.integers(0, 5, (2000, 2)), rng.normal(size=2000)])

    moved = spread_heaps_and_ties(x) - x

    assert abs(np.corrcoef(moved[:, 0], moved[:, 1])[0, 1]) < 0.08
    assert abs(np.corrcoef(moved[:, 0], x[:, 2])[0, 1]) < 0.08


@pytest.mark.parametrize("seed", range(5))
def test_terms_in_odd_months_half_years_and_years_no_longer_dip(seed):
    months = np.log1p(mixed_months(np.random.default_rng(seed), 1000))

    spread = spread_heaps_and_ties(months[:, None])[:, 0]

    assert dip_p_value(dip_statistic(months), 1000) < 0.001
    assert dip_p_value(dip_statistic(spread), 1000) > 0.05


def test_the_points_of_a_grid_are_no_heaps_but_a_lone_amount_is():
    rng = np.random.default_rng(8)
    months = np.repeat([6.0, 7, 12, 13, 18, 19, 24, 25, 36], [75, 5, 179, 4, 113, 2, 184, 1, 83])
    lone = np.where(rng.random(1000) < 0.04, 0.5, rng.normal(size=1000))

    assert not mark_heaps(months)[(months > 6) & (months < 36)].any()
    np.testing.assert_array_equal(mark_heaps(lone), lone == 0.5)


def test_a_lone_amount_in_the_middle_is_spread_among_its_neighbours():
    rng = np.random.default_rng(9)
    column = np.concatenate([np.full(50, 0.3), rng.random(950)])

    spread = spread_heaps_and_ties(column[:, None])[:50, 0]

    assert spread.min() > 0.2
    assert spread.max() < 0.4
    assert np.median(spread) == pytest.approx(0.3, abs=0.02)


def test_whole_ages_far_apart_stay_far_apart():
    rng = np.random.default_rng(10)
    ages = np.round(np.concatenate([rng.normal(25, 3, 400), rng.normal(65, 3, 400)]))

    spread = spread_heaps_and_ties(ages[:, None])[:, 0]

    assert np.mean((spread > 38) & (spread < 52)) < 0.01


@given(x=whole_numbers)
def test_the_given_table_is_not_changed(x):
    before = x.copy()

    spread_heaps_and_ties(x)

    np.testing.assert_array_equal(x, before)


def test_a_zero_that_half_the_customers_share_is_a_heap():
    rng = np.random.default_rng(2)
    money = np.where(rng.random(1000) < 0.5, 0.0, rng.lognormal(8, 1, 1000))

    np.testing.assert_array_equal(mark_heaps(money), money == 0)


def test_whole_years_and_evenly_used_answers_are_no_heaps():
    rng = np.random.default_rng(3)

    assert not mark_heaps(np.round(rng.normal(45, 12, 1000))).any()
    assert not mark_heaps(rng.integers(1, 6, 1000).astype(float)).any()


def test_a_heap_at_zero_no_longer_dips():
    rng = np.random.default_rng(5)
    money = np.log1p(np.where(rng.random(600) < 0.4, 0.0, rng.lognormal(8, 1, 600)))

    filled = spread_heaps_and_ties(money[:, None])[:, 0]

    assert dip_p_value(dip_statistic(money), 600) < 0.001
    assert dip_p_value(dip_statistic(filled), 600) > 0.05


def test_a_column_that_is_all_heap_becomes_constant():
    column = np.repeat([0.0, 1.0], [95, 5])[:, None]

    assert np.ptp(spread_heaps_and_ties(column)) == 0


def test_ties_are_spread_as_the_line_through_the_frequencies_says():
    column = np.array([0.0, 0, 0, 0, 4, 4, 4, 4])

    found = np.sort(_spread_ties(column, np.arange(8)))

    # Four rows lie at -3/4, -1/4, 1/4, 3/4 of an even spread: at 1 - √(1 - |even|) of the gap.
    far, near = 4 * (1 - 0.25**0.5), 4 * (1 - 0.75**0.5)
    np.testing.assert_allclose(found[:4], [-far, -near, near, far])
    np.testing.assert_allclose(found[4:], 4 + np.array([-far, -near, near, far]))


def test_a_heap_is_spread_among_all_at_an_end_and_among_as_many_beside_it_in_the_middle():
    rest = np.arange(10.0)

    assert _find_donor_range(rest, -1.0, 3) == (0, 10)
    assert _find_donor_range(rest, 99.0, 3) == (0, 10)
    assert _find_donor_range(rest, 4.5, 3) == (2, 8)
    assert _find_donor_range(rest, 1.5, 3) == (0, 5)
    assert _find_donor_range(rest, 8.5, 3) == (6, 10)


def column_of(*counts):
    """Lay out a column that holds 0, 1, 2 … so many times."""
    return np.repeat(np.arange(len(counts), dtype=float), counts)


def find_heaps(*counts):
    column = column_of(*counts)
    return np.unique(column[mark_heaps(column)]).tolist()


@pytest.mark.parametrize(
    ("counts", "heaps"),
    [
        ((5, *[1] * 50, 2, *[1] * 43), [0.0]),  # 5 of 100 at the end
        ((5, *[1] * 50, 2, *[1] * 44), []),  # 5 of 101
        ((*[1] * 43, 2, *[1] * 50, 5), [94.0]),
        ((8, 2, *[1] * 50, 3, *[1] * 37), [0.0]),  # four times the value beside it
        ((7, 2, *[1] * 50, 3, *[1] * 38), []),
        ((*[1] * 20, 5, *[1] * 20), [20.0]),  # in the middle
        ((*[1] * 20, 4, *[1] * 20), []),
        ((*[1] * 9, 8, *[1] * 9, 2), [9.0]),
        ((*[1] * 9, 7, *[1] * 9, 2), []),
        ((1, 10, *[1] * 9, 10, *[1] * 10), [1.0, 11.0]),  # half the rows lie off them
        ((1, 10, *[1] * 9, 10, *[1] * 9), []),
        ((*[1, 9] * 3, *[1] * 30), [1.0, 3.0, 5.0]),
        ((*[1, 9] * 4, *[1] * 40), []),
        ((7,), []),
    ],
)
def test_what_makes_a_heap_is_tried_on_both_sides_of_each_limit(counts, heaps):
    assert find_heaps(*counts) == heaps


@pytest.mark.parametrize(
    ("counts", "below", "above"),
    [
        ((8, 2, 8), [1, 1, 2], [1, 2, 2]),  # two are a quarter of eight
        ((9, 2, 9), [3, 1, 3], [3, 2, 3]),  # … and not of nine
        ((9, 2, 2), [0, 1, 2], [0, 2, 2]),  # nothing is as frequent as the first
        ((1, 4, 5), [1, 1, 2], [1, 2, 2]),
    ],
)
def test_a_value_reaches_to_the_next_one_a_quarter_as_frequent(counts, below, above):
    down, up = _measure_gaps_beside(np.array([0.0, 1, 3]), np.array(counts))

    assert (down.tolist(), up.tolist()) == (below, above)


def test_a_heap_takes_even_ranks_of_the_others_in_the_order_that_is_given():
    column = np.array([0.0, 11, 12, 0, 13, 14, 15, 0, 16, 17, 18, 19, 20])
    order = np.array([7, 1, 0, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12])

    found = _fill_heaps(column, column == 0, order)

    # Thirds of ten ranks, from their middles: 1.67, 5 and 8.33, for the rows 7, 0 and 3.
    assert found[[7, 0, 3]].tolist() == [12.0, 16.0, 19.0]
    assert found[column > 0].tolist() == column[column > 0].tolist()
    middle = np.where(column == 0, 14.5, column)
    assert _fill_heaps(middle, column == 0, order)[[7, 0, 3]].tolist() == [13.0, 15.0, 17.0]
