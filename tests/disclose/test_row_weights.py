"""Is what rests on few rows hidden by the rows it rests on, whatever these stand for?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.disclose.segments import _count_trait_parts, disclose_interpretation
from finseg.interpret import load_bundled_lexicon
from finseg.interpret.profile import make_profile
from finseg.interpret.segments import interpret_segments
from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.interpretation import Interpretation
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import Settings
from tests.builders.records import a_step
from tests.builders.segments import make_dataset
from tests.interpret.test_holdings import make_sure_money

LEAST = 11


def interpret(owed, weights, sizes=(60, 90)) -> Interpretation:
    n = sum(sizes)
    segment = np.repeat([0, 1], sizes)
    table = {"owed": owed, "age": np.linspace(20, 80, n), "w": weights}
    dataset = make_sure_money(make_dataset(table, money=["owed"], w="weight"), "owed")
    settings = Settings()
    recipe = learn_recipe(dataset, settings.prepare)
    prepared = apply_recipe(recipe, dataset.build_matrix())
    centres = np.array([prepared[segment == s].mean(axis=0) for s in range(2)])
    distance = np.linalg.norm(prepared - centres[segment], axis=1)
    assignment = Assignment(
        segment=segment, second=1 - segment, margin=np.ones(n), distance=distance
    )
    segmentation = Segmentation(
        centres=centres, reach=np.ones(2), assignment=assignment, inertia=1.0, starts=1,
        starts_at_best=1, seed=1, order="size",
    )  # fmt: skip
    return interpret_segments(
        dataset, recipe, prepared, segmentation, settings, lexicon=load_bundled_lexicon()
    )


def find_owed(interpretation: Interpretation, s: int = 0):
    return interpretation.segments[s].find_trait("owed")


@pytest.mark.parametrize("weight", [0.1, 1.0, 9.0])
@pytest.mark.parametrize(("holders", "shown"), [(LEAST - 1, False), (LEAST, True)])
def test_figures_of_few_rows_are_hidden_whatever_their_weight(holders, shown, weight):
    owed, weights = np.arange(150.0) + 5, np.full(150, 2.0)
    owed[holders:60] = 0.0
    weights[:holders] = weight

    told = disclose_interpretation(interpret(owed, weights), LEAST)

    assert math.isfinite(find_owed(told).mean) == shown
    assert math.isfinite(find_owed(told).zero_share) == shown


@pytest.mark.parametrize(("heavy", "shown"), [(1.0, True), (1e7, False)])
def test_a_row_that_outweighs_the_others_hides_what_would_be_its_own_figure(heavy, shown):
    owed, weights = np.arange(150.0) + 5, np.ones(150)
    weights[30] = heavy

    told = find_owed(disclose_interpretation(interpret(owed, weights), LEAST))

    assert [math.isfinite(v) for v in (told.mean, told.median, told.p25)] == [shown] * 3


def test_rows_are_counted_and_those_of_weight_0_tell_nothing():
    table = pl.DataFrame({"a": [0.0, 5.0, None, 7.0, 9.0]})
    weights = np.array([4.0, 1.0, 2.0, 1.0, 0.0])
    prepared, segment = np.arange(5.0)[:, None], np.zeros(5, dtype=np.int64)

    (trait,) = make_profile(table, [a_step("a")], prepared, segment, 1, weights=weights).segments[0]

    assert trait.rows is not None
    assert (trait.rows.missing, trait.rows.zeros) == (1, 1)
    assert trait.rows.effective == pytest.approx(36 / 18)  # 4, 1, 1 and 0
    assert trait.rows.effective_amounts == 2.0
    assert (trait.present, trait.telling, trait.holders) == (4, 2, 2)
    assert _count_trait_parts(trait, 5) == (1, 1, 3)


def test_money_held_by_few_rows_is_left_out_and_customers_are_counted_by_weight():
    owed, weights = np.zeros(150), np.ones(150)
    owed[:LEAST] = 100.0
    weights[:60] = 3.0
    enough = disclose_interpretation(interpret(owed, weights), LEAST).holdings
    owed[0] = 0.0
    few = disclose_interpretation(interpret(owed, weights), LEAST).holdings

    assert enough.customers == pytest.approx((180 / 270, 90 / 270))
    assert [h.column for h in enough.columns] == ["owed"]
    assert few.columns == ()


@pytest.mark.parametrize(("few", "shown"), [(LEAST - 1, False), (LEAST, True)])
def test_money_of_a_column_that_is_only_described_is_hidden_by_who_holds_it(few, shown):
    made = interpret(np.arange(150.0), np.ones(150))
    (holding,) = (h for h in made.holdings.columns if h.column == "owed")
    described = replace(holding, column="Loan", rows=(few, 80))
    made = replace(made, holdings=replace(made.holdings, columns=(described,)))

    (told,) = disclose_interpretation(made, LEAST).holdings.columns

    assert math.isfinite(told.shares[0]) == shown
