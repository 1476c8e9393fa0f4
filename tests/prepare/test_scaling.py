"""Does a category count like one column of numbers, and each column what the settings say?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.derive import add_derived_columns
from finseg.errors import MissingColumnError, SettingsError
from finseg.prepare import apply_recipe, invert_recipe, learn_recipe, measure_distance_shares
from finseg.prepare.scaling import find_knots, measure_scale
from finseg.settings import PrepareSettings, Settings
from finseg.understand import read_source

N = 400
RNG = np.random.default_rng(5)
TABLE = pl.DataFrame(
    {
        "n": RNG.gamma(2.0, 10.0, N),
        "channel": RNG.choice(["branch", "app", "phone"], N, p=[0.7, 0.2, 0.1]),
        "often": RNG.choice(["Yes", "No"], N, p=[0.5, 0.5]),
        "seldom": RNG.choice(["Yes", "No"], N, p=[0.08, 0.92]),
    }
)


def prepare(names, **settings):
    roles = dict.fromkeys(names, "feature")
    knobs = PrepareSettings(transform="none", **settings)
    dataset = read_source(TABLE.select(names), Settings.from_tree({"read": {"roles": roles}}))
    made = add_derived_columns(dataset, knobs)
    recipe = learn_recipe(made, knobs)
    return recipe, apply_recipe(recipe, made.build_matrix())


def variance_of(recipe, prepared, name):
    return prepared[:, list(dict(recipe.ideas)[name])].var(axis=0).sum()


def test_all_levels_of_a_category_together_vary_like_one_column_of_numbers():
    recipe, prepared = prepare(["n", "channel"])

    assert variance_of(recipe, prepared, "n") == pytest.approx(1)
    assert variance_of(recipe, prepared, "channel") == pytest.approx(1)
    sizes = prepared[:, 1:].var(axis=0)
    assert sizes[0] > 1.5 * sizes[2], "a rare level counts less than a common one"


def test_a_blank_is_prepared_as_the_middle_of_all_customers():
    table = TABLE.with_columns(
        channel=pl.when(pl.int_range(N) < 10).then(None).otherwise(pl.col("channel"))
    )
    dataset = read_source(table, Settings.from_tree({"read": {"roles": {"channel": "feature"}}}))
    made = add_derived_columns(dataset, PrepareSettings())
    recipe = learn_recipe(made, PrepareSettings())

    prepared = apply_recipe(recipe, made.build_matrix())

    places = list(dict(recipe.ideas)["channel"])
    assert np.allclose(prepared[:10, places], 0.0)
    assert prepared[:, places].var(axis=0).sum() == pytest.approx(1)


def test_answers_to_one_battery_share_a_scale_so_that_a_rare_answer_counts_less():
    recipe, prepared = prepare(["often", "seldom"])

    often, seldom = (variance_of(recipe, prepared, name) for name in ("often", "seldom"))
    assert often + seldom == pytest.approx(2)
    assert often > 2.5 * seldom


def test_columns_that_are_0_or_1_share_a_scale_and_one_alone_is_standardised():
    flags = pl.DataFrame({"a": [0.0, 1.0] * 50, "b": [0.0] * 90 + [1.0] * 10})
    for names, variances in ((["a", "b"], [1.47, 0.53]), (["b"], [1.0])):
        roles = {"read": {"roles": dict.fromkeys(names, "feature")}}
        made = read_source(flags.select(names), Settings.from_tree(roles))
        recipe = learn_recipe(made, PrepareSettings())
        found = apply_recipe(recipe, made.build_matrix()).var(axis=0)
        assert found == pytest.approx(variances, abs=0.01)


@pytest.mark.parametrize("name", ["n", "channel"])
def test_a_weight_of_two_counts_like_two_columns(name):
    recipe, prepared = prepare(["n", "channel"], weights={name: 2.0})

    other = "channel" if name == "n" else "n"
    assert variance_of(recipe, prepared, name) == pytest.approx(2)
    assert variance_of(recipe, prepared, other) == pytest.approx(1)


def test_the_shares_of_the_distance_are_told_by_category():
    recipe, prepared = prepare(["n", "channel"], weights={"channel": 3.0})

    shares = measure_distance_shares(prepared, recipe, ())

    assert [(s.column, s.levels) for s in shares.columns] == [("n", 0), ("channel", 3)]
    assert [s.share for s in shares.columns] == pytest.approx([0.25, 0.75])


@pytest.mark.parametrize(
    ("scaling", "centre", "scale"),
    [
        ("standard", 22.0, 39.0),
        ("robust", 3.0, 2 / 1.349),
        ("range", 22.0, 99.0),
        ("none", 22.0, 1.0),
    ],
)
def test_each_scale_is_what_it_says(scaling, centre, scale):
    values = np.array([1.0, 2.0, 3.0, 4.0, 100.0])

    assert measure_scale(values, scaling) == pytest.approx((centre, scale), abs=0.05)


@pytest.mark.parametrize("scaling", ["standard", "robust", "range", "none"])
def test_a_constant_column_stays_at_zero_on_every_scale(scaling):
    assert measure_scale(np.full(5, 3.0), scaling) == (3.0, 1.0)


def test_ranks_spread_a_column_evenly_and_lead_back_to_its_values():
    recipe, prepared = prepare(["n"], scale="rank")

    ordered = np.sort(prepared[:, 0])
    raw = TABLE["n"].to_numpy()
    assert recipe.steps[0].transform == "rank"
    assert np.abs(ordered - np.linspace(ordered[0], ordered[-1], N)).max() < 0.1
    inside = (raw > np.quantile(raw, 0.01)) & (raw < np.quantile(raw, 0.99))
    assert invert_recipe(recipe, prepared)[inside, 0] == pytest.approx(raw[inside])


def test_no_value_of_a_single_customer_is_kept_for_the_ranks():
    values = np.append(np.arange(999.0), 1e9)

    assert max(find_knots(values)) < 1_000


def test_one_column_may_be_scaled_in_another_way_than_the_others():
    recipe, prepared = prepare(["n", "often"], scales={"n": "none"})

    assert recipe.steps[0].scale == 1.0
    assert variance_of(recipe, prepared, "often") == pytest.approx(1)


@pytest.mark.parametrize("key", ["weights", "scales", "transforms"])
def test_settings_of_a_column_that_is_no_feature_are_refused(key):
    value = 2.0 if key == "weights" else "none"

    with pytest.raises(MissingColumnError, match="no feature `chanel`"):
        prepare(["n", "channel"], **{key: {"chanel": value}})


@pytest.mark.parametrize("key", ["scales", "transforms"])
def test_levels_have_no_scale_or_transform_of_their_own(key):
    with pytest.raises(SettingsError, match="is a category"):
        prepare(["n", "channel"], **{key: {"channel": "none"}})
