from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.holm import correct_by_holm


def test_holm_gives_the_worked_example_of_its_definition():
    # Sorted .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06, .04, which may not fall again.
    assert correct_by_holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert correct_by_holm([]).tolist() == []
    assert correct_by_holm([0.04]).tolist() == [0.04]


def test_equal_p_values_are_raised_alike_and_never_above_one():
    assert correct_by_holm([0.4, 0.4, 0.4]).tolist() == [1.0, 1.0, 1.0]
    assert correct_by_holm([0.01, 0.01]).tolist() == [0.02, 0.02]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_only_raises_keeps_the_order_and_never_costs_more_than_bonferroni(p):
    values = np.array(p)
    raised = correct_by_holm(values)

    assert (raised >= values).all()
    assert (raised <= np.minimum(values * len(values), 1) + 1e-12).all()
    assert raised[values.argmin()] == pytest.approx(min(values.min() * len(values), 1))
    assert (np.diff(raised[np.argsort(values, kind="stable")]) >= 0).all()
