"""Are records firm, built by names, and equal where all their fields can be compared?"""

from __future__ import annotations

import math
from dataclasses import MISSING, fields

import pytest

from tests.builders.modules import (
    is_compared,
    is_firm,
    list_dataclasses,
    list_nameless_parameters,
    list_positional,
)

RECORDS = list_dataclasses("finseg.records")
BY_PLACE = {"FindingCode", "OutsideColumn"}  # lines of a table, and a mark around one value
WITH_ARRAYS = {
    "RowWeights",
    "Built",
    "Assignment",
    "Decisions",
    "Metric",
    "Offers",
    "Segmentation",
    "Stood",
}


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_record_is_never_changed_and_its_fields_have_names(kind):
    assert is_firm(kind)
    assert not list_positional(kind) or kind.__name__ in BY_PLACE


def test_only_records_with_arrays_are_not_compared():
    assert {kind.__name__ for kind in RECORDS if not is_compared(kind)} == WITH_ARRAYS


def test_every_parameter_can_be_given_by_its_name():
    assert not list_nameless_parameters("finseg.records")


def test_what_is_not_told_of_a_record_is_nothing_wrong_and_nobody():
    told = {
        f"{kind.__name__}.{field.name}": field.default
        for kind in RECORDS
        for field in fields(kind)
        if field.default is not MISSING
    }
    numbers = {name: value for name, value in told.items() if type(value) in (int, float)}
    ones = {name for name, value in numbers.items() if value == 1}
    flags = {name for name, value in told.items() if value is True}

    assert {value for value in numbers.values() if not math.isnan(value)} == {0, 1}
    assert ones == {"Step.bend", "Step.weight", "Derived.factor", "Offers.least"}
    assert flags == {
        "Agreement.settled",
        "Claim.holds",
        "Column.adds_up",
        "Groups.fits",
        "Redundancy.searched",
        "Separation.settled",
    }
