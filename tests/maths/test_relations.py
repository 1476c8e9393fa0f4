"""Are exact relations found, whatever the order and the unit, and is noise left alone?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.maths.moments import pearson_correlations
from finseg.maths.relations import (
    MOST_COLUMNS,
    Search,
    exact_copies,
    exact_relations,
    group_correlated_columns,
    pairwise_correlations,
)

SEARCHES: tuple[Search, ...] = ("sums of two", "sums of three", "ratios")
N = 600


def sets(x, *, seed=0):
    """Return which columns make a relation, by the simplest search that finds them."""
    return {
        frozenset(r.members)
        for search in SEARCHES
        for r in exact_relations(np.asfortranarray(x), search, seed=seed)
    }


def money(rng, columns=4, n=N):
    return np.round(rng.lognormal(8, 1, size=(n, columns)), 2)


def planted(rng, kind):
    """Return a table whose last column follows from the first ones."""
    x = money(rng)
    a, b, c = x[:, 0], x[:, 1], x[:, 2]
    made = {
        "sum": a + b,
        "difference": a - b,
        "mean": np.round((a + b) / 2, 2),
        "yearly": 12 * (a + b),
        "sum of three": a + b + c,
        "mean of three": np.round((a + b + c) / 3, 2),
        "balance": a + b - c,
        "ratio": np.round(a / b, 3),
        "ratio in percent": np.round(100 * a / b, 1),
        "growth": a / b - 1,
        "ratio of a sum": np.round((a + b) / c, 3),
    }[kind]
    return np.column_stack([x, made])


KINDS = {
    "sum": {0, 1, 4},
    "difference": {0, 1, 4},
    "mean": {0, 1, 4},
    "yearly": {0, 1, 4},
    "sum of three": {0, 1, 2, 4},
    "mean of three": {0, 1, 2, 4},
    "balance": {0, 1, 2, 4},
    "ratio": {0, 1, 4},
    "ratio in percent": {0, 1, 4},
    "growth": {0, 1, 4},
    "ratio of a sum": {0, 1, 2, 4},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_from_others_is_found_and_nothing_else(kind, rng):
    assert sets(planted(rng, kind)) == {frozenset(KINDS[kind])}


@settings(max_examples=20, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), order=st.permutations(range(5)), seed=st.integers(0, 9))
def test_the_order_of_rows_and_columns_does_not_matter(kind, order, seed):
    rng = np.random.default_rng(seed)
    x = planted(rng, kind)

    turned = x[rng.permutation(len(x))][:, order]

    assert sets(turned) == {frozenset(order.index(j) for j in KINDS[kind])}


@settings(max_examples=15, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), unit=st.sampled_from([1e-3, 12.0, 100.0, 1e6]))
def test_the_unit_of_all_money_does_not_matter(kind, unit):
    x = planted(np.random.default_rng(7), kind)
    x[:, :4] *= unit
    if "ratio" not in kind and kind != "growth":
        x[:, 4] *= unit

    assert sets(x) == {frozenset(KINDS[kind])}


def test_a_few_rows_that_fail_and_gaps_do_not_hide_a_sum(rng):
    x = planted(rng, "sum")
    x[rng.choice(N, 8, replace=False), 4] += 1e6
    x[rng.random(x.shape) < 0.05] = np.nan

    (found,) = exact_relations(x, "sums of two")

    assert found.members == {0, 1, 4}
    assert 0.98 <= found.share < 1


def test_a_sum_that_fails_in_a_tenth_of_the_rows_is_none(rng):
    x = planted(rng, "sum")
    x[::10, 4] *= 1.5

    assert sets(x) == set()


def test_a_divisor_that_is_often_zero_does_not_hide_a_ratio(rng):
    x = money(rng)
    x[rng.random(N) < 0.6, 1] = 0.0
    ratio = np.divide(x[:, 0], x[:, 1], out=np.zeros(N), where=x[:, 1] > 0)

    assert sets(np.column_stack([x, ratio])) == {frozenset({0, 1, 4})}


def test_a_part_that_hardly_ever_matters_makes_no_sum(rng):
    x = money(rng)
    rare = np.where(rng.random(N) < 0.01, 50.0, 0.0)

    assert sets(np.column_stack([x, rare, x[:, 0] + rare])) == set()


def noise(rng, kind):
    n, d = int(rng.integers(40, 800)), int(rng.integers(3, 13))
    z = rng.normal(size=(n, d))
    common = z @ rng.normal(size=(d, d))  # correlated, and still nothing exact
    return {
        "normal": z,
        "correlated": common,
        "money": np.round(np.exp(common / common.std(axis=0) * 1.5 + 8), 2),
        "counts": rng.poisson(rng.uniform(0.3, 5, d), size=(n, d)).astype(float),
        "flags and counts": np.where(
            rng.random((n, d)) < 0.5, 0.0, rng.integers(0, 9, size=(n, d))
        ),
        "whole": rng.integers(0, 100, size=(n, d)).astype(float),
        "heavy": np.round(rng.standard_cauchy(size=(n, d)) * 1000),
        "mostly zero": np.where(rng.random((n, d)) < 0.9, 0.0, rng.exponential(size=(n, d))),
        "shares": np.round(rng.beta(0.5, 0.5, size=(n, d)), 2),
        "few values": rng.choice([1.0, 2.0, 5.0, 10.0], size=(n, d)),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["normal", "correlated", "money", "counts", "flags and counts", "whole", "heavy",
     "mostly zero", "shares", "few values"],
)  # fmt: skip
def test_of_twenty_random_tables_of_a_kind_none_has_a_relation(kind):
    alarms = [s for s in range(20) if sets(noise(np.random.default_rng([s, 5]), kind))]

    assert alarms == []


@pytest.mark.parametrize(
    ("slope", "offset"), [(1.0, 0.0), (12.0, 0.0), (1 / 12, 0.0), (-1.0, 2024.0), (1.8, 32.0)]
)
def test_a_copy_is_known_with_its_unit_and_origin(rng, slope, offset):
    x = np.round(rng.gamma(3, 500, size=N), 2)
    (found,) = exact_copies(np.column_stack([x, np.round(slope * x + offset, 2)]), iter([(0, 1)]))

    assert found.slope == pytest.approx(slope, rel=1e-3)
    assert found.offset == pytest.approx(offset, abs=1.0)


def test_a_copy_that_is_mostly_zero_is_a_copy_and_a_noisy_one_is_none(rng):
    x = np.where(rng.random(N) < 0.95, 0.0, np.round(rng.exponential(100, N), 2))
    noisy = x + np.where(x > 0, rng.normal(0, 5, N), 0)

    assert len(exact_copies(np.column_stack([x, x]), iter([(0, 1)]))) == 1
    assert exact_copies(np.column_stack([x, noisy]), iter([(0, 1)])) == []


def test_too_many_columns_or_too_few_rows_are_not_searched(rng):
    wide = rng.normal(size=(100, MOST_COLUMNS))
    wide = np.column_stack([wide, wide[:, 0] + wide[:, 1]])

    assert sets(wide) == set()
    assert sets(planted(rng, "sum")[:20]) == set()


def test_correlations_with_gaps_are_those_of_the_common_rows(rng):
    x = rng.normal(size=(200, 4)) @ rng.normal(size=(4, 4))
    x[rng.random(x.shape) < 0.2] = np.nan

    np.testing.assert_allclose(pairwise_correlations(x), pearson_correlations(x), atol=1e-9)


def test_columns_of_one_idea_weigh_as_many_as_they_are(rng):
    idea = rng.normal(size=(N, 1))
    x = np.column_stack([idea + 1e-6 * rng.normal(size=(N, 3)), rng.normal(size=(N, 2))])

    ((members, least, weight),) = group_correlated_columns(pearson_correlations(x), 0.8)

    assert members == (0, 1, 2)
    assert least > 0.999
    assert weight == pytest.approx(3, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), d=st.integers(2, 9))
def test_groups_do_not_depend_on_the_order_and_hold_what_they_say(seed, d):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 3)) @ rng.normal(size=(3, d)) + 0.3 * rng.normal(size=(40, d))
    r, order = pearson_correlations(x), rng.permutation(d)

    found = group_correlated_columns(r, 0.8)

    for members, least, weight in found:
        inner = np.abs(r[np.ix_(members, members)])
        assert inner.min() == pytest.approx(least)
        assert least >= 0.8
        assert 1 + (len(members) - 1) * least <= weight + 1e-9 <= len(members) + 1e-6
    turned = group_correlated_columns(r[np.ix_(order, order)], 0.8)
    assert {frozenset(m) for m, *_ in found} == {
        frozenset(int(order[j]) for j in m) for m, *_ in turned
    }


def test_a_sum_is_found_among_many_columns_that_move_together(rng):
    n, d = 2_000, 24
    x = 100 + 20 * rng.normal(size=(n, 1)) + 0.3 * rng.normal(size=(n, d))
    x = x.round(2)
    x[:, 5] = (x[:, 0] + x[:, 1]).round(2)

    (found,) = exact_relations(x, "sums of two")

    assert found.members == {0, 1, 5}
