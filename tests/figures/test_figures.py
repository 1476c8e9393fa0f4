"""Which laws does every figure keep?"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from finseg.figures import FIGURES, draw_figures, plan_figures
from finseg.figures.correlations import plan_correlations
from finseg.figures.drawing import finish_drawing, render_figure
from finseg.figures.theme import pick_colour
from finseg.settings import Settings
from tests.builders.figures import HOSTILE, RUPEES, make_figure_results, write_words
from tests.builders.records import a_choice, an_exploration

NAMES = tuple(name for name, _ in FIGURES)


@pytest.fixture(scope="module")
def study():
    return draw_figures(make_figure_results())


@pytest.fixture(scope="module")
def hostile_figures():
    """Draw columns and segments with hostile names; no file has half a surrogate pair in it."""
    columns = [name.encode(errors="replace").decode() for name in HOSTILE]
    return draw_figures(make_figure_results(columns, names=HOSTILE))


def test_a_study_has_every_figure_once_in_the_stated_order(study):
    assert tuple(f.name for f in study) == NAMES


def test_the_same_results_give_the_same_bytes(study):
    again = draw_figures(make_figure_results())

    assert [f.svg for f in again] == [f.svg for f in study]
    assert [write_words(f.caption) for f in again] == [write_words(f.caption) for f in study]


def test_every_figure_says_in_words_what_is_to_be_seen(study):
    for figure in study:
        root = ET.fromstring(figure.svg)  # noqa: S314 - our own drawing
        assert root.get("role") == "img"
        assert len(root.get("aria-label") or "") > 20
        assert len(write_words(figure.alternative)) > 20
        assert write_words(figure.caption).endswith(".")


def test_words_are_written_in_the_reader_s_manner(study):
    sizes = next(f for f in study if f.name == "sizes")
    german = make_figure_results(settings=Settings().change_section("deliver", locale="de-DE"))

    own = next(f for f in draw_figures(german) if f.name == "sizes")

    assert "(33.3%)" in sizes.svg.partition(">")[0]
    assert "(33,3\u00a0%)" in own.svg.partition(">")[0]


def test_every_figure_has_the_table_behind_it(study):
    for figure in study:
        assert figure.behind is not None, figure.name
        assert figure.behind.rows, figure.name
        cells = [write_words(cell) for row in figure.behind.rows for cell in row]
        assert "nan" not in " ".join(cells).lower(), figure.name
    assert len(NAMES) == len(set(NAMES))


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


def test_every_id_in_a_drawing_begins_with_the_figure_s_name():
    columns = tuple(f"c{i}" for i in range(21))  # enough for a colour bar, which needs an id

    plan = plan_correlations(make_figure_results(exploration=an_exploration(columns)))
    assert plan is not None

    figure = render_figure("heat", plan, RUPEES)

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
    figures = {f.name: f.svg for f in draw_figures(make_figure_results(k=5))}

    for segment in range(5):
        for name in ("sizes", "profile", "pairs", "jaccard", "silhouettes"):
            assert pick_colour(segment).lower() in figures[name].lower()
    assert pick_colour(5).lower() not in figures["pairs"].lower()


def test_one_segment_of_one_column_leaves_out_what_would_be_empty():
    results = make_figure_results(("Only",), k=1, choice=a_choice(1, None, 1))

    assert list(plan_figures(results)) == ["histograms", "sizes", "pairs", "offers"]


def test_specifications_are_valid_for_altair():
    altair = pytest.importorskip("altair")

    plans = plan_figures(make_figure_results())

    assert tuple(plans) == NAMES
    for plan in plans.values():
        altair.Chart.from_dict(plan.spec, validate=True)


def test_ids_of_different_figures_cannot_collide_in_one_page():
    raw = '<svg><clipPath id="clip0"/><g clip-path="url(#clip0)">id="clip0"</g></svg>'

    first, second = finish_drawing(raw, "one", "words"), finish_drawing(raw, "two", "words")

    assert 'id="one-clip0"' in first
    assert "url(#one-clip0)" in first
    assert 'id="two-clip0"' in second
    assert '>id="clip0"<' in first  # text is left alone
