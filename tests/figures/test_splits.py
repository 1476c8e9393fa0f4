from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.figures.drawing import render_svg
from finseg.figures.splits import (
    LEAST_DRAWN,
    MOST_COLUMNS,
    choose_split_columns,
    measure_kept_shares,
    plan_splits,
)
from finseg.figures.theme import SEGMENT_COLOURS
from finseg.records.choice import Flow
from tests.builders.figures import list_values, make_figure_results, write_rows, write_words
from tests.builders.records import a_choice, an_agreement, splitting

MIXED = (  # from two segments to three; the middle one comes from both
    Flow(k=2, source=0, target=0, share=0.4),
    Flow(k=2, source=0, target=1, share=0.1),
    Flow(k=2, source=1, target=1, share=0.2),
    Flow(k=2, source=1, target=2, share=0.3),
)


def plan(choice):
    return plan_splits(make_figure_results(choice=choice))


def test_all_customers_move_with_the_main_source_when_segments_only_split():
    assert measure_kept_shares(splitting(5), (1, 2, 3, 4, 5)) == pytest.approx((1, 1, 1, 1))


def test_a_segment_from_two_shows_in_the_share_that_moves_together():
    assert measure_kept_shares(MIXED, (2, 3)) == pytest.approx((0.9,))


def test_the_table_has_every_stream_and_the_words_have_what_stays_together():
    figure = plan(replace(a_choice(3), flows=MIXED))

    assert write_rows(figure) == [
        ("2 to 3", "0", "0", "40.0%"),
        ("2 to 3", "0", "1", "10.0%"),
        ("2 to 3", "1", "1", "20.0%"),
        ("2 to 3", "1", "2", "30.0%"),
    ]
    assert "from 2 to 3, 90%" in write_words(figure.alternative)


@pytest.mark.parametrize(("share", "shown"), [(LEAST_DRAWN, True), (LEAST_DRAWN * 0.99, False)])
def test_thin_streams_are_left_out_and_that_is_said(share, shown):
    thin = replace(MIXED[1], share=share)

    figure = plan(replace(a_choice(3), flows=(MIXED[0], thin, *MIXED[2:])))

    bands = {row["band"] for row in list_values(figure, 0)}
    assert ("2 0 1" in bands) == shown
    assert (len(write_rows(figure)) == 4) == shown
    assert ("0.5%" in write_words(figure.caption)) != shown


@pytest.mark.parametrize("k", [1, 2, 7, 8, 11, 12])
@pytest.mark.parametrize("k_max", [3, 8, 12])
def test_at_most_eight_numbers_of_segments_are_drawn_the_chosen_one_among_them(k, k_max):
    chosen = min(k, k_max)

    ks = choose_split_columns(a_choice(chosen, None, k_max))

    assert chosen in ks
    assert len(ks) == min(k_max, MOST_COLUMNS)
    assert list(ks) == list(range(ks[0], ks[-1] + 1))


def test_numbers_that_are_not_drawn_are_said():
    assert "1 to 8 of up to 10 segments" in write_words(plan(a_choice(3, None, 10)).caption)
    assert "of up to" not in write_words(plan(a_choice(3, None, 8)).caption)


def test_bands_are_as_thick_as_their_customers_and_end_within_their_nodes():
    spec = plan(a_choice(3, None, 5)).spec

    bands, nodes = (layer["data"]["values"] for layer in spec["layer"][:2])
    for flow in splitting(5):
        own = [r for r in bands if r["band"] == f"{flow.k} {flow.source} {flow.target}"]
        assert [r["to"] - r["y"] for r in own] == pytest.approx([300 * flow.share] * 5, abs=0.2)
        for r, side in ((own[0], "right"), (own[-1], "x")):
            assert any(
                n[side] == pytest.approx(r["x"], abs=0.2)
                and n["y"] - 0.2 <= r["y"] <= r["to"] <= n["to"] + 0.2
                for n in nodes
            )


def test_candidates_have_no_segment_s_colour():
    svg = render_svg(plan(a_choice(3)).spec).lower()

    assert not [c for c in SEGMENT_COLOURS if c.lower() in svg]


def test_two_numbers_or_no_streams_make_no_figure():
    assert plan(a_choice(2, None, 2)) is None
    assert plan(a_choice(2, None, 3)) is not None
    assert plan(replace(a_choice(3), flows=())) is None


def test_a_segment_that_comes_from_several_is_drawn_paler():
    choice = a_choice(3)
    agreements = [an_agreement(k) for k in (2, 3)]
    first, *rest = agreements[1].segments
    mixed = replace(agreements[1], segments=(replace(first, across=0.0), *rest))

    nodes = list_values(plan(replace(choice, agreements=(agreements[0], mixed))), 1)

    assert min(n["strength"] for n in nodes) == pytest.approx(0.25)
    assert sorted({n["strength"] for n in nodes}) == pytest.approx([0.25, 0.7, 1.0])


def test_a_segment_whose_arriving_stream_is_withheld_stands_last_and_its_own_streams_are_drawn():
    flows = (  # the few of whom the second of two is made are withheld
        Flow(k=1, source=0, target=0, share=0.98),
        Flow(k=2, source=0, target=0, share=0.9),
        Flow(k=2, source=1, target=2, share=0.02),
        Flow(k=3, source=0, target=0, share=0.9),
        Flow(k=3, source=1, target=1, share=0.05),  # withheld before, in the step to three
    )

    figure = plan(replace(a_choice(3), flows=flows))

    bands = {row["band"] for row in list_values(figure, 0)}
    assert {"2 1 2", "3 1 1"} <= bands
    nodes = [(row["x"], row["y"]) for row in list_values(figure, 1)]
    second = nodes[1][0]
    assert len([x for x, _ in nodes if x == second]) == 2


def test_of_a_step_without_streams_no_share_is_known_and_the_largest_source_counts():
    assert math.isnan(measure_kept_shares(MIXED, (1, 2, 3))[0])
    half = (replace(MIXED[1], share=0.3), *MIXED[2:])  # .3 and .2 into the middle, .3 alone
    assert measure_kept_shares(half, (2, 3)) == pytest.approx((0.6 / 0.8,))
