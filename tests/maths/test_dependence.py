"""Which columns have anything to do with each other? Worked examples, and laws."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.dependence import measure_dependence


def test_a_worked_example():
    """Ten rows, two of each value: classes of two; the other column is the same for all but two."""
    one = np.repeat(np.arange(5.0), 2).astype(np.float64)
    other = one[[0, 2, 1, 3, 4, 5, 6, 7, 8, 9]]

    found = measure_dependence(np.column_stack([one, other]))

    # Of 25 cells that expect .4, three hold 2 and four hold 1: 3·2²/.4 + 4·1/.4 - 10 = 30.
    assert found.strength[0, 1] == pytest.approx((30 - 16) / 10)
    assert found.p[0, 1] == pytest.approx(0.0180, abs=5e-5)  # chi squared, 16 degrees of freedom


def test_corners_of_a_square_depend_on_each_other_without_correlation():
    rng = np.random.default_rng(0)
    corner = rng.integers(0, 4, 400)
    x = np.array([[0.0, 3], [3, 0], [0, -3], [-3, 0]])[corner] + rng.normal(size=(400, 2))

    found = measure_dependence(x)

    correlation = float(np.corrcoef(x[:, 0], x[:, 1]).item(1))
    assert abs(correlation) < 0.1
    assert found.p[0, 1] < 1e-6


def test_independent_columns_seem_to_depend_as_often_as_the_p_value_says():
    rng = np.random.default_rng(1)
    p = measure_dependence(rng.normal(size=(500, 40))).p[np.tril_indices(40, -1)]

    assert 0.03 < (p < 0.05).mean() < 0.07
    assert 0.4 < (p < 0.5).mean() < 0.6


def test_a_column_with_one_value_depends_on_none():
    x = np.column_stack([np.zeros(50), np.arange(50.0), np.arange(50.0)])

    found = measure_dependence(x)

    assert found.p[0].tolist() == [1, 1, 1]
    assert found.p[1, 2] < 1e-9
    assert found.p[1, 1] == 1
    assert found.strength[1, 1] == 0


def test_it_is_the_same_for_any_order_of_rows_and_any_rising_scale():
    rng = np.random.default_rng(2)
    z = rng.normal(size=(300, 1))
    x = z + rng.normal(size=(300, 3))

    plain = measure_dependence(x)
    other = measure_dependence(np.exp(x[rng.permutation(300)]))

    assert plain.p == pytest.approx(other.p)
    assert plain.strength == pytest.approx(other.strength)
