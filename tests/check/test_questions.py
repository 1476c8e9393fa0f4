"""Is the bank asked what only it can know, the weightiest first, and nothing else?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from finseg.check.questions import find_questions
from finseg.check.ratio_questions import find_asked_facets
from finseg.cli.set_option import change_settings
from finseg.disclose.statements import withhold_statements
from finseg.records.dataset import ColumnPart
from finseg.records.measure import Facet, Measure
from finseg.records.question import MOST_QUESTIONS, Answer, Change, Question
from finseg.records.redundancy import ColumnGroup, Redundancy
from finseg.settings import PrepareSettings, Settings
from tests.builders.tables import make_table

AMOUNTS = [120.0, 950.0, 4100.0, 880.0, 61.5, 2300.0]
CODES = [0.0, 1.0, 2.0, 1.0, 0.0, 1.0]
DOUBT = "it may be held or owed"


def ask(*names: str, redundancy: Redundancy | None = None, **columns: Any) -> tuple[Question, ...]:
    """Ask about columns of amounts; each is described by a mapping, `values` among it."""
    values = dict.fromkeys(names, AMOUNTS)
    values |= {name: column.pop("values", AMOUNTS) for name, column in columns.items()}
    dataset = make_table(values, **columns)
    return find_questions(dataset, redundancy or Redundancy(), PrepareSettings())


def doubtful_owner(**changes: Any) -> dict[str, Any]:
    """Describe a balance of which nothing says whose money it is."""
    measure = Measure(
        quantity=Facet(value="balance", certainty="sure"),
        owner=Facet(value="", evidence=(DOUBT,)),
    )
    return {"measure": measure, **changes}


def options(question: Question) -> list[str]:
    return [c.write_option() for answer in question.answers for c in answer.changes]


def test_of_a_balance_without_an_owner_is_asked_whose_money_it_is():
    (question,) = ask(Balance=doubtful_owner())

    assert (question.topic, question.columns) == ("owner", ("Balance",))
    assert options(question) == [
        "--set understand.Balance.owner=held",
        "--set understand.Balance.owner=owed",
    ]
    assert [str(text) for text in question.evidence] == [
        DOUBT,
        "half of the values lie between 120 and 2,300",
    ]


@pytest.mark.parametrize("certainty", ["given", "sure"])
def test_what_is_answered_or_sure_is_not_asked(certainty):
    known = {"quantity": "balance", "owner": "held", "certainty": certainty}

    assert ask(Balance=known) == ()


def test_a_facet_on_which_nothing_hangs_is_not_asked():
    income = {"quantity": "income", "certainty": "sure"}
    loan = {"quantity": "loan", "certainty": "sure"}

    assert ask(Income=income) == ()  # per month or year: no ratio would divide by it
    (question,) = ask(Income=income, Loan=loan)
    assert question.topic == "per"
    assert question.stakes.ratios == ("loan to income",)


def test_columns_that_are_not_described_are_not_asked_about():
    assert ask(Balance=doubtful_owner(role="outcome")) == ()
    assert ask(Balance=doubtful_owner(derived=True)) == ()


def test_more_ratios_weigh_more_and_a_clustered_column_more_than_a_described_one():
    alone = ask(A=doubtful_owner())[0].weight
    described = ask("x", A=doubtful_owner(role="descriptor"))[0].weight
    with_limit = ask(A=doubtful_owner(), L={"quantity": "limit", "certainty": "sure"})[0].weight

    assert described < alone < with_limit
    assert (alone, described) == (3.0, 1.5)  # offers 1 and words 1 (or half), and all the distance


def test_the_weightiest_question_comes_first_wherever_its_column_stands():
    limit = {"quantity": "limit", "certainty": "sure"}
    experience = {"quantity": "employment", "certainty": "open", "evidence": "some are below 0"}

    topics = [q.topic for q in ask(Experience=experience, Limit=limit, Balance=doubtful_owner())]

    assert topics == ["owner", "quantity"]


def test_a_shared_weight_makes_a_column_count_less():
    def find_share(*groups: ColumnGroup) -> float:
        (question,) = ask("y", "z", redundancy=Redundancy(groups=groups), A=doubtful_owner())
        return question.stakes.share

    pair = ColumnGroup(columns=("A", "y"), agreement=0.95, weight=1.9, shared=True)

    assert find_share() == pytest.approx(1 / 3)
    assert find_share(pair) == pytest.approx(0.5 / 2)


def test_at_most_five_are_asked():
    columns: dict[str, Any] = {
        f"c{i}": {"quantity": "employment", "certainty": "open", "evidence": f"doubt {i}"}
        for i in range(MOST_QUESTIONS + 2)
    }

    assert [q.columns for q in ask(**columns)] == [(f"c{i}",) for i in range(MOST_QUESTIONS)]


def test_columns_in_the_same_doubt_are_asked_about_together():
    first, second = ask(
        A=doubtful_owner(), B=doubtful_owner(), C={"confidence": "low", "values": CODES}
    )

    assert {first.columns, second.columns} == {("A", "B"), ("C",)}
    both = next(q for q in (first, second) if q.topic == "owner")
    assert options(both)[:2] == [
        "--set understand.A.owner=held",
        "--set understand.B.owner=held",
    ]
    assert "`B`: half of the values lie between 120 and 2,300" in map(str, both.evidence)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        (CODES, True),
        ([0.0, 1.0, 0.0, 1.0], False),  # a flag
        ([0.5, 1.0, 2.0, 3.0], False),  # not whole
        ([float(i) for i in range(7)], True),
        ([float(i) for i in range(8)], False),  # too many steps
    ],
)
def test_few_whole_steps_of_which_nothing_is_known_may_be_codes(values, asked):
    found = ask(Education={"confidence": "low", "values": values})

    assert [q.topic for q in found] == ["levels"] * asked


def test_a_role_that_was_given_is_not_asked_about():
    assert ask(Education={"confidence": "given", "given": True, "values": CODES}) == ()
    assert ask(Education={"confidence": "high", "values": CODES}) == ()


def test_levels_are_evidence_only_where_enough_customers_have_them():
    values = [0.0] * 30 + [1.0] * 20 + [2.0] * 3
    (question,) = ask(Education={"confidence": "low", "values": values})

    (shown,) = withhold_statements((question,), 5)

    assert "only 0, 1, 2 occur" in str(question.say_evidence())
    assert "only 0, 1 occur" in str(shown.say_evidence())


def test_the_middle_of_few_values_is_withheld_and_the_question_stays():
    (question,) = ask(Balance=doubtful_owner())  # six values

    (shown,) = withhold_statements((question,), 7)

    assert str(shown.say_evidence()) == DOUBT
    assert str(shown.say_question()) == str(question.say_question())


def test_a_length_of_time_without_a_unit_is_asked_for_its_unit():
    tenure = {"quantity": "tenure", "certainty": "likely", "evidence": "days, months or years"}

    (question,) = ask(Tenure=tenure)

    assert options(question)[0] == "--set read.units.Tenure=days"
    assert ask(Tenure={**tenure, "unit": "months"}) == ()


def test_amounts_that_seem_to_be_thousands_are_asked_about_unless_the_unit_says_it():
    income = {"quantity": "income", "scale": "as is", "certainty": "likely", "evidence": "16 … 126"}

    (question,) = ask(Income=income)

    assert question.topic == "scale"
    assert ask(Income={**income, "unit": "thousands"}) == ()


def test_recency_is_asked_for_its_direction_only_where_something_speaks_against_it():
    recency = {"quantity": "recency", "certainty": "sure"}
    doubted = Measure(
        quantity=Facet(value="recency", evidence=("it is never above `T`",)),
        direction=Facet(value="", evidence=("it is never above `T`",)),
    )

    assert ask(recency=recency) == ()
    (question,) = ask(recency={"measure": doubted})
    assert question.topic == "direction"
    assert "--set 'understand.recency.direction=more is better'" in options(question)
    answered = replace(doubted, direction=Facet(value="more is better", certainty="given"))
    (question,) = ask(recency={"measure": answered})
    assert question.topic == "quantity"  # which way is good says not what is counted


def test_offers_hang_on_a_figure_only_where_the_table_has_one_that_products_are_for():
    tenure = {"quantity": "tenure", "certainty": "likely", "evidence": "days, months or years"}

    (alone,) = ask(Tenure=tenure)
    beside, *_ = ask(Tenure=tenure, Savings={"quantity": "savings"})

    assert (alone.stakes.offers, beside.stakes.offers) == (0, 1)
    assert "offers" not in str(alone.stakes.say_dependents())
    assert "the unit in which figures are shown" in str(alone.stakes.say_dependents())


@pytest.mark.parametrize(
    ("code", "topic", "role"),
    [
        ("coded", "levels", "descriptor"),
        ("serial dates", "dates", "date"),
        ("number", "running number", "id"),
        ("may be outcome", "outcome", "outcome"),
    ],
)
def test_a_doubtful_role_is_asked_about_until_it_is_given(code, topic, role):
    column = {"reason_code": code, "role": role, "confidence": "low"}

    (question,) = ask("x", "y", A=column)

    assert (question.topic, options(question)[0]) == (topic, f"--set read.roles.A={role}")
    assert question.stakes.share == 0.0  # it is not clustered on
    assert question.weight == pytest.approx(1 + 10 / 3)  # though it would be
    assert ask("x", "y", A={**column, "given": True, "confidence": "given"}) == ()
    sure = ask("x", "y", A={**column, "confidence": "fair"})
    assert len(sure) == (code == "coded")


def test_of_standardised_columns_no_amount_is_asked():
    doubt = {"quantity": "income", "certainty": "open", "evidence": "it goes below 0"}

    (question,) = ask(Income=doubt)
    assert question.topic == "quantity"
    measure = Measure(
        quantity=Facet(value="income", evidence=("below 0",)),
        scale=Facet(value="standardised", certainty="sure"),
    )
    assert ask(Income={"measure": measure}) == ()


def test_the_thousands_of_several_columns_are_one_question_with_the_evidence_of_each():
    thousands = {"scale": "as is", "certainty": "likely"}
    income = {"quantity": "income", "evidence": "small for an income", **thousands}
    savings = {"quantity": "savings", "evidence": "small for savings", **thousands}

    (question,) = ask(Income=income, Savings=savings)

    assert question.columns == ("Income", "Savings")
    assert [str(text) for text in question.evidence[:2]] == [
        "small for an income",
        "small for savings",
    ]
    assert question.stakes.ratios == ("savings months",)


def test_blanks_of_a_block_are_asked_about_until_the_settings_say_what_they_mean():
    parts = (ColumnPart(column="Loan"), ColumnPart(column="Term"))
    values = {"Loan": [5.0, 6.0, None, 9.0], "Term": [1.0, 2.0, None, 3.0]}
    dataset = make_table(
        {**values, "has a loan": [1.0, 1.0, 0.0, 1.0]},
        **{"has a loan": {"reason_code": "held", "derived": True, "parts": parts}},
    )

    (question,) = find_questions(dataset, Redundancy(), PrepareSettings())

    assert question.topic == "blanks"
    assert options(question) == ["--set prepare.blanks=none", "--set prepare.blanks=unknown"]
    for value in ("none", "unknown"):
        answered = PrepareSettings(blanks=value)
        assert find_questions(dataset, Redundancy(), answered) == ()


def test_every_answer_sets_what_the_settings_know():
    asked = ask(
        Balance=doubtful_owner(),
        Education={"confidence": "low", "values": CODES},
        Tenure={"quantity": "tenure", "certainty": "likely", "evidence": "no unit"},
        Experience={"quantity": "employment", "certainty": "open", "evidence": "below 0"},
    )

    assert len(asked) == 4
    for question in asked:
        for answer in question.answers:
            for change in answer.changes:
                path = ".".join(f'"{step}"' for step in change.path)
                settings = change_settings(Settings(), [f"{path}={change.value}"])
                assert _look_up(settings.as_tree(), change) == change.value


def _look_up(tree: Any, change: Change) -> Any:
    for step in change.path:
        tree = tree[step]
    return tree


@pytest.mark.parametrize(
    ("values", "together"),
    [([20.0, 90.0, 55.0, 31.0, 77.0, 64.0], True), ([2e4, 9e4, 5e4, 3e4, 7e4, 6e4], False)],
)
def test_one_question_holds_only_columns_that_one_answer_can_fit(values, together):
    doubt: Facet[Any] = Facet(
        value="", evidence=("the heading does not say in what it is counted",)
    )
    measure = Measure(quantity=Facet(value="income", certainty="sure"), scale=doubt)
    small = {"measure": measure, "values": [21.0, 95.0, 41.0, 88.0, 61.5, 23.0]}

    found = ask(one=small, two={"measure": measure, "values": values})

    asked = {q.columns for q in found if q.topic == "scale"}
    assert asked == ({("one", "two")} if together else {("one",), ("two",)})


def test_what_only_a_question_that_is_cut_would_settle_is_asked_by_itself():
    heavy = [
        Question(topic="ratio", columns=(f"c{i}",), answers=(), weight=9.0 + i) for i in range(6)
    ]
    cut = replace(
        heavy[0],
        answers=(
            Answer(
                meaning="per month",
                changes=(Change(path=("understand", "Income", "per"), value="month"),),
            ),
        ),
        weight=1.0,
    )

    assert find_asked_facets([*heavy, cut]) == {("Income", "per")}
    assert find_asked_facets(heavy) == frozenset()


def test_only_units_are_offered_in_which_the_values_can_stand():
    long = Measure(quantity=Facet(value="tenure", certainty="likely", evidence=("vintage",)))
    values = [130.0, 400.0, 222.0, 310.0, 180.0, 260.0]

    (question,) = [q for q in ask(vintage={"measure": long, "values": values}) if q.topic == "unit"]

    assert [str(answer.meaning) for answer in question.answers] == ["days", "months"]


def test_an_amount_of_three_months_is_not_asked_whether_per_month_or_per_year():
    measure = Measure(
        quantity=Facet(value="income", certainty="sure"), per=Facet(value="", evidence=(DOUBT,))
    )

    income, loan = {"quantity": "income", "measure": measure}, {"quantity": "loan"}

    assert "per" in [q.topic for q in ask(income=income, loan=loan)]
    assert "per" not in [q.topic for q in ask(income_last_3_months=income, loan=loan)]
