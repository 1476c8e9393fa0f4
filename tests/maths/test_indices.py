from __future__ import annotations

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths import indices
from finseg.maths.indices import (
    average_silhouette,
    calinski_harabasz,
    davies_bouldin,
    find_elbow,
    silhouette_rows,
)

# inertias of the reference study, k = 1..10, 20 starts
STUDY = np.array([5000.0, 4230, 3740, 3347, 3043, 2782, 2603, 2432, 2277, 2150])

points = hnp.arrays(np.float64, (14, 2), elements=st.integers(-50, 50).map(float))
labels = hnp.arrays(np.intp, 14, elements=st.integers(0, 3)).filter(
    lambda own: 2 <= len(np.unique(own)) <= 13
)


def test_elbow_of_the_reference_study_is_four_and_moves_with_the_range():
    assert find_elbow(range(1, 11), STUDY) == 4
    assert find_elbow(range(2, 11), STUDY[1:]) == 6


def test_elbow_of_a_sharp_bend_is_the_bend():
    assert find_elbow(range(1, 9), np.array([100.0, 60, 20, 18, 16, 14, 12, 10])) == 3


@given(scale=st.floats(1e-3, 1e6), shift=st.floats(0, 1e6))
def test_elbow_does_not_depend_on_units(scale, shift):
    assert find_elbow(range(1, 11), STUDY * scale + shift) == 4


@pytest.mark.parametrize(
    "curve", [[5.0, 4, 3, 2, 1], [3.0, 3, 3, 3], [2.0, 1], [7.0], [9.0, 8, 6, 3]]
)
def test_a_line_a_constant_a_concave_or_a_short_curve_has_no_elbow(curve):
    assert find_elbow(range(1, len(curve) + 1), np.array(curve)) is None


def test_a_shallow_bend_is_passed_over_at_higher_sensitivity():
    assert find_elbow(range(1, 11), STUDY, sensitivity=5) is None


@pytest.mark.parametrize("ks", [[1, 2], [1, 3, 2]])
def test_an_elbow_of_unordered_numbers_is_refused(ks):
    with pytest.raises(ValueError, match="ascending"):
        find_elbow(ks, np.array([3.0, 2.0, 1.0]))


@given(x=points, own=labels)
def test_silhouette_agrees_with_scikit_learn(x, own):
    from sklearn.metrics import pairwise_distances, silhouette_samples

    exact = pairwise_distances(x, metric="euclidean", ensure_all_finite=True)
    exact = np.sqrt(((x[:, None] - x[None]) ** 2).sum(axis=2))
    expected = silhouette_samples(exact, own, metric="precomputed")

    np.testing.assert_allclose(silhouette_rows(x, own), expected, atol=1e-10)


def test_variance_ratio_of_unequal_groups_is_known():
    # 0, 2, 4 | 10: means 2 and 10, whole mean 4; between 3·4 + 36 = 48, within 4 + 4 = 8.
    x, own = np.array([[0.0], [2.0], [4.0], [10.0]]), np.array([0, 0, 0, 1])

    assert calinski_harabasz(x, own) == pytest.approx((48 / 1) / (8 / 2))


def test_spread_ratio_of_unequal_groups_is_known():
    # 0, 2, 4 | 10, 11: mean distances to the centres 4/3 and 1/2, centres 2 and 10.5.
    x, own = np.array([[0.0], [2.0], [4.0], [10.0], [11.0]]), np.array([0, 0, 0, 1, 1])

    assert davies_bouldin(x, own) == pytest.approx((4 / 3 + 1 / 2) / 8.5)


def test_spread_ratio_takes_the_worst_neighbour_of_each_cluster():
    # Spreads 1, 1, 2 around 0, 10, 30: the ratios are .2, 3/20 and 3/30, the worst .2, .2, .15.
    x = np.array([[-1.0], [1.0], [9.0], [11.0], [28.0], [32.0]])

    assert davies_bouldin(x, np.repeat([0, 1, 2], 2)) == pytest.approx((0.2 + 0.2 + 0.15) / 3)


def test_silhouette_of_two_pairs_is_known():
    # 0, 1 | 10, 11: for 0, a = 1 and b = 10.5; for 1, a = 1 and b = 9.5
    x = np.array([[0.0], [1.0], [10.0], [11.0]])

    score = silhouette_rows(x, np.array([5, 5, 2, 2]))

    np.testing.assert_allclose(score, [1 - 1 / 10.5, 1 - 1 / 9.5, 1 - 1 / 9.5, 1 - 1 / 10.5])


def test_a_row_alone_in_its_cluster_scores_zero():
    score = silhouette_rows(np.array([[0.0], [1.0], [9.0]]), np.array([0, 0, 1]))

    assert score[2] == 0


def test_identical_rows_in_two_clusters_score_zero():
    np.testing.assert_array_equal(silhouette_rows(np.ones((6, 2)), np.arange(6) % 2), 0)


@given(x=points, own=labels, names=st.permutations(range(4)), shift=st.floats(-10, 10))
def test_indices_ignore_names_order_position_and_scale(x, own, names, shift):
    rows = np.random.default_rng(0).permutation(len(x))
    moved, renamed = (x * 4 + shift)[rows], np.array(names)[own][rows]

    np.testing.assert_allclose(
        silhouette_rows(moved, renamed), silhouette_rows(x, own)[rows], atol=1e-7
    )


def test_silhouette_blocks_do_not_change_the_result(groups, monkeypatch):
    x, own = groups
    whole = silhouette_rows(x, own)

    monkeypatch.setattr(indices, "CELLS", 1_000)

    np.testing.assert_allclose(silhouette_rows(x, own), whole, rtol=1e-12)


