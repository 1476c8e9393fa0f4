from __future__ import annotations

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.agreement import (
    compute_adjusted_rand,
    contingency_table,
    jaccard_shares,
    measure_single_source,
)

labels = hnp.arrays(np.intp, 20, elements=st.integers(0, 4))


def ari(a, b, **kwargs):
    return float(compute_adjusted_rand(contingency_table(np.asarray(a), np.asarray(b), **kwargs)))


@given(a=labels, b=labels)
def test_adjusted_rand_agrees_with_scikit_learn(a, b):
    from sklearn.metrics import adjusted_rand_score

    assert ari(a, b) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)


def test_adjusted_rand_of_the_published_table():
    # Hubert & Arabie's index for the contingency table of Yeung & Ruzzo 2001, supplement, table 2
    table = np.array([[1.0, 1, 0], [1, 2, 1], [0, 0, 4]])

    assert compute_adjusted_rand(table) == pytest.approx(0.313, abs=5e-4)


@given(a=labels, b=labels, names=st.permutations(range(5)))
def test_adjusted_rand_ignores_names_and_direction(a, b, names):
    renamed = np.array(names)[a]

    assert ari(renamed, b) == pytest.approx(ari(b, a), abs=1e-12)


@given(a=labels, b=labels)
def test_adjusted_rand_is_bounded_and_one_for_equal_groupings(a, b):
    assert -0.5 - 1e-12 <= ari(a, b) <= 1 + 1e-12
    assert ari(a, a) == 1


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([0, 0, 0, 0], [0, 0, 0, 0], 1.0),  # one group twice
        ([0, 1, 2, 3], [3, 2, 1, 0], 1.0),  # all singletons twice
        ([0, 0, 0, 0], [0, 1, 2, 3], 0.0),  # one group against singletons
        ([0], [0], 1.0),  # one customer
        ([0, 1, 0, 1], [0, 0, 1, 1], -0.5),  # the worst there is
    ],
)
def test_adjusted_rand_at_the_limits(a, b, expected):
    assert ari(a, b) == pytest.approx(expected, abs=1e-12)


def test_unrelated_groupings_score_zero_on_average():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 4, size=(2, 400, 60))

    scores = compute_adjusted_rand(contingency_table(a, b, shape=(4, 4)))

    assert abs(scores.mean()) < 4 * scores.std() / np.sqrt(400)


@given(a=labels, b=labels, weights=hnp.arrays(np.intp, 20, elements=st.integers(0, 3)))
def test_weights_count_as_copies(a, b, weights):
    copied = contingency_table(np.repeat(a, weights), np.repeat(b, weights), shape=(5, 5))

    weighted = contingency_table(a, b, weights=weights.astype(float), shape=(5, 5))

    np.testing.assert_array_equal(weighted, copied)


def test_a_batch_is_the_same_as_one_at_a_time():
    a, b = np.random.default_rng(1).integers(0, 3, size=(2, 6, 30))

    batch = contingency_table(a, b, shape=(3, 3))

    each = np.stack([contingency_table(p, q, shape=(3, 3)) for p, q in zip(a, b, strict=True)])
    np.testing.assert_array_equal(batch, each)
    np.testing.assert_array_equal(
        compute_adjusted_rand(batch), [compute_adjusted_rand(t) for t in each]
    )


def test_bytes_as_labels_do_not_overflow():
    a = np.full(3, 200, dtype=np.uint8)

    assert contingency_table(a, a)[200, 200] == 3


def test_jaccard_of_a_cluster_that_was_cut_in_two():
    a = np.array([0, 0, 0, 0, 1, 1])
    b = np.array([0, 0, 0, 1, 2, 2])

    np.testing.assert_allclose(jaccard_shares(contingency_table(a, b)).max(axis=-1), [3 / 4, 1])


@given(a=labels, b=labels)
def test_jaccard_lies_between_nothing_and_one_and_is_one_against_itself(a, b):
    found = jaccard_shares(contingency_table(a, b, shape=(5, 5))).max(axis=-1)
    again = jaccard_shares(contingency_table(a, a, shape=(5, 5))).max(axis=-1)

    there = np.bincount(a, minlength=5) > 0
    assert ((found[there] > 0) & (found[there] <= 1)).all()
    assert (again[there] == 1).all()
    assert np.isnan(found[~there]).all()


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="different rows"):
        contingency_table(np.zeros(2, int), np.zeros(3, int))
    with pytest.raises(ValueError, match="must lie"):
        contingency_table(np.array([-1]), np.array([0]))
    with pytest.raises(ValueError, match="must lie"):
        contingency_table(np.array([2]), np.array([0]), shape=(2, 1))


@pytest.mark.parametrize(
    ("a", "b"), [([3, 0], [0, 0]), ([0, 0], [0, 2]), ([-1, 0], [0, 0]), ([0, 0], [0, -1])]
)
def test_labels_outside_of_their_own_shape_are_refused_with_both_ranges(a, b):
    with pytest.raises(ValueError, match=r"labels must lie in 0\.\.2 and 0\.\.1$"):
        contingency_table(np.array(a), np.array(b), shape=(3, 2))


def test_labels_up_to_their_own_shape_are_counted():
    table = contingency_table(np.array([2, 0, 2]), np.array([1, 0, 0]), shape=(3, 2))

    assert table.tolist() == [[1, 0], [0, 0], [1, 1]]


def test_one_source_is_one_where_segments_split_and_nought_where_one_is_gathered_from_all():
    splits = np.array([[30.0, 20, 0], [0, 0, 50]])
    gathered = np.array([[10.0, 30], [10, 0], [10, 0]])

    np.testing.assert_allclose(measure_single_source(splits), [1, 1, 1])
    np.testing.assert_allclose(measure_single_source(gathered), [0, 1], atol=1e-12)


def test_one_source_is_the_published_formula_and_blind_to_sizes():
    table = np.array([[80.0, 1], [20, 3]])
    entropy = -(0.8 * np.log2(0.8) + 0.2 * np.log2(0.2))

    np.testing.assert_allclose(measure_single_source(table)[0], 1 - entropy)
    np.testing.assert_allclose(measure_single_source(table * 7), measure_single_source(table))
    assert np.isnan(measure_single_source(np.array([[1.0, 0], [1, 0]]))[1])
    with pytest.raises(ValueError, match="one group"):
        measure_single_source(np.ones((1, 2)))
