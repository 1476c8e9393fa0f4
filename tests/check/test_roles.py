"""Is it told which columns are not clustered on, and which to look at twice?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.check.roles import (
    report_comparison_columns,
    report_earlier_assignments,
    report_leaks,
    report_mixed_columns,
    report_personal_columns,
    report_protected_columns,
    report_protected_features,
    report_renamed_columns,
    report_several_ids,
    report_unused_text,
)
from finseg.disclose.withhold import withhold
from finseg.read.raw import LONGEST_NAME
from finseg.records.dataset import Elapsed
from finseg.settings import Settings
from tests.builders.tables import make_table


def run(rule, dataset):
    return list(rule(dataset, Settings()))


def one(values=(1.0, 2.0), **changes):
    return make_table({"a": list(values)}, a=changes)


@pytest.mark.parametrize(("given", "found"), [(False, 1), (True, 0)])
@pytest.mark.parametrize(
    ("rule", "role"),
    [
        (report_earlier_assignments, "assignment"),
        (report_protected_columns, "protected"),
        (report_personal_columns, "personal"),
        (report_comparison_columns, "existing"),
        (report_comparison_columns, "consent"),
    ],
)
def test_a_role_that_was_guessed_is_reported_and_one_that_was_given_is_not(
    rule, role, given, found
):
    assert len(run(rule, one(role=role, given=given))) == found
    assert run(rule, one()) == []


def test_a_column_that_gives_the_outcome_away_is_known_by_its_reason():
    assert (
        len(run(report_leaks, one(role="descriptor", reason="known later", reason_code="leak")))
        == 1
    )
    assert run(report_leaks, one()) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"quantity": "age"}, 1),
        ({"original": "gender"}, 1),
        ({"original": "income"}, 0),
        ({"quantity": "age", "role": "descriptor"}, 0),
    ],
)
def test_a_protected_attribute_is_reported_while_it_is_clustered_on(changes, found):
    findings = run(report_protected_features, one(**changes))

    assert len(findings) == found
    assert all('a = "protected"' in str(f.action) for f in findings)


@pytest.mark.parametrize(("counters", "told"), [(0, ""), (1, "1 of them counts the rows")])
def test_row_counters_among_the_ids_are_counted(counters, told):
    code = "row counter" if counters else ""
    ids = make_table(
        {"a": ["x"], "b": ["1"]}, a={"role": "id"}, b={"role": "id", "reason_code": code}
    )

    (finding,) = run(report_several_ids, ids)

    assert finding.count == 2
    assert told in str(finding.message)
    assert ("of them" in str(finding.message)) is bool(told)
    assert run(report_several_ids, one(["x"], role="id")) == []


def mixed(numbers, words):
    """Return a column of text with so many different numbers and so many words."""
    return make_table({"a": [*(str(i) for i in range(numbers)), *["unknown x7"] * words]})


@pytest.mark.parametrize(
    ("numbers", "words", "found"),
    [(20, 10, 0), (21, 10, 1), (21, 189, 1), (21, 190, 0)],
)
def test_text_with_many_different_numbers_is_mixed(numbers, words, found):
    """More than 20 different ones are no levels; a tenth of the values are many."""
    findings = run(report_mixed_columns, mixed(numbers, words))

    assert [f.count for f in findings] == [words] * found


def test_the_numbers_and_the_text_of_a_mixed_column_are_counted():
    (finding,) = run(report_mixed_columns, mixed(30, 10))

    message = str(finding.message)
    assert message.startswith("30 values read as numbers and 10 do not (25.0%)")
    assert "for instance" in message
    assert "for instance" not in str(withhold(finding.message, 5))


def test_a_mixed_column_is_not_reported_as_unused_as_well():
    assert run(report_unused_text, mixed(30, 10)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"kind": "category"}, 0),
        ({"kind": "category", "reason_code": "names only"}, 1),
        ({"reason_code": "constant"}, 0),
        ({"missing": 2}, 0),
        ({"given": True}, 0),
        ({"role": "date"}, 1),
        ({"role": "descriptor"}, 0),
    ],
)
def test_text_that_is_not_used_is_reported(changes, found):
    assert len(run(report_unused_text, one(["said this", "said that"], **changes))) == found


@pytest.mark.parametrize(
    ("original", "told"),
    [
        ("", "no heading"),
        ("x" * (LONGEST_NAME + 1), "characters"),
        ("x" * LONGEST_NAME, "same heading"),
        ("b", "same heading"),
    ],
)
def test_a_changed_heading_says_why(original, told):
    (finding,) = run(report_renamed_columns, one(original=original))

    assert told in str(finding.message)
    assert "`a`" in str(finding.action)


@pytest.mark.parametrize("original", ["a", " a "])
def test_blanks_around_a_heading_are_no_change(original):
    assert run(report_renamed_columns, one(original=original)) == []


def test_of_dates_of_birth_it_is_said_what_alone_is_used():
    dataset = make_table(
        {"born": ["1980-01-02"], "died": ["2001-01-02"], "opened": ["2020-01-02"]},
        born={"role": "personal"}, died={"role": "personal"}, opened={"role": "date"},
    )  # fmt: skip
    elapsed = tuple(
        Elapsed(name=name, source=source, how="age", form="%Y-%m-%d", as_of="2026-01-01")
        for name, source in (("age", "born"), ("end", "died"), ("tenure", "opened"))
    )

    (finding,) = run(report_personal_columns, replace(dataset, elapsed=elapsed))

    assert finding.count == 2
    assert str(finding.action).index("`age`") < str(finding.action).index("`end`")
    assert str(finding.action).count("; ") == 2  # one part for each
    assert "tenure" not in str(finding.action)


def test_a_column_of_numbers_or_without_any_text_is_not_mixed():
    numbers = [str(i) for i in range(40)]

    assert run(report_mixed_columns, one([*numbers, "unknown x7"], role="feature")) == []
    assert run(report_mixed_columns, one([*numbers, "unknown x7"], kind="number")) == []
    assert run(report_mixed_columns, one(numbers)) == []
