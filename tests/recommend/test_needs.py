"""On what the needs of a product are weighed, and what a cell of the matrix says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

BURDENED = {
    "name": "Plan",
    "kind": "advice",
    "what": "help",
    "need": [{"says": "carry more debt", "axis": "debt_burden", "at_least": 0.4}],
    "target": [{"measure": "loan to income", "above": 0.5}],
}


def halves(**columns):
    """Make 60 customers in two segments, the second with the larger figures."""
    rng = np.random.default_rng(np.random.SeedSequence(7))
    segment = np.repeat([0, 1], 30)
    made = {c: np.where(segment == 0, low, high) for c, (low, high) in columns.items()}
    return {c: v * rng.uniform(0.9, 1.1, 60) for c, v in made.items()}, segment


def stances(offers, product=0):
    return [offers.find_cell(product, s).stance for s in range(2)]


def test_a_need_is_met_by_a_ratio_that_no_column_holds():
    columns, segment = halves(Annual_Income=(9e4, 9e4), Loan_Amount=(9e3, 4e4))
    offers = offered(dataset(columns, {}), segment, catalogue_of([BURDENED]), Settings())

    assert stances(offers) == ["neutral", "target"]
    (reason,) = offers.find_cell(0, 1).reasons
    assert "loan to income (Loan_Amount ÷ Annual_Income) averages 0.4" in str(reason)


def test_a_need_is_met_by_a_descriptor_as_by_a_feature():
    columns, segment = halves(Annual_Income=(9e4, 9e4), Credit_Score=(450, 750))
    score = {"name": "Card", "kind": "advice", "what": "x",
             "need": [{"says": "score higher", "axis": "credit_standing", "at_least": 0.4}],
             "target": [{"measure": "credit score", "at_least": 700}]}  # fmt: skip
    data = dataset(columns, {})
    described = replace(
        data,
        columns=tuple(
            replace(c, role="descriptor") if c.name == "Credit_Score" else c for c in data.columns
        ),
    )

    for own in (data, described):
        assert stances(offered(own, segment, catalogue_of([score]), Settings())) == [
            "neutral",
            "target",
        ]


def test_a_mortgage_is_no_need_of_help_with_debts():
    owing = {"name": "Plan", "kind": "advice", "what": "help",
             "need": [{"says": "owe more", "axis": "borrowing", "more_than": "wealth"}],
             "target": [{"measure": "loan to income", "at_least": 0.2}]}  # fmt: skip
    home, segment = halves(Annual_Income=(9e4, 9e4), Home_Loan=(1e5, 3e5), Investment=(1e4, 1e4))
    cash, _ = halves(Loan_Amount=(1e3, 5e4))

    for columns, expected in (
        (home | cash, ["neutral", "target"]),
        (home | {"Loan_Amount": cash["Loan_Amount"] / 1e2}, ["neutral", "neutral"]),
        (home, ["unknown", "unknown"]),
    ):
        offers = offered(dataset(columns, {}), segment, catalogue_of([owing]), Settings())
        assert stances(offers) == expected


def test_a_cell_that_is_no_target_says_what_bears_no_claim_out():
    columns, segment = halves(Annual_Income=(9e4, 9e4), Loan_Amount=(9e3, 4e4))
    unheard = {**BURDENED, "name": "Other",
               "need": [{"says": "trade more", "axis": "trading", "at_least": 0.4}]}  # fmt: skip
    offers = offered(dataset(columns, {}), segment, catalogue_of([BURDENED, unheard]), Settings())

    assert "not shown that they carry more debt" in str(offers.find_cell(0, 0).reasons[0])
    assert offers.find_cell(1, 0).reasons == ("no column tells whether they trade more",)
    assert all(cell.reasons for cell in offers.cells)


LOAN = {"name": "Home loan", "kind": "credit", "what": "a home", "secured": True,
        "target": [{"measure": "income", "at_least": 1}]}  # fmt: skip


def test_a_secured_loan_keeps_to_its_own_limit_and_another_to_the_stricter():
    columns, segment = halves(Annual_Income=(1e4, 1e4), Loan_Amount=(1e3, 6e4))
    columns["Loan_Amount"][:5] = 1e4  # a year's income, in a segment that is not stretched
    cash = {**LOAN, "name": "Cash loan", "secured": False}
    offers = offered(dataset(columns, {}), segment, catalogue_of([LOAN, cash]), Settings())

    got = [(offers.decisions.offers == p).any(axis=1) for p in (0, 1)]
    assert got[0].tolist() == [True] * 30 + [False] * 30
    assert got[1].tolist() == [False] * 5 + [True] * 25 + [False] * 30
    (guard,) = (g for g in offers.guards if g.name == "loan to income")
    assert "0.5 (4.5 with a pledge)" in str(guard.rule)


def test_no_pledge_helps_a_segment_that_is_stretched_as_a_whole():
    columns, segment = halves(Annual_Income=(1e4, 1e4), Loan_Amount=(1e3, 9e3))
    offers = offered(dataset(columns, {}), segment, catalogue_of([LOAN]), Settings())

    assert stances(offers)[1] == "not for"
    assert "over the limit of 0.5" in str(offers.find_cell(0, 1).reasons[0])
    assert (offers.decisions.offers[segment == 1] == -1).all()


def test_nothing_is_sold_beside_help_with_a_debt_and_that_is_the_reason_given():
    columns, segment = halves(Annual_Income=(1e4, 1e4), Loan_Amount=(1e3, 9e3))
    help_ = {"name": "Help", "kind": "advice", "what": "help", "stretched": True, "target": []}
    fund = {"name": "Fund", "kind": "investment", "what": "x",
            "target": [{"measure": "income", "at_least": 1}]}  # fmt: skip
    offers = offered(dataset(columns, {}), segment, catalogue_of([fund, help_]), Settings())

    for s, product in ((0, 0), (1, 1)):
        assert (offers.decisions.offers[segment == s, 0] == product).all()
        assert (offers.decisions.offers[segment == s, 1:] == -1).all()
    assert offers.lines[0].withheld == 30
    assert {g.name: g.customers for g in offers.guards}["help instead of debt"] == 30


def test_help_goes_first_for_a_figure_of_the_customers_own_and_not_for_a_place_among_all():
    columns, segment = halves(Savings=(-9e3, 9e3), Annual_Income=(9e4, 9e4))
    fund = {"name": "Fund", "kind": "deposit", "what": "x",
            "need": [{"says": "save less", "axis": "savings", "at_most": -0.5}],
            "target": [{"measure": "savings", "below": 0.6}]}  # fmt: skip
    acute = {"name": "Help", "kind": "advice", "what": "help", "stretched": True,
             "target": [{"measure": "savings", "at_most": -1}]}  # fmt: skip
    mild = {**acute, "target": [{"measure": "savings", "below": 0.6}]}

    for own, first in ((acute, 1), (mild, 0)):
        offers = offered(dataset(columns, {}), segment, catalogue_of([fund, own]), Settings())
        assert (offers.decisions.offers[segment == 0, 0] == first).all()


def test_what_a_credit_adds_must_be_known_to_fit():
    columns, segment = halves(Annual_Income=(9e4, 9e4), Credit_Score=(700, 750))
    adding = {**LOAN, "secured": False, "adds": {"loan_to_income": 0.2}}
    offers = offered(dataset(columns, {}), segment, catalogue_of([LOAN, {**adding, "name": "B"}]),
                     Settings())  # fmt: skip

    assert offers.lines[0].offered == 60
    assert [m.metrics for m in offers.lines[1].missing] == [("loan to income",)]


def test_a_card_tells_what_some_customers_of_a_segment_are_offered():
    columns, segment = halves(Annual_Income=(9e4, 9e4))
    rich = {"name": "Fund", "kind": "investment", "what": "x",
            "target": [{"measure": "income", "above": 0.8}]}  # fmt: skip
    offers = offered(dataset(columns, {}), segment, catalogue_of([rich]), Settings())

    for s in range(2):
        number = int((offers.decisions.offers[segment == s, 0] == 0).sum())
        expected = f"for some of them: Fund ({number} of 30 customers)" if number else "no offer"
        assert str(offers.describe_action(s)) == expected
    assert offers.customers_with_offer > 0


def test_who_gets_nothing_is_counted_by_why():
    columns, segment = halves(Annual_Income=(9e4, 9e4), Loan_Amount=(1e3, 1e3))
    columns["Annual_Income"][:6] = np.nan
    columns["Loan_Amount"][6:10] = 9e4
    said = ["no"] * 3 + [None] + ["yes"] * 56
    data = dataset(columns, {"Consent": ("consent", said)})
    cash = {**LOAN, "secured": False}
    offers = offered(data, segment, catalogue_of([cash]), Settings())

    assert str(offers.summarise()) == (
        "Offers for 50 of 60 customers. No offer: 3 opted out, 1 with consent unknown, "
        "4 have a reason but may not have the product, 2 lack the figures needed."
    )
    assert np.bincount(offers.decisions.outcome, minlength=6).sum() == 60


def test_where_nothing_can_be_decided_nobody_is_said_to_need_nothing():
    columns, segment = halves(Credit_Score=(700, 750))
    offers = offered(dataset(columns, {}), segment, catalogue_of([BURDENED]), Settings())

    assert "none of the columns" in str(offers.summarise())


@pytest.mark.parametrize(
    ("columns", "checked"),
    [
        ({"Annual_Income": (9e4, 9e4), "Loan_Amount": (1e3, 1e3)}, {"loan to income"}),
        ({"Annual_Income": (9e4, 9e4), "Credit_Score": (700, 750)}, {"score floor"}),
        ({"Annual_Income": (9e4, 9e4)}, set()),
    ],
)
def test_a_guardrail_that_could_not_be_checked_did_not_act_for_none(columns, checked):
    made, segment = halves(**columns)
    offers = offered(
        dataset(made, {}), segment, catalogue_of([{**LOAN, "secured": False}]), Settings()
    )

    limits = {"score floor", "loan to income", "utilisation", "debt service"}
    told = {g.name: str(g.customer_count) for g in offers.guards}
    assert {name for name in limits if told[name] != "not checked"} == checked
    assert told["consent"] == "not checked"
    assert told["protected attributes"] == "always"
