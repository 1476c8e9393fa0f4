"""Which level tells what happened, and when is a segment's rate another than everybody's?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.interpret.outcome_rates import OutcomeRate, choose_event, list_outcome_rates
from finseg.interpret.outside import compare_outside_column
from finseg.records.dataset import Column
from finseg.records.outside import Outside, OutsideColumn, measure_level

SEGMENT = np.repeat([0, 1, 2], [100, 300, 600])


def compare(role, values, *, p=0.001):
    column = Column(
        name="left", original="left", role=role, kind="category", unit="none", reason="test"
    )
    found = compare_outside_column(OutsideColumn(column), pl.Series(values), SEGMENT, 3)
    return replace(found, p_corrected=p)


LEFT = ["yes"] * 60 + ["no"] * 40 + ["yes"] * 30 + ["no"] * 270 + ["yes"] * 90 + ["no"] * 510


@pytest.mark.parametrize(
    ("levels", "event"),
    [
        (["Yes", "No"], "Yes"),
        (["No", "Yes"], "Yes"),
        (["0", "1"], "1"),
        (["1", "0"], "1"),  # most of them paid
        (["Existing Customer", "Attrited Customer"], "Attrited Customer"),
        (["good", "bad"], "bad"),
        (["paid", "current", "charged off"], "current"),
        (["paid"], "paid"),
    ],
)
def test_the_event_is_the_level_that_says_yes_else_the_second(levels, event):
    assert levels[choose_event(levels)] == event


def test_a_rate_is_that_of_the_segment_beside_that_of_all():
    outside = Outside(comparisons=(compare("outcome", LEFT),))
    rates = [list_outcome_rates(outside, s)[0] for s in range(3)]

    assert [r.level.share for r in rates] == [0.6, 0.1, 0.15]
    assert [round(r.share_of_all, 9) for r in rates] == [0.18] * 3
    assert [round(r.difference, 9) for r in rates] == [0.42, -0.08, 0.0]  # 15% may be chance
    assert rates[0].level.index == pytest.approx(0.6 / 0.18)
    assert rates[0].event == "yes"


def test_only_outcomes_have_rates():
    assert list_outcome_rates(Outside(comparisons=(compare("descriptor", LEFT),)), 0) == ()
    assert list_outcome_rates(Outside(comparisons=()), 0) == ()


@pytest.mark.parametrize(("p", "difference"), [(0.049, 0.42), (0.05, 0.0)])
def test_a_rate_differs_only_where_the_segments_do(p, difference):
    (rate,) = list_outcome_rates(Outside(comparisons=(compare("outcome", LEFT, p=p),)), 0)

    assert rate.difference == pytest.approx(difference)


@pytest.mark.parametrize(("all_", "differs"), [(0.5, False), (0.4039, False), (0.4038, True)])
def test_a_rate_differs_where_its_interval_leaves_out_that_of_all(all_, differs):
    level = measure_level("yes", 50, of=100, share_of_all=all_)  # 95% interval from 0.40383
    rate = OutcomeRate(column="left", level=level, differs=True)

    assert (rate.difference != 0) == differs


def test_a_rate_that_may_not_be_shown_is_left_out():
    found = compare("outcome", LEFT)
    hidden = replace(found.levels[1][1], share=math.nan, low=math.nan, high=math.nan)
    levels = (found.levels[0], (found.levels[1][0], hidden), found.levels[2])
    outside = Outside(comparisons=(replace(found, levels=levels),))

    assert [len(list_outcome_rates(outside, s)) for s in range(3)] == [1, 0, 1]


def test_where_the_total_is_hidden_nothing_is_said_of_all():
    level = replace(measure_level("yes", 60, of=100, share_of_all=0.2), index=math.nan)
    rate = OutcomeRate(column="left", level=level, differs=True)

    assert math.isnan(rate.share_of_all)
    assert rate.difference == 0.0
