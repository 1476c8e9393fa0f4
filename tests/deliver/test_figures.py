from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.deliver.figures import NAMES, colour, draw_sample, render, study_figures
from finseg.deliver.figures.agreement import agreement
from finseg.deliver.figures.correlations import correlations
from finseg.deliver.figures.density import binned_density
from finseg.deliver.figures.drawing import described
from finseg.deliver.figures.elbow import elbow
from finseg.deliver.figures.ends import spread
from finseg.deliver.figures.jaccard import jaccard
from finseg.deliver.figures.pairs import MOST_COLUMNS as MOST_PAIRED
from finseg.deliver.figures.pairs import PairSample, pairs, separating_columns
from finseg.deliver.figures.silhouettes import mean_silhouette, silhouettes
from finseg.deliver.figures.sizes import sizes
from finseg.deliver.figures.splits import (
    LEAST_DRAWN,
    MOST_COLUMNS,
    kept_shares,
    shown_columns,
    splits,
)
from finseg.deliver.figures.theme import SEGMENT_COLOURS, dot, label
from finseg.deliver.figures.ticks import log_ticks, round_values, ticks
from finseg.document.blocks import Figure
from finseg.document.numbers import Figures
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import Agreement, Candidate, Choice, Flow, NullAgreement, Separation
from finseg.records.exploration import Exploration, Summary
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.recipe import Recipe, Step
from finseg.records.verdict import Verdict

RUPEES = Figures(locale="en-IN", currency="INR")
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "]]><svg onload=alert(1)> datum.value' + \"`${1}",
    'a.b[0]["c"]\\d',
    "null\x00bell\x07bad\ud800\uffff\u202eend",
)


def a_trait(column, deviation=0.0):
    return Trait(
        column=column, unit="currency", mean=9e4, median=8e4, p25=5e4, p75=1e5, deviation=deviation
    )


def an_interpretation(columns, k=3, names=None):
    names = names or [f"Segment {i}" for i in range(k)]
    segments = tuple(
        Segment(
            id=i,
            name=names[i % len(names)],
            name_kind="given",
            size=10 * (k - i),
            share=(k - i) / (k * (k + 1) / 2),
            traits=tuple(a_trait(c, (-1) ** i * (j + 1) / 3) for j, c in enumerate(columns)),
        )
        for i in range(k)
    )
    return Interpretation(segments=segments, population=tuple(a_trait(c) for c in columns), axes=())


def an_exploration(columns):
    summaries = tuple(
        Summary(
            column=c,
            unit="currency",
            count=60,
            missing=0,
            mean=7e4,
            sd=1e4,
            p5=1e4,
            p25=4e4,
            median=7e4,
            p75=9e4,
            p95=1.4e5,
            zero_share=0.0,
            skewness=0.1,
            edges=tuple(np.linspace(0, 1.5e5, 7).tolist()),
            counts=(5, 10, 20, 10, 10, 5),
        )
        for c in columns
    )
    r = tuple(tuple(1.0 if i == j else 0.25 for j in columns) for i in columns)
    return Exploration(
        summaries=summaries, levels=(), features=tuple(columns), pearson=r, spearman=r
    )


def a_choice(k=3, elbow_k=3, k_max=6, *, given=False):
    candidates = tuple(
        Candidate(
            k=i,
            inertia=1000 / i,
            noise=(980 / i, 1020 / i),
            silhouette=float("nan") if i == 1 else 0.2,
            centre_silhouette=float("nan") if i == 1 else 0.3,
            calinski_harabasz=float("nan") if i == 1 else 50.0,
            davies_bouldin=float("nan") if i == 1 else 1.0,
            gap=0.1,
            gap_error=0.01,
            prediction_strength=0.8,
            smallest_share=1 / i,
            starts=5,
            starts_at_best=2,
        )
        for i in range(1, k_max + 1)
    )
    return Choice(
        k=k,
        given=given,
        candidates=candidates,
        agreements=tuple(an_agreement(i) for i in range(2, k_max + 1)),
        separation=Separation(
            natural_k=1, outcome="none", agreement=1.0, islands=1, rows=60, levels=()
        ),
        flows=splitting(k_max),
        elbow_k=elbow_k,
        noise_elbows=((3, 1), (4, 12)),
        rows=60,
        sampled=False,
        quick=False,
        verdict=Verdict(
            kind="constructive",
            k=k,
            natural_k=1,
            runner_up=None,
            reason="Three.",
            paragraph="Any cut is a choice.",
            evidence=(),
        ),
    )


