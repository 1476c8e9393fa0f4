"""Are the short forms of a bank's headings read, and no more out of them than they say?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.records.dataset import Column
from finseg.settings import Settings
from finseg.understand import read_source

N = 400


def measured(heading: str, values: object) -> Column:
    rng = np.random.default_rng(5)
    table = {"customer_id": [f"C{i:04d}" for i in range(N)], "a": rng.normal(9, 2, N)}
    dataset = read_source(pl.DataFrame({**table, heading: values}), Settings())
    return next(c for c in dataset.columns if c.original == heading)


def amounts(rng):
    return rng.lognormal(9, 1, N).round(2)


def months(rng):
    return rng.integers(1, 99, N)


def counts(rng):
    return rng.poisson(3, N)


SHORT = {
    "sv_avg_bal": (amounts, "balance"),
    "sav_bal": (amounts, "savings"),
    "ext_sb_bal": (amounts, "savings"),
    "rev_bal": (amounts, "debt"),
    "cards_os_bal": (amounts, "debt"),
    "mtg_bal": (amounts, "loan"),
    "cr_lmt": (amounts, "limit"),
    "pmt_amt": (amounts, "payment"),
    "fee_amt": (amounts, "fees"),
    "fee_amt_6m": (amounts, "fees"),
    "txn_amt_6m": (amounts, "spending"),
    "prem_amt": (amounts, "premium"),
    "mth_inc": (amounts, "income"),
    "sal": (amounts, "income"),
    "spnd_l12m": (amounts, "spending"),
    "inv_bal": (amounts, "investment"),
    "days_od": (counts, "arrears"),
    "dlq_2yrs": (counts, "arrears"),
    "no_txns": (counts, "count"),
    "cust_tenr": (months, "tenure"),
    "util_rt": (lambda r: r.random(N), "utilisation"),
    "int_rt": (lambda r: r.uniform(2, 20, N), "interest rate"),
}


@pytest.mark.parametrize("heading", SHORT)
def test_short_forms_of_a_banks_headings_are_read(heading, rng):
    make, quantity = SHORT[heading]

    found = measured(heading, make(rng)).measure.quantity

    assert found.value == quantity
    assert found.certainty != "open"


@pytest.mark.parametrize(
    "heading", ["sal_day", "price_inc", "pmt_status", "orders_amt", "fee_code_6m", "os_type"]
)
def test_a_short_form_is_no_quantity_where_the_heading_goes_on(heading, rng):
    assert not measured(heading, counts(rng)).measure.quantity.acts


@pytest.mark.parametrize(
    ("heading", "states", "sure"),
    [
        ("worst delinq", 12, False),
        ("worst delinq", 13, True),
        ("delinq 2yrs", 12, True),
        ("worst days overdue", 12, True),
    ],
)
def test_the_worst_that_was_may_be_a_code(heading, states, sure):
    found = measured(heading, np.arange(N) % states).measure.quantity

    assert found.value == "arrears"
    assert found.acts is sure


@pytest.mark.parametrize(
    ("heading", "acts"), [("frequency of parcels", False), ("number of parcels", True)]
)
def test_how_often_one_thing_is_done_says_nothing_of_how_active_somebody_is(heading, acts, rng):
    found = measured(heading, counts(rng)).measure.quantity

    assert (found.value, found.acts) == ("count", acts)
