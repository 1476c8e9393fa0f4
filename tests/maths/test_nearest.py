from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from finseg.maths.nearest import compute_squared_distances, label_nearest_centres, nearest_centres

values = st.floats(-1e6, 1e6)
points = hnp.arrays(np.float64, (12, 3), elements=values)
centres = hnp.arrays(np.float64, (4, 3), elements=values)


@given(x=points, c=centres)
def test_no_centre_is_nearer_than_the_first_and_only_it_nearer_than_the_second(x, c):
    found = nearest_centres(x, c)

    d = np.sqrt(compute_squared_distances(x, c))
    rows = np.arange(len(x))
    assert (found.first != found.second).all()
    np.testing.assert_array_equal(found.first_distance, d.min(axis=1))
    d[rows, found.first] = np.inf
    np.testing.assert_array_equal(found.second_distance, d.min(axis=1))


@given(x=points, c=centres, order=st.permutations(range(12)))
def test_a_row_is_assigned_alike_in_any_company(x, c, order):
    whole = nearest_centres(x, c)

    shuffled = nearest_centres(np.asfortranarray(x[order]), c)
    alone = nearest_centres(x[:1], c)

    for field in range(4):
        np.testing.assert_array_equal(shuffled[field], whole[field][order])
        assert alone[field][0] == whole[field][0]


@given(x=points, c=centres)
def test_margins_lie_between_nought_and_one(x, c):
    margin = nearest_centres(x, c).margin

    assert ((margin >= 0) & (margin <= 1)).all()


def test_a_row_half_way_has_no_margin_and_one_on_a_centre_the_whole():
    found = nearest_centres(np.array([[0.0], [1.0]]), np.array([[-1.0], [1.0]]))

    np.testing.assert_array_equal(found.margin, [0.0, 1.0])


def test_two_equal_centres_leave_no_margin():
    found = nearest_centres(np.array([[2.0]]), np.array([[2.0], [2.0]]))

    assert found.first[0] == 0
    assert found.margin[0] == 0.0


def test_with_one_centre_the_second_is_the_first():
    found = nearest_centres(np.array([[2.0], [3.0]]), np.array([[2.0]]))

    np.testing.assert_array_equal(found.second, found.first)
    np.testing.assert_array_equal(found.margin, [1.0, 1.0])


@pytest.mark.parametrize("n", [1, 65_536, 65_537, 140_000])
def test_blocks_do_not_show(n):
    x = np.linspace(0, 10, n)[:, None]

    found = nearest_centres(x, np.array([[2.0], [8.0]]))

    np.testing.assert_array_equal(found.first, (x[:, 0] > 5).astype(int))


def test_the_nearest_centre_by_itself_is_the_first_of_two():
    x = np.array([[0.0], [4.0], [5.0], [9.0]])
    centres = np.array([[8.0], [2.0]])

    assert label_nearest_centres(x, centres).tolist() == [1, 1, 0, 0]  # 5 lies midway: the lower
