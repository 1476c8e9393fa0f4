"""Which bundled catalogue a table gets, and what is said where no product can be decided on."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from finseg.document.blocks import Note, Sentence
from finseg.interpret import load_bundled_lexicon
from finseg.recommend import load_bundled_catalogue
from finseg.recommend.businesses import find_business
from finseg.recommend.metrics import list_metrics
from finseg.recommend.opening import describe_opening, find_opened_products
from finseg.records.offers import MissingFigure
from finseg.settings import Business, Settings
from tests.builders.products import catalogue_of, dataset, offered
from tests.recommend.test_decide import asked

LEXICON = load_bundled_lexicon()


def find(*headings):
    return find_business(dataset({}, {h: ("descriptor", ["a", "b"]) for h in headings}))


@pytest.mark.parametrize(
    ("headings", "business"),
    [
        (("tenure", "InternetService", "StreamingTV", "MonthlyCharges"), "telecom"),
        (("Premium", "Claims", "Deductible", "Age"), "insurer"),
        (("CREDIT_LIMIT", "CASH_ADVANCE", "PRC_FULL_PAYMENT", "PURCHASES_FREQUENCY"), "cards"),
        (("Recency", "Frequency", "Monetary"), "shop"),
        (("NumWebPurchases", "MntWines", "NumStorePurchases", "Recency"), "shop"),
        (("Recency", "Frequency", "Age"), "bank"),  # two columns are not enough
        (("Premium", "Claims", "Deductible", "Loan_Amount"), "bank"),  # a bank may sell insurance
        (("Age", "Income"), "bank"),
    ],
)
def test_three_columns_of_one_business_and_none_of_a_bank_choose_its_catalogue(headings, business):
    found = find(*headings)

    assert found.name == business
    assert found.others == ()
    assert bool(found.describe()) == (business != "bank")


def test_a_table_that_fits_two_businesses_is_asked_about():
    found = find("Premium", "Claims", "Deductible", "InternetService", "StreamingTV", "sms")

    assert (found.name, found.others) == ("bank", ("telecom", "insurer"))
    assert 'business = "telecom" or "insurer"' in str(found.describe())


@pytest.mark.parametrize("business", get_args(Business))
def test_every_bundled_catalogue_keeps_the_rules_and_speaks_of_figures_there_are(business):
    made = load_bundled_catalogue(LEXICON, Settings().recommend, business)
    known = list_metrics(LEXICON)

    assert len(made.products) >= 4
    assert all(p.what and p.channel and p.target for p in made.products)
    assert {c.measure for p in made.products for c in (*p.target, *p.negative)} <= known.keys()


def test_products_of_one_name_are_the_same_in_every_bundled_catalogue():
    made = [
        p
        for business in get_args(Business)
        for p in load_bundled_catalogue(LEXICON, Settings().recommend, business).products
    ]

    assert len({p.name for p in made}) == len(set(made))


def lacking(name, *groups):
    return asked(name, missing=tuple(MissingFigure(metrics=group) for group in groups))


PRODUCTS = [
    lacking("A", ("savings", "income")),
    lacking("B", ("savings",)),
    lacking("C", ("loan to income",)),
    lacking("D", ("savings",), ("tenure",), ("age",)),
]


@pytest.mark.parametrize(
    ("columns", "opened"),
    [
        (("savings", "tenure"), ["A", "B"]),
        (("income", "debt"), ["A", "C"]),
        (("debt", "tenure"), []),
        (("savings", "tenure", "age"), ["A", "B", "D"]),
    ],
)
def test_a_product_is_open_once_nothing_is_lacking(columns, opened):
    assert find_opened_products(PRODUCTS, columns) == opened


def test_it_is_said_which_two_columns_would_open_most_products():
    assert str(describe_opening([*PRODUCTS, lacking("E", ("income",))])) == (
        "Columns with savings and income would allow offers of A, B and E."
    )
    assert describe_opening([lacking("D", ("a",), ("b",), ("c",))]) == ""
    assert str(describe_opening([lacking("B", ("savings",))])) == (
        "Columns with savings would allow offers of B."
    )


def test_where_nothing_can_be_decided_there_is_a_sentence_and_no_table():
    fund = {
        "name": "Fund", "kind": "investment", "what": "x",
        "target": [{"measure": "savings", "above": 0.6}],
    }  # fmt: skip
    data = dataset({"Age": np.arange(40.0)}, {})
    made = offered(data, np.arange(40) % 2, catalogue_of([fund]), Settings())
    _, *blocks = made.blocks(["A", "B"])

    assert [type(block) for block in blocks] == [Sentence, Note]
    assert made.build_ranking_blocks(["A", "B"]) == []
    assert made.build_arithmetic_blocks(["A", "B"]) == []
    assert [str(gap) for gap in made.gaps] == ["Columns with savings would allow offers of Fund."]
