"""Is each change of the sensitivity card the one it is called?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.assess.alternatives import _rank_columns, sensitivity_card
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.starts import run_kmeans
from finseg.records.recipe import Recipe, Step

NAMES = ("income", "age", "noise")


def a_recipe(d, transform="none", weights=(1.0,) * 9):
    steps = tuple(
        Step(column=NAMES[j], unit="none", impute=1.0, imputed=0, transform=transform, reason="",
             centre=0.0, scale=1.0, weight=weights[j])
        for j in range(d)
    )  # fmt: skip
    return Recipe(steps=steps)


def card(x, k, *, transform="none", raw=None, labels=None, seed=1):
    if labels is None:
        labels = label_nearest_centres(x, run_kmeans(x.copy(), k, starts=10, seed=seed).centres)
    found = sensitivity_card(
        x if raw is None else raw, x, labels, a_recipe(x.shape[1], transform), k=k, seed=seed
    )
    return {a.code: a for a in found}


@pytest.fixture
def customers(rng):
    """Two groups of unequal size that the first column tells apart, and the others do not."""
    centres = np.repeat([[0.0, 0, 0], [12, 0, 0]], [90, 60], axis=0)
    return np.abs(centres + rng.normal(size=(150, 3)) + 4)


def test_logarithms_are_taken_where_none_were_and_left_where_some_were(customers):
    assert "logarithms" in card(customers, 2)
    assert "no logarithms" not in card(customers, 2)
    logged = card(customers, 2, transform="log1p")
    assert "no logarithms" in logged
    assert "logarithms" not in logged
    assert not {"logarithms", "no logarithms"} & set(card(customers - 9, 2))  # negative values


def test_the_column_that_matters_most_is_named_with_its_agreement(customers):
    found = card(customers, 2)["a column less"]

    assert "income" in str(found.detail)
    assert 0.6 < found.agreement < 0.75  # the mean of 1, 1 and about 0
    assert found.rows == 150


def test_one_segment_less_and_one_more_are_really_so_many(customers):
    three = card(customers, 3)

    assert (three["one segment less"].k, three["one segment more"].k) == (2, 4)
    assert "2 segments" in str(three["one segment less"].change)
    two = card(customers, 2)
    assert "one segment less" not in two
    assert two["one segment more"].k == 3


def test_the_farthest_customers_are_left_out_of_the_comparison_too(customers):
    found = card(customers, 2)

    assert found["outliers left out"].rows == 147  # 2 % of 150
    assert "2%" in str(found["outliers left out"].change)
    assert {a.rows for code, a in found.items() if code != "outliers left out"} == {150}


def test_the_long_search_says_both_inertias():
    # The best division is 0, 2 and 10, 11, 12: 2 + 2 = 4. What was kept cuts elsewhere.
    x = np.array([[0.0], [2], [10], [11], [12]])
    labels = np.array([0, 0, 0, 1, 1])

    found = card(x, 2, labels=labels)["many starts"]

    assert "4.0" in str(found.detail)
    assert "56.5" in str(found.detail)  # 16 + 4 + 36 around 4, and .25 twice around 11.5
    assert found.agreement < 1


@pytest.mark.parametrize(("n", "starts"), [(2_000, 200), (2_001, 50)])
def test_the_long_search_is_shorter_on_many_customers(n, starts, monkeypatch):
    monkeypatch.setattr(
        "finseg.assess.alternatives.run_kmeans",
        lambda x, k, **_: run_kmeans(x, k, starts=1, seed=1),
    )
    x = np.random.default_rng(1).normal(size=(n, 1)) + 9

    assert f"{starts} starts" in str(card(x, 2)["many starts"].change)


def test_what_cannot_be_done_is_left_out():
    x = np.array([[0.0], [1], [9]])

    assert card(x, 1, labels=np.zeros(3, int)) == {}
    assert card(x, 3, labels=np.arange(3)) == {}  # four segments of three customers
    few = card(x, 2, labels=np.array([0, 0, 1]))
    assert "a column less" not in few  # there is but one
    assert "half the customers" not in few  # half is one customer


def test_ranks_are_average_ranks_column_by_column():
    x = np.array([[10.0, 1], [30, 1], [20, 1], [20, 5]])

    assert _rank_columns(x).tolist() == [[1, 2], [4, 2], [2.5, 2], [2.5, 4]]
