"""Are the usual RFM scores and names what people who know them expect?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.build import read_and_build
from finseg.build.rfm import name_scores
from finseg.maths.quintiles import score_fifths
from finseg.settings import Settings

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
