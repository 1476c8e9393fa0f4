"""What each guardrail counts, on a table worked out by hand."""

from __future__ import annotations

import numpy as np

from finseg.recommend.decide import find_barred_customers
from finseg.records.offers import Barrier
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

LOAN = {
    "name": "Loan", "kind": "credit", "what": "money",
    "target": [{"measure": "income", "at_least": 1}],
    "eligible": [{"measure": "age", "at_least": 18}],
    "negative": [{"measure": "age", "at_least": 75}],
}  # fmt: skip
COLUMNS = {
    "Annual_Income": np.full(12, 1e4),
    "Loan_Amount": np.array([1e3] * 7 + [6e3, np.nan] + [1e3] * 3),
    "Credit_Score": np.array([700.0, 549, 549, 549, 700, 700, 700, 700, 700, 700, 700, 700]),
    "Age": np.array([40.0, 40, 40, 40, 17, 17, 80, 40, 40, 40, 40, 40]),
    "Utilization": np.full(12, 0.1),
}
CONSENT = ["yes"] * 9 + ["no", "no", None]
SEGMENT = np.arange(12) % 2


def make(settings=None, catalogue=(LOAN,), consent=CONSENT):
    data = dataset(COLUMNS, {"Consent": ("consent", consent)} if consent else {})
    return offered(data, SEGMENT, catalogue_of(list(catalogue)), settings or Settings())


def count(offers):
    return {g.name: g.customers for g in offers.guards}


def test_each_guardrail_counts_the_customers_it_was_the_first_to_stop():
    assert count(make()) == {
        "consent": 3,
        "left, died or in default": None,
        "score floor": 3,
        "loan to income": 1,
        "utilisation": 0,
        "debt service": None,
        "help instead of debt": 0,
        "negative market": 1,
        "eligibility": 2,
        "figure not known": 1,
        "segment": 0,
        "protected attributes": None,
    }


def test_a_guardrail_says_the_limit_that_the_settings_give():
    own = Settings().change_section(
        "recommend.affordability", score_floor=600, loan_to_income=0.3, utilisation=0.7
    )
    rules = {g.name: str(g.rule) for g in make(own).guards}

    assert rules["score floor"] == "no credit below a credit score of 600"
    assert rules["loan to income"] == "no credit that takes loan to income over 0.3"
    assert rules["utilisation"] == "no credit that takes utilisation over 0.7"
    assert rules["debt service"] == "no debt service in this table"


def test_who_said_nothing_is_let_through_where_the_settings_say_so():
    own = Settings().change_section("recommend", consent="not refused")

    assert count(make(own))["consent"] == 2
    assert make(own).decisions.contact.tolist() == [0] * 9 + [1, 1, 0]
    words = Settings().change_section("recommend", consent_values=["no"])
    assert make(words).decisions.contact.tolist() == [1] * 9 + [0, 0, 1]


def test_without_a_consent_column_nobody_is_counted_and_a_gap_is_said():
    offers = make(consent=None)

    assert count(offers)["consent"] is None
    assert any("may be contacted" in str(gap) for gap in offers.gaps)


def test_some_barriers_are_found_and_others_not():
    withheld = np.array([[0, 5, 6], [8, 0, 5]], np.int8)

    found = find_barred_customers(withheld, [Barrier.SCORE_FLOOR, Barrier.NEGATIVE])

    assert found.tolist() == [[False, True, False], [True, False, True]]


def test_a_fit_below_the_least_is_no_offer():
    always = Settings().change_section("recommend", least_fit=0.4)
    never = Settings().change_section("recommend", least_fit=0.41)

    assert make(always).lines[0].offered > 0  # a limit of its own counts 0.8, half of it 0.4
    assert make(never).lines[0].offered == 0


def test_a_segment_few_of_whose_customers_may_have_it_is_not_one_it_is_for():
    one_in_six = {
        **LOAN, "kind": "deposit", "negative": [],
        "eligible": [{"measure": "age", "at_least": 75}],
    }  # fmt: skip
    strict = Settings().change_section("recommend", least_eligible=0.9)
    loose = Settings().change_section("recommend", least_eligible=0.1)

    cell = make(strict, [one_in_six]).find_cell(0, 0)
    assert cell.stance == "not for"
    assert cell.eligible == 1 / 6
    assert "only 16.7% of 6 customers may have it" in str(cell.reasons[0])
    assert "whose age is 75 or more (83.3%)" in str(cell.reasons[0])
    assert make(loose, [one_in_six]).find_cell(0, 0).stance == "neutral"


def test_a_guardrail_that_no_product_needs_was_not_checked():
    plain = {**LOAN, "kind": "deposit", "eligible": [], "negative": []}
    counted = count(make(catalogue=[plain]))

    assert counted["negative market"] is None
    assert counted["eligibility"] is None
    assert "score floor" not in counted, "who lends nothing has no such limit"
    rules = {g.name: str(g.rule) for g in make(catalogue=[plain]).guards}
    assert rules.keys().isdisjoint({"debt service", "help instead of debt"})
    closed = {**LOAN, "name": "Closed", "target": [{"measure": "tenure", "at_least": 1}]}
    lent = {g.name: str(g.rule) for g in make(catalogue=[plain, closed]).guards}
    assert lent["score floor"] == "no credit could be decided on"
    assert lent["debt service"] == "no debt service in this table"
    assert "secured loan to income" not in lent


def test_a_limit_that_differs_with_a_pledge_says_both():
    pledged = {**LOAN, "name": "Home", "secured": True}
    rules = {g.name: str(g.rule) for g in make(catalogue=[LOAN, pledged]).guards}

    assert rules["loan to income"] == (
        "no credit that takes loan to income over 0.5 (4.5 with a pledge)"
    )
    assert rules["utilisation"] == "no credit that takes utilisation over 0.8"
    strict = {**LOAN, "name": "Strict", "limits": {"loan_to_income": 0.2}}
    both = {g.name: str(g.rule) for g in make(catalogue=[LOAN, strict]).guards}
    assert both["loan to income"] == "no credit that takes loan to income over 0.2 or 0.5"


def test_help_is_counted_for_those_over_a_limit_who_get_what_helps():
    help_ = {"name": "Help", "kind": "advice", "what": "x", "stretched": True, "target": []}

    assert count(make(catalogue=[help_]))["help instead of debt"] == 1  # the 0.6 of the eighth
    assert count(make(catalogue=[LOAN]))["help instead of debt"] == 0
    always = {g.name: g.always for g in make().guards}
    assert [name for name, yes in always.items() if yes] == ["protected attributes"]
