"""Whether day or month comes first is asked where no date shows it, and only there."""

from __future__ import annotations

import polars as pl
import pytest

from finseg import check
from finseg.settings import Settings

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
