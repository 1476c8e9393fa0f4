from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths import association
from finseg.maths.association import (
    NONE,
    _is_sparse,
    chi_squared,
    kruskal_wallis,
    wilson_interval,
)


@given(seed=st.integers(0, 10_000), ties=st.booleans())
def test_kruskal_wallis_is_that_of_an_independent_implementation(seed, ties):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=90)
    if ties:
        values = np.round(values)
    group = rng.permutation(np.arange(90) % 3)

    found = kruskal_wallis(values, group)

    expected = scipy.stats.kruskal(*(values[group == g] for g in range(3)))
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)


@given(seed=st.integers(0, 10_000))
def test_chi_squared_is_that_of_an_independent_implementation(seed):
    table = np.random.default_rng(seed).integers(10, 40, (4, 3)).astype(float)

    found = chi_squared(table)

    expected = scipy.stats.chi2_contingency(table, correction=False)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)
    assert found.freedom == expected.dof


def test_effects_run_from_none_to_full():
    group = np.repeat([0, 1, 2], 50)
    assert chi_squared(np.diag([50.0, 50, 50])).effect == pytest.approx(1)
    assert chi_squared(np.full((3, 3), 50.0)).effect == 0
    assert kruskal_wallis(group.astype(float), group).effect == pytest.approx(1)


def test_columns_that_have_nothing_to_do_with_the_groups_are_called_different_at_the_level():
    rng = np.random.default_rng(8)
    alarms = [
        kruskal_wallis(rng.exponential(size=120), rng.integers(0, 4, 120)).p < 0.05
        for _ in range(400)
    ]

    assert 0.025 < np.mean(alarms) < 0.08


def test_nothing_to_compare_gives_no_evidence():
    assert kruskal_wallis(np.ones(10), np.arange(10) % 2) == NONE
    assert kruskal_wallis(np.arange(10.0), np.zeros(10, dtype=np.int64)) == NONE
    assert chi_squared(np.array([[3.0, 4.0]])) == NONE
    assert chi_squared(np.zeros((2, 2))) == NONE


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (7, 20), (20, 20), (1, 1)])
def test_wilson_is_that_of_an_independent_implementation(hits, n):
    expected = scipy.stats.binomtest(hits, n).proportion_ci(method="wilson")

    low, high = wilson_interval(hits, n, z=scipy.stats.norm.ppf(0.975))

    assert math.isclose(low, expected.low, abs_tol=1e-9)
    assert math.isclose(high, expected.high, abs_tol=1e-9)
    assert wilson_interval(0, 0) == (0, 1)


@pytest.mark.parametrize("kind", ["levels", "flag"])
def test_small_groups_and_rare_levels_give_no_more_false_alarms_than_stated(kind):
    rng = np.random.default_rng(11)
    share = 1 / np.arange(1, 31)
    alarms = []
    for _ in range(200):
        group = rng.choice(4, 300, p=[0.9, 0.05, 0.03, 0.02])
        if kind == "flag":
            found = kruskal_wallis((rng.random(300) < 0.03).astype(float), group)
        else:
            level = rng.choice(30, 300, p=share / share.sum())
            table = np.zeros((30, 4))
            np.add.at(table, (level, group), 1)
            found = chi_squared(table)
        alarms.append(found.p < 0.05)

    assert np.mean(alarms) < 0.1  # at 5 %: more has a chance of one in a thousand


def test_drawn_p_values_do_not_depend_on_the_order_of_levels_and_groups():
    table = np.array([[40.0, 3, 1], [20, 0, 2], [5, 1, 0], [2, 0, 0]])
    turned = table[[2, 0, 3, 1]][:, [1, 2, 0]]

    assert chi_squared(turned).p == chi_squared(table).p
    assert 0.0005 <= chi_squared(table).p <= 1


def test_a_difference_that_is_there_is_found_in_a_sparse_table_too():
    group = np.repeat([0, 1, 2], [150, 8, 6])
    flag = (group > 0).astype(float)

    assert kruskal_wallis(flag, group).p < 0.001
    assert chi_squared(np.array([[150.0, 0, 0], [0, 8, 6]])).p < 0.001


def test_the_effect_of_a_table_is_cramers_v_less_what_chance_gives():
    found = chi_squared(np.array([[30.0, 10, 0], [20, 40, 0], [0, 0, 0]]))

    assert found.statistic == pytest.approx(100 * 1_000**2 / (40 * 60 * 50 * 50))
    assert found.freedom == 1
    excess = 1 / 6 - 1 / 99
    assert found.effect == pytest.approx((excess / (1 - 1 / 99)) ** 0.5)
    assert found.p == pytest.approx(4.456e-5, rel=1e-3)


def test_the_effect_of_ranks_is_epsilon_squared():
    values, group = np.arange(40.0), np.repeat([0, 1], [10, 30])

    found = kruskal_wallis(values, group)

    # Rank sums 55 and 765 of 820: 12 / (40 · 41) · (55² / 10 + 765² / 30) - 3 · 41.
    h = 12 / 1_640 * (55**2 / 10 + 765**2 / 30) - 123
    assert found.statistic == pytest.approx(h)
    assert found.effect == pytest.approx(h / 39)
    assert found.freedom == 1
    assert found.p == pytest.approx(math.erfc(math.sqrt(h / 2)))


