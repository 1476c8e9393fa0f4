"""Are start centres rows of the table, drawn by weight and distance?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import seeding
from finseg.maths.seeding import draw_start_centres

ROWS = np.array([[[0.0], [1.0], [4.0]]])


def draw(uniform, weights=((1.0, 1, 1),), rows=ROWS):
    return draw_start_centres(rows, np.array(weights), np.array([[uniform]]))[0, 0, :, 0].tolist()


@pytest.mark.parametrize(
    ("u", "first"), [(0.0, 0.0), (0.24, 0.0), (0.26, 1.0), (0.49, 1.0), (0.51, 4.0), (0.99, 4.0)]
)
def test_the_first_centre_is_drawn_by_weight(u, first):
    assert draw([u], weights=((1.0, 1, 2),)) == [first]


@pytest.mark.parametrize(("u", "second"), [(0.05, 1.0), (0.058, 1.0), (0.06, 4.0), (0.9, 4.0)])
def test_the_next_one_by_weight_times_squared_distance(u, second):
    # From 0 the squared distances are 1 and 16: 1 has a chance of 1/17 = .0588.
    assert draw([0.0, u]) == [0.0, second]


def test_a_row_without_weight_is_never_a_start():
    for u in (0.0, 0.3, 0.99):
        assert 1.0 not in draw([u, u], weights=((1.0, 0, 1),))


def test_fewer_places_than_centres_leave_the_rest_missing():
    found = draw([0.1, 0.5, 0.5], rows=np.array([[[2.0], [2.0], [7.0]]]))

    assert sorted(found[:2]) == [2.0, 7.0]
    assert np.isnan(found[2])


def test_blocks_do_not_change_what_is_drawn(monkeypatch):
    rng = np.random.default_rng(1)
    rows, uniform = rng.normal(size=(5, 20, 2)), rng.random((5, 3, 4))
    whole = draw_start_centres(rows, np.ones((5, 20)), uniform)

    monkeypatch.setattr(seeding, "CELLS", 1)

    np.testing.assert_array_equal(draw_start_centres(rows, np.ones((5, 20)), uniform), whole)
