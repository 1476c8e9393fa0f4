"""Whether a plain balance is held or owed, by what else the table speaks of."""

from __future__ import annotations

import pytest

from finseg.records.dataset import Column
from finseg.understand.balances import classify_balance


def columns(*names):
    return [
        Column(
            name=n, original=n, role="feature", kind="number", unit="none", reason="",
            quantity=quantity(n),
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
