"""Is the plain rule of a segment the right one, and no longer than it must be?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.interpret import plain
from finseg.interpret.plain import (
    GAIN,
    MOST_CONDITIONS,
    _add_best_limit,
    _compute_f1,
    _find_round_limits,
    _PartialRule,
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


def places_of(values, limits):
    return np.searchsorted(np.array(limits), np.array(values), side="right")


def everybody(own):
    f1 = float(_compute_f1(sum(own), len(own), sum(own)))
    return _PartialRule(inside=np.ones(len(own), bool), f1=f1)


def test_the_best_limit_is_found_from_either_side():
    values, limits = [1.0, 2, 3, 4, 5, 6, 7, 8], np.array([2.5, 4.5, 6.5])
    low = np.array([1, 1, 1, 1, 0, 0, 0, 0], bool)
    places = places_of(values, limits)

    below = _add_best_limit(everybody(low), 0, low, limits, places)
    above = _add_best_limit(everybody(~low), 0, ~low, limits, places)

    assert below is not None
    assert above is not None
    assert (below.bounds, below.f1) == ({0: (-math.inf, 4.5)}, 1.0)
    assert (above.bounds, above.f1) == ({0: (4.5, math.inf)}, 1.0)
    assert below.inside.tolist() == low.tolist()
    assert above.inside.tolist() == (~low).tolist()


def test_a_second_limit_on_a_column_narrows_the_first():
    values, limits = [1.0, 2, 3, 4, 5, 6, 7, 8], np.array([2.5, 4.5, 6.5])
    own = np.array([0, 0, 1, 1, 0, 0, 0, 0], bool)
    places = places_of(values, limits)

    first = _add_best_limit(everybody(own), 0, own, limits, places)
    assert first is not None
    second = _add_best_limit(first, 0, own, limits, places)

    assert first.f1 == pytest.approx(4 / 6)  # two of the segment among four
    assert second is not None
    assert (second.bounds, second.f1) == ({0: (2.5, 4.5)}, 1.0)
    assert second.inside.tolist() == own.tolist()
    assert _add_best_limit(second, 0, own, limits, places) is None  # no limit makes it better
    assert _add_best_limit(first, 0, own, np.array([]), places) is None


def test_a_gain_just_below_the_least_is_not_worth_a_condition(monkeypatch):
    x = np.zeros((1_000, 2))
    x[:110, 0] = 20.0
    x[100:110, 1] = 1.0
    segment = (np.arange(1_000) < 100).astype(np.int64)

    # Alone 200 / 210; with the second column 1: a gain of 0.0476.
    assert set(find_plain_rules(x, segment, 2)[1]) == {0, 1}
    monkeypatch.setattr(plain, "GAIN", 0.0477)
    assert set(find_plain_rules(x, segment, 2)[1]) == {0}


def test_limits_lie_between_quantiles_and_are_whole_where_values_are():
    whole = _find_round_limits(np.arange(1_000.0))
    broken = _find_round_limits(np.arange(1_000.0) + 0.5)

    assert len(whole) == 25  # between 26 quantiles
    assert (whole == np.round(whole)).all()
    assert (np.diff(whole) > 0).all()
    assert whole[0] == 20
    assert len(broken) == 25
    assert _find_round_limits(np.array([1.0, 2.0, 2.0])).tolist() == [2.0]
