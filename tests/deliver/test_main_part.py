"""Is the main part of the report short, and does every number in it lead to its table?

Asked of the browser, of a table of ten thousand cardholders in five segments.
"""

from __future__ import annotations

import pytest

import finseg
from finseg.report import build_report
from finseg.report.summary import make_summary_page
from tests.builders.browser import opened, running

pytestmark = pytest.mark.slow

SCREEN, MOST_SCREENS = 900, 6
SEGMENTS = 5

# Texts with a figure that stand in no link to a part of the annex; titles, names of columns and
# drawings are no figures to be looked up.
UNLINKED = """(() => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const box = node.parentElement;
        if (!/\\d/.test(node.data) || box.closest('#annex, h1, h2, h3, dt, .date, .order, .folded,'
            + 'footer, figure')) continue;
        const link = box.closest('a[href^="#"]');
        const target = link && document.getElementById(link.hash.slice(1));
        if (!target || !target.closest('#annex')) found.push(node.data);
    }
    return found;
})()"""


@pytest.fixture(scope="module")
def study(shared):
    return finseg.segment(shared / "data" / "BankChurners.csv", k=SEGMENTS)


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    return study.report(tmp_path_factory.mktemp("main") / "report.html")


@pytest.fixture(scope="module")
def browser():
    with running() as started:
        yield started


@pytest.fixture
def tab(browser, page):
    with opened(browser, page) as shown:
        yield shown


def test_the_main_part_takes_six_screens_at_most(tab):
    tab.size(1280, SCREEN)

    end = tab.evaluate("document.getElementById('annex').getBoundingClientRect().top + scrollY")

    assert end <= MOST_SCREENS * SCREEN


def test_every_number_of_the_main_part_leads_to_a_part_of_the_annex(tab):
    assert tab.evaluate(UNLINKED) == []
    assert tab.evaluate("document.querySelectorAll('main .lines a').length") > 8 * SEGMENTS


def test_the_annex_is_folded_and_opens_where_a_link_leads_into_it(tab):
    assert tab.evaluate("document.querySelectorAll('#annex details[open]').length") == 0
    tab.evaluate("document.querySelector('.card .outcome a').click()")
    tab.evaluate("new Promise(done => setTimeout(done, 2000))")

    opened_parts = """[...document.querySelectorAll('#annex details[open]')]
        .map(d => d.querySelector('.part').id)"""
    assert tab.evaluate(opened_parts) == ["apart"]
    assert tab.evaluate("document.getElementById('apart').getBoundingClientRect().top") < SCREEN


def test_who_left_stands_on_the_first_card(tab, study):
    words = tab.evaluate("document.querySelector('.card').innerText")

    assert "Attrition_Flag: Attrited Customer" in words
    left = study.dataset.table["Attrition_Flag"] == "Attrited Customer"
    first = int(words.split()[0])
    own = left.filter(study.results.segmentation.assignment.segment == first)
    assert f"{100 * own.mean():.1f}%" in words
    assert f"all: {100 * left.mean():.1f}%" in words
    assert own.mean() > 3 * left.mean()


def test_the_summary_gives_each_segment_a_page_of_its_own(browser, study, tmp_path):
    facts = build_report(study.results, ())
    place = tmp_path / "summary.html"
    place.write_text(make_summary_page(facts, ()), encoding="utf-8")

    with opened(browser, place) as shown:
        printed = shown.pdf()
        tall = shown.evaluate(
            "[...document.querySelectorAll('.act')].map(a => a.getBoundingClientRect().height)"
        )

    assert f"/Count {SEGMENTS + 1}".encode() in printed
    assert len(tall) == SEGMENTS
    assert max(tall) < 269 / 25.4 * 96
