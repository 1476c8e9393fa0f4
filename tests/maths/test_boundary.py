from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from finseg.maths.boundary import (
    find_neighbour_pairs,
    hollow_p_value,
    project_on_line,
    valley_counts,
    valley_depth,
    valley_p_value,
    valley_place,
    zone_between,
)
from finseg.maths.dip import dip_p_value, dip_statistic

points = hnp.arrays(np.float64, (8, 2), elements=st.floats(-5, 5))


def test_groups_in_a_row_border_on_the_next_only():
    centres = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]])

    assert find_neighbour_pairs(centres) == [(0, 1), (1, 2), (2, 3)]


def test_two_groups_border_on_each_other():
    assert find_neighbour_pairs(np.array([[0.0, 0], [9, 9]])) == [(0, 1)]


@given(seed=st.integers(0, 500), k=st.integers(2, 9))
def test_every_group_borders_on_another(seed, k):
    centres = np.random.default_rng(seed).normal(size=(k, 3))

    assert {g for pair in find_neighbour_pairs(centres) for g in pair} == set(range(k))


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

    place, inside = project_on_line(x, np.array([0.0, 0]), np.array([2.0, 0]))

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
        for i, j in find_neighbour_pairs(centres):
            place, _ = project_on_line(x[zone_between(x, centres, i, j)], centres[i], centres[j])
            if len(place) >= 30:
                p.append(dip_p_value(dip_statistic(place), len(place)))

    assert len(p) > 200
    assert np.mean(np.array(p) <= 0.05) <= 0.06


def test_the_valley_of_two_groups_alike_is_halfway():
    assert valley_place(3.0, np.ones(2), np.full(2, 0.5)) == pytest.approx(0, abs=0.01)


@given(
    length=st.floats(1, 9),
    spread=st.floats(0.3, 3),
    weight=st.floats(0.1, 0.9),
)
def test_the_valley_seen_from_the_other_side_is_the_same(length, spread, weight):
    spreads, weights = np.array([1.0, spread]), np.array([1 - weight, weight])

    here = valley_place(length, spreads, weights)

    assert -1 / 3 <= here <= 1 / 3
    assert valley_place(length, spreads[::-1], weights[::-1]) == pytest.approx(-here, abs=0.01)


@pytest.mark.parametrize(
    ("spreads", "weights"), [((2.0, 1.0), (0.5, 0.5)), ((1.0, 1.0), (0.8, 0.2))]
)
def test_the_valley_is_nearer_to_the_narrower_and_to_the_smaller_group(spreads, weights):
    assert valley_place(6.0, np.array(spreads), np.array(weights)) > 0.05


def test_depth_is_measured_where_the_valley_is():
    place = np.repeat([-1.0, -0.1, 0.35, 1.0], [10, 8, 1, 10])

    assert valley_depth(place) == pytest.approx(0.2)
    assert valley_depth(place, 0.33) == pytest.approx(0.9)


@pytest.mark.parametrize(("valley", "side", "p"), [(0, 1, 0.5), (0, 3, 0.125), (2, 2, 0.6875)])
def test_the_p_value_of_a_valley_is_that_of_so_many_heads(valley, side, p):
    place = np.repeat([-1.0, 0.0, 1.0], [side, valley, side + 5])

    assert valley_p_value(place) == pytest.approx(p)


def test_rows_that_stand_for_fewer_customers_are_less_evidence():
    place = np.repeat([-1.0, 0.0, 1.0], [30, 10, 30])

    assert valley_p_value(place, customers=35) > valley_p_value(place)


def test_without_a_side_there_is_no_valley():
    assert valley_p_value(np.array([0.0, 1.0])) == 1.0


@pytest.mark.parametrize("hump", ["uniform", "slope", "bell"])
def test_one_hump_has_a_valley_no_more_often_than_promised(hump):
    rng = np.random.default_rng(9)
    draw = {
        "uniform": lambda: rng.uniform(-1.5, 1.5, 150),
        "slope": lambda: 1.5 - 3 * np.sqrt(rng.random(150)),
        "bell": lambda: rng.normal(0.4, 0.8, 150),
    }[hump]

    p = np.array([valley_p_value(draw(), 0.1) for _ in range(400)])

    assert np.mean(p <= 0.15) <= 0.15


def arc(rng):
    angle = rng.uniform(0, 1.5 * np.pi, 300)
    noise = 0.1 * rng.normal(size=(300, 2))
    return np.column_stack([np.cos(angle), np.sin(angle)]) + noise


@pytest.mark.parametrize("seed", range(3))
def test_an_arc_is_hollow(seed):
    assert hollow_p_value(arc(np.random.default_rng(seed))) <= 1e-6


@pytest.mark.parametrize("d", [1, 2, 3, 8])
@pytest.mark.parametrize("shape", ["box", "ball", "bell", "skewed", "heavy tails"])
def test_what_has_a_middle_is_not_hollow(shape, d):
    rng = np.random.default_rng(21)
    bells = rng.normal(size=(500, d))
    rows = {
        "box": rng.random((500, d)),
        "ball": bells / np.linalg.norm(bells, axis=1)[:, None] * rng.random((500, 1)) ** (1 / d),
        "bell": bells,
        "skewed": rng.exponential(size=(500, d)),
        "heavy tails": rng.standard_t(3, size=(500, d)),
    }[shape]

    assert hollow_p_value(rows) > 0.01


def test_whether_a_group_is_hollow_depends_on_no_unit_and_no_axis():
    rng = np.random.default_rng(22)
    x = arc(rng)

    assert hollow_p_value(x @ rng.normal(size=(2, 2)) + 7) == pytest.approx(hollow_p_value(x))


