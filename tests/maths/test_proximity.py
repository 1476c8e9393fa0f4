from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.proximity import (
    _halve_groups,
    border_traffic,
    find_islands,
    measure_bend,
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
    """Seven rows in a line, four and three: 1 pair crosses; 3 and 4 cross the middles."""
    x = np.arange(7.0)[:, None]
    neighbours = np.array([[1, 2], [0, 2], [1, 3], [2, 1], [3, 5], [4, 6], [5, 4]])

    found = border_traffic(neighbours, np.array([0, 0, 0, 0, 1, 1, 1]), x, groups=2)

    assert found.tolist() == [[0, 1 / 3], [1 / 3, 0]]


def test_a_group_of_one_has_no_middle_and_the_traffic_is_the_count():
    x = np.array([[0.0], [1.0], [3.5], [4.0]])
    neighbours = np.array([[1, 2], [0, 2], [1, 3], [2, 1]])

    found = border_traffic(neighbours, np.array([0, 0, 0, 1]), x, groups=2)

    assert found.tolist() == [[0, 1], [1, 0]]  # its nearest one only: more it cannot have


def test_a_group_is_cut_at_its_mean_across_its_longest_axis():
    # Along the first column 0, 1, 2, 9: the mean is 3, so that the last stands alone.
    x = np.array([[0.0, 1], [1, -1], [2, 1], [9, -1]])

    half = _halve_groups(x, np.array([1, 1, 1, 1]), 2)

    assert half[:3].tolist() == [half[0]] * 3
    assert half[3] == 1 - half[0]


@pytest.mark.parametrize(("crossing", "bend"), [(10, 3.0), (9, 0.0)])
def test_a_bend_is_where_the_groups_touch_beside_the_line_of_their_centres(crossing, bend):
    # Neighbours lie at (4, 2) and (6, 4): their middle is (5, 3), 3 beside the line y = 0.
    x = np.array([[4.0, 2.0]] * crossing + [[6.0, 4.0]] + [[0.0, 9.0]] * 2)
    labels = np.array([0] * crossing + [1] + [0, 0])
    neighbours = np.array([[crossing]] * crossing + [[crossing]] + [[crossing + 1]] * 2)
    line = (np.array([0.0, 0.0]), np.array([9.0, 0.0]))

    assert measure_bend(neighbours, labels, x, (0, 1), line) == pytest.approx(bend)
    assert measure_bend(neighbours, labels, x, (1, 0), line[::-1]) == pytest.approx(bend)


def test_a_small_group_is_not_busy_because_it_has_too_few_members_to_be_neighbours():
    x = np.concatenate([np.linspace(0, 1, 20), np.linspace(50, 51, 6)])[:, None]
    labels = np.repeat([0, 1], [20, 6])

    traffic = border_traffic(nearest_neighbours(x, count=14), labels, x, groups=2)

    assert traffic[0, 1] == 0
