from __future__ import annotations

from dataclasses import replace

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.maths import lloyd as kernel
from finseg.maths import resampling, seeding
from finseg.maths.content_order import arrange_by_rank, rank_order
from finseg.maths.resampling import (
    Stack,
    assign_rows,
    fit_stack,
    fit_table,
    join_stacks,
    stack_draws,
    stack_tables,
)


def bootstrap_counts(n, times, *, rng):
    return np.stack([np.bincount(rng.integers(0, n, size=n), minlength=n) for _ in range(times)])


def fit(x, k, *, starts=5, seed=0, weights=None, salts=None):
    """Fit weighted resamples of one table as the callers do: in rank order, by row numbers."""
    weights = np.ones((1, len(x))) if weights is None else weights
    order, table = arrange_by_rank(x, salts=salts)
    if (weights == weights.astype(int)).all():
        whole = weights[:, order].astype(int)
        stack = stack_draws(table, [np.repeat(np.arange(len(x)), each) for each in whole])
    else:
        rows = np.repeat(table[None], len(weights), axis=0)
        stack = Stack(rows=rows, weights=weights[:, order])
    found = fit_stack(stack, k=k, starts=starts, rng=np.random.default_rng(seed))
    columns = np.arange(x.shape[1]) if salts is None else np.argsort(np.array(salts, dtype=object))
    return replace(found, centres=found.centres[..., np.argsort(columns)])


def in_rows(centres):
    return centres[np.lexsort(centres.T)]


