"""Is each row counted by the customers it stands for, where that is known?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.check.row_weights import report_row_weights
from finseg.document.printers import to_text
from finseg.records.row_weights import find_row_weights, list_weight_columns
from finseg.settings import Settings
from tests.builders.tables import make_table

GIVEN = {"role": "weight", "given": True}
SURE = {"role": "weight", "confidence": "high"}


def weigh(values, **facts):
    return make_table({"owed": range(len(values)), "w": values}, w=facts)


def list_findings(table):
    return [(f.code, f.column) for f in report_row_weights(table, Settings())]


def test_what_rows_stand_for_is_added_up_by_segment_and_a_blank_counts_as_an_average_row():
    found = find_row_weights(weigh([1.0, None, 5.0, 3.0], **GIVEN))

    assert found is not None
    assert (found.column, found.missing, found.total) == ("w", 1, 12.0)
    assert found.stands_for.tolist() == [1.0, 3.0, 5.0, 3.0]
    assert found.relative.tolist() == pytest.approx([1 / 3, 1.0, 5 / 3, 1.0])
    assert found.add_up_by_segment(np.array([0, 2, 0, 0]), 3).tolist() == [9.0, 0.0, 3.0]


@pytest.mark.parametrize(
    ("facts", "used"),
    [
        (GIVEN, True),
        (SURE, True),
        ({"role": "weight", "confidence": "fair"}, False),
        ({"role": "descriptor", "given": True}, False),
    ],
)
def test_rows_are_counted_by_what_is_given_or_sure_alone(facts, used):
    assert (find_row_weights(weigh([1.0, 2.0], **facts)) is not None) == used


@pytest.mark.parametrize(
    ("values", "used"),
    [([0.0, 2.0], True), ([-0.1, 2.0], False), ([0.0, 0.0], False), ([None, None], False)],
)
def test_weights_are_from_0_on_and_not_all_0(values, used):
    assert bool(list_weight_columns(weigh(values, **SURE))) == used


def test_a_column_that_is_given_goes_before_guesses_and_two_guesses_settle_nothing():
    values = {"a": [1.0, 2.0], "b": [3.0, 5.0]}
    one_given = make_table(values, a=SURE, b=GIVEN)
    both_sure = make_table(values, a=SURE, b=SURE)

    found = find_row_weights(one_given)
    assert found is not None
    assert found.column == "b"
    assert find_row_weights(both_sure) is None
    assert list_findings(one_given) == [("D059", "a"), ("D058", "b")]
    assert list_findings(both_sure) == [("D059", "a"), ("D059", "b")]


def test_both_counts_are_said_with_the_rows_that_have_no_weight():
    (finding,) = report_row_weights(weigh([1.0, None, 5.0], **GIVEN), Settings())

    assert finding.code == "D058"
    said = to_text([*finding.blocks()]) if hasattr(finding, "blocks") else str(finding.message)
    assert "3 rows stand for 9" in said
    assert "1 row without a weight" in said
    (whole,) = report_row_weights(weigh([1.0, 3.0], **GIVEN), Settings())
    assert "without a weight" not in str(whole.message)


@pytest.mark.parametrize(("weight", "proportional"), [(0.49, True), (0.5, False)])
def test_weights_below_a_half_on_average_only_say_how_rows_compare(weight, proportional):
    table = weigh([weight / 2, weight * 1.5], **GIVEN)

    found = find_row_weights(table)

    assert found is not None
    assert found.proportional == proportional
    assert found.total == pytest.approx(2.0 if proportional else 2 * weight)
    (finding,) = report_row_weights(table, Settings())
    assert ("only say how rows compare" in str(finding.message)) == proportional
