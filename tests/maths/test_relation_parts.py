"""Is each step of the search for exact relations the one worked out by hand?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.maths import relations
from finseg.maths.relations import (
    MOST_COLUMNS,
    _choose_candidates,
    _divide_columns,
    _find_grain,
    _find_simple_slope,
    _find_usual_value,
    _find_varying_columns,
    _fit_robust_line,
    _Judge,
    _lay_out_pairs,
    _match_columns,
    _measure_spread,
    _normalise_rows,
    _RelationCandidate,
    _search_ratios,
    _take_complete_rows,
    exact_copies,
    exact_relations,
    group_correlated_columns,
    pairwise_correlations,
)


@pytest.mark.parametrize(
    ("values", "grain"),
    [
        ([100.0, 300.0, 700.0], 100.0),
        ([12.0, 18.0, 30.0], 6.0),
        ([0.25, 0.5, 1.0], 0.25),
        ([1.01, 2.03, 5.0], 0.01),
        ([1.0, math.pi], 0.0),
        ([1.0, 2.00003], 1e-5),
        ([2.0**54, 4.0], 0.0),
        ([-4.0, 10.0], 2.0),
    ],
)
def test_the_grain_is_the_step_the_values_are_written_in(values, grain):
    assert _find_grain(np.array(values)) == pytest.approx(grain)


@pytest.mark.parametrize(
    ("slope", "simple"),
    [(11.9, 12.0), (-11.9, -12.0), (0.083, 1 / 12), (1.3, 1.0), (1.5, 2.0), (95.0, 100.0),
     (5e6, 1e6), (0.0011, 0.001), (48.0, 52.0)],
)  # fmt: skip
def test_a_slope_has_a_simple_figure_beside_it(slope, simple):
    assert _find_simple_slope(slope) == pytest.approx(simple)


def test_the_usual_value_is_the_most_common_or_else_the_median():
    assert _find_usual_value(np.array([5.0, 1.0, 5.0, 9.0])) == 5.0
    assert _find_usual_value(np.array([5.0, 1.0, 9.0, 100.0])) == 7.0
    assert _find_usual_value(np.array([])) == 0.0


def test_the_spread_is_that_of_the_middle_nine_tenths():
    values = np.arange(101.0)

    assert _measure_spread(values) == pytest.approx(np.clip(values, 5, 95).std())
    rare = np.r_[np.zeros(99), 10.0]
    assert _measure_spread(rare) == pytest.approx(rare.std())
    assert _measure_spread(np.array([])) == 0.0


def test_a_line_is_fitted_whatever_a_few_rows_say():
    e = np.arange(40.0)
    w = -3 * e + 7
    w[[3, 17, 30]] = 1e6

    line = _fit_robust_line(e, w)

    assert line == pytest.approx((-3.0, 7.0))
    assert _fit_robust_line(np.ones(40), w) is None
    assert _fit_robust_line(e, np.full(40, 5.0)) is None


def test_a_ratio_is_missing_where_the_divisor_is_nought():
    found = _divide_columns(np.array([6.0, 1.0, -8.0]), np.array([3.0, 0.0, 4.0]))

    assert found.tolist()[::2] == [2.0, -2.0]
    assert math.isnan(found[1])


def test_expressions_are_sums_with_signs_over_a_divisor():
    x = np.array([[1.0, 2.0, 4.0], [6.0, 5.0, 2.0]])
    candidate = _RelationCandidate(0, ((1, 1), (2, -1)), None)

    assert candidate.value(x).tolist() == [-2.0, 3.0]
    assert candidate.members == {0, 1, 2}
    over = _RelationCandidate(1, ((0, 1),), 2)
    assert over.value(x).tolist() == [0.25, 3.0]
    assert over.members == {0, 1, 2}


def test_pairs_are_added_and_taken_from_each_other():
    found = _lay_out_pairs(np.array([2, 5, 7])).tolist()

    assert found == [
        [[2, 1], [5, 1]], [[2, 1], [7, 1]], [[5, 1], [7, 1]],
        [[2, 1], [5, -1]], [[2, 1], [7, -1]], [[5, 1], [7, -1]],
    ]  # fmt: skip


def test_rows_are_centred_and_have_length_one():
    found = _normalise_rows(np.array([[1.0, 3.0, 5.0]]))

    np.testing.assert_allclose(found, [[-(0.5**0.5), 0, 0.5**0.5]])


def test_the_first_complete_rows_are_taken_without_the_columns_that_have_too_many_gaps():
    x = np.arange(160.0).reshape(40, 4)
    x[:3, 0] = np.nan
    x[5:, 2] = np.nan

    few = _take_complete_rows(x)

    assert few.shape == (24, 4)
    assert np.isnan(few[:, 2]).all()
    assert few[:, 0].tolist() == x[3:27, 0].tolist()
    assert _find_varying_columns(few).tolist() == [0, 1, 3]
    assert _find_varying_columns(few[:23]).tolist() == []
    few[:, 1] = 7.0
    assert _find_varying_columns(few).tolist() == [0, 3]


def test_correlations_are_over_the_rows_where_both_are_present():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 3))
    x[:, 1] += x[:, 0]
    x[::4, 1] = np.nan
    x[11:, 2] = np.nan
    known = ~np.isnan(x[:, 1])

    r = pairwise_correlations(x)

    assert r[0, 1] == r[1, 0] == pytest.approx(np.corrcoef(x[known, 0], x[known, 1])[0, 1])
    assert r[0, 0] == pytest.approx(1)
    assert r[0, 2] == pytest.approx(np.corrcoef(x[:11, 0], x[:11, 2])[0, 1])
    assert math.isnan(r[1, 2])  # 8 rows in common are too few
    x[10:, 2] = np.nan
    assert np.isfinite(pairwise_correlations(x)[0, 2])
    x[9:, 2] = np.nan
    assert math.isnan(pairwise_correlations(x)[0, 2])


def test_columns_are_joined_while_every_two_correlate_enough():
    r = np.array(
        [
            [1.0, 0.9, -0.8, 0.1],
            [0.9, 1.0, 0.7, 0.2],
            [-0.8, 0.7, 1.0, np.nan],
            [0.1, 0.2, np.nan, 1.0],
        ]
    )

    (three,) = group_correlated_columns(r, 0.7)
    (two,) = group_correlated_columns(r, 0.71)

    assert three[:2] == ((0, 1, 2), 0.7)
    weight = np.linalg.eigvalsh(np.array([[1, 0.9, 0.8], [0.9, 1, 0.7], [0.8, 0.7, 1]]))[-1]
    assert three[2] == pytest.approx(weight)
    assert two[:2] == ((0, 1), 0.9)
    assert two[2] == pytest.approx(1.9)
    assert group_correlated_columns(r, 0.91) == []


def a_table(n=300, seed=2):
    rng = np.random.default_rng(seed)
    return np.round(rng.uniform(1, 100, size=(n, 3)), 2)


@pytest.mark.parametrize(("broken", "found"), [(3, 1), (60, 0)])
def test_a_copy_may_fail_in_a_few_rows_only(broken, found):
    x = a_table()
    x[:, 2] = 12 * x[:, 0] + 5
    x[:broken, 2] += 40

    copies = exact_copies(x, iter([(0, 2), (0, 1)]))

    assert len(copies) == found
    if copies:
        (copy,) = copies
        assert (copy.column, copy.terms) == (2, ((0, 1),))
        assert copy.slope == pytest.approx(12)
        assert copy.offset == pytest.approx(5)
        assert copy.share == pytest.approx(0.99, abs=2e-4)
    assert exact_copies(x, iter([])) == []


def test_a_difference_a_mean_and_a_ratio_are_found_with_their_slopes():
    x = a_table()
    difference = np.column_stack([x[:, :2], x[:, 0] - x[:, 1]])
    mean = np.column_stack([x[:, :2], (x[:, 0] + x[:, 1]) / 2])
    ratio = np.column_stack([x[:, :2], 100 * x[:, 0] / x[:, 1]])

    (sums,) = exact_relations(difference, "sums of two")
    (means,) = exact_relations(mean, "sums of two")
    (ratios,) = exact_relations(ratio, "ratios")

    assert sums.members == {0, 1, 2}
    assert sums.share == 1.0
    assert means.slope == pytest.approx(0.5)
    assert means.column == 2
    assert (ratios.column, ratios.terms, ratios.below) == (2, ((0, 1),), 1)
    assert ratios.slope == pytest.approx(100)
    assert list(exact_relations(difference, "ratios")) == []


@pytest.mark.parametrize(("rows", "found"), [(29, 0), (30, 1)])
def test_in_fewer_than_thirty_rows_nothing_is_looked_for(rows, found):
    x = a_table(rows)
    x[:, 2] = x[:, 0] + x[:, 1]

    assert len(list(exact_relations(x, "sums of two"))) == found


def test_among_too_many_columns_nothing_is_looked_for(rng):
    assert MOST_COLUMNS == 60
    x = np.round(rng.uniform(1, 100, size=(60, MOST_COLUMNS)), 2)
    x[:, 2] = x[:, 0] + x[:, 1]

    assert len(list(exact_relations(x, "sums of two"))) == 1
    wider = np.column_stack([x, rng.uniform(size=60)])
    assert list(exact_relations(wider, "sums of two")) == []
    assert list(exact_relations(x[:, :2], "sums of two")) == []


def test_fewer_parts_go_first_then_fewer_minus_signs_then_the_finest_figures():
    x = a_table()
    x[:, 1] = np.round(x[:, 1])
    judge = _Judge(x)
    one, plus, minus, coarse = (
        _RelationCandidate(0, ((2, 1),), None),
        _RelationCandidate(0, ((1, 1), (2, 1)), None),
        _RelationCandidate(0, ((1, 1), (2, -1)), None),
        _RelationCandidate(1, ((0, 1), (2, 1)), None),
    )

    assert sorted([coarse, minus, plus, one], key=judge.rank) == [one, plus, coarse, minus]


def test_a_part_that_does_not_matter_makes_no_relation():
    x = a_table()
    x[:, 1] = 0.0
    x[:3, 1] = 9.0
    x[:, 2] = x[:, 0] + x[:, 1]
    judge = _Judge(x)

    assert not judge._needs_every_part(_RelationCandidate(2, ((0, 1), (1, 1)), None), 1.0, 0.0)
    assert judge._needs_every_part(_RelationCandidate(2, ((0, 1),), None), 1.0, 0.0)


class LazyRows:
    """A matrix that is read some rows at a time."""

    def __init__(self, x):
        self._x = x
        self.shape = x.shape

    def __len__(self):
        return len(self._x)

    def __getitem__(self, rows):
        return self._x[rows]

    def whole(self):
        return self._x


def test_a_matrix_read_in_parts_has_the_relations_of_the_whole():
    x = a_table()
    x[:, 2] = x[:, 0] + x[:, 1]

    assert list(exact_relations(LazyRows(x), "sums of two")) == list(
        exact_relations(x, "sums of two")
    )


@pytest.mark.parametrize("offset", [0.0, 7.0, -350.0])
def test_a_simple_slope_and_a_whole_offset_are_taken_where_the_figures_are_rounded(offset):
    e = np.round(np.random.default_rng(4).uniform(1, 90, 60), 2)
    x = np.column_stack([e, np.round(12 * e + offset)])

    found = _Judge(x)._fit_slope_and_offset(_RelationCandidate(1, ((0, 1),), None), x)

    assert found == (12.0, offset)


def test_correlations_without_a_gap_are_those_with_one_far_away(rng):
    x = rng.lognormal(3, 1, (400, 6))
    gap = np.column_stack([x, np.where(np.arange(400) < 5, np.nan, 1.0 * np.arange(400))])

    assert np.allclose(pairwise_correlations(x), np.corrcoef(x, rowvar=False), atol=1e-12)
    assert np.allclose(pairwise_correlations(gap)[:6, :6], pairwise_correlations(x), atol=1e-12)


def whole_numbers(n=100):
    """Two columns of whole numbers, one of tens, and their sum."""
    rng = np.random.default_rng(5)
    x = np.column_stack(
        [rng.integers(0, 900, n), rng.integers(0, 900, n), rng.integers(0, 90, n) * 10]
    )
    return np.column_stack([x, x.sum(axis=1)]).astype(float)


def test_an_error_of_half_the_units_of_all_parts_is_rounding():
    x = whole_numbers()
    judge = _Judge(x)
    spread = judge.spread[3]
    total = _RelationCandidate(3, ((0, 1), (1, 1), (2, -1)), None)

    assert judge.grain == [1, 1, 10, 1]
    # (1 + 2 x (1 + 1 + 10)) / 2, but no more than a fiftieth of the spread; a hair for arithmetic.
    assert judge._compute_tolerance(total, -2.0) == pytest.approx(0.02 * spread + 1e-7 * spread)
    small = _RelationCandidate(3, ((0, 1),), None)
    assert judge._compute_tolerance(small, 0.1) == pytest.approx(0.55 + 1e-7 * spread)
    over = _RelationCandidate(3, ((0, 1),), 2)
    assert judge._compute_tolerance(over, 0.1) == pytest.approx(1 + 1e-7 * spread)


@pytest.mark.parametrize(("broken", "share"), [(0, 1.0), (1, 0.99), (3, 0.97)])
def test_a_relation_holds_in_98_rows_of_100(broken, share):
    x = whole_numbers()
    x[:broken, 3] += 100
    judge = _Judge(x)
    total = _RelationCandidate(3, ((0, 1), (1, 1), (2, 1)), None)

    found = judge.verify_relation(total)

    assert judge._measure_share_of_rows(total, 1.0, 0.0) == pytest.approx(share, abs=0.011)
    assert (found is not None) is (broken < 3)
    if found is not None:
        assert (found.column, found.terms, found.below) == (3, ((0, 1), (1, 1), (2, 1)), None)
        assert (found.slope, found.offset) == (1.0, 0.0)
        assert found.members == {0, 1, 2, 3}


def test_the_share_is_that_of_the_rows_that_are_not_usual_where_it_is_less():
    x = np.zeros((100, 2))
    x[:30, 0] = np.arange(1, 31)
    x[:, 1] = 3 * x[:, 0]
    x[:6, 1] += 500  # six of 100, and of the thirty that tell anything
    judge = _Judge(x)
    copy = _RelationCandidate(1, ((0, 1),), None)

    assert judge._measure_share_of_rows(copy, 3.0, 0.0) == pytest.approx(24 / 30)
    judge.usual[1] = 3.0 * 7
    assert judge._measure_share_of_rows(copy, 3.0, 0.0) == pytest.approx(93 / 99)


@pytest.mark.parametrize(
    ("rows", "telling", "known"), [(20, 10, True), (19, 10, False), (20, 9, False)]
)
def test_twenty_rows_are_needed_of_which_ten_tell_something(rows, telling, known):
    x = np.zeros((rows, 2))
    x[:telling] = np.arange(1.0, telling + 1)[:, None]
    copy = _RelationCandidate(1, ((0, 1),), None)

    assert _Judge(x)._measure_share_of_rows(copy, 1.0, 0.0) == (1.0 if known else 0.0)


@pytest.mark.parametrize(("rows", "fitted"), [(20, True), (19, False)])
def test_twenty_rows_are_needed_for_a_line(rows, fitted):
    x = np.column_stack([np.arange(float(rows)), 5 * np.arange(float(rows)) + 2])
    x = np.vstack([x, [[np.nan, 1], [1, np.nan]]])

    found = _Judge(x)._fit_slope_and_offset(_RelationCandidate(1, ((0, 1),), None), x)

    assert (found is not None) is fitted
    if found is not None:
        assert found == pytest.approx((5.0, 2.0))


@pytest.mark.parametrize(("used", "needed"), [(10, False), (11, True)])
def test_a_part_without_which_it_holds_in_nine_rows_of_ten_is_none(used, needed):
    x = whole_numbers()
    x[:, 1] = np.where(np.arange(100) < used, x[:, 1] + 100, 0)
    x[:, 3] = x[:, 0] + x[:, 1]
    judge = _Judge(x)

    assert (
        judge._needs_every_part(_RelationCandidate(3, ((0, 1), (1, 1)), None), 1.0, 0.0) is needed
    )


def test_some_hundred_rows_are_tested_with_room_for_bad_luck():
    total = _RelationCandidate(3, ((0, 1), (1, 1), (2, 1)), None)
    passed = []
    for broken in (7, 8):
        x = whole_numbers()
        x[:broken, 3] += 100
        passed.append(_Judge(x).passes(total))

    assert passed == [True, False]
    wide = np.repeat(whole_numbers(), 90, axis=0)
    judge = _Judge(wide)
    assert len(judge.tested) == len(wide[:: 9_000 // 400])
    assert len(judge.few) == 4_500
    assert not judge.passes(_RelationCandidate(3, ((0, 1), (1, -1)), None))


def test_an_expression_is_a_candidate_for_the_columns_outside_it_that_run_along():
    x = whole_numbers(24)
    x[:, 3] = 7 - 2 * (x[:, 0] - x[:, 1])
    terms = _lay_out_pairs(np.arange(4))

    along = dict(_match_columns(x, x, terms, None))
    found = list(along)

    assert along[_RelationCandidate(3, ((0, 1), (1, -1)), None)] == pytest.approx(1.0)
    assert _RelationCandidate(3, ((0, 1), (1, -1)), None) in found
    assert _RelationCandidate(2, ((0, 1), (1, -1)), None) not in found
    assert all(c.column not in {j for j, _ in c.terms} for c in found)
    assert not any(c.column == 3 for c, _ in _match_columns(x, x, terms, 3))
    assert list(_match_columns(x, x, terms[:0], None)) == []


def test_of_many_expressions_those_that_run_along_best_are_kept(monkeypatch, rng):
    x = np.arange(24.0)[:, None] + rng.uniform(0, 0.2, (24, 5))
    x[:, 4] = x[:, 0] + x[:, 1]
    every = dict(_match_columns(x, x, _lay_out_pairs(np.arange(5)), None))
    monkeypatch.setattr(relations, "_MOST_ALIKE", 5)

    kept = dict(_match_columns(x, x, _lay_out_pairs(np.arange(5)), None))

    assert len(every) > len(kept) == 5
    assert min(kept.values()) >= max(r for c, r in every.items() if c not in kept)
    assert _RelationCandidate(4, ((0, 1), (1, 1)), None) in kept


def test_a_search_tests_the_candidates_that_run_along_best_each_once(monkeypatch):
    first, second, third = (_RelationCandidate(j, ((9, 1), (8, 1)), None) for j in range(3))
    found = [(first, 0.9991), (second, 0.9995), (first, 0.9999), (third, 0.9993)]

    assert _choose_candidates(iter(found)) == [first, second, third]
    monkeypatch.setattr(relations, "_MOST_CANDIDATES", 2)
    assert _choose_candidates(iter(found)) == [first, second]


def test_a_ratio_is_looked_for_over_rows_whose_divisor_is_there():
    x = a_table(400)
    x[::2, 1] = 0.0
    ratio = np.divide(x[:, 0], x[:, 1], out=np.full(400, np.nan), where=x[:, 1] != 0)

    found = dict(_search_ratios(np.column_stack([x, ratio]), np.arange(400)))

    assert _RelationCandidate(3, ((0, 1),), 1) in found
    assert not any(c.below in {j for j, _ in c.terms} for c in found)


def test_a_constant_line_has_no_slope_and_the_far_rows_do_not_count():
    e = np.array([0.0, 1, 2, 3, 4, 5, 6, 7])
    w = np.array([1.0, 3, 5, 7, 9, 11, 13, 400])

    assert _fit_robust_line(e, w) == pytest.approx((2.0, 1.0))
    assert _fit_robust_line(np.array([3.0, 3, 3, 3]), np.array([1.0, 2, 3, 4])) is None


def test_columns_are_grouped_by_the_closest_two_first_and_listed_by_their_first_column():
    r = np.eye(5)
    for i, j, value in ((3, 4, 0.95), (0, 4, 0.9), (0, 3, 0.85), (1, 2, -0.9), (0, 1, 0.2)):
        r[i, j] = r[j, i] = value

    found = group_correlated_columns(r, 0.85)

    assert [(columns, least) for columns, least, _ in found] == [((0, 3, 4), 0.85), ((1, 2), 0.9)]
    assert [c for c, *_ in group_correlated_columns(r, 0.86)] == [(1, 2), (3, 4)]
    assert group_correlated_columns(np.eye(1), 0.5) == []