def cost(x, centres, weights=1.0):
    return (((x[:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1) * weights).sum()


def plain_lloyd(x, weights, centres):
    own = np.full(len(x), -1)
    while True:
        nearest = ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        if (nearest == own).all():
            return centres, own
        own = nearest
        members = [own == j for j in range(len(centres))]
        centres = np.stack([np.average(x[m], axis=0, weights=weights[m]) for m in members])


def test_planted_centres_are_found(groups):
    x, truth = groups

    got = fit(x, 4)

    means = np.stack([x[truth == g].mean(axis=0) for g in range(4)])
    np.testing.assert_allclose(in_rows(got.centres[0]), in_rows(means), atol=1e-12)
    assert got.clusters[0] == 4
    assert got.converged[0]


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_runs_together_end_where_plain_lloyd_ends_alone(noise, precision):
    rng = np.random.default_rng(0)
    tables = noise[:600].reshape(2, 300, 5) / 4
    weights = rng.integers(0, 3, size=(2, 300)).astype(float)
    seeds = tables[:, rng.choice(300, size=(3, 6))]

    got = kernel.run_lloyd(kernel.Tables(tables, weights), seeds, max_iter=300, precision=precision)

    for r, s in np.ndindex(2, 3):
        centres, own = plain_lloyd(tables[r], weights[r], seeds[r, s])
        np.testing.assert_allclose(got.centres[r, s], centres, atol=1e-12)
        np.testing.assert_array_equal(got.labels[r, s], own)
        assert got.inertia[r, s] == pytest.approx(cost(tables[r], centres, weights[r]), rel=1e-9)


def test_a_stack_is_centred_once_for_all_numbers_of_clusters(monkeypatch, noise):
    centred = []
    real = resampling._scale_rows

    def scale(rows, weights):
        centred.append(len(rows))
        return real(rows, weights)

    monkeypatch.setattr(resampling, "_scale_rows", scale)
    stack = stack_tables(noise[:400].reshape(2, 200, 5))

    kept = [fit_stack(stack, k=k, starts=2, rng=np.random.default_rng(k)) for k in (2, 5, 3)]

    assert centred == [2]
    for k, found in zip((2, 5, 3), kept, strict=True):
        fresh = stack_tables(noise[:400].reshape(2, 200, 5))
        again = fit_stack(fresh, k=k, starts=2, rng=np.random.default_rng(k))
        np.testing.assert_array_equal(found.centres, again.centres)
        np.testing.assert_array_equal(found.inertia, again.inertia)


def test_as_good_as_scikit_learn_on_noise(noise):
    from sklearn.cluster import KMeans

    theirs = KMeans(4, n_init=20, random_state=0).fit(noise).inertia_

    assert fit(noise, 4, starts=20).inertia[0] <= 1.005 * theirs


def test_centres_are_the_means_of_their_own_rows(noise):
    counts = bootstrap_counts(len(noise), 3, rng=np.random.default_rng(0))

    got = fit(noise, 5, weights=counts)

    labels = assign_rows(noise, got.centres)
    for own, weights, centres in zip(labels, counts, got.centres, strict=True):
        means = [np.average(noise[own == j], axis=0, weights=weights[own == j]) for j in range(5)]
        np.testing.assert_allclose(centres, means, atol=1e-9)


def test_inertia_is_the_weighted_cost_of_the_centres(noise):
    counts = bootstrap_counts(len(noise), 4, rng=np.random.default_rng(1))

    got = fit(noise, 6, weights=counts)

    expected = [cost(noise, c, w) for c, w in zip(got.centres, counts, strict=True)]
    np.testing.assert_allclose(got.inertia, expected, rtol=1e-10)


def test_one_cluster_is_the_mean(noise):
    got = fit(noise, 1)

    np.testing.assert_allclose(got.centres[0, 0], noise.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(got.inertia, [len(noise) * 5.0])
    assert got.reached[0] == 5


def test_as_many_clusters_as_rows_leave_no_inertia():
    x = np.random.default_rng(0).random((7, 2))

    got = fit(x, 7)

    np.testing.assert_array_equal(in_rows(got.centres[0]), in_rows(x))
    assert got.inertia[0] == 0
    assert got.reached[0] == 5


def test_a_weight_is_that_many_copies():
    x = np.random.default_rng(3).random((60, 2))
    weights = np.random.default_rng(4).integers(0, 4, size=(1, 60))

    weighted = fit(x, 3, weights=weights, starts=30)
    copied = fit(np.repeat(x, weights[0], axis=0), 3, starts=30)

    np.testing.assert_allclose(weighted.inertia, copied.inertia, rtol=1e-12)
    np.testing.assert_allclose(in_rows(weighted.centres[0]), in_rows(copied.centres[0]), atol=1e-12)


def test_shuffled_rows_give_the_same_centres(noise):
    x = np.concatenate([noise, noise[:100]])  # copies, too
    rows = np.random.default_rng(5).permutation(len(x))

    def centres(table):
        drawn = bootstrap_counts(len(table), 5, rng=np.random.default_rng(6))
        weights = np.empty_like(drawn)
        weights[:, rank_order(table)] = drawn
        return fit(table, 4, weights=weights).centres

    np.testing.assert_allclose(centres(x[rows]), centres(x), atol=1e-9)


def test_of_equally_good_starts_the_first_is_kept_whatever_the_rounding(groups):
    x, _ = groups
    base = fit(x, 4, starts=20).centres

    jittered = [
        fit(x * (1 + 1e-14 * np.random.default_rng(s).random(x.shape)), 4, starts=20).centres
        for s in range(5)
    ]

    for centres in jittered:
        np.testing.assert_allclose(centres, base, atol=1e-9)


@pytest.mark.parametrize("gap", [0.5, 1.0, 30.0, 100.0])
def test_groups_too_close_for_single_precision_are_found_in_double(gap):
    places = [0, 1e6, 1e6 + gap, 1e6 + 3 * gap]
    x = np.repeat(places, [50, 20, 20, 9])[:, None]

    got = fit(x, 4)

    np.testing.assert_allclose(in_rows(got.centres[0])[:, 0], places, rtol=1e-12)
    assert got.clusters[0] == 4


def test_moving_and_scaling_the_table_moves_and_scales_the_centres(groups):
    x, _ = groups

    got = fit(1e3 * x + 1e6, 4)

    np.testing.assert_allclose(
        in_rows(got.centres[0]), in_rows(1e3 * fit(x, 4).centres[0] + 1e6), rtol=1e-10
    )


@pytest.mark.parametrize("size", [1e-150, 1e-30, 1e30, 1e150])
def test_extreme_units_neither_overflow_nor_vanish(groups, size):
    x, _ = groups

    got = fit(x * size, 4)

    np.testing.assert_allclose(
        in_rows(got.centres[0]) / size, in_rows(fit(x, 4).centres[0]), rtol=1e-9
    )


def test_blocks_and_groups_do_not_change_the_result(noise, monkeypatch):
    counts = bootstrap_counts(len(noise), 6, rng=np.random.default_rng(0))
    whole = fit(noise, 5, weights=counts)

    monkeypatch.setattr(kernel, "BLOCK", 3_000)
    monkeypatch.setattr(kernel, "ROWS", 100)
    monkeypatch.setattr(seeding, "CELLS", 7_000)
    monkeypatch.setattr(resampling, "GROUP_CELLS", 8_000)
    blocked = fit(noise, 5, weights=counts)

    np.testing.assert_allclose(blocked.centres, whole.centres, atol=1e-9)
    np.testing.assert_array_equal(blocked.reached, whole.reached)


def test_the_number_of_blas_threads_does_not_change_the_result(noise):
    from threadpoolctl import threadpool_limits

    counts = bootstrap_counts(len(noise), 10, rng=np.random.default_rng(0))
    with threadpool_limits(1):
        one = fit(noise, 6, weights=counts)
    with threadpool_limits(2):
        two = fit(noise, 6, weights=counts)

    np.testing.assert_allclose(two.centres, one.centres, atol=1e-9)


def test_a_resample_is_fitted_alike_alone_and_in_a_batch(noise):
    counts = bootstrap_counts(len(noise), 3, rng=np.random.default_rng(0))

    batch = fit(noise, 4, weights=counts)
    alone = fit(noise, 4, weights=counts[:1])

    np.testing.assert_allclose(batch.centres[0], alone.centres[0], atol=1e-9)


def test_the_same_seed_gives_the_same_fit_and_another_seed_another_search(noise):
    first, again = fit(noise, 8, starts=1), fit(noise, 8, starts=1)

    np.testing.assert_array_equal(first.centres, again.centres)
    assert (first.centres != fit(noise, 8, starts=1, seed=1).centres).any()


def test_every_start_reaches_the_best_where_groups_are_plain_and_few_do_in_noise(groups, noise):
    x, truth = groups

    assert fit(x[truth < 2], 2, starts=20).reached[0] >= 19
    assert fit(noise, 8, starts=20).reached[0] < 10


def test_starts_within_the_tolerance_count_as_the_same_solution(noise, monkeypatch):
    strict = fit(noise, 8, starts=20).reached[0]

    monkeypatch.setattr(resampling, "SAME_INERTIA", 0.5)

    assert strict < fit(noise, 8, starts=20).reached[0] == 20


@pytest.mark.parametrize("k", [2, 3, 5])
def test_constant_rows_have_one_cluster(k):
    got = fit(np.full((30, 2), 3.5), k)

    assert got.clusters[0] == 1
    assert got.inertia[0] == 0
    assert np.isnan(got.centres[0, 1:]).all()
    assert (assign_rows(np.full((4, 2), 3.5), got.centres) == 0).all()


def test_fewer_different_rows_than_clusters_give_as_many_clusters_as_different_rows():
    x = np.repeat(np.array([[0.0, 0], [1, 0], [5, 5]]), 20, axis=0)

    got = fit(x, 6)

    there = got.centres[0][~np.isnan(got.centres[0, :, 0])]
    np.testing.assert_array_equal(in_rows(there), in_rows(np.unique(x, axis=0)))
    assert got.clusters[0] == 3
    assert got.converged[0]


@settings(max_examples=60)
@given(
    x=hnp.arrays(
        np.float64,
        st.tuples(st.integers(3, 15), st.integers(1, 3)),
        elements=st.sampled_from([0.0, 1.0, 1.0 + 1e-9, 7.0, -1e6]),
    ),
    k=st.integers(1, 3),
)
def test_tables_of_few_values_always_end_in_centres_that_exist(x, k):
    got = fit(x, k, starts=3)

    different = len(np.unique(x, axis=0))
    labels = assign_rows(x, got.centres)[0]
    assert 1 <= got.clusters[0] <= min(k, different)
    assert not np.isnan(got.centres[0, labels]).any()
    assert got.inertia[0] >= 0
    assert 1 <= got.reached[0] <= 3


def test_a_lost_cluster_is_restarted_where_it_helps_most():
    rows = np.array([[[0.0], [0.1], [0.2], [5.0], [9.0]]]) / 10
    far = np.array([[[[0.1], [7.0], [100.0]]]]) / 10  # the third centre gets no row

    got = kernel.run_lloyd(kernel.Tables(rows, np.ones((1, 5))), far, max_iter=50)

    assert sorted(np.round(got.centres[0, 0, :, 0] * 10, 6)) == [0.1, 5.0, 9.0]


def test_rounds_are_limited(noise):
    seeds = noise[None, None, :8]

    got = kernel.run_lloyd(
        kernel.Tables(noise[None] / 4, np.ones((1, 1_000))), seeds / 4, max_iter=2
    )

    assert not got.converged.any()
    assert np.isfinite(got.centres).all()


def test_assignment_is_to_the_nearest_centre(noise):
    centres = np.random.default_rng(0).standard_normal((3, 7, 5))

    labels = assign_rows(noise, centres)

    gaps = ((noise[None, :, None] - centres[:, None]) ** 2).sum(axis=3)
    np.testing.assert_array_equal(labels, gaps.argmin(axis=2))


def test_assignment_takes_the_lower_number_of_equally_near_centres():
    centres = np.array([[[1.0], [-1.0]], [[np.nan], [2.0]]])

    assert assign_rows(np.array([[0.0], [-5.0]]), centres).tolist() == [[0, 1], [1, 1]]


def test_assignment_of_a_table_per_fit(noise):
    tables = noise.reshape(4, 250, 5)
    centres = np.random.default_rng(0).standard_normal((4, 3, 5))

    labels = assign_rows(tables, centres)

    each = [assign_rows(t, c[None])[0] for t, c in zip(tables, centres, strict=True)]
    np.testing.assert_array_equal(labels, each)


def test_assignment_in_blocks_is_the_same(noise, monkeypatch):
    centres = np.random.default_rng(0).standard_normal((2, 4, 5))
    whole = assign_rows(noise, centres)

    monkeypatch.setattr(resampling, "ASSIGN_ROWS", 333)

    np.testing.assert_array_equal(assign_rows(noise, centres), whole)


def test_drawing_a_row_twice_counts_it_twice(noise):
    stack = stack_draws(noise[:4], [np.array([2, 0, 2]), np.array([1, 1, 1])])

    np.testing.assert_array_equal(stack.rows[0], noise[[0, 2]])
    np.testing.assert_array_equal(stack.weights, [[1, 2], [3, 0]])


def test_padding_has_no_weight():
    stack = join_stacks([stack_tables(np.ones((1, 2, 3))), stack_tables(np.zeros((1, 5, 3)))])

    assert stack.rows.shape == (2, 5, 3)
    assert stack.weights.tolist() == [[1, 1, 0, 0, 0], [1, 1, 1, 1, 1]]


def test_seeds_are_drawn_by_weight_then_by_weight_and_squared_distance():
    # from 0: weight x squared distance is 3 for row 1 and 9 for row 3
    rows, weights = np.array([[[0.0], [1.0], [3.0]]]), np.array([[4.0, 3.0, 1.0]])
    uniform = np.random.default_rng(0).random((1, 40_000, 2))

    seeds = seeding.draw_start_centres(rows, weights, uniform)[0, :, :, 0]

    second = seeds[seeds[:, 0] == 0, 1]
    assert (seeds[:, 0] == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert (second == 3).mean() == pytest.approx(0.75, abs=0.01)
    assert not (second == 0).any()


def test_later_seeds_keep_away_from_all_earlier_ones():
    rows, weights = np.array([[[0.0], [1.0], [9.0], [10.0]]]), np.ones((1, 4))
    uniform = np.random.default_rng(0).random((1, 5_000, 4))

    seeds = seeding.draw_start_centres(rows, weights, uniform)[0, :, :, 0]

    assert (np.sort(seeds, axis=1) == rows[0, :, 0]).all()


def test_rows_without_weight_are_never_seeds():
    rows, weights = np.arange(6.0).reshape(1, 6, 1), np.array([[0.0, 1, 0, 1, 1, 0]])
    uniform = np.random.default_rng(0).random((1, 500, 4))
    uniform[0, 0], uniform[0, 1] = 0.0, 1 - 2.0**-53

    seeds = seeding.draw_start_centres(rows, weights, uniform)

    assert set(np.unique(seeds[~np.isnan(seeds)])) == {1.0, 3.0, 4.0}
    assert np.isnan(seeds[0, :, 3]).all()


def test_inputs_are_left_alone(groups):
    x = groups[0].copy()
    weights = np.ones((1, len(x)))

    fit(x, 3, weights=weights)

    np.testing.assert_array_equal(x, groups[0])
    assert (weights == 1).all()


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.ones(3), "2 dimensions"),
        (np.ones((0, 2)), "filled"),
        (np.array([[np.nan], [1.0]]), "finite"),
    ],
)
def test_tables_that_cannot_be_fitted_are_refused(x, words):
    with pytest.raises(ValueError, match=words):
        stack_draws(x, [np.array([0])])


@pytest.mark.parametrize(
    ("k", "starts", "words"),
    [(0, 1, "need 1 <= k"), (256, 1, "need 1 <= k"), (2, 0, "starts"), (6, 1, "at least 6 rows")],
)
def test_numbers_that_cannot_be_fitted_are_refused(k, starts, words):
    stack = Stack(rows=np.arange(5.0).reshape(1, 5, 1), weights=np.ones((1, 5)))

    with pytest.raises(ValueError, match=words):
        fit_stack(stack, k=k, starts=starts, rng=np.random.default_rng(0))


def test_rows_that_do_not_fit_the_centres_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        assign_rows(np.ones((3, 2)), np.ones((1, 2, 3)))
    with pytest.raises(ValueError, match="at least one centre"):
        assign_rows(np.ones((3, 2)), np.full((1, 2, 2), np.nan))


def test_a_table_is_fitted_from_given_centres_and_from_drawn_ones(groups):
    x, _ = groups
    rng = np.random.default_rng(3)
    best = fit_table(x, 3, starts=20, warm=[], rng=rng)
    bad = np.stack([x[0], x[0] + 1e-3, x[0] - 1e-3])

    def cost(centres):
        return ((x[:, None] - centres) ** 2).sum(axis=2).min(axis=1).sum()

    again = fit_table(x, 3, starts=0, warm=[best + 1e-3], rng=rng)
    both = fit_table(x, 3, starts=0, warm=[bad, best + 1e-3], rng=rng)
    np.testing.assert_allclose(sorted(again[:, 0]), sorted(best[:, 0]))
    assert cost(both) <= cost(fit_table(x, 3, starts=0, warm=[bad], rng=rng))
    assert cost(both) == pytest.approx(cost(best))


def test_starts_tried_on_a_part_of_the_rows_end_on_all_of_them(noise):
    stack = stack_tables(noise[None])

    found = fit_stack(stack, k=4, starts=3, rng=np.random.default_rng(1), searched=40)
    whole = fit_stack(stack, k=4, starts=3, rng=np.random.default_rng(1), searched=len(noise))
    plain = fit_stack(stack, k=4, starts=3, rng=np.random.default_rng(1))

    labels = assign_rows(noise, found.centres)[0]
    for group in range(4):
        np.testing.assert_allclose(found.centres[0, group], noise[labels == group].mean(axis=0))
    np.testing.assert_array_equal(whole.centres, plain.centres)
