from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog

from finseg.maths.dip import dip_p_value, dip_statistic
from finseg.maths.dip_table import PROBABILITIES, ROOT_N_DIPS, SIZES

samples = hnp.arrays(
    np.float64, st.integers(1, 40), elements=st.integers(-20, 20).map(lambda i: i / 4)
)
small_samples = hnp.arrays(
    np.float64, st.integers(2, 7), elements=st.integers(0, 9).map(float)
)  # with ties


def dip_by_definition(values):
    """Least distance of the empirical distribution to a one-humped one, over every mode."""
    x, counts = np.unique(values, return_counts=True)
    n = counts.sum()
    upto = np.cumsum(counts) / n
    below = upto - counts / n
    return max(1 / (2 * n), min(_best_with_mode(x, below, upto, j) for j in range(len(x))))


def _best_with_mode(x, below, upto, j):
    """Solve a linear programme: heights left (0..j) and right (j..m) of the mode, distance d."""
    m = len(x)
    left, right, d = list(range(j + 1)), list(range(j + 1, m + 1)), m + 1
    rows, limits = [], []

    def at_most(terms, limit):
        row = np.zeros(m + 2)
        for place, factor in terms:
            row[place] += factor
        rows.append(row)
        limits.append(limit)

    for place in left:  # heights before the mode; the step at the mode itself is allowed
        reached = upto[place] if place < j else below[place]
        at_most([(place, 1), (d, -1)], below[place])
        at_most([(place, -1), (d, -1)], -reached)
    for place in right:
        i = place - 1
        start = below[i] if i > j else upto[i]
        at_most([(place, 1), (d, -1)], start)
        at_most([(place, -1), (d, -1)], -upto[i])
    at_most([(j, 1), (j + 1, -1)], 0.0)
    for places, xs, sign in ((left, x[: j + 1], 1), (right, x[j:], -1)):
        for a, b, c, u, v, w in zip(
            places, places[1:], places[2:], xs, xs[1:], xs[2:], strict=False
        ):
            first, second = sign / (v - u), sign / (w - v)
            at_most([(a, -first), (b, first + second), (c, -second)], 0.0)
        for a, b in itertools.pairwise(places):
            at_most([(a, 1), (b, -1)], 0.0)
    goal = np.zeros(m + 2)
    goal[d] = 1
    found = linprog(goal, A_ub=np.array(rows), b_ub=limits, bounds=[(0, 1)] * (m + 2))
    return found.fun


@settings(max_examples=60, deadline=None)
@given(values=small_samples)
def test_dip_is_the_least_distance_to_a_distribution_with_one_hump(values):
    assert dip_statistic(values) == pytest.approx(dip_by_definition(values), abs=1e-9)


@given(values=samples)
def test_dip_lies_between_half_a_step_and_a_quarter(values):
    n = len(values)

    dip = dip_statistic(values)

    assert 1 / (2 * n) <= dip <= max(0.25, 1 / (2 * n)) + 1e-12


@given(values=samples, seed=st.integers(0, 99), unit=st.sampled_from([-3.0, 0.25, 8.0]))
def test_dip_does_not_depend_on_order_unit_or_sign(values, seed, unit):
    shuffled = np.random.default_rng(seed).permutation(values)

    assert dip_statistic(shuffled * unit + 5) == pytest.approx(dip_statistic(values), abs=1e-12)


def test_dip_of_even_spacing_is_half_a_step():
    assert dip_statistic(np.arange(100.0)) == pytest.approx(1 / 200, abs=1e-12)


def test_dip_of_two_far_heaps_is_a_quarter():
    heaps = np.repeat([0.0, 1.0], 50)

    assert dip_statistic(heaps) == pytest.approx(0.25)


def test_dip_of_one_heap_is_half_a_step():
    assert dip_statistic(np.full(30, 7.0)) == pytest.approx(1 / 60)


def test_dip_of_a_mixture_grows_with_the_distance_of_its_parts():
    rng = np.random.default_rng(4)
    noise, part = rng.normal(size=1000), rng.random(1000) < 0.5

    dips = [dip_statistic(noise + apart * part) for apart in (0, 3, 4, 6)]

    assert dips == sorted(dips)
    assert dips[-1] > 5 * dips[0]


@pytest.mark.parametrize("values", [[], [[1.0, 2.0]], [1.0, np.nan], [np.inf, 1.0]])
def test_dip_refuses_what_is_not_a_sample(values):
    with pytest.raises(ValueError, match=r"sample"):
        dip_statistic(np.array(values))


@pytest.mark.parametrize("n", [20, 150, 1500])
def test_uniform_samples_are_called_significant_as_often_as_promised(n):
    rng = np.random.default_rng(n)

    p = np.array([dip_p_value(dip_statistic(rng.random(n)), n) for _ in range(800)])

    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.025)  # three standard errors
    assert np.mean(p <= 0.5) == pytest.approx(0.5, abs=0.06)


def test_normal_samples_are_hardly_ever_called_significant():
    rng = np.random.default_rng(1)

    p = [dip_p_value(dip_statistic(rng.normal(size=200)), 200) for _ in range(200)]

    assert np.mean(np.array(p) <= 0.05) == 0


@given(n=st.integers(4, 10_000), low=st.floats(0, 0.25), high=st.floats(0, 0.25))
def test_a_larger_dip_never_has_a_larger_p_value(n, low, high):
    low, high = sorted((low, high))

    assert 1 >= dip_p_value(low, n) >= dip_p_value(high, n) >= 0


def test_the_least_possible_dip_has_p_value_one():
    assert dip_p_value(1 / 8, 4) == pytest.approx(1.0)


def test_fewer_than_four_values_prove_nothing():
    assert dip_p_value(0.25, 3) == pytest.approx(1.0)


def test_p_value_refuses_a_size_below_one():
    with pytest.raises(ValueError, match="at least 1"):
        dip_p_value(0.1, 0)


def test_the_table_of_dips_rises_with_the_probability_and_changes_little_with_the_size():
    table = np.array(ROOT_N_DIPS)

    assert (np.diff(SIZES) > 0).all()
    assert (np.diff(PROBABILITIES) > 0).all()
    assert (PROBABILITIES[0], PROBABILITIES[-1]) == (0.0, 0.9999)
    assert (np.diff(table, axis=1) >= 0).all()
    assert (table[1:] / table[:-1]).min() > 0.85
    assert (table[1:] / table[:-1]).max() < 1.3
    assert (table[:, 0] * np.sqrt(SIZES)).min() > 0.499, "half a step is the least dip"


@pytest.mark.parametrize("size", [6, 50, 1000])
def test_a_dip_of_the_table_has_the_p_value_of_its_column(size):
    row = ROOT_N_DIPS[SIZES.index(size)]

    for column in (PROBABILITIES.index(0.9), PROBABILITIES.index(0.99)):
        p = dip_p_value(row[column] / np.sqrt(size), size)
        assert p == pytest.approx(1 - PROBABILITIES[column])


def test_between_two_sizes_the_quantiles_are_those_of_the_logarithm_between_them():
    column, n = PROBABILITIES.index(0.95), 141  # nearly half way from 100 to 200
    share = np.log(1.41) / np.log(2)
    low, high = (ROOT_N_DIPS[SIZES.index(size)][column] for size in (100, 200))

    assert dip_p_value(((1 - share) * low + share * high) / np.sqrt(n), n) == pytest.approx(0.05)