def an_agreement(k, mean=0.7, noise="columns shuffled"):
    nulls = (
        NullAgreement(name=noise, mean=0.2, low=0.1, high=0.3, share=0.0),
        NullAgreement(name="one Gaussian", mean=0.21, low=-0.02, high=0.3, share=0.0),
    )
    return Agreement(
        k=k, mean=mean, low=mean - 0.1, high=mean + 0.1, pairs=50, nulls=nulls, jaccard=(0.5,) * k
    )


def splitting(k_max):
    """Let the smallest segment split in two at every step."""
    flows = []
    for k in range(1, k_max):
        stay = [Flow(k=k, source=i, target=i, share=0.5 ** (i + 1)) for i in range(k - 1)]
        rest = 0.5 ** (k - 1)
        split = [Flow(k=k, source=k - 1, target=j, share=rest / 2) for j in (k - 1, k)]
        flows += stay + split
    return tuple(flows)


def a_stability(segment, mean=0.7):
    return SegmentStability(
        id=segment,
        jaccard=mean,
        low=mean - 0.2,
        high=mean + 0.1,
        null=0.4,
        silhouettes=tuple(np.linspace(-0.1, 0.6, 21).tolist()),
    )


def an_assessment(k, means=(0.5, 0.7, 0.8, 0.9)):
    return Assessment(
        segments=tuple(a_stability(i, means[i % len(means)]) for i in range(k)),
        samples=100,
        borderline_share=0.2,
        alternatives=(),
    )


def a_recipe(columns, transform="none"):
    return Recipe(
        steps=tuple(
            Step(
                column=c,
                unit="currency",
                impute=1.0,
                imputed=0,
                transform=transform,
                reason="not heavy-tailed",
                centre=0.0,
                scale=1.0,
            )
            for c in columns
        )
    )


def a_sample(columns, k=3, m=60):
    rng = np.random.default_rng(3)
    values = rng.uniform(0, 1.5e5, size=(m, len(columns)))
    return PairSample(columns=tuple(columns), values=values, segments=np.arange(m) % k, rows=10 * m)


def drawn(columns=("Income", "Loan"), k=3, names=None, **changes):
    parts = {
        "exploration": an_exploration(columns),
        "choice": a_choice(k),
        "recipe": a_recipe(columns),
        "interpretation": an_interpretation(columns, k, names),
        "assessment": an_assessment(k),
        "sample": a_sample(columns, k),
        "figures": RUPEES,
    }
    return study_figures(**{**parts, **changes})


def captions(columns):
    return [(figure.name, figure.caption) for figure in said(columns)]


def said(columns=("Income", "Loan"), k=3, **changes):
    return drawn(
        columns, k, draw=lambda name, _, said, words: Figure(name, "", said, words), **changes
    )


def texts(spec):
    svg = render("figure", spec, "c", "a").svg
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [" ".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]


@pytest.fixture(scope="module")
def study():
    return drawn()


@pytest.fixture(scope="module")
def hostile_figures():
    return drawn(HOSTILE, names=HOSTILE)


def test_a_study_has_every_figure_once_in_the_stated_order(study):
    assert tuple(f.name for f in study) == NAMES


def test_the_same_results_give_the_same_bytes(study):
    assert drawn() == study


def test_every_figure_says_in_words_what_is_to_be_seen(study):
    for figure in study:
        root = ET.fromstring(figure.svg)  # noqa: S314 - our own drawing
        assert root.get("role") == "img"
        assert len(root.get("aria-label") or "") > 20
        assert len(figure.alternative) > 20
        assert figure.caption.endswith(".")


def test_hostile_names_are_text_in_well_formed_drawings(hostile_figures):
    for figure in hostile_figures:
        root = ET.fromstring(figure.svg)  # noqa: S314 - our own drawing
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "rect", "g", "path", "text", "line", "tspan", "defs", "clipPath"}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in attributes if name.lower().startswith("on")}
        assert "<script" not in figure.svg.lower()