def test_sampled_silhouette_is_near_the_exact_one_and_blind_to_row_order(groups, monkeypatch):
    x, own = groups
    exact = average_silhouette(x, own, rng=np.random.default_rng(0))
    rows = np.random.default_rng(1).permutation(len(x))

    monkeypatch.setattr(indices, "AVERAGED_ROWS", 200)
    sampled = average_silhouette(x, own, rng=np.random.default_rng(0))
    shuffled = average_silhouette(x[rows], own[rows], rng=np.random.default_rng(0))

    assert sampled != exact
    assert sampled == pytest.approx(exact, abs=0.02)
    assert shuffled == pytest.approx(sampled, abs=1e-12)


def test_a_tiny_cluster_is_in_every_sample(monkeypatch):
    x = np.concatenate([np.random.default_rng(0).random((500, 1)), [[50.0], [50.1], [50.2]]])
    own = np.repeat([0, 1], [500, 3])

    monkeypatch.setattr(indices, "AVERAGED_ROWS", 20)

    assert average_silhouette(x, own, rng=np.random.default_rng(0)) > 0.95


def test_exact_silhouette_of_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(indices, "EXACT_ROWS", 3)

    with pytest.raises(ValueError, match="too many"):
        silhouette_rows(np.arange(4.0)[:, None], np.array([0, 0, 1, 1]))


def test_clusters_without_spread_are_perfect():
    x, own = np.repeat([[0.0], [1.0]], 3, axis=0), np.repeat([0, 1], 3)

    assert calinski_harabasz(x, own) == np.inf
    assert davies_bouldin(x, own) == 0


@pytest.mark.parametrize("index", [silhouette_rows, calinski_harabasz, davies_bouldin])
def test_one_cluster_or_missing_labels_are_refused(index):
    with pytest.raises(ValueError, match="two clusters"):
        index(np.ones((3, 1)), np.zeros(3, int))
    with pytest.raises(ValueError, match="one label per row"):
        index(np.ones((3, 1)), np.zeros(2, int))


def test_singletons_only_and_one_centre_are_refused():
    with pytest.raises(ValueError, match="its own cluster"):
        calinski_harabasz(np.arange(3.0)[:, None], np.arange(3))


def test_centres_that_coincide_are_as_bad_as_can_be():
    x = np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 1.0], [1.0, -1.0]])

    assert davies_bouldin(x, np.array([0, 0, 1, 1])) == np.inf


def test_up_to_the_most_rows_the_silhouette_is_exact(monkeypatch):
    x, own = np.array([[0.0], [1.0], [10.0], [12.0]]), np.array([0, 0, 1, 1])
    # 0: 1 and 11; 1: 1 and 10; 10: 2 and 9.5; 12: 2 and 11.5.
    exact = (10 / 11 + 9 / 10 + 7.5 / 9.5 + 9.5 / 11.5) / 4

    monkeypatch.setattr(indices, "EXACT_ROWS", 4)
    monkeypatch.setattr(indices, "AVERAGED_ROWS", 4)

    assert silhouette_rows(x, own).mean() == pytest.approx(exact)
    assert average_silhouette(x, own, rng=np.random.default_rng(0)) == pytest.approx(exact)


def test_each_cluster_of_a_sample_counts_with_its_true_size(monkeypatch):
    # The first cluster stands alone (1 each), the two others on one place (0 each): 30 of 40.
    x = np.repeat([[0.0], [10.0], [10.0]], [30, 6, 4], axis=0)
    own = np.repeat([0, 1, 2], [30, 6, 4])

    monkeypatch.setattr(indices, "AVERAGED_ROWS", 10)

    assert average_silhouette(x, own, rng=np.random.default_rng(0)) == pytest.approx(0.75)


@pytest.mark.parametrize(("sensitivity", "elbow"), [(0.0, 3), (1.0, 3), (1.9, 3), (2.0, None)])
def test_the_curve_must_fall_back_by_more_than_the_sensitivity(sensitivity, elbow):
    # Above the diagonal by 0, .4, .5, .25, 0 at 1 … 5: it falls back by two steps of a quarter.
    inertia = 100 * (1 - np.array([0.0, 0.65, 1.0, 1.0, 1.0]))

    assert find_elbow(range(1, 6), inertia, sensitivity=sensitivity) == elbow


def test_each_cluster_is_sampled_in_proportion_and_two_rows_at_least(monkeypatch):
    asked = {}

    def silhouettes(_, own):
        asked["sizes"] = np.bincount(own).tolist()
        return np.array([1.0, 0.5, 0.25, 0.125])[own]

    monkeypatch.setattr(indices, "AVERAGED_ROWS", 20)
    monkeypatch.setattr(indices, "silhouette_rows", silhouettes)
    sizes = [60, 36, 3, 1]
    own = np.repeat([7, 5, 3, 1], sizes)

    found = average_silhouette(np.arange(100.0)[:, None], own, rng=np.random.default_rng(0))

    # A fifth of each, but two of three and the only one of one: clusters by their labels, rising.
    assert asked["sizes"] == [1, 2, 7, 10]
    assert found == pytest.approx((1 * 1.0 + 3 * 0.5 + 36 * 0.25 + 60 * 0.125) / 100)


def test_rounding_makes_no_elbow_and_one_later_is_found():
    # On the diagonal at 1 … 3, then above it at 4: .95 of the way at 3/5.
    inertia = np.array([100.0, 80, 60, 5, 4, 0])

    assert find_elbow(range(1, 7), inertia) == 4
    line = np.array([1.0, 0.9, 0.8, 0.7, 0.6, 0.5]) / 3
    assert find_elbow(range(1, 7), line) is None
