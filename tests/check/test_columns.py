"""Is what is wrong inside a column found, and told with the right figures?"""

from __future__ import annotations

import pytest

from finseg.check import columns
from finseg.check.columns import (
    report_constant_columns,
    report_empty_columns,
    report_few_gaps,
    report_many_gaps,
    report_many_zeros,
    report_outliers,
)
from finseg.disclose.withhold import withhold
from finseg.settings import Settings
from tests.builders.tables import make_table

IGNORED = {"role": "ignore"}


def run(rule, dataset):
    return list(rule(dataset, Settings()))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([7, 7], "every value is the same"),
        ([7, None, 7], "every value is the same or missing"),
        ([7, 8], None),
        ([7], None),  # one row has nothing to differ from
        ([None, None], None),
        ([7] * 1500 + [8], None),  # differs only behind the first thousand
    ],
)
def test_a_column_of_one_value_is_constant(values, message):
    found = run(report_constant_columns, make_table({"a": values}, a=IGNORED))

    assert [str(f.message) for f in found] == ([] if message is None else [message])
    assert all(f.count == len(values) for f in found)


def test_only_columns_that_are_not_used_are_called_constant():
    assert run(report_constant_columns, make_table({"a": [7, 7]})) == []


def test_a_column_without_values_is_empty():
    empty, used = [None, None], [1, None]

    (finding,) = run(report_empty_columns, make_table({"a": empty, "b": used}))

    assert (finding.code, finding.column, finding.count) == ("D031", "a", 2)
    assert run(report_empty_columns, make_table({"a": []})) == []


@pytest.mark.parametrize(
    ("missing", "few", "many"),
    [(0, 0, 0), (1, 1, 0), (3, 1, 0), (4, 0, 1), (9, 0, 1), (10, 0, 0)],
)
def test_more_than_three_tenths_missing_are_many(missing, few, many):
    values = [None] * missing + [1.0] * (10 - missing)
    dataset = make_table({"a": values}, a={"role": "feature"})

    noted, warned = run(report_few_gaps, dataset), run(report_many_gaps, dataset)

    assert ([f.code for f in noted], [f.code for f in warned]) == (["D033"] * few, ["D032"] * many)
    assert all(f.count == missing for f in (*noted, *warned))


def test_gaps_are_told_as_a_count_and_a_share():
    (few,) = run(report_few_gaps, make_table({"a": [None] + [1.0] * 7}))
    (many,) = run(report_many_gaps, make_table({"a": [None] * 3 + [1.0] * 5}))

    assert str(few.message) == "1 value is missing (12.5%)"
    assert str(many.message) == "37.5% of the values are missing"


@pytest.mark.parametrize(("zeros", "found"), [(2, 0), (3, 1), (10, 1)])
def test_three_tenths_of_zeros_are_many(zeros, found):
    dataset = make_table({"a": [0.0] * zeros + [5.0] * (10 - zeros)})

    assert [f.count for f in run(report_many_zeros, dataset)] == [zeros] * found


def test_the_share_of_zeros_is_one_of_the_values_present():
    (finding,) = run(report_many_zeros, make_table({"a": [0, 0, 0, 4, 5, None, None, None]}))

    assert str(finding.message) == "60.0% of the values are 0"
    assert run(report_many_zeros, make_table({"a": [None, None]})) == []


# Of 100 values the 5th percentile is 0, the 95th 1 and the median 0: ten times the spread is 10.
NEAR = [0.0] * 61 + [1.0] * 38


@pytest.mark.parametrize(("value", "found"), [(10.0, 0), (10.5, 1), (-10.0, 0), (-10.5, 1)])
def test_a_value_more_than_ten_spreads_from_the_median_is_far(value, found):
    assert [f.count for f in run(report_outliers, make_table({"a": [*NEAR, value]}))] == [1] * found


def test_the_furthest_on_either_side_is_named_and_goes_where_examples_go():
    (finding,) = run(report_outliers, make_table({"a": [*NEAR, 11.0, -12.5]}))

    assert finding.count == 2
    assert str(finding.message).endswith("the median is 0, the furthest −12.5")
    assert "12.5" not in str(withhold(finding.message, 5))


def test_the_median_and_the_furthest_are_told_to_six_digits():
    near = [1234.5678] * 61 + [1235.5678] * 38

    (finding,) = run(report_outliers, make_table({"a": [*near, 98765.4321]}))

    assert str(finding.message).endswith("the median is 1,234.57, the furthest 98,765.4")


def test_of_500_values_the_outermost_hundredth_is_left_out_of_the_spread_else_a_twentieth():
    """Ten values of 100 are 2 %: beyond the 95th percentile, but not beyond the 99th."""
    below, enough = [0.0] * 489, [0.0] * 490
    ones = [1.0] * 200

    assert run(report_outliers, make_table({"a": [*below[200:], *ones, *[100.0] * 10]}))
    assert not run(report_outliers, make_table({"a": [*enough[200:], *ones, *[100.0] * 10]}))


@pytest.mark.parametrize(("values", "found"), [(59, 1), (60, 0)])
def test_from_twice_the_sample_on_every_second_value_shows_the_spread(monkeypatch, values, found):
    """Here every second value is zero: alone they have no spread."""
    monkeypatch.setattr(columns, "_SAMPLE", 30)
    dataset = make_table({"a": [*([0.0, 1.0] * 30)[: values - 1], 99.0]})

    assert len(run(report_outliers, dataset)) == found


def test_without_any_spread_nothing_is_far():
    assert run(report_outliers, make_table({"a": [5.0] * 50 + [9e9]})) == []
    assert run(report_outliers, make_table({"a": []})) == []


@pytest.mark.parametrize(("values", "left"), [(21, False), (22, True)])
def test_a_median_of_few_on_either_side_is_not_told(values, left):
    near = [1234.0] * (values // 2) + [1235.0] * (values - values // 2 - 1)
    (finding,) = run(report_outliers, make_table({"a": [*near, -9e9, None]}))
    shown = str(withhold(finding.message, 11))

    assert "the median is 1,23" in str(finding.message)
    assert ("the median is" in shown) is left
    assert "far from all others" in shown


@pytest.mark.parametrize(
    ("gaps", "code"), [(0, None), (1, "D033"), (3, "D033"), (4, "D032"), (9, "D032"), (10, None)]
)
def test_a_feature_with_more_than_three_gaps_in_ten_is_warned_of_and_one_without_values_is_empty(
    gaps, code
):
    dataset = make_table({"a": [None] * gaps + [1.0, 2.0] * 5})
    dataset = make_table({"a": dataset.table["a"].to_list()[:10]})

    found = [*run(report_many_gaps, dataset), *run(report_few_gaps, dataset)]

    assert [(f.code, f.count) for f in found] == ([(code, gaps)] if code else [])


def test_in_one_row_a_gap_is_no_gap_to_fill():
    assert run(report_few_gaps, make_table({"a": [None]})) == []
    assert run(report_many_gaps, make_table({"a": []})) == []


@pytest.mark.parametrize(("far", "found"), [(24, False), (25, False), (26, True)])
def test_of_few_values_a_twentieth_at_either_end_is_left_out_of_the_spread(far, found):
    """Of 499 values up to 25 at one end are no part of the spread of the others."""
    values = [*range(1, 500 - far), *[1e6] * far]

    assert bool(run(report_outliers, make_table({"a": values}))) is not found
