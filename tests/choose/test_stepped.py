"""Is a table told on which gaps say nothing, and noise beaten where it reaches far?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose.agreement import _summarise_null
from finseg.choose.effort import DEFAULT, STARTS_AMONG_LEVELS, plan_effort
from finseg.choose.trials import is_stepped

RNG = np.random.default_rng(2)


@pytest.mark.parametrize(("spread", "stepped"), [(1.1, False), (0.9, True)])
def test_gaps_say_nothing_where_levels_have_more_than_half_of_the_variance(spread, stepped):
    flag = np.repeat([0.0, 1.0], 50) * 2  # variance 1
    figures = np.tile([-1.0, 1.0], 50) * spread**0.5

    assert is_stepped(np.column_stack([flag, figures]), [(0,)]) == stepped
    assert not is_stepped(np.column_stack([flag, figures]), [])


def test_more_starts_are_made_among_levels_and_nowhere_else():
    assert plan_effort(quick=False, stepped=False) == DEFAULT
    assert plan_effort(quick=False, stepped=True).starts == STARTS_AMONG_LEVELS


def test_among_levels_the_limit_of_noise_can_be_beaten_though_noise_differs_much():
    noise = np.array([0.4, 0.8, 0.5, 0.7, 0.4, 0.6])

    plain = _summarise_null("columns shuffled", noise, looks=9, stepped=False)
    among_levels = _summarise_null("columns shuffled", noise, looks=9, stepped=True)

    assert plain.threshold == 1.0
    assert noise.max() < among_levels.threshold < 0.99
    assert plain.mean == among_levels.mean


def test_just_half_of_the_variance_is_not_most_and_all_categories_count_together():
    ones = np.tile([-1.0, 1.0], 50)
    flag = np.repeat([0.0, 2.0], 50)

    assert not is_stepped(np.column_stack([flag, ones]), [(0,)])
    three = np.column_stack([flag, ones, flag])
    assert is_stepped(three, [(0,), (2,)])
    assert is_stepped(three, [(0, 2)])
    assert not is_stepped(three, [(2,)])
    # Without its mean: a column far from nought spreads no more for it.
    assert not is_stepped(np.column_stack([flag + 9, 1.1 * ones]), [(0,)])
