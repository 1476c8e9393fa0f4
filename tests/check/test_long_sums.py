"""The sum of many columns is left out, and its parts stay."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.check.pairs import find_redundancy
from finseg.records.redundancy import Relation
from finseg.settings import Settings
from finseg.understand import read_source

N = 800


def make_parts(rng: np.random.Generator, parts: int) -> dict[str, np.ndarray]:
    return {
        f"paid for {chr(97 + j) * 3}": rng.lognormal(3 + j % 3, 1, N).round() for j in range(parts)
    }


def find_sums(table: dict[str, np.ndarray]) -> list[Relation]:
    dataset = read_source(pl.DataFrame(table), Settings())
    found = find_redundancy(dataset, Settings().prepare)
    return [relation for relation in found.relations if relation.kind == "sum"]


@pytest.mark.parametrize("parts", [3, 4, 9, 30])
def test_a_total_of_three_to_thirty_columns_is_left_out(parts, rng):
    table = make_parts(rng, parts)
    table |= {"spent": np.sum(list(table.values()), axis=0), "age": rng.integers(20, 70, N)}

    (relation,) = find_sums(table)

    assert (relation.column, relation.left_out, relation.share) == ("spent", True, 1.0)
    assert sorted(relation.parts) == sorted(make_parts(rng, parts))


@pytest.mark.parametrize(("wrong", "found"), [(15, True), (17, False)])
def test_a_total_holds_in_98_of_100_rows(wrong, found, rng):
    table = make_parts(rng, 6)
    spent = np.sum(list(table.values()), axis=0)
    spent[:wrong] += 500

    sums = find_sums({**table, "spent": spent})

    assert bool(sums) is found
    assert not sums or sums[0].share == 1 - wrong / N


def test_no_total_is_found_where_the_rows_are_shuffled(rng):
    table = make_parts(rng, 6)
    table["spent"] = rng.permutation(np.sum(list(table.values()), axis=0))

    assert not find_sums(table)


def test_each_column_is_in_one_total_only(rng):
    table = make_parts(rng, 8)
    names = list(table)
    first, second = names[:4], names[3:]
    table["spent in town"] = np.sum([table[name] for name in first], axis=0)
    table["spent elsewhere"] = np.sum([table[name] for name in second], axis=0)

    (relation,) = find_sums(table)

    assert relation.column == "spent elsewhere"  # the larger one


@pytest.mark.parametrize(("columns", "found"), [(60, True), (61, False)])
def test_totals_are_looked_for_among_sixty_columns(columns, found, rng):
    table = make_parts(rng, 6)
    table["spent"] = np.sum(list(table.values()), axis=0)
    more = {f"days at {j}x": rng.normal(50, 9, N) for j in range(columns - len(table))}

    assert bool(find_sums({**table, **more})) is found
