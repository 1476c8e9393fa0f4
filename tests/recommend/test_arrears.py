"""Counselling is for who is behind today, not for a payment that was late and is paid since."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.document.numbers import Unit
from finseg.interpret import load_bundled_lexicon
from finseg.recommend import load_bundled_catalogue
from finseg.recommend.arrears import tells_months_behind
from finseg.records.measure import Quantity
from finseg.settings import Settings
from tests.builders.measures import make_sure_measure
from tests.builders.products import dataset, offered

SEGMENT = np.arange(40) % 2
CATALOGUE = load_bundled_catalogue(load_bundled_lexicon(), Settings().recommend)


def counselled(
    heading: str, unit: Unit, quantity: Quantity, values, product="Debt counselling", **more
):
    """Return who is offered help, on a column and an income."""
    data = dataset({"Annual_Income": np.full(40, 5e4), "Loan_Amount": values}, {})
    income, own = data.columns
    own = replace(
        own,
        name=heading,
        original=heading,
        unit=unit,
        measure=make_sure_measure(quantity, scale="as is", certainty="given", **more),
    )
    data = replace(data, table=data.table.rename({"Loan_Amount": heading}), columns=(income, own))
    made = offered(data, SEGMENT, CATALOGUE, Settings())
    place = CATALOGUE.names.index(product)
    return np.flatnonzero((made.decisions.offers == place).any(axis=1)).tolist()


@pytest.mark.parametrize(
    ("heading", "unit", "behind"),
    [
        ("days_past_due", "days", True),
        ("DPD", "days", True),
        ("Months in arrears", "months", True),
        ("Overdue days", "days", True),
        ("NumberOfTime30-59DaysPastDueNotWorse", "count", False),
        ("number of days past due 24m", "days", False),
        ("max_dpd_last_12_months", "days", False),
        ("Delinquencies", "days", False),
        ("late_payments", "count", False),
        ("Amount past due", "currency", False),
    ],
)
def test_days_and_months_past_due_today_are_told_from_counts_and_from_what_was(
    heading, unit, behind
):
    column = replace(
        dataset({"Annual_Income": np.ones(2)}, {}).columns[0], original=heading, unit=unit
    )

    assert tells_months_behind(column) == behind


def test_who_is_behind_by_a_month_gets_counselling_and_who_is_behind_by_less_does_not():
    days = np.zeros(40)
    days[:3] = [29, 30, 90]

    assert counselled("days_past_due", "days", "arrears", days) == [1, 2]


def test_payments_that_were_late_once_are_no_reason_for_counselling():
    times = np.zeros(40)
    times[:6] = [1, 1, 1, 2, 5, 9]

    assert counselled("late_payments", "count", "arrears", times) == []


def test_a_mortgage_within_its_limit_is_no_reason_for_help_and_one_beyond_it_is():
    mortgage = np.full(40, 5e4 * 3)
    mortgage[:2] = [5e4 * 4.5, 5e4 * 4.6]

    review = "Debt review and repayment plan"
    assert counselled("Home_Loan", "currency", "loan", mortgage) == []
    assert counselled("Home_Loan", "currency", "loan", mortgage, review) == [1]


def test_an_unsecured_debt_of_a_year_s_income_is_a_reason():
    debt = np.full(40, 1e3)
    debt[:2] = [5e4, 4.9e4]

    assert counselled("Loan_Amount", "currency", "loan", debt) == [0]
