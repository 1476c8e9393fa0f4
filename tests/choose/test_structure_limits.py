"""Do the limits of the second look act, on groups and islands that are given?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finseg.choose import levels, partitions, structure
from finseg.choose.effort import QUICK
from finseg.choose.levels import _examine_border, _test_dip, judge_borders
from finseg.choose.partitions import (
    _has_enough_rows,
    _sharpen_best,
    _split_flattest_columns,
    _split_widest_groups,
    find_partition,
)
from finseg.choose.sample_for_gaps import (
    _choose_neighbour_count,
    _restore_spread,
    _sample_by_content,
    arrange_everyone,
    prepare_canvas,
)
from finseg.choose.structure import (
    _measure_relative_agreement,
    _spans_islands,
    _state_groups,
    _state_no_groups,
    _take_islands_as_groups,
    find_structure,
)
from finseg.maths.agreement import compare_groupings
from finseg.maths.boundary import project_on_line, valley_depth, valley_p_value, valley_place
from finseg.maths.dip import dip_p_value, dip_statistic

SEED = np.random.SeedSequence(1)


class A:
    """Anything with the attributes that are given."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


@pytest.mark.parametrize(
    ("agreement", "outcome"), [(0.75, "natural"), (0.749, "misfit"), (1.0, "natural")]
)
def test_k_means_follows_the_groups_from_the_limit_on(agreement, outcome):
    canvas: Any = A(x=np.zeros((70, 2)))
    labels = np.zeros(90, dtype=np.intp)

    found = _state_groups(canvas, (), 4, labels=labels, agreement=agreement, natural_k=3)

    separation = found.separation
    assert (separation.outcome, separation.natural_k, separation.islands) == (outcome, 3, 4)
    assert (separation.agreement, separation.rows) == (agreement, 70)
    assert len(found.labels) == 90


def test_no_groups_are_one_group_of_everybody():
    found = _state_no_groups(90, (), 4, 70)

    assert found.labels.tolist() == [0] * 90
    separation = found.separation
    assert (separation.natural_k, separation.outcome, separation.agreement) == (1, "none", 1.0)
    assert (separation.islands, separation.rows) == (4, 70)


@pytest.mark.parametrize(("elsewhere", "spans"), [(2, False), (3, True)])
def test_a_group_spans_islands_with_more_than_a_tenth_on_another(elsewhere, spans):
    # Group 0 has 20 customers on the large islands 0 and 1, group 1 all of its 30 on island 1.
    groups = np.repeat([0, 1, 0], [20, 30, 50])
    part = np.r_[np.zeros(20 - elsewhere), np.ones(elsewhere + 30), np.full(50, 2)].astype(np.intp)

    assert _spans_islands(groups, part, 2) is spans  # island 2 is too small to count


def test_agreement_is_relative_to_what_the_best_labels_would_reach():
    sure = np.repeat(np.eye(2), [30, 10], axis=0)
    unsure = np.where(sure == 1, 0.9, 0.1)
    best = np.repeat([0, 1], [30, 10])
    other = np.r_[np.repeat([0, 1], [25, 5]), np.repeat([1, 0], [8, 2])]

    assert _measure_relative_agreement(sure, best) == pytest.approx(1)
    assert _measure_relative_agreement(unsure, best) == pytest.approx(1)
    own = _measure_relative_agreement(sure, other)
    assert own == pytest.approx(compare_groupings(best, other))
    assert 0.2 < own < 0.6
    assert _measure_relative_agreement(np.full((40, 2), 0.5), best) in {0.0, 1.0}


def test_the_same_grouping_agrees_by_one_whatever_it_is_called():
    assert compare_groupings(np.array([0, 0, 1, 2]), np.array([2, 2, 0, 1])) == 1
    assert compare_groupings(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)


@pytest.mark.parametrize("x", [np.zeros(3), np.zeros((0, 2)), np.array([[np.nan]]), np.zeros(0)])
def test_what_is_no_finite_matrix_is_refused(x):
    with pytest.raises(ValueError, match="finite matrix"):
        find_structure(x, k_max=3, seed=SEED)


