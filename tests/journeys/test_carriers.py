"""Are groups found that noise beside them drowns, and clustered on where that is asked for?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.checked_table import read_and_check
from finseg.errors import UsageError
from finseg.journey import read_settings

SIZES = (300, 220, 150, 130)
CORNERS = 3.3 * np.array([[0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])  # every other one of a cube


@pytest.fixture(scope="module")
def drowned():
    """Four groups in three columns, and three columns of noise that share a factor."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), SIZES)
    planted = CORNERS[labels] + rng.normal(size=(800, 3))
    noise = 0.85 * rng.normal(size=(800, 1)) + 0.5 * rng.normal(size=(800, 3))
    values = 100 + 10 * np.column_stack([planted, noise])[:, [0, 3, 1, 4, 2, 5]]
    names = ["points", "noise1", "score_a", "noise2", "calls", "noise3"]
    table = pl.DataFrame(values.round(3), schema=names)
    return table.sample(fraction=1, shuffle=True, seed=3)


CARRIERS = ("calls", "points", "score_a")


def test_a_run_says_which_columns_carry_groups_and_stays_as_it_is(drowned):
    study = finseg.segment(drowned)

    search = study.results.search
    assert search is not None
    assert not search.asked
    assert search.columns == 6
    assert search.found is not None
    assert search.found.columns == CARRIERS
    assert search.found.natural_k == 4
    assert len(study.recipe.columns) == 6
    assert study.as_dict()["carriers"]["columns"] == 6


def test_features_that_are_found_give_the_study_that_naming_them_gives(drowned):
    auto = finseg.segment(drowned, features="auto", quick=True)
    named = finseg.segment(drowned, features=CARRIERS, quick=True)

    assert auto.recipe.columns == named.recipe.columns
    assert auto.assignments.equals(named.assignments)
    assert auto.verdict.kind == "natural"
    assert auto.verdict.k == 4
    assert named.results.search is None  # a quick run does not look
    text = "\n".join(str(block) for block in auto.summary())
    assert "were chosen as features" in text


def test_where_no_columns_carry_groups_all_are_clustered_on_and_it_is_said():
    rng = np.random.default_rng(2)
    table = pl.DataFrame(rng.normal(50, 9, size=(300, 4)), schema=["a", "b", "c", "d"])

    auto = finseg.segment(table, features="auto", quick=True)
    plain = finseg.segment(table, quick=True)

    assert auto.results.search is not None
    assert auto.results.search.found is None
    assert auto.assignments.equals(plain.assignments)
    assert "no smaller set shows more groups" in "\n".join(str(block) for block in auto.summary())


def test_another_text_in_place_of_the_features_is_refused(drowned):
    with pytest.raises(UsageError, match="list of columns"):
        finseg.segment(drowned, features="points")


def test_two_columns_are_not_searched_and_it_is_said(rng):
    table = pl.DataFrame(rng.normal(50, 9, size=(300, 2)), schema=["a", "b"])

    search = finseg.segment(table, features="auto", quick=True).results.search

    assert search is not None
    assert (search.ran, search.numbers) == (False, 2)


def test_a_ratio_that_was_not_found_is_not_clustered_on():
    rng = np.random.default_rng(11)
    planted = 4 * (CORNERS > 0)[rng.integers(0, 4, 2_000)] + rng.normal(size=(2_000, 3))
    money = np.exp(rng.normal([10.5, 9.5], 0.3, size=(2_000, 2)))
    noise = rng.normal(size=(2_000, 6))
    values = np.column_stack([500 + 50 * planted, money, 100 + 10 * noise]).round(3)
    names = ["calls", "points", "score_a", "annual_income", "loan_amount", *"uvwxyz"]
    knobs = read_settings({"prepare": {"features": "auto", "ratios": "cluster"}})

    usable = read_and_check(pl.DataFrame(values, schema=names), knobs, lambda *_: None)

    assert any(c.derived for c in usable.dataset.columns)
    assert {c.name for c in usable.dataset.features} == set(CARRIERS)
