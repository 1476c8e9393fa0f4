"""Are the tables of the benchmark what their families say they are?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.verdict.families import FAMILIES, draw_table, families

PLANTED = [name for name, family in FAMILIES.items() if family.groups > 1]


def draw_raw(name: str, n: int, seed: int = 0):
    return FAMILIES[name].make(np.random.default_rng(seed), n)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_table_is_finite_varied_and_as_large_as_its_family_says(name):
    family = FAMILIES[name]
    for i, n in enumerate(family.sizes):
        x = draw_table(name, i).x

        assert len(x) == n
        assert np.isfinite(x).all()
        assert x.std(axis=0).max() == pytest.approx(1.0)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_same_seed_makes_the_same_table_and_another_one_another(name):
    first = draw_table(name, 0, seed=1).x
    other = draw_table(name, 0, seed=2).x

    assert np.array_equal(first, draw_table(name, 0, seed=1).x)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_asking_for_more_tables_changes_none_of_those_before():
    few = {(t.family, t.name): t.x for t in families(1, seed=4)}
    more = {(t.family, t.name): t.x for t in families(2, seed=4)}

    assert len(more) == 2 * len(few) == 2 * len(FAMILIES)
    assert all(np.array_equal(x, more[key]) for key, x in few.items())


def test_natural_may_be_said_of_planted_groups_alone():
    for name, family in FAMILIES.items():
        assert ("natural" in family.right) == (name in PLANTED)
        assert ("none" in family.right) == (name not in PLANTED)


@pytest.mark.parametrize("name", ["counts", "ratings"])
def test_staircases_have_at_most_seven_steps(name):
    raw = draw_raw(name, 2000)

    assert all(len(np.unique(column)) <= 7 for column in raw.T)
    assert any(len(np.unique(column)) >= 4 for column in raw.T)


def test_logarithms_of_counts_are_those_of_the_same_counts():
    assert np.array_equal(np.expm1(draw_raw("log counts", 300)).round(), draw_raw("counts", 300))


def test_oversized_customers_lie_apart_by_3_6_deviations_in_every_column():
    logs = np.log(draw_raw("oversized", 2000))
    small, large = logs[:1840], logs[1840:]  # 8 % of 2,000 are 160
    apart = (large.mean(axis=0) - small.mean(axis=0)) / small.std(axis=0)

    assert len(large) == 160
    assert apart == pytest.approx(3.6, abs=0.3)


def test_the_far_ones_are_twelve_at_eight_deviations_and_five():
    twelve = draw_raw("twelve far", 260)
    middle = twelve[:248].mean(axis=0)
    far = np.linalg.norm(twelve[248:].mean(axis=0) - middle)
    five = draw_raw("five far", 100)

    assert far == pytest.approx(8, abs=1.2)
    assert (five.min(axis=1) > 1).sum() == 5


def test_four_groups_have_the_sizes_they_are_said_to_have():
    raw = draw_raw("unequal sizes", 1000, seed=3)
    ends = [0, 700, 900, 980, 1000]
    centres = np.array([raw[a:b].mean(axis=0) for a, b in pairwise(ends)])
    i, j = np.triu_indices(4, 1)

    assert np.linalg.norm(centres[i] - centres[j], axis=1).min() == pytest.approx(6, abs=1)


def test_a_wide_group_is_four_times_as_wide_as_the_tight_one():
    raw = draw_raw("unequal spreads", 2000)

    assert raw[1000:].std(axis=0).mean() / raw[:1000].std(axis=0).mean() == pytest.approx(
        4, abs=0.3
    )


def test_two_groups_differ_in_two_of_twelve_columns():
    raw = draw_raw("2 of 12 columns", 2000)
    apart = np.abs(raw[:1200].mean(axis=0) - raw[1200:].mean(axis=0))

    assert np.flatnonzero(apart > 1).tolist() == [0, 1]
    assert np.linalg.norm(apart[:2]) == pytest.approx(6, abs=0.2)


def test_a_product_is_that_of_the_columns_beside_it():
    x, y, product = draw_raw("products", 300).T

    assert product == pytest.approx(x * y)


def test_groups_of_other_correlation_share_their_centre():
    raw = draw_raw("other corr.", 2000)
    rising, falling = raw[:1000, :2], raw[1000:, :2]

    assert np.abs(rising.mean(axis=0) - falling.mean(axis=0)).max() < 0.2
    assert np.corrcoef(rising.T)[0, 1] > 0.4
    assert np.corrcoef(falling.T)[0, 1] < -0.4


def test_six_of_ten_balances_are_zero():
    assert (draw_raw("zeros", 2000, seed=1) == 0).mean(axis=0) == pytest.approx(0.6, abs=0.05)
