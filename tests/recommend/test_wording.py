"""The lines of offers.csv: in the study's manner, each with its own figure."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.recommend import build_customer_table
from finseg.recommend.wording import ANSWERS
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

FUND = {
    "name": "Fund", "kind": "investment", "what": "x",
    "target": [{"measure": "income", "at_least": 20_000}, {"measure": "savings", "above": 0.7}],
    "eligible": [{"measure": "utilisation", "at_most": 0.95}],
    "negative": [{"measure": "utilisation", "at_least": 0.3, "at_most": 0.9}],
}  # fmt: skip
COLUMNS = {
    "Annual_Income": np.array([20_000.0, 19_999, 45_500, 45_500, 1000, 1000, 20_000]),
    "Savings": np.array([1.0, 2, 3, 4, 5, 6, 7]),
    "Utilization": np.array([0.1, 0.1, 0.3, 0.29, 0.1, 0.96, 0.96]),
}


def rows(numbers=None):
    data = dataset(COLUMNS, {})
    offers = offered(data, np.array([0, 0, 0, 0, 1, 1, 1]), catalogue_of([FUND]), Settings())
    return build_customer_table(offers, data, ["One", "Two"], numbers or Numbers())


def test_the_columns_are_those_that_a_campaign_reads():
    assert set(ANSWERS) == set(rows().columns)


def test_every_customer_has_the_outcome_and_the_reason_of_their_own_figures():
    table = rows()

    nothing = "no offer: no clear reason for one"
    assert table["outcome"].to_list() == [
        "offer",
        nothing,
        "no offer: withheld",
        "offer",
        nothing,
        nothing,  # more savings than 70 % have, but too near the middle
        "no offer: withheld",
    ]
    assert table["codes_1"].to_list()[0] == "income>=20000"
    assert table["because_1"].to_list()[0] == "Annual_Income 20K, at least 20K"
    assert table["because_1"].to_list()[3] == "Annual_Income 46K, at least 20K"
    assert table["offer_1"].to_list() == ["Fund", "", "", "Fund", "", "", ""]


def test_what_is_withheld_names_the_product_and_the_condition():
    withheld = rows()["withheld"].to_list()

    assert (
        withheld[2] == "Fund: not for customers who use 30% or more and 90% or less of their limit"
    )
    assert withheld[6] == "Fund: only for customers who use 95% or less of their limit"
    assert withheld[0] == ""


@pytest.mark.parametrize(
    ("locale", "expected"), [("en-IN", "30% or more"), ("de-DE", "30\u00a0% or more")]
)
def test_the_table_is_in_the_study_s_manner(locale, expected):
    assert expected in rows(Numbers(locale=locale))["withheld"][2]
