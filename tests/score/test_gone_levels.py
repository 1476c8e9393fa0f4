"""Is a level said to be gone where chance would not leave it out, and only there?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.records.recipe import Recipe, Step
from finseg.score.gone_levels import find_gone_levels


def make_step(level, share, category="channel", other=""):
    return Step(
        column=f"{category}: {level}", unit="yes or no", impute=share, imputed=0, transform="none",
        reason="a level", centre=share, scale=1.0, category=category, level=level, other=other,
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "gone"), [(9, False), (10, True)])
def test_a_level_that_half_had_is_gone_from_ten_customers_on(rows, gone):
    recipe = Recipe(steps=(make_step("app", 0.5), make_step("web", 0.3)))
    raw = np.column_stack([np.zeros(rows), np.ones(rows)])

    assert find_gone_levels(recipe, raw) == ((("channel", ("app",)),) if gone else ())


@pytest.mark.parametrize(("share", "gone"), [(0.5, True), (0.9, False)])
def test_of_two_levels_the_one_without_a_column_may_be_gone(share, gone):
    recipe = Recipe(steps=(make_step("yes", share, other="no"),))

    found = find_gone_levels(recipe, np.ones((20, 1)))

    assert found == ((("channel", ("no",)),) if gone else ())


def test_blanks_and_columns_that_are_no_levels_say_nothing():
    recipe = Recipe(steps=(make_step("app", 0.5), make_step("", 0.5, category="")))

    assert find_gone_levels(recipe, np.full((50, 2), np.nan)) == ()
    assert find_gone_levels(recipe, np.zeros((50, 2))) == (("channel", ("app",)),)
    one = np.array([[1.0, 0]] + [[0.0, 0]] * 99)
    assert find_gone_levels(recipe, one) == ()
