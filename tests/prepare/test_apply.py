"""Is the same preparation applied everywhere, and undone on the way back?"""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.prepare.apply import apply_recipe, invert_recipe, transform_values
from finseg.records.recipe import Recipe, Step, Transform


def step(transform="none", **changes):
    values: dict[str, Any] = {
        "column": "a",
        "unit": "none",
        "impute": 30.0,
        "imputed": 0,
        "reason": "set",
    }
    values |= {"centre": 10.0, "scale": 4.0, **changes}
    return Step(transform=transform, **values)


def prepare(value, *steps):
    return apply_recipe(Recipe(steps=steps), np.array([[value] * len(steps)]))[0].tolist()


def test_a_value_is_filled_transformed_centred_scaled_and_weighed_in_this_order():
    log = step("log1p", bend=2.0, centre=1.0, scale=0.5, weight=3.0)

    assert prepare(18.0, step()) == [2.0]
    assert prepare(math.nan, step()) == [5.0]
    assert prepare(18.0, step(weight=0.5)) == [1.0]
    assert prepare(18.0, log) == [pytest.approx((math.log(10.0) - 1.0) / 0.5 * 3.0)]


def test_the_arsinh_turns_at_its_bend():
    assert transform_values(np.array([3.0]), "asinh", 2.0)[0] == pytest.approx(math.asinh(1.5))


def test_a_new_customer_below_zero_where_nobody_was_is_read_as_zero():
    values = transform_values(np.array([-5.0, 0.0, 2.0]), "log1p", 2.0)

    assert values.tolist() == [0.0, 0.0, pytest.approx(math.log(2.0))]


def test_a_matrix_with_another_number_of_columns_is_refused():
    with pytest.raises(ValueError, match="2 columns, matrix 1"):
        apply_recipe(Recipe(steps=(step(), step())), np.zeros((3, 1)))


@pytest.mark.parametrize("transform", [t for t in get_args(Transform) if t != "rank"])
@given(
    value=st.floats(0.01, 1e6),
    bend=st.floats(0.5, 100.0),
    weight=st.floats(0.2, 5.0),
)
def test_what_was_prepared_comes_back(transform, value, bend, weight):
    recipe = Recipe(steps=(step(transform, bend=bend, weight=weight, centre=0.5),))

    back = invert_recipe(recipe, apply_recipe(recipe, np.array([[value]])))

    assert back[0, 0] == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("prepared", "raw"),
    [(-2.5 + 1e-12, 0.0), (-2.5 + 3e-9, 0.0), (-2.5 + 4e-9, 1.6e-8), (-2.5 + 1e-3, 0.004)],
)
def test_a_rounding_error_beside_zero_is_zero(prepared, raw):
    """With scale 4 and centre 10 zero lies at −2.5, and up to 14 billionths are nothing."""
    back = invert_recipe(Recipe(steps=(step(),)), np.array([[prepared]]))

    assert back[0, 0] == pytest.approx(raw, abs=1e-15)
