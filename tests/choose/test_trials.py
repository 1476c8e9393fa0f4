"""Is evidence gathered where an answer hangs on it, and does the search go on where it should?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.beside import Beside
from finseg.choose import choose_k
from finseg.choose import trials as gathering
from finseg.choose.agreement import SampleNoise
from finseg.choose.choice import _ends_at_the_best
from finseg.choose.effort import DEFAULT, QUICK
from finseg.choose.shared_work import CompareBeyondInertia, FindGroups, MakeNoise
from finseg.choose.trials import (
    Bench,
    _choose_open_numbers,
    _choose_wanted_numbers,
    _look_closer,
    _plan_first_round,
)
from finseg.choose.verdict import reach_verdict
from finseg.settings import ChooseSettings
from tests.builders.trials import agreement, some_trials, with_agreement, with_smallest

NAMES = ("a", "b", "c")


def six_groups():
    rng = np.random.default_rng(4)
    group = np.repeat(np.arange(6), [60, 50, 50, 40, 40, 30])
    corners = 9 * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1]])
    return corners[group] + rng.normal(size=(270, 3))


@pytest.mark.parametrize(
    ("k_max", "most", "tried", "searched_on"),
    [
        (7, None, 7, None),
        (6, None, 11, 6),  # the best one was the last
        (6, 6, 6, None),  # nobody can serve more
    ],
)
def test_a_best_number_at_the_end_of_the_search_leads_on(k_max, most, tried, searched_on):
    settings = ChooseSettings(k_max=k_max, most_segments=most, quick=True)

    choice = choose_k(six_groups(), NAMES, settings)

    assert (choice.k, choice.verdict.kind) == (6, "natural")
    assert (choice.candidate_ks[-1], choice.searched_on) == (tried, searched_on)


def test_a_number_that_is_given_or_made_leads_nowhere():
    nothing = some_trials()
    found = some_trials(natural_k=6, outcome="natural")
    settings = ChooseSettings(k_max=6)

    assert not _ends_at_the_best(nothing, reach_verdict(nothing, settings), settings)
    assert _ends_at_the_best(found, reach_verdict(found, settings), settings)
    given = ChooseSettings(k_max=6, k=6)
    assert not _ends_at_the_best(found, reach_verdict(found, given), given)
    few = ChooseSettings(k_max=7)  # there were no more different customers
    assert not _ends_at_the_best(found, reach_verdict(found, few), few)


def test_samples_decide_between_the_numbers_that_can_be_used_where_gaps_do_not():
    trials = with_smallest(some_trials(), {3: 0.01})
    natural = some_trials(natural_k=4, outcome="natural")

    assert _choose_wanted_numbers(trials, ChooseSettings()) == (2, 4, 5, 6)
    assert _choose_wanted_numbers(trials, ChooseSettings(k=3)) == (3,)
    assert _choose_wanted_numbers(natural, ChooseSettings()) == ()
    assert _choose_wanted_numbers(natural, ChooseSettings(most_segments=3)) == (2, 3)
    assert _choose_wanted_numbers(natural, ChooseSettings(k=4)) == (4,)


def test_more_is_drawn_where_a_number_is_open_or_several_are_rivals():
    unsure = replace(agreement(5, 0.63), settled=False)
    one, other = agreement(2, 0.9), agreement(3, 0.95)

    assert _choose_open_numbers(with_agreement(), (2, 3, 4, 5, 6)) == []
    assert _choose_open_numbers(with_agreement(one), (2, 3, 4, 5, 6)) == []
    assert _choose_open_numbers(with_agreement(one, other), (2, 3, 4, 5, 6)) == [2, 3]
    assert _choose_open_numbers(with_agreement(one, other), (2, 4)) == []
    assert _choose_open_numbers(with_agreement(one, unsure), (2, 3, 4, 5, 6)) == [2, 5]
    assert _choose_open_numbers(with_agreement(one, unsure), (2,)) == []


def test_the_best_numbers_are_looked_at_closer_until_one_holds(monkeypatch):
    asked = []

    def do_tasks(_, plans):
        asked.append(plans)
        least = {2: 0.7, 3: 0.74, 4: 0.75, 5: 0.9}
        return [{k: type("Found", (), {"jaccard": np.full((2, k), least[k])})} for k in plans]

    monkeypatch.setattr(gathering, "do_tasks", do_tasks)
    monkeypatch.setattr(Bench, "plan_closer_look", lambda _, k: k)
    bench = Bench(x=np.zeros((1, 1)), salts=(), seed=1, effort=DEFAULT, beside=None)  # type: ignore[arg-type]
    found = with_agreement(*(agreement(k, 0.95 - k / 50) for k in (2, 3, 4, 5)))

    looked = {a.k: a.closer for a in _look_closer(bench, found, (2, 3, 4, 5, 6))}

    assert asked == [[2, 3], [4, 5]]
    assert looked[2] == pytest.approx((0.7, 0.7))
    asked.clear()
    assert _look_closer(bench, found, (4, 5))[0].closer is None
    assert asked == [[4, 5]]
    asked.clear()
    _look_closer(bench, found, (2, 4, 5))
    assert asked == [[2, 4]]


def test_a_quick_run_says_nothing_of_a_division_while_another_number_is_open():
    unsure = replace(agreement(5, 0.6), settled=False)
    trials = some_trials(with_agreement(unsure), quick=True)

    assert reach_verdict(trials, ChooseSettings()).kind == "undecided"
    assert reach_verdict(trials, ChooseSettings(k=3)).kind == "constructive"
    assert reach_verdict(trials, ChooseSettings(most_segments=4)).kind == "constructive"
    assert reach_verdict(replace(trials, quick=False), ChooseSettings()).kind == "constructive"


def test_quick_and_whole_runs_begin_alike():
    for part in ("pairs", "null_tables", "starts", "gap_starts"):
        assert getattr(QUICK, part) == getattr(DEFAULT, part)
    assert (QUICK.more_pairs, QUICK.more_tables) == (0, 0)


def test_a_quick_run_plans_nothing_that_only_describes():
    bench = Bench(x=np.zeros((4, 1)), salts=(1,), seed=7, effort=QUICK, beside=Beside(alone=True))
    given = (bench, (1, 2, 3), (1, 2), ("a",), ChooseSettings())

    quick = [type(task) for task in _plan_first_round(*given)]
    whole = [type(task) for task in _plan_first_round(replace(bench, effort=DEFAULT), *given[1:])]

    assert quick == [FindGroups, SampleNoise, SampleNoise]
    assert whole == [*quick, MakeNoise, CompareBeyondInertia]


def test_no_two_parts_of_the_evidence_share_their_random_numbers():
    bench = Bench(x=np.zeros((4, 1)), salts=(1,), seed=7, effort=DEFAULT, beside=Beside(alone=True))

    first = _plan_first_round(bench, (1, 2, 3), (1, 2), ("a",), ChooseSettings())
    more = [
        bench.plan_samples([2], pairs=5, turn=1),
        bench.plan_samples([2], pairs=5, turn=2),
        bench.plan_closer_look(2),
        *bench.plan_noise([2], tables=3, turn=2),
    ]

    tasks: list[Any] = [*first, *more]
    seeds = [task.seed for task in tasks]
    assert len(set(seeds)) == len(seeds)
    assert all(seed[0] == 7 for seed in seeds)
    assert not {seed[1] for seed in seeds} & {4}, "the indices draw with it"
