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
from finseg.records.exploration import Levels
from finseg.records.reading import Reading
from finseg.records.recipe import Recipe
from tests.builders.records import a_step, an_exploration
from tests.builders.tables import make_table

LEAST = 5


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
    assert disclose_recipe(recipe, LEAST).steps[0].imputed == shown


@pytest.mark.parametrize(("count", "hidden"), [(1, True), (4, True), (5, False)])
def test_a_column_with_few_values_has_no_figure(count, hidden):
    after = disclose_summary(summary(count=count, edges=(0.0, 1.0), counts=(count,)), LEAST)

    assert math.isnan(after.mean) is hidden
    assert math.isnan(after.zero_share) is hidden
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
    assert after.mean == 7e4


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

    (after,) = disclose_exploration(exploration, LEAST).levels
    (few,) = disclose_exploration(
        replace(exploration, levels=(replace(levels, top=levels.top[:3], missing=3),)), LEAST
    ).levels

    assert after.top == (("A", 30), ("B", 12))
    assert few.top == (("A", 30), ("B", 12))
    assert few.missing == 5


def test_levels_of_enough_customers_all_stay():
    levels = Levels(column="town", distinct=2, missing=5, top=(("A", 30), ("B", 5)))

    (after,) = disclose_exploration(
        replace(an_exploration(("Income",)), levels=(levels,)), LEAST
    ).levels

    assert after == levels


def test_the_summaries_of_an_exploration_are_disclosed():
    exploration = an_exploration(("Income",))
    exploration = replace(exploration, summaries=(summary(missing=1),))

    assert disclose_exploration(exploration, LEAST).summaries[0].missing == 5
