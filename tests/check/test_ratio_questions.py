"""Is a ratio that cannot be believed asked about, with the readings that would explain it?"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from finseg import journey
from finseg.check.questions import find_questions
from finseg.check.ratio_questions import (
    ask_about_ratios,
    ask_about_same_debts,
    find_asked_facets,
)
from finseg.records.believable import BANDS, RatioName, Repair, UnbelievedRatio
from finseg.records.dataset import Dataset
from finseg.records.question import Change, Stakes
from finseg.records.redundancy import Redundancy
from finseg.settings import PrepareSettings, Settings
from tests.builders.tables import make_table

AMOUNTS = [120.0, 950.0, 4100.0, 880.0, 61.5, 2300.0]
MONTHLY = Repair(factor=1 / 12, column="Income", facet="per", value="month")
THOUSANDS = Repair(factor=1e-3, column="Savings", facet="scale", value="thousands")


def doubt(name: RatioName, above: str, *repairs: Repair) -> UnbelievedRatio:
    return UnbelievedRatio(
        ratio=name, above=above, below="Income", median=33.0, upper=300.0, customers=400,
        band=BANDS[name], repairs=repairs,
    )  # fmt: skip


def make_dataset(*unbelieved: UnbelievedRatio) -> Dataset:
    known = {"certainty": "sure", "scale": "as is"}
    dataset = make_table(
        {"Savings": AMOUNTS, "Loan": AMOUNTS, "Income": AMOUNTS},
        Savings={"quantity": "savings", **known},
        Loan={"quantity": "loan", **known},
        Income={"quantity": "income", **known},
    )
    return replace(dataset, unbelieved=unbelieved)


def test_the_answers_are_the_readings_that_would_explain_it_and_that_all_is_right():
    (question,) = ask_about_ratios(make_dataset(doubt("savings months", "Savings", MONTHLY)))

    assert question.columns == ("Savings", "Income")
    assert [
        (str(answer.meaning), [(*c.path[1:], c.value) for c in answer.changes])
        for answer in question.answers
    ] == [
        ("`Income` is per month", [("Income", "per", "month")]),
        (
            "all as they were read",
            [
                ("Savings", "scale", "as is"),
                ("Income", "scale", "as is"),
                ("Income", "per", "year"),
            ],
        ),
    ]
    assert "33.000 at the median" in str(question.say_evidence())


def test_ratios_that_one_reading_explains_are_one_question_which_offers_only_that():
    both = (
        doubt("savings months", "Savings", THOUSANDS, MONTHLY),
        doubt("loan to income", "Loan", MONTHLY),
    )

    (question,) = ask_about_ratios(make_dataset(*both))

    assert question.stakes.ratios == ("savings months", "loan to income")
    assert [str(a.meaning) for a in question.answers[:-1]] == ["`Income` is per month"]
    assert question.weight == 3.0


def test_ratios_without_a_common_reading_are_two_questions():
    apart = (
        doubt("savings months", "Savings", THOUSANDS),
        doubt("loan to income", "Loan", MONTHLY),
    )

    assert len(list(ask_about_ratios(make_dataset(*apart)))) == 2


def test_one_that_nothing_explains_weighs_half():
    (known,) = ask_about_ratios(make_dataset(doubt("loan to income", "Loan", MONTHLY)))
    (unknown,) = ask_about_ratios(make_dataset(doubt("loan to income", "Loan")))

    assert (known.weight, unknown.weight) == (2.0, 1.0)


def test_what_a_ratio_asks_is_not_asked_again_of_the_column():
    def list_topics(*unbelieved: UnbelievedRatio) -> list[str]:
        found = find_questions(make_dataset(*unbelieved), Redundancy(), PrepareSettings())
        return [question.topic for question in found]

    assert list_topics() == ["per"]
    assert list_topics(doubt("loan to income", "Loan", MONTHLY)) == ["ratio"]


@pytest.mark.parametrize("place", [0, -1])
def test_every_answer_settles_it_for_good(place, rng):
    customers = pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in range(300)],
            "Age": rng.integers(20, 70, 300),
            "visits": rng.integers(0, 9, 300),
            "income": rng.lognormal(8, 0.3, 300).round(2),
            "savings": rng.lognormal(9.3, 0.5, 300).round(2),
        }
    )
    (question,) = journey.check(customers).checked.questions
    assert question.topic == "ratio"

    settings = Settings()
    for change in question.answers[place].changes:
        settings = settings.change_section(
            ".".join(change.path[:-1]), **{change.path[-1]: change.value}
        )

    assert journey.check(customers, settings=settings).checked.questions == ()


@pytest.mark.parametrize(("quantity", "answer"), [("loan", "loan"), ("none", "debt")])
def test_two_debts_of_which_one_may_be_part_of_the_other_are_asked_about(quantity, answer):
    owed = {"owner": "owed", "certainty": "sure"}
    whole = [100.0 + 10 * i for i in range(60)]
    dataset = make_table(
        {"left": [v * (i % 3) / 3 + 1 for i, v in enumerate(whole)], "loan": whole},
        left={**owed, "quantity": quantity}, loan={**owed, "quantity": "loan"},
    )  # fmt: skip

    (question,) = ask_about_same_debts(dataset)

    assert (question.topic, question.columns, question.weight) == (
        "same debt", ("left", "loan"), 1.0,
    )  # fmt: skip
    assert question.stakes == Stakes(offers=1)
    assert [(str(a.meaning), a.changes) for a in question.answers] == [
        (
            "`left` is part of the other",
            (Change(path=("understand", "left", "quantity"), value="none"),),
        ),
        (
            "two debts: add them up",
            (Change(path=("understand", "left", "quantity"), value=answer),),
        ),
    ]
    assert "`left` is hardly ever above `loan`" in str(question.say_evidence())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"quantity": "savings"}, [("scale", "as is")]),  # of no known scale
        ({"quantity": "savings", "scale": "thousands"}, [("scale", "thousands")]),
        ({"quantity": "savings", "scale": "thousands", "certainty": "given"}, []),
        ({"quantity": "income"}, [("scale", "as is"), ("per", "year")]),
        ({"quantity": "income", "per": "month"}, [("scale", "as is"), ("per", "month")]),
        ({"quantity": "instalment"}, [("scale", "as is"), ("per", "month")]),
        ({"quantity": "spending"}, [("scale", "as is"), ("per", "month")]),
        ({"quantity": "payment", "per": "year"}, [("scale", "as is"), ("per", "year")]),
    ],
)
def test_that_all_is_right_is_said_of_scale_and_period_as_they_were_read(changes, expected):
    column = {"certainty": "sure", **changes}
    dataset = make_table({"Loan": AMOUNTS, "Income": AMOUNTS}, Loan=column, Income=column)
    dataset = replace(dataset, unbelieved=(doubt("loan to income", "Loan", THOUSANDS),))

    (question,) = ask_about_ratios(dataset)

    right = [a for a in question.answers if str(a.meaning) == "all as they were read"]
    told = [(c.path[2], c.value) for a in right for c in a.changes if c.path[1] == "Loan"]
    assert told == expected


def test_facets_that_an_answer_would_settle_are_found_by_column():
    questions = list(ask_about_ratios(make_dataset(doubt("savings months", "Savings", MONTHLY))))

    assert find_asked_facets(questions) == {
        ("Income", "per"), ("Income", "scale"), ("Savings", "scale"),
    }  # fmt: skip
    assert find_asked_facets([replace(q, topic="unit") for q in questions]) == frozenset()
