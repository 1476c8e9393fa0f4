from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from finseg.maths import starts
from finseg.maths.greedy_seeding import draw_numbers
from finseg.maths.starts import (
    Starts,
    refine_centres,
    run_each_start,
    run_kmeans,
    search_centres,
    start_from_centres,
)
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


def test_the_first_start_has_the_seed_itself_and_the_others_are_derived_from_it(monkeypatch):
    asked = []
    monkeypatch.setattr(starts, "draw_numbers", lambda seeds, k: asked.append((seeds, k)))
    monkeypatch.setattr(starts, "draw_greedy_centres", lambda *_: np.zeros((5, 3, 1)))

    run_kmeans(np.arange(9.0)[:, None], 3, starts=5, seed=8)

    derived = np.random.SeedSequence(8).generate_state(5)
    assert asked == [([8, *derived[:4].tolist()], 3)]


def start_at(monkeypatch, x, *centres):
    """Let the starts begin at given places of one column."""
    seeds = np.array(centres, dtype=float)[..., None] - x.mean()
    monkeypatch.setattr(starts, "draw_numbers", lambda *_: None)
    monkeypatch.setattr(starts, "draw_greedy_centres", lambda *_: seeds)
    return run_kmeans(x, 2, starts=len(centres), seed=0)


def test_starts_that_are_as_tight_are_counted_and_the_first_is_kept(monkeypatch):
    x = np.array([0.0, 1, 1, 1, 10, 11, 14, 15])[:, None]  # 0 1 1 1 | 10 11 14 15: .75 + 17

    best = start_at(monkeypatch, x, [12, 0], [1, 15], [0.5, 10])

    assert best.centres[:, 0].tolist() == [12.5, 0.75]
    assert best.inertia == pytest.approx(17.75, rel=1e-12)
    assert (best.starts, best.at_best) == (3, 3)


def test_a_looser_start_is_neither_kept_nor_counted(monkeypatch):
    x = np.array([0.0, 0, 4, 4, 10, 10])[:, None]  # 0 0 4 4 | 10 10: 16; 0 0 | 4 4 10 10: 36

    best = start_at(monkeypatch, x, [0, 7], [2, 10], [0, 7])

    assert best.centres[:, 0].tolist() == [2, 10]
    assert best.inertia == pytest.approx(16)
    assert (best.starts, best.at_best) == (3, 1)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_one_start_is_scikit_learns_on_any_table(seed, weighted):
    rng = np.random.default_rng(seed)
    k = 1 + seed
    x = rng.normal(size=(200 + 40 * seed, 1 + seed % 4)) * rng.uniform(0.1, 9) + 30
    weights = rng.uniform(0, 3, len(x)) if weighted else None

    ours = run_kmeans(x, k, starts=1, seed=seed, weights=weights)

    theirs = KMeans(k, n_init=1, random_state=seed).fit(x, sample_weight=weights)
    np.testing.assert_allclose(ours.centres, theirs.cluster_centers_, rtol=1e-9)
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_warm_start_ends_where_scikit_learns_does(rng, weighted):
    x = rng.normal(size=(900, 3)) + 5
    weights = rng.uniform(0, 3, len(x)) if weighted else None

    ours = start_from_centres(x, x[:4], weights)

    theirs = KMeans(4, n_init=1, init=x[:4]).fit(x, sample_weight=weights)
    np.testing.assert_allclose(ours.centres, theirs.cluster_centers_, rtol=1e-9)
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-9)


def test_every_start_can_be_kept(rng):
    x = rng.normal(size=(300, 2)) - 7
    uniform = draw_numbers([3, 4], 5)

    each = run_each_start(x, 5, uniform)

    singly = [run_kmeans(x, 5, starts=1, seed=seed).centres for seed in (3, 4)]
    np.testing.assert_allclose(each, singly, rtol=1e-9)


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


@pytest.mark.parametrize("k", [0, 10, 256])
def test_more_clusters_than_there_can_be_are_refused(k):
    with pytest.raises(ValueError, match="need 1 <= k"):
        run_kmeans(
            np.arange(9.0)[:, None] if k < 256 else np.arange(300.0)[:, None], k, starts=1, seed=0
        )


def test_rows_that_are_no_numbers_or_have_no_weight_are_refused():
    x = np.arange(9.0)[:, None]

    with pytest.raises(ValueError, match="finite"):
        run_kmeans(np.where(x > 7, np.nan, x), 2, starts=1, seed=0)
    with pytest.raises(ValueError, match="no row has weight"):
        run_kmeans(x, 2, starts=1, seed=0, weights=np.zeros(9))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_one_far_row_does_not_blur_which_start_is_best(rng):
    x = np.concatenate([rng.normal(size=(400, 2)), [[1e7, 0.0]]])

    found = run_kmeans(x, 5, starts=20, seed=3)

    seeds = [3, *np.random.SeedSequence(3).generate_state(20)[:19].tolist()]
    theirs = min(KMeans(5, n_init=1, random_state=s).fit(x).inertia_ for s in seeds)
    assert found.inertia == pytest.approx(theirs, rel=1e-4)
    assert found.at_best < 20


def test_no_centre_is_missing_where_rounding_hides_rows_from_each_other():
    # Beside 1e4, rows 1e-8 apart are one row in the product of distances.
    x = np.array([[0.0], [-2e-8], [-1e-4], [1e-13], [0.0], [-1e-4], [1e4]])

    found = run_kmeans(x, 5, starts=3, seed=27)

    assert np.isfinite(found.centres).all()
    assert np.abs(x - found.centres.T).min(axis=1).max() < 1e-11  # rounding of the mean: 1e3


def test_every_start_has_all_its_centres_where_rounding_hides_rows_from_each_other():
    x = np.array([[0.0], [-2e-8], [-1e-4], [1e-13], [0.0], [-1e-4], [1e4]])

    assert np.isfinite(run_each_start(x, 5, draw_numbers([27, 28, 29], 5))).all()
