from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.fit import fit_segments
from finseg.interpret.typical import _coarsen_value, find_typical
from finseg.prepare import apply_recipe, learn_recipe
from finseg.settings import FitSettings, Settings
from finseg.understand import read_source

SETTINGS = Settings()


def typical_of(table):
    dataset = read_source(table, SETTINGS)
    recipe = learn_recipe(dataset, SETTINGS.prepare)
    raw = dataset.build_matrix()
    prepared = apply_recipe(recipe, raw)
    segmentation = fit_segments(prepared, raw, recipe.columns, k=2, settings=FitSettings(starts=5))
    sizes = segmentation.assignment.count_members(2)
    return find_typical(raw, recipe, segmentation), sizes


def customers(apart, seed=3):
    """Make 300 customers, of whom the first few stand apart; hardly anybody has a refund."""
    rng = np.random.default_rng(seed)
    income = rng.normal(50_000, 2_000, 300).round(2)
    income[:apart] += 90_000
    refund = np.where(np.arange(300) < apart, rng.normal(7_400, 40, 300), 0.0).round(2)
    return pl.DataFrame({"income": income, "refund": refund})


def test_a_handful_of_customers_have_no_typical_one():
    found, sizes = typical_of(customers(3))

    (few,) = (t for t in found if sizes[t.segment] == 3)
    assert few.values == ()
    assert "could be recognised" in to_text(few.blocks())


def test_a_value_that_hardly_anybody_has_is_coarsened_too():
    found, sizes = typical_of(customers(12))

    (small,) = (t for t in found if sizes[t.segment] == 12)
    (refund,) = (value for column, _, value in small.values if column == "refund")
    assert 7_000 < refund < 7_800
    assert refund % 500 == 0


def test_a_small_amount_beside_a_long_tail_is_not_rounded_away(rng):
    amounts = np.concatenate([rng.normal(400, 5, 200), rng.lognormal(10, 1, 200)]).round(2)
    table = pl.DataFrame({"amount": amounts, "age": rng.normal(45, 10, 400).round()})

    found, _ = typical_of(table)

    told = [value for t in found for column, _, value in t.values if column == "amount"]
    assert any(350 <= value <= 450 for value in told)


def test_a_value_that_stands_alone_is_rounded_until_five_customers_are_as_near(rng):
    column = np.concatenate([rng.normal(100, 3, 300), [12_345.67]])

    assert _coarsen_value(12_345.67, 10.0, column) == 10_000
    assert _coarsen_value(101.3, 10.0, column) == pytest.approx(101.3, abs=0.5)
