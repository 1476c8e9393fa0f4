from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from finseg.document.blocks import Figure
from finseg.document.numbers import Numbers
from finseg.figures import NAMES, pick_colour, render_figure, sample_customers
from finseg.figures.correlations import draw_correlations
from finseg.figures.density import estimate_density
from finseg.figures.drawing import finish_drawing
from finseg.figures.elbow import draw_elbow
from finseg.figures.pairs import MOST_COLUMNS as MOST_PAIRED
from finseg.figures.pairs import PairSample, choose_separating_columns, draw_pairs
from finseg.figures.sizes import draw_sizes
from finseg.figures.theme import SEGMENT_COLOURS, pick_dot_form, shorten_label
from finseg.figures.ticks import place_log_ticks, place_ticks, round_values
from tests.builders.records import (
    HOSTILE,
    RUPEES,
    a_choice,
    a_recipe,
    a_sample,
    an_exploration,
    an_interpretation,
    captions,
    drawn,
)


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

    first, second = finish_drawing(raw, "one", "words"), finish_drawing(raw, "two", "words")

    assert 'id="one-clip0"' in first
    assert "url(#one-clip0)" in first
    assert 'id="two-clip0"' in second
    assert '>id="clip0"<' in first  # text is left alone


def test_every_id_in_a_drawing_begins_with_the_figure_s_name():
    columns = tuple(f"c{i}" for i in range(13))  # enough for a colour bar, which needs an id

    figure = render_figure("heat", draw_correlations(an_exploration(columns), RUPEES), "c", "a")

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
            assert pick_colour(segment).lower() in figures[name].lower()
    assert pick_colour(5).lower() not in figures["pairs"].lower()


def test_segment_colours_stand_out_from_white():
    def luminance(code):
        parts = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    assert min(1.05 / (luminance(c) + 0.05) for c in SEGMENT_COLOURS) >= 3


def test_twenty_segments_differ_in_colour_or_dot():
    assert len({(pick_colour(i), pick_dot_form(i)) for i in range(20)}) == 20


def test_axes_speak_of_lakh_in_indian_rupees():
    money = place_ticks(0, 160_000, "currency", RUPEES, most=5)

    assert money.values == (0, 50_000, 100_000, 150_000)
    assert money.labels == ("₹0", "₹50K", "₹1L", "₹1.5L")


def test_axes_speak_the_reader_s_language():
    german = Numbers(locale="de-DE", currency="EUR")

    assert place_ticks(0, 1, "share", german, most=3).labels == ("0,0", "0,5", "1,0")
    assert place_ticks(0, 2e6, "count", german, most=3).labels == (
        "0",
        "1\u00a0Mio.",
        "2\u00a0Mio.",
    )
    assert place_ticks(0, 100, "percent", german, most=3).labels == (
        "0\u00a0%",
        "50\u00a0%",
        "100\u00a0%",
    )


def test_close_ticks_are_told_apart():
    labels = place_ticks(100_100, 100_160, "currency", RUPEES).labels

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
    marks = place_log_ticks(-1, 5e6, "currency", Numbers(currency="USD"), most=4)

    assert marks.labels[0] == "$0"
    assert marks.labels[-1] == "$1M"
    assert len(marks.values) <= 5


def test_a_density_integrates_to_one_and_peaks_where_the_values_are():
    values = np.random.default_rng(0).normal(3.0, 0.5, size=2_000)

    heights = estimate_density(values, 0.0, 6.0, points=121)

    assert heights.sum() * 0.05 == pytest.approx(1.0, abs=1e-6)
    assert np.linspace(0, 6, 121)[heights.argmax()] == pytest.approx(3.0, abs=0.25)


def test_a_density_moves_with_its_values():
    values = np.random.default_rng(1).normal(size=300)

    moved = estimate_density(values + 5, 0.0, 10.0)

    np.testing.assert_allclose(moved, estimate_density(values, -5.0, 5.0), atol=1e-9)


def test_a_density_of_less_than_two_values_is_flat():
    assert not estimate_density(np.array([1.0]), 0.0, 2.0).any()


def test_the_pair_plot_shows_the_columns_that_separate_and_names_the_rest():
    columns = tuple(f"column {i}" for i in range(8))
    interpretation = an_interpretation(columns)  # deviations grow with the column's place

    assert choose_separating_columns(interpretation) == tuple(range(2, 8))
    (caption,) = (caption for name, caption in captions(columns) if name == "pairs")
    assert f"The {MOST_PAIRED} columns" in caption
    assert "left out: column 0, column 1." in caption


def test_the_drawn_sample_keeps_rows_and_segments_together():
    values = np.arange(5_000.0)[:, None]
    segments = np.arange(5_000) % 7

    sample = sample_customers(values, segments, ["x"], rng=np.random.default_rng(5), most=100)

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

    spec = draw_pairs(sample, an_interpretation(columns), a_recipe(columns, transform), RUPEES)

    assert "NaN" not in json.dumps(spec)
    assert ET.fromstring(render_figure("pairs", spec, "c", "a").svg) is not None  # noqa: S314


def test_one_segment_of_one_column_leaves_out_what_would_be_empty():
    names = [f.name for f in drawn(("Only",), k=1, choice=a_choice(1, None, 1))]

    assert names == ["histograms", "sizes", "pairs", "offers"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (a_choice(3, 3), "k = 3: chosen, and the elbow"),
        (a_choice(4, 3, given=True), "k = 4: asked for"),
        (a_choice(4, 3), "elbow (Kneedle): 3"),
    ],
)
def test_the_elbow_names_its_marks(choice, said):
    assert f">{said}<" in render_figure("elbow", draw_elbow(choice, RUPEES), "c", "a").svg


def test_undefined_correlations_are_dashes():
    exploration = an_exploration(("a", "b"))
    nan = float("nan")
    holes = replace(exploration, pearson=((1.0, nan), (nan, 1.0)))

    figure = render_figure("correlations", draw_correlations(holes, RUPEES), "c", "a")

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
    assert shorten_label("a\nb\tc") == "a b c"
    assert len(shorten_label("x" * 500)) < 50
    assert shorten_label("\x1b[31mred\ud800") == "�[31mred�"


def test_sizes_write_counts_in_the_reader_s_grouping():
    big = an_interpretation(("x",), 1)
    big = replace(big, segments=(replace(big.segments[0], size=1_234_567, share=1.0),))

    assert (
        "12,34,567 customers, 100.0%"
        in render_figure("sizes", draw_sizes(big, RUPEES), "c", "a").svg
    )
