"""From a file of orders to segments of customers, and on to the next orders."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.errors import AsOfError, RowsNotCustomersError

QUICK = {"choose": {"k": 3, "quick": True}, "deliver": {"summary_pdf": False}}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 customers: a third orders often, a third seldom, a third long ago."""
    rng = np.random.default_rng(np.random.SeedSequence(12))
    rows = []
    for i in range(200):
        often, first, last = ((12, 0, 360), (2, 250, 360), (2, 0, 90))[i % 3]
        for day in rng.integers(first, last, 1 + rng.poisson(often)):
            when = (date(2024, 1, 1) + timedelta(int(day))).isoformat()
            rows.append((f"C{i:04}", when, round(float(rng.gamma(3.0, 12.0)), 2)))
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    pl.DataFrame(rows, schema=["customer_id", "order_date", "amount"], orient="row").write_csv(path)
    return path


@pytest.fixture(scope="module")
def study(orders: Path) -> finseg.Study:
    return finseg.segment(orders, per="customer_id", settings=QUICK)


def test_the_check_up_says_of_the_file_how_it_was_read_and_how_many_rows_it_has(orders):
    done = finseg.check(orders, per="customer_id")
    rows = len(pl.read_csv(orders))

    assert f"rows read  {rows:,}" in str(done)
    assert "customers built of other rows" not in str(done)
    assert done.source.rows_read == rows != done.dataset.rows


def test_orders_stop_the_run_and_the_line_that_is_given_continues(orders):
    with pytest.raises(RowsNotCustomersError) as stopped:
        finseg.segment(orders, settings=QUICK)

    assert f"finseg run {orders.name} --per customer_id" in stopped.value.fix
    assert stopped.value.exit_status == 3


def test_every_customer_is_in_one_segment(study):
    assert len(study.assignments) == study.assignments["customer_id"].n_unique() == 200
    assert study.as_dict()["built"]["customers"] == 200


def test_scoring_the_same_orders_gives_the_same_segments(study, orders):
    scores = study.model.score(str(orders))

    assert scores.assignments["customer_id"].equals(study.assignments["customer_id"])
    assert scores.assignments["segment"].equals(study.assignments["segment"])


def test_new_orders_are_counted_to_the_date_that_is_given(study, orders):
    later = study.model.score(str(orders), as_of="2026-12-31")

    assert later.built is not None
    assert later.built.as_of == "2026-12-31"
    assert not later.assignments["segment"].equals(study.assignments["segment"])
    with pytest.raises(AsOfError, match=r"31\.12\.2026"):
        study.model.score(str(orders), as_of="31.12.2026")


def test_the_customers_are_written_beside_the_results_and_can_be_studied_by_themselves(
    study, tmp_path
):
    study.write(tmp_path / "out")

    written = pl.read_csv(tmp_path / "out" / "customers.csv")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert written["number of orders"].sum() == manifest["built"]["rows_used"]
    assert manifest["input"]["name"] == "orders.csv"
    assert finseg.check(tmp_path / "out" / "customers.csv").dataset.row.kind == "customer"


def test_the_check_up_says_what_the_customers_were_built_of(orders):
    done = finseg.check(orders, per="customer_id")

    assert "orders of 200 customers" in done.verdict()
    assert "full days from the last order" in str(done)
    assert [f.code for f in done.checked.findings if f.code.startswith("D08")] == ["D080"]
