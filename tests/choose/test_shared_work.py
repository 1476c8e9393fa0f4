"""Does each task ask for what it was planned with?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.choose import shared_work
from finseg.choose.effort import QUICK
from finseg.choose.shared_work import CompareBeyondInertia, FindGroups, MakeNoise, count_steps
from finseg.choose.structure import Structure
from finseg.records.separation import state_untested
from tests.builders.trials import a_separation

X = np.array([[0.0, 3], [1, 3], [9, 3], [8, 4]])
EFFORT = replace(QUICK, starts=7)


@pytest.mark.parametrize(("k_max", "looked_for"), [(1, 2), (2, 2), (5, 5)])
def test_groups_are_looked_for_with_the_seed_and_named_by_their_columns(
    monkeypatch, k_max, looked_for
):
    asked: list[Any] = []

    def find(x, *, k_max, seed, effort):
        asked.append((x.tolist(), k_max, seed.entropy, effort))
        return Structure(a_separation(natural_k=2, outcome="natural"), np.array([0, 0, 1, 1]))

    monkeypatch.setattr(shared_work, "find_structure", find)

    found = FindGroups(x=X, columns=("a", "b"), k_max=k_max, effort=EFFORT, seed=(3, 5)).run()

    assert asked == [(X.tolist(), looked_for, (3, 5), EFFORT)]
    # Of the second column a third lies between the groups: 3.25 against 3 and 3.5.
    assert found.columns == ("a", "b")
    assert (found.natural_k, found.rows) == (2, 100)


def test_among_levels_no_groups_are_looked_for(monkeypatch):
    monkeypatch.setattr(shared_work, "find_structure", None)

    found = FindGroups(
        x=X, columns=("a", "b"), k_max=3, effort=EFFORT, seed=(1,), stepped=True
    ).run()

    assert found == state_untested(4)
    assert (found.outcome, found.rows, found.natural_k) == ("untested", 4, 1)


def test_noise_and_other_measures_are_asked_for_as_planned(monkeypatch):
    asked: list[Any] = []

    def noise(x, ks, effort, rng, blocks):
        asked.append((x.tolist(), ks, effort, rng.random(), blocks))

    def beyond(x, ks, effort, *, salts, rng):
        asked.append((x.tolist(), ks, effort, rng.random(), salts))

    monkeypatch.setattr(shared_work, "make_noise", noise)
    monkeypatch.setattr(shared_work, "compare_beyond_inertia", beyond)

    MakeNoise(x=X, ks=(1, 2), effort=EFFORT, seed=(4,), blocks=((0, 1),)).run()
    CompareBeyondInertia(x=X, ks=(1, 2, 3), effort=EFFORT, seed=(6,), salts=(8, 9)).run()

    first, second = (np.random.default_rng((seed,)).random() for seed in (4, 6))
    assert asked == [
        (X.tolist(), (1, 2), EFFORT, first, ((0, 1),)),
        (X.tolist(), (1, 2, 3), EFFORT, second, (8, 9)),
    ]


@pytest.mark.parametrize(
    ("values", "exact", "steps"),
    [
        ([7], 0, 7),
        ([8], 0, 0),  # no scale of answers
        ([5, 3], 1, 5),  # two columns of three are coarse
        ([5], 1, 0),  # half of the variance is not most of it
        ([1, 6], 0, 6),  # a column of one value says nothing
    ],
)
def test_steps_are_counted_where_most_of_the_distance_is_between_few_values(values, exact, steps):
    rng = np.random.default_rng(6)
    columns = [np.arange(840) % n for n in values] + [rng.normal(size=840) for _ in range(exact)]
    x = np.column_stack([(c - c.mean()) / (c.std() or 1.0) for c in columns])

    assert count_steps(x) == steps
