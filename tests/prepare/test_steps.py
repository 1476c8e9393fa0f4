"""Is each step what its column and the settings say, worked out by hand?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.errors import MissingColumnError, NoFeatureError, SettingsError
from finseg.maths.moments import excess_kurtosis, skewness
from finseg.prepare import learn_descriptor_recipe, learn_recipe
from finseg.prepare.apply import apply_recipe, invert_recipe, rank_values
from finseg.prepare.learn import find_small_value, learn_step
from finseg.prepare.scaling import find_batteries, find_knots, measure_scale, weigh_steps
from finseg.records.dataset import Column, ColumnPart
from finseg.records.recipe import Recipe, Step
from finseg.settings import PrepareSettings
from tests.builders.tables import make_table


def make_step(column: str = "a", **changes: Any) -> Step:
    fields: dict[str, Any] = {
        "unit": "none", "impute": 0.0, "imputed": 0, "transform": "none", "reason": "",
        "centre": 0.5, "scale": 1.0,
    }  # fmt: skip
    return Step(column=column, **{**fields, **changes})


def make_column(name: str = "a", **changes: Any) -> Column:
    (column,) = make_table({name: [1.0]}, **{name: changes}).columns
    return column


def make_level(category: str, *levels: str, other: bool = False, rest: tuple[str, ...] = ()) -> Any:
    return {
        "reason_code": "other levels" if other else "level", "levels": levels, "rest": rest,
        "parts": (ColumnPart(column=category),), "derived": True,
    }  # fmt: skip


def learn(values: list[float | None], column: Any = None, **settings: Any) -> Step:
    own = np.array([np.nan if v is None else v for v in values])
    return learn_step(column or make_column(), own, PrepareSettings(**settings))


# ---- ranks --------------------------------------------------------------------------------------

KNOTS = (1.0, 1.0, 1.0, 2.0, 4.0, 4.0, 9.0)  # the ranks are sixths


@pytest.mark.parametrize(
    ("value", "rank"),
    [
        (0.0, 1 / 6), (1.0, 1 / 6), (1.5, 2 / 6), (2.0, 3 / 6), (4.0, 4.5 / 6),
        (6.5, 5.25 / 6), (9.0, 1.0), (20.0, 1.0),
    ],
)  # fmt: skip
def test_a_value_that_several_knots_share_stands_in_their_middle(value, rank):
    assert rank_values(np.array([value]), KNOTS)[0] == pytest.approx(rank)


@pytest.mark.parametrize(
    ("rank", "value"), [(0.0, 1.0), (1 / 6, 1.0), (2 / 6, 1.5), (4.5 / 6, 4.0), (1.0, 9.0)]
)
def test_ranks_lead_back_to_their_values(rank, value):
    step = make_step(transform="rank", knots=KNOTS, centre=0.5, scale=0.25, weight=2.0)
    prepared = np.array([[(rank - 0.5) / 0.25 * 2.0]])

    assert invert_recipe(Recipe(steps=(step,)), prepared)[0, 0] == pytest.approx(value)


def test_the_hundred_knots_stand_at_half_hundredths():
    assert find_knots(np.arange(201.0)) == pytest.approx(tuple(2.0 * i + 1 for i in range(100)))


def test_ranks_are_asked_for_all_or_one_column_and_bend_nothing():
    values: list[float | None] = [1.0, 2.0, 2.0, 500.0]

    for settings in ({"scale": "rank"}, {"scales": {"a": "rank"}}, {"transforms": {"a": "rank"}}):
        step = learn(values, **settings)
        assert (step.transform, step.reason, step.bend) == ("rank", "ranks set", 1.0)
        assert (step.scaling, len(step.knots)) == ("rank", 100)
    plain = learn(values, transforms={"b": "rank"}, transform="none")
    assert (plain.transform, plain.knots, plain.scaling) == ("none", (), "standard")


# ---- fill, transform, centre, scale -------------------------------------------------------------


def test_a_column_is_filled_with_its_median_and_a_level_with_its_share():
    level = make_column(**make_level("c", "x"))

    number, share = (learn([1.0, 1.0, 0.0, 1.0, None], own) for own in (make_column(), level))

    assert (number.impute, number.imputed) == (1.0, 1)
    assert (share.impute, share.imputed, share.centre) == (0.75, 1, 0.75)
    assert (share.category, share.level, share.other, share.transform) == ("c", "x", "", "none")
    assert share.reason == "a level"
    assert number.scale == pytest.approx(0.4)


def test_a_level_keeps_the_standard_scale_and_no_transform_whatever_is_set_for_all():
    level = make_column(**make_level("c", "x", rest=("y",)))

    step = learn([1.0, 0.0, 0.0, 0.0], level, scale="range", skewness=0.1)
    assert step.scaling == "standard"
    assert step.scale == pytest.approx(3**0.5 / 4)
    assert (step.transform, step.reason, step.other) == ("none", "a level", "y")
    assert learn([1.0, 0.0, 0.0, 0.0], make_column(), scale="range").scaling == "range"


@pytest.mark.parametrize(
    ("scaling", "centre", "scale"),
    [
        ("standard", 4.0, 10.0**0.5),
        ("robust", 3.0, (4.0 - 2.0) / 1.349),
        ("range", 4.0, 9.0),
        ("none", 4.0, 1.0),
    ],
)
def test_a_column_is_divided_by_what_is_set(scaling, centre, scale):
    step = learn([1.0, 2.0, 3.0, 4.0, 10.0], scale=scaling, transform="none")

    assert step.centre == centre
    assert step.scale == pytest.approx(scale)


def test_the_robust_scale_of_a_column_whose_quartiles_are_one_is_its_deviation():
    assert measure_scale(np.array([5.0, 5.0, 5.0, 5.0, 15.0]), "robust") == (5.0, 4.0)


@pytest.mark.parametrize(
    ("values", "reason", "bent"),
    [
        ([0.0, 0.0, 1.0, 2.0, 2.0, 4.0, 4.0, 5.0, 5.0, 6.0, 6.0, 6.0], "log1p no better", 0.0),
        ([-1.0, 3.0, 3.0, 4.0, 4.0, 4.0, 8.0], "asinh no better", 1.0),
    ],
)
def test_a_transform_that_was_tried_in_vain_is_told_with_both_figures(values, reason, bent):
    own = np.array(values)

    step = learn(values, skewness=0.01)

    # The quartiles of the second are 3 and 4, one apart.
    tried = np.arcsinh(own / bent) if bent else np.log1p(own / find_small_value(own))
    assert (step.transform, step.reason, step.bend) == ("none", reason, 1.0)
    assert step.skew == pytest.approx(skewness(own))
    assert step.skew_after == pytest.approx(skewness(tried))
    assert abs(step.skew_after) > abs(step.skew)


@pytest.mark.parametrize(
    ("values", "skew", "kurtosis", "transform", "reason"),
    [
        # Twice the skewness lies on the other side of the kurtosis than its square.
        ([-2.0, *[0.0] * 8, 1.0, 5.0], 1.877, 3.663, "asinh", "reduced"),  # 3.525 is less
        (
            [*[-2.0] * 3, *[-1.0] * 3, *[0.0] * 4, 1.0, 1.0, 2.0, 3.0, 9.0],
            2.032, 4.075, "none", "separate groups",  # 4.129 is more
        ),
    ],
)  # fmt: skip
def test_a_long_tail_has_a_kurtosis_of_the_squared_skewness_or_more(
    values, skew, kurtosis, transform, reason
):
    step = learn(values)

    assert (round(step.skew, 3), step.transform, step.reason) == (skew, transform, reason)
    assert excess_kurtosis(np.array(values)) == pytest.approx(kurtosis, abs=5e-4)


def test_settings_may_name_a_level_its_category_or_a_column_as_they_are_called_here():
    level = {**make_level("c", "x"), "role": "feature"}
    dataset = make_table({"a": [1.0, 3.0, 2.0], "c: x": [0.0, 1.0, 0.0]}, **{"c: x": level})

    for name in ("a", "c: x", "c"):
        assert learn_recipe(dataset, PrepareSettings(weights={name: 4.0})).columns == ("a", "c: x")
    for name in ("a ", "x"):
        with pytest.raises(MissingColumnError, match="no feature") as caught:
            learn_recipe(dataset, PrepareSettings(weights={name: 4.0}))
        assert caught.value.where == "[prepare.weights]"
    with pytest.raises(SettingsError, match="`c` is a category") as refused:
        learn_recipe(dataset, PrepareSettings(scales={"c": "range"}))
    assert refused.value.where == "[prepare.scales] c"
    assert learn_recipe(dataset, PrepareSettings(scales={"c: x": "range"})).columns


def test_errors_name_the_column_as_it_is_called_here():
    with pytest.raises(NoFeatureError, match="the feature `a` has no value at all") as empty:
        learn([None, None])
    with pytest.raises(SettingsError, match="`a` has values below 0") as below:
        learn([-1.0, 2.0], transforms={"a": "log1p"})

    assert empty.value.where == "column `a`"
    assert below.value.where == "[prepare.transforms] a"
    assert below.value.fix == 'write "asinh" for it, or "none"'


def test_only_described_columns_with_a_value_are_learnt_by_their_names():
    follows: dict[str, Any] = {"role": "descriptor", "follows": "so and so"}
    dataset = make_table(
        {"a": [1.0, 3.0], "b": [2.0, None], "c": [4.0, 8.0], "d": [1.0, 2.0], "e": [None, None]},
        b=follows, c=follows, d={"role": "descriptor"}, e={**follows, "kind": "number"},
    )  # fmt: skip

    steps = learn_descriptor_recipe(dataset, PrepareSettings(scales={"c": "range"})).steps

    assert [(s.column, s.centre, s.scale, s.imputed) for s in steps] == [
        ("b", 2.0, 1.0, 1), ("c", 6.0, 4.0, 0),
    ]  # fmt: skip


def test_a_transform_of_a_column_that_is_only_described_is_no_mistake():
    follows: dict[str, Any] = {"role": "descriptor", "follows": "so and so"}
    dataset = make_table({"a": [1.0, 3.0], "b": [2.0, 5.0]}, b=follows)

    for settings in ({"transforms": {"b": "asinh"}}, {"scales": {"b": "none"}}):
        knobs: Any = settings
        assert learn_recipe(dataset, PrepareSettings(**knobs)).columns == ("a",)


# ---- what counts how much -----------------------------------------------------------------------


def weigh(*steps: Step, batteries: dict[str, str], **given: float) -> list[float]:
    return [step.weight for step in weigh_steps(steps, batteries, given)]


def test_levels_of_one_category_weigh_their_spread_over_that_of_all():
    # 0.3² + 0.4² = 0.5², so that together they vary like one column.
    steps = (
        make_step("x", category="c", level="x", scale=0.3),
        make_step("y", category="c", level="y", scale=0.4),
        make_step("n", scale=7.0),
    )

    assert weigh(*steps, batteries={"c": "xy"}) == pytest.approx([0.6, 0.8, 1.0])


def test_columns_of_one_battery_share_the_mean_of_their_variances():
    # (0.5² + 0.1²) / 2 = 0.13
    steps = (make_step("a", scale=0.5), make_step("b", scale=0.1), make_step("c", scale=0.2))

    weights = weigh(*steps, batteries={"a": "k", "b": "k", "c": "other"})

    assert weights == pytest.approx([0.5 / 0.13**0.5, 0.1 / 0.13**0.5, 1.0])


def test_two_categories_of_one_battery_are_two_ideas_whatever_their_levels():
    # (0.3² + 0.4² + 0.5²) / 2 = 0.25
    steps = (
        make_step("x", category="c", level="x", scale=0.3),
        make_step("y", category="c", level="y", scale=0.4),
        make_step("z", category="d", level="x", scale=0.5),
    )

    assert weigh(*steps, batteries={"c": "k", "d": "k"}) == pytest.approx([0.6, 0.8, 1.0])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_level_that_nobody_or_everybody_has_adds_no_variance(share):
    constant = make_step("x", category="c", level="x", centre=share, scale=1.0)
    steps = (constant, make_step("y", category="c", level="y", scale=0.4))

    assert weigh(*steps, batteries={"c": "k"}) == pytest.approx([1.0 / 0.4, 1.0])
    assert weigh(constant, batteries={"c": "k"}) == [1.0]


def test_a_column_of_figures_varies_whatever_its_mean():
    steps = (make_step("a", centre=0.0, scale=3.0), make_step("b", centre=1.0, scale=4.0))

    assert weigh(*steps, batteries={"a": "k", "b": "k"}) == pytest.approx(
        [3 / 12.5**0.5, 4 / 12.5**0.5]
    )


def test_a_weight_that_is_set_multiplies_the_squared_distance_of_a_column_or_a_category():
    steps = (
        make_step("a", weight=0.5),
        make_step("x", category="c", level="x", scale=0.3),
        make_step("y", category="c", level="y", scale=0.4),
    )

    weights = weigh(*steps, batteries={"c": "k"}, a=9.0, c=4.0, y=16.0)

    assert weights == pytest.approx([1.5, 0.6 * 2, 0.8 * 4])


def test_the_weights_of_columns_that_share_go_with_those_that_are_set():
    dataset = make_table({"a": [1.0, 3.0], "b": [2.0, 7.0]})

    recipe = learn_recipe(dataset, PrepareSettings(weights={"b": 4.0}), {"b": 0.5})

    assert recipe.weights == (1.0, 1.0)


def test_batteries_are_columns_of_zeros_and_ones_and_categories_with_the_same_levels():
    columns = [
        make_column("p"), make_column("q"), make_column("r"), make_column("s", derived=True),
        replace(make_column("t"), **make_level("c", "Yes", rest=("No",))),
        replace(make_column("u"), **make_level("d", "no")),
        replace(make_column("v"), **make_level("d", other=True, rest=("YES",))),
        replace(make_column("w"), **make_level("e", "yes")),
    ]  # fmt: skip
    raw = np.array([
        [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0],
        [np.nan, 1.0, 2.0, 1.0, 1.0, 0.0, 1.0, 1.0],
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0],
    ])  # fmt: skip

    assert find_batteries(columns, raw) == {
        "p": "0 or 1", "q": "0 or 1", "c": "['no', 'yes']", "d": "['no', 'yes']", "e": "['yes']",
    }  # fmt: skip


def test_preparing_is_fill_transform_centre_scale_and_weigh_column_by_column():
    steps = (
        make_step("a", impute=7.0, centre=1.0, scale=2.0, weight=3.0),
        make_step("b", impute=1.0, transform="log1p", bend=4.0, centre=0.0, scale=0.5),
    )

    prepared = apply_recipe(Recipe(steps=steps), np.array([[np.nan, 12.0], [5.0, np.nan]]))

    assert prepared[0] == pytest.approx([9.0, np.log(4.0) / 0.5])
    assert prepared[1] == pytest.approx([6.0, np.log(1.25) / 0.5])
    assert prepared.flags.f_contiguous
