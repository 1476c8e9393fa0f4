"""Can a question be answered by what it prints?"""

from __future__ import annotations

import shlex

import pytest

from finseg.cli.set_option import change_settings
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html, to_text
from finseg.records.question import (
    Answer,
    Change,
    Question,
    Stakes,
    build_question_blocks,
)
from finseg.settings import Settings


def make_question(*columns: str, evidence: str = "it may be either") -> Question:
    meanings = {"held": "money that they have", "owed": "money that they owe"}
    return Question(
        topic="owner",
        columns=columns,
        answers=tuple(
            Answer(
                meaning=meaning,
                changes=tuple(Change(path=("understand", c, "owner"), value=v) for c in columns),
            )
            for v, meaning in meanings.items()
        ),
        evidence=(evidence,) if evidence else (),
        stakes=Stakes(ratios=("utilisation",), offers=1, words=2),
        weight=4.0,
    )


@pytest.mark.parametrize("name", ["Balance", "Account balance", "it's $(x) `y`", 'the "best"'])
def test_the_option_gives_the_answer_through_a_shell(name):
    change = Change(path=("understand", name, "direction"), value="more is worse")

    option, text = shlex.split(change.write_option())

    assert option == "--set"
    settings = change_settings(Settings(), [text])
    assert settings.understand[name].direction == "more is worse"


@pytest.mark.parametrize("name", ["Balance", "Account balance", """it's "both" """, "a.b=c"])
def test_the_line_gives_the_answer_in_a_file(name):
    change = Change(path=("understand", name, "owner"), value="held")

    below = f"[{change.section}]\n{change.write_line(2)}\n"
    dotted = f"[understand]\n{change.write_line(1)}\n"

    for text in (below, dotted):
        assert Settings.from_toml(text).understand[name].owner == "held"


def test_a_name_with_both_quotes_has_no_option_but_a_line():
    change = Change(path=("understand", """it's "both" """, "owner"), value="held")

    assert change.write_option() == ""
    assert change.write_place().endswith('owner = "held"')


def test_several_columns_are_asked_about_in_the_plural_with_one_line_each():
    (one,) = [q.say_question() for q in [make_question("A")]]
    (two,) = [q.say_question() for q in [make_question("A", "B")]]

    assert str(one) == "Is `A` money that customers have, or money that they owe?"
    assert str(two) == "Are `A`, `B` money that customers have, or money that they owe?"
    text = to_text(build_question_blocks([make_question("A", "B")], lines=False))
    assert text.count("money that they have") == 1
    assert "--set understand.B.owner=held" in text


def test_a_page_shows_the_lines_of_the_settings_too():
    questions = [make_question("A")]

    assert '[understand.A] owner = "held"' not in to_text(
        build_question_blocks(questions, lines=False)
    )
    assert "[understand.A] owner = &quot;held&quot;" in to_html(build_question_blocks(questions))
    assert build_question_blocks([]) == []


def test_what_depends_on_it_is_said_the_weightiest_first():
    stakes = Stakes(ratios=("utilisation",), offers=1, segments=True)

    assert str(stakes.say_dependents()) == (
        "What depends on it: which columns form the segments, utilisation, offers."
    )


def test_without_evidence_the_question_is_asked_all_the_same():
    text = to_text(build_question_blocks([make_question("A", evidence="")]))

    assert "Why it is asked" not in text
    assert "1. Is `A`" in text


def test_machines_get_the_question_with_what_answers_it():
    told = make_question("My balance").as_dict(Numbers())

    assert (told["topic"], told["columns"]) == ("owner", ["My balance"])
    assert told["answers"][0] == {
        "meaning": "money that they have",
        "settings": [{"section": 'understand."My balance"', "key": "owner", "value": "held"}],
        "options": ["""--set 'understand."My balance".owner=held'"""],
    }
