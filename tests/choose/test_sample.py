"""Which customers are looked at when there are too many?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose import column_salts, draw_rows, sample_rows

NAMES = ("a", "b", "c")


def test_a_sample_holds_the_same_customers_whatever_their_order(rng):
    x = rng.normal(size=(1000, 3))
    order = rng.permutation(1000)

    drawn = x[sample_rows(x, NAMES, size=100, seed=5)]
    again = x[order][sample_rows(x[order], NAMES, size=100, seed=5)]

    np.testing.assert_array_equal(again, drawn)


def test_the_same_sample_is_drawn_from_a_large_table_and_from_its_double(rng):
    x = rng.normal(size=(3000, 3))
    doubled = np.vstack([x, x])[rng.permutation(6000)]

    drawn = x[sample_rows(x, NAMES, size=100, seed=5)]
    again = doubled[sample_rows(doubled, NAMES, size=100, seed=5)]

    np.testing.assert_array_equal(again, drawn)


@pytest.mark.parametrize(("size", "drawn"), [(1, 1), (49, 49), (50, 50), (51, 50)])
def test_no_more_rows_are_drawn_than_asked_for_and_each_once(rng, size, drawn):
    rows = sample_rows(rng.normal(size=(50, 3)), NAMES, size=size, seed=1)

    assert len(rows) == len(set(rows.tolist())) == drawn


def test_another_seed_draws_another_sample(rng):
    x = rng.normal(size=(300, 3))

    first, second = (set(sample_rows(x, NAMES, size=30, seed=s).tolist()) for s in (1, 2))

    assert len(first & second) < 15


def test_columns_go_by_their_names_and_not_by_their_places(rng):
    x = rng.normal(size=(300, 3))
    turned = [2, 0, 1]

    here = sample_rows(x, NAMES, size=40, seed=1)
    there = sample_rows(x[:, turned], tuple(NAMES[j] for j in turned), size=40, seed=1)
    renamed = sample_rows(x, ("d", "e", "f"), size=40, seed=1)

    np.testing.assert_array_equal(here, there)
    assert set(renamed.tolist()) != set(here.tolist())
    assert column_salts(("a", "b"))[::-1] == column_salts(("b", "a"))


def test_the_last_bits_of_a_change_of_units_draw_no_other_sample(rng):
    x = rng.normal(size=(300, 3))

    here = sample_rows(x, NAMES, size=40, seed=1)
    there = sample_rows(x + 1e-12, NAMES, size=40, seed=1)

    np.testing.assert_array_equal(here, there)


def test_a_row_of_every_copy_is_kept_where_all_stand_equally_often():
    # Rows stand 2, 4 and 6 times: an export appended to itself once, so half of each is kept.
    x = np.repeat([[0.0, 1, 2], [3, 4, 5], [6, 7, 8]], [2, 4, 6], axis=0)

    rows = sample_rows(x, NAMES, size=100, seed=1)

    assert np.unique(x[rows], axis=0, return_counts=True)[1].tolist() == [1, 2, 3]


def test_copies_stay_where_some_row_stands_once_or_the_numbers_share_no_divisor():
    for copies in ([1, 4, 6], [2, 3, 4]):
        x = np.repeat([[0.0, 1, 2], [3, 4, 5], [6, 7, 8]], copies, axis=0)

        assert len(sample_rows(x, NAMES, size=100, seed=1)) == sum(copies)


def test_an_empty_table_has_an_empty_sample():
    assert len(sample_rows(np.empty((0, 3)), NAMES, size=10, seed=1)) == 0


def test_rows_that_count_alike_are_drawn_as_if_nothing_were_said_of_their_weights(rng):
    x = rng.normal(size=(200, 3))
    plain = sample_rows(x, NAMES, size=80, seed=5)

    assert draw_rows(x, NAMES, size=80, seed=5).tolist() == plain.tolist()
    assert draw_rows(x, NAMES, np.full(200, 3.0), size=80, seed=5).tolist() == plain.tolist()


@pytest.mark.parametrize(("size", "drawn"), [(40, 40), (400, 200)])
def test_a_row_is_drawn_as_often_as_its_share_of_the_weights_says(rng, size, drawn):
    x, weights = rng.normal(size=(200, 3)), rng.gamma(1, 5, 200)
    weights[7] = 0.0
    wanted = drawn * weights / weights.sum()

    times = np.bincount(draw_rows(x, NAMES, weights, size=size, seed=5), minlength=200)

    assert times.sum() == drawn
    assert times[7] == 0
    assert (np.abs(times - wanted) < 1).all()


def test_equal_rows_of_unequal_weight_are_drawn_alike_in_every_order_of_the_file(rng):
    x, weights = rng.integers(0, 3, (300, 3)).astype(float), rng.gamma(1, 5, 300)
    order = rng.permutation(300)

    drawn = draw_rows(x, NAMES, weights, size=90, seed=5)
    again = draw_rows(x[order], NAMES, weights[order], size=90, seed=5)

    assert weights[order][again].tolist() == weights[drawn].tolist()
    assert draw_rows(x, NAMES, weights, size=90, seed=6).tolist() != drawn.tolist()


def test_a_table_and_its_double_are_drawn_alike_by_weight_too(rng):
    x, weights = rng.normal(size=(100, 3)), rng.gamma(1, 5, 100)
    double, both = np.vstack([x, x]), np.concatenate([weights, weights])

    drawn = draw_rows(x, NAMES, weights, size=500, seed=5)
    again = draw_rows(double, NAMES, both, size=500, seed=5)

    np.testing.assert_array_equal(double[again], x[drawn])
