from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from finseg.disclose.study import disclose
from finseg.figures.binned_customers import Crowd
from finseg.figures.chosen_columns import choose_separating_columns
from finseg.figures.drawing import render_svg
from finseg.figures.pair_customers import (
    MANY,
    MOST_COLUMNS,
    PairSample,
    choose_pair_customers,
    sample_customers,
)
from finseg.figures.pairs import draw_pairs, plan_pairs
from finseg.settings import Settings
from tests.builders.figures import (
    a_sample,
    assign_segments,
    list_words,
    make_figure_results,
    make_table,
    write_words,
)
from tests.builders.records import a_recipe, an_interpretation

COLUMNS = ("Income", "Loan")


def make_plan(results):
    """Plan the pairs of results that have columns to draw."""
    plan = plan_pairs(results)
    assert plan is not None
    return plan


def make_many(rows, **changes):
    """Make results of so many customers in two segments."""
    values = np.random.default_rng(1).normal(size=(rows, 2))
    segmentation = assign_segments(np.array([[0.0, 0], [1, 1]]), np.arange(rows) % 2)
    return make_figure_results(
        k=2, dataset=make_table(COLUMNS, values), segmentation=segmentation, **changes
    )


@pytest.mark.parametrize(("rows", "one_by_one"), [(MANY, True), (MANY + 1, False)])
def test_of_many_customers_none_is_drawn_alone(rows, one_by_one):
    assert isinstance(choose_pair_customers(make_many(rows)), PairSample) == one_by_one


def test_single_customers_never_leave_the_house(reference):
    assert isinstance(choose_pair_customers(make_many(60, shared=True)), Crowd)
    assert isinstance(choose_pair_customers(make_many(60)), PairSample)
    shared = make_plan(disclose(reference.results, share=True))
    assert "counted in cells" in write_words(shared.caption)


def test_the_seed_of_the_settings_draws_the_sample():
    def draw(seed):
        return choose_pair_customers(
            make_many(MANY, settings=Settings().change_section("fit", seed=seed))
        )

    np.testing.assert_array_equal(draw(1).values, draw(1).values)
    assert (draw(1).values != draw(2).values).any()


def test_the_caption_says_who_is_drawn():
    random = write_words(make_plan(make_many(700)).caption)
    every = write_words(make_plan(make_many(600)).caption)
    cells = write_words(make_plan(make_many(3_000)).caption)

    assert "A random 600 of 700 customers" in random
    assert "All 600 customers, coloured" in every
    assert "All 3,000 customers, counted in cells" in cells
    assert "fewer than 5" in cells
    assert "logarithmic" not in every


def test_a_heavy_tailed_column_that_is_drawn_is_mentioned():
    results = make_many(60, recipe=a_recipe(COLUMNS, "log1p"))

    assert "logarithmic axis" in write_words(make_plan(results).caption)


def test_columns_that_separate_most_are_shown_and_the_rest_named():
    columns = tuple(f"column {i}" for i in range(8))  # deviations grow with the column's place

    plan = make_plan(make_figure_results(columns))

    assert choose_separating_columns(an_interpretation(columns), MOST_COLUMNS) == tuple(range(2, 8))
    assert "6 columns" in write_words(plan.caption)
    assert "left out: column 0, column 1." in write_words(plan.caption)
    few = make_plan(make_figure_results(columns[:MOST_COLUMNS]))
    assert "left out" not in write_words(few.caption)


def test_every_segment_is_named_with_its_share():
    words = list_words(make_plan(make_figure_results()).spec)

    assert {"0 Segment 0 (50.0%)", "1 Segment 1 (33.3%)", "2 Segment 2 (16.7%)"} <= set(words)


def test_the_drawn_sample_keeps_rows_and_segments_together():
    values = np.arange(5_000.0)[:, None]
    segments = np.arange(5_000) % 7

    sample = sample_customers(values, segments, ["x"], rng=np.random.default_rng(5), most=100)

    assert len(sample.segments) == 100
    np.testing.assert_array_equal(sample.values[:, 0] % 7, sample.segments)
    assert sample.rows == 5_000


def test_a_sample_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match="one row per segment"):
        PairSample(columns=("a",), values=np.zeros((3, 1)), segments=np.zeros(2, int), rows=3)


def test_dots_stand_on_a_grid_so_that_no_exact_figure_leaves():
    spec = draw_pairs(a_sample(COLUMNS, m=600), make_figure_results())

    places = {row["c0"] for row in spec["data"]["values"] if row.get("c0") is not None}

    assert len(places) <= 151


@pytest.mark.parametrize("transform", ["none", "log1p", "asinh"])
def test_a_constant_or_missing_column_can_be_drawn(transform):
    columns = ("flat", "gone", "fine")
    sample = a_sample(columns)
    sample.values[:, 0] = 4.0
    sample.values[:, 1] = np.nan

    spec = draw_pairs(sample, make_figure_results(columns, recipe=a_recipe(columns, transform)))

    assert "NaN" not in json.dumps(spec)
    assert render_svg(spec).startswith("<svg")


def test_a_segment_of_few_in_the_sample_has_no_curve():
    sample = a_sample(COLUMNS, k=3, m=60)
    few = replace(sample, segments=np.repeat([0, 1, 2], [51, 5, 4]))

    curves = draw_pairs(few, make_figure_results())["vconcat"][0]["hconcat"][0]["layer"][0]

    assert {row["s"] for row in curves["data"]["values"]} == {0, 1}
