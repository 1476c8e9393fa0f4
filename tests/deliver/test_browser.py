"""What does a person see who opens the report? Asked of the browser itself."""

from __future__ import annotations

import json
import re
import zlib
from datetime import date
from pathlib import Path

import pytest

import finseg
from finseg.study import Study
from tests.builders.browser import Browser, Tab, opened, running

pytestmark = pytest.mark.slow

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1280, 390)
MOST_BYTES = {"reference": 1_500_000, "CC GENERAL": 3_000_000, "bank-full": 3_000_000}
A4 = (184 / 25.4 * 96, 267 / 25.4 * 96)  # CSS pixels within the margins: width, height


@pytest.fixture(scope="module")
def browser():
    with running() as started:
        yield started


@pytest.fixture(scope="module", params=MOST_BYTES)
def page(request, reference: Study, tmp_path_factory) -> Path:
    if request.param == "reference":
        study = reference
    else:
        shared = request.getfixturevalue("shared")
        study = finseg.segment(shared / "data" / f"{request.param}.csv")
    target = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    return study.report(target, dated=date(2026, 1, 31))


@pytest.fixture
def tab(browser: Browser, page: Path):
    with opened(browser, page) as shown:
        yield shown


def overflowing(tab: Tab) -> list[str]:
    """Return what reaches beyond the window, apart from regions that scroll by themselves."""
    return list(
        tab.evaluate(
            """[...document.body.querySelectorAll('*')]
            .filter(e => !e.closest('.scroll') && !e.closest('.skip'))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))"""
        )
    )


def unfold(tab: Tab) -> None:
    """Open every part of the annex."""
    tab.evaluate("document.querySelectorAll('#annex details').forEach(d => { d.open = true; })")


def test_the_report_opens_without_complaints_and_asks_the_network_for_nothing(tab):
    assert tab.complaints() == []
    assert tab.requests() == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_does_not_scroll_sideways(tab, width):
    tab.size(width)
    unfold(tab)

    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert overflowing(tab) == []


def test_the_answer_stands_on_the_first_screen_and_the_contents_stay(tab):
    tab.size(1280, 900)
    below = tab.evaluate("document.querySelector('.card').getBoundingClientRect().bottom")
    tab.evaluate("scrollTo(0, 2500)")

    assert below < 900
    assert tab.evaluate("document.querySelector('.aside').getBoundingClientRect().top") == 0
    assert tab.evaluate("document.querySelector('.aside').checkVisibility()")


def test_every_entry_of_the_contents_leads_to_its_part(tab):
    lost = """[...document.querySelectorAll('nav.aside a')]
        .filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1))))
        .map(a => a.hash)"""

    assert tab.evaluate(lost) == []
    assert tab.evaluate("document.querySelectorAll('nav.aside a').length") > 12


def test_the_policy_paints_our_style_and_no_other(tab):
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<style>h1 {color: red}</style>')")
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" id=x>')")

    red = "rgb(255, 0, 0)"
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).color") != red
    assert tab.evaluate("getComputedStyle(document.getElementById('x')).color") != red
    assert tab.evaluate("getComputedStyle(document.querySelector('.layout')).display") == "grid"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "light"), (1280, "dark")])
def test_nothing_serious_stands_in_the_way_of_people_with_disabilities(tab, width, scheme):
    tab.size(width)
    tab.media(scheme=scheme)
    unfold(tab)
    tab.evaluate(AXE)

    found = tab.evaluate("axe.run(document).then(r => JSON.stringify(r.violations))")

    grave = [v for v in json.loads(found) if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in grave] == []


def test_on_paper_no_figure_is_cut(tab):
    """Chromium never breaks what may not be broken and fits on a page."""
    tab.size(round(A4[0]), round(A4[1]))
    tab.media("print")
    unfold(tab)

    figures = tab.evaluate(
        """[...document.querySelectorAll('figure')].map(f => ({
            name: f.id,
            breaks: getComputedStyle(f).breakInside,
            wide: f.querySelector('svg').getBoundingClientRect().width,
            tall: f.getBoundingClientRect().height,
        }))"""
    )

    assert len(figures) > 8
    assert [f for f in figures if f["breaks"] != "avoid"] == []
    assert [f for f in figures if f["wide"] > A4[0] + 1 or f["tall"] > A4[1]] == []


def test_the_report_prints_to_a4(tab):
    unfold(tab)
    printed = tab.pdf()

    boxes = set(re.findall(rb"/MediaBox ?\[([\d. ]+)\]", printed + unpacked(printed)))
    assert printed.startswith(b"%PDF")
    assert {tuple(round(float(n)) for n in box.split()) for box in boxes} == {(0, 0, 595, 842)}


def unpacked(printed: bytes) -> bytes:
    """Return the readable streams of a PDF."""
    parts = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", printed, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(parts)


def test_the_page_is_small_enough_to_be_mailed(page):
    assert page.stat().st_size <= MOST_BYTES[page.stem]
