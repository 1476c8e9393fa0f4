from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.figures.correlations import MOST_VALUES, order_features, plan_correlations
from tests.builders.figures import (
    expect_plan,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import an_exploration

NAN = float("nan")


def correlate(pearson, spearman=None):
    """Plan the matrix of three columns: the correlations of a with b, a with c, b with c."""

    def fill(ab, ac, bc):
        return ((1.0, ab, ac), (ab, 1.0, bc), (ac, bc, 1.0))

    made = replace(
        an_exploration(("a", "b", "c")),
        pearson=fill(*pearson),
        spearman=fill(*(spearman or pearson)),
    )
    return plan_correlations(make_figure_results(exploration=made))


def test_columns_that_go_together_stand_together():
    r = np.eye(4)
    for a, b in ((0, 2), (1, 3)):
        r[a, b] = r[b, a] = 0.9
    pairwise = tuple(map(tuple, r.tolist()))
    exploration = replace(an_exploration(("a", "b", "c", "d")), spearman=pairwise)

    order = order_features(exploration)

    assert sorted(order) == [0, 1, 2, 3]
    assert abs(order.index(0) - order.index(2)) == 1
    assert abs(order.index(1) - order.index(3)) == 1


def test_pearson_is_below_the_diagonal_and_spearman_above_it():
    plan = correlate((0.1, 0.2, 0.3), (0.4, 0.5, 0.6))

    cells = {(c["row"], c["column"]): c["says"] for c in plan.spec["data"]["values"]}
    below = {cells[row, column] for row, column in cells if column < row}
    above = {cells[row, column] for row, column in cells if column > row}
    assert below == {"+0.10", "+0.20", "+0.30"}
    assert above == {"+0.40", "+0.50", "+0.60"}
    assert cells[1, 1] == ""


def test_the_strongest_are_named_first_whichever_their_sign():
    plan = correlate((0.2, -0.9, NAN))

    assert "Strongest: c with a −0.90; b with a +0.20." in write_words(plan.alternative)


def test_the_table_has_every_pair_once():
    pairs = {frozenset(row[:2]): row[2:] for row in write_rows(correlate((0.1, 0.2, NAN)))}

    assert pairs[frozenset("ab")] == ("+0.10", "+0.10")
    assert pairs[frozenset("bc")] == ("–", "–")
    assert len(pairs) == 3


def test_unknown_correlations_are_dashes_without_colour():
    plan = correlate((0.25, NAN, NAN))

    unknown = [c for c in plan.spec["data"]["values"] if c["says"] == "–"]
    assert len(unknown) == 4
    assert all(c["r"] is None for c in unknown)
    assert "+0.25" in list_words(plan.spec)


@pytest.mark.parametrize("number", [MOST_VALUES, MOST_VALUES + 1])
def test_many_columns_have_a_legend_in_place_of_values(number):
    columns = tuple(f"c{i}" for i in range(number))

    plan = expect_plan(plan_correlations(make_figure_results(exploration=an_exploration(columns))))

    first, *rest = plan.spec["layer"]
    assert bool(rest) == (number <= MOST_VALUES)
    assert (first["encoding"]["color"]["legend"] is None) == (number <= MOST_VALUES)


def test_one_column_correlates_with_none():
    for columns, drawn in ((("a",), False), (("a", "b"), True)):
        results = make_figure_results(exploration=an_exploration(columns))
        assert (plan_correlations(results) is not None) == drawn


@pytest.mark.parametrize(
    ("degrees", "order"),
    [
        ((0, 60, 20, 150, 90), (0, 2, 1, 4, 3)),
        ((0, 120, 150, 20, 110), (0, 3, 4, 1, 2)),
        ((0, 130, 100, 40, 110), (0, 3, 2, 4, 1)),
    ],
)
def test_columns_on_an_arc_are_cut_at_its_open_end(degrees, order):
    # Angles on half a circle; two columns correlate by the cosine between them.
    angle = np.radians(degrees)
    r = np.cos(angle[:, None] - angle)
    exploration = replace(an_exploration(tuple("abcde")), spearman=tuple(map(tuple, r.tolist())))

    assert order_features(exploration) == order
