"""What is said of all rows was counted in all rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.maths.arrays import Ints
from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.table_sample import TableSample, measure_determination

N = 2_000


def sample_rows(columns: dict[str, Ints], chosen: Ints) -> TableSample:
    looks = [look_at(name, name, read_column(pl.Series(name, v))) for name, v in columns.items()]
    sample = TableSample(looks)
    sample.__dict__["rows"] = chosen
    return sample


def test_a_relation_of_the_sample_is_counted_in_all_rows(rng):
    place = rng.integers(0, 20, N)
    figure = place % 7
    chosen = np.arange(400, 900)
    few, many = figure.copy(), figure.copy()
    few[:15] += 9
    many[:100] += 9

    held = sample_rows({"a": place, "b": few}, chosen).measure_determination(0, 1)

    assert held == (N, 15)
    assert held.write_exceptions()
    assert sample_rows({"a": place, "b": many}, chosen).measure_determination(0, 1) is None


def test_all_rows_are_the_sample_where_there_are_few(rng):
    looks = [look_at("a", "a", read_column(pl.Series("a", rng.integers(0, 9, 50))))]
    sample = TableSample(looks)

    assert sample.whole is sample
    assert TableSample(looks, most=20).whole.rows is None


@pytest.mark.parametrize("levels", [2, 5, 40])
def test_each_level_goes_with_one_of_the_other_but_for_two_rows_in_a_hundred(levels, rng):
    own = rng.integers(0, 60, N)
    other = own % levels
    telling = int((other != np.bincount(other).argmax()).sum())
    broken = rng.permutation(np.flatnonzero(other != np.bincount(other).argmax()))
    inside, beyond = other.copy(), other.copy()
    for changed, share in ((inside, 0.015), (beyond, 0.03)):
        rows = broken[: int(share * telling)]
        changed[rows] = (changed[rows] + 1) % levels

    assert measure_determination(own, other) == (N, 0)
    found = measure_determination(own, inside)
    assert found is not None
    assert found.exceptions == int(0.015 * telling)
    assert measure_determination(own, beyond) is None


def test_what_chance_explains_determines_nothing(rng):
    single, rare = np.arange(N), (rng.random(N) < 0.004).astype(np.int64)

    assert measure_determination(single, rng.integers(0, 5, N)) is None  # nobody shares a level
    assert measure_determination(rng.integers(0, 4, N), rare) is None  # almost all are alike
    assert measure_determination(rng.integers(0, 400, N), rng.integers(0, 2, N)) is None
    assert measure_determination(np.full(N, -1), single) is None


def test_no_permutation_is_a_relation(rng):
    own = rng.integers(0, 30, N)
    other = own // 3

    assert measure_determination(own, other) == (N, 0)
    assert all(measure_determination(own, rng.permutation(other)) is None for _ in range(20))


def test_gaps_take_no_part_and_many_levels_are_counted_alike(rng):
    own = rng.integers(0, 5_000, 40_000)
    other = own // 4
    other[:300] = -1

    assert measure_determination(own, other) == (39_700, 0)
    other[300:600] = 7
    found = measure_determination(own, other)
    assert found is not None
    assert 290 <= found.exceptions <= 300
