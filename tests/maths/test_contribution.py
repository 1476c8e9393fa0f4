from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.contribution import share_between_variance, share_pair_distance


def test_a_column_in_which_all_centres_agree_contributes_nothing():
    centres = np.array([[0.0, 1.0, 5.0], [2.0, 1.0, 5.0], [4.0, 1.0, 5.0]])

    shares = share_between_variance(centres, np.array([10, 10, 10]))

    np.testing.assert_allclose(shares, [1, 0, 0])


@given(seed=st.integers(0, 10_000))
def test_shares_add_up_and_follow_the_columns(seed):
    rng = np.random.default_rng(seed)
    centres, sizes = rng.normal(size=(4, 5)), rng.integers(1, 100, 4)
    order = rng.permutation(5)

    shares = share_between_variance(centres, sizes)

    np.testing.assert_allclose(shares.sum(), 1)
    np.testing.assert_allclose(share_between_variance(centres[:, order], sizes), shares[order])
    np.testing.assert_allclose(share_pair_distance(centres)[0, 1].sum(), 1)


def test_the_shares_are_those_of_the_sum_of_squares_between_groups():
    rng = np.random.default_rng(5)
    x, labels = rng.normal(size=(300, 4)), rng.integers(0, 3, 300)
    x[labels == 1] += [3, 0, 1, 0]
    centres = np.array([x[labels == s].mean(axis=0) for s in range(3)])

    within = sum(((x[labels == s] - centres[s]) ** 2).sum(axis=0) for s in range(3))
    between = ((x - x.mean(axis=0)) ** 2).sum(axis=0) - within

    shares = share_between_variance(centres, np.bincount(labels))
    np.testing.assert_allclose(shares, between / between.sum())


def test_equal_centres_have_no_shares():
    assert not share_between_variance(np.ones((3, 2)), np.array([1, 2, 3])).any()
    assert not share_pair_distance(np.ones((2, 2))).any()


def test_the_middle_is_that_of_all_customers_and_pairs_are_by_themselves():
    # One of three at (0, 0), two at (3, 1): the middle is (2, 2/3); 1 x 4 + 2 x 1 and 4/9 + 2/9.
    centres, sizes = np.array([[0.0, 0], [3, 1]]), np.array([1, 2])

    np.testing.assert_allclose(share_between_variance(centres, sizes), [0.9, 0.1])
    three = np.array([[0.0, 0], [3, 1], [1, 2]])
    pairs = share_pair_distance(three)
    np.testing.assert_allclose(pairs[0, 1], [0.9, 0.1])
    np.testing.assert_allclose(pairs[0, 2], [0.2, 0.8])
    np.testing.assert_allclose(pairs[2, 1], [0.8, 0.2])
    assert not pairs[1, 1].any()
    uneven = share_between_variance(np.array([[0.0, 0], [6, 0], [0, 3]]), np.array([1, 2, 3]))
    # The middle is (2, 1.5): 4 + 2 x 16 + 3 x 4 = 48, and 2.25 + 4.5 + 3 x 2.25 = 13.5.
    np.testing.assert_allclose(uneven, np.array([48, 13.5]) / 61.5)
