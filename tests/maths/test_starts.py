from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from finseg.maths.starts import refine_centres, run_kmeans, search_centres
from tests.conftest import groups


def test_one_start_is_what_scikit_learn_does_with_that_seed(rng):
    x = rng.normal(size=(300, 4))

    ours = run_kmeans(x, 4, starts=1, seed=42)

    theirs = KMeans(4, n_init=1, random_state=42).fit(x)
    np.testing.assert_allclose(ours.centres, theirs.cluster_centers_, rtol=1e-12)
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-12)


def test_more_starts_are_never_worse(rng):
    x = rng.uniform(size=(400, 5))

    inertias = [run_kmeans(x, 5, starts=s, seed=3).inertia for s in (1, 5, 25)]

    assert inertias == sorted(inertias, reverse=True)


def test_clear_groups_are_reached_by_many_starts(rng):
    found = run_kmeans(groups(rng, k=3), 3, starts=10, seed=1)

    assert found.at_best >= 8
    assert found.inertia == pytest.approx(3 * 3 * 60, rel=0.15)  # k groups · d · n of unit variance


def test_a_warm_start_never_loosens_the_fit(rng):
    x = rng.normal(size=(2000, 3))
    rough = run_kmeans(x[:100], 4, starts=3, seed=1)

    full = refine_centres(x, rough)

    start = ((x[:, None] - rough.centres[None]) ** 2).sum(axis=2).min(axis=1).sum()
    assert full.inertia <= start


def test_searching_a_part_of_clear_groups_finds_the_whole(rng, monkeypatch):
    x = rng.permutation(groups(rng, k=4, each=300))
    whole = run_kmeans(x, 4, starts=10, seed=1)
    monkeypatch.setattr("finseg.maths.starts.SEARCHED", 200)

    found = search_centres(x, 4, starts=10, seed=1)

    assert found.inertia == pytest.approx(whole.inertia, rel=1e-3)
    assert found.starts == 10