def test_hostile_names_are_shown_as_they_are_spelled(hostile_figures):
    words = {
        "".join(element.itertext())
        for figure in hostile_figures
        for element in ET.fromstring(figure.svg).iter()  # noqa: S314
        if element.tag.endswith("text")
    }

    assert HOSTILE[2] in words  # dots and brackets are no path into the data
    assert any(w.startswith("<script>alert(1)") for w in words)


def test_ids_of_different_figures_cannot_collide_in_one_page():
    raw = '<svg><clipPath id="clip0"/><g clip-path="url(#clip0)">id="clip0"</g></svg>'

    first, second = described(raw, "one", "words"), described(raw, "two", "words")

    assert 'id="one-clip0"' in first
    assert "url(#one-clip0)" in first
    assert 'id="two-clip0"' in second
    assert '>id="clip0"<' in first  # text is left alone


def test_every_id_in_a_drawing_begins_with_the_figure_s_name():
    columns = tuple(f"c{i}" for i in range(13))  # enough for a colour bar, which needs an id

    figure = render("heat", correlations(an_exploration(columns), RUPEES), "c", "a")

    ids = re.findall(r' id="([^"]+)"', figure.svg)
    used = re.findall(r"url\(#([^)]+)\)", figure.svg)
    assert ids
    assert set(used) == set(ids)
    assert all(name.startswith("heat-") for name in ids)


def test_drawings_load_nothing(study):
    for figure in study:
        assert not re.findall(r"(?:href|src)=", figure.svg)
        assert set(re.findall(r"https?://[^\"' ]+", figure.svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


def test_a_segment_has_its_colour_in_every_figure():
    figures = {f.name: f.svg for f in drawn(k=5)}

    for segment in range(5):
        for name in ("sizes", "profile", "pairs", "jaccard", "silhouettes"):
            assert colour(segment).lower() in figures[name].lower()
    assert colour(5).lower() not in figures["pairs"].lower()


def test_segment_colours_stand_out_from_white():
    def luminance(code):
        parts = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    assert min(1.05 / (luminance(c) + 0.05) for c in SEGMENT_COLOURS) >= 3


def test_twenty_segments_differ_in_colour_or_dot():
    assert len({(colour(i), dot(i)) for i in range(20)}) == 20


def test_axes_speak_of_lakh_in_indian_rupees():
    money = ticks(0, 160_000, "currency", RUPEES, most=5)

    assert money.values == (0, 50_000, 100_000, 150_000)
    assert money.labels == ("₹0", "₹50K", "₹1L", "₹1.5L")


def test_axes_speak_the_reader_s_language():
    german = Figures(locale="de-DE", currency="EUR")

    assert ticks(0, 1, "share", german, most=3).labels == ("0,0", "0,5", "1,0")
    assert ticks(0, 2e6, "count", german, most=3).labels == ("0", "1\u00a0Mio.", "2\u00a0Mio.")
    assert ticks(0, 100, "percent", german, most=3).labels == ("0%", "50%", "100%")


def test_close_ticks_are_told_apart():
    labels = ticks(100_100, 100_160, "currency", RUPEES).labels

    assert len(set(labels)) == len(labels) > 2


@pytest.mark.parametrize("most", [2, 3, 5, 8])
@pytest.mark.parametrize("span", [1e-9, 0.37, 3, 999, 7.7e8])
@pytest.mark.parametrize("low", [-3.3, 0.0, 12.5])
def test_ticks_are_few_round_and_inside(low, span, most):
    high = low + span * max(1.0, abs(low))

    step, values = round_values(low, high, most=most)

    assert len(values) <= most
    assert all(low - step * 1e-6 <= v <= high + step * 1e-6 for v in values)


def test_log_ticks_thin_out_and_keep_zero():
    marks = log_ticks(-1, 5e6, "currency", Figures(currency="USD"), most=4)

    assert marks.labels[0] == "$0"
    assert marks.labels[-1] == "$1M"
    assert len(marks.values) <= 5


def test_a_density_integrates_to_one_and_peaks_where_the_values_are():
    values = np.random.default_rng(0).normal(3.0, 0.5, size=2_000)

    heights = binned_density(values, 0.0, 6.0, points=121)

    assert heights.sum() * 0.05 == pytest.approx(1.0, abs=1e-6)
    assert np.linspace(0, 6, 121)[heights.argmax()] == pytest.approx(3.0, abs=0.25)


def test_a_density_moves_with_its_values():
    values = np.random.default_rng(1).normal(size=300)

    moved = binned_density(values + 5, 0.0, 10.0)

    np.testing.assert_allclose(moved, binned_density(values, -5.0, 5.0), atol=1e-9)


def test_a_density_of_less_than_two_values_is_flat():
    assert not binned_density(np.array([1.0]), 0.0, 2.0).any()


def test_the_pair_plot_shows_the_columns_that_separate_and_names_the_rest():
    columns = tuple(f"column {i}" for i in range(8))
    interpretation = an_interpretation(columns)  # deviations grow with the column's place

    assert separating_columns(interpretation) == tuple(range(2, 8))
    (caption,) = (caption for name, caption in captions(columns) if name == "pairs")
    assert f"The {MOST_PAIRED} columns" in caption
    assert "left out: column 0, column 1." in caption


def test_the_drawn_sample_keeps_rows_and_segments_together():
    values = np.arange(5_000.0)[:, None]
    segments = np.arange(5_000) % 7

    sample = draw_sample(values, segments, ["x"], rng=np.random.default_rng(5), most=100)

    assert len(sample.segments) == 100
    np.testing.assert_array_equal(sample.values[:, 0] % 7, sample.segments)
    assert sample.rows == 5_000


def test_a_pair_sample_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match="one row per segment"):
        PairSample(columns=("a",), values=np.zeros((3, 1)), segments=np.zeros(2, int), rows=3)


@pytest.mark.parametrize("transform", ["none", "log1p", "asinh"])
def test_a_constant_or_missing_column_can_be_drawn(transform):
    columns = ("flat", "gone", "fine")
    sample = a_sample(columns)
    sample.values[:, 0] = 4.0
    sample.values[:, 1] = np.nan

    spec = pairs(sample, an_interpretation(columns), a_recipe(columns, transform), RUPEES)

    assert "NaN" not in json.dumps(spec)
    assert ET.fromstring(render("pairs", spec, "c", "a").svg) is not None  # noqa: S314


def test_one_segment_of_one_column_leaves_out_what_would_be_empty():
    names = [f.name for f in drawn(("Only",), k=1, choice=a_choice(1, None, 1))]

    assert names == ["histograms", "sizes", "pairs"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (a_choice(3, 3), "k = 3: chosen, and the elbow"),
        (a_choice(4, 3, given=True), "k = 4: asked for"),
        (a_choice(4, 3), "elbow (Kneedle): 3"),
    ],
)
def test_the_elbow_names_its_marks(choice, said):
    assert f">{said}<" in render("elbow", elbow(choice, RUPEES), "c", "a").svg


