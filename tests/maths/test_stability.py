from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import nulls, stability
from finseg.maths.stability import (
    Replicas,
    null_stability,
    pair_agreement,
    percentile_interval,
    rank_falling,
    replicate_fits,
    segment_across,
    segment_jaccard,
    summarise_segments,
)


def replicas_of(x, ks, *, resamples=20, seed=0, **kwargs):
    rng = np.random.default_rng(seed)
    return replicate_fits(x, ks=ks, resamples=resamples, starts=5, rng=rng, **kwargs)


def test_plain_groups_come_back_and_noise_does_not(groups, noise):
    planted = pair_agreement(replicas_of(groups[0], [4])[0])
    none = pair_agreement(replicas_of(noise, [4])[0])

    assert planted.min() > 0.99
    assert none.mean() < 0.5


def test_one_segment_always_agrees(noise):
    np.testing.assert_array_equal(pair_agreement(replicas_of(noise, [1])[0]), 1)


def test_each_planted_group_is_found_in_every_resample(groups):
    x, truth = groups

    found = segment_jaccard(replicas_of(x, [4])[0], truth)

    assert found.shape == (20, 4)
    assert found.min() > 0.97


def test_two_groups_made_of_one_are_found_less_often_than_true_ones(groups):
    x, truth = groups
    halved = np.where((truth == 3) & (x[:, 0] > 0), 4, truth)

    found = segment_jaccard(replicas_of(x, [5])[0], halved).mean(axis=0)

    assert found[3:].max() < 0.8
    assert found[3:].max() < found[:3].min()


def test_row_and_column_order_change_nothing(noise):
    x = noise[:300]
    rows, columns = np.random.default_rng(1).permutation(300), [3, 0, 4, 1, 2]
    names = np.array([11, 12, 13, 14, 15])
    reference = (x[:, 0] > 0).astype(int)

    base = replicas_of(x, [2, 3], salts=names.tolist())
    moved = replicas_of(x[rows][:, columns], [2, 3], salts=names[columns].tolist())

    for one, other in zip(base, moved, strict=True):
        np.testing.assert_allclose(pair_agreement(other), pair_agreement(one), atol=1e-9)
        np.testing.assert_allclose(
            segment_jaccard(other, reference[rows]), segment_jaccard(one, reference), atol=1e-9
        )


def test_other_units_and_other_rounding_change_nothing(noise):
    rows = np.random.default_rng(1).permutation(400)
    raw = noise[:400] * [1, 10, 1e3, 1e5, 0.01] + [40, 600, 8e4, 1e6, 0]

    def standardised(x):
        return (x - x.mean(axis=0)) / x.std(axis=0)

    base = pair_agreement(replicas_of(standardised(raw), [4])[0])
    other = standardised(raw[rows] * [12, 1, 100, 0.011, 3])
    again = pair_agreement(replicas_of(other, [4])[0])

    np.testing.assert_allclose(again, base, atol=1e-9)


def test_null_tables_do_not_depend_on_row_order(noise):
    x = noise[:200]
    rows = np.random.default_rng(1).permutation(200)

    def null(table, kind):
        rng = np.random.default_rng(0)
        made = null_stability(table, kind, ks=[2, 3], tables=3, resamples_each=2, starts=2, rng=rng)
        return np.hstack([made.pairs.T, *made.jaccard, made.across[1]])

    for kind in (nulls.shuffle_columns, nulls.draw_gaussian):
        np.testing.assert_allclose(null(x[rows], kind), null(x, kind), atol=1e-9)


def test_labels_are_those_of_the_evaluated_rows(groups):
    x, truth = groups

    got = replicas_of(x, [4], resamples=2)[0]

    assert sorted(got.rows) == list(range(len(x)))
    table = np.zeros((4, 4))
    np.add.at(table, (truth[got.rows], got.labels[0]), 1)
    assert (table > 0).sum() == 4


