"""Intervals and tests of two shares: published values, and what must hold for any counts."""

from __future__ import annotations

from math import erfc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binom, fisher_exact

from finseg.maths.proportions import (
    Interval,
    combine_differences,
    compare_shares,
    critical_value,
    difference_p_value,
    fisher_p_values,
    needs_exact_test,
    score_z,
)

# Newcombe RG (1998), Interval estimation for the difference between independent proportions,
# Statistics in Medicine 17:873-890, table II, method 6 (Miettinen and Nurminen).
PUBLISHED = [
    ((56, 70, 48, 80), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.7156, 1.0)),
    ((10, 10, 0, 10), (0.6636, 1.0)),
]

sizes = st.integers(2, 400)


@st.composite
def counts(draw):
    n1, n0 = draw(sizes), draw(sizes)
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


@pytest.mark.parametrize(("table", "limits"), PUBLISHED)
def test_the_interval_is_the_published_one(table, limits):
    x1, n1, x0, n0 = table
    found = compare_shares(x1, n1, x0, n0, 0.05)

    assert (float(found.low), float(found.high)) == pytest.approx(limits, abs=5.1e-5)


def likelihood_score(x1, n1, x0, n0, delta):
    """Return the deviate with shares that maximise the likelihood, found by search."""

    def cost(p):
        q = p + delta
        return -(
            x0 * np.log(p) + (n0 - x0) * np.log1p(-p) + x1 * np.log(q) + (n1 - x1) * np.log1p(-q)
        )

    low, high = max(0, -delta) + 1e-12, min(1, 1 - delta) - 1e-12
    p = minimize_scalar(cost, bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x
    q, n = p + delta, n1 + n0
    variance = (q * (1 - q) / n1 + p * (1 - p) / n0) * n / (n - 1)
    return (x1 / n1 - x0 / n0 - delta) / np.sqrt(variance)


@given(st.integers(0, 2**32 - 1))
def test_at_its_limits_the_likelihood_is_just_as_far_away_as_the_level_says(seed):
    rng = np.random.default_rng(seed)
    n1, n0 = rng.integers(20, 3000, 2)
    x1, x0 = rng.integers(1, n1), rng.integers(1, n0)

    found = compare_shares(x1, n1, x0, n0, 0.05)

    for limit, z in ((found.low, critical_value(0.05)), (found.high, -critical_value(0.05))):
        assert likelihood_score(x1, n1, x0, n0, float(limit)) == pytest.approx(z, abs=1e-4)


@given(counts(), st.sampled_from([0.01, 0.05, 0.2]))
def test_the_interval_leaves_out_no_difference_just_where_the_test_rejects_it(table, alpha):
    x1, n1, x0, n0 = table
    found = compare_shares(x1, n1, x0, n0, alpha)
    z = abs(float(score_z(x1, n1, x0, n0)))

    if abs(z - critical_value(alpha)) > 1e-6:
        assert (z > critical_value(alpha)) == (found.low > 0 or found.high < 0)


@given(counts(), st.sampled_from([0.01, 0.05]))
def test_turning_the_groups_round_turns_the_interval_round(table, alpha):
    x1, n1, x0, n0 = table
    there, back = compare_shares(x1, n1, x0, n0, alpha), compare_shares(x0, n0, x1, n1, alpha)

    assert -1 <= there.low <= there.difference <= there.high <= 1
    assert float(there.low) == pytest.approx(-float(back.high), abs=1e-9)
    assert difference_p_value(*table) == pytest.approx(difference_p_value(x0, n0, x1, n1), abs=1e-9)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_exact_test_is_fishers(n1, n0, data):
    x1, x0 = (data.draw(st.integers(0, min(n, 9))) for n in (n1, n0))

    ours = fisher_p_values(x1 + x0, n1, n0)[x1 - max(0, x1 + x0 - n0)]

    assert ours == pytest.approx(fisher_exact([[x1, n1 - x1], [x0, n0 - x0]])[1], abs=1e-7)


def test_where_hardly_any_yes_is_expected_the_p_value_is_the_exact_one():
    assert difference_p_value(3, 1000, 1, 50) == pytest.approx(fisher_exact([[3, 997], [1, 49]])[1])
    assert difference_p_value(0, 50, 0, 50) == 1.0


def coverage(p1, n1, p0, n0):
    """Add up the chance of all counts whose interval holds the true difference."""
    x1, x0 = (
        np.arange(binom.ppf(1e-7, n, p), binom.ppf(1 - 1e-7, n, p) + 1)
        for n, p in ((n1, p1), (n0, p0))
    )
    a, b = (grid.ravel() for grid in np.meshgrid(x1, x0, indexing="ij"))
    found = compare_shares(a, n1, b, n0, 0.05)
    held = (found.low <= p1 - p0) & (p1 - p0 <= found.high)
    return float(np.outer(binom.pmf(x1, n1, p1), binom.pmf(x0, n0, p0)).ravel()[held].sum())


@pytest.mark.parametrize(
    ("n1", "n0", "rates"),
    [
        (100, 100, [(0.05, 0.05), (0.08, 0.05), (0.15, 0.1), (0.5, 0.5)]),
        (500, 50, [(0.05, 0.05), (0.08, 0.05), (0.15, 0.1), (0.4, 0.3)]),
        (200, 200, [(0.02, 0.02), (0.04, 0.02), (0.08, 0.05), (0.9, 0.85)]),
        (600, 600, [(0.01, 0.01), (0.02, 0.01)]),
    ],
)
def test_counted_over_all_outcomes_the_interval_holds_the_truth_in_94_to_97_percent(n1, n0, rates):
    held = [coverage(p1, n1, p0, n0) for p1, p0 in rates]

    assert min(held) >= 0.94
    assert max(held) <= 0.97


def test_a_weighted_mean_of_one_part_is_that_part_and_of_equal_parts_is_narrower():
    one = Interval(np.array([0.1]), np.array([0.05]), np.array([0.2]))
    four = Interval(*(np.repeat(part, 4) for part in one))

    assert combine_differences(one, np.array([1.0])) == pytest.approx((0.1, 0.05, 0.2))
    assert combine_differences(four, np.full(4, 0.25)) == pytest.approx((0.1, 0.075, 0.15))


@pytest.mark.parametrize(
    ("yes1", "yes0", "exact"),
    [(2, 0, False), (1, 0, True), (8, 10, False), (9, 10, True), (1, 1, False)],
)
def test_the_test_is_exact_where_fewer_than_one_yes_or_no_is_expected(yes1, yes0, exact):
    assert bool(needs_exact_test(yes1, 10, yes0, 10)) is exact
    p = difference_p_value(yes1, 10, yes0, 10)
    z = float(score_z(yes1, 10, yes0, 10))
    assert (p == pytest.approx(erfc(abs(z) / 2**0.5))) is not exact


def test_the_smaller_group_decides_what_is_expected():
    # Five of 50 yes: in a group of ten one is expected, in one of nine less.
    assert not bool(needs_exact_test(5, 40, 0, 10))
    assert bool(needs_exact_test(5, 41, 0, 9))
    assert bool(needs_exact_test(0, 9, 5, 41))


def test_the_deviate_is_the_pooled_one_with_its_factor():
    # 6 of 20 and 2 of 40: pooled 8 of 60; times 60 / 59.
    expected = 0.25 / (8 / 60 * 52 / 60 * (1 / 20 + 1 / 40) * 60 / 59) ** 0.5

    assert float(score_z(6, 20, 2, 40)) == pytest.approx(expected)
    assert float(score_z(2, 40, 6, 20)) == pytest.approx(-expected)
    assert float(score_z(0, 20, 0, 40)) == 0
    assert float(score_z(20, 20, 40, 40)) == 0


def test_parts_of_unequal_weight_have_their_distances_squared_and_added():
    parts = Interval(np.array([0.1, 0.3]), np.array([0.06, 0.2]), np.array([0.2, 0.34]))

    found = combine_differences(parts, np.array([0.75, 0.25]))

    below = ((0.75 * 0.04) ** 2 + (0.25 * 0.1) ** 2) ** 0.5
    above = ((0.75 * 0.1) ** 2 + (0.25 * 0.04) ** 2) ** 0.5
    assert found == pytest.approx((0.15, 0.15 - below, 0.15 + above))