def test_undefined_correlations_are_dashes():
    exploration = an_exploration(("a", "b"))
    nan = float("nan")
    holes = replace(exploration, pearson=((1.0, nan), (nan, 1.0)))

    figure = render("correlations", correlations(holes, RUPEES), "c", "a")

    assert ">–<" in figure.svg
    assert ">+0.25<" in figure.svg  # the ranks still have one


def test_specifications_are_valid_for_altair():
    altair = pytest.importorskip("altair")
    seen = {}

    def keep(name, spec, caption, alternative):
        seen[name] = spec
        return Figure(name, "", caption, alternative)

    drawn(draw=keep)

    for spec in seen.values():
        altair.Chart.from_dict(spec, validate=True)
    assert set(seen) == set(NAMES)


def test_labels_are_one_short_line():
    assert label("a\nb\tc") == "a b c"
    assert len(label("x" * 500)) < 50
    assert label("\x1b[31mred\ud800") == "�[31mred�"


def test_sizes_write_counts_in_the_reader_s_grouping():
    big = an_interpretation(("x",), 1)
    big = replace(big, segments=(replace(big.segments[0], size=1_234_567, share=1.0),))

    assert "12,34,567 customers, 100.0%" in render("sizes", sizes(big, RUPEES), "c", "a").svg