def test_at_least_two_groups_are_looked_for():
    with pytest.raises(ValueError, match="k_max"):
        find_structure(np.ones((9, 1)), k_max=1, seed=SEED)
    assert find_structure(np.ones((9, 1)), k_max=2, seed=SEED).separation.levels == ()


@pytest.mark.parametrize(("distinct", "ks"), [(15, []), (16, [2]), (23, [2]), (24, [2, 3])])
def test_a_group_is_looked_for_from_eight_distinct_customers_on(distinct, ks):
    x = np.random.default_rng(3).normal(size=(distinct, 2))

    found = find_structure(x, k_max=6, seed=SEED, effort=QUICK)

    assert [level.k for level in found.separation.levels] == ks


def test_no_more_groups_are_looked_for_than_asked():
    x = np.random.default_rng(3).normal(size=(60, 2))

    found = find_structure(x, k_max=3, seed=SEED, effort=QUICK)

    assert [level.k for level in found.separation.levels] == [2, 3]


@pytest.mark.parametrize(("share", "tested"), [(0.2, True), (0.21, False)])
def test_a_smaller_share_than_asked_is_no_group(share, tested):
    rng = np.random.default_rng(2)
    x = np.repeat([[0.0, 0], [9, 0]], [80, 20], axis=0) + rng.normal(size=(100, 2)) / 2

    found = find_structure(x, k_max=2, seed=SEED, least_share=share, effort=QUICK)

    assert bool(found.separation.levels[0].borders) is tested


def test_parts_count_as_islands_from_a_twentieth_of_the_customers_on(monkeypatch):
    seen = []

    def spans(_, __, large):
        seen.append(large)
        return False

    monkeypatch.setattr(structure, "_spans_islands", spans)
    for small in (10, 9):
        sizes = [200 - small, small]
        part = np.repeat(np.arange(2), sizes)
        monkeypatch.setattr(structure, "find_islands", lambda _, part=part: part)
        x = np.random.default_rng(3).normal(size=(200, 2))
        find_structure(x, k_max=2, seed=SEED, effort=QUICK)

    assert seen == [2, 1]


def test_islands_of_fewer_than_eight_customers_do_not_count(monkeypatch):
    seen = []

    def spans(_, __, large):
        seen.append(large)
        return False

    monkeypatch.setattr(structure, "_spans_islands", spans)
    for small in (8, 7):
        part = np.repeat(np.arange(2), [40 - small, small])
        monkeypatch.setattr(structure, "find_islands", lambda _, part=part: part)
        x = np.random.default_rng(3).normal(size=(40, 2))
        find_structure(x, k_max=2, seed=SEED, effort=QUICK)

    assert seen == [2, 1]


def test_every_group_has_as_many_rows_as_asked():
    labels = np.array([0, 0, 0, 1, 1])

    assert _has_enough_rows(labels, 2, 2)
    assert not _has_enough_rows(labels, 2, 3)
    assert not _has_enough_rows(labels, 3, 1)


def test_the_widest_groups_are_split_along_their_longest_axis():
    wide = np.column_stack([np.linspace(-3, 3, 40), np.zeros(40)])
    narrow = np.column_stack([np.full(40, 50.0), np.linspace(-0.1, 0.1, 40)])
    x, labels = np.vstack([narrow, wide]), np.repeat([0, 1], 40)
    centres = np.array([[50.0, 0], [0, 0]])

    first, second = _split_widest_groups(x, labels, centres)

    step = np.cov(wide[:, 0]).item() ** 0.5
    np.testing.assert_allclose(first[0], [50, 0])
    np.testing.assert_allclose(sorted(first[1:, 0]), [-step, step], atol=1e-9)
    np.testing.assert_allclose(first[1:, 1], 0, atol=1e-9)
    np.testing.assert_allclose(second[0], [0, 0])
    four = _split_widest_groups(
        np.vstack([wide + np.array([0, 99 * i]) for i in range(4)]),
        np.repeat(np.arange(4), 40),
        np.ones((4, 2)),
    )
    assert len(four) == 3


