"""Is it told of which columns it is not known what they mean, each with what to write?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.check.meaning import (
    list_contradicted_facets,
    report_contradictions,
    report_reassigned_columns,
    report_standardised_columns,
)
from finseg.records.dataset import Column
from finseg.records.measure import Facet, Measure
from finseg.settings import Settings
from tests.builders.tables import make_table


def run(rule: Any, **columns: dict[str, Any]) -> list[Any]:
    values = {name: [1.0, 2.0, 3.0] for name in columns}
    return list(rule(make_table(values, **columns), Settings()))


@pytest.mark.parametrize(
    ("reason", "code", "words"),
    [
        ("coded", "D038", "described level by level; to cluster on it, write "),
        ("composite", "D047", ""),
        ("product", "D047", "to change that, write "),
        ("area", "D048", "if it is the customer's, write "),
        ("proxy", "D049", ""),
        ("serial dates", "D055", "if they are amounts, write "),
        ("may be outcome", "D061", "if customers are to be grouped by it, write "),
        ("number", "D062", "if it measures something, write "),
    ],
)
def test_a_column_that_is_something_else_is_told_with_the_line_that_changes_it(reason, code, words):
    column = {"reason_code": reason, "role": "descriptor", "reason": f"is {reason}"}

    (finding,) = run(report_reassigned_columns, **{"a b": column, "other": {}})

    assert (finding.code, finding.column, finding.count) == (code, "a b", 3)
    assert str(finding.message) == f"is {reason}"
    line = f'{words}"a b" = "feature" in [read.roles]'
    assert (line in str(finding.action)) is bool(words)
    assert ("[read.roles]" in str(finding.action)) is bool(words)


@pytest.mark.parametrize(
    ("changes", "found"), [({}, 1), ({"given": True}, 0), ({"role": "feature"}, 0)]
)
def test_what_somebody_said_or_what_is_used_is_not_reported(changes, found):
    column = {"reason_code": "area", "role": "descriptor", **changes}

    assert len(run(report_reassigned_columns, a=column)) == found


@pytest.mark.parametrize(
    ("scale", "changes", "found"),
    [
        ("standardised", {}, 1),
        ("zero to one", {}, 1),
        ("thousands", {}, 0),
        ("standardised", {"certainty": "likely"}, 0),
        ("standardised", {"derived": True}, 0),
    ],
)
def test_standardised_figures_are_a_warning_where_that_is_sure(scale, changes, found):
    column: dict[str, Any] = {"scale": scale, "certainty": "sure", **changes}

    findings = run(report_standardised_columns, a=column, b=column, c={})

    assert [(f.code, f.count, f.column) for f in findings] == [("D064", 2, "")] * found
    what = "mean 0 and deviation 1" if scale == "standardised" else "between 0 and 1"
    assert all(str(f.message).startswith("`a`, `b` w") and what in str(f.message) for f in findings)


def make_contradicted(**evidence: tuple[str, ...]) -> dict[str, Any]:
    facets: dict[str, Any] = {
        name: Facet(value="", certainty="open", evidence=own) for name, own in evidence.items()
    }
    return {"measure": Measure(**facets)}


def test_facets_are_contradicted_where_several_things_speak_about_what_is_open():
    columns: tuple[Column, ...] = make_table(
        {"a": [1.0], "b": [1.0], "c": [1.0]},
        a=make_contradicted(quantity=("x", "y"), owner=("z",), per=("x", "v")),
        b={"quantity": "income", "certainty": "likely", "evidence": "x"},
    ).columns

    assert list_contradicted_facets(columns[0]) == ("quantity", "per")
    assert list_contradicted_facets(columns[1]) == list_contradicted_facets(columns[2]) == ()


def test_each_contradiction_is_told_once_with_its_evidence():
    two = make_contradicted(quantity=("x", "y"), per=("x", "v"))
    one = make_contradicted(scale=("x", "y"))

    findings = run(report_contradictions, **{"a b": two, "b": one, "c": {}})
    unused = run(report_contradictions, a={**two, "role": "descriptor"})

    assert [(f.code, f.column, f.count) for f in findings] == [
        ("D063", "a b", 3), ("D063", "b", 3),
    ]  # fmt: skip
    assert [str(f.message) for f in findings] == [
        "what it measures and per what time it is are not known: x; y; v",
        "in what it is counted is not known: x; y",
    ]
    assert str(findings[0].action) == (
        "described by its heading alone; say which in the settings: "
        '[understand."a b"] quantity = "…"'
    )
    assert unused == []
