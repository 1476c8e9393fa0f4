"""Are the figures of a segment those counted by hand?"""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from finseg.interpret.profile import make_profile
from tests.builders.records import a_step

SEGMENT = np.array([0, 0, 1, 1, 1, 1])
VALUES = [0.0, 10.0, 20.0, None, 40.0, 0.0]


def profile_of(prepared=(0.0, 1.0, 2.0, 9.0, 4.0, 0.0), k=3):
    table = pl.DataFrame({"a": VALUES})
    return make_profile(table, [a_step("a")], np.array(prepared)[:, None], SEGMENT, k)


def test_means_quantiles_and_shares_are_over_the_values_present():
    first, second = (traits[0] for traits in profile_of().segments[:2])

    assert (first.mean, first.median, first.present) == (5.0, 5.0, 2)
    assert (first.zero_share, first.missing_share) == (0.5, 0.0)
    assert (second.mean, second.median, second.present) == (20.0, 20.0, 3)
    assert (second.zero_share, second.missing_share) == (pytest.approx(1 / 3), 0.25)
    assert (second.p25, second.p75) == (10.0, 30.0)
    assert (second.p5, second.p95) == (pytest.approx(2.0), 38.0)
    assert second.sd == pytest.approx(math.sqrt((400 + 0 + 400) / 3))


def test_the_population_is_everybody_and_stands_nowhere():
    (everyone,) = profile_of().population

    assert (everyone.mean, everyone.median, everyone.present) == (14.0, 10.0, 5)
    assert (everyone.zero_share, everyone.missing_share) == (0.4, pytest.approx(1 / 6))
    assert (everyone.deviation, everyone.low, everyone.high) == (0.0, 0.0, 0.0)


def test_a_mean_rests_on_those_who_have_an_amount():
    profile = profile_of()

    assert [traits[0].holders for traits in profile.segments[:2]] == [1, 2]
    assert profile.population[0].holders == 3


def test_what_was_filled_in_says_nothing_of_the_deviation():
    usual = profile_of()

    other = profile_of((0.0, 1.0, 2.0, -500.0, 4.0, 0.0))

    assert [traits[0].deviation for traits in other.segments] == [
        traits[0].deviation for traits in usual.segments
    ]
    first, second = (traits[0].deviation for traits in usual.segments[:2])
    assert first < 0 < second
    assert 2 * first == pytest.approx(-3 * second)  # two customers below, three above


def test_a_segment_without_customers_has_no_figures():
    (empty,) = profile_of().segments[2]

    assert empty.present == 0
    assert math.isnan(empty.mean)
    assert math.isnan(empty.low)
