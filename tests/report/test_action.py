"""Does each segment's page say who, how many, what happened, what to offer, and how sure?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.records.finding import Checked
from finseg.records.redundancy import Redundancy
from finseg.report import build_report
from finseg.report.action import build_action_pages, build_reliance_lines
from finseg.report.action_sheet import (
    list_outcome_columns,
    make_actions_sheet,
    name_outcome_columns,
    write_outcome_cells,
    write_outcome_totals,
)
from finseg.report.answer import make_cards
from finseg.report.closing import summarise_results
from finseg.report.markdown import write_markdown
from tests.builders.blocks import as_table
from tests.builders.results import make_results
from tests.records.test_question import make_question
from tests.report.test_order import make_study

TOPICS = [
    "Who they are", "Size and money", "What happened", "Offer", "Do not offer", "How sure",
    "How to find them", "Ask the bank",
]  # fmt: skip


def make_left():
    return make_study((50, 60), rates=(0.1, 0.5), shares=(0.9, 0.1), everyone=0.4)


def say_lines(page):
    return {line.topic: [write_text(t) for t in line.says if t] for line in page.lines}


def test_a_page_has_its_lines_in_their_order_and_each_leads_to_its_tables():
    results = make_left()
    facts = build_report(results, ())
    parts = {p.anchor for p in facts.annex} | {
        a.anchor for p in facts.sections for a in (p, *p.parts)
    }

    for page in facts.actions:
        topics = [line.topic for line in page.lines]
        assert topics == [topic for topic in TOPICS if topic in topics]
        assert {"Who they are", "What happened", "Offer", "How sure"} <= set(topics)
        assert {line.anchor for line in page.lines} <= parts
    assert {line.anchor for line in facts.reliance} <= parts


def test_what_happened_is_said_with_interval_all_and_index():
    first, _ = build_action_pages(make_left())

    assert first.id == 0
    (happened,) = say_lines(first)["What happened"]
    assert happened == "left: yes: 10.0% (8.3% to 12.0%; all: 40.0%), less often (index 25)"
    assert say_lines(first)["Size and money"] == [
        "50 customers, 50.0% of all", "Of all customers' money: 90.0% of `Income`"
    ]  # fmt: skip


def test_card_terminal_markdown_and_workbook_give_the_same_rate():
    results = make_left()
    card = make_cards(results)[0]
    (fact,) = card.outcomes
    table = next(as_table(b) for b in summarise_results(results) if hasattr(b, "rows"))
    rates = list_outcome_columns(results.interpretation)
    segment = results.interpretation.segments[0]
    cells = write_outcome_cells(results.interpretation, segment, rates)

    assert (str(fact.what), str(fact.value)) == ("left: yes", "10.0%")
    assert write_text(table.columns[4]) == "left: yes (all: 40.0%)"
    assert write_text(table.rows[0][4]) == "10.0% (8.3% to 12.0%; index 25)"
    assert "left: yes 10.0% (8.3% to 12.0%; all: 40.0%" in write_markdown(build_report(results, ()))
    assert [c.name for c in name_outcome_columns(rates.values())] == [
        "left: yes", "left: from", "left: to", "left: index",
    ]  # fmt: skip
    assert cells[0] == pytest.approx(0.1)
    assert cells[3] == pytest.approx(25)
    assert write_outcome_totals(rates.values())[:1] == [pytest.approx(0.4)]


def test_the_workbook_has_a_line_of_actions_for_each_segment_in_the_reader_s_order():
    results = make_left()
    sheet = make_actions_sheet(results)
    rows = list(sheet.rows)

    assert [row[0] for row in rows] == [page.id for page in build_action_pages(results)]
    assert [c.name for c in sheet.columns][:3] == ["Segment", "Name", "Who they are"]
    assert all(len(row) == len(sheet.columns) for row in rows)


def test_few_are_withheld_on_the_pages_too():
    made = replace(make_left(), least=55)
    facts = [say_lines(page) for page in build_action_pages(made)]

    assert "Size and money" in facts[0]
    assert not any("50 customers" in text for page in facts for said in page.values()
                   for text in said)  # fmt: skip
    assert any("fewer than 55 customers" in text for text in facts[0]["Size and money"])


def test_the_bank_is_asked_what_bears_on_the_segment():
    question = make_question()
    results = make_results()
    none = say_lines(build_action_pages(results)[0])["Ask the bank"]
    own = replace(question, columns=("Income",))
    checked = Checked(findings=(), redundancy=Redundancy(relations=(), groups=()), questions=(own,))
    asked = say_lines(build_action_pages(replace(results, checked=checked))[0])["Ask the bank"]

    assert none == ["Is there a column of what happened later: who left, paid, bought?"]
    assert asked == [write_text(own.say_question())]
    assert (
        "Over what time was `left` counted"
        in say_lines(build_action_pages(make_left())[0])["Ask the bank"][0]
    )


def test_an_unknown_currency_is_said_once():
    def count(currency):
        settings = make_results().settings.change_section("deliver", currency=currency)
        text = write_markdown(build_report(make_results(settings=settings), ()))
        return text.count("currency unknown")

    assert count("") == 1
    assert count("INR") == 0
    assert Numbers().currency == ""


def test_a_single_segment_has_no_rule_and_no_neighbour():
    (page,) = build_action_pages(make_results(k=1))

    assert "How to find them" not in say_lines(page)
    assert build_reliance_lines(make_results(k=1))