def test_a_size_counts_as_a_spread_does_and_a_single_customer_is_not_split():
    many = np.column_stack([np.linspace(-1, 1, 200), np.zeros(200)])
    few = np.column_stack([np.linspace(-1.5, 1.5, 20), np.full(20, 50.0)])
    x = np.vstack([few, many, [[9.0, 9.0]]])
    labels, centres = np.repeat([0, 1, 2], [20, 200, 1]), np.array([[0.0, 50], [0, 0], [9, 9]])

    found = _split_widest_groups(x, labels, centres)

    assert len(found) == 2
    np.testing.assert_allclose(found[0][:2], centres[[0, 2]])  # the larger group is split first


def test_the_whole_table_is_split_along_its_flattest_columns_first():
    rng = np.random.default_rng(1)
    peaks = np.repeat([-1.0, 1.0], 100)
    bell = rng.normal(size=200) * 5
    flat = np.linspace(-2, 2, 200)
    same = np.zeros(200)

    found = _split_flattest_columns(np.column_stack([bell, same, peaks, flat]), None)

    assert len(found) == 3
    halves = found[0]
    np.testing.assert_allclose(halves[:, 2], [-1, 1])  # the spread of the two peaks is 1
    np.testing.assert_allclose(halves[0, [0, 1, 3]], halves[1, [0, 1, 3]])
    np.testing.assert_allclose(np.diff(found[1][:, 3]), 2 * flat.std())
    np.testing.assert_allclose(np.diff(found[2][:, 0]), 2 * bell.std())


def test_the_neighbours_grow_with_the_logarithm_of_the_rows():
    assert [_choose_neighbour_count(n) for n in (0, 2, 100, 3_000)] == [2, 2, 12, 21]


def test_so_many_rows_are_picked_and_all_where_there_are_no_more():
    x = np.random.default_rng(1).normal(size=(30, 2))

    assert _sample_by_content(x, 30, 1).tolist() == list(range(30))
    some = _sample_by_content(x, 29, 1)
    assert len(some) == 29
    assert some.tolist() == sorted(some.tolist())
    assert _sample_by_content(x, 5, 1).tolist() != _sample_by_content(x, 5, 2).tolist()


def test_each_column_keeps_the_spread_it_was_given_with():
    given = np.column_stack([[0.0, 0, 4, 4], [1.0, 2, 3, 4], [5.0, 5, 5, 5]])
    moved = np.column_stack([[-1.0, 1, 3, 5], [1.0, 2, 3, 4], [5.0, 5, 5, 5]])

    found = _restore_spread(moved, given)

    np.testing.assert_allclose(found.std(axis=0), given.std(axis=0))
    np.testing.assert_allclose(found[:, 0], 2 + np.array([-3, -1, 1, 3]) * 2 / 5**0.5)
    assert (found[:, 1:] == given[:, 1:]).all()


def test_a_canvas_knows_each_row_its_place_and_how_many_differ():
    x = np.array([[3.0, 7], [1, 7], [3, 7], [2, 7], [1, 7], [2, 7], [1, 7], [2, 7]])

    canvas = prepare_canvas(arrange_everyone(x), SEED, most_rows=50)

    assert canvas.x.shape == (8, 1)  # the constant column is dropped
    assert canvas.distinct == 3
    assert np.bincount(canvas.given).tolist() == [3, 3, 2]
    assert canvas.row_of.tolist() == [6, 0, 6, 3, 0, 3, 0, 3]
    twice = prepare_canvas(arrange_everyone(np.repeat(x, 2, axis=0)), SEED, most_rows=50)
    np.testing.assert_array_equal(twice.x, canvas.x)
    assert len(prepare_canvas(arrange_everyone(x), SEED, most_rows=5).x) == 5
    assert len(canvas.graph_rows) == 3


@pytest.mark.parametrize(("distinct", "compared"), [(8, True), (7, False)])
def test_a_border_is_looked_at_from_eight_distinct_customers_on(distinct, compared):
    place = np.repeat([0.0, 1.0], 60)
    rows = np.column_stack([place * 20 + np.tile(np.linspace(-1, 1, 60), 2), np.zeros(120)])
    canvas: Any = A(
        given=np.arange(120) % distinct,
        graph_rows=np.arange(120),
        neighbours=np.zeros((120, 1), int),
    )
    groups: Any = A(centres=np.array([[0.0, 0], [20, 0]]), weights=np.array([0.5, 0.5]))

    border = _examine_border(canvas, groups, np.repeat([0, 1], 60), rows, np.ones(2), (0, 1), 0.3)

    assert (border.pair, border.traffic, border.customers) == ((0, 1), 0.3, distinct)
    if compared:
        assert (border.depth, border.p < 0.1, border.dip > 0.1) == (1.0, True, True)
    else:
        assert (border.dip, border.dip_p, border.p, border.depth) == (0.0, 1.0, 1.0, 0.0)


