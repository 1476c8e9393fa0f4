"""What decided between two segments? Worked out by hand, without a fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment
from finseg.score.why import explain_rows
from tests.builders.numbers import list_foreign_numbers

SCALES = {"a": 1.0, "b": 2.0, "c": 10.0, "d": 1.0, "e": 1.0}


def make_bundle():
    steps = tuple(
        Step(column=name, unit="none", impute=4.0, imputed=0, transform="none", reason="",
             centre=0.0, scale=scale)
        for name, scale in SCALES.items()
    )  # fmt: skip
    centres = ((0.0,) * 5, (2.0, 3.0, 1.0, 0.0, 1.0))
    return Bundle(
        title="", made_with="", input_name="", input_sha256="", rows=9, ids=(), settings={},
        recipe=Recipe(steps=steps),
        segments=tuple(
            BundleSegment(id=i, name=f"S{i}", size=3, centre=own, reach=1.0)
            for i, own in enumerate(centres)
        ),
    )  # fmt: skip


def explain(*rows, segment=0):
    n = len(rows)
    assignment = Assignment(
        segment=np.full(n, segment),
        second=np.full(n, 1 - segment),
        margin=np.linspace(0.25, 0.5, n),
        distance=np.ones(n),
    )
    flags = [f"flag {i}" for i in range(n)]
    return explain_rows(make_bundle(), np.array(rows), assignment, flags, Numbers())


def test_each_columns_part_is_how_much_nearer_the_own_centre_it_is():
    """At the first centre the parts are 4, 9, 1, 0 and 1 of 15 in all."""
    (explanation,) = explain([0.0] * 5)

    assert [(d.column, d.share) for d in explanation.deciders] == [
        ("b", pytest.approx(9 / 15)),
        ("a", pytest.approx(4 / 15)),
        ("c", pytest.approx(1 / 15)),
    ]
    assert [(d.value, d.here, d.there) for d in explanation.deciders] == [
        (0.0, 0.0, 6.0),  # in raw units: 3 times the scale of 2
        (0.0, 0.0, 2.0),
        (0.0, 0.0, 10.0),
    ]


def test_what_speaks_for_the_other_segment_decides_nothing_and_counts_for_nothing():
    """`a` at 3 speaks for the other (1 − 9 = −8), `b` for its own with 9; `c` and `e` with 1."""
    (explanation,) = explain([3.0, 0.0, 0.0, 0.0, 0.0])

    assert [(d.column, d.share) for d in explanation.deciders] == [
        ("b", pytest.approx(9 / 11)),
        ("c", pytest.approx(1 / 11)),
        ("e", pytest.approx(1 / 11)),
    ]


def test_a_column_that_is_as_near_to_both_is_no_decider():
    (explanation,) = explain([1.0, 0.0, 5.0, 7.0, 0.5])

    assert [d.column for d in explanation.deciders] == ["b"]
    assert explanation.deciders[0].share == 1.0


def test_a_gap_is_told_as_filled_with_the_filling():
    (explanation,) = explain([0.0, math.nan, 0.0, 0.0, 0.0])
    told = {d.column: (d.value, d.filled) for d in explanation.deciders}

    # 4 / 2 = 2 is nearer to 3 than to 0: it speaks for the other segment.
    assert told == {"a": (0.0, False), "c": (0.0, False), "e": (0.0, False)}
    (other,) = explain([0.0, math.nan, 0.0, 0.0, 0.0], segment=1)
    assert [(d.column, d.value, d.filled) for d in other.deciders] == [("b", 4.0, True)]


def test_each_row_has_its_own_segment_second_margin_and_flags():
    first, second = explain([0.0] * 5, [2.0, 6.0, 10.0, 0.0, 1.0], segment=1)

    assert (first.segment, first.name, first.second, first.second_name) == (1, "S1", 0, "S0")
    assert (first.margin, second.margin) == (0.25, 0.5)
    assert (first.flags, second.flags) == ("flag 0", "flag 1")
    assert first.deciders == ()
    assert [(d.here, d.there) for d in second.deciders] == [(6.0, 0.0), (2.0, 0.0), (10.0, 0.0)]


def of_channels(*, two=False):
    """Make a model of a figure and a category of three levels, or of two on one column."""

    def step(column, **changes):
        plain: dict[str, Any] = {
            "unit": "yes or no", "impute": 0.3, "imputed": 0, "transform": "none", "reason": "",
            "centre": 0.0, "scale": 1.0, "category": "channel",
        }  # fmt: skip
        return Step(column=column, **{**plain, **changes})

    levels = (
        (step("channel: app", level="app", other="branch"),)
        if two
        else (step("channel: app", level="app"), step("channel: web", level="web", other="rest"))
    )
    steps = (step("pay", category="", unit="currency", weight=0.5), *levels)
    centres = ((2.0, 0.75), (0.0, 0.25)) if two else ((2.0, 0.75, 0.125), (0.0, 0.25, 0.5))
    return Bundle(
        title="", made_with="", input_name="", input_sha256="", rows=9, ids=(), settings={},
        recipe=Recipe(steps=steps),
        segments=tuple(
            BundleSegment(id=i, name=f"S{i}", size=3, centre=own, reach=1.0)
            for i, own in enumerate(centres)
        ),
    )  # fmt: skip


def tell(bundle, row, segment):
    assignment = Assignment(
        segment=np.array([segment]),
        second=np.array([1 - segment]),
        margin=np.array([0.5]),
        distance=np.ones(1),
    )
    (found,) = explain_rows(bundle, np.array([row]), assignment, [""], Numbers())
    return found.deciders


def test_a_category_speaks_with_all_of_its_levels_and_names_the_one_that_is_there():
    """App: (1 - 1/4)² + (0 - 1/2)² less (1 - 3/4)² + (0 - 1/8)²; the pay: (2 - 0)² at weight ½."""
    pay, channel = tell(of_channels(), [4.0, 1.0, 0.0], 0)

    spoke = 0.75**2 + 0.5**2 - 0.25**2 - 0.125**2
    assert (pay.column, pay.value, pay.here, pay.there) == ("pay", 4.0, 4.0, 0.0)
    assert pay.share == pytest.approx(4 / (4 + spoke))
    assert channel.share == pytest.approx(spoke / (4 + spoke))
    assert (channel.column, channel.unit, channel.level) == ("channel", "share", "app")
    assert math.isnan(channel.value)
    assert (channel.here, channel.there, channel.filled) == (0.75, 0.25, False)


def test_the_share_told_is_that_of_the_level_which_is_there():
    (web,) = (d for d in tell(of_channels(), [1.0, 0.0, 1.0], 1) if d.column == "channel")

    assert (web.level, web.here, web.there) == ("web", 0.5, 0.125)


def test_who_has_none_of_the_levels_has_the_other_one():
    (rest,) = (d for d in tell(of_channels(two=True), [0.0, 0.0], 1) if d.column == "channel")

    assert (rest.level, rest.here, rest.there) == ("branch", 0.75, 0.25)
    (app,) = (d for d in tell(of_channels(two=True), [4.0, 1.0], 0) if d.column == "channel")
    assert (app.level, app.here, app.there) == ("app", 0.75, 0.25)


def test_of_a_category_that_is_blank_no_level_is_named():
    (blank,) = (d for d in tell(of_channels(two=True), [0.0, math.nan], 1) if d.column == "channel")

    assert (blank.level, blank.filled) == ("", True)


def test_reasons_hold_plain_numbers_that_can_be_written():
    assert list_foreign_numbers(explain([0.0, math.nan, 0.0, 0.0, 0.0], segment=1)) == []
    assert list_foreign_numbers(tell(of_channels(), [4.0, 1.0, 0.0], 0)) == []
    assert list_foreign_numbers(tell(of_channels(two=True), [0.0, 0.0], 1)) == []
