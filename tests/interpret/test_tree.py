"""Does the tree divide the customers, at round limits?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.interpret.tree import (
    FEWEST,
    ROUNDING,
    TreeEnd,
    are_all_whole,
    assign_by_tree,
    find_round_number,
    find_rows_within,
    grow_tree,
    measure_tree_agreement,
    round_limit,
)


def test_a_limit_is_rounded_as_far_as_one_in_a_hundred_on_either_side_allows():
    assert ROUNDING == 0.01
    values = np.concatenate([np.linspace(0, 97, 100), np.linspace(103, 200, 100) + 0.5])

    assert round_limit(values, 98.7) == 100.0
    assert round_limit(values, -5.0) == -5.0  # nobody below: there is nothing to round by
    assert round_limit(values, 500.0) == 500.0


@pytest.mark.parametrize(
    ("low", "high", "whole", "found"),
    [(3.0, 4.0, True, 4.0), (3.0, 7.0, True, 5.0), (3.2, 3.9, False, 3.5)],
)
def test_a_round_number_lies_above_the_lower_and_not_above_the_higher_value(
    low, high, whole, found
):
    assert find_round_number(low, high, whole=whole) == found


def test_whole_numbers_are_told_from_others():
    assert are_all_whole(np.array([1.0, -3.0]))
    assert not are_all_whole(np.array([1.0, 2.5]))


def test_agreement_is_the_share_of_rows_in_their_segment():
    ends = [
        TreeEnd(bounds={0: (-math.inf, 5.0)}, segment=0),
        TreeEnd(bounds={0: (5.0, math.inf)}, segment=1),
    ]
    x = np.array([[1.0], [2.0], [5.0], [9.0], [9.5]])

    assert measure_tree_agreement(ends, x, np.array([0, 1, 1, 1, 0])) == 0.6
    assert math.isnan(measure_tree_agreement(ends, x[:0], np.array([], np.int64)))


@pytest.mark.parametrize(("few", "ends"), [(FEWEST, 2), (FEWEST - 1, 1)])
def test_no_end_is_grown_for_fewer_than_five(few, ends):
    x = np.arange(400.0)[:, None]
    segment = (x[:, 0] >= 400 - few).astype(np.int64)

    grown = grow_tree(x, segment, 2, x, segment)

    assert len(grown) in {ends, 2}
    assert (measure_tree_agreement(grown, x, segment) == 1.0) is (ends == 2)


def test_the_slack_of_a_limit_is_one_in_a_hundred_and_not_more():
    # 200 values, a tenth apart from 950.05 on: two of them on either side may be crossed.
    values = 950.05 + np.arange(200) / 10

    found = round_limit(values, 956.7)  # above 956.45, up to 956.95; by three 957 would do

    assert found == 956.5
    narrow = np.r_[np.zeros(98), [81.0, 82.0, 83.0], [87.0, 88.0, 89.0], np.full(98, 200.0)]
    assert round_limit(narrow, 85.0) == 85.0


def test_of_trees_within_one_standard_error_of_the_best_the_smallest_is_taken():
    # A stripe of 2 in 100 that a third end would tell: 0.98 is not within 0 of 1.
    x = np.arange(1_000.0)[:, None]
    segment = ((x[:, 0] >= 300) & ~((x[:, 0] >= 600) & (x[:, 0] < 620))).astype(np.int64)
    held = x[:, 0] < 300

    whole = grow_tree(x, segment, 2, x, segment)
    elsewhere = grow_tree(x, segment, 2, x[held], segment[held])

    assert measure_tree_agreement(whole, x, segment) == 1.0
    assert len(whole) == 4
    assert len(elsewhere) == 2  # the customers held out know of no stripe


def test_rows_are_put_into_the_segment_of_the_end_they_meet_on_every_column():
    ends = [
        TreeEnd(bounds={0: (-math.inf, 5.0)}, segment=2),
        TreeEnd(bounds={0: (5.0, math.inf), 1: (0.0, 3.0)}, segment=1),
    ]
    x = np.array([[1.0, 9.0], [5.0, 0.0], [5.0, 3.0], [5.0, -1.0]])

    assert assign_by_tree(ends, x).tolist() == [2, 1, 0, 0]
    assert find_rows_within(ends[1].bounds, x).tolist() == [False, True, False, False]
    assert find_rows_within({}, x).all()


def test_a_gain_within_one_standard_error_is_not_worth_further_ends():
    # Every fifth customer is elsewhere, and a stripe of ten: four ends would gain .006 of .8,
    # and one standard error of .8 among 1,000 is .013.
    x = np.arange(1_000.0)[:, None]
    segment = (x[:, 0] >= 300).astype(np.int64)
    segment[::5] = 1 - segment[::5]
    segment[600:610] = 0

    grown = grow_tree(x, segment, 2, x, segment)

    assert len(grown) == 2
    assert {end.bounds[0] for end in grown} == {(-math.inf, 300.0), (300.0, math.inf)}


@pytest.mark.parametrize(("stripes", "told"), [(6, True), (7, False)])
def test_a_tree_of_two_segments_has_at_most_six_ends(stripes, told):
    x = np.arange(100.0 * stripes)[:, None]
    segment = (x[:, 0] // 100).astype(np.int64) % 2

    grown = grow_tree(x, segment, 2, x, segment)

    assert (measure_tree_agreement(grown, x, segment) == 1.0) is told
    assert len(grown) <= 6
