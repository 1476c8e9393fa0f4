from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from finseg.maths.boundary import along_line, neighbouring_pairs, valley_depth, zone_between
from finseg.maths.dip import dip_p_value, dip_statistic

points = hnp.arrays(np.float64, (8, 2), elements=st.floats(-5, 5))


def test_groups_in_a_row_border_on_the_next_only():
    centres = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]])

    assert neighbouring_pairs(centres) == [(0, 1), (1, 2), (2, 3)]


def test_two_groups_border_on_each_other():
    assert neighbouring_pairs(np.array([[0.0, 0], [9, 9]])) == [(0, 1)]


@given(seed=st.integers(0, 500), k=st.integers(2, 9))
def test_every_group_borders_on_another(seed, k):
    centres = np.random.default_rng(seed).normal(size=(k, 3))

    assert {g for pair in neighbouring_pairs(centres) for g in pair} == set(range(k))


@given(x=points, seed=st.integers(0, 500))
def test_the_zone_between_two_groups_is_convex(x, seed):
    centres = np.random.default_rng(seed).normal(size=(5, 2)) * 3
    inside = x[zone_between(x, centres, 0, 1)]

    halfway = (inside[:, None, :] + inside[None, :, :]).reshape(-1, 2) / 2

    nudged = halfway + 1e-9 * (centres[:2].mean(axis=0) - halfway)  # rounding on the edge
    assert zone_between(nudged, centres, 0, 1).all()


@given(seed=st.integers(0, 500))
def test_the_zone_holds_its_two_centres_and_no_other(seed):
    centres = np.random.default_rng(seed).normal(size=(6, 3))

    inside = zone_between(centres, centres, 2, 4)

    assert np.flatnonzero(inside).tolist() == [2, 4]


def test_rows_are_placed_from_minus_one_to_one_and_far_ones_left_out():
    x = np.array([[0.0, 3], [1, 0], [2, -3], [3.1, 0]])

    place, inside = along_line(x, np.array([0.0, 0]), np.array([2.0, 0]))

    assert place.tolist() == [-1, 0, 1]
    assert inside.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("place", "depth"),
    [([-1, -1, 1, 1], 1.0), ([-1, 0, 1], 0.0), ([-1, 0, 0, 0, 1], -2.0), ([0, 0, 1], 0.0)],
)
def test_depth_is_the_share_missing_in_the_middle(place, depth):
    assert valley_depth(np.array(place, dtype=float)) == pytest.approx(depth)


def test_uniform_data_cut_into_cells_dips_no_more_often_than_promised():
    rng = np.random.default_rng(8)
    p = []
    for _ in range(60):
        x, centres = rng.random((1000, 2)), rng.random((6, 2))
        for i, j in neighbouring_pairs(centres):
            place, _ = along_line(x[zone_between(x, centres, i, j)], centres[i], centres[j])
            if len(place) >= 30:
                p.append(dip_p_value(dip_statistic(place), len(place)))

    assert len(p) > 200
    assert np.mean(np.array(p) <= 0.05) <= 0.06
