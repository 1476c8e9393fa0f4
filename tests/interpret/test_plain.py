"""Is the plain rule of a segment the right one, and no longer than it must be?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.interpret.plain import (
    GAIN,
    MOST_CONDITIONS,
    _compute_f1,
    _find_round_limits,
    find_plain_rules,
)


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    precision, recall = 3 / 4, 3 / 6

    assert _compute_f1(3, 4, 6) == pytest.approx(2 * precision * recall / (precision + recall))
    assert _compute_f1(0, 0, 0) == 0.0


def test_a_rule_has_no_more_conditions_than_it_needs_and_three_at_most(rng):
    x = rng.uniform(0, 100, (2_000, 5))

    one = find_plain_rules(x, (x[:, 2] >= 70).astype(np.int64), 2)[1]
    four = find_plain_rules(x, (x[:, :4] >= 30).all(axis=1).astype(np.int64), 2)[1]

    assert set(one) == {2}
    assert one[2][0] == pytest.approx(70, abs=2)
    assert one[2][1] == math.inf
    assert len(four) == MOST_CONDITIONS


def test_a_further_condition_must_bring_enough():
    assert GAIN == 0.02
    # 100 of the segment and 4 others above 10; a second column would tell two of the four.
    x = np.zeros((1_000, 2))
    x[:104, 0] = 20.0
    x[100:102, 1] = 1.0
    segment = np.zeros(1_000, np.int64)
    segment[:100] = 1

    assert set(find_plain_rules(x, segment, 2)[1]) == {0}


def test_nothing_tells_one_segment_of_one_value():
    assert find_plain_rules(np.ones((20, 2)), np.zeros(20, np.int64), 1) == [{}]
    assert _find_round_limits(np.ones(20)).tolist() == []