def test_a_small_group_is_tested_beside_as_many_of_the_large_one():
    rng = np.random.default_rng(7)
    place = np.concatenate([rng.normal(-1, 0.2, 400), rng.normal(1, 0.1, 20)])
    given = np.arange(420)

    whole_dip = dip_p_value(dip_statistic(place), 420)
    _, near = _test_dip(place, given, 0.2)
    _, mirrored = _test_dip(-place, given, -0.2)
    _, few = _test_dip(place, given // 60, 0.2)  # seven different customers

    assert whole_dip > 0.3
    assert near < 0.01
    assert mirrored == pytest.approx(near)
    assert few == pytest.approx(dip_p_value(dip_statistic(place), 7))


@pytest.mark.parametrize(("small", "doubled"), [(66, True), (67, False)])
def test_two_tests_are_made_of_sides_of_unequal_size_only(small, doubled):
    # 66 of 166 are less than .4 of all, 67 of 167 are more.
    place = np.concatenate([np.linspace(-1.4, -0.6, 100), np.linspace(0.6, 1.4, small)])
    given = np.arange(len(place))

    dip, p = _test_dip(place, given, 0.0)
    plain = dip_p_value(dip_statistic(place), len(place))

    assert p == pytest.approx(2 * plain if doubled else plain)
    assert dip == pytest.approx(dip_statistic(place))


def test_a_border_is_judged_by_its_own_two_groups_of_three(monkeypatch):
    """Groups 0 and 2 of unequal size and spread; the row between them and group 1 is left out."""
    asked: dict[str, Any] = {}
    place = np.r_[np.linspace(-2, 2, 40), np.linspace(19, 21, 12), [10.0, 10.0]]
    rows = np.column_stack([place, np.r_[np.zeros(52), 0, 90]])
    labels = np.repeat([0, 2, 1], [40, 12, 2])
    canvas: Any = A(
        given=np.r_[np.arange(52) // 2, 26, 27],
        graph_rows=np.arange(1, 54),
        neighbours=np.arange(53)[:, None],
    )
    groups: Any = A(
        centres=np.array([[0.0, 0], [10, 80], [20, 0]]), weights=np.array([0.7, 0.05, 0.25])
    )
    spreads = np.array([1.2, 9.0, 0.5])

    def bend(neighbours, own, x, pair, line):
        asked["bend"] = (neighbours.shape, own.tolist(), x.tolist(), pair, np.array(line).tolist())
        return 0.625

    monkeypatch.setattr(levels, "measure_bend", bend)

    border = _examine_border(canvas, groups, labels, rows, spreads, (0, 2), 0.3)

    own, inside = project_on_line(rows[:53], groups.centres[0], groups.centres[2])
    at = valley_place(20.0, spreads[[0, 2]], groups.weights[[0, 2]])
    assert inside.all()
    assert at > 0.1
    assert border.customers == 27  # each stands twice, but for the one between
    assert border.depth == pytest.approx(valley_depth(own, at))
    assert border.p == pytest.approx(valley_p_value(own, at, customers=27))
    assert (border.dip, border.dip_p) == _test_dip(own, canvas.given[:53], at)
    assert (border.bend, border.pair, border.traffic) == (0.625, (0, 2), 0.3)
    assert asked["bend"] == (
        (53, 1),
        labels[1:].tolist(),
        rows[1:].tolist(),
        (0, 2),
        [[0, 0], [20, 0]],
    )


@pytest.mark.parametrize(("p", "hollow"), [(0.001, (1,)), (0.0011, ())])
def test_a_group_is_hollow_from_its_own_rows_up_to_one_in_a_thousand(monkeypatch, p, hollow):
    rng = np.random.default_rng(3)
    x = np.repeat([[0.0, 0], [9, 0]], [60, 30], axis=0) + rng.normal(size=(90, 2))
    canvas = prepare_canvas(arrange_everyone(x), SEED, most_rows=500)
    two = find_partition(canvas, 2, before=None, starts=3, least=8)
    sizes = np.bincount(two.groups.assign_groups(canvas.x))
    small = int(sizes.argmin())
    monkeypatch.setattr(levels, "hollow_p_value", lambda rows: p if len(rows) == 30 else 0.5)

    level = judge_borders(canvas, two.groups, least=8)

    assert sorted(sizes.tolist()) == [30, 60]
    assert level.hollow == tuple(small for _ in hollow)
    assert level.limit == 0.01
    assert level.passes is not bool(hollow)


def test_islands_are_groups_with_everyone_else_on_the_nearest():
    """Twelve rows on one island, nine on the other, and two stragglers; k-means cuts elsewhere."""
    place = np.r_[np.arange(12.0), 40 + np.arange(9.0), 14.0, 37.0]
    part = np.repeat([0, 1, 2], [12, 9, 2])
    order = np.random.default_rng(2).permutation(23)
    canvas: Any = A(
        graph_rows=np.arange(23),
        x=place[:, None],
        everyone=place[:, None],
        row_of=order,
    )
    labels = np.r_[np.zeros(10), np.ones(13)].astype(np.intp)
    right: Any = A(level=A(k=2), partition=A(labels=labels))
    wrong: Any = A(level=A(k=3), partition=A(labels=part))

    found = _take_islands_as_groups(canvas, [wrong, right], part, 2)
    alone = _take_islands_as_groups(canvas, [wrong], part, 2)

    assert found.labels.tolist() == np.r_[part[:21], 0, 1][order].tolist()
    agreement = compare_groupings(labels[:21], part[:21])
    assert 0.6 < agreement < 0.75
    assert found.separation.agreement == pytest.approx(agreement)
    assert (found.separation.natural_k, found.separation.islands) == (2, 2)
    assert (alone.separation.agreement, alone.separation.outcome) == (0.0, "misfit")
    assert [level.k for level in found.separation.levels] == [3, 2]


def test_agreement_is_never_above_one():
    """Eight are sure, and four in doubt: who sets all four apart does better than the likeliest."""
    chances = np.repeat([[1.0, 0], [0.52, 0.48], [0.45, 0.55]], [8, 2, 2], axis=0)

    assert _measure_relative_agreement(chances, np.repeat([1, 0], [8, 4])) == 1
    assert _measure_relative_agreement(chances, np.repeat([1, 0, 0, 1], [7, 1, 3, 1])) < 0.9


def test_of_sharpened_groups_the_most_likely_with_enough_rows_is_kept(monkeypatch):
    x = np.array([[0.0], [1], [2], [10], [11]])
    centres = np.array([[1.0], [10.5]])
    asked: list[Any] = []

    def sharpened(likelihood, labels):
        return A(likelihood=likelihood, assign_groups=lambda _: np.array(labels))

    def sharpen(_, full, *, least):
        asked.append(([guess.tolist() for guess in full], least))
        return [
            sharpened(-1.0, [0, 0, 0, 1, 1]),
            sharpened(-0.5, [0, 0, 1, 1, 1]),
            sharpened(-0.1, [0, 0, 0, 0, 1]),
        ]

    monkeypatch.setattr(partitions, "sharpen_partitions", sharpen)
    guesses = [np.array([0, 0, 0, 0, 0]), np.array([0, 1, 1, 1, 1])]

    found = _sharpen_best(x, centres, guesses, 2)

    assert asked == [([[0, 0, 0, 1, 1], [0, 1, 1, 1, 1]], 2)]  # one guess leaves a group empty
    assert found.groups.likelihood == -0.5  # the most likely has a group of one
    assert found.labels.tolist() == [0, 0, 0, 1, 1]
    plain = _sharpen_best(x, centres, guesses, 3)
    assert plain.groups.assign_groups(x).tolist() == [0, 0, 0, 1, 1]
    assert plain.groups.weights.tolist() == pytest.approx([0.6, 0.4])
