"""Does what is told of a column rest on enough customers who have a value, and an amount?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.disclose.columns import disclose_exploration, disclose_recipe, disclose_summary
from finseg.document.blocks import Table
from finseg.document.said import write_text
from finseg.records.exploration import Levels
from finseg.records.interpretation import Trait
from finseg.records.recipe import Recipe, Step
from tests.builders.records import an_exploration

LEAST = 5
MOMENTS = ("mean", "sd", "skewness")


def a_summary(**changes):
    return replace(an_exploration(("Owed",)).summaries[0], **changes)


@pytest.mark.parametrize(("amounts", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_mean_rests_on_the_customers_who_have_an_amount(amounts, hidden):
    shown = disclose_summary(a_summary(count=400, zero_share=1 - amounts / 400), LEAST)

    assert [math.isnan(getattr(shown, name)) for name in MOMENTS] == [hidden] * 3
    assert (shown.edges == ()) == hidden


@pytest.mark.parametrize(
    ("count", "missing", "told"),
    [(400, 0, 0), (396, 4, 5), (395, 5, 5), (5, 395, 395), (4, 396, 395), (1, 399, 395)],
)
def test_missing_values_tell_neither_of_few_gaps_nor_of_few_values(count, missing, told):
    assert disclose_summary(a_summary(count=count, missing=missing), LEAST).missing == told


def a_trait(**changes):
    numbers = dict.fromkeys((f for f, of in Trait.__annotations__.items() if of == "float"), 1.0)
    return Trait(**{"column": "Owed", "unit": "currency", **numbers, **changes})


@pytest.mark.parametrize("hidden", ["mean", "zero_share"])
def test_what_is_hidden_of_everybody_beside_the_segments_is_hidden_of_the_column(hidden):
    exploration = replace(
        an_exploration(("Owed",)),
        levels=(Levels(column="Kind", distinct=1, missing=398, top=(("A", 2),)),),
    )

    (one,) = disclose_exploration(
        exploration, [a_trait(**{hidden: math.nan})], 400, LEAST
    ).summaries

    assert math.isnan(one.mean) == (hidden == "mean")
    assert math.isnan(one.zero_share) == (hidden == "zero_share")
    (levels,) = disclose_exploration(exploration, [a_trait()], 400, LEAST).levels
    assert (levels.top, levels.missing) == ((), 395)


def a_recipe():
    step = Step(
        column="Owed", unit="currency", impute=777.0, imputed=398, transform="log1p",
        reason="reduced", centre=111.0, scale=222.0, skew=33.25, skew_after=44.25,
    )  # fmt: skip
    return Recipe(steps=(step,))


@pytest.mark.parametrize("hidden", ["mean", "median", ""])
def test_preparation_writes_nothing_learnt_of_a_column_whose_mean_or_median_is_hidden(hidden):
    summary = a_summary(**({hidden: math.nan} if hidden else {}))

    shown = disclose_recipe(a_recipe(), [summary], 400, LEAST)

    (row,) = [r for block in shown.blocks() if isinstance(block, Table) for r in block.rows]
    written = [write_text(cell) for cell in row]
    learnt = ["–", "log1p", "–", "–", "–"]
    if not hidden:
        learnt = ["777", "log1p", "skewness 33.25 becomes 44.25", "111", "222"]
    assert written == ["Owed", "395", *learnt]
    assert shown.steps[0].centre == 111.0  # still applied where a figure is drawn


def test_preparation_of_a_column_that_is_nowhere_described_is_not_written():
    assert disclose_recipe(a_recipe(), [], 400, LEAST).is_hidden("Owed")
    assert not a_recipe().is_hidden("Owed")
