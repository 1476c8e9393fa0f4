"""Are values found that stand for something else, and limits that many have reached?"""

from __future__ import annotations

import pytest

from finseg.check.sentinels import (
    report_blanked_values,
    report_piles,
    report_sentinel_codes,
    report_sentinel_dates,
)
from finseg.disclose.withhold import withhold
from finseg.settings import Settings
from finseg.understand.sentinels import find_caps
from tests.builders.tables import make_table

AGES = [float(18 + i % 60) for i in range(200)]


def run(rule, dataset):
    return list(rule(dataset, Settings()))


def test_a_code_is_reported_with_its_count_its_share_and_the_line_that_blanks_it():
    (finding,) = run(report_sentinel_codes, make_table({"age": [*AGES, *[-1.0] * 50]}))

    assert (finding.code, finding.column, finding.count) == ("D035", "age", 50)
    assert str(finding.message).startswith("−1 stands alone")
    assert str(finding.message).endswith("50 times (20.0%)")
    assert "age = [-1]" in str(finding.action)


@pytest.mark.parametrize(("values", "found"), [([-1.0], 0), ([-1.0, -1.0], 1), ([999.0], 1)])
def test_a_single_negative_value_may_be_one_customers_own(values, found):
    assert len(run(report_sentinel_codes, make_table({"age": [*AGES, *values]}))) == found


@pytest.mark.parametrize(
    ("role", "found", "kept"),
    [
        ("feature", 1, "left as it is"),
        ("descriptor", 1, "not clustered on"),
        ("ignore", 0, ""),
        ("id", 0, ""),
    ],
)
def test_only_columns_that_are_described_are_searched(role, found, kept):
    dataset = make_table({"age": [*AGES, *[-1.0] * 20]}, age={"role": role})

    findings = run(report_sentinel_codes, dataset)

    assert len(findings) == found
    assert all(str(f.action).startswith(kept) for f in findings)


def test_a_code_that_few_customers_have_is_withheld():
    (finding,) = run(report_sentinel_codes, make_table({"age": [*AGES, 999.0, 999.0]}))

    assert withhold(finding.message, 5) is None
    assert withhold(finding.action, 5) is None
    assert withhold(finding.message, 2) is not None


def test_dates_that_stand_for_none_are_reported_each():
    dates = ["2020-02-03", "2021-04-05", *["9999-12-31"] * 3, *["1900-01-01"] * 2]
    dataset = make_table({"opened": dates}, opened={"role": "date"})

    found = {f.count: f for f in run(report_sentinel_dates, dataset)}

    assert sorted(found) == [2, 3]
    assert 'opened = ["9999-12-31"]' in str(found[3].action)


def test_values_that_were_blanked_are_counted_by_spelling():
    dataset = make_table({"age": [1.0, None]}, age={"sentinels": (("-1", 8), ("999", 2))})

    (finding,) = run(report_blanked_values, dataset)

    assert (finding.code, finding.count) == ("D077", 10)
    assert "`-1` 8×, `999` 2×" in str(finding.message)
    assert "999" not in str(withhold(finding.message, 5))
    assert run(report_blanked_values, make_table({"age": [1.0]})) == []


def piled(unit="none"):
    amounts = [float(1_000 + 37 * i) for i in range(300)]
    return make_table({"limit": [*amounts, *[20_000.0] * 60]}, limit={"unit": unit})


def test_many_values_at_the_end_of_a_range_are_a_limit():
    (finding,) = run(report_piles, piled())

    assert (finding.code, finding.severity, finding.count) == ("D078", "note", 60)
    assert "20,000" in str(finding.message)
    assert "16.7%" in str(finding.message)


@pytest.mark.parametrize("unit", ["share", "percent"])
def test_a_share_has_an_end_that_many_may_reach(unit):
    assert run(report_piles, piled(unit)) == []


def test_a_pile_of_codes_is_reported_as_codes_and_not_as_a_limit_as_well():
    dataset = make_table({"age": [*AGES, *[999.0] * 60]})

    assert [f.count for f in run(report_sentinel_codes, dataset)] == [60]
    assert find_caps(dataset.table["age"])  # it would be one
    assert run(report_piles, dataset) == []
