"""Is it told by how many levels a category is clustered on, and what became of rare ones?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.check.categories import report_clustered_categories, report_rare_levels
from finseg.records.dataset import ColumnPart, Dataset
from finseg.settings import Settings
from tests.builders.tables import make_table


def make_level(
    code: str, levels: tuple[str, ...], rest: tuple[str, ...] = (), missing: int = 0
) -> dict[str, Any]:
    return {
        "reason_code": code, "levels": levels, "rest": rest, "missing": missing,
        "parts": (ColumnPart(column="city"),), "derived": True,
    }  # fmt: skip


def make_dataset(rows: int = 40, rare: int = 3, *, missing: int = 0, own: Any = None) -> Dataset:
    """Make a city with two levels of their own, and `rare` customers of one of three others."""
    words: dict[str, Any] = {"role": "feature", "kind": "category"}
    values: dict[str, Any] = {"city": ["x"] * rows, "n": [1.0] * rows}
    own = own or {
        "city: Rome": make_level("level", ("Rome",), missing=missing),
        "city: Pune": make_level("level", ("Pune",)),
        "city: other": make_level("other levels", ("Oslo", "Bonn", "Cork")),
    }
    made = {name: [float(i < rare) for i in range(rows)] for name in own}
    return make_table({**values, **made}, city=words, **own)


def run(rule: Any, dataset: Dataset, **prepare: Any) -> list[Any]:
    return list(rule(dataset, Settings().change_section("prepare", **prepare)))


def test_levels_are_counted_with_the_rare_ones_that_are_taken_together():
    (finding,) = run(report_clustered_categories, make_dataset())

    assert (finding.code, finding.column, finding.count) == ("D056", "city", 40)
    assert str(finding.message) == (
        "clustered on by its 5 levels, of which 3 that few have are taken together (7.5% of the "
        "customers)"
    )


@pytest.mark.parametrize(
    ("missing", "words"),
    [(0, ""), (1, "1 customer has no level: they count as"), (2, "2 customers have no level")],
)
def test_blanks_are_told_where_there_are_any(missing, words):
    (finding,) = run(report_clustered_categories, make_dataset(missing=missing))
    message = str(finding.message)

    assert ("no level" in message) is bool(words)
    assert words in message
    assert ("the shares of all, which speak for no segment" in message) is bool(words)


def test_ordered_levels_count_by_their_order_and_blanks_as_the_middle_one():
    dataset = make_dataset(
        own={"city: rank": make_level("rank", ("low", "mid", "high"), missing=6)}
    )
    (finding,) = run(report_clustered_categories, dataset)

    assert str(finding.message) == (
        "clustered on by the order of its 3 levels; 6 customers have no level: they count as the "
        "middle one"
    )


def test_of_two_levels_the_one_without_a_column_counts_too():
    dataset = make_dataset(own={"city: Rome": make_level("level", ("Rome",), ("Pune",))})

    (finding,) = run(report_clustered_categories, dataset)

    assert str(finding.message) == "clustered on by its 2 levels"


def test_a_category_without_levels_of_its_own_is_left_out_and_nothing_else_is_said():
    dataset = make_table(
        {"city": ["x"] * 8, "n": [1.0] * 8}, city={"role": "feature", "kind": "category"}
    )

    assert run(report_clustered_categories, dataset) == []
    (finding,) = run(report_rare_levels, dataset, rare_levels=0.05)
    assert (finding.code, finding.count, finding.severity) == ("D057", 8, "warn")
    assert str(finding.message) == "left out: it has not two levels that 5% of the customers have"


@pytest.mark.parametrize(("rare", "found"), [(20, 0), (21, 1), (40, 1)])
def test_more_than_half_of_the_customers_with_a_rare_level_are_a_warning(rare, found):
    findings = run(report_rare_levels, make_dataset(rare=rare), rare_levels=0.1)

    assert [f.count for f in findings] == [rare] * found
    share = f"{rare / 40:.1%}"
    assert all(
        str(f.message) == f"{share} of the customers have a level that fewer than 10% have: all of "
        "these are one level here"
        for f in findings
    )


def test_a_pool_that_stands_for_a_level_without_a_column_is_no_loss():
    dataset = make_dataset(
        rare=40, own={"city: other": make_level("other levels", ("Oslo",), ("Rome",))}
    )

    assert run(report_rare_levels, dataset) == []
    assert run(report_rare_levels, make_dataset(rare=40, own={
        "city: Rome": make_level("level", ("Rome",))})) == []  # fmt: skip


def test_ordered_levels_are_never_rare():
    dataset = make_dataset(rare=40, own={"city: rank": make_level("rank", ("low", "mid", "high"))})

    assert run(report_rare_levels, dataset) == []