def test_large_tables_are_drawn_and_evaluated_in_part(noise, monkeypatch):
    monkeypatch.setattr(stability, "EVALUATED", 120)

    got = replicas_of(noise, [3], draws=150)[0]

    assert got.labels.shape == (20, 120)
    assert len(set(got.rows.tolist())) == 120


def test_fewer_draws_are_less_stable(noise):
    x = noise * np.array([3.0, 2.0, 1.0, 0.5, 0.5])

    many = pair_agreement(replicas_of(x, [2], resamples=40)[0]).mean()
    few = pair_agreement(replicas_of(x, [2], resamples=40, draws=60)[0]).mean()

    assert few < many


def test_groups_beat_every_null_and_noise_does_not(groups, noise):
    def against(x, null):
        rng = np.random.default_rng(0)
        seen = pair_agreement(replicas_of(x, [4], resamples=40)[0])
        made = null_stability(x, null, ks=[4], tables=20, resamples_each=2, starts=5, rng=rng)
        return float((made.pairs[0] >= seen.mean()).mean())

    for null in (nulls.shuffle_columns, nulls.draw_gaussian):
        assert against(groups[0], null) == 0
    assert 0.1 < against(noise, nulls.shuffle_columns) < 0.9


def test_null_segments_are_no_segments(groups):
    rng = np.random.default_rng(0)

    found = null_stability(
        groups[0], nulls.draw_gaussian, ks=[4], tables=10, resamples_each=2, starts=5, rng=rng
    ).jaccard[0]

    assert found.shape == (10, 4)
    assert (np.diff(found, axis=1) <= 0).all()
    assert found[:, -1].mean() < 0.8


def test_a_segment_that_only_splits_was_one_before_and_a_gathered_one_was_not(groups):
    x, truth = groups
    three, four = replicas_of(x, [3, 4])

    found = segment_across(four, three, truth)

    assert found.shape == (20, 4)
    assert np.median(found) == 1  # two of the four groups were one heap of three


def test_segments_of_noise_are_gathered_from_several(noise):
    three, four = replicas_of(noise, [3, 4])
    rng = np.random.default_rng(0)
    reference = four.labels[0][np.argsort(four.rows)]

    found = segment_across(four, three, reference).mean()
    null = null_stability(
        noise, nulls.shuffle_columns, ks=[3, 4], tables=5, resamples_each=4, starts=5, rng=rng
    )

    assert np.isnan(null.across[0]).all()
    assert null.across[1].shape == (5, 4)
    assert found < 0.7
    assert abs(found - null.across[1].mean()) < 0.15


def test_every_null_pair_has_a_table_of_its_own(noise):
    made = []

    def null(x, rng):
        made.append(nulls.shuffle_columns(x, rng))
        return made[-1]

    rng = np.random.default_rng(0)
    null_stability(noise[:50], null, ks=[2, 3], tables=4, resamples_each=2, starts=1, rng=rng)

    assert len({table.tobytes() for table in made}) == len(made) == 4


def test_agreement_pairs_the_first_with_the_second():
    labels = np.array([[0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 0]])
    replicas = Replicas(k=2, rows=np.arange(4), labels=labels.astype(np.uint8))

    np.testing.assert_allclose(pair_agreement(replicas), [1, -0.5])


def test_the_interval_cuts_equal_tails():
    values = np.arange(101.0)[:, None] * [1.0, 2.0]

    np.testing.assert_allclose(percentile_interval(values, level=0.9), [[5, 10], [95, 190]])


def test_wrong_requests_are_refused(noise):
    with pytest.raises(ValueError, match="at least 1 resample"):
        replicas_of(noise, [2], resamples=0)
    single, rng = replicas_of(noise, [2], resamples=1)[0], np.random.default_rng(0)
    with pytest.raises(ValueError, match="two resamples"):
        pair_agreement(single)
    with pytest.raises(ValueError, match="null table"):
        null_stability(
            noise, nulls.draw_gaussian, ks=[2], tables=0, resamples_each=2, starts=1, rng=rng
        )
    with pytest.raises(ValueError, match="level"):
        percentile_interval(np.ones(3), level=1.0)


