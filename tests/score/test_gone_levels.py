"""Is a level said to be gone where chance would not leave it out, and only there?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.records.recipe import Derived, Recipe, Step
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


@pytest.mark.parametrize(("level", "gone"), [("not known", False), ("known", True)])
def test_blanks_that_became_fewer_are_no_level_that_is_gone(level, gone):
    recipe = Recipe(steps=(make_step("app", 0.5), make_step(level, 0.3)))
    raw = np.column_stack([np.ones(100), np.zeros(100)])

    assert find_gone_levels(recipe, raw) == ((("channel", (level,)),) if gone else ())


@pytest.mark.parametrize(("other", "gone"), [("not known", False), ("no", True)])
def test_where_a_level_stands_against_blanks_none_is_gone(other, gone):
    recipe = Recipe(steps=(make_step("yes", 0.5, other=other),))

    found = find_gone_levels(recipe, np.ones((20, 1)))

    assert found == ((("channel", (other,)),) if gone else ())


@pytest.mark.parametrize(("formula", "gone"), [("other levels", False), ("level", True)])
def test_rare_levels_that_became_fewer_are_no_level_that_is_gone(formula, gone):
    made = Derived(
        column="channel: other", formula=formula, above="channel", below="", levels=("fax",)
    )
    recipe = Recipe(steps=(make_step("app", 0.5), make_step("other", 0.3)), derived=(made,))
    raw = np.column_stack([np.ones(100), np.zeros(100)])

    assert find_gone_levels(recipe, raw) == ((("channel", ("other",)),) if gone else ())


def test_the_level_that_stands_against_the_rare_ones_may_be_gone():
    made = Derived(
        column="channel: not web",
        formula="other levels",
        above="channel",
        below="",
        levels=("fax", "app"),
    )
    step = make_step("not web", 0.3, other="web")
    recipe = Recipe(steps=(step,), derived=(made,))

    assert find_gone_levels(recipe, np.ones((50, 1))) == (("channel", ("web",)),)
    assert find_gone_levels(recipe, np.zeros((50, 1))) == ()
