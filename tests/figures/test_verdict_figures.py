from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import Numbers
from finseg.figures import render_figure
from finseg.figures.agreement import draw_agreement
from finseg.figures.elbow import draw_elbow
from finseg.figures.jaccard import draw_jaccard
from finseg.figures.line_labels import spread_places
from finseg.figures.silhouettes import draw_silhouettes, estimate_mean_silhouette
from finseg.figures.splits import (
    LEAST_DRAWN,
    MOST_COLUMNS,
    choose_split_columns,
    draw_splits,
    measure_kept_shares,
)
from finseg.figures.theme import SEGMENT_COLOURS
from finseg.records.choice import Flow
from tests.builders.records import (
    HOSTILE,
    RUPEES,
    a_choice,
    a_stability,
    an_agreement,
    an_assessment,
    an_interpretation,
    drawn,
    said,
    splitting,
    texts,
)


def test_the_elbow_names_the_band_of_noise_and_where_noise_has_its_elbow():
    choice = a_choice(3, 3)

    (figure,) = (f for f in said(choice=choice) if f.name == "elbow")

    assert {"noise of the same shape", "these customers"} <= set(texts(draw_elbow(choice, RUPEES)))
    assert "the elbow stands at k = 4 (12 times), k = 3 (once)." in figure.alternative
    assert "90% of noise tables" in figure.caption


def test_without_noise_tables_the_elbow_speaks_of_none():
    choice = a_choice(3, 3)
    bare = replace(
        choice,
        candidates=tuple(replace(c, noise=None) for c in choice.candidates),
        noise_elbows=(),
    )

    (figure,) = (f for f in said(choice=bare) if f.name == "elbow")

    assert "noise" not in " ".join([*texts(draw_elbow(bare, RUPEES)), figure.caption])
    assert "noise" not in figure.alternative


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.floats(1, 40))
def test_names_at_line_ends_are_apart_and_keep_their_order(places, room):
    moved = spread_places(places, room, high=300)

    ranked = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= room - 1e-9 for a, b in pairwise(ranked))
    assert max(moved) <= 300


def test_names_that_are_apart_stay_where_they_are():
    assert spread_places([80.0, 10.0, 40.0], 20, high=100) == (80.0, 10.0, 40.0)


def test_agreement_names_its_lines_and_the_chosen_number():
    shown = texts(draw_agreement(a_choice(3), RUPEES))

    assert {"these customers", "noise: columns shuffled", "noise: one Gaussian (dashed)"} <= set(
        shown
    )
    assert "k = 3: chosen" in shown
    assert {"0.0", "1.0"} <= set(shown)


def test_agreement_below_chance_stays_inside_the_drawing():
    choice = replace(a_choice(2), agreements=(an_agreement(2, -0.3), an_agreement(3, 0.99)))

    spec = draw_agreement(choice, RUPEES)

    drawn_at = [
        row[side]
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        for side in ("at", "to")
        if side in row
    ]
    assert drawn_at
    assert all(0 <= v <= 1 for v in drawn_at)


def test_agreement_at_a_single_number_is_left_to_the_table():
    choice = replace(a_choice(2), agreements=(an_agreement(2),))

    assert "agreement" not in [f.name for f in said(choice=choice)]


def test_hostile_names_of_noise_are_only_text():
    choice = replace(
        a_choice(3), agreements=tuple(an_agreement(k, 0.5, HOSTILE[0]) for k in (2, 3))
    )

    assert any(t.startswith("noise: <script>") for t in texts(draw_agreement(choice, RUPEES)))


def test_all_customers_move_with_the_main_source_when_segments_only_split():
    assert measure_kept_shares(splitting(5), (1, 2, 3, 4, 5)) == pytest.approx((1, 1, 1, 1))


def test_a_segment_gathered_from_two_shows_in_the_share_that_moves_together():
    gathered = (
        Flow(k=2, source=0, target=0, share=0.4),
        Flow(k=2, source=0, target=1, share=0.1),
        Flow(k=2, source=1, target=1, share=0.2),
        Flow(k=2, source=1, target=2, share=0.3),
    )

    assert measure_kept_shares(gathered, (2, 3)) == pytest.approx((0.9,))


