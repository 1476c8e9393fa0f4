"""Which ratios come of which columns, and what is no ratio."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.said import Text, write_text
from finseg.recommend.ratios import add_ratios
from finseg.records.dataset import Column
from finseg.records.offers import Metric
from tests.builders.measures import make_measure


def column(name, quantity="debt"):
    return Column(
        name=name,
        original=name,
        role="feature",
        kind="number",
        unit="currency",
        reason="made",
        measure=make_measure(quantity=quantity),
    )


def measure(name, *values, label=""):
    own = label or name
    return Metric(
        name=name, label=own, unit="currency", columns=(own,), values=np.array(values, float)
    )


def ratios(found, debts=(), currencies=None):
    """Add the ratios; each debt column owes 10, 20, 30 …."""
    found = {m.name: m for m in found}
    unusable: dict[str, Text] = {}

    def add(columns):
        n = len(next(iter(found.values())).values)
        own = sum((10.0 * (i + 1)) for i, c in enumerate(debts) if c in columns)
        return measure("debt", *[own] * n, label=" + ".join(c.name for c in columns))

    if debts:
        found["debt"] = add(list(debts))
    add_ratios(found, unusable, currencies or {}, list(debts), add)
    return found, {name: write_text(why) for name, why in unusable.items()}


def test_unsecured_debt_and_all_debt_are_each_divided_by_the_income():
    found, _ = ratios([measure("income", 100, 50)], [column("Loan"), column("Home_Loan")])

    assert found["loan to income"].values.tolist() == [0.1, 0.2]
    assert found["secured loan to income"].values.tolist() == [0.3, 0.6]
    assert found["loan to income"].label == "loan to income (Loan ÷ income)"
    assert found["secured loan to income"].label == (
        "secured loan to income ((Loan + Home_Loan) ÷ income)"
    )
    assert found["loan to income"].unit == "none"


def test_one_kind_of_debt_makes_one_ratio():
    plain, _ = ratios([measure("income", 100)], [column("Loan")])
    pledged, _ = ratios([measure("income", 100)], [column("Home_Loan")])

    assert "secured loan to income" not in plain
    assert "loan to income" not in pledged
    assert pledged["secured loan to income"].values.tolist() == [0.1]


def test_nothing_is_divided_by_nothing_and_credit_owes_nothing():
    found, _ = ratios([
        measure("income", 0, -5, 100, 100, np.nan), measure("instalment", 10, 10, -10, 40, 10),
    ])  # fmt: skip

    assert found["debt service"].values.tolist()[2:4] == [0, 0.4]
    assert np.isnan(found["debt service"].values[[0, 1, 4]]).all()
    assert found["debt service"].unit == "share"


def test_a_card_s_debt_is_what_is_held_against_the_limit():
    found, _ = ratios([measure("limit", 40)], [column("Loan"), column("Card_Debt")])
    only, _ = ratios([measure("limit", 40)], [column("Loan"), column("Debt")])
    amounts, _ = ratios([measure("limit", 40)], [column("Loan", "loan")])

    assert found["utilisation"].values.tolist() == [0.5]
    assert found["utilisation"].unit == "share"
    assert only["utilisation"].values.tolist() == [0.75]
    assert "utilisation" not in amounts


def test_what_the_table_holds_itself_is_not_worked_out_again():
    own = [measure("limit", 40), measure("utilisation", 0.9), measure("income", 100)]
    found, _ = ratios([*own, measure("debt service", 0.7), measure("instalment", 5)],
                      [column("Loan")])  # fmt: skip

    assert found["utilisation"].values.tolist() == [0.9]
    assert found["debt service"].values.tolist() == [0.7]


@pytest.mark.parametrize(
    ("alike", "off", "factor", "same"),
    [
        (91, 0.02, 1.0, True),
        (91, 0.0199, 0.01, True),
        (90, 0.0, 1.0, False),
        (91, 0.021, 1.0, False),
        (100, 0.0, 0.5, False),
    ],
)
def test_a_burden_that_is_debt_over_income_is_no_debt_service(alike, off, factor, same):
    income = np.concatenate([np.full(alike, 20.0), np.full(100 - alike, 2000.0)])
    burden = np.full(100, 0.5 * factor * (1 - off) if off != 0.02 else 0.49 * factor + 1e-12)
    found, _ = ratios(
        [measure("income", *income), measure("debt service", *burden)], [column("Loan")]
    )

    assert ("debt service" not in found) is same


def test_a_burden_nobody_has_beside_a_debt_is_kept():
    found, _ = ratios(
        [measure("income", 100, np.nan), measure("debt service", np.nan, 0.1)], [column("Loan")]
    )

    assert "debt service" in found


def test_amounts_in_two_currencies_are_not_divided():
    currencies = {"income": "EUR", "Loan": "USD"}
    found, unusable = ratios([measure("income", 100)], [column("Loan")], currencies)

    assert "loan to income" not in found
    assert unusable["loan to income"] == "amounts in USD (`Loan`) and EUR (`income`)"
    assert set(unusable) == {"loan to income", "secured loan to income"}
    same, none = ratios([measure("income", 100)], [column("Loan")], {"income": "EUR"})
    assert "loan to income" in same
    assert not none


def test_an_amount_that_adds_two_currencies_up_is_taken_out():
    both = measure("savings", 1)
    both = Metric(
        name="savings", label="a + b", unit="currency", columns=("a", "b"), values=both.values
    )
    found, unusable = ratios([both], currencies={"a": "EUR", "b": "USD"})

    assert "savings" not in found
    assert set(unusable) == {"savings"}


@pytest.mark.parametrize(
    ("above", "below", "name"),
    [("instalment", "income", "debt service"), ("Loan", "limit", "utilisation")],
)
def test_each_ratio_of_two_currencies_says_its_own_name(above, below, name):
    currencies = {above: "EUR", below: "USD"}
    own = [measure(below, 100)] + ([measure(above, 10)] if above == "instalment" else [])
    found, unusable = ratios(own, [column("Loan")] if above == "Loan" else [], currencies)

    assert name not in found
    assert set(unusable) == {name}


@pytest.mark.parametrize("below", [0.0, -0.5, -5.0])
def test_an_income_that_is_not_above_nought_divides_nothing(below):
    found, _ = ratios([measure("income", below, 0.5), measure("instalment", 1, 1)])

    assert np.isnan(found["debt service"].values).tolist() == [True, False]


def test_a_ratio_names_the_columns_it_is_worked_out_from_above_and_below():
    found, _ = ratios([measure("income", 100), measure("instalment", 10, label="EMI")])

    assert found["debt service"].columns == ("EMI", "income")
