"""Which numbers keep to the limits, and what do the limits cost?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.choose.constraints import (
    find_broken_limit,
    find_usable_ks,
    say_broken_limits,
    say_costs,
)
from finseg.document.said import Share, list_values
from finseg.settings import ChooseSettings
from tests.builders.trials import candidate, some_trials, with_smallest

SHARES = {2: 0.4, 3: 0.03, 4: 0.0299, 5: 0.05, 6: 0.01}
TRIALS = with_smallest(some_trials(rows=2_000), SHARES)


def usable(**settings):
    return find_usable_ks(TRIALS, ChooseSettings(**settings))


def costs(k, free_k, **settings):
    return [
        str(s) for s in say_costs(TRIALS, k=k, free_k=free_k, settings=ChooseSettings(**settings))
    ]


@pytest.mark.parametrize(
    ("settings", "ks"),
    [
        ({}, (2, 3, 5)),  # 3 % at least, the limit itself included
        ({"smallest_share": 0.0299}, (2, 3, 4, 5)),
        ({"smallest_share": 0.0301}, (2, 5)),
        ({"smallest_share": 0.0}, (2, 3, 4, 5, 6)),
        ({"most_segments": 3}, (2, 3)),
        ({"most_segments": 2}, (2,)),
        ({"most_segments": 1}, ()),
        ({"k_max": 4, "smallest_share": 0.0}, (2, 3, 4)),
        ({"k_max": 3, "most_segments": 5}, (2, 3)),
    ],
)
def test_numbers_keep_to_every_limit_and_the_limit_itself_is_kept(settings, ks):
    assert usable(**settings) == ks


def test_one_segment_is_never_a_division():
    alone = some_trials(candidates=(candidate(1, 1.0),))

    assert find_usable_ks(alone, ChooseSettings()) == ()


@pytest.mark.parametrize(("searched_on", "ks"), [(None, (2, 3)), (3, (2, 3, 5))])
def test_numbers_beyond_the_largest_count_where_the_search_went_on(searched_on, ks):
    trials = replace(TRIALS, searched_on=searched_on)

    assert find_usable_ks(trials, ChooseSettings(k_max=3)) == ks


@pytest.mark.parametrize(
    ("k", "limit"), [(3, ""), (4, "smallest share"), (5, "most segments"), (6, "most segments")]
)
def test_the_limit_that_is_broken_is_named(k, limit):
    assert find_broken_limit(TRIALS.candidate(k), ChooseSettings(most_segments=4)) == limit


def test_a_limit_that_changed_nothing_cost_nothing():
    assert costs(3, 3) == []


def test_the_smallest_share_costs_the_number_that_would_have_been_taken():
    (said,) = costs(3, 6)

    assert "3.0%" in said
    assert "6 segments" in said
    assert "1.0%" in said


def test_a_segment_just_at_the_limit_is_not_what_it_cost():
    assert costs(2, 3, smallest_share=0.03) == []


def test_the_share_of_a_small_segment_is_known_to_be_one_of_customers():
    (said,) = say_costs(TRIALS, k=3, free_k=6, settings=ChooseSettings())

    assert Share(0.01, of=2_000) in list(list_values(said))


@pytest.mark.parametrize(("most", "cost"), [(4, 1), (5, 0), (6, 0)])
def test_a_team_that_can_serve_the_free_number_costs_nothing(most, cost):
    assert len(costs(2, 5, most_segments=most)) == cost


def test_two_limits_cost_one_sentence_each():
    both = costs(2, 6, most_segments=4)

    assert len(both) == 2
    assert "at most 4 segments" in both[1]


def test_a_number_that_was_fixed_is_the_only_cost():
    settings = ChooseSettings(k=4, most_segments=3)

    (said,) = map(str, say_costs(TRIALS, k=4, free_k=6, settings=settings))

    assert "fixed 4 segments" in said
    assert "6 segments" in said


def test_a_number_that_broke_the_limit_when_fitted_is_said_with_both_shares():
    broken = {4: Share(0.0149, of=800, digits=2), 5: Share(0.02, of=800, digits=2)}

    said = [str(s) for s in say_broken_limits(broken, ChooseSettings(smallest_share=0.05))]

    assert len(said) == 2
    assert "4 segments" in said[0]
    assert "1.49%" in said[0]
    assert "5.0%" in said[0]
    assert say_broken_limits(broken, ChooseSettings(k=4)) == ()
