from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from finseg.maths.moments import excess_kurtosis, pearson_correlations, skewness

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
