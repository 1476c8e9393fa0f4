"""The facts of a report: is nothing of it changed once it is made?"""

from __future__ import annotations

import pytest

from tests.builders.modules import (
    is_compared,
    is_firm,
    list_dataclasses,
    list_nameless_parameters,
    list_positional,
)

KINDS = list_dataclasses("finseg.report")
BY_NAME = {"ActionLine", "ActionPage", "Badge", "Card", "Fact", "ReportFacts", "ReportPart"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_made_is_never_changed(kind):
    assert is_firm(kind)


def test_what_has_many_fields_alike_is_built_by_names_and_all_can_be_compared():
    assert {kind.__name__ for kind in KINDS if not list_positional(kind)} == BY_NAME
    assert all(is_compared(kind) for kind in KINDS)


def test_every_parameter_can_be_given_by_its_name():
    assert not list_nameless_parameters("finseg.report")
