"""Is every border between neighbouring groups looked at, and rightly?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose import levels
from finseg.choose.levels import _test_dip, combine_p_values, judge_borders
from finseg.choose.partitions import find_partition
from finseg.choose.sample_for_gaps import arrange_everyone, prepare_canvas

SEED = np.random.SeedSequence(1)


def judge(x, k, *, least=8):
    canvas = prepare_canvas(arrange_everyone(x), SEED, most_rows=5_000)
    before = None
    for number in range(2, k + 1):
        before = find_partition(canvas, number, before=before, starts=4, least=8)
    assert before is not None
    return judge_borders(canvas, before.groups, least=least)


@pytest.fixture(scope="module")
def in_a_row():
    """Three groups of unequal size in a row: only neighbours share a border."""
    rng = np.random.default_rng(2)
    place = np.repeat([0.0, 9, 18], [120, 80, 50])
    return np.column_stack([place, np.zeros(250)]) + rng.normal(size=(250, 2))


def test_only_neighbours_share_a_border(in_a_row):
    level = judge(in_a_row, 3)

    assert len(level.borders) == 2
    assert level.passes
    assert level.least_share == pytest.approx(0.2)


def test_clear_gaps_are_empty_and_nobody_is_a_neighbour_across_them(in_a_row):
    level = judge(in_a_row, 3)

    assert level.least_depth == 1
    assert level.most_traffic == 0
    assert level.worst_p < 0.001
    assert level.p <= 0.01


def test_a_border_through_a_group_is_no_gap(in_a_row):
    level = judge(in_a_row, 4)

    assert not level.passes
    assert level.worst_p > 0.15


def test_a_group_that_is_too_small_leaves_nothing_to_test(in_a_row):
    level = judge(in_a_row, 3, least=51)

    assert level.borders == ()
    assert (level.p, level.passes) == (1.0, False)
    assert judge(in_a_row, 3, least=50).borders != ()


def test_p_values_are_combined_by_their_geometric_mean_times_e():
    assert combine_p_values([0.02]) == 0.02
    assert combine_p_values([0.001, 0.1]) == pytest.approx(np.e * 0.01)
    assert combine_p_values([0.5, 0.9]) == 1
    assert combine_p_values([0.0, 0.01]) == pytest.approx(np.e * 0.001)  # none counts below 1e-4


TWENTY = np.random.default_rng(4).permutation(20.0 + np.arange(20))  # 20 to 39, in any order


@pytest.fixture
def dips(monkeypatch):
    """Write down what is tested; the whole line has a chance of .3, a part of it that is set."""
    asked: list[tuple[list[float], int]] = []
    chance = {"near": 0.2}

    def statistic(place):
        asked.append((sorted(place.tolist()), 0))
        return len(place) / 100

    def p_value(dip, customers):
        assert dip == len(asked[-1][0]) / 100
        asked[-1] = (asked[-1][0], customers)
        return 0.3 if len(asked) == 1 else chance["near"]

    monkeypatch.setattr(levels, "dip_statistic", statistic)
    monkeypatch.setattr(levels, "dip_p_value", p_value)
    return asked, chance


@pytest.mark.parametrize(
    ("at", "near"),
    [
        (34.5, (30, 40)),  # five beyond, so that the five before them are tested with them
        (24.5, (20, 30)),
        (32.5, (26, 40)),
        (31.5, None),  # eight and twelve are balanced: twice eight are .8 of all
        (27.5, None),
        (35.5, (32, 40)),
        (36.5, None),  # six customers are too few for a test
        (39.0, None),  # nobody is beyond
        (19.0, None),
    ],
)
def test_a_small_side_is_tested_with_as_many_of_the_other_next_to_it(dips, at, near):
    asked, _ = dips

    dip, p = _test_dip(TWENTY, np.arange(20), at)

    assert asked[0] == ([float(x) for x in range(20, 40)], 20)
    if near is None:
        assert len(asked) == 1
        assert (dip, p) == (0.2, 0.3)
    else:
        rows = [float(x) for x in range(*near)]
        assert asked[1:] == [(rows, len(rows))]
        assert (dip, p) == (len(rows) / 100, 0.4)


@pytest.mark.parametrize(
    ("chance", "dip", "p"), [(0.05, 0.1, 0.1), (0.3, 0.2, 0.6), (0.45, 0.2, 0.6)]
)
def test_the_better_of_two_tests_counts_at_twice_its_chance(dips, chance, dip, p):
    _, chances = dips
    chances["near"] = chance

    assert _test_dip(TWENTY, np.arange(20), 34.5) == (dip, p)


def test_a_chance_is_never_above_one(monkeypatch):
    monkeypatch.setattr(levels, "dip_p_value", lambda *_: 0.9)

    assert _test_dip(TWENTY, np.arange(20), 34.5)[1] == 1


def test_a_customer_drawn_twice_is_tested_as_one(dips):
    asked, _ = dips
    given = (TWENTY.astype(int) - 20) // 2  # each customer twice, side by side

    _test_dip(TWENTY, given, 35.5)  # the eight rows on the right are four customers

    assert [customers for _, customers in asked] == [10]


@pytest.mark.parametrize("least", [8, 51])
def test_the_limit_that_was_asked_for_is_kept_with_the_answer(in_a_row, least):
    canvas = prepare_canvas(arrange_everyone(in_a_row), SEED, most_rows=5_000)
    two = find_partition(canvas, 2, before=None, starts=4, least=8)
    three = find_partition(canvas, 3, before=two, starts=4, least=8)

    level = judge_borders(canvas, three.groups, least=least, limit=0.003)

    assert (level.k, level.limit) == (3, 0.003)
