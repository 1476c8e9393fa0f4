"""Whether a plain balance is held or owed, by what else the table speaks of."""

from __future__ import annotations

import pytest

from finseg.records.dataset import Column
from finseg.understand.balances import classify_balance, is_pledged
from tests.builders.measures import make_measure


def columns(*names):
    return [
        Column(
            name=n, original=n, role="feature", kind="number", unit="none", reason="",
            measure=make_measure(quantity=quantity(n)),
        )
        for n in names
    ]  # fmt: skip


def quantity(name):
    return {"Credit_Limit": "limit", "Limite": "limit", "Avg_Utilization": "utilisation"}.get(
        name, "balance" if "alance" in name else "none"
    )


@pytest.mark.parametrize(
    ("balance", "others", "said"),
    [
        ("Balance", ("Age", "Income"), "held"),
        ("Balance", ("NumOfProducts", "HasCrCard", "EstimatedSalary"), "held"),
        ("Balance", ("Credit_Limit", "Income"), "doubtful"),
        ("Balance", ("Avg_Utilization",), "doubtful"),
        ("BALANCE", ("CASH_ADVANCE", "Credit_Limit"), "owed"),
        ("Balance", ("Minimum_Payments",), "owed"),
        ("Balance", ("PURCHASES", "Credit_Limit"), "owed"),
        ("Balance", ("Cash_Advance", "Savings_Account"), "doubtful"),
        ("Card_Balance", ("Age",), "owed"),
        ("Statement Balance", ("Age",), "owed"),
        ("Current_Account_Balance", ("Credit_Limit", "Cash_Advance"), "held"),
    ],
)
def test_a_balance_is_owed_where_the_table_speaks_of_a_card_and_doubtful_where_of_credit(
    balance, others, said
):
    own, *rest = columns(balance, *others)

    assert classify_balance(own, [own, *rest]) == said


def described(*pairs):
    return [
        Column(
            name=name, original=name, role="feature", kind="number", unit="none", reason="",
            measure=make_measure(quantity=measured),
        )
        for name, measured in pairs
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("others", "standing"),
    [
        ([("Income", "income")], "held"),
        ([("Limit", "limit")], "doubtful"),
        ([("Open", "available credit")], "doubtful"),
        ([("Used", "utilisation")], "doubtful"),
        ([("Purchases", "spending")], "held"),  # what is bought needs no credit
        ([("Purchases", "spending"), ("Limit", "limit")], "owed"),
        ([("Cash Advance", "loan")], "owed"),
        ([("Cash Advance", "loan"), ("Savings", "savings")], "doubtful"),
        ([("Savings", "savings"), ("Limit", "limit")], "doubtful"),
    ],
)
def test_the_other_columns_say_whose_a_plain_balance_is(others, standing):
    balance, *rest = described(("Balance", "balance"), *others)

    assert classify_balance(balance, [balance, *rest]) == standing


def test_the_own_name_goes_before_the_other_columns_and_a_pledge_is_named():
    held, owed, limit = described(
        ("Account Balance", "balance"), ("Card Balance", "balance"), ("Limit", "limit")
    )

    assert classify_balance(held, [held, limit]) == "held"
    assert classify_balance(owed, [owed]) == "owed"
    assert [is_pledged(c) for c in described(("Home Loan", "loan"), ("Loan", "loan"))] == [
        True,
        False,
    ]
