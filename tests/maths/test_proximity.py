from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.proximity import (
    _halve_groups,
    border_traffic,
    find_islands,
    nearest_neighbours,
)


def test_nearest_neighbours_are_the_nearest_others():
    x = np.array([[0.0], [1], [3], [7]])

    assert nearest_neighbours(x, count=2).tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]


def test_no_more_neighbours_than_other_rows():
    assert nearest_neighbours(np.eye(3), count=10).shape == (3, 2)


def test_a_single_row_has_no_neighbours_and_is_an_island():
    alone = nearest_neighbours(np.zeros((1, 2)), count=3)

    assert alone.shape == (1, 0)
    assert find_islands(alone).tolist() == [0]


def test_far_clouds_are_islands_and_the_larger_comes_first():
    rng = np.random.default_rng(0)
    x = np.vstack([rng.normal(size=(60, 2)), 50 + rng.normal(size=(90, 2))])

    part = find_islands(nearest_neighbours(x, count=12))

    assert set(part[60:]) == {0}
    assert set(part[:60]) == {1}


def test_one_cloud_is_one_island_but_for_outliers():
    x = np.random.default_rng(1).normal(size=(400, 3))

    part = find_islands(nearest_neighbours(x, count=15))

    assert np.mean(part == 0) > 0.95


def test_traffic_is_none_between_islands_and_full_across_a_cut():
    rng = np.random.default_rng(2)
    apart = np.vstack([rng.normal(size=(200, 2)), 50 + rng.normal(size=(200, 2))])
    along = rng.random((2000, 2)) * [8, 1]  # a strip, cut across: every cut is alike
    half = np.repeat([0, 1], 200)

    none = border_traffic(nearest_neighbours(apart, count=10), half, apart, groups=2)
    full = border_traffic(
        nearest_neighbours(along, count=10), (along[:, 0] > 4).astype(int), along, groups=2
    )

    assert none[0, 1] == 0
    assert full[0, 1] == pytest.approx(1, abs=0.3)
    np.testing.assert_array_equal(full, full.T)


def test_a_group_without_rows_has_no_traffic():
    x = np.random.default_rng(3).normal(size=(50, 2))

    traffic = border_traffic(nearest_neighbours(x, count=5), np.zeros(50, dtype=int), x, groups=3)

    assert not traffic.any()


def test_neighbours_must_be_mutual_and_equal_islands_keep_their_order():
    assert find_islands(np.array([[1], [0], [1]])).tolist() == [0, 0, 1]
    assert find_islands(np.array([[1], [0], [3], [2]])).tolist() == [0, 0, 1, 1]


def test_traffic_is_what_crosses_the_border_over_the_quieter_of_the_two_middles():
    """Six rows in a line, four and two: 3 pairs cross; the middles are crossed by 3 and by 2."""
    x = np.arange(6.0)[:, None]
    neighbours = np.array([[1, 2], [0, 2], [1, 3], [2, 4], [3, 5], [4, 3]])

    found = border_traffic(neighbours, np.array([0, 0, 0, 0, 1, 1]), x, groups=2)

    assert found.tolist() == [[0, 1.5], [1.5, 0]]


def test_a_group_of_one_has_no_middle_and_the_traffic_is_the_count():
    x = np.array([[0.0], [1.0], [3.5], [4.0]])
    neighbours = np.array([[1, 2], [0, 2], [1, 3], [2, 1]])

    found = border_traffic(neighbours, np.array([0, 0, 0, 1]), x, groups=2)

    assert found.tolist() == [[0, 3], [3, 0]]


def test_a_group_is_cut_at_its_mean_across_its_longest_axis():
    # Along the first column 0, 1, 2, 9: the mean is 3, so that the last stands alone.
    x = np.array([[0.0, 1], [1, -1], [2, 1], [9, -1]])

    half = _halve_groups(x, np.array([1, 1, 1, 1]), 2)

    assert half[:3].tolist() == [half[0]] * 3
    assert half[3] == 1 - half[0]
