"""Two columns that name each row together are numbers, and nothing that chance explains is."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.table_roles import two_column_keys
from finseg.understand.table_roles.two_column_keys import find_two_column_keys
from tests.understand.table_roles.reading import find


def tell(table: dict[str, Any], *names: str) -> list[tuple[str, str]]:
    columns = {c.original: c for c in read_source(pl.DataFrame(table), Settings()).columns}
    return [(columns[name].role, columns[name].reason_code) for name in names]


def make(rng: np.random.Generator, rows: int, **columns: Any) -> dict[str, Any]:
    figures = {
        "income": rng.lognormal(10, 0.5, rows).round(2),
        "savings": rng.lognormal(8, 1, rows),
    }
    order = rng.permutation(rows)
    return {**figures, **{name: values[order] for name, values in columns.items()}}


def households(rng: np.random.Generator, rows: int) -> dict[str, np.ndarray]:
    sizes = rng.integers(1, 5, rows)
    return {
        "a": np.repeat(np.arange(rows), sizes)[:rows] * 3 + 20_000,
        "b": np.concatenate([np.arange(s) for s in sizes])[:rows] + 1,
    }


@pytest.mark.parametrize("rows", [100, 600, 9_000])
def test_people_within_households_are_found_in_small_and_large_tables(rows, rng):
    assert tell(make(rng, rows, **households(rng, rows)), "a", "b") == [("id", "number")] * 2


@pytest.mark.parametrize("role", ["outcome", "protected", "ignore", "personal"])
def test_only_what_may_name_a_row_is_held_against_one_another(role, rng):
    own = households(rng, 200)

    assert set(find(find_two_column_keys, own)) == {"a", "b"}
    assert find(find_two_column_keys, own, a=role) == {}
    assert find(find_two_column_keys, own, b=role) == {}


def test_too_few_rows_show_nothing(rng):
    table = make(rng, 99, **households(rng, 99))

    assert ("id", "number") not in tell(table, "a", "b")


@pytest.mark.parametrize(("strays", "found"), [(8, 2), (60, 0)])
def test_a_few_rows_may_be_numbered_otherwise(strays, found, rng):
    own = households(rng, 600)
    own["b"][np.flatnonzero(own["b"] > 1)[:strays]] = 9

    assert tell(make(rng, 600, **own), "a", "b").count(("id", "number")) == found


def test_a_shop_and_the_number_of_its_member_name_a_row(rng):
    rows = 600
    shop = rng.integers(0, 8, rows)
    member = np.zeros(rows, np.int64)
    for one in range(8):
        member[shop == one] = 1 + rng.permutation(int((shop == one).sum()))
    table = make(rng, rows, shop=shop, member=member)

    assert tell(table, "shop", "member") == [("descriptor", "coded"), ("id", "number")]
    table["member"] = rng.permutation(table["member"])
    assert ("id", "number") not in tell(table, "shop", "member")


def test_one_pair_that_stands_twice_is_no_key(rng):
    table = make(rng, 600, a=np.repeat(np.arange(50), 12), b=np.tile(np.arange(1, 13) * 7, 50))
    assert tell(table, "a") == [("id", "number")]

    table["a"][1], table["b"][1] = table["a"][0], table["b"][0]
    assert tell(table, "a")[0][0] == "feature"


def test_what_chance_would_hardly_repeat_is_no_key(rng):
    table = make(rng, 400, a=rng.permutation(9_000)[:400] % 300, b=rng.permutation(8_000)[:400])

    assert [role for role, _ in tell(table, "a", "b")] == ["feature"] * 2


def test_amounts_that_hardly_ever_repeat_are_no_key(rng):
    table = make(rng, 400, a=rng.integers(1, 9, 400), b=rng.permutation(90_000)[:400])

    assert tell(table, "b")[0][0] == "feature"


def test_the_values_of_a_column_are_counted_once_however_many_number_people(rng, monkeypatch):
    counted: list[str] = []

    def count(numbers: pl.Series) -> int:
        counted.append(numbers.name)
        return 0

    monkeypatch.setattr(two_column_keys, "count_distinct", count)
    flags = {f"f{i}": rng.integers(0, 3, 3_000) for i in range(6)}
    tell({"amount": np.arange(3_000) * 7 % 3_001, **flags})

    assert len(counted) == 1
