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
    find_round_number,
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
