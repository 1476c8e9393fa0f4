"""Is evidence gathered where an answer hangs on it, and does the search go on where it should?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.beside import Beside
from finseg.choose import choose_k
from finseg.choose import trials as gathering
from finseg.choose.agreement import Found, SampleNoise
from finseg.choose.candidates import Tried
from finseg.choose.choice import _ends_at_the_best
from finseg.choose.effort import DEFAULT, QUICK
from finseg.choose.shared_work import CompareBeyondInertia, FindGroups, MakeNoise
from finseg.choose.trials import (
    Bench,
    _choose_open_numbers,
    _choose_wanted_numbers,
    _draw_more,
    _look_closer,
    _plan_first_round,
)
from finseg.choose.verdict import reach_verdict
from finseg.maths.nulls import NULLS
from finseg.settings import ChooseSettings
from tests.builders.trials import agreement, candidate, some_trials, with_agreement, with_smallest

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


def plain_bench(**changes):
    plain = {
        "x": np.zeros((4, 2)),
        "salts": (5, 6),
        "seed": 7,
        "effort": DEFAULT,
        "beside": Beside(alone=True),
        "tried": tuple(
            Tried(k=k, labels=np.full(4, k), inertia=1.0, margin=0.5, starts=1, at_best=1)
            for k in (1, 2, 3)
        ),
        "blocks": ((0, 1),),
    }
    return Bench(**{**plain, **changes})


def test_samples_and_noise_are_planned_with_what_the_bench_holds():
    bench = plain_bench(effort=replace(DEFAULT, starts=4))

    own = bench.plan_samples([2, 3], pairs=9, turn=6)
    shuffled, gaussian = bench.plan_noise([2], tables=8, turn=6)

    assert {k: labels.tolist() for k, labels in own.labels.items()} == {2: [2] * 4, 3: [3] * 4}
    assert (own.pairs, own.starts, own.seed, own.salts, own.draws) == (
        9,
        4,
        (7, 1, 6),
        (5, 6),
        2000,
    )
    assert (shuffled.null, gaussian.null) == tuple(name for name, _ in NULLS)
    assert (shuffled.seed, gaussian.seed) == ((7, 2, 6), (7, 3, 6))
    for noise in (shuffled, gaussian):
        assert (noise.ks, noise.tables, noise.starts, noise.salts) == ((2,), 8, 4, (5, 6))
        assert (noise.blocks, noise.x) == (((0, 1),), bench.x)


@pytest.mark.parametrize(("starts", "made"), [(4, 5), (5, 5), (6, 6)])
def test_a_closer_look_takes_larger_samples_and_five_starts_at_least(starts, made):
    look = plain_bench(effort=replace(DEFAULT, starts=starts, pairs=11)).plan_closer_look(3)

    assert list(look.labels) == [3]
    assert (look.pairs, look.starts, look.draws, look.seed) == (11, made, 5_000, (7, 1, 9))


def test_the_first_round_is_planned_with_what_was_asked():
    bench = plain_bench(stepped=True)

    gaps, *noise, bend, beyond = _plan_first_round(
        bench, (1, 2, 6), (1, 2), ("a", "b"), ChooseSettings(k_max=4)
    )

    assert isinstance(gaps, FindGroups)
    assert (gaps.columns, gaps.k_max, gaps.effort, gaps.stepped) == (("a", "b"), 4, DEFAULT, True)
    assert [(n.ks, n.tables) for n in noise if isinstance(n, SampleNoise)] == [((2, 6), 6)] * 2
    assert isinstance(bend, MakeNoise)
    assert (bend.ks, bend.effort, bend.blocks) == ((1, 2), DEFAULT, ((0, 1),))
    assert isinstance(beyond, CompareBeyondInertia)
    assert (beyond.ks, beyond.effort, beyond.salts) == ((1, 2, 6), DEFAULT, (5, 6))
    assert len(_plan_first_round(bench, (1,), (1,), ("a", "b"), ChooseSettings())) == 3


@pytest.mark.parametrize(
    ("agreements", "kept"),
    [
        ((agreement(2, 0.7, threshold=0.69, error=0.02),), [2]),  # noise is in the way
        ((agreement(2, 0.7, threshold=0.3, error=0.02),), []),
        (
            (
                agreement(2, 0.7, threshold=0.69, error=0.02),
                agreement(3, 0.7, threshold=0.69, error=0.02),
            ),
            [2],
        ),  # the third was not asked for
    ],
)
def test_a_second_round_draws_noise_only_where_noise_is_in_the_way(monkeypatch, agreements, kept):
    asked: list[Any] = []

    def found(size):
        return Found(pairs=np.full(size, 0.5), jaccard=np.full((size, 2), 0.5), across=None)

    def do_tasks(_, tasks):
        asked.extend(tasks)
        return [{2: found(3)} for _ in tasks]

    monkeypatch.setattr(gathering, "do_tasks", do_tasks)
    effort = replace(DEFAULT, more_pairs=13, more_tables=14)
    first = {name: {2: found(1), 3: found(1)} for name, _ in NULLS}

    own, nulls = _draw_more(
        plain_bench(effort=effort), {2: found(1), 3: found(1)}, first, [2], agreements
    )

    *noise, samples = asked
    assert (samples.pairs, samples.seed, list(samples.labels)) == (13, (7, 1, 2), [2])
    assert [(n.tables, n.seed[2], list(n.ks)) for n in noise] == [(14, 2, kept)] * len(noise)
    assert len(noise) == (2 if kept else 0)
    assert {k: len(f.pairs) for k, f in own.items()} == {2: 4, 3: 1}
    assert {k: len(f.pairs) for k, f in nulls["one Gaussian"].items()} == {
        2: 4 if kept else 1,
        3: 1,
    }


def test_of_numbers_equally_far_above_noise_the_smaller_is_looked_at_first(monkeypatch):
    asked = []

    def do_tasks(_, plans):
        asked.append(plans)
        return [{k: type("Found", (), {"jaccard": np.full((2, k), 0.9)})} for k in plans]

    monkeypatch.setattr(gathering, "do_tasks", do_tasks)
    monkeypatch.setattr(Bench, "plan_closer_look", lambda _, k: k)
    alike = tuple(agreement(k, 0.9) for k in (4, 3, 2))

    looked = _look_closer(plain_bench(), alike, (2, 3, 4))

    assert asked == [[2, 3]]
    assert [a.closer is None for a in looked] == [True, False, False]


@pytest.mark.parametrize(
    ("k_max", "most", "on"),
    [(6, None, True), (6, 6, False), (6, 7, True), (5, None, True)],
)
def test_a_reproducible_best_number_at_the_end_leads_on_while_more_can_be_served(k_max, most, on):
    trials = some_trials(
        with_agreement(agreement(k_max, 0.9)),
        candidates=tuple(candidate(k, 0.2) for k in range(1, k_max + 1)),
    )
    settings = ChooseSettings(k_max=k_max, most_segments=most)

    assert _ends_at_the_best(trials, reach_verdict(trials, settings), settings) is on
    less = some_trials(with_agreement(agreement(4, 0.9)))
    assert not _ends_at_the_best(less, reach_verdict(less, settings), settings)
