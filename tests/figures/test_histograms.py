from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.figures.histograms import MOST_PANELS, lay_out_bars, plan_histograms
from finseg.figures.theme import LEAST
from tests.builders.figures import (
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import an_exploration


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


def plan(*summaries, least=5):
    exploration = replace(an_exploration(("Income", "Loan")), summaries=summaries)
    return plan_histograms(make_figure_results(exploration=exploration, least=least))


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


@pytest.mark.parametrize(
    ("count", "bins"),
    [(5, [(0, 1, 40), (1, 2, 5), (2, 3, 60)]), (4, [(0, 1, 40), (1, 3, 64)])],
)
def test_a_bin_of_fewer_than_the_limit_is_joined_with_the_next(count, bins):
    shown = lay_out_bars(a_summary([40, count, 60]), 5)

    assert [(low, high, n) for low, high, _, n in shown.bins] == bins


def test_a_bar_is_as_high_as_its_customers_however_wide_it_is():
    summary = a_summary([40, 20, 2, 2, 2, 60])
    wider = replace(summary, edges=(-0.9, *summary.edges[1:-1], summary.edges[-1] + 1))

    assert lay_out_bars(wider, LEAST).heights == [40, 20, 2, 60]


def test_a_peak_of_zeros_stands_apart_and_does_not_flatten_the_rest():
    spiked = a_summary([500, 40, 30, 20, 10], zeros=470)

    assert lay_out_bars(spiked, LEAST).zeros == 470
    assert max(n for *_, n in lay_out_bars(spiked, LEAST).bins) == 40
    assert lay_out_bars(replace(spiked, zero_share=0.05), LEAST).zeros == 0


@pytest.mark.parametrize(("zeros", "apart"), [(60, 0), (61, 61)])
def test_zeros_stand_apart_from_more_than_half_as_much_again_as_the_next_bar(zeros, apart):
    assert lay_out_bars(a_summary([zeros, 40, 30], zeros=zeros), LEAST).zeros == apart


def test_what_lies_beyond_the_range_is_said_and_not_drawn():
    shown = lay_out_bars(a_summary([40, 30, 60], above=25), LEAST)

    assert shown.above == 25
    assert [n for *_, n in shown.bins] == [40, 30, 35]


def test_the_table_has_every_bar_with_its_share():
    figure = plan(replace(a_summary([70, 10, 120], zeros=0, above=20), unit="count"))

    assert write_rows(figure) == [
        ("x", "0 … 1", "70", "35.0%"),
        ("x", "1 … 2", "10", "5.0%"),
        ("x", "2 … 3", "100", "50.0%"),
        ("x", "above 3", "20", "10.0%"),
    ]
    assert "10.0% →" in list_words(figure.spec)
    assert [row["customers"] for row in list_values(figure, 0, 0)] == [70, 10, 100]
    assert "←" in write_words(figure.caption)
    assert "←" not in write_words(plan(a_summary([70, 10, 120])).caption)


def test_a_peak_of_zeros_is_named_with_its_share():
    figure = plan(a_summary([150, 30, 20], zeros=150))

    assert "₹0: 75%" in list_words(figure.spec)
    assert ("x", "exactly ₹0", "150", "75.0%") in write_rows(figure)
    assert "dark bar" in write_words(figure.caption)


@pytest.mark.parametrize(("least", "count"), [(1, LEAST), (5, 5), (11, 11)])
def test_columns_of_fewer_customers_than_the_limit_are_not_drawn(least, count):
    assert plan(a_summary([count, 0]), least=least) is not None
    assert plan(a_summary([count - 1, 0]), least=least) is None


def test_a_constant_column_is_not_drawn():
    flat = replace(a_summary([40, 60]), edges=(3.0, 3.0, 3.0))

    assert plan(flat) is None
    assert plan() is None
    assert len(plan(flat, a_summary([40, 60])).spec["concat"]) == 1


def test_a_level_of_a_category_has_no_histogram_and_of_its_figures_the_share_alone():
    level = replace(a_summary([40, 60]), level_of="channel", mean=0.6)
    exploration = replace(an_exploration(("Income", "Loan")), summaries=(level,))

    assert plan(level) is None
    (row,) = exploration.blocks()[1].rows
    assert row[4:] == ("–",) * 5
    assert "–" not in row[:4]


@pytest.mark.parametrize("more", [0, 1, 2])
def test_so_many_panels_are_drawn_and_the_rest_counted(more):
    number = MOST_PANELS + more

    figure = plan(*(replace(a_summary([40, 60]), column=f"c{i}") for i in range(number)))

    assert len(figure.spec["concat"]) == MOST_PANELS
    said = write_words(figure.caption)
    assert ("are drawn; the table of columns has" in said) is bool(more)
    assert not more or f"has {more} more." in said


@pytest.mark.parametrize("unit", [0.01, 1.0, 1000.0])
@pytest.mark.parametrize(
    ("low", "counts", "before"),
    [
        (0.0, [500, 40, 30, 20], True),
        (-0.23, [500, 40, 30, 20], True),  # 0.24 is 6 % of the range
        (-0.25, [500, 40, 30, 20], False),
        (-3.0, [20, 30, 40, 500], False),
    ],
)
def test_zeros_at_the_left_end_stand_before_the_bars_in_whatever_unit(unit, low, counts, before):
    spiked = a_summary(counts, low=low, zeros=470)
    figure = plan(replace(spiked, edges=tuple(unit * edge for edge in spiked.edges)))

    start, end = figure.spec["concat"][0]["layer"][0]["encoding"]["x"]["scale"]["domain"]

    room = 4 * 13 / 236 if before else 0.0  # a peak of 9 dots with 2 on both sides
    assert start == pytest.approx(unit * (low - room))
    assert end == unit * (low + 4)


@pytest.mark.parametrize(("zeros", "apart"), [(9, 0), (10, 10)])
def test_zeros_stand_apart_from_a_tenth_of_all_on(zeros, apart):
    """Of 100 customers; the others are spread over twenty bars of four or five."""
    others = [5] * (20 - zeros) + [4] * zeros
    assert zeros + sum(others) == 100

    assert lay_out_bars(a_summary([zeros, *others], zeros=zeros), LEAST).zeros == apart


@pytest.mark.parametrize(("beyond", "shown"), [(4, 0), (5, 5)])
def test_those_beyond_an_end_are_said_from_the_limit_on_at_each_end_by_itself(beyond, shown):
    low = lay_out_bars(a_summary([40, 30, 60], below=beyond), 5)
    high = lay_out_bars(a_summary([40, 30, 60], above=beyond), 5)

    assert (low.below, low.above) == (shown, 0)
    assert (high.below, high.above) == (0, shown)
    assert [n for *_, n in low.bins] == [40 - shown, 30, 60]
    assert [n for *_, n in high.bins] == [40, 30, 60 - shown]
    caption = write_words(plan(a_summary([40, 30, 60], below=beyond)).caption)
    assert ("←" in caption) is bool(shown)


@pytest.mark.parametrize(("low", "apart"), [(-3.0, 300), (0.0, 300), (-3.5, 0), (0.5, 0)])
def test_zeros_stand_apart_only_where_zero_is_within_what_is_drawn(low, apart):
    """At -3 zero is the upper end of the last bar, which holds it."""
    counts = [40, 30, 300] if low < 0 else [300, 40, 30]

    assert lay_out_bars(a_summary(counts, low=low, zeros=300), LEAST).zeros == apart


def test_nothing_but_zeros_is_no_peak_beside_others():
    assert lay_out_bars(a_summary([300, 0, 0], zeros=300), LEAST).zeros == 0


@pytest.mark.parametrize(
    ("edge", "unit", "said"),
    [
        (0.0, "currency", "below ₹0"),
        (0.25, "currency", "below ₹0.25"),
        (120.0, "currency", "below ₹120"),
        (0.0004, "count", "below 0.000400"),
    ],
)
def test_the_first_bin_is_not_below_0_where_its_limit_is_above(edge, unit, said):
    summary = replace(a_summary([70, 10, 120], zeros=0, below=20), unit=unit)
    edges = (edge, *(edge + 1000 * i for i in (1, 2, 3)))
    rows = write_rows(plan(replace(summary, edges=edges)))

    assert rows[0][1] == said
