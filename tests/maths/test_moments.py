from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from finseg.maths.moments import (
    excess_kurtosis,
    measure_quartiles,
    pearson_correlations,
    skewness,
    standardise_columns,
)

columns = hnp.arrays(np.float64, 40, elements=st.integers(-1000, 1000).map(float))


@given(values=columns)
def test_skewness_agrees_with_scipy(values):
    expected = stats.skew(values) if np.ptp(values) else 0.0

    assert skewness(values) == pytest.approx(expected, abs=1e-9)


@given(values=columns)
def test_kurtosis_agrees_with_scipy_and_never_falls_below_pearsons_limit(values):
    if not np.ptp(values):
        assert excess_kurtosis(values) == 0
        return
    found = excess_kurtosis(values)

    assert found == pytest.approx(stats.kurtosis(values), abs=1e-9)
    assert found >= skewness(values) ** 2 - 2 - 1e-9


@given(values=columns, scale=st.floats(0.01, 1e9))
def test_skewness_has_no_unit_and_turns_with_the_sign(values, scale):
    assert skewness(values * scale) == pytest.approx(skewness(values), abs=1e-6)
    assert skewness(-values) == pytest.approx(-skewness(values), abs=1e-9)


def test_skewness_of_enormous_or_constant_columns_is_finite():
    assert skewness(np.array([1e308, 1e308, -1e308])) == pytest.approx(-1 / np.sqrt(2))
    assert skewness(np.full(9, 0.1)) == 0.0
    assert skewness(np.zeros(3)) == 0.0


def test_an_exponential_column_has_skewness_near_two(rng):
    assert skewness(rng.exponential(size=200_000)) == pytest.approx(2, abs=0.1)


@given(x=hnp.arrays(np.float64, (15, 3), elements=st.integers(-99, 99).map(float)))
def test_correlations_agree_with_numpy(x):
    x = x + np.arange(45).reshape(15, 3) ** 2 * 1e-3  # no constant column

    np.testing.assert_allclose(pearson_correlations(x), np.corrcoef(x.T), atol=1e-9)


def test_a_gap_removes_the_row_from_its_pairs_only(rng):
    x = rng.normal(size=(30, 3))
    x[0, 0] = np.nan

    r = pearson_correlations(x)

    assert r[1, 2] == pytest.approx(np.corrcoef(x[:, 1], x[:, 2])[0, 1])
    assert r[0, 1] == pytest.approx(np.corrcoef(x[1:, 0], x[1:, 1])[0, 1])


def test_a_constant_column_has_no_correlation():
    r = pearson_correlations(np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]]))

    assert np.isnan(r[0, 1])
    assert r[0, 0] == 1.0
    rounded = np.column_stack([np.full(20, 1e-9), np.arange(20.0)])
    assert np.isnan(pearson_correlations(rounded)[0, 1])


def test_a_standardised_column_has_the_population_variance_one_and_a_constant_one_is_nought():
    # 1, 3 and 8: the mean is 4, the variance (9 + 1 + 16) / 3.
    found = standardise_columns(np.array([[1.0, 5], [3, 5], [8, 5]]))

    sd = (26 / 3) ** 0.5
    np.testing.assert_allclose(found, [[-3 / sd, 0], [-1 / sd, 0], [4 / sd, 0]])


@pytest.mark.parametrize(("step", "told"), [(8e-16, False), (4e-15, False), (8e-15, True)])
def test_a_spread_of_a_few_last_digits_is_rounding(step, told):
    values = np.r_[np.ones(9), 1 + step]

    # One in ten apart: (1 - 2 · 0.1) / sqrt(0.1 · 0.9).
    assert skewness(values) == pytest.approx(8 / 3 if told else 0, rel=0.2)
    assert bool(excess_kurtosis(values)) is told


@pytest.mark.parametrize(
    ("second", "r"),
    [([2, 1, 5], -1.0), ([2, np.nan, 5], np.nan), ([np.nan] * 3, np.nan)],
)
def test_two_common_rows_have_a_correlation_and_one_has_none(second, r):
    x = np.column_stack([[1.0, 3, np.nan], second])

    found = pearson_correlations(x)

    np.testing.assert_allclose(found, [[1, r], [r, 1]])


def test_a_single_row_has_no_correlation():
    np.testing.assert_array_equal(
        pearson_correlations(np.array([[1.0, 2.0]])), [[1, np.nan], [np.nan, 1]]
    )


def test_quartiles_lie_halfway_and_are_the_same_where_every_value_stands_twice():
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])

    assert measure_quartiles(values) == (3.0, 12.0, 48.0)
    assert measure_quartiles(np.repeat(values[:7], 2)) == measure_quartiles(values[:7])
