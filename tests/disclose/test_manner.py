"""Can every parameter be given by its name?"""

from __future__ import annotations

from tests.builders.modules import list_nameless_parameters


def test_every_parameter_can_be_given_by_its_name():
    assert not list_nameless_parameters("finseg.disclose")
