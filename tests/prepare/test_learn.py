from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from finseg.document.numbers import Unit
from finseg.errors import MissingColumnError, NoFeatureError, SettingsError
from finseg.journey import example
from finseg.maths.moments import skewness
from finseg.prepare import (
    apply_recipe,
    find_small_value,
    learn_descriptor_recipe,
    learn_recipe,
)
from finseg.settings import PrepareSettings
from tests.conftest import dataset_of

AUTO = PrepareSettings()


def learn(table, settings=AUTO, units=None):
    dataset = dataset_of(pl.DataFrame(table))
    columns = (replace(c, unit=(units or {}).get(c.name, "none")) for c in dataset.columns)
    dataset = replace(dataset, columns=tuple(columns))
    recipe = learn_recipe(dataset, settings)
    return recipe, dataset.build_matrix(), apply_recipe(recipe, dataset.build_matrix())


def test_the_reference_matrix_equals_the_standard_scaler_and_nothing_is_transformed():
    table = pl.read_csv(example("customers.csv"))

    recipe, raw, prepared = learn(table)

    assert {s.transform for s in recipe.steps} == {"none"}
    np.testing.assert_allclose(prepared, StandardScaler().fit_transform(raw), rtol=0, atol=1e-12)


def test_money_is_bent_by_log1p_and_becomes_less_skewed(rng):
    money = rng.lognormal(8, 1.5, size=2000)

    recipe, _, prepared = learn({"income": money})

    assert recipe.steps[0].transform == "log1p"
    assert abs(skewness(prepared[:, 0])) < 0.5 < skewness(money)


def test_arsinh_leaves_a_normal_middle_in_one_piece(rng):
    """With a bend below its standard deviation the middle would become two heaps."""
    values = np.concatenate([rng.normal(size=40_000), rng.normal(scale=60, size=200)])

    *_, prepared = learn({"a": values}, PrepareSettings(transforms={"a": "asinh"}))

    middle = np.quantile(prepared[:, 0], [0.1, 0.9])
    counts, _ = np.histogram(prepared[:, 0], bins=7, range=tuple(middle))
    assert counts.argmax() == 3
    assert (np.diff(counts)[:3] > 0).all()
    assert (np.diff(counts)[3:] < 0).all()


def test_a_group_that_lies_apart_is_no_long_tail(rng):
    """A fifth of the customers five standard deviations off: skewed, and not to be bent."""
    two = rng.normal(size=2_000) + 5.0 * (rng.random(2_000) < 0.2)
    settings = PrepareSettings(skewness=0.5)

    recipe, *_ = learn({"a": two}, settings)

    assert two.min() < 0
    assert recipe.steps[0].transform == "none"
    assert "separate groups" in str(recipe.steps[0].say_reason())


def test_heavy_tails_on_both_sides_of_zero_are_bent_by_arsinh(rng):
    balance = rng.standard_t(2, size=2000) * 1000 + rng.exponential(3000, size=2000)

    recipe, _, prepared = learn({"balance": balance})

    assert recipe.steps[0].transform == "asinh"
    assert abs(skewness(prepared[:, 0])) < abs(skewness(balance))


@pytest.mark.parametrize(
    ("unit", "times"), [("none", 1), ("share", 1), ("share", 1.4), ("percent", 90)]
)
def test_shares_and_percentages_are_left_alone(rng, unit, times):
    share = rng.beta(0.3, 3, size=2000) * times

    recipe, _, _ = learn({"utilisation": share}, units={"utilisation": unit})

    assert recipe.steps[0].transform == "none"
    assert "share" in str(recipe.steps[0].say_reason())


def test_gaps_are_filled_with_the_median_and_counted():
    recipe, _, prepared = learn({"age": [20.0, 30.0, None, 60.0, None]})

    step = recipe.steps[0]
    assert (step.impute, step.imputed) == (30.0, 2)
    np.testing.assert_allclose(prepared[2], (30 - step.centre) / step.scale)


