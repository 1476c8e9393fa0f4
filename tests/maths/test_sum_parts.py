"""The parts of a sum are found among other columns, but for single rows."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.sum_parts import _find_grain, _select_possible_parts, find_sum_parts

N = 500


def amounts(rng: np.random.Generator, columns: int) -> np.ndarray:
    return rng.lognormal(6, 1, (N, columns)).round(2)


@pytest.mark.parametrize("parts", [2, 3, 6])
def test_parts_are_found_among_columns_that_are_none(parts, rng):
    x = np.column_stack([amounts(rng, parts), rng.integers(18, 80, N), rng.lognormal(3, 1, N)])
    order = rng.permutation(x.shape[1])

    found = find_sum_parts(x[:, :parts].sum(axis=1).round(2), x[:, order], 0.98)

    assert found is not None
    assert sorted(order[list(found.columns)]) == list(range(parts))
    assert not found.fails.any()


def test_two_rows_in_a_hundred_may_fail_and_no_more(rng):
    x = amounts(rng, 3)
    whole = x.sum(axis=1).round(2)
    for broken, holds in ((8, True), (20, False)):
        other = whole.copy()
        other[:broken] += 500
        found = find_sum_parts(other, x, 0.98)
        assert (found is not None) is holds
        assert found is None or int(found.fails.sum()) == broken


def test_rounded_parts_add_up_and_rough_ones_do_not(rng):
    x = amounts(rng, 3)
    whole = x.sum(axis=1).round(2)

    assert find_sum_parts(whole, x.round(0), 0.98) is not None
    assert find_sum_parts(whole, x.round(-2), 0.98) is None


def test_a_permuted_part_is_none(rng):
    x = amounts(rng, 3)
    whole = x.sum(axis=1).round(2)
    x[:, 1] = rng.permutation(x[:, 1])

    assert find_sum_parts(whole, x, 0.98) is None


def test_a_part_that_is_nearly_always_0_proves_nothing(rng):
    x = amounts(rng, 2)
    x[:, 1] = np.where(np.arange(N) < 15, x[:, 1], 0)

    assert find_sum_parts(x.sum(axis=1).round(2), x, 0.98) is None


def test_gaps_and_few_rows_are_left_alone(rng):
    x = amounts(rng, 3)
    whole = x.sum(axis=1).round(2)
    whole[:200] = np.nan

    assert find_sum_parts(whole, x, 0.98) is not None
    assert find_sum_parts(whole[:240], x[:240], 0.98) is None
    assert find_sum_parts(whole, x[:, :1], 0.98) is None


def in_tens(*columns, rows=N):
    """Make whole columns of which no two run together."""
    return np.random.default_rng(3).integers(100, 900, (rows, len(columns) or 2)).astype(float)


@pytest.mark.parametrize(("rows", "found"), [(50, True), (49, False)])
def test_fifty_complete_rows_are_needed(rows, found):
    x = in_tens(rows=rows + 4)
    whole = x.sum(axis=1)
    x[:2, 0], whole[2:4] = np.nan, np.nan

    assert (find_sum_parts(whole, x, 0.95) is not None) is found


def test_three_rows_a_part_are_needed():
    x = in_tens(*range(20), rows=60)

    assert find_sum_parts(x.sum(axis=1), x, 0.9) is not None
    assert find_sum_parts(x[:59].sum(axis=1), x[:59], 0.9) is None


@pytest.mark.parametrize(("telling", "found"), [(20, True), (19, False)])
def test_each_part_differs_from_its_usual_value_in_twenty_rows(telling, found):
    x = in_tens()
    x[:, 1] = np.where(np.arange(N) < telling, x[:, 1], 0)

    assert (find_sum_parts(x.sum(axis=1), x, 0.98) is not None) is found


def test_the_rows_in_which_a_part_is_unusual_must_hold_as_the_others():
    x = in_tens()
    x[:, 1] = np.where(np.arange(N) < 70, x[:, 1], 0)
    whole = x.sum(axis=1)
    whole[:7] += 55  # seven of 500, and a tenth of those in which there is a second part

    assert find_sum_parts(whole, x, 0.89) is not None
    assert find_sum_parts(whole, x, 0.91) is None


@pytest.mark.parametrize(("broken", "found"), [(24, True), (25, False)])
def test_the_sum_holds_in_just_the_share_that_was_asked(broken, found):
    # Of the 500 rows one or two hold a part's usual value: of the others 25 are more than .05.
    x = in_tens()
    whole = x.sum(axis=1)
    whole[:broken] += 77

    parts = find_sum_parts(whole, x, 0.95)

    assert (parts is not None) is found
    if parts is not None:
        assert np.flatnonzero(parts.fails).tolist() == list(range(24))


def test_what_may_be_a_part_lies_between_nought_and_the_whole():
    x = in_tens(*range(6))
    whole = x[:, :2].sum(axis=1)
    x[:, 2] = whole  # the whole itself
    x[:, 3] = np.where(np.arange(N) < 30, -5, 50)  # below nought too often
    x[:, 4] = np.where(np.arange(N) < 260, np.nan, 20)  # known in fewer than half
    x[:, 5] = np.where(np.arange(N) < 20, whole + 1, 7.0)  # above it in few enough

    assert _select_possible_parts(whole, x, 0.95).tolist() == [0, 1, 5]
    assert _select_possible_parts(whole, x, 0.94).tolist() == [0, 1, 3, 5]
    x[:249, 4] = np.nan
    x[249:, 4] = 20
    assert _select_possible_parts(whole, x, 0.95).tolist() == [0, 1, 4, 5]


@pytest.mark.parametrize(
    ("values", "grain"),
    [([3.0, 50], 1.0), ([0.5, 2], 0.1), ([0.25, 2], 0.01), ([1 / 3, 2], 1e-6), ([1e-5, 2], 1e-5)],
)
def test_a_grain_is_one_unit_of_the_last_decimal(values, grain):
    assert _find_grain(np.array(values)) == pytest.approx(grain)


@pytest.mark.parametrize(("off", "found"), [(1, True), (2, False)])
def test_half_a_unit_of_each_figure_may_be_lost_in_rounding(off, found):
    """Three figures without decimals: one and a half."""
    x = in_tens()
    whole = x.sum(axis=1) + off * (1 - 2 * (np.arange(N) % 2))

    assert (find_sum_parts(whole, x, 0.98) is not None) is found
    # … but no more than half a percent of the whole, of which a hundred is not 1.
    assert find_sum_parts(whole / 10, np.floor(x / 10), 0.98) is None
