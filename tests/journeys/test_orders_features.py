"""Can the customers that are built of orders be clustered on some of what was made?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.errors import MissingColumnError

NAMED = ["number of orders", "share of orders: channel web"]
QUICK = {"choose": {"k": 3, "quick": True}, "deliver": {"summary_pdf": False}}


@pytest.fixture(scope="module")
def orders():
    """150 customers of three kinds: many orders on the web, few there, few in shops."""
    rng = np.random.default_rng(7)
    rows = []
    for i in range(150):
        many, web = ((9, 0.9), (2, 0.9), (2, 0.05))[min(i // 40, 2)]
        for day in rng.integers(0, 300, 1 + rng.poisson(many)):
            when = (date(2025, 1, 1) + timedelta(int(day))).isoformat()
            channel = "web" if rng.random() < web else "shop"
            rows.append((f"C{i:04}", when, round(float(rng.gamma(3.0, 12.0)), 2), channel))
    names = ["customer_id", "order_date", "amount", "channel"]
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.fixture(scope="module")
def study(orders):
    return finseg.segment(orders, per="customer_id", features=NAMED, settings=QUICK)


def test_only_what_is_named_is_clustered_on(study):
    assert study.dataset.ideas == tuple(NAMED)
    left = study.dataset.find_column("total amount")
    assert (left.role, left.reason_code) == ("descriptor", "not named")


def test_scoring_the_same_orders_gives_the_same_segments(study, orders, tmp_path):
    model = finseg.load(study.write(tmp_path / "results") / "model.json")

    for rows in (orders, orders.sample(fraction=1.0, shuffle=True, seed=3)):
        again = model.score(rows).assignments
        both = study.assignments.join(again, on="customer_id", suffix=" again")
        assert len(both) == len(study.assignments)
        assert (both["segment"] == both["segment again"]).all()


def test_a_column_of_the_orders_is_none_of_their_customers(orders):
    with pytest.raises(MissingColumnError) as refused:
        finseg.segment(orders, per="customer_id", features=["amount"], settings=QUICK)

    assert "`amount` is a column of the orders" in str(refused.value)
    assert "`total amount`, `mean amount`, `median amount`" in refused.value.fix


def test_a_name_that_is_nowhere_is_refused_with_what_there_is(orders):
    with pytest.raises(MissingColumnError, match="no column `amounts`") as refused:
        finseg.segment(orders, per="customer_id", features=["amounts"], settings=QUICK)

    assert "amount" in refused.value.fix


def test_columns_that_carry_groups_are_looked_for_among_what_was_made(orders):
    study = finseg.segment(orders, per="customer_id", features="auto", settings=QUICK)

    assert study.as_dict()["built"]["customers"] == 150
    assert study.dataset.features