COLUMNS = {
    "plain": lambda rng: rng.uniform(1, 9, 200) ** 1.1,
    "money": lambda rng: rng.lognormal(8, 1.5, 200),
    "money with zeros": lambda rng: np.where(rng.random(200) < 0.4, 0, rng.lognormal(3, 1, 200)),
    "debts": lambda rng: rng.standard_t(2, 200) * 1000 + rng.exponential(3000, 200),
    "counts": lambda rng: rng.poisson(0.7, 200).astype(float),
}


@pytest.mark.parametrize("kind", COLUMNS)
@given(scale=st.sampled_from([1e-6, 0.01, 100.0, 1e5]))
def test_the_unit_of_a_column_does_not_matter(kind, scale):
    values = COLUMNS[kind](np.random.default_rng(1)) + 0.0
    money = {"units": {"a": "currency"}}

    recipe, _, prepared = learn({"a": values}, **money)
    scaled, _, rescaled = learn({"a": values * scale}, **money)

    assert scaled.steps[0].transform == recipe.steps[0].transform
    np.testing.assert_allclose(rescaled, prepared, atol=1e-9)


def test_the_bend_is_a_small_amount_that_few_are_below(rng):
    money = rng.lognormal(8, 1.5, size=5000)

    assert 0.01 < (money < find_small_value(money)).mean() < 0.04
    assert find_small_value(np.r_[np.zeros(9000), money]) == find_small_value(money)
    assert find_small_value(np.zeros(5)) == 1.0


def test_a_row_is_prepared_alike_alone_and_among_others(rng):
    recipe, raw, prepared = learn({"a": rng.lognormal(5, 2, 100), "b": rng.normal(size=100)})

    np.testing.assert_array_equal(apply_recipe(recipe, raw[7:8]), prepared[7:8])


def test_a_constant_column_stays_at_zero():
    recipe, _, prepared = learn({"a": [5.0, 5.0, 5.0]})

    assert recipe.steps[0].scale == 1.0
    np.testing.assert_array_equal(prepared, np.zeros((3, 1)))


def test_settings_overrule_the_rule(rng):
    money = rng.lognormal(8, 1.5, size=500)

    assert learn({"a": money}, PrepareSettings(transform="none"))[0].steps[0].transform == "none"
    settings = PrepareSettings(transforms={"a": "asinh"})
    assert learn({"a": money}, settings)[0].steps[0].transform == "asinh"


def test_log1p_is_refused_where_it_does_not_exist():
    with pytest.raises(SettingsError, match="below 0"):
        learn({"a": [-1.0, 2.0, 3.0]}, PrepareSettings(transforms={"a": "log1p"}))


def test_a_transform_for_a_column_that_is_not_there_is_refused():
    with pytest.raises(MissingColumnError, match="incme") as error:
        learn({"income": [1.0, 2.0]}, PrepareSettings(transforms={"incme": "log1p"}))
    assert error.value.where == "[prepare.transforms]"
    assert error.value.fix == "did you mean `income`?"


def test_an_empty_feature_or_none_at_all_is_refused():
    with pytest.raises(NoFeatureError, match="`a` has no value") as empty:
        learn(pl.DataFrame({"a": [None, None]}, schema={"a": pl.Float64}))
    with pytest.raises(NoFeatureError, match="no numeric column") as none:
        learn(pl.DataFrame({}))

    assert (empty.value.where, none.value.where) == ("column `a`", "made")
    assert empty.value.fix == 'give it the role "ignore" in [read.roles]'
    assert none.value.fix == 'give a column the role "feature" in [read.roles]'


def test_the_skewness_from_which_a_column_is_bent_is_a_setting():
    """At the limit itself nothing is bent."""
    values = [-1.0, *[0.0] * 40, *[0.5] * 40, 9.0]
    skew = abs(skewness(np.array(values)))

    steps = [
        learn({"a": values}, PrepareSettings(skewness=at))[0].steps[0].transform
        for at in (skew * 0.999, skew, skew * 1.001)
    ]

    assert steps == ["asinh", "none", "none"]


