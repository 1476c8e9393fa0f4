"""The parts of a sum are found among other columns, but for single rows."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.sum_parts import find_sum_parts

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
