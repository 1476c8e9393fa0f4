"""Sizes of campaigns: published values to the customer, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finseg.maths import power
from finseg.maths.power import (
    _list_likely_counts,
    approximate_power,
    equal_size,
    exact_power,
    group_size,
    power_over_pairs,
    smallest_control,
    smallest_difference,
)
from finseg.maths.proportions import difference_p_value

# Of 19,968 combinations of base rate, uplift, level, power and ratio, statsmodels 0.15.0's
# samplesize_proportions_2indep_onetail gives the same number to 14 digits (benchmarks/campaign.py);
# a few of them:
# (p0, p1, level, power, treated per control) -> customers in the control group.
STATSMODELS = [
    ((0.05, 0.07, 0.05, 0.8, 1), 2213),
    ((0.05, 0.07, 0.05, 0.8, 9), 1286),
    ((0.02, 0.025, 0.0125, 0.9, 1), 25129),
    ((0.1, 0.08, 0.01, 0.8, 3), 3105),
    ((0.3, 0.31, 0.05, 0.95, 0.25), 137650),
    ((0.005, 0.007, 0.1, 0.8, 19), 10121),
    ((0.5, 0.52, 0.016666666666666666, 0.8, 1), 13080),
    ((0.01, 0.03, 0.05, 0.9, 4), 668),
]

# Fleiss (1981), table A.3, level .05 two-sided: with the correction for continuity that the table
# has on top of the formula.
FLEISS = [
    ((0.05, 0.10, 0.80), 474),
    ((0.10, 0.20, 0.80), 219),
    ((0.20, 0.25, 0.80), 1134),
]


def test_r_gives_the_same():
    # The examples of R's help on power.prop.test.
    assert approximate_power(0.5, 0.75, 50, 50, alpha=0.05) == pytest.approx(0.740, abs=5e-4)
    assert group_size(0.5, 0.75, alpha=0.05, power=0.9) == pytest.approx(76.7, abs=0.05)
    assert equal_size(0.5, 0.75, alpha=0.05, power=0.9) == 77
    found = smallest_difference(0.5, 50, 50, alpha=0.05, power=0.9)
    assert found is not None
    assert 0.5 + found == pytest.approx(0.8026, abs=1e-4)


@pytest.mark.parametrize(("asked", "size"), FLEISS)
def test_fleiss_table_gives_the_same_with_its_correction_for_continuity(asked, size):
    p0, p1, power = asked
    n = group_size(p0, p1, alpha=0.05, power=power)

    corrected = n / 4 * (1 + math.sqrt(1 + 4 / (n * abs(p1 - p0)))) ** 2

    assert math.ceil(corrected) == size


@pytest.mark.parametrize(("asked", "size"), STATSMODELS)
def test_statsmodels_gives_the_same_to_the_customer(asked, size):
    p0, p1, alpha, power, ratio = asked

    assert math.ceil(group_size(p0, p1, alpha=alpha, power=power, ratio=ratio)) == size


rates = st.floats(0.005, 0.6).map(lambda x: round(x, 4))
uplifts = st.sampled_from([-0.1, -0.03, -0.004, 0.003, 0.01, 0.02, 0.05, 0.2, 0.35])
levels = st.sampled_from([0.05, 0.01, 0.05 / 4, 0.1])
powers = st.sampled_from([0.7, 0.8, 0.9, 0.95])


@given(rates, uplifts, levels, powers)
def test_the_size_is_the_smallest_that_has_the_power(p0, uplift, alpha, power):
    p1 = p0 + uplift
    assume(0 < p1 < 1)

    n = equal_size(p0, p1, alpha=alpha, power=power)

    assert approximate_power(p0, p1, n, n, alpha=alpha) >= power - 1e-9
    if n > 1:
        assert approximate_power(p0, p1, n - 1, n - 1, alpha=alpha) < power


@given(rates, uplifts, levels, powers, st.integers(2, 30_000))
def test_the_control_group_is_the_smallest_that_suffices(p0, uplift, alpha, power, customers):
    p1 = p0 + uplift
    assume(0 < p1 < 1)

    found = smallest_control(p0, p1, customers, alpha=alpha, power=power)

    def enough(control):
        return approximate_power(p0, p1, control, customers - control, alpha=alpha) >= power

    tried = range(1, customers, max(1, customers // 50))
    if found is None:
        assert not any(map(enough, tried))
        assert customers < 2 * equal_size(p0, p1, alpha=alpha, power=power) + 2
    else:
        assert approximate_power(p0, p1, found, customers - found, alpha=alpha) >= power - 1e-9
        assert not any(enough(c) for c in [*tried, found - 1] if 0 < c < found)


@given(rates, levels, powers, st.integers(5, 20_000), st.integers(5, 20_000), st.booleans())
def test_what_is_detectable_is_just_detected(p0, alpha, power, n0, n1, upwards):
    found = smallest_difference(p0, n0, n1, alpha=alpha, power=power, upwards=upwards)

    if found is None:
        far = 1.0 if upwards else 0.0
        assert approximate_power(p0, far, n0, n1, alpha=alpha) < power
    else:
        assert (found > 0) == upwards
        assert approximate_power(p0, p0 + found, n0, n1, alpha=alpha) >= power - 1e-6
        assert approximate_power(p0, p0 + found * 0.98, n0, n1, alpha=alpha) < power


def test_segments_taken_together_have_the_power_of_one_of_their_size():
    parts = power_over_pairs(0.05, 0.07, [300, 300], [300, 300], alpha=0.05)

    assert parts == pytest.approx(approximate_power(0.05, 0.07, 600, 600, alpha=0.05))


@pytest.mark.parametrize(
    ("p0", "p1", "n0", "n1"), [(0.05, 0.2, 40, 300), (0.02, 0.1, 20, 400), (0.3, 0.5, 93, 93)]
)
def test_the_exact_power_is_what_drawn_campaigns_come_to(p0, p1, n0, n1, rng):
    draws = 20_000
    yes0, yes1 = rng.binomial(n0, p0, draws), rng.binomial(n1, p1, draws)
    pairs, times = np.unique(np.column_stack([yes0, yes1]), axis=0, return_counts=True)
    called = [
        difference_p_value(int(b), n1, int(a), n0) <= 0.05 and (b / n1 > a / n0) == (p1 > p0)
        for a, b in pairs
    ]

    exact = exact_power(p0, p1, n0, n1, alpha=0.05)

    assert exact == pytest.approx(times[called].sum() / draws, abs=0.012)


def test_the_exact_power_tells_what_the_formula_overlooks():
    formula = approximate_power(0.3, 0.5, 93, 93, alpha=0.05)
    exact = exact_power(0.3, 0.5, 93, 93, alpha=0.05)

    assert exact is not None
    assert formula >= 0.8 > exact > 0.79
    assert exact_power(0.4, 0.41, 100_000, 100_000, alpha=0.05) is None, "too many to enumerate"


def test_as_many_outcomes_as_can_be_enumerated_are(monkeypatch):
    x0, chance0 = _list_likely_counts(0.3, 12)
    x1, _ = _list_likely_counts(0.5, 20)

    assert x0.tolist() == list(range(13))
    assert chance0[3] == pytest.approx(math.comb(12, 3) * 0.3**3 * 0.7**9)
    monkeypatch.setattr(power, "_MOST_CELLS", len(x0) * len(x1))
    assert exact_power(0.3, 0.5, 12, 20, alpha=0.05) is not None
    monkeypatch.setattr(power, "_MOST_CELLS", len(x0) * len(x1) - 1)
    assert exact_power(0.3, 0.5, 12, 20, alpha=0.05) is None


def test_only_a_difference_in_the_right_direction_counts_as_shown():
    # Of 4 and 5 customers Fisher's test calls, for the better second group, 0 and 4, 0 and 5, and
    # 1 and 5; the other way round 3 and 0, 4 and 0, and 4 and 1.
    up = 0.6**4 * (0.7**5 + 5 * 0.7**4 * 0.3) + 4 * 0.4 * 0.6**3 * 0.7**5
    down = 4 * 0.7**3 * 0.3 * 0.6**5 + 0.7**4 * (0.6**5 + 5 * 0.4 * 0.6**4)

    assert exact_power(0.4, 0.7, 4, 5, alpha=0.05) == pytest.approx(up)
    assert exact_power(0.7, 0.4, 4, 5, alpha=0.05) == pytest.approx(down)


def test_pairs_of_unequal_groups_are_weighed_by_their_customers():
    # 40 and 60, then 10 and 90: weights .5 each; shares .1 and .3.
    found = power_over_pairs(0.1, 0.3, [40, 10], [60, 90], alpha=0.05)

    pooled = [(40 * 0.1 + 60 * 0.3) / 100, (10 * 0.1 + 90 * 0.3) / 100]
    null = 0.25 * (
        pooled[0] * (1 - pooled[0]) * (1 / 40 + 1 / 60)
        + pooled[1] * (1 - pooled[1]) * (1 / 10 + 1 / 90)
    )
    real = 0.25 * (0.09 / 40 + 0.21 / 60 + 0.09 / 10 + 0.21 / 90)
    z = (0.2 - 1.959964 * math.sqrt(null)) / math.sqrt(real)
    assert found == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=1e-6)


@pytest.mark.parametrize(("n", "power"), [(1, 0.0), (2, 1.0)])
def test_shares_without_any_chance_are_shown_or_not(n, power):
    # All against none: of one each, 1.96 x .5 x the root of 2 is 1.39; of two each .98.
    assert approximate_power(0.0, 1.0, n, n, alpha=0.05) == power
    assert approximate_power(0.0, 0.0, n, n, alpha=0.05) == 1.0


@pytest.mark.parametrize("chunk", [1, 3, 1 << 12])
def test_the_control_group_is_found_however_many_are_tried_at_once(monkeypatch, chunk):
    monkeypatch.setattr(power, "_FIRST_CHUNK", chunk)

    found = smallest_control(0.1, 0.2, 1_000, alpha=0.05, power=0.8)

    assert found is not None
    enough = approximate_power(0.1, 0.2, found, 1_000 - found, alpha=0.05)
    fewer = approximate_power(0.1, 0.2, found - 1, 1_001 - found, alpha=0.05)
    assert fewer < 0.8 <= enough
    assert smallest_control(0.1, 0.11, 1_000, alpha=0.05, power=0.8) is None
    # Of two customers there is but one division, and it suffices for nothing less than this.
    assert smallest_control(0.0, 1.0, 2, alpha=0.5, power=0.5) == 1
    assert smallest_control(0.0, 1.0, 1, alpha=0.5, power=0.5) is None


def test_counts_without_a_chance_are_left_out_at_both_ends():
    from scipy.stats import binom

    x, chance = _list_likely_counts(0.3, 400)

    assert 0 < x[0] < 70
    assert 180 < x[-1] < 400
    np.testing.assert_allclose(chance, binom.pmf(x, 400, 0.3), atol=1e-15)
    assert binom.cdf(x[0] - 1, 400, 0.3) < 1e-10
    assert binom.sf(x[-1], 400, 0.3) < 1e-10


def test_a_size_is_rounded_up_but_not_for_the_last_digits():
    sizes = [power._round_size_up(size) for size in (0.2, 7.0, 7.0 + 1e-13, 7.001, -1.0)]

    assert sizes == [1, 7, 7, 8, 1]
