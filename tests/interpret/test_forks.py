"""Are the forks those that a best-first classification tree makes?"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from finseg.interpret.forks import grow_forks

# 0 0 0 1 | 1 2 2 2 2 by place: Gini's index of the whole is 1 - (9 + 4 + 16) / 81.
COLUMN = np.array([[0.0], [1.0], [2.0], [3.0], [5.0], [8.0], [9.0], [9.0], [10.0]])
SEGMENT = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])


def grow(x=COLUMN, segment=SEGMENT, ends=9, fewest=1, criterion="gini", weights=None):
    return grow_forks(x, segment, ends=ends, fewest=fewest, criterion=criterion, weights=weights)


def list_limits(forks):
    return [(node, fork.limit) for node, fork in forks.items()]


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_the_fork_that_gains_most_comes_first(criterion):
    # after 5: 0 0 0 1 1 | 2 2 2 2, then 0 0 0 | 1 1 within the left end
    assert list_limits(grow(criterion=criterion)) == [(0, 6.5), (1, 2.5)]


def test_no_more_ends_than_asked_for():
    assert list_limits(grow(ends=2)) == [(0, 6.5)]
    assert list_limits(grow(ends=1)) == []


def test_nodes_are_numbered_fork_by_fork():
    first, second = grow().values()

    assert (first.left, first.right) == (1, 2)
    assert (second.left, second.right) == (3, 4)


@pytest.mark.parametrize(("fewest", "limits"), [(2, [6.5, 2.5]), (3, [6.5]), (4, [6.5]), (5, [])])
def test_every_end_keeps_enough_rows(fewest, limits):
    assert [limit for _, limit in list_limits(grow(fewest=fewest))] == limits


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_values_that_are_one_cannot_be_told_apart_in_any_unit(unit):
    segment = np.array([0, 1, 0])

    assert grow(unit * np.array([[1.0], [1.0 + 5e-13], [1.0]]), segment) == {}
    assert len(grow(unit * np.array([[1.0], [1.0 + 5e-12], [1.0]]), segment)) == 1


def test_a_limit_between_the_largest_numbers_is_a_number():
    (fork,) = grow(np.array([[-1.7e308], [1.7e308]]), np.array([0, 1])).values()

    assert fork.limit == 0


def test_a_fork_that_gains_nothing_by_itself_may_open_the_way():
    crossed = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

    assert len(grow(crossed, np.array([0, 1, 1, 0]))) == 3


def test_of_equal_forks_the_first_column_is_taken():
    both = np.column_stack([COLUMN, COLUMN])

    assert {fork.column for fork in grow(both).values()} == {0}
    assert {fork.column for fork in grow(np.column_stack([COLUMN * 0, COLUMN])).values()} == {1}


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_a_weight_counts_as_so_many_rows(criterion):
    times = np.array([1, 3, 1, 2, 1, 1, 2, 1, 1])

    by_weight = grow(criterion=criterion, weights=times.astype(float))

    repeated = grow(
        np.repeat(COLUMN, times, axis=0), np.repeat(SEGMENT, times), criterion=criterion
    )
    assert list_limits(by_weight) == list_limits(repeated)


def test_weights_decide_which_fork_comes_first():
    heavy = np.array([9.0, 9, 9, 9, 9, 0.1, 0.1, 0.1, 0.1])

    assert list_limits(grow(weights=heavy))[0] == (0, 2.5)


def test_rows_without_weight_are_passed_over():
    weights = np.array([1.0, 1, 1, 0, 0, 1, 1, 1, 1])

    assert list_limits(grow(weights=weights)) == [(0, 5.0)]  # between 2 and 8


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("criterion", ["gini", "entropy"])
@pytest.mark.parametrize("seed", range(5))
def test_the_forks_are_scikit_learns(seed, criterion, weighted):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(900, 4))
    segment = ((x[:, None] - rng.normal(size=(4, 4))) ** 2).sum(axis=2).argmin(axis=1)
    weights = rng.uniform(0.1, 3, 900) if weighted else None

    ours = grow(x, segment, ends=8, fewest=5, criterion=criterion, weights=weights)

    theirs = (
        DecisionTreeClassifier(
            criterion=criterion, max_leaf_nodes=8, min_samples_leaf=5, random_state=0
        )
        .fit(x, segment, sample_weight=weights)
        .tree_
    )
    forked = np.flatnonzero(theirs.children_left >= 0)
    assert sorted(ours) == forked.tolist()
    assert [ours[node].column for node in sorted(ours)] == theirs.feature[forked].tolist()
    limits = [ours[node].limit for node in sorted(ours)]
    np.testing.assert_allclose(limits, theirs.threshold[forked], atol=1e-6)  # it has 32-bit values