@pytest.mark.parametrize(
    ("unit", "highest", "transform"),
    [
        ("percent", 100.0, "none"),
        ("percent", 101.0, "log1p"),
        ("none", 1.0, "none"),
        ("none", 1.01, "log1p"),
        ("currency", 0.9, "log1p"),
        ("share", 1.4, "none"),
    ],
)
def test_only_what_is_bounded_by_nature_is_a_share(unit, highest, transform):
    values = np.array([*[1.0] * 40, *[2.0] * 30, *[4.0] * 20, *[9.0] * 8, *[100.0] * 2])

    recipe, *_ = learn({"a": values * highest / 100}, units={"a": unit})

    assert recipe.steps[0].transform == transform


def test_the_small_value_lies_as_far_below_the_first_quartile_as_the_third_above():
    """Of 2, 4, 6, 8 and 10 the quartiles are 4 and 8: 4 × 4 / 8 = 2."""
    assert find_small_value(np.array([0.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0])) == 2.0


def test_the_bend_of_the_arsinh_is_the_distance_between_the_quartiles():
    settings = PrepareSettings(transforms={"a": "asinh"})
    spread = {"a": [2.0, 4.0, 6.0, 8.0, 10.0]}
    narrow = {"a": [5.0, 5.0, 5.0, 5.0, 15.0]}  # both quartiles are 5, the deviation is 4
    constant = {"a": [5.0, 5.0]}

    bends = [learn(table, settings)[0].steps[0].bend for table in (spread, narrow, constant)]

    assert bends == [4.0, 4.0, 1.0]


def test_a_transform_that_makes_a_column_worse_is_not_used():
    """Few values near 0 below many that are large: the logarithm would stretch the wrong end."""
    values = [0.001, 0.002, *[5.0] * 30, *[6.0] * 30, *[9.0] * 3]

    recipe, *_ = learn({"a": values}, PrepareSettings(skewness=0.01))

    assert recipe.steps[0].transform == "none"
    assert "log1p would make it" in str(recipe.steps[0].say_reason())


def test_a_column_that_is_only_described_gets_a_scale_of_its_own():
    dataset = dataset_of(pl.DataFrame({"a": [1.0, 3.0], "b": [2.0, 6.0], "c": [None, None]}))
    formulas = {"b": "`a` × 2", "c": "`a` × 0"}
    columns = tuple(
        replace(c, role="descriptor", follows=formulas[c.name]) if c.name in formulas else c
        for c in dataset.columns
    )
    dataset = replace(dataset, columns=columns)

    (step,) = learn_descriptor_recipe(dataset, AUTO).steps

    assert (step.column, step.centre, step.scale) == ("b", 4.0, 2.0)
    assert learn_recipe(dataset, PrepareSettings(transforms={"b": "asinh"})).columns == ("a",)


def test_weights_are_kept_with_the_columns_that_share():
    dataset = dataset_of(pl.DataFrame({"a": [1.0, 3.0], "b": [2.0, 7.0]}))

    assert learn_recipe(dataset, AUTO, {"b": 0.5}).weights == (1.0, 0.5)


def learn_one(values, settings=AUTO, unit="none"):
    recipe, *_ = learn({"a": values}, settings, {"a": unit})
    return recipe.steps[0]


def test_log1p_that_is_asked_for_may_begin_at_zero_and_bends_at_a_small_value():
    asked = PrepareSettings(transforms={"a": "log1p"})

    step = learn_one([0.0, 2.0, 4.0, 6.0, 8.0], asked)

    # Of the values above 0 the quartiles are 3 and 7.
    assert (step.transform, step.bend) == ("log1p", pytest.approx(3**2 / 7))
    with pytest.raises(SettingsError):
        learn_one([-0.5, 2.0, 4.0], asked)


def test_the_arsinh_that_is_asked_for_bends_at_the_distance_between_the_quartiles():
    step = learn_one([0.0, 2.0, 4.0, 6.0, 20.0], PrepareSettings(transforms={"a": "asinh"}))

    assert (step.transform, step.bend) == ("asinh", 4.0)
    assert step.reason == "set for the column"


