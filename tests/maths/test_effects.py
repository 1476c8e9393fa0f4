from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.effects import clears_threshold, group_effects, mean_interval


def some_groups(seed, n=400, d=3, k=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) + rng.exponential(size=(n, 1))
    return x, rng.integers(0, k, n)


@given(seed=st.integers(0, 10_000))
def test_neither_order_of_rows_columns_and_groups_nor_units_matter(seed):
    x, group = some_groups(seed)
    rng = np.random.default_rng(seed + 1)
    rows, columns, renamed = rng.permutation(400), rng.permutation(3), rng.permutation(3)
    found = group_effects(x, group, 3)

    turned = group_effects((1_000 * x + 7)[rows][:, columns], renamed[group][rows], 3)

    for name in ("effect", "low", "high"):
        expected = getattr(found, name)[np.argsort(renamed)][:, columns]
        np.testing.assert_allclose(getattr(turned, name), expected, atol=1e-9)


@given(seed=st.integers(0, 10_000))
def test_the_effects_of_all_groups_balance(seed):
    x, group = some_groups(seed)

    found = group_effects(x, group, 3)

    np.testing.assert_allclose(np.bincount(group) @ found.effect, 0, atol=1e-8)
    assert (found.low <= found.effect).all()
    assert (found.effect <= found.high).all()


@pytest.mark.parametrize("size", [12, 40, 400])
@pytest.mark.parametrize("shape", ["normal", "exponential", "zeros"])
def test_the_interval_is_that_of_a_bootstrap(size, shape):
    rng = np.random.default_rng(size)
    everyone = {
        "normal": rng.normal(size=5_000),
        "exponential": rng.exponential(size=5_000),
        "zeros": rng.exponential(size=5_000) * (rng.random(5_000) < 0.4),
    }[shape]
    group = np.ones(5_000, dtype=np.int64)
    group[rng.permutation(5_000)[:size]] = 0
    found = group_effects(everyone[:, None], group, 2)

    bounded = np.clip(everyone, *np.quantile(everyone, [0.005, 0.995]))
    own = ((bounded - bounded.mean()) / bounded.std())[group == 0]
    means = own[rng.integers(0, size, (20_000, size))].mean(axis=1)

    width = found.high[0, 0] - found.low[0, 0]
    low, high = np.quantile(means, [0.025, 0.975])
    assert abs(found.low[0, 0] - low) < 0.04 * width
    assert abs(found.high[0, 0] - high) < 0.04 * width


def test_one_enormous_customer_makes_no_effect():
    x, group = some_groups(3, n=1_000)
    found = group_effects(x, group, 3)
    x[0, 0] = 1e12

    after = group_effects(x, group, 3)

    np.testing.assert_allclose(after.effect, found.effect, atol=0.05)


def test_a_column_in_which_hardly_anyone_differs_still_has_effects():
    x = np.zeros((1_000, 1))
    x[:3] = 5.0
    group = np.zeros(1_000, dtype=np.int64)
    group[:6] = 1

    assert group_effects(x, group, 2).effect[1, 0] > 5


def test_constant_columns_and_empty_groups_have_no_effect_and_small_ones_no_interval():
    group = np.array([0] * 50 + [1] * 3)
    found = group_effects(np.column_stack([np.ones(53), np.arange(53.0)]), group, 3)

    assert not found.effect[:, 0].any()
    assert found.effect[2, 1] == 0
    assert np.isnan(found.low[1, 1])
    assert np.isnan(found.high[2, 1])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.3, 0.5, True), (-0.5, -0.3, True), (0.2, 0.5, False), (-1, 1, False), (math.nan, 1, False)],
)
def test_an_effect_clears_a_threshold_with_its_whole_interval(low, high, expected):
    assert clears_threshold(low, high, 0.25) is expected


@pytest.mark.parametrize("level", [0, 1, -2])
def test_a_level_is_between_0_and_1(level):
    with pytest.raises(ValueError, match="level"):
        group_effects(np.zeros((5, 1)), np.zeros(5, dtype=np.int64), 1, level=level)


def test_missing_values_say_nothing():
    x, group = some_groups(5)
    x[group == 2, 1] = np.nan
    x[::7, 0] = np.nan
    there = ~np.isnan(x[:, 0])

    found = group_effects(x, group, 3)

    alone = group_effects(x[there][:, [0]], group[there], 3)
    for name in ("effect", "low", "high"):
        np.testing.assert_array_equal(getattr(found, name)[:, [0]], getattr(alone, name))
    assert found.effect[2, 1] == 0
    assert np.isnan(found.low[2, 1])
    assert not clears_threshold(found.low[2, 1], found.high[2, 1], 0.25)


@pytest.mark.parametrize(("size", "known"), [(0, False), (1, False), (4, False), (5, True)])
def test_a_mean_of_few_values_has_no_interval(size, known):
    low, high = mean_interval(7.0, 0.0, size)

    assert (low <= 7.0 <= high) is known


@pytest.mark.parametrize(("level", "normal"), [(None, 1.959964), (0.9, 1.644854)])
def test_effects_of_unequal_groups_are_known(level, normal):
    """Twelve of 0 and eight of 4 against twenty of 4: p = .7 of all, .4 of the first group."""
    values = np.repeat([0.0, 4, 4], [12, 8, 20])[:, None]
    group = np.repeat([0, 1], 20)

    found = group_effects(values, group, 2, **({} if level is None else {"level": level}))

    spread = 4 * (0.7 * 0.3) ** 0.5
    mean, sd = (1.6 - 2.8) / spread, 4 * (0.4 * 0.6) ** 0.5 / spread
    skew = 0.2 / (0.4 * 0.6) ** 0.5
    bend = skew * (normal**2 - 1) / (6 * 20**0.5)
    assert found.effect[:, 0] == pytest.approx([mean, 1.2 / spread])
    assert found.low[0, 0] == pytest.approx(mean + sd / 20**0.5 * (-normal + bend), abs=1e-6)
    assert found.high[0, 0] == pytest.approx(mean + sd / 20**0.5 * (normal + bend), abs=1e-6)
    assert found.low[1, 0] == found.high[1, 0] == found.effect[1, 0]


@pytest.mark.parametrize(("size", "known"), [(4, False), (5, True)])
def test_a_group_of_few_rows_has_an_effect_and_no_interval(size, known):
    group = np.repeat([0, 1], [30, size])
    found = group_effects(np.arange(30.0 + size)[:, None], group, 2)

    assert found.effect[1, 0] > 0
    assert bool(np.isfinite(found.low[1, 0])) is known
    assert bool(np.isfinite(found.high[1, 0])) is known


def test_the_outermost_half_percent_counts_as_its_border():
    values = np.arange(1_001.0)  # the border at either end is the sixth value
    group = (np.arange(1_001) < 3).astype(np.int64)

    found = group_effects(values[:, None], group, 2)

    bounded = np.clip(values, 5, 995)
    assert found.effect[1, 0] == pytest.approx((5 - 500) / bounded.std())


def test_a_mean_has_the_interval_of_its_error():
    assert mean_interval(7.0, 2.0, 16) == pytest.approx((7 - 0.979982, 7 + 0.979982))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.25, 0.9, True),
        (0.2499, 0.9, False),
        (-0.9, -0.25, True),
        (-0.9, -0.2499, False),
        (0.3, math.nan, False),
    ],
)
def test_the_threshold_itself_is_cleared(low, high, expected):
    assert clears_threshold(low, high, 0.25) is expected
