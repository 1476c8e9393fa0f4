from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from finseg.maths import starts
from finseg.maths.starts import Starts, refine_centres, run_kmeans, search_centres
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


def test_the_first_start_has_the_seed_itself_and_the_best_of_all_is_kept(monkeypatch):
    import sklearn.cluster

    asked = []
    found = iter([30.0, 20.0, 20.0019, 20.0021, 90.0])

    class Fit:
        def __init__(self, *, n_clusters, n_init, random_state, copy_x):
            asked.append((n_clusters, n_init, random_state))
            assert not copy_x

        def fit(self, _, sample_weight=None):
            assert sample_weight is None
            self.inertia_ = next(found)
            self.cluster_centers_ = np.full((3, 1), self.inertia_)
            return self

    monkeypatch.setattr(sklearn.cluster, "KMeans", Fit)

    best = run_kmeans(np.zeros((9, 1)), 3, starts=5, seed=8)

    derived = np.random.SeedSequence(8).generate_state(5)
    assert asked == [(3, 1, seed) for seed in [8, *derived[:4].tolist()]]
    assert (best.inertia, best.starts, best.at_best) == (20.0, 5, 2)  # within .002
    assert best.centres.tolist() == [[20.0]] * 3


@pytest.mark.parametrize(("rows", "refined"), [(5, False), (6, True)])
def test_all_rows_are_fitted_once_more_where_a_part_was_searched(monkeypatch, rows, refined):
    monkeypatch.setattr(starts, "SEARCHED", 5)
    asked = []

    def search(x, k, *, starts, seed):
        asked.append((len(x), k, starts, seed))
        return Starts(np.zeros((k, 1)), 1.0, starts, 4)

    monkeypatch.setattr(starts, "run_kmeans", search)
    monkeypatch.setattr(starts, "refine_centres", lambda x, found: found._replace(inertia=len(x)))

    found = search_centres(np.zeros((rows, 1)), 2, starts=7, seed=3)

    assert asked == [(5, 2, 7, 3)]
    assert found.inertia == (6 if refined else 1.0)
    assert (found.starts, found.at_best) == (7, 4)
