"""Does every part of the report stand under its own title, at its own anchor, in its order?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.printers import to_text
from finseg.document.said import write_text
from finseg.records.finding import Checked
from finseg.records.question import TITLE
from finseg.report.build import build_answer
from tests.builders.results import DATED, make_report, make_results
from tests.records.test_question import make_question


def list_parts(parts):
    return [(part.anchor, write_text(part.title)) for part in parts]


def test_sections_and_annex_have_their_anchors_and_titles_in_order():
    facts = make_report()

    assert list_parts(facts.sections)[-8:] == [
        ("data", "The data"),
        ("columns", "The columns"),
        ("choice", "How many segments"),
        ("segments", "The segments"),
        ("apart", "How they compare"),
        ("offers", "Offers"),
        ("reliance", "How far to rely on the segments"),
        ("reading", "How to read this"),
    ]
    assert list_parts(facts.annex) == [
        ("shares", "What each column counts"),
        ("roles", "Columns and their roles"),
        ("preparation", "Preparation"),
        ("ranking", "How the segments were ranked"),
        ("fit", "The fit"),
        ("findings", "All findings"),
        ("behind", "The numbers behind each figure"),
        ("settings", "Settings"),
        ("origin", "Input, versions, replay"),
    ]


@pytest.mark.parametrize(("shared", "footing"), [(False, "Internal"), (True, "May be shared")])
def test_what_stands_on_top_says_title_day_and_who_may_read_it(shared, footing):
    results = replace(make_results(), shared=shared)
    facts = build_answer(results, DATED)

    assert (facts.title, facts.date, facts.footing) == ("Savers", "2025-11-23", footing)
    assert build_answer(results).date == ""
    assert facts.sections == facts.annex == ()
    assert facts.numbers == results.numbers


@pytest.mark.parametrize(
    ("severities", "told"),
    [
        (("warn", "note"), "The annex lists 1 further finding for information."),
        (("note", "note"), "The annex lists 2 notes for information."),
        (("warn", "warn"), ""),
        ((), ""),
    ],
)
def test_problems_are_listed_and_what_is_only_good_to_know_is_counted(severities, told):
    made = make_results()
    (one, *_) = made.checked.findings
    findings = tuple(replace(one, severity=severity) for severity in severities)
    facts = make_report(results=replace(made, checked=Checked(findings=findings)))
    (part,) = (p for p in facts.sections if p.anchor == "data")
    texts = [write_text(b.text) for b in part.blocks if hasattr(b, "text")]

    assert [t for t in texts if t.startswith("The annex lists")] == ([told] if told else [])
    assert ("No data problems found." in texts) is ("warn" not in severities)


def test_what_only_the_bank_can_say_is_asked_first_and_where_nothing_is_there_is_no_such_part():
    made = make_results()
    asked = replace(made.checked, questions=(make_question("Income"),))
    facts = make_report(results=replace(made, checked=asked))

    assert list_parts(facts.sections[:2]) == [("questions", TITLE), ("data", "The data")]
    assert "Income" in to_text(facts.sections[0].blocks, width=300)
    assert make_report().sections[0].anchor == "data"
