"""Is the number of rows that chance makes equal estimated, and by how much is it exceeded?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.maths import coincidence
from finseg.maths.coincidence import _count_together, bound_probability, expect_equal_pairs


def pairs_of(codes):
    _, sizes = np.unique(codes, axis=0, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


@pytest.mark.parametrize(("levels", "columns"), [(3, 2), (5, 3), (12, 2)])
def test_independent_columns_are_equal_as_often_as_their_frequencies_say(levels, columns):
    rng = np.random.default_rng(levels)
    tables = [rng.integers(0, levels, (400, columns)) for _ in range(8)]

    true = 400 * 399 / 2 / levels**columns
    # An equal row is left out of the frequencies, so that few levels come out a little low.
    for table in tables:
        assert 0.3 * true < expect_equal_pairs(table) < 1.7 * true


def test_a_column_that_repeats_another_makes_nobody_less_likely_to_be_equal():
    rng = np.random.default_rng(4)
    one = rng.integers(0, 40, (500, 2))

    alone, twice = expect_equal_pairs(one), expect_equal_pairs(one[:, [0, 0, 1, 1, 1]])

    assert twice == pytest.approx(alone, rel=0.3)


@pytest.mark.parametrize("copies", [1, 30])
def test_copies_do_not_make_themselves_look_likely(copies):
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 10_000, (600, 3))

    expected = expect_equal_pairs(np.concatenate([rows, rows[:copies]]))

    assert expected < 0.01
    assert pairs_of(np.concatenate([rows, rows[:copies]])) == copies


def test_no_order_of_columns_matters():
    codes = np.random.default_rng(6).integers(0, [3, 90, 7], (300, 3))

    assert expect_equal_pairs(codes[:, [2, 0, 1]]) == pytest.approx(expect_equal_pairs(codes))


@pytest.mark.parametrize(("n", "d"), [(0, 2), (1, 2), (5, 0)])
def test_where_nothing_can_be_equal_nothing_is_expected(n, d):
    assert expect_equal_pairs(np.zeros((n, d), np.int64)) == 0.0


def test_the_bound_is_chernoffs_and_above_the_exact_probability():
    # Of Poisson with mean 2, exactly: P(X >= 6) = 1 - e^-2 (1 + 2 + 2 + 4/3 + 2/3 + 4/15).
    exact = 1 - math.exp(-2) * (1 + 2 + 2 + 4 / 3 + 2 / 3 + 4 / 15)

    assert bound_probability(6, 2.0) == pytest.approx(math.exp(4) * (2 / 6) ** 6)
    assert bound_probability(6, 2.0) > exact
    assert bound_probability(2, 2.0) == 1.0
    assert bound_probability(1, 0.0) == 0.0


@pytest.mark.parametrize("rows", [1, 8, 67])
def test_what_goes_together_is_counted_bit_by_bit(rows):
    marks = np.random.default_rng(7).random((rows, 5)) < 0.6

    assert np.array_equal(_count_together(marks), marks.T.astype(int) @ marks.astype(int))


@pytest.mark.parametrize(
    ("probes", "pairs"),
    [
        ([0], 4.0),  # of the two left, one has the value: (1 + 1) / (2 + 1), of six pairs
        ([3], 1.5),  # none of three has it: 1 / (3 + 1)
        ([0, 3], 2.75),
        (None, 3.375),
        ([0, 1, 2, 3], 3.375),
    ],
)
def test_the_chance_of_all_is_that_of_the_rows_that_were_probed(probes, pairs):
    codes = np.array([[7], [7], [7], [9]])

    found = expect_equal_pairs(codes, None if probes is None else np.array(probes))

    assert found == pytest.approx(pairs)


def test_a_second_value_has_its_frequency_among_those_who_share_the_first():
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]])

    # Without the row and its copy, one of three has either value, hence 2 / 4; of the one who
    # shares the first, none has both: (0 + 1/2) / (1 + 1). Ten pairs.
    assert expect_equal_pairs(codes, np.array([0])) == pytest.approx(0.5 * 0.25 * 10)


def test_of_too_many_columns_the_rarest_values_count(monkeypatch):
    codes = np.array([[0, 5], [0, 6], [0, 7], [1, 8]])
    monkeypatch.setattr(coincidence, "_MOST_COLUMNS", 1)

    # Nobody else has a 5: (0 + 1) / (3 + 1), of six pairs.
    assert expect_equal_pairs(codes, np.array([0])) == pytest.approx(1.5)
    monkeypatch.setattr(coincidence, "_MOST_COLUMNS", 2)
    # Of nobody who shares it, the 0 has its own frequency: 1/4 x (0 + 3/4) / (0 + 1).
    assert expect_equal_pairs(codes, np.array([0])) == pytest.approx(6 * 0.25 * 0.75)


def test_the_bound_is_one_up_to_what_is_expected_and_not_a_pair_further():
    assert bound_probability(3, 3.0) == 1.0
    assert bound_probability(4, 3.0) == pytest.approx(math.exp(1) * 0.75**4)
