"""Do months, accounts, products and members of a household become customers?"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from finseg.build import build_again, read_and_build
from finseg.records.building import Built
from finseg.records.dataset import Dataset
from finseg.settings import Settings

MONTHS = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def build(table: dict[str, Any], per: str = "customer_id") -> tuple[Dataset, Built]:
    return read_and_build(pl.DataFrame(table), Settings.from_tree({"build": {"per": per}}))


def monthly(customers: int = 6) -> dict[str, Any]:
    ids = [f"c{i}" for i in range(customers) for _ in MONTHS]
    balances = [100.0 * (i + 1) + 10 * m for i in range(customers) for m in range(4)]
    return {"customer_id": ids, "month_end": MONTHS * customers, "balance": balances}


def test_months_become_last_mean_trend_and_volatility():
    dataset, built = build(monthly())

    first = dataset.table.to_dicts()[0]
    assert built.recipe.kind == "month"
    assert first["number of periods"] == 4
    assert first["mean balance"] == 115
    assert first["last balance"] == 130
    assert first["trend of balance"] == 20
    assert first["volatility of balance"] == pytest.approx(12.909944487358056)
    assert dataset.find_column("mean balance").role == "feature"
    adding = {n for n in first if n.endswith("balance") and dataset.find_column(n).adds_up}
    assert adding == {"last balance"}


def test_the_last_month_is_the_latest_in_whatever_order_months_come():
    table = pl.DataFrame(monthly())
    settings = Settings.from_tree({"build": {"per": "customer_id"}})

    backwards, _ = read_and_build(table.reverse(), settings)

    assert_frame_equal(backwards.table, build(monthly())[0].table, check_exact=True)


def test_numbered_months_follow_each_other_as_numbers():
    # As text, 10 would stand before 9.
    table = monthly() | {"month": [8, 9, 10, 11] * 6}
    del table["month_end"]

    dataset, built = build(table)

    assert built.recipe.date == "month"
    assert dataset.table["last balance"][0] == 130


def accounts() -> dict[str, Any]:
    return {
        "customer_id": [f"c{i // 2}" for i in range(40)],
        "account_number": [f"{90_000_000 + 31 * i}" for i in range(40)],
        "account_type": ["Savings" if i % 2 or i < 10 else "Card" for i in range(40)],
        "balance": [50.25 * i for i in range(40)],
        "interest rate": [1.5 + 0.25 * (i % 7) for i in range(40)],
    }


def test_accounts_become_sums_counts_and_what_a_customer_has():
    dataset, built = build(accounts())

    first, last = dataset.table.to_dicts()[0], dataset.table.sort("total balance").to_dicts()[-1]
    assert built.recipe.kind == "account"
    assert first["number of accounts"] == 2
    assert first["total balance"] == 50.25
    assert first["mean interest rate"] == pytest.approx(1.625)
    assert (first["has account_type Card"], last["has account_type Card"]) == ("no", "yes")


def test_a_rate_is_not_added_up():
    assert "total interest rate" not in build(accounts())[0].table.columns


def test_members_of_a_household_are_counted():
    table = {
        "household_id": [f"h{i // 3}" for i in range(60)],
        "customer_id": [f"c{i}" for i in range(60)],
        "income": [1000.0 + 10 * i for i in range(60)],
        "age": [30.0 + i % 40 for i in range(60)],
    }

    dataset, built = build(table, "household_id")

    first = dataset.table.to_dicts()[0]
    assert built.recipe.nouns == "members"
    assert first["number of members"] == 3
    assert first["total income"] == 3030
    assert first["mean age"] == 31


@pytest.mark.parametrize("table", [monthly(), accounts()], ids=["months", "accounts"])
def test_building_again_by_the_recipe_gives_the_same(table):
    dataset, built = build(table)

    again, _ = build_again(pl.DataFrame(table), Settings(), built.recipe)

    assert_frame_equal(again.table, dataset.table, check_exact=True)