@pytest.mark.parametrize(
    ("expected", "sparse"),
    [
        ([[1.0, 5], [5, 5], [5, 5]], False),  # one of six below 5
        ([[0.99, 5], [5, 5], [5, 5]], True),
        ([[4.0, 5], [5, 5], [5, 5]], False),
        ([[4.0, 5, 5], [5, 5, 5.0]], False),
        ([[4.0, 4, 5], [5, 5, 5.0]], True),  # two of six
        ([[4.0, 5, 5, 5, 5]], False),  # a fifth itself
    ],
)
def test_the_chi_squared_distribution_holds_by_cochrans_rule(expected, sparse):
    assert _is_sparse(np.array(expected)) is sparse


def test_wilsons_interval_is_the_published_one():
    low, high = wilson_interval(15, 148)  # Newcombe 1998, table I

    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(0, 20)[0] == 0.0
    assert wilson_interval(20, 20)[1] == pytest.approx(1.0)
    assert wilson_interval(8, 20, z=1.0)[0] > wilson_interval(8, 20)[0]


@pytest.fixture
def drawn(monkeypatch):
    """Write down which table is drawn again, and what its statistic is."""
    asked = []

    def simulate(table, statistic):
        asked.append((table.tolist(), float(statistic(table.astype(float)))))
        return 0.125

    monkeypatch.setattr(association, "_simulate_p_value", simulate)
    return asked


@pytest.mark.parametrize(("ones", "simulated"), [(24, True), (25, False), (75, False), (76, True)])
def test_a_rare_value_in_a_small_group_is_tested_by_drawn_tables(drawn, ones, simulated):
    # The smallest group is a fifth of all: 24 of 100 leave 4.8 in it, 25 leave 5.
    flag = (np.arange(100) * 7 % 100 < ones).astype(float)
    group = np.repeat([0, 3], [80, 20])

    found = kruskal_wallis(flag, group)

    assert bool(drawn) is simulated
    assert (found.p == 0.125) is simulated
    assert found.freedom == 1


def test_the_drawn_tables_are_of_values_by_groups_and_weighed_by_mid_ranks(drawn):
    values = np.array([5.0, 5, 5, 5, 9, 9, 7, 5])
    group = np.array([0, 0, 0, 2, 2, 2, 0, 2])

    found = kruskal_wallis(values, group)

    # Five 5s share rank 3, the 7 has rank 6, the 9s share 7.5: sums 15 and 21 over four each.
    ((table, statistic),) = drawn
    assert table == [[3, 2], [1, 0], [0, 2]]
    assert statistic == pytest.approx(15**2 / 4 + 21**2 / 4)
    # 12 / (8 x 9) x that less 3 x 9, corrected for the ties of five and of two.
    h = (12 / 72 * (15**2 + 21**2) / 4 - 27) / (1 - (120 + 6) / 504)
    assert found.statistic == pytest.approx(h)
    assert found.effect == pytest.approx(h / 7)


@pytest.mark.parametrize(("values", "simulated"), [(250, True), (251, False)])
def test_tables_of_too_many_values_are_not_drawn(drawn, values, simulated):
    kruskal_wallis(np.arange(float(values)), (np.arange(values) < 4).astype(np.int64))

    assert bool(drawn) is simulated


def test_levels_are_drawn_in_the_order_of_their_sizes(drawn):
    table = np.array([[30.0, 3], [0, 0], [1, 2], [9, 0]])

    found = chi_squared(table)

    ((rows, statistic),) = drawn
    assert rows == [[1, 2], [9, 0], [30, 3]]
    sums = [(1, 3, 40), (2**2, 3, 5), (9**2, 9, 40), (30**2, 33, 40), (3**2, 33, 5)]
    assert statistic == pytest.approx(sum(a / (b * c) for a, b, c in sums))
    assert found.p == 0.125
    # 45 times that less 1 is the statistic; the effect is that of three by two.
    chi = 45 * (statistic - 1)
    assert found.statistic == pytest.approx(chi)
    possible = min(3 - 4 / 44, 2 - 1 / 44) - 1
    assert found.effect == pytest.approx(((chi / 45 - 2 / 44) / possible) ** 0.5)


def test_the_share_of_drawn_tables_is_that_of_those_as_far_from_independence(monkeypatch):
    # Of the tables with margins 2 and 2, one of six has both on one diagonal, one on the other.
    table = np.array([[2.0, 0], [0, 2]])
    p = chi_squared(table).p

    assert p == pytest.approx(2 / 6, abs=0.04)
    assert p * 2_000 == pytest.approx(round(p * 2_000))
    assert chi_squared(np.array([[1.0, 1], [1, 1]])).p == 1
    monkeypatch.setattr(association, "_AT_ONCE", 40)  # in parts of ten, and a last one of nine
    in_parts = chi_squared(table).p
    assert in_parts == pytest.approx(2 / 6, abs=0.04)
    assert in_parts * 2_000 == pytest.approx(round(in_parts * 2_000))


def test_the_least_p_value_of_drawn_tables_is_one_in_two_thousand():
    assert chi_squared(np.diag([40.0, 4, 3, 2])).p == 1 / 2_000
