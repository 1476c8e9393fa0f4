"""Is the same table looked at whatever its order, units and copies?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose.sample_for_gaps import arrange_everyone, prepare_canvas

SEED = np.random.SeedSequence(1)


def canvas(x, most_rows=5_000):
    return prepare_canvas(arrange_everyone(x), SEED, most_rows=most_rows)


def test_every_given_row_has_its_place_among_the_customers():
    x = np.array([[3.0, 5], [1, 6], [2, 7], [1, 6]])

    found = canvas(x)

    assert found.row_of.shape == (4,)
    assert found.row_of[1] == found.row_of[3]
    assert found.distinct == 3


def test_order_of_rows_and_columns_does_not_matter(rng):
    x = rng.normal(size=(50, 3)) * [1, 2, 3]
    rows = rng.permutation(50)

    here, there = canvas(x), canvas(x[rows][:, [2, 0, 1]])

    np.testing.assert_array_equal(here.x, there.x)
    np.testing.assert_array_equal(here.row_of[rows], there.row_of)


def test_copies_of_the_whole_table_are_folded_and_others_stay(rng):
    x = rng.normal(size=(20, 2))

    assert len(canvas(np.repeat(x, 3, axis=0)).x) == 20
    assert len(canvas(np.vstack([x, x[:5]])).x) == 25


def test_constant_columns_are_left_out(rng):
    x = np.column_stack([rng.normal(size=30), np.full(30, 7.0)])

    assert canvas(x).x.shape == (30, 1)


@pytest.mark.parametrize(("most", "rows"), [(29, 29), (30, 30), (31, 30)])
def test_no_more_rows_are_looked_at_than_asked_for(rng, most, rows):
    assert len(canvas(rng.normal(size=(30, 2)), most_rows=most).x) == rows


def test_columns_keep_their_spread_when_ties_are_spread(rng):
    x = np.column_stack([rng.normal(size=200), rng.integers(0, 5, 200)])

    found = canvas(x)

    assert len(np.unique(found.everyone[:, 1])) > 5 or len(np.unique(found.everyone[:, 0])) > 5
    np.testing.assert_allclose(np.sort(found.everyone.std(axis=0)), np.sort(x.std(axis=0)))