def test_where_the_quartiles_are_one_the_arsinh_bends_at_the_spread_and_else_at_one():
    asked = PrepareSettings(transforms={"a": "asinh"})

    assert learn_one([0.0] * 9 + [10.0], asked).bend == 3.0  # the standard deviation
    assert learn_one([5.0] * 9, asked).bend == 1.0


def test_no_transform_is_taken_where_none_is_wanted_and_one_column_may_have_its_own(rng):
    money = rng.lognormal(8, 1.5, size=200)

    off = PrepareSettings(transform="none")
    own = PrepareSettings(transform="none", transforms={"a": "log1p"})

    assert (learn_one(money, off).transform, learn_one(money, off).reason) == (
        "none", "set for all",
    )  # fmt: skip
    assert learn_one(money, own).transform == "log1p"


@pytest.mark.parametrize("values", [[0.0, 0.0], [1e-200, 1e100, 1e200, 1e-200]])
def test_a_column_without_a_small_value_bends_at_one(values):
    assert find_small_value(np.array(values)) == 1.0


def test_gaps_take_no_part_in_the_choice_but_in_the_scale():
    step = learn_one([1.0, None, 2.0, 6.0, None])

    # The median of 1, 2 and 6 fills both gaps: 1, 2, 2, 6, 2.
    assert (step.impute, step.imputed, step.centre) == (2.0, 2, 2.6)
    assert step.scale == pytest.approx(np.sqrt((1.6**2 + 3 * 0.6**2 + 3.4**2) / 5))


def test_the_reason_tells_skewness_before_and_after():
    values = [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 9.0, 40.0]
    step = learn_one(values)
    bent = np.log1p(np.array(values) / find_small_value(np.array(values)))

    assert (step.transform, step.reason) == ("log1p", "reduced")
    assert step.skew == pytest.approx(skewness(np.array(values)))
    assert step.skew_after == pytest.approx(skewness(bent))
    kept = learn_one([1.0, 2.0, 3.0, 4.0, 6.0])
    assert (kept.reason, kept.skew_after) == ("moderate", 0.0)
    assert kept.skew == pytest.approx(skewness(np.array([1.0, 2.0, 3.0, 4.0, 6.0])))
    share = learn_one([0.0] * 6 + [1.0] * 3 + [30.0], unit="share")
    assert (share.reason, share.skew > 1) == ("share", True)


def test_a_left_skew_counts_like_a_right_one():
    left = [100.0 - v for v in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 60.0)]

    assert learn_one(left).reason != "moderate"


def test_a_transform_may_be_set_for_a_column_that_is_only_described_and_for_no_other():
    dataset = dataset_of(pl.DataFrame({"a": [1.0, 2.0], "b": [1.0, 5.0]}))
    aside = replace(dataset.columns[1], role="descriptor", follows="`a`")
    dataset = replace(dataset, columns=(dataset.columns[0], aside))

    recipe = learn_recipe(dataset, PrepareSettings(transforms={"b": "none"}))

    assert recipe.columns == ("a",)
    with pytest.raises(MissingColumnError):
        learn_recipe(dataset, PrepareSettings(transforms={"c": "none"}))


@pytest.mark.parametrize(
    ("highest", "shares"),
    [
        (1.0, {"share", "percent", "none"}),
        (1.5, {"share", "percent"}),
        (100.0, {"share", "percent"}),
        (100.5, {"share"}),
    ],
)
def test_only_shares_percents_and_plain_figures_up_to_one_are_left_as_shares(highest, shares):
    skewed = [*(highest * 0.01 * i for i in range(20)), highest]

    left = {unit for unit in get_args(Unit) if learn_one(skewed, unit=unit).reason == "share"}

    assert left == shares


@pytest.mark.parametrize("transform", ["log1p", "asinh"])
def test_a_bend_is_the_same_where_every_row_stands_twice(transform):
    values = np.random.default_rng(5).lognormal(6, 1.2, 41).tolist()
    asked = PrepareSettings(transforms={"a": transform})

    assert learn_one(values, asked).bend == learn_one(values * 2, asked).bend