@pytest.mark.parametrize(
    "members", [np.zeros((50, 2)), np.ones((3, 2)), np.column_stack([np.arange(50.0), np.ones(50)])]
)
def test_groups_too_small_or_too_flat_are_not_called_hollow(members):
    assert hollow_p_value(members) > 0.01


def test_a_centre_on_the_ball_between_two_others_does_not_part_them():
    on, inside = np.array([[0.0, 0], [2, 0], [1, 1]]), np.array([[0.0, 0], [2, 0], [1, 0.9]])

    assert find_neighbour_pairs(on) == [(0, 1), (0, 2), (1, 2)]
    assert find_neighbour_pairs(inside) == [(0, 2), (1, 2)]


def test_a_row_as_near_to_the_line_as_to_a_third_centre_is_in_the_zone():
    centres = np.array([[0.0, 0], [4, 0], [1, 2], [9, 0]])
    x = np.array([[1.0, 0.9], [1, 1], [1, 1.1], [6.5, 0], [6.6, 0], [-50, -50]])

    inside = zone_between(x, centres, 0, 1)

    assert inside.tolist() == [True, True, False, True, False, True]


@pytest.mark.parametrize(("x", "kept"), [(-0.5, True), (-0.51, False), (2.5, True), (2.51, False)])
def test_rows_a_quarter_of_the_way_outside_still_count(x, kept):
    place, inside = project_on_line(np.array([[x, 7.0]]), np.array([0.0, 0]), np.array([2.0, 0]))

    assert inside.tolist() == [kept]
    assert place.tolist() == ([x - 1] if kept else [])


def test_a_row_a_third_away_is_in_no_window_and_the_emptier_side_is_taken():
    place = np.array([-1.0, -0.7, 1 / 3, -1 / 3, 0.3, 0.7, 1.0, 1.2])

    assert valley_counts(place) == (1, 2)
    assert valley_counts(-place) == (1, 2)
    assert valley_counts(place, 0.2) == (2, 2)
    assert valley_counts(np.array([])) == (0, 0)


def test_half_as_many_customers_are_half_the_heads():
    place = np.repeat([-1.0, 0.0, 1.0], [30, 10, 30])

    # 15 on the side and 5 in the valley of 20 throws.
    assert valley_p_value(place, customers=35) == pytest.approx(
        sum(math.comb(20, i) for i in range(6)) / 2**20
    )


@pytest.mark.parametrize(
    ("middle", "sides", "p"),
    [
        (0, 5, 0.9**10),
        (0, 4, 1.0),  # eight rows of one column: too few
        (2, 5, sum(math.comb(12, i) * 0.1**i * 0.9 ** (12 - i) for i in range(3))),
    ],
)
def test_a_group_is_hollow_by_the_rows_in_its_inner_tenth(middle, sides, p):
    members = np.repeat([-3.0, 0.0, 3.0], [sides, middle, sides])[:, None]

    assert hollow_p_value(members) == pytest.approx(p)


@pytest.mark.parametrize(
    ("length", "spreads", "weights"),
    [(6.0, (1.0, 1.0), (0.8, 0.2)), (5.0, (1.5, 0.7), (0.4, 0.6)), (4.0, (0.8, 1.1), (0.3, 0.7))],
)
def test_the_valley_is_where_the_two_bells_add_up_to_the_least(length, spreads, weights):
    place = np.linspace(-1 / 3, 1 / 3, 66_667)
    bells = [
        weight / spread * np.exp(-0.5 * ((place - centre) * length / 2 / spread) ** 2)
        for weight, spread, centre in zip(weights, spreads, (-1, 1), strict=True)
    ]

    found = valley_place(length, np.array(spreads), np.array(weights))

    assert found == pytest.approx(place[np.sum(bells, axis=0).argmin()], abs=0.0018)


@pytest.mark.parametrize(("radius", "inner"), [(0.42, 4), (0.435, 0)])
def test_in_two_columns_the_inner_tenth_is_within_a_squared_distance_of_four_tenths(radius, inner):
    # 36 rows around, 4 nearer: a row at r lies at r^2 over (36 + 4 r^2) / 80.
    corners = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    members = np.vstack([np.repeat(corners, 9, axis=0), radius * corners])

    assert hollow_p_value(members * [5.0, 0.1] + 3) == pytest.approx(
        sum(math.comb(40, i) * 0.1**i * 0.9 ** (40 - i) for i in range(inner + 1))
    )


@pytest.mark.parametrize(("rows", "told"), [(20, True), (19, False)])
def test_ten_rows_a_column_are_needed_to_know_the_spread(rows, told):
    members = np.column_stack([np.where(np.arange(rows) % 2, 3.0, -3.0), np.arange(rows) % 3])

    assert (hollow_p_value(members) < 1) is told


@pytest.mark.parametrize(("thin", "used"), [(2e-3, 2), (5e-4, 1)])
def test_an_axis_a_millionth_as_wide_holds_nothing(thin, used):
    """Variances are compared: a thousandth of the width is a millionth of the variance."""
    corners = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1], [0.25, 0.25], [-0.25, -0.25]])
    members = np.repeat(corners, 10, axis=0) * [1.0, thin]

    centred = members[:, :used]
    squares = (centred**2 / (centred**2).mean(axis=0)).sum(axis=1)
    if used == 2:
        values, axes = np.linalg.eigh(members.T @ members / 60)
        squares = ((members @ axes) ** 2 / values).sum(axis=1)
    inner = int((squares < (used + 2) * 0.1 ** (2 / used)).sum())

    assert hollow_p_value(members) == pytest.approx(
        sum(math.comb(60, i) * 0.1**i * 0.9 ** (60 - i) for i in range(inner + 1))
    )
