"""Are the usual RFM scores and names what people who know them expect?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.build import read_and_build
from finseg.build.rfm import add_rfm, name_scores
from finseg.maths.quintiles import score_fifths
from finseg.records.building import BuildRecipe, Built, Figure
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from tests.builders.tables import make_table

FIGURES = st.lists(st.integers(0, 30).map(float), min_size=1, max_size=60).map(np.array)


def test_different_figures_fall_into_five_equal_parts():
    assert score_fifths(np.arange(10.0)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_half_of_the_customers_with_one_order_all_score_one_and_nobody_two():
    # 53 once, 20 twice, 27 more often.
    orders = np.array([1.0] * 53 + [2.0] * 20 + list(range(3, 30)))

    scores = score_fifths(orders)

    assert set(scores[:53]) == {1}
    assert set(scores[53:73]) == {3}
    assert set(scores[73:]) == {4, 5}


def test_nobody_makes_no_scores_and_one_alone_scores_one():
    assert score_fifths(np.zeros(0)).tolist() == []
    assert score_fifths(np.array([7.0])).tolist() == [1]


@given(values=FIGURES)
def test_scores_keep_the_order_and_equal_figures_score_equal(values):
    scores = score_fifths(values)

    order = np.argsort(values, kind="stable")
    assert (np.diff(scores[order]) >= 0).all()
    assert all(len(set(scores[values == v])) == 1 for v in set(values))
    assert (scores >= 1).all()
    assert (scores <= 5).all()


@pytest.mark.parametrize(
    ("recency", "frequency", "name"),
    [
        (5, 5, "Champions"), (5, 4, "Champions"), (4, 5, "Loyal customers"),
        (3, 4, "Loyal customers"), (5, 3, "Potential loyalists"), (4, 2, "Potential loyalists"),
        (5, 1, "New customers"), (4, 1, "Promising"), (3, 3, "Need attention"),
        (3, 2, "About to sleep"), (2, 5, "Can't lose them"), (1, 4, "At risk"),
        (2, 3, "At risk"), (2, 2, "Hibernating"), (1, 1, "Hibernating"),
    ],
)  # fmt: skip
def test_the_usual_grid_has_the_usual_names(recency, frequency, name):
    assert name_scores(np.array([recency]), np.array([frequency])) == [name]


def test_every_pair_of_scores_has_a_name():
    recency, frequency = (np.array(side) for side in np.meshgrid(range(1, 6), range(1, 6)))

    assert all(name_scores(recency.ravel(), frequency.ravel()))


ORDERS = pl.DataFrame(
    {
        "customer_id": [f"c{i % 10}" for i in range(60)] + ["best"] * 5,
        "order_date": [f"2024-{1 + i // 6:02}-{1 + i % 27:02}" for i in range(60)]
        + [f"2024-12-{20 + i}" for i in range(5)],
        "amount": [5.25 + i for i in range(60)] + [900.0] * 5,
    }
)


def test_the_best_customer_is_555_less_the_ties_and_a_champion():
    settings = Settings.from_tree({"build": {"per": "customer_id"}})

    dataset, built = read_and_build(ORDERS, settings)

    best = dataset.table.filter(pl.col("customer_id") == "best").to_dicts()[0]
    assert best["RFM code"] == "515"  # the others ordered six times each, and nobody more
    assert best["RFM segment"] == "New customers"
    assert dataset.find_column("RFM segment").role == "existing"
    assert "RFM code" in built.table.columns


def test_rfm_is_left_out_where_it_is_not_wanted_or_cannot_be_made():
    off = Settings.from_tree({"build": {"per": "customer_id", "rfm": False}})
    on = Settings.from_tree({"build": {"per": "customer_id"}})

    assert "RFM code" not in read_and_build(ORDERS, off)[0].table.columns
    assert "RFM code" not in read_and_build(ORDERS.drop("amount"), on)[0].table.columns


SPENT = Figure(column="paid", money=True, adds_up=True)


def make_built(
    values: dict[str, list[float]] | None = None, **changes: object
) -> tuple[Dataset, Built]:
    """Make ten customers who bought 10, 9 … 1 days ago, 1, 2 … 10 times."""
    own: dict[str, list[float]] = {
        "days since last order": list(range(10, 0, -1)),
        "number of orders": list(range(1, 11)),
        "total paid": [50, 40, 30, 20, 10, 60, 70, 80, 90, 100],
    }
    dataset = make_table(values or own)
    fields = {"per": "id", "kind": "event", "noun": "order", "nouns": "orders", "figures": (SPENT,)}
    recipe = BuildRecipe(**{**fields, **changes})  # type: ignore[arg-type]
    built = Built(
        recipe=recipe, source=dataset.source, rows_used=9, customers=10, table=dataset.table
    )
    return dataset, built


def test_the_code_is_of_recency_then_frequency_then_money():
    dataset, built = add_rfm(*make_built())

    assert dataset.table["RFM code"].to_list() == [
        "113", "112", "222", "221", "331", "333", "444", "444", "555", "555",
    ]  # fmt: skip
    assert dataset.table["RFM segment"].to_list() == [
        *["Hibernating"] * 4, *["Need attention"] * 2, *["Loyal customers"] * 2, *["Champions"] * 2,
    ]  # fmt: skip
    assert built.table.equals(dataset.table)
    code, named = dataset.columns[-2:]
    assert built.columns == (code, named)
    assert [(c.name, c.original, c.role, c.kind, c.unit, c.missing) for c in (code, named)] == [
        ("RFM code", "RFM code", "ignore", "text", "none", 0),
        ("RFM segment", "RFM segment", "existing", "category", "none", 0),
    ]
    assert all(c.given and c.confidence == "given" for c in (code, named))
    assert str(code.reason) == (
        "scores from 1 to 5 of `days since last order`, `number of orders` and `total paid`: "
        "fifths of all customers, equal figures score equal"
    )
    assert "first two figures of `RFM code`" in str(named.reason)


def test_only_customers_who_bought_are_scored_and_this_is_said():
    whole, some = make_built()[0], make_built(refunds=True)
    table = whole.table.with_columns(pl.Series("number of orders", [0.0, 0, *range(3, 11)]))
    dataset, built = replace(some[0], table=table), some[1]

    done, _ = add_rfm(dataset, built)

    assert done.table["RFM code"].to_list()[:4] == [None, None, "112", "211"]
    assert [c.missing for c in done.columns[-2:]] == [2, 2]
    assert "fifths of all customers with orders, equal" in str(done.columns[-2].reason)


@pytest.mark.parametrize(
    ("changes", "scored"),
    [
        ({}, True),
        ({"kind": "account"}, False),
        ({"noun": "visit"}, False),
        ({"nouns": "visits"}, False),
        ({"figures": (replace(SPENT, money=False),)}, False),
        ({"figures": (replace(SPENT, adds_up=False),)}, False),
        ({"figures": (replace(SPENT, column="fees"), SPENT)}, False),  # the first there is
        ({"figures": (replace(SPENT, column="fees", money=False), SPENT)}, True),
        ({"figures": (replace(SPENT, column="fees", adds_up=False), SPENT)}, True),
    ],
)
def test_recency_frequency_and_money_are_all_needed(changes, scored):
    dataset, built = add_rfm(*make_built(**changes))

    assert ("RFM code" in dataset.table.columns) is scored
    assert ("RFM segment" in built.table.columns) is scored


@pytest.mark.parametrize("taken", ["RFM code", "RFM segment"])
def test_columns_with_these_names_are_left_alone(taken):
    dataset, built = make_built()
    table = dataset.table.with_columns(pl.lit("own").alias(taken))
    column = replace(dataset.columns[0], name=taken)
    dataset = replace(dataset, table=table, columns=(*dataset.columns, column))

    assert add_rfm(dataset, built) == (dataset, built)
