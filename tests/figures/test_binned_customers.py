"""What may be seen of many customers, and of few?"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.deliver.results import _choose_pair_customers
from finseg.disclose.study import disclose
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.figures import MANY, NAMES, Crowd, count_crowd, project_plane
from finseg.figures.binned_customers import shade_cells
from finseg.figures.boxes import draw_boxes
from finseg.figures.correlations import order_features
from finseg.figures.density import estimate_count_density
from finseg.figures.histograms import lay_out_bars
from finseg.figures.pairs import draw_pairs
from finseg.figures.plane import describe_direction
from finseg.figures.scales import make_scale
from finseg.figures.theme import LEAST, break_column_name
from finseg.figures.tiers import draw_tiers
from finseg.records.existing import Existing
from tests.builders.records import (
    RUPEES,
    a_recipe,
    a_sample,
    a_segmentation,
    a_step,
    an_exploration,
    an_interpretation,
    drawn,
    texts,
)


def a_crowd(rng, n=5_000, columns=("a", "b", "c"), k=3):
    values = rng.normal(size=(n, len(columns)))
    steps = [a_step(c) for c in columns]
    return count_crowd(values, np.arange(n) % k, steps, k)


def test_every_figure_has_the_table_behind_it():
    for figure in drawn():
        assert figure.behind is not None, figure.name
        assert figure.behind.rows, figure.name
        assert "nan" not in str(figure.behind.rows).lower(), figure.name
    assert len(NAMES) == len(set(NAMES))


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
    spec = draw_pairs(crowd, an_interpretation(columns), a_recipe(columns), RUPEES)
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


def test_of_many_customers_none_is_drawn_alone(reference, rng):
    raw = rng.normal(size=(MANY + 1, 5))
    many = replace(
        reference.segmentation,
        assignment=replace(
            reference.segmentation.assignment, segment=np.arange(MANY + 1, dtype=np.int64) % 4
        ),
    )

    crowd = _choose_pair_customers(disclose(replace(reference.results, segmentation=many)), raw)

    assert isinstance(crowd, Crowd)
    few = reference.dataset.build_matrix()
    assert not isinstance(_choose_pair_customers(disclose(reference.results), few), Crowd)
    assert isinstance(_choose_pair_customers(disclose(reference.results, share=True), few), Crowd)


def test_dots_stand_on_a_grid_so_that_no_exact_figure_leaves():
    columns = ("Income", "Loan")
    sample = a_sample(columns, m=600)
    spec = draw_pairs(sample, an_interpretation(columns), a_recipe(columns), RUPEES)

    places = {row["c0"] for row in spec["data"]["values"] if row.get("c0") is not None}

    assert len(places) <= 151


def a_summary(counts, *, low=0.0, zeros=0, below=0, above=0):
    (summary,) = an_exploration(("x",)).summaries
    edges = tuple(low + i for i in range(len(counts) + 1))
    return replace(
        summary,
        counts=tuple(counts),
        edges=edges,
        count=sum(counts),
        zero_share=zeros / max(sum(counts), 1),
        below=below,
        above=above,
    )


@given(
    counts=st.lists(st.integers(0, 30), min_size=2, max_size=12),
    least=st.sampled_from([5, 11]),
    data=st.data(),
)
def test_no_bar_is_of_a_few_customers_and_none_is_lost(counts, least, data):
    below = data.draw(st.integers(0, counts[0]))
    above = data.draw(st.integers(0, counts[-1]))
    zeros = data.draw(st.integers(0, counts[0] - below))
    summary = a_summary(counts, zeros=zeros, below=below, above=above)

    shown = lay_out_bars(summary, least)

    parts = [n for *_, n in shown.bins]
    whole = sum(parts) + shown.zeros + shown.below + shown.above
    assert whole == sum(counts)
    if sum(parts) >= least:
        assert all(n == 0 or n >= least for n in parts)
    assert all(n == 0 or n >= least for n in (shown.zeros, shown.below, shown.above))
    assert shown.bins[0][0] == 0
    assert shown.bins[-1][1] == len(counts)


def test_a_bar_is_as_high_as_its_customers_however_wide_it_is():
    summary = a_summary([40, 20, 2, 2, 2, 60])
    wider = replace(summary, edges=(-0.9, *summary.edges[1:-1], summary.edges[-1] + 1))

    assert lay_out_bars(wider).heights == [40, 20, 2, 60]


def test_a_heap_of_zeros_stands_apart_and_does_not_flatten_the_rest():
    spiked = a_summary([500, 40, 30, 20, 10], zeros=470)

    assert lay_out_bars(spiked).zeros == 470
    assert max(n for *_, n in lay_out_bars(spiked).bins) == 40
    assert lay_out_bars(replace(spiked, zero_share=0.05)).zeros == 0


def test_what_lies_beyond_the_range_is_said_and_not_drawn():
    shown = lay_out_bars(a_summary([40, 30, 60], above=25))

    assert shown.above == 25
    assert [n for *_, n in shown.bins] == [40, 30, 35]


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


def test_a_density_from_counts_is_that_of_the_values(rng):
    values = rng.normal(3.0, 0.6, size=4_000)
    counts, _ = np.histogram(values, bins=96, range=(0.0, 6.0))

    heights = estimate_count_density(counts, 0.0, 6.0)

    at = (np.arange(96) + 0.5) / 16
    assert heights.sum() / 16 == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(
        heights, np.exp(-0.5 * ((at - 3) / 0.6) ** 2) / (0.6 * 2.5066), atol=0.06
    )


def heaps(rng, apart=8.0):
    centres = np.zeros((2, 3))
    centres[1, 0] = apart
    segments = np.repeat([0, 1], 300)
    return centres[segments] + rng.normal(size=(600, 3)), segments, centres


def test_the_map_lays_apart_what_is_apart_and_says_how_much_it_shows(rng):
    points, segments, centres = heaps(rng)

    plane = project_plane(points, segments, ("a", "b", "c"), a_segmentation(centres))

    assert plane is not None
    assert abs(plane.centres[0, 0] - plane.centres[1, 0]) == pytest.approx(8, abs=0.5)
    assert plane.shares[0] > 0.8
    assert sum(plane.shares) < 1
    assert describe_direction(plane, 0) == "more a"
    assert plane.counts.sum() <= 600


def test_the_map_is_the_same_for_any_order_of_the_customers(rng):
    points, segments, centres = heaps(rng)
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


def with_present(present):
    columns = ("Income", "Loan")
    made = an_interpretation(columns, 2)
    first, *others = made.segments
    traits = tuple(replace(t, present=present) for t in first.traits)
    many = tuple(
        replace(s, traits=tuple(replace(t, present=500) for t in s.traits)) for s in others
    )
    return replace(made, segments=(replace(first, traits=traits), *many))


@pytest.mark.parametrize(
    ("present", "bar", "whiskers"),
    [(4 * LEAST - 1, False, False), (4 * LEAST, True, False), (20 * LEAST, True, True)],
)
def test_few_customers_have_no_box_and_somewhat_more_no_whiskers(present, bar, whiskers):
    spec = draw_boxes(with_present(present), a_recipe(("Income", "Loan")), Numbers())

    rows = {row["row"]: row for row in spec["concat"][0]["layer"][-1]["data"]["values"]}

    assert (0 in rows) == bar
    if bar:
        assert (rows[0]["low"] < rows[0]["from"]) == whiskers
    assert rows[1]["low"] < rows[1]["from"]


def test_cells_of_few_are_not_said_in_the_comparison_with_tiers():
    existing = Existing(
        column="tier", tiers=("Gold", "Basic"), counts=((3, 60), (40, 0)), agreement=0.5, without=0
    )

    shown = texts(draw_tiers((existing,), an_interpretation(("x",), 2), Numbers()))

    assert "few" in shown
    assert "5%" not in shown
    assert "100%" in shown
    assert "0%" in shown


def test_a_tier_with_hidden_cells_keeps_the_shares_that_may_be_shown():
    gold = Existing(
        column="tier",
        tiers=("Gold",),
        counts=((60.0, float("nan"), float("nan")),),
        agreement=0.5,
        without=0,
        sizes=(120.0,),
    )

    shown = texts(draw_tiers((gold,), an_interpretation(("x",), 3), Numbers()))

    assert {"50%", "few", "Gold (120)"} <= set(shown)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_marks_of_a_bent_axis_are_apart_and_inside(low, span):
    scale = make_scale(replace(a_step("x", "asinh"), bend=7.0), low, low + span)

    marks = scale.place_axis_ticks(Numbers()).values

    at = scale.bend_values(np.array(marks, dtype=float))
    ends = scale.ends
    assert all(ends[0] - 1e-9 <= a <= ends[1] + 1e-9 for a in at)
    if len(at) > 1:
        assert np.diff(at).min() >= 0.13 * (ends[1] - ends[0])


def test_a_long_name_is_broken_at_a_joint():
    assert break_column_name("PURCHASES_FREQUENCY", 14) == ["PURCHASES_", "FREQUENCY"]
    assert break_column_name("short", 14) == ["short"]
    assert all(len(line) <= 14 for line in break_column_name("x" * 40, 14))


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
