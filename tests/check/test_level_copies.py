"""Do levels that say the same have the weight of one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.check import check
from finseg.check.level_copies import find_level_copies
from finseg.derive import add_derived_columns
from finseg.records.dataset import ColumnPart, Dataset
from finseg.settings import PrepareSettings, Settings
from finseg.understand import read_source
from tests.builders.tables import make_table

N = 400


def services(*, noise=0, redundant="leave out exact"):
    """Three services of which those without internet have none; `noise` rows say otherwise."""
    rng = np.random.default_rng(4)
    without = np.arange(N) % 5 == 0
    columns = {}
    for j in range(3):
        own = np.where(rng.random(N) < 0.5, "Yes", "No")
        words = np.where(without, "No internet", own)
        words[rng.permutation(N)[: noise * (j > 0)]] = "No"
        columns[f"service {j}"] = words
    knobs = Settings.from_tree({"prepare": {"features": list(columns), "redundant": redundant}})
    made = add_derived_columns(read_source(pl.DataFrame(columns), knobs), knobs.prepare)
    return check(made, knobs).redundancy


def test_levels_that_say_the_same_share_the_weight_of_one():
    found = services()

    names = tuple(f"service {j}: No internet" for j in range(3))
    assert [g.columns for g in found.groups] == [names]
    assert found.find_shared_weights() == pytest.approx(dict.fromkeys(names, 3**-0.5))


def test_levels_that_differ_in_many_rows_keep_their_own_weight():
    assert services(noise=80).groups == ()


def test_they_keep_it_too_where_the_settings_say_so():
    assert services(redundant="keep").groups == ()


def make_levels(columns: Mapping[str, Sequence[float]], *categories: str) -> Dataset:
    """Make columns of levels, each of its category."""
    changes: Any = {
        name: {
            "reason_code": "level", "levels": (name,), "derived": True,
            "parts": (ColumnPart(column=category),),
        }
        for name, category in zip(columns, categories, strict=True)
    }  # fmt: skip
    return make_table(columns, **changes)


def flip(values: Sequence[float], *places: int) -> list[float]:
    return [1 - v if i in places else v for i, v in enumerate(values)]


HALF = [0.0, 1.0] * 40


@pytest.mark.parametrize(("flipped", "alike"), [((), True), ((0, 1), True), ((0, 1, 2), False)])
def test_levels_are_one_fact_from_a_correlation_of_095_on(flipped, alike):
    # With 2 of 80 rows otherwise, one each way, the correlation is 1 − 4 / 80 = 0.95.
    dataset = make_levels({"a": HALF, "b": flip(HALF, *flipped)}, "c", "d")

    found = find_level_copies(dataset, PrepareSettings())

    assert len(found) == alike
    if alike:
        (group,) = found
        assert (group.columns, group.weight, group.shared, group.levels) == (
            ("a", "b"), 2.0, True, True,
        )  # fmt: skip
        assert group.agreement == pytest.approx(1 - len(flipped) * 2 / 80)


def test_levels_that_say_the_opposite_are_one_fact_too_and_those_of_one_category_are_not():
    other = [1 - v for v in HALF]

    (opposite,) = find_level_copies(
        make_levels({"a": HALF, "b": other}, "c", "d"), PrepareSettings()
    )

    assert opposite.columns == ("a", "b")
    assert (
        find_level_copies(make_levels({"a": HALF, "b": other}, "c", "c"), PrepareSettings()) == ()
    )
    assert find_level_copies(make_levels({"a": HALF}, "c"), PrepareSettings()) == ()


def test_each_level_is_in_one_group_only_and_the_least_agreement_is_told():
    third = [float(i % 3 == 0) for i in range(80)]
    dataset = make_levels(
        {"a": HALF, "x": third, "b": flip(HALF, 0, 1), "c": flip(HALF, 2, 3), "y": third},
        "c1", "c2", "c3", "c4", "c5",
    )  # fmt: skip

    first, second = find_level_copies(dataset, PrepareSettings())

    assert (first.columns, second.columns) == (("a", "b", "c"), ("x", "y"))
    assert first.agreement == pytest.approx(0.9)  # of b and c, four rows otherwise
    assert (first.weight, second.weight) == (3.0, 2.0)
    assert second.agreement == pytest.approx(1.0)


def test_gaps_take_no_part_and_constant_levels_agree_with_none():
    gaps: list[Any] = [None, None, *HALF[2:]]
    dataset = make_levels({"a": HALF, "b": gaps, "k": [1.0] * 80}, "c", "d", "e")

    (group,) = find_level_copies(dataset, PrepareSettings())

    assert group.columns == ("a", "b")
