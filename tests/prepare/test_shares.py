"""Is the distance accounted for, column by column and idea by idea?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.prepare import apply_recipe, invert_recipe, learn_recipe, measure_distance_shares
from finseg.records.redundancy import ColumnGroup
from finseg.settings import PrepareSettings
from tests.conftest import dataset_of

N = 400


def measured(table, columns=(), *, shared=False):
    group = ColumnGroup(columns=columns, agreement=0.9, weight=2.0, shared=shared)
    groups = (group,) if columns else ()
    weights = {c: len(columns) ** -0.5 for c in columns} if shared else {}
    dataset = dataset_of(pl.DataFrame(table))
    recipe = learn_recipe(dataset, PrepareSettings(), weights)
    prepared = apply_recipe(recipe, dataset.build_matrix())
    return measure_distance_shares(prepared, recipe, groups), prepared, recipe, dataset


def test_shares_are_those_of_the_mean_squared_distance(rng):
    table = {"a": rng.normal(size=N), "b": rng.gamma(1, size=N), "c": np.ones(N)}

    shares, x, _, _ = measured(table)

    squares = ((x[:, None, :] - x[None, :, :]) ** 2).mean(axis=(0, 1))
    assert [c.share for c in shares.columns] == pytest.approx(list(squares / squares.sum()))
    assert shares.columns[2].share == 0  # a constant column tells nobody apart


def test_three_columns_of_one_idea_weigh_three_and_one_when_they_share(rng):
    idea = rng.normal(size=N)
    table = {
        **{f"i{j}": idea + 0.001 * rng.normal(size=N) for j in range(3)},
        "other": rng.normal(size=N),
    }
    columns = ("i0", "i1", "i2")

    kept, *_ = measured(table, columns)
    shared, *_ = measured(table, columns, shared=True)

    assert kept.groups[0].weight == pytest.approx(3, abs=0.01)
    assert kept.groups[0].common == pytest.approx(0.75, abs=0.01)
    assert shared.groups[0].weight == pytest.approx(1, abs=0.01)
    assert shared.groups[0].share == pytest.approx(0.5, abs=0.01)


def test_weights_are_undone_on_the_way_back(rng):
    table = {"a": rng.normal(size=N), "b": rng.normal(size=N)}

    _, prepared, recipe, dataset = measured(table, ("a", "b"), shared=True)

    np.testing.assert_allclose(prepared.std(axis=0), 0.5**0.5)
    np.testing.assert_allclose(invert_recipe(recipe, prepared), dataset.build_matrix(), atol=1e-8)


def test_the_share_of_a_group_is_worked_out_by_hand():
    """x is twice y, both without a transform: scaled they are one column, and z another.

    Each column has variance 1, so each has a third; x and y together two thirds, all of it common.
    """
    table = {"x": [0.0, 2.0, 4.0, 6.0], "y": [0.0, 1.0, 2.0, 3.0], "z": [1.0, 0.0, 0.0, 1.0]}
    group = ColumnGroup(columns=("x", "y"), agreement=0.9, weight=3.0, shared=True)
    gone = ColumnGroup(columns=("x", "income"), agreement=0.9, weight=3.0, shared=False)
    dataset = dataset_of(pl.DataFrame(table))
    recipe = learn_recipe(dataset, PrepareSettings(transform="none"))
    prepared = apply_recipe(recipe, dataset.build_matrix())

    shares = measure_distance_shares(prepared, recipe, (group, gone))

    assert [c.column for c in shares.columns] == ["x", "y", "z"]
    assert [c.share for c in shares.columns] == pytest.approx([1 / 3] * 3)
    (only,) = shares.groups  # of a group with a column that is left out nothing is measured
    assert (only.columns, only.agreement, only.shared) == (("x", "y"), 0.9, True)
    assert [only.share, only.common] == pytest.approx([2 / 3] * 2)
    assert only.weight == pytest.approx(2.0)


def test_where_nobody_differs_no_column_has_a_share():
    shares, *_ = measured({"a": [2.0] * 4, "b": [3.0] * 4})

    assert [c.share for c in shares.columns] == [0.0, 0.0]
