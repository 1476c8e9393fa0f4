"""Is a table of customers joined by its ids, and is nobody lost on either side unsaid?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from finseg.build import build_again, read_and_build
from finseg.errors import DataError, MissingColumnError, WrongColumnsError
from finseg.records.building import Built
from finseg.records.dataset import Dataset
from finseg.settings import Settings

ORDERS = pl.DataFrame(
    {
        "customer_id": [f"c{i % 30:02}" for i in range(90)],
        "order_date": [f"2024-{1 + i % 12:02}-{1 + i % 27:02}" for i in range(90)],
        "amount": [5.25 + i for i in range(90)],
    }
)


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """Customers 10 … 39: ten ordered without a row here, ten have a row and never ordered."""
    path = tmp_path / "customers.csv"
    pl.DataFrame(
        {
            "customer_id": [f"c{i:02}" for i in range(10, 40)],
            "income": [1000.5 * (i + 1) for i in range(30)],
            "city": ["Pune" if i % 2 else "London" for i in range(30)],
        }
    ).write_csv(path)
    return path


def build(customers: Path, **more: Any) -> tuple[Dataset, Built]:
    tree = {"build": {"per": "customer_id", "customers": str(customers)}, **more}
    return read_and_build(ORDERS, Settings.from_tree(tree))


def test_columns_of_the_table_stand_beside_those_of_the_orders(customers):
    dataset, built = build(customers)

    row = dataset.table.filter(pl.col("customer_id") == "c15").to_dicts()[0]
    assert (row["income"], row["city"], row["number of orders"]) == (6003.0, "Pune", 3)
    assert dataset.find_column("income").role == "feature"
    assert [c.column for c in built.recipe.joined] == ["income", "city"]


def test_who_stands_in_one_table_only_is_listed_both_ways(customers):
    dataset, built = build(customers)

    sides = built.unmatched.group_by("missing in").agg("customer_id").rows_by_key("missing in")
    assert sorted(sides["the table of customers"][0][0]) == [f"c{i:02}" for i in range(10)]
    assert sorted(sides["the rows"][0][0]) == [f"c{i:02}" for i in range(30, 40)]
    assert dataset.rows == 30
    assert dataset.find_column("income").missing == 10
    assert "10 have no row there" in str(built.joined)


def test_scoring_needs_the_table_only_where_its_columns_are_used(customers):
    dataset, built = build(customers)
    again = (ORDERS, Settings(), built.recipe)

    joined, _ = build_again(*again, customers=str(customers), needed=["income"])
    alone, _ = build_again(*again, needed=["number of orders"])

    assert_frame_equal(
        joined.table.select("customer_id", "income"), dataset.table.select("customer_id", "income")
    )
    assert "income" not in alone.table.columns
    with pytest.raises(WrongColumnsError, match="needs a table of customers"):
        build_again(*again, needed=["income"])


def test_a_table_without_the_id_or_with_several_rows_for_one_is_refused(customers):
    table = pl.read_csv(customers)
    pl.concat([table, table.head(2)]).write_csv(customers)
    with pytest.raises(DataError, match="2 rows too many"):
        build(customers)
    table.rename({"customer_id": "client"}).write_csv(customers)
    with pytest.raises(MissingColumnError, match="customer_id"):
        build(customers)


def test_joined_columns_can_be_given_roles(customers):
    dataset, _ = build(customers, read={"roles": {"income": "descriptor"}})

    assert dataset.find_column("income").role == "descriptor"


def test_the_account_of_the_join_names_each_side(customers):
    table = pl.read_csv(customers).head(23)
    pl.concat(
        [table, pl.DataFrame({"customer_id": [None], "income": [3.5], "city": ["Rome"]})]
    ).write_csv(customers)

    dataset, built = build(customers)

    assert str(built.joined) == (
        "2 columns joined from customers.csv by `customer_id`: 20 customers stand in both, 10 "
        "have no row there and keep gaps, 3 have no orders and are left out"
    )
    assert built.unmatched.rows() == [
        *((f"c{i:02}", "the table of customers") for i in range(10)),
        *((f"c{i:02}", "the rows") for i in range(30, 33)),
    ]
    assert dataset.table["customer_id"].to_list() == [f"c{i:02}" for i in range(30)]
    assert built.table.equals(dataset.table)
    assert [dataset.find_column(name).missing for name in ("income", "city")] == [10, 10]


def test_what_the_rows_tell_and_what_is_made_of_dates_is_not_joined(customers):
    table = pl.read_csv(customers).with_columns(
        pl.Series("Number of orders", range(30)),
        pl.Series("joined on", [f"2020-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(30)]),
    )
    table.write_csv(customers)

    _, built = build(customers)

    assert [c.column for c in built.recipe.joined] == ["income", "city", "joined on"]
    assert [c.kind for c in built.recipe.joined][:2] == ["number", "category"]


def test_the_id_is_found_by_its_heading_and_keeps_its_name_in_the_rows(customers):
    table = pl.read_csv(customers).select("income", "city", customer_id="customer_id")
    table.write_csv(customers)

    dataset, _ = build(customers)

    assert dataset.table.filter(pl.col("customer_id") == "c15")["city"].to_list() == ["Pune"]


def test_rows_of_the_table_that_cannot_be_read_are_rejects_of_that_file(customers):
    with customers.open("a") as file:
        file.write("c41,12,Pune,too,many\n")

    _, built = build(customers)

    assert [(r.file, r.kind) for r in built.rejects] == [("customers.csv", "too many fields")]


def test_one_repeated_id_is_one_row_too_many_and_gaps_are_none(customers):
    table = pl.read_csv(customers)
    gaps = pl.DataFrame({"customer_id": [None] * 2, "income": [1.5] * 2, "city": ["x"] * 2})
    pl.concat([table, gaps]).write_csv(customers)
    build(customers)
    pl.concat([table, table.head(1)]).write_csv(customers)

    with pytest.raises(
        DataError, match=r"several rows for one `customer_id` \(1 row too many\)"
    ) as no:
        build(customers)
    assert no.value.where == "customers.csv"


def test_the_error_names_the_columns_of_the_table_that_are_missing(customers):
    _, built = build(customers)

    with pytest.raises(WrongColumnsError) as refused:
        build_again(ORDERS, Settings(), built.recipe, needed=["city", "income", "number of orders"])

    assert "a table of customers with `income`, `city` beside the orders" in str(refused.value)
    assert refused.value.where == "table in memory"
