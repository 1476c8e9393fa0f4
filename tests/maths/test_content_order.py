from __future__ import annotations

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.content_order import (
    arrange_by_rank,
    content_keys,
    content_order,
    order_by_keys,
    rank_order,
)

tables = hnp.arrays(np.float64, (12, 3), elements=st.sampled_from([0.0, -0.0, 1.0, 2.5, np.nan]))


@pytest.mark.parametrize("order", [content_order, rank_order])
@given(x=tables, rows=st.permutations(range(12)))
def test_shuffled_rows_come_in_the_same_sequence_of_contents(order, x, rows):
    in_order = x[order(x)]

    shuffled = x[rows]

    np.testing.assert_array_equal(shuffled[order(shuffled)], in_order)


@pytest.mark.parametrize("order", [content_order, rank_order])
@given(x=tables, columns=st.permutations(range(3)))
def test_columns_moved_with_their_salts_change_nothing(order, x, columns):
    salts = [101, 7, 2**64 - 1]

    moved = order(x[:, columns], salts=[salts[c] for c in columns])

    np.testing.assert_array_equal(moved, order(x, salts=salts))


@given(
    x=hnp.arrays(np.float64, (12, 2), elements=st.integers(-5, 5).map(float)),
    scale=st.floats(1e-3, 1e6),
    shift=st.floats(-1e3, 1e3),
)
def test_rank_order_does_not_depend_on_units_or_the_last_bits(x, scale, shift):
    x[:2] = [[-5, -5], [5, 5]]  # a column of jitter only has no ranks to keep
    jitter = np.random.default_rng(0).uniform(-1e-14, 1e-14, x.shape)

    moved = (x + jitter) * scale + shift

    np.testing.assert_array_equal(rank_order(moved), rank_order(x))


def test_rank_order_tells_infinite_and_missing_values_apart():
    column = np.array([[np.inf], [-np.inf], [0.0], [np.nan], [1.0], [np.inf]])
    from finseg.maths.content_order import _dense_ranks

    assert _dense_ranks(column[:, 0]).tolist() == [3, 0, 1, 4, 2, 3]
    assert sorted(rank_order(column)) == list(range(6))


def test_columns_that_swap_values_under_their_salts_give_another_order():
    x = np.random.default_rng(0).random((50, 2))

    assert (content_order(x, salts=[1, 2]) != content_order(x, salts=[2, 1])).any()


def test_negative_zero_and_every_nan_are_one_value_each():
    quiet, other = np.array([0x7FF8000000000000, 0xFFF8000000000001], np.uint64).view(np.float64)
    x = np.array([[0.0, quiet], [-0.0, other]])

    keys = content_keys(x)

    assert keys[0] == keys[1]


def test_keys_are_the_published_splitmix64():
    # the first three outputs of splitmix64 seeded with 1234567, as used by many test suites
    state, step = 1234567, 0x9E3779B97F4A7C15
    from finseg.maths.content_order import _make_word, _mix_words

    got = [int(_mix_words(_make_word(state + i * step))[0]) for i in range(3)]

    assert got == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_the_order_looks_random_in_sorted_data():
    n = 10_000
    x = np.arange(n, dtype=np.float64)[:, None]

    order = content_order(x)

    rank = np.corrcoef(order, np.arange(n))[0, 1]
    assert abs(rank) < 4 / np.sqrt(n)
    assert abs(order[: n // 10].mean() - n / 2) < 4 * n / np.sqrt(12 * n / 10)


def test_copies_of_a_row_are_spread_so_that_a_sample_keeps_their_share():
    x = np.repeat(np.arange(4.0), 2_500)[:, None]

    share = np.bincount(x[content_order(x)[:1_000], 0].astype(int), minlength=4) / 1_000

    assert np.abs(share - 0.25).max() < 0.06  # four standard errors


def test_another_seed_is_another_order():
    x = np.arange(100.0)[:, None]

    assert (content_order(x, seed=1) != content_order(x, seed=2)).any()


def test_no_rows_and_one_row_have_an_order():
    assert content_order(np.empty((0, 3))).tolist() == []
    assert rank_order(np.empty((0, 3))).tolist() == []
    assert content_order(np.ones((1, 3))).tolist() == [0]


def test_the_input_is_left_alone():
    x = np.array([[np.nan, -0.0]])
    before = x.tobytes()

    content_order(x)

    assert x.tobytes() == before


@pytest.mark.parametrize("salts", [[1], [1, 1], [1, 2, 3]])
def test_salts_that_do_not_fit_the_columns_are_refused(salts):
    with pytest.raises(ValueError, match="distinct salts"):
        content_order(np.ones((2, 2)), salts=salts)


def test_a_vector_is_refused():
    with pytest.raises(ValueError, match="matrix"):
        content_order(np.ones(3))
    with pytest.raises(ValueError, match="matrix"):
        rank_order(np.ones(3))


@given(x=tables, first=st.integers(0, 14))
def test_the_first_rows_of_the_order_are_those_of_the_whole_order(x, first):
    for table in (x, x + np.arange(12)[:, None]):  # with copies of rows, and without
        keys = content_keys(table)

        np.testing.assert_array_equal(order_by_keys(keys, first=first), order_by_keys(keys)[:first])


@pytest.mark.parametrize(("apart", "ranks"), [(0.9e-10, [0, 0, 1]), (1.1e-10, [0, 1, 2])])
@pytest.mark.parametrize(("unit", "origin"), [(1.0, 0.0), (64.0, -32.0)])
def test_values_nearer_than_a_part_of_the_range_share_a_rank(apart, ranks, unit, origin):
    from finseg.maths.content_order import _dense_ranks

    assert _dense_ranks(np.array([0.0, apart, 1.0]) * unit + origin).tolist() == ranks


def test_columns_are_laid_out_by_rising_salts_and_rows_by_rank():
    x = np.array([[3.0, 10, 0], [1, 30, 5], [2, 20, 7]])

    order, table = arrange_by_rank(x, salts=[9, 2, 5])

    assert order.tolist() == rank_order(x, salts=[9, 2, 5]).tolist()
    np.testing.assert_array_equal(table, x[order][:, [1, 2, 0]])
    plain = arrange_by_rank(x)
    np.testing.assert_array_equal(plain[1], x[rank_order(x)])


def test_the_first_copy_of_a_row_keeps_its_own_key_and_the_others_get_new_ones():
    keys = np.array([7, 5, 7, 9, 7], dtype=np.uint64)

    order = order_by_keys(keys)

    from finseg.maths.content_order import GOLDEN, _mix_words

    copies = np.array([0, 0, 1, 0, 2], dtype=np.uint64)
    own = _mix_words(keys + copies * GOLDEN)
    assert order.tolist() == np.argsort(own).tolist()
