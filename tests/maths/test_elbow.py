from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.elbow import kneedle

INERTIAS = (5000, 4230, 3740, 3347, 3043, 2782, 2603, 2432, 2277, 2150)


def test_the_reference_curve_bends_at_four_and_at_six_when_one_is_left_out():
    assert kneedle(range(1, 11), INERTIAS) == 4
    assert kneedle(range(2, 11), INERTIAS[1:]) == 6


def test_the_papers_hyperbola_bends_where_its_slope_is_that_of_the_diagonal():
    x = np.linspace(1, 10, 901)  # y = 1/x on 1..10: slope -1/x² equals -0.9/9 at x = √10

    assert kneedle(x, 1 / x) == pytest.approx(np.sqrt(10), abs=0.01)


@given(scale=st.floats(1e-3, 1e6), shift=st.floats(-1e6, 1e6))
def test_units_do_not_move_the_elbow(scale, shift):
    curve = [scale * y + shift for y in INERTIAS]

    assert kneedle(range(1, 11), curve) == 4


@pytest.mark.parametrize("y", [(3, 2), (1, 1, 1), (1, 2, 3), (3, 2, 1)])
def test_a_short_flat_rising_or_straight_curve_has_none(y):
    assert kneedle(range(len(y)), y) is None


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="differ in length"):
        kneedle([1, 2, 3], [3, 2])
