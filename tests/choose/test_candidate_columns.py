"""In which columns might groups lie? Worked examples, limits on both sides, and laws."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose import candidate_columns
from finseg.choose.candidate_columns import LEFT_OUT, MOST_CORES, MOST_TIED, Candidates
from finseg.maths.dependence import measure_dependence

N = 600


def list_candidates(x) -> Candidates:
    return candidate_columns.list_candidates(x, measure_dependence(x))


def bells(*, seed=0, columns=1):
    return np.random.default_rng(seed).normal(size=(N, columns))


def tie(seed, columns, *, r):
    """Make columns that correlate by r with each other."""
    factor, own = bells(seed=seed), bells(seed=seed + 100, columns=columns)
    return np.sqrt(r) * factor + np.sqrt(1 - r) * own


def test_columns_that_depend_on_each_other_are_a_set_and_the_others_none():
    x = np.column_stack([bells(seed=1), tie(2, 3, r=0.5), bells(seed=3, columns=2)])

    found = list_candidates(x)

    assert found.tied == ((1, 2, 3),)
    assert found.peaked == ()


def test_sets_that_do_not_depend_on_each_other_are_told_apart_the_stronger_first():
    x = np.column_stack([tie(1, 2, r=0.4), tie(5, 3, r=0.7)])

    assert list_candidates(x).tied == ((2, 3, 4), (0, 1))


def test_independent_columns_give_no_set():
    assert list_candidates(bells(columns=8)) == ((), (), ())


def test_what_depends_most_is_a_set_within_a_larger_one():
    core = tie(1, 3, r=0.8)
    leaning = 0.4 * core[:, :1] + bells(seed=9, columns=3)

    found = list_candidates(np.column_stack([leaning, core]))

    assert found.tied == ()  # all columns hang together
    assert (3, 4, 5) in found.cores


def test_a_column_with_two_peaks_is_a_set_by_itself():
    two = np.where(np.arange(N)[:, None] % 3 == 0, 0.0, 6.0) + bells(seed=1)

    assert list_candidates(np.column_stack([bells(columns=3), two])).peaked == (3,)


@pytest.mark.parametrize(("columns", "is_listed"), [(3, True), (4, False)])
def test_a_quarter_of_the_columns_must_stay_out(columns, is_listed):
    """Three of four leave out a quarter; four of five leave out less."""
    x = np.column_stack([tie(1, columns, r=0.6), bells(seed=8)])

    assert LEFT_OUT == 0.25
    assert bool(list_candidates(x).tied) is is_listed


def test_no_more_sets_are_listed_than_the_chance_is_shared_among():
    x = np.column_stack([tie(10 * i, 2, r=0.3 + 0.1 * i) for i in range(6)])

    found = list_candidates(x)

    assert len(found.tied) == MOST_TIED
    assert (10, 11) in found.tied  # the pair that is tied most
    assert len(found.cores) <= MOST_CORES


def test_numbers_of_columns_go_with_the_columns():
    x = np.column_stack([bells(seed=1), tie(2, 3, r=0.5), bells(seed=3, columns=2)])
    order = np.array([3, 0, 5, 1, 4, 2])

    plain, turned = list_candidates(x), list_candidates(x[:, order])

    assert {frozenset(order[list(part)]) for part in turned.tied} == {
        frozenset(part) for part in plain.tied
    }
