from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.figures.boxes import MOST_PANELS, plan_boxes
from finseg.figures.theme import LEAST
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import an_interpretation

COLUMNS = ("Income", "Loan")
NAN = float("nan")


def count_values(first, others=500, everybody=500, **changes):
    """Give the first segment so many values in each column."""

    def change(traits, present, **more):
        return tuple(replace(t, present=present, **more) for t in traits)

    made = an_interpretation(COLUMNS, 2)
    one, two = made.segments
    segments = (
        replace(one, traits=change(one.traits, first, **changes)),
        replace(two, traits=change(two.traits, others)),
    )
    population = change(made.population, everybody)
    return replace(made, segments=segments, population=population)


def plan(interpretation):
    return plan_boxes(make_figure_results(COLUMNS, 2, interpretation=interpretation))


@pytest.mark.parametrize(
    ("present", "bar", "whiskers"),
    [
        (4 * LEAST - 1, False, False),
        (4 * LEAST, True, False),
        (20 * LEAST - 1, True, False),
        (20 * LEAST, True, True),
    ],
)
def test_few_customers_have_no_box_and_somewhat_more_no_whiskers(present, bar, whiskers):
    figure = plan(count_values(present))

    rows = {row["row"]: row for row in list_values(figure, 0, -1)}
    cells = write_rows(figure)[1]
    assert (0 in rows) == bar
    if bar:
        assert (rows[0]["low"] < rows[0]["from"]) == whiskers
    assert [c != "–" for c in cells[2:]] == [whiskers, bar, bar, bar, whiskers]
    assert rows[1]["low"] < rows[1]["from"]
    assert ("left out" in write_words(figure.caption)) != whiskers


def test_the_table_has_everybody_then_each_segment():
    spread = {"p5": 1e4, "p25": 3e4, "median": 4e4, "p75": 6e4, "p95": 2e5}

    rows = write_rows(plan(count_values(500, **spread)))

    assert rows[0] == ("Income", "All customers", "₹20K", "₹50K", "₹80K", "₹1L", "₹1.4L")
    assert rows[1] == ("Income", "0 Segment 0", "₹10K", "₹30K", "₹40K", "₹60K", "₹2L")
    assert [row[:2] for row in rows[2:4]] == [("Income", "1 Segment 1"), ("Loan", "All customers")]


def test_medians_are_said_in_words():
    words = write_words(plan(count_values(500, median=4e4)).alternative)

    assert "Income: segment 0 ₹40K, segment 1 ₹80K; Loan: segment 0 ₹40K" in words


def test_the_axis_spans_what_is_drawn():
    figure = plan(count_values(500, p5=-1e5, p95=9e5))

    low, high = figure.spec["concat"][0]["layer"][-1]["encoding"]["x"]["scale"]["domain"]
    assert low == pytest.approx(-1e5 - 0.03 * 1e6)
    assert high == pytest.approx(9e5 + 0.03 * 1e6)


def test_there_is_no_figure_of_one_segment_or_of_few_customers():
    assert plan(count_values(500)) is not None
    assert plan(count_values(500, everybody=4 * LEAST - 1)) is None
    assert plan_boxes(make_figure_results(COLUMNS, 1)) is None


@pytest.mark.parametrize("number", [MOST_PANELS, MOST_PANELS + 1])
def test_the_columns_that_separate_most_are_drawn(number):
    columns = tuple(f"c{i}" for i in range(number))  # deviations grow with the place

    figure = expect_plan(plan_boxes(make_figure_results(columns)))

    assert len(figure.spec["concat"]) == MOST_PANELS
    assert ("12 columns" in write_words(figure.caption)) == (number > MOST_PANELS)
    assert ("c0" in list_words(figure.spec)) == (number == MOST_PANELS)


def test_long_names_are_cut():
    made = count_values(500)
    long = tuple(replace(s, name="i" * 40) for s in made.segments)

    words = list_words(plan(replace(made, segments=long)).spec)

    assert f"0 {'i' * 35}…" in words
