"""Are the start centres those that greedy k-means++ would draw?"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import kmeans_plusplus

from finseg.maths import greedy_seeding
from finseg.maths.greedy_seeding import count_numbers, draw_greedy_centres, draw_numbers

COLUMN = np.array([[-6.0], [-5.0], [1.0], [2.0], [8.0]])
ONES = np.ones(5)


@pytest.mark.parametrize(("k", "count"), [(1, 1), (2, 3), (3, 7), (7, 19), (8, 29)])
def test_each_further_centre_takes_two_numbers_and_one_more_per_power_of_e(k, count):
    assert count_numbers(k) == count


def test_the_numbers_are_those_of_each_seed():
    drawn = draw_numbers([5, 2**32 - 1], 2)

    assert drawn[0].tolist() == np.random.RandomState(5).random_sample(3).tolist()
    assert drawn[1].tolist() == np.random.RandomState(2**32 - 1).random_sample(3).tolist()


@pytest.mark.parametrize(
    ("number", "first"), [(0.0, -6), (0.19, -6), (0.21, -5), (0.41, 1), (0.99, 8)]
)
def test_the_first_centre_is_the_row_whose_share_the_number_falls_into(number, first):
    assert draw_greedy_centres(COLUMN, ONES, 1, np.array([[number]])).ravel().tolist() == [first]


def test_the_first_centre_is_drawn_by_weight():
    weights = np.array([1.0, 0, 0, 1, 2])

    drawn = draw_greedy_centres(COLUMN, weights, 1, np.array([[0.24], [0.26], [0.49], [0.51]]))

    assert drawn.ravel().tolist() == [-6, 2, 2, 8]


def test_of_the_candidates_the_one_that_leaves_least_is_kept():
    # From -6 the squared distances are 0, 1, 49, 64, 196: running sums 0, 1, 50, 114, 310.
    # .1 draws row 2 (31 of 310), .3 draws row 3 (93), .9 draws row 4.
    pairs = [[0.0, 0.1, 0.3], [0.0, 0.1, 0.9], [0.0, 0.3, 0.9], [0.0, 0.9, 0.9]]

    drawn = draw_greedy_centres(COLUMN, ONES, 2, np.array(pairs))

    # What is left: with 1 it is 0 + 1 + 0 + 1 + 49 = 51, with 2 it is 1 + 1 + 36 = 38,
    # with 8 it is 1 + 49 + 36 = 86.
    assert drawn[:, 1, 0].tolist() == [2, 1, 2, 8]


def test_candidates_are_drawn_and_weighed_by_weight():
    weights = np.array([1.0, 1, 1, 1, 9])  # running sums 0, 1, 50, 114, 1878

    drawn = draw_greedy_centres(COLUMN, weights, 2, np.array([[0.0, 0.05, 0.07]]))

    # .05 is 94 and draws 2, .07 is 131 and draws 8: left 1 + 1 + 9·36 = 326, and 1 + 49 + 36 = 86
    assert drawn[0, 1, 0] == 8


@pytest.mark.parametrize("seed", range(6))
def test_the_centres_are_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(150, 3))
    weights = rng.uniform(0, 2, 150)
    k = 2 + 3 * seed

    ours = draw_greedy_centres(x, weights, k, draw_numbers([seed, seed + 1], k))

    for own, number in zip(ours, (seed, seed + 1), strict=True):
        theirs, _ = kmeans_plusplus(x, k, sample_weight=weights, random_state=number)
        np.testing.assert_array_equal(own, theirs)


def test_blocks_do_not_change_the_centres(rng, monkeypatch):
    x = rng.normal(size=(80, 2))
    whole = draw_greedy_centres(x, np.ones(80), 5, draw_numbers(range(7), 5))

    monkeypatch.setattr(greedy_seeding, "CELLS", 2 * 3 * 80)

    np.testing.assert_array_equal(
        draw_greedy_centres(x, np.ones(80), 5, draw_numbers(range(7), 5)), whole
    )


def test_more_centres_than_different_rows_repeat_a_row():
    x = np.array([[0.0], [0.0], [3.0]])

    drawn = draw_greedy_centres(x, np.ones(3), 3, draw_numbers([0], 3))

    assert set(drawn.ravel()) <= {0.0, 3.0}