def test_a_table_of_noise_agrees_by_the_mean_over_every_two_of_its_samples():
    # Of the first table two samples are alike and the third is crossed: 1, -.5 and -.5.
    alike, crossed = [0, 0, 1, 1], [0, 1, 0, 1]
    labels = np.array([alike, alike, crossed, crossed, crossed, crossed], dtype=np.uint8)
    found = Replicas(k=2, rows=np.arange(4), labels=labels)

    assert stability._average_pairs_by_table(found, 2).tolist() == pytest.approx([0.0, 1.0])


def test_segments_of_noise_are_averaged_over_samples_and_then_ranked():
    # Two tables of two samples: means .5, .7 and .2, then .1, 0 for the one never there, .6.
    each = np.array([[0.4, 0.9, 0.1], [0.6, 0.5, 0.3], [0.2, np.nan, 0.5], [0.0, np.nan, 0.7]])

    np.testing.assert_allclose(stability._sort_by_rank(each, 2), [[0.7, 0.5, 0.2], [0.6, 0.1, 0]])


def test_a_segment_comes_from_where_its_counterpart_does():
    """Group 0 of three is gathered from both of two, as 3 and 1; the others come from one."""
    two = Replicas(k=2, rows=np.arange(8), labels=np.array([[0, 0, 0, 1, 1, 1, 1, 0]], np.uint8))
    three = Replicas(k=3, rows=np.arange(8), labels=np.array([[0, 0, 0, 0, 1, 1, 1, 2]], np.uint8))
    reference = np.array([2, 2, 2, 2, 0, 0, 0, 1])  # the same three by other numbers

    found = segment_across(three, two, reference)

    gathered = 1 + 0.75 * np.log2(0.75) + 0.25 * np.log2(0.25)
    np.testing.assert_allclose(found, [[1, 1, gathered]])
    np.testing.assert_allclose(segment_jaccard(three, reference), [[1, 1, 1]])
    cut = np.array([1, 1, 1, 0, 0, 0, 0, 2])
    np.testing.assert_allclose(segment_jaccard(three, cut), [[3 / 4, 3 / 4, 1]])
    turned = Replicas(k=3, rows=np.arange(8)[::-1], labels=three.labels[:, ::-1])
    np.testing.assert_allclose(segment_jaccard(turned, cut), [[3 / 4, 3 / 4, 1]])


def test_ranks_fall_with_the_values_and_of_equal_ones_the_first_ranks_higher():
    assert rank_falling(np.array([0.2, 0.9, 0.5, 0.9, 0.1])).tolist() == [3, 0, 2, 1, 4]
    assert rank_falling(np.array([3, 7, 7])).tolist() == [2, 0, 1]


def test_each_segment_is_summarised_beside_the_noise_that_is_harder_to_beat_at_its_rank():
    found = np.array([[0.2, 0.9], [0.4, 0.7]])
    nulls_of = [np.array([[0.6, 0.5], [0.8, 0.1]]), np.array([[0.65, 0.4]])]

    first, second = summarise_segments(found, nulls_of)

    assert first == pytest.approx((0.3, 0.205, 0.395, 0.4))
    assert second == pytest.approx((0.8, 0.705, 0.895, 0.7))


def test_as_many_rows_are_drawn_as_there_are_but_no_more_than_asked():
    drawn = stability._draw_rows(50, 4, 30, np.random.default_rng(1))
    whole = stability._draw_rows(50, 4, 51, np.random.default_rng(1))

    assert [len(rows) for rows in drawn] == [30] * 4
    assert [len(rows) for rows in whole] == [50] * 4
    assert max(int(rows.max()) for rows in whole) > 40
    assert all(len(set(rows.tolist())) < 50 for rows in whole)  # with repetition


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_an_interval_needs_a_level_and_replicates(level):
    with pytest.raises(ValueError, match="level"):
        percentile_interval(np.ones(3), level=level)
    with pytest.raises(ValueError, match="replicates"):
        percentile_interval(np.ones(0))
