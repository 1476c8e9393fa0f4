"""Are records firm, built by names, and equal where all their fields can be compared?"""

from __future__ import annotations

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
WITH_ARRAYS = {"Assignment", "Decisions", "Measure", "Offers", "Segmentation", "Stood"}


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_record_is_never_changed_and_its_fields_have_names(kind):
    assert is_firm(kind)
    assert not list_positional(kind) or kind.__name__ in BY_PLACE


def test_only_records_with_arrays_are_not_compared():
    assert {kind.__name__ for kind in RECORDS if not is_compared(kind)} == WITH_ARRAYS


def test_every_parameter_can_be_given_by_its_name():
    assert not list_nameless_parameters("finseg.records")
