"""Is a model refused that could score nobody?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Derived, Recipe
from tests.builders.records import a_step

RATIO = Derived(column="r", formula="loan to income", above="a", below="b")


def make_bundle(ids=(0, 1), centres=2, recipe=None):
    return Bundle(
        title="", made_with="", input_name="", input_sha256="", rows=5, ids=(), settings={},
        recipe=recipe or Recipe(steps=(a_step("a"), a_step("b"))),
        segments=tuple(
            BundleSegment(id=i, name="", size=5, centre=(0.5,) * centres, reach=1.0) for i in ids
        ),
    )  # fmt: skip


@pytest.mark.parametrize("ids", [(1, 2), (0, 2), (1, 0), (0, 0)])
def test_segments_are_numbered_from_zero_without_gaps(ids):
    assert [s.id for s in make_bundle().segments] == [0, 1]
    with pytest.raises(ValueError, match="numbered from 0"):
        make_bundle(ids)


def test_a_model_has_a_segment_and_a_feature():
    with pytest.raises(ValueError, match="at least one"):
        make_bundle(())
    with pytest.raises(ValueError, match="at least one"):
        make_bundle(centres=0, recipe=Recipe(steps=()))


@pytest.mark.parametrize("centres", [1, 3])
def test_a_centre_has_a_figure_for_each_feature(centres):
    with pytest.raises(ValueError, match="one figure per feature"):
        make_bundle(centres=centres)


@pytest.mark.parametrize("name", ["scale", "bend", "weight"])
@pytest.mark.parametrize("value", [0.0, -1.0])
def test_scale_bend_and_weight_are_above_zero(name, value):
    step = replace(a_step("b"), **{name: value})

    with pytest.raises(ValueError, match="must be above 0"):
        make_bundle(recipe=Recipe(steps=(a_step("a"), step)))
    small = replace(a_step("b"), **{name: 0.5})
    assert make_bundle(recipe=Recipe(steps=(a_step("a"), small)))


@pytest.mark.parametrize("factor", [0.0, -2.0])
def test_the_factor_of_a_derived_column_is_above_zero(factor):
    steps = (a_step("a"), a_step("r"))

    assert make_bundle(recipe=Recipe(steps=steps, derived=(replace(RATIO, factor=0.5),)))
    with pytest.raises(ValueError, match="derived columns must be above 0"):
        make_bundle(recipe=Recipe(steps=steps, derived=(replace(RATIO, factor=factor),)))
