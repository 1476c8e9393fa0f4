from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import Numbers
from finseg.figures.scales import fit_scale, make_scale
from tests.builders.records import a_step


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_marks_of_a_bent_axis_are_apart_and_inside(low, span):
    scale = make_scale(replace(a_step("x", "asinh"), bend=7.0), low, low + span)

    marks = scale.place_axis_ticks(Numbers()).values

    at = scale.bend_values(np.array(marks, dtype=float))
    ends = scale.ends
    assert all(ends[0] - 1e-9 <= a <= ends[1] + 1e-9 for a in at)
    if len(at) > 1:
        assert np.diff(at).min() >= 0.13 * (ends[1] - ends[0])


def test_an_odd_value_squeezes_the_others_only_where_all_are_drawn():
    values = np.append(np.arange(1_000.0), 1e6)

    assert fit_scale(a_step("x"), values, robust=False).high == pytest.approx(1.05e6)
    assert fit_scale(a_step("x"), values, robust=True).high < 1_000


def test_a_column_that_nearly_everybody_has_the_same_of_is_drawn_whole():
    values = np.append(np.zeros(1_000), 7.0)

    assert fit_scale(a_step("x"), values, robust=True).high == 7


def test_a_column_without_values_or_spread_has_a_scale():
    for values in (np.full(5, np.nan), np.full(5, 3.0)):
        scale = fit_scale(a_step("x"), values, robust=False)
        assert scale.low < scale.high
