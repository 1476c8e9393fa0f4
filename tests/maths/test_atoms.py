from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from finseg.maths.atoms import heaps, without_atoms
from finseg.maths.dip import dip_p_value, dip_statistic

whole_numbers = hnp.arrays(np.float64, (30, 2), elements=st.integers(0, 9).map(float))


def test_columns_without_ties_are_left_alone():
    x = np.random.default_rng(0).normal(size=(50, 3))

    np.testing.assert_array_equal(without_atoms(x, np.random.default_rng(1)), x)


@given(x=whole_numbers)
def test_spread_values_stay_in_their_half_of_the_gap_when_there_is_no_heap(x):
    spread = without_atoms(x, np.random.default_rng(0))

    for j in range(x.shape[1]):
        if not heaps(x[:, j]).any() and len(np.unique(x[:, j])) > 1:
            gap = np.diff(np.unique(x[:, j])).max()
            assert np.abs(spread[:, j] - x[:, j]).max() <= gap / 2


@given(x=whole_numbers)
def test_the_given_table_is_not_changed(x):
    before = x.copy()

    without_atoms(x, np.random.default_rng(0))

    np.testing.assert_array_equal(x, before)


def test_a_zero_that_half_the_customers_share_is_a_heap():
    rng = np.random.default_rng(2)
    money = np.where(rng.random(1000) < 0.5, 0.0, rng.lognormal(8, 1, 1000))

    np.testing.assert_array_equal(heaps(money), money == 0)


def test_whole_years_and_evenly_used_answers_are_no_heaps():
    rng = np.random.default_rng(3)

    assert not heaps(np.round(rng.normal(45, 12, 1000))).any()
    assert not heaps(rng.integers(1, 6, 1000).astype(float)).any()


def test_a_heap_at_zero_no_longer_dips():
    rng = np.random.default_rng(5)
    money = np.log1p(np.where(rng.random(600) < 0.4, 0.0, rng.lognormal(8, 1, 600)))

    filled = without_atoms(money[:, None], rng)[:, 0]

    assert dip_p_value(dip_statistic(money), 600) < 0.001
    assert dip_p_value(dip_statistic(filled), 600) > 0.05


def test_a_column_that_is_all_heap_becomes_constant():
    column = np.repeat([0.0, 1.0], [95, 5])[:, None]

    assert np.ptp(without_atoms(column, np.random.default_rng(0))) == 0
