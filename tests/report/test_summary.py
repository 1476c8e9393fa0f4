"""Is the summary one page, and harmless?"""

from __future__ import annotations

from dataclasses import replace

from finseg.document.blocks import Figure
from finseg.report.summary import MOST_SEGMENTS, make_summary_page
from tests.builders.pages import HOSTILE, SVG, Tree
from tests.builders.results import make_report


def test_the_summary_escapes_every_name_and_loads_nothing():
    page = make_summary_page(make_report(column=HOSTILE, name=HOSTILE), ())

    tree = Tree(page)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tree.elements}
    assert not tree.attributes("src")
    assert not tree.attributes("href")
    assert HOSTILE in "".join(tree.text)


def test_the_summary_keeps_to_one_page_of_segments():
    facts = make_report()
    many = replace(facts, cards=facts.cards[:1] * (MOST_SEGMENTS + 3))
    profile = Figure("profile", SVG, "c.", "a")

    assert "3 further segments are in the report." in make_summary_page(many, (profile,))
    assert SVG in make_summary_page(facts, (profile,))
    assert SVG not in make_summary_page(many, (profile,))
