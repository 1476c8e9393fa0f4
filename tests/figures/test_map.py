from __future__ import annotations

import numpy as np
import pytest

from finseg.figures.map import describe_direction, plan_map, project_plane
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import a_segmentation


def clusters(rng, apart=8.0):
    centres = np.zeros((2, 3))
    centres[1, 0] = apart
    segments = np.repeat([0, 1], 300)
    return centres[segments] + rng.normal(size=(600, 3)), segments, centres


def test_the_map_lays_apart_what_is_apart_and_says_how_much_it_shows(rng):
    points, segments, centres = clusters(rng)

    plane = project_plane(points, segments, ("a", "b", "c"), a_segmentation(centres))

    assert plane is not None
    assert abs(plane.centres[0, 0] - plane.centres[1, 0]) == pytest.approx(8, abs=0.5)
    assert plane.shares[0] > 0.8
    assert sum(plane.shares) < 1
    assert describe_direction(plane, 0) == "more a"
    assert plane.counts.sum() <= 600


def test_the_map_is_the_same_for_any_order_of_the_customers(rng):
    points, segments, centres = clusters(rng)
    other = rng.permutation(600)

    one, two = (
        project_plane(points[rows], segments[rows], ("a", "b", "c"), a_segmentation(centres))
        for rows in (np.arange(600), other)
    )

    assert one is not None
    assert two is not None
    np.testing.assert_allclose(one.centres, two.centres, atol=1e-9)
    assert np.abs(one.counts - two.counts).sum() <= 4  # who stands on a border of cells


@pytest.mark.parametrize("shape", [(5, 1), (1, 3)])
def test_there_is_no_map_without_two_directions(shape):
    centres = np.zeros((1, shape[1]))

    assert (
        project_plane(
            np.zeros(shape), np.zeros(shape[0], int), ("a",) * shape[1], a_segmentation(centres)
        )
        is None
    )
    flat = np.zeros((50, 3))
    flat[:, 0] = np.arange(50)
    assert (
        project_plane(flat, np.zeros(50, int), tuple("abc"), a_segmentation(np.zeros((1, 3))))
        is None
    )


@pytest.mark.parametrize(("columns", "k"), [(("Income",), 3), (("Income", "Loan"), 1)])
def test_one_column_or_one_segment_makes_no_map(columns, k):
    assert plan_map(make_figure_results(columns, k)) is None
    assert plan_map(make_figure_results()) is not None


def test_centres_and_directions_are_said():
    plan = expect_plan(plan_map(make_figure_results()))

    rows = {row[0]: row[1:] for row in write_rows(plan)}
    assert float(rows["Income"][0]) == pytest.approx(1, abs=0.02)  # the clusters' direction
    assert float(rows["Loan"][1]) == pytest.approx(1, abs=0.02)
    assert rows["Share of the variation"] == ("92.4%", "7.6%")
    assert "show 100% of the variation" in write_words(plan.caption)
    assert "segment 0 Segment 0 at −3.98, +0.32" in write_words(plan.alternative)
    assert "more Income" in " ".join(list_words(plan.spec))


@pytest.mark.parametrize("least", [1, 5])
def test_cells_of_fewer_customers_than_the_limit_stay_white(least):
    plan = expect_plan(plan_map(make_figure_results(least=least)))

    cells = [row for row in list_values(plan, 0, 0) if "x" in row]
    few, more = (len(plan_map_cells(n)) for n in (1, 5))
    assert len(cells) == (few if least == 1 else more)
    assert few > more > 0
    assert str(least) in write_words(plan.caption)


def plan_map_cells(least):
    return [
        row for row in list_values(plan_map(make_figure_results(least=least)), 0, 0) if "x" in row
    ]
