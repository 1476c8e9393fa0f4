from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import Numbers
from finseg.figures.scales import fit_scale, make_scale
from finseg.figures.ticks import Ticks
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


def test_a_scale_leaves_a_twentieth_free_on_both_sides_and_a_robust_one_nothing():
    values = np.arange(1_001.0)

    plain = fit_scale(a_step("x"), values, robust=False)
    robust = fit_scale(a_step("x"), values, robust=True)

    assert (plain.low, plain.high) == pytest.approx((-50, 1_050))
    assert (robust.low, robust.high) == pytest.approx((5, 995))
    flat = fit_scale(a_step("x"), np.full(3, 7.0), robust=False)
    assert (flat.low, flat.high) == (6.5, 7.5)
    gone = fit_scale(a_step("x"), np.full(3, np.nan), robust=True)
    assert (gone.low, gone.high) == pytest.approx((-0.05, 1.05))


def test_a_bent_scale_is_even_in_the_logarithm_and_turns_back():
    step = replace(a_step("x", "log1p"), bend=10.0)

    scale = make_scale(step, 0.0, 990.0, pad=0.5)

    room = 0.5 * math.log(100)
    assert scale.ends == pytest.approx((-room, math.log(100) + room))
    assert scale.low == pytest.approx(-90)
    assert scale.bend_values(np.array([-90.0, 0, 990])) == pytest.approx(
        [-math.log(10), 0, math.log(100)]
    )
    assert scale.straighten_values(scale.bend_values(np.array([-7.0, 3.0]))) == pytest.approx(
        [-7, 3]
    )
    spec = scale.as_spec()
    assert (spec["type"], spec["constant"], spec["domain"]) == (
        "symlog", 10.0, [scale.low, scale.high],
    )  # fmt: skip
    for transform in ("none", "rank"):
        plain = make_scale(replace(a_step("x", transform), bend=10.0), 0.0, 10.0, pad=0.0)
        assert plain.bend is None
        assert plain.as_spec() == {"domain": [0.0, 10.0], "nice": False, "zero": False}
        assert plain.straighten_values(np.array([3.0])) == 3


def test_marks_too_near_to_others_are_left_out_nought_last():
    scale = make_scale(replace(a_step("x", "log1p"), bend=1.0), 0.0, 9_999.0, pad=0.0)
    marks = Ticks((-1.0, 0.0, 1.0, 10.0, 100.0, 1_000.0), tuple("abcdef"))

    # On the paper 1 is .075 from nought and 10 is .26; 100 .50, 1,000 .75; -1 as near as 1.
    assert scale._thin_ticks(marks) == Ticks((0.0, 10.0, 100.0, 1_000.0), ("b", "d", "e", "f"))
    close = Ticks((0.0, 900.0, 1_000.0), ("a", "b", "c"))
    assert scale._thin_ticks(close) == Ticks((0.0, 1_000.0), ("a", "c"))