def test_the_elbow_names_the_band_of_noise_and_where_noise_has_its_elbow():
    choice = a_choice(3, 3)

    (figure,) = (f for f in said(choice=choice) if f.name == "elbow")

    assert {"noise of the same shape", "these customers"} <= set(texts(elbow(choice, RUPEES)))
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

    assert "noise" not in " ".join([*texts(elbow(bare, RUPEES)), figure.caption])
    assert "noise" not in figure.alternative


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.floats(1, 40))
def test_names_at_line_ends_are_apart_and_keep_their_order(places, room):
    moved = spread(places, room, high=300)

    ranked = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= room - 1e-9 for a, b in pairwise(ranked))
    assert max(moved) <= 300


def test_names_that_are_apart_stay_where_they_are():
    assert spread([80.0, 10.0, 40.0], 20, high=100) == (80.0, 10.0, 40.0)


def test_agreement_names_its_lines_and_the_chosen_number():
    shown = texts(agreement(a_choice(3), RUPEES))

    assert {"these customers", "noise: columns shuffled", "noise: one Gaussian (dashed)"} <= set(
        shown
    )
    assert "k = 3: chosen" in shown
    assert {"0.0", "1.0"} <= set(shown)


def test_agreement_below_chance_stays_inside_the_drawing():
    choice = replace(a_choice(2), agreements=(an_agreement(2, -0.3), an_agreement(3, 0.99)))

    spec = agreement(choice, RUPEES)

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

    assert any(t.startswith("noise: <script>") for t in texts(agreement(choice, RUPEES)))


def test_all_customers_move_with_the_main_source_when_segments_only_split():
    assert kept_shares(splitting(5), (1, 2, 3, 4, 5)) == pytest.approx((1, 1, 1, 1))


def test_a_segment_gathered_from_two_shows_in_the_share_that_moves_together():
    gathered = (
        Flow(k=2, source=0, target=0, share=0.4),
        Flow(k=2, source=0, target=1, share=0.1),
        Flow(k=2, source=1, target=1, share=0.2),
        Flow(k=2, source=1, target=2, share=0.3),
    )

    assert kept_shares(gathered, (2, 3)) == pytest.approx((0.9,))


@pytest.mark.parametrize("k", [1, 2, 7, 8, 11, 12])
@pytest.mark.parametrize("k_max", [3, 8, 12])
def test_at_most_eight_numbers_of_segments_are_drawn_the_chosen_one_among_them(k, k_max):
    chosen = min(k, k_max)

    ks = shown_columns(a_choice(chosen, None, k_max))

    assert chosen in ks
    assert len(ks) == min(k_max, MOST_COLUMNS)
    assert list(ks) == list(range(ks[0], ks[-1] + 1))


def test_bands_are_as_thick_as_their_customers_and_end_within_their_nodes():
    spec = splits(a_choice(3, None, 5))

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
    svg = render("splits", splits(a_choice(3)), "c", "a").svg.lower()

    assert not [c for c in SEGMENT_COLOURS if c.lower() in svg]


def test_what_the_flow_figure_leaves_out_is_said():
    choice = a_choice(3, None, 10)  # the smallest segment halves nine times

    (figure,) = (f for f in said(choice=choice) if f.name == "splits")

    assert min(f.share for f in choice.flows) < LEAST_DRAWN
    assert "Streams of less than 0.5% are not drawn." in figure.caption
    assert "Shown: 1 to 8 of up to 10 segments." in figure.caption
    assert "not drawn" not in "".join(f.caption for f in said(choice=a_choice(3)))


def test_jaccard_bands_carry_the_record_s_own_words():
    segments = an_assessment(4).segments

    shown = texts(jaccard(segments, an_interpretation(("x",), 4), Figures(locale="de-DE")))

    assert {s.word for s in segments} <= set(shown)
    assert {"0,50", "0,70", "0,80", "0,90"} <= set(shown)
    assert "0 Segment 0" in shown


def test_a_mean_silhouette_is_that_of_its_quantiles():
    values = np.random.default_rng(2).normal(0.2, 0.1, 5_000)

    mean = mean_silhouette(np.quantile(values, np.linspace(0, 1, 21)).tolist())

    assert mean == pytest.approx(values.mean(), abs=0.01)
    assert mean_silhouette((0.1, 0.3)) == pytest.approx(0.2)


def test_larger_segments_have_thicker_silhouettes_sorted_from_the_clearest():
    spec = silhouettes(an_assessment(3).segments, an_interpretation(("x",)), RUPEES)

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