@pytest.mark.parametrize("k", [1, 2, 7, 8, 11, 12])
@pytest.mark.parametrize("k_max", [3, 8, 12])
def test_at_most_eight_numbers_of_segments_are_drawn_the_chosen_one_among_them(k, k_max):
    chosen = min(k, k_max)

    ks = choose_split_columns(a_choice(chosen, None, k_max))

    assert chosen in ks
    assert len(ks) == min(k_max, MOST_COLUMNS)
    assert list(ks) == list(range(ks[0], ks[-1] + 1))


def test_bands_are_as_thick_as_their_customers_and_end_within_their_nodes():
    spec = draw_splits(a_choice(3, None, 5))

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
    svg = render_figure("splits", draw_splits(a_choice(3)), "c", "a").svg.lower()

    assert not [c for c in SEGMENT_COLOURS if c.lower() in svg]


def test_what_the_flow_figure_leaves_out_is_said():
    choice = a_choice(3, None, 10)  # the smallest segment halves nine times

    (figure,) = (f for f in said(choice=choice) if f.name == "splits")

    assert min(f.share for f in choice.flows) < LEAST_DRAWN
    assert "Streams of less than 0.5% are not drawn." in figure.caption
    assert "Shown: 1 to 8 of up to 10 segments." in figure.caption
    assert "not drawn" not in "".join(f.caption for f in said(choice=a_choice(3)))


@given(null=st.floats(0, 1))
def test_the_words_of_the_bands_do_not_depend_on_the_noise_of_a_segment(null):
    segments = [replace(a_stability(i), null=null) for i in range(2)]

    shown = texts(draw_jaccard(segments, an_interpretation(("x",), 2), RUPEES))

    assert {"not to be trusted", "valid", "highly stable"} <= set(shown)
    assert "no better than noise" not in shown


def test_jaccard_bands_carry_the_record_s_own_words():
    segments = an_assessment(4).segments

    shown = texts(draw_jaccard(segments, an_interpretation(("x",), 4), Numbers(locale="de-DE")))

    assert {s.word for s in segments} <= set(shown)
    assert {"0,50", "0,70", "0,80", "0,90"} <= set(shown)
    assert "0 Segment 0" in shown


def test_a_mean_silhouette_is_that_of_its_quantiles():
    values = np.random.default_rng(2).normal(0.2, 0.1, 5_000)

    mean = estimate_mean_silhouette(np.quantile(values, np.linspace(0, 1, 21)).tolist())

    assert mean == pytest.approx(values.mean(), abs=0.01)
    assert estimate_mean_silhouette((0.1, 0.3)) == pytest.approx(0.2)


def test_larger_segments_have_thicker_silhouettes_sorted_from_the_clearest():
    spec = draw_silhouettes(an_assessment(3).segments, an_interpretation(("x",)), RUPEES)

    rows = spec["layer"][0]["data"]["values"]
    strips = [[r for r in rows if r["id"] == i] for i in range(3)]
    thick = [strip[-1]["place"] - strip[0]["place"] for strip in strips]
    assert thick == sorted(thick, reverse=True)
    assert thick[0] == pytest.approx(3 * thick[2])  # the shares are 1/2, 1/3, 1/6
    assert all(a["at"] >= b["at"] for strip in strips for a, b in pairwise(strip))


def test_segments_without_measurements_are_left_out():
    nan = float("nan")
    unknown = replace(a_stability(0), jaccard=nan, silhouettes=(nan,) * 21)
    partly = replace(an_assessment(3), segments=(unknown, a_stability(1), a_stability(2)))
    nothing = replace(partly, segments=(unknown,))

    shown = {f.name: f.alternative for f in drawn(assessment=partly)}
    names = [f.name for f in said(assessment=nothing)]

    for name in ("jaccard", "silhouettes"):
        assert "0 Segment 0" not in shown[name]
        assert "1 Segment 1" in shown[name]
        assert name not in names


def test_a_segment_that_is_gathered_from_several_is_drawn_paler():
    choice = a_choice(3)
    agreements = [an_agreement(k) for k in (2, 3)]
    first, *rest = agreements[1].segments
    gathered = replace(agreements[1], segments=(replace(first, across=0.0), *rest))
    choice = replace(choice, agreements=(agreements[0], gathered))

    nodes = draw_splits(choice)["layer"][1]["data"]["values"]

    assert min(n["strength"] for n in nodes) == pytest.approx(0.25)
    assert sorted({n["strength"] for n in nodes}) == pytest.approx([0.25, 0.7, 1.0])
