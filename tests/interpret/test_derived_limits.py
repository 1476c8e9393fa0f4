"""From which limit on does a column only repeat a feature, on tables small enough to count?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.interpret import derived_from_features as derived
from finseg.interpret.derived_from_features import (
    BANDS,
    SAME,
    _find_banded_features,
    _find_feature_copies,
    _find_formula_columns,
    find_columns_from_features,
)
from tests.builders.segments import make_dataset


def bands_of(values, income=None):
    income = np.arange(1.0, len(values) + 1) ** 1.5 if income is None else income
    dataset = make_dataset({"income": income, "band": values}, band="descriptor")
    return list(_find_banded_features(dataset, ["income"], "band"))


@pytest.mark.parametrize(("others", "found"), [(5, True), (4, False)])
def test_bands_need_five_customers_outside_the_largest(others, found):
    values = ["low"] * (200 - others) + ["high"] * others

    assert (bands_of(values) == ["income"]) is found


@pytest.mark.parametrize(("levels", "found"), [(1, False), (2, True), (BANDS, True), (51, False)])
def test_two_to_fifty_values_can_be_bands(levels, found):
    assert BANDS == 50
    values = [f"b{i // 8:03d}" for i in range(8 * levels)]

    assert (bands_of(values) == ["income"]) is found


def test_bands_may_touch_and_may_not_overlap():
    values = ["low"] * 20 + ["high"] * 10
    income = np.arange(1.0, 31.0) * 1.5

    touching, over = income.copy(), income.copy()
    touching[20] = touching[19]
    over[20] = over[18]

    assert bands_of(values, touching) == ["income"]
    assert bands_of(values, over) == []
    # Where the feature is unknown in a whole band nobody can tell.
    gone = [None if v == "high" else float(x) for v, x in zip(values, income, strict=True)]
    assert bands_of(values, gone) == []


def rank_correlations(swaps):
    one = np.arange(100.0) + 0.5
    other = -(np.arange(100.0) ** 3) - 0.25
    for i in range(swaps):
        other[[i, 99 - i]] = other[[99 - i, i]]
    return one, other


def test_a_copy_follows_the_ranks_of_the_feature_it_is_most_like_either_way_round():
    assert SAME == 0.98
    one, other = rank_correlations(0)
    noise = np.random.default_rng(1).normal(size=100)
    dataset = make_dataset({"age": noise, "pay": one, "tax": other}, tax="descriptor")

    found = _find_feature_copies(dataset, ["age", "pay"], ["tax"])

    assert {name: str(made) for name, made in found.items()} == {"tax": "it repeats `pay`"}
    assert _find_feature_copies(dataset, [], ["tax"]) == {}
    assert _find_feature_copies(dataset, ["age"], []) == {}


def test_a_copy_is_one_from_the_limit_on(monkeypatch):
    one, other = rank_correlations(1)
    # One pair at the ends exchanged: 1 - 6 · 2 · 99² / (100 · 9,999).
    r = 1 - 12 * 99**2 / 999_900
    dataset = make_dataset({"pay": one, "tax": other}, tax="descriptor")

    assert r < SAME
    assert _find_feature_copies(dataset, ["pay"], ["tax"]) == {}
    monkeypatch.setattr(derived, "SAME", r - 1e-9)
    assert set(_find_feature_copies(dataset, ["pay"], ["tax"])) == {"tax"}
    monkeypatch.setattr(derived, "SAME", r + 1e-9)
    assert _find_feature_copies(dataset, ["pay"], ["tax"]) == {}


def test_a_formula_holds_one_of_the_columns_and_features_alone(monkeypatch):
    rng = np.random.default_rng(3)
    a, b, c = np.round(rng.uniform(1, 100, (3, 200)), 2)
    columns = {"a": a, "b": b, "sum": np.round(a + b, 2), "c": c, "both": np.round(c + a, 2)}
    roles = dict.fromkeys(("sum", "c", "both"), "descriptor")
    dataset = make_dataset(columns, **roles)

    found = _find_formula_columns(dataset, ["a", "b"], ["sum", "c", "both"])

    assert {name: str(made) for name, made in found.items()} == {"sum": "it is made from `a`, `b`"}
    assert _find_formula_columns(dataset, ["a", "b"], []) == {}
    monkeypatch.setattr(derived, "MOST_COLUMNS", 4)
    assert _find_formula_columns(dataset, ["a", "b"], ["sum", "c", "both"]) == {}


def test_each_column_has_one_reason_and_a_free_one_none():
    rng = np.random.default_rng(3)
    a = np.round(rng.uniform(1, 100, 200), 2)
    columns = {"a": a, "twice": 2 * a + 1, "band": np.where(a < 40, "x", "y"), "free": a[::-1]}
    dataset = make_dataset(columns, **dict.fromkeys(("twice", "band", "free"), "descriptor"))
    asked = [c for c in dataset.columns if c.role == "descriptor"]

    found = {name: str(made) for name, made in find_columns_from_features(dataset, asked).items()}

    assert found == {"twice": "it repeats `a`", "band": "it stands for bands of `a`"}
