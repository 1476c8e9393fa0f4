"""What is shown of single columns, where few customers have a value? Each limit from both sides."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.disclose.columns import (
    disclose_dataset,
    disclose_exploration,
    disclose_recipe,
    disclose_summary,
    merge_thin_bins,
)
from finseg.document.blocks import Table
from finseg.document.said import write_text
from finseg.records.exploration import Levels
from finseg.records.interpretation import Trait
from finseg.records.reading import Reading
from finseg.records.recipe import Recipe, Step
from tests.builders.records import a_step, an_exploration
from tests.builders.tables import make_table

LEAST = 5
MOMENTS = ("mean", "sd", "skewness")


def summary(**changes):
    return replace(an_exploration(("Income",)).summaries[0], **changes)


@pytest.mark.parametrize(("missing", "shown"), [(0, 0), (1, 5), (4, 5), (5, 5), (6, 6)])
def test_of_few_gaps_and_fillings_the_limit_is_told(missing, shown):
    dataset = make_table(
        {"x": [None] * missing + [1.0] * 9}, x={"reading": Reading(ambiguous=missing)}
    )
    dataset = replace(dataset, first_row=("1",))
    recipe = Recipe(steps=(replace(a_step("x"), imputed=missing),))

    after = disclose_dataset(dataset, LEAST)

    assert after.columns[0].missing == shown
    assert after.columns[0].reading.ambiguous == shown
    assert after.first_row == ()
    assert disclose_recipe(recipe, [], missing + 9, LEAST).steps[0].imputed == shown


@pytest.mark.parametrize(("count", "hidden"), [(1, True), (4, True), (5, False)])
def test_a_column_with_few_values_has_no_figure(count, hidden):
    after = disclose_summary(summary(count=count, edges=(0.0, 1.0), counts=(count,)), LEAST)

    assert math.isnan(after.mean) is hidden
    assert math.isnan(after.zero_share) is hidden
    assert (after.column, after.unit, after.count) == ("Income", "currency", count)
    assert math.isnan(after.median)  # five values have no median that rests on five beyond it
    assert (after.edges, after.counts) == ((), ())


def test_a_column_without_any_value_is_left_as_it_is():
    empty = summary(count=0, missing=60, mean=0.5, edges=(), counts=())

    assert disclose_summary(empty, LEAST).mean == 0.5


@pytest.mark.parametrize(
    ("zeros", "hidden"), [(0, False), (4, True), (5, False), (55, False), (56, True), (60, False)]
)
def test_a_share_of_zeros_goes_where_few_are_zero_or_few_are_not(zeros, hidden):
    after = disclose_summary(summary(zero_share=zeros / 60), LEAST)

    assert math.isnan(after.zero_share) is hidden
    assert math.isnan(after.mean) is (zeros == 56)  # then it is that of four customers


@pytest.mark.parametrize("zeros", [4, 56])
def test_the_share_of_few_zeros_goes_whatever_else_is_hidden_with_them(zeros):
    after = disclose_summary(summary(zero_share=zeros / 60, missing=30), LEAST)

    assert math.isnan(after.zero_share)


def test_few_gaps_take_values_along_so_that_the_rows_add_up():
    after = disclose_summary(summary(count=60, missing=2), LEAST)

    assert (after.count, after.missing) == (57, 5)


@pytest.mark.parametrize(("beyond", "shown"), [(0, 0), (4, 0), (5, 5), (9, 9)])
def test_few_customers_beyond_the_bars_are_not_counted(beyond, shown):
    after = disclose_summary(summary(below=beyond, above=10 + beyond), LEAST)
    other = disclose_summary(summary(below=10 + beyond, above=beyond), LEAST)

    assert (after.below, after.above) == (shown, 10 + beyond)
    assert (other.below, other.above) == (10 + beyond, shown)


@pytest.mark.parametrize(("count", "bars"), [(9, False), (10, True)])
def test_bars_are_drawn_where_a_median_may_be_told(count, bars):
    after = disclose_summary(summary(count=count, edges=(0.0, 1.0), counts=(count,)), LEAST)

    assert bool(after.counts) is bars


@pytest.mark.parametrize(
    ("counts", "ends", "heights"),
    [
        ((2, 3, 9, 5), (1, 2, 3, 4), (5, 9, 5)),  # the first two: bars begin where five are
        ((5, 9, 1, 3), (0, 1, 2), (5, 13)),  # the last three
        ((6, 2, 0, 7), (0, 1, 2, 3, 4), (6, 0, 0, 9)),  # a thin one goes to the next that is there
        ((6, 4, 3, 7), (0, 1, 2, 3, 4), (6, 0, 7, 7)),  # and what it makes is enough
        ((5, 5), (0, 1, 2), (5, 5)),
        ((2, 3), (1, 2), (5,)),
        ((2, 2), (), ()),
    ],
)
def test_thin_bars_are_counted_to_their_neighbours(counts, ends, heights):
    assert merge_thin_bins(range(len(counts) + 1), counts, LEAST) == (ends, heights)


def test_the_outer_bars_end_at_a_multiple_of_the_narrowest():
    # The first bar goes to the second: what is left, 5 … 13, is moved out to 4 … 14.
    assert merge_thin_bins((3, 5, 7, 9, 11, 13), (1, 8, 8, 8, 8), LEAST)[0] == (4, 7, 9, 11, 14)


def test_levels_of_few_customers_go_and_with_one_of_them_the_next():
    levels = Levels(
        column="town", distinct=4, missing=0, top=(("A", 30), ("B", 12), ("C", 8), ("D", 2))
    )
    exploration = replace(an_exploration(("Income",)), levels=(levels,))

    (after,) = disclose_exploration(exploration, [], 60, LEAST).levels
    (few,) = disclose_exploration(
        replace(exploration, levels=(replace(levels, top=levels.top[:3], missing=3),)),
        [],
        60,
        LEAST,
    ).levels

    assert after.top == (("A", 30), ("B", 12))
    assert few.top == (("A", 30), ("B", 12))
    assert few.missing == 5


def test_levels_of_enough_customers_all_stay():
    levels = Levels(column="town", distinct=2, missing=5, top=(("A", 30), ("B", 5)))

    (after,) = disclose_exploration(
        replace(an_exploration(("Income",)), levels=(levels,)), [], 60, LEAST
    ).levels

    assert after == levels


def test_the_summaries_of_an_exploration_are_disclosed():
    exploration = an_exploration(("Income",))
    exploration = replace(exploration, summaries=(summary(missing=1),))

    assert disclose_exploration(exploration, [], 60, LEAST).summaries[0].missing == 5


@pytest.mark.parametrize(("amounts", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_mean_rests_on_the_customers_who_have_an_amount(amounts, hidden):
    shown = disclose_summary(summary(count=400, zero_share=1 - amounts / 400), LEAST)

    assert [math.isnan(getattr(shown, name)) for name in MOMENTS] == [hidden] * 3
    assert (shown.edges == ()) == hidden


@pytest.mark.parametrize(
    ("count", "missing", "told"),
    [(400, 0, 0), (396, 4, 5), (395, 5, 5), (5, 395, 395), (4, 396, 395), (1, 399, 395)],
)
def test_missing_values_tell_neither_of_few_gaps_nor_of_few_values(count, missing, told):
    assert disclose_summary(summary(count=count, missing=missing), LEAST).missing == told


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
    column = summary(column="Owed", **({hidden: math.nan} if hidden else {}))

    shown = disclose_recipe(a_recipe(), [column], 400, LEAST)

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
