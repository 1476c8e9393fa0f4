"""Is the summary one page, and harmless?"""

from __future__ import annotations

from dataclasses import replace

import pytest

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

    assert "3 further segments" in make_summary_page(many, (profile,))
    assert SVG in make_summary_page(facts, (profile,))
    assert SVG not in make_summary_page(many, (profile,))


@pytest.mark.parametrize(("segments", "room"), [(1, 113), (5, 53), (6, None), (8, None)])
def test_the_figure_takes_the_room_that_the_segments_leave(segments, room):
    facts = make_report()
    few = replace(facts, cards=facts.cards[:1] * segments)

    page = make_summary_page(few, (Figure("sizes", "<svg id='s'></svg>", "c.", "a"),
                                   Figure("profile", SVG, "A caption.", "a")))  # fmt: skip

    assert (SVG in page) is (room is not None)
    assert (f"max-height: {room}mm" in page) is (room is not None)
    assert "id='s'" not in page
    assert "further segment" not in page


def test_every_segment_up_to_the_most_has_its_line():
    facts = make_report()
    nine = replace(facts, cards=tuple(replace(facts.cards[0], name=f"N{i}") for i in range(9)))

    page = make_summary_page(nine, ())

    assert [f"N{i}" in page for i in range(9)] == [True] * 8 + [False]
    assert "See the report for 1 further segment." in page
