"""What may be seen of many customers, and of few?"""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.printers import to_text
from finseg.figures.binned_customers import (
    _assign_cells,
    _count_places,
    count_cells_across,
    count_crowd,
    lay_out_cells,
    shade_cells,
)
from finseg.figures.pairs import draw_pairs
from finseg.figures.theme import LEAST
from finseg.records.existing import Existing
from tests.builders.figures import make_figure_results
from tests.builders.records import a_step


def a_crowd(rng, n=5_000, columns=("a", "b", "c"), k=3):
    values = rng.normal(size=(n, len(columns)))
    steps = [a_step(c) for c in columns]
    return count_crowd(values, np.arange(n) % k, steps, k)


def test_a_crowd_counts_every_customer_within_the_range_once(rng):
    crowd = a_crowd(rng)

    for row in range(3):
        assert crowd.curves[row].sum() == pytest.approx(0.99 * 5_000, abs=3)
        for column in range(row):
            inside = crowd.cells[row][column].sum()
            assert 0.975 * 5_000 <= inside <= crowd.curves[row].sum()


def test_the_order_of_the_customers_changes_no_count(rng):
    values, segments = rng.normal(size=(3_000, 2)), np.arange(3_000) % 4
    steps, other = [a_step("a"), a_step("b")], rng.permutation(3_000)

    one = count_crowd(values, segments, steps, 4)
    two = count_crowd(values[other], segments[other], steps, 4)

    np.testing.assert_array_equal(one.cells[1][0], two.cells[1][0])
    np.testing.assert_array_equal(one.curves[0], two.curves[0])


def test_missing_values_and_constant_columns_can_be_counted(rng):
    values = rng.normal(size=(3_000, 3))
    values[:, 0] = 4.0
    values[:, 1] = np.nan
    columns = ("flat", "gone", "fine")

    crowd = count_crowd(values, np.arange(3_000) % 3, [a_step(c) for c in columns], 3)

    assert crowd.curves[0].sum() == 3_000
    assert crowd.curves[1].sum() == 0
    spec = draw_pairs(crowd, make_figure_results(columns))
    assert "NaN" not in json.dumps(spec)


@given(
    counts=st.lists(st.integers(0, 12), min_size=24, max_size=24),
    least=st.integers(1, 11),
)
def test_a_cell_is_drawn_only_where_there_are_enough_customers(counts, least):
    table = np.array(counts).reshape(3, 4, 2)

    shown = {(x, y): s for x, y, s, _ in shade_cells(table, least)}

    for x, y in np.ndindex(3, 4):
        own = table[x, y]
        assert ((x, y) in shown) == (own.sum() >= least)
        if (x, y) in shown:
            assert own[shown[x, y]] == own.max()


def test_deeper_cells_hold_more_customers():
    table = np.array([5, 20, 100, 1_000]).reshape(4, 1, 1)

    opacities = [o for *_, o in shade_cells(table, LEAST)]

    assert opacities == sorted(opacities)
    assert opacities[0] < opacities[-1] <= 1


def test_with_hidden_cells_nothing_is_said_of_where_all_customers_go():
    whole = ((60.0, 40.0), (20.0, 30.0))
    part = ((60.0, float("nan")), (20.0, 30.0))
    said = {
        counts: to_text(
            Existing(
                column="tier",
                tiers=("Gold", "Basic"),
                counts=counts,
                agreement=0.5,
                without=0,
                sizes=(100.0, 50.0),
            ).blocks(["A", "B"])
        )
        for counts in (whole, part)
    }

    assert "40.0% of the customers go elsewhere" in said[whole]
    assert "elsewhere" not in said[part]
    assert "Basic to 1 B (60.0%)" in said[part]
    assert "Gold to" not in said[part]


def test_a_cell_goes_to_the_segment_with_most_customers_the_lower_id_among_equals():
    table = np.zeros((1, 3, 2), dtype=np.int64)
    table[0] = [[7, 2], [2, 7], [5, 5]]

    assert [s for *_, s, _ in shade_cells(table, 5)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("rows", "across"), [(10, 12), (1_690, 13), (1_689, 12), (10_239, 31), (1_000_000, 32)]
)
def test_more_customers_have_a_finer_grid(rows, across):
    assert count_cells_across(rows) == across


def test_cells_are_closed_at_both_ends_and_gaps_are_left_out():
    values = np.array([0.0, 0.49, 0.5, 1.0, 1.0001, -0.0001, np.nan])

    assert _assign_cells(values, 0.0, 1.0, 4).tolist() == [0, 1, 2, 3, -1, -1, -1]


def test_places_are_counted_by_cell_and_segment():
    across, up = np.array([0, 1, 1, -1, 1]), np.array([2, 0, 0, 1, -1])

    counts = _count_places([across, up], np.array([0, 1, 0, 1, 1]), 3, 2)

    assert counts.shape == (3, 3, 2)
    assert {tuple(at): int(counts[tuple(at)]) for at in np.argwhere(counts).tolist()} == {
        (0, 2, 0): 1, (1, 0, 1): 1, (1, 0, 0): 1,
    }  # fmt: skip


def test_shades_are_five_steps_of_the_logarithm():
    # 5 customers at least: the largest has 32 times as many, so that each doubling is a step.
    counts = np.array([4, 5, 10, 11, 20, 40, 80, 160]).reshape(8, 1, 1)

    shades = {x: o for x, _, _, o in shade_cells(counts, 5)}

    steps = [round(0.22 + 0.73 * i / 4, 2) for i in range(5)]
    assert shades == {
        1: steps[0], 2: steps[0], 3: steps[1], 4: steps[1], 5: steps[2], 6: steps[3], 7: steps[4],
    }  # fmt: skip
    assert shade_cells(np.array([[[5]], [[5]]]), 5) == [(0, 0, 0, 0.22), (1, 0, 0, 0.22)]


def test_each_cell_is_followed_by_a_gap():
    xs, ys = np.array([0.5, 1.5]), np.array([10.0, 20.0])

    rows = lay_out_cells([(1, 0, 2, 0.4), (0, 1, 0, 0.9)], xs, ys)

    assert rows == [
        {"x": 1.5, "y": 10.0, "s": 2, "o": 0.4, "i": 0}, {"s": 2, "o": 0.4, "i": 1},
        {"x": 0.5, "y": 20.0, "s": 0, "o": 0.9, "i": 2}, {"s": 0, "o": 0.9, "i": 3},
    ]  # fmt: skip
