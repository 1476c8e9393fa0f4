"""Is every customer put where the nearest centre is, and flagged where one should be careful?"""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment
from finseg.score.assign import assign_segments, flag_rows

RECIPE = Recipe(
    steps=(
        Step(
            column="age; years", unit="years", impute=40.0, imputed=0, transform="none",
            reason="", centre=0.0, scale=10.0,
        ),
        Step(
            column="loan", unit="none", impute=0.0, imputed=0, transform="none",
            reason="", centre=0.0, scale=1.0,
        ),
    )
)  # fmt: skip


def bundle(*centres):
    return Bundle(
        title="", made_with="", input_name="", input_sha256="", rows=9, ids=(), recipe=RECIPE,
        segments=tuple(
            BundleSegment(id=i, name=f"s{i}", size=3, centre=centre, reach=2.0)
            for i, centre in enumerate(centres)
        ),
        settings={},
    )  # fmt: skip


def test_the_nearest_centre_in_prepared_units_is_the_segment():
    """Age 30 is 3 prepared units: 3 from the first centre, 1 from the second, 7 from the third."""
    done = assign_segments(bundle((0.0, 0.0), (4.0, 0.0), (10.0, 0.0)), np.array([[30.0, 0.0]]))

    assert (done.segment[0], done.second[0]) == (1, 0)
    assert done.distance[0] == 1.0
    assert done.margin[0] == pytest.approx((3 - 1) / 3)


def test_a_customer_on_the_border_has_no_margin():
    done = assign_segments(bundle((0.0, 0.0), (4.0, 0.0)), np.array([[20.0, 0.0]]))

    assert done.margin[0] == 0.0


def test_with_one_segment_there_is_no_second():
    done = assign_segments(bundle((0.0, 0.0)), np.array([[20.0, 1.0]]))

    assert (done.segment[0], done.second[0], done.margin[0]) == (0, 0, 1.0)


@pytest.mark.parametrize(("distance", "flags"), [(1.9, ""), (2.0, ""), (2.1, "far")])
def test_beyond_the_reach_of_its_own_segment_a_customer_is_far(distance, flags):
    raw = np.array([[distance * 10, 0.0]])
    done = assign_segments(bundle((0.0, 0.0), (99.0, 0.0)), raw)

    assert flag_rows(RECIPE, raw, done, np.array([2.0, 0.0])).to_list() == [flags]


def test_what_was_filled_is_named_and_a_semicolon_in_a_name_is_a_comma():
    raw = np.array([[math.nan, math.nan], [math.nan, 5.0], [10.0, math.nan]])
    done = assign_segments(bundle((0.0, 0.0)), raw)

    assert flag_rows(RECIPE, raw, done, np.array([4.5])).to_list() == [
        "filled:age, years;filled:loan",
        "far;filled:age, years",
        "filled:loan",
    ]


def of_categories():
    """Make a recipe of one figure and a category of two columns."""

    def step(column, category=""):
        return Step(
            column=column, unit="none", impute=0.0, imputed=0, transform="none", reason="",
            centre=0.0, scale=1.0, category=category, level="x" if category else "",
        )  # fmt: skip

    return Recipe(steps=(step("age"), step("c: a", "c"), step("c: b", "c")))


def test_a_level_that_nobody_had_is_flagged_as_new_and_not_as_filled():
    raw = np.array([[math.nan, math.nan, math.nan], [1.0, math.nan, math.nan], [1.0, 1.0, 0.0]])
    zero = np.zeros(3, dtype=np.int64)
    done = Assignment(
        segment=zero, second=zero, margin=np.zeros(3), distance=np.array([0.5, 2.0, 0.5])
    )
    new = {"c": pl.Series([False, True, False]), "age": pl.Series([False, False, False])}

    flags = flag_rows(of_categories(), raw, done, np.array([1.0]), new)

    assert flags.to_list() == ["filled:age;filled:c", "far;new:c", ""]
    assert flags.name == "flags"
    plain = flag_rows(of_categories(), raw, done, np.array([1.0]))
    assert plain.to_list() == ["filled:age;filled:c", "far;filled:c", ""]
