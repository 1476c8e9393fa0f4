"""Whether day or month comes first is asked where no date shows it, and only there."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from finseg import check
from finseg.check.date_questions import ask_about_date_order
from finseg.records.dates import Dates
from finseg.settings import Settings
from tests.builders.tables import make_table

N = 60


def ask(heading: str, days: int, settings: Settings | None = None):
    dates = [f"{1 + i % days:02d}-{1 + i % 7:02d}-{1950 + i % 40}" for i in range(N)]
    table = pl.DataFrame({"income": [100.0 + i * i for i in range(N)], heading: dates})
    questions = check(table, settings=settings or Settings()).checked.questions
    return [q for q in questions if q.topic == "date order"]


@pytest.mark.parametrize(("days", "asked"), [(12, 1), (13, 0)])
def test_it_is_asked_where_no_value_is_above_12(days, asked):
    assert len(ask("joined", days)) == asked


def test_the_answers_are_the_two_forms_and_either_settles_it():
    (question,) = ask("joined", 12)

    answers = [(str(a.meaning), a.changes[0].value) for a in question.answers]
    assert answers == [("day-month-year", "%d-%m-%Y"), ("month-day-year", "%m-%d-%Y")]
    for answer in question.answers:
        path, value = answer.changes[0].path, answer.changes[0].value
        assert path == ("read", "dates", "joined")
        told = Settings().change_section("read", dates={"joined": value})
        assert ask("joined", 12, told) == []


def test_births_weigh_more_as_ages_rest_on_them_and_their_dates_are_not_shown():
    (births,) = ask("date of birth", 12)
    (joined,) = ask("joined", 12)

    assert births.weight > joined.weight
    assert births.stakes.offers
    assert not any("19" in str(text) for text in births.evidence)


@pytest.mark.parametrize(
    ("form", "examples", "asked"),
    [("", ("%d-%m-%Y", "%m-%d-%Y"), True), ("", ("%d-%m-%Y",), False), ("", (), False),
     ("%d-%m-%Y", ("%d-%m-%Y", "%m-%d-%Y"), False)],
)  # fmt: skip
def test_a_column_with_two_forms_and_none_that_is_known_is_asked_about(form, examples, asked):
    dataset = make_table({"date of birth": ["01-02-2020"], "opened": ["01-02-2020"]})
    dates = [
        Dates(column=name, form=form, examples=examples, evidence="why")
        for name in ("date of birth", "opened")
    ]

    questions = list(ask_about_date_order(replace(dataset, dates=tuple(dates))))

    assert [q.columns for q in questions] == [("date of birth",), ("opened",)][: 2 * asked]
    if asked:
        born, opened = questions
        assert [str(e) for e in born.evidence] == ["`date of birth`: why"]
        assert (born.stakes.words, born.stakes.offers, born.weight) == (1, 1, 1.5)
        assert (opened.stakes.words, opened.stakes.offers, opened.weight) == (1, 0, 0.5)
        assert born.answers[0].changes[0].path == ("read", "dates", "date of birth")
