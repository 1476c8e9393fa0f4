"""Figures that are no amounts are known by heading and range together, and by neither alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.understand.table_roles.reading import told

N = 300
CUSTOMERS: dict[str, Any] = {
    "income": np.random.default_rng(0).lognormal(10, 0.5, N).round(2),
    "savings": np.random.default_rng(1).lognormal(8, 1, N).round(2),
    "debt": np.random.default_rng(2).lognormal(7, 1, N).round(2),
}


def whole(low: int, high: int) -> np.ndarray:
    return np.random.default_rng(3).integers(low, high + 1, N)


def parts(low: float, high: float) -> np.ndarray:
    return np.random.default_rng(4).uniform(low, high, N).round(4)


@pytest.mark.parametrize(
    ("heading", "values", "role"),
    [
        ("hour of first call", whole(0, 23), "descriptor"),
        ("hour of first call", whole(0, 60), "feature"),
        ("hours per week", whole(0, 23), "feature"),
        ("signup week", whole(1, 52), "descriptor"),
        ("signup week", whole(1, 90), "feature"),
        ("qq", whole(1998, 2021), "descriptor"),
        ("qq", whole(1998, 2400), "feature"),
        ("qq", 100 * whole(2019, 2022) + whole(1, 12), "descriptor"),
        ("qq", 100 * whole(2019, 2022) + whole(1, 40), "feature"),
        ("latitude", parts(40, 55), "personal"),
        ("latitude", parts(40, 255), "feature"),
        ("DAYS_BIRTH", -whole(7_000, 25_000), "protected"),
        ("DAYS_QQ", -whole(7_000, 25_000), "feature"),
        ("exposure", parts(0, 1), "descriptor"),
        ("exposure", parts(0, 1) * 9_000, "feature"),
        ("bmi", parts(17, 40), "protected"),
        ("created_at", whole(1_530_000_000, 1_630_000_000), "date"),
        ("last login", 1000 * whole(1_530_000_000, 1_630_000_000), "date"),
        ("last login", whole(1_030_000_000, 2_130_000_000), "id"),
        ("qq", whole(1_530_000_000, 1_630_000_000), "id"),
        ("agent", whole(1, 240), "ignore"),
        ("agent", parts(1, 240), "feature"),
    ],
)
def test_a_sign_is_believed_only_where_word_and_range_agree(heading, values, role):
    assert told({**CUSTOMERS, heading: values}, heading)[0] == role
