"""Does the Markdown say what the report says, and is it safe to open?"""

from __future__ import annotations

from finseg.report.markdown import write_markdown
from tests.builders.pages import HOSTILE
from tests.builders.results import make_report


def test_markdown_says_what_the_report_says_in_its_order():
    facts = make_report()

    text = write_markdown(facts)

    titles = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    assert titles[0] == facts.title
    places = [titles.index(str(part.title)) for part in (*facts.sections, *facts.annex)]
    assert places == sorted(places)
    assert str(facts.verdict.summary) in text
    assert "](figures/profile.svg)" in text


def test_hostile_names_are_no_markup_in_markdown():
    text = write_markdown(make_report(column=HOSTILE, name=HOSTILE))

    assert "<script" not in text.replace("\\<script", "")
    assert "<img" not in text.replace("\\<img", "")
