from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.proximity import border_traffic, find_islands, nearest_neighbours


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
