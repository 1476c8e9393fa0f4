"""What is each clustering like, worked out by hand?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.choose import candidates
from finseg.choose.candidates import (
    NO_NOISE,
    NOT_MEASURED,
    Beyond,
    Noise,
    Tried,
    compare_beyond_inertia,
    complete_candidates,
    describe_one,
    find_flows,
    make_noise,
    try_each,
)
from finseg.choose.effort import DEFAULT

# Two pairs and a triple along a line: 0, 1 | 10, 11 | 100, 101, 102.
LINE = np.array([[0.0], [1], [10], [11], [100], [101], [102]])
SALTS = [7]
FEW = replace(DEFAULT, noise_tables=12, references=5, splits=4)


def describe_each(x, each):
    rng = np.random.default_rng(2)
    return [describe_one(x, one, rng=rng) for one in each]


def tried(k, labels):
    return Tried(k=k, labels=np.array(labels), inertia=1.0, margin=0.5, starts=3, at_best=2)


def test_each_number_is_clustered_and_segments_are_numbered_by_size():
    one, two, three = try_each(LINE, [1, 2, 3], starts=5, seed=1)

    assert one.inertia == pytest.approx(((LINE - LINE.mean()) ** 2).sum())
    assert two.labels.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert three.labels.tolist()[4:] == [0, 0, 0]
    assert three.inertia == pytest.approx(0.5 + 0.5 + 2)
    assert two.smallest_share == pytest.approx(3 / 7)
    assert (one.starts, two.starts) == (1, 5)  # one segment has one solution


def test_the_margin_is_the_mean_over_the_customers():
    (two,) = try_each(np.array([[0.0], [2], [10]]), [2], starts=3, seed=1)

    # Centres 1 and 10: distances 1 of 10, 1 of 8, 0 of 9.
    assert two.margin == pytest.approx((0.9 + 7 / 8 + 1) / 3)


def test_a_segment_without_anybody_has_no_share():
    assert tried(3, [0, 0, 1, 1]).smallest_share == 0


def test_flows_are_shares_of_all_customers_and_only_those_that_are():
    flows = find_flows([tried(2, [0, 0, 0, 0, 1]), tried(3, [0, 0, 0, 1, 2])])

    assert [(f.k, f.source, f.target, f.share) for f in flows] == [
        (2, 0, 0, 0.6),
        (2, 0, 1, 0.2),
        (2, 1, 2, 0.2),
    ]


def beyond(x, ks):
    return compare_beyond_inertia(x, ks, FEW, salts=SALTS, rng=np.random.default_rng(2))


def test_noise_keeps_the_columns_and_forgets_the_groups(rng):
    x = np.vstack([rng.normal(size=(60, 2)), rng.normal(size=(40, 2)) + 9])

    noise = make_noise(x, [1, 2], FEW, np.random.default_rng(1))

    assert noise.relative.shape == (FEW.noise_tables, 2)
    np.testing.assert_allclose(noise.relative[:, 0], 1)  # the same columns spread as widely
    assert noise.relative[:, 1].min() > 2  # two groups are lost


def test_elbows_of_noise_are_counted_by_number(rng):
    noise = make_noise(rng.uniform(size=(80, 2)), range(1, 6), FEW, np.random.default_rng(1))

    ks = [k for k, _ in noise.elbows]
    assert ks == sorted(set(ks))
    assert set(ks) <= {2, 3, 4}
    assert 1 <= sum(count for _, count in noise.elbows) <= FEW.noise_tables


def test_a_candidate_holds_the_indices_of_its_own_division():
    ks = [1, 2, 3]
    each = try_each(LINE, ks, starts=5, seed=1)
    noise = make_noise(LINE, ks, FEW, np.random.default_rng(1))

    one, two, three = complete_candidates(describe_each(LINE, each), noise, ks, beyond(LINE, ks))

    assert all(math.isnan(v) for v in (one.silhouette, one.calinski_harabasz, one.davies_bouldin))
    assert math.isnan(one.centre_silhouette)
    assert one.prediction_strength == 1
    assert one.noise == pytest.approx((one.inertia, one.inertia))
    assert two.inertia == pytest.approx(2 + 101)  # 4·5² + 4·.5² around 5.5, and 2 around 101
    assert two.davies_bouldin == pytest.approx((5 + 2 / 3) / 95.5)
    assert three.calinski_harabasz > two.calinski_harabasz
    assert (two.smallest_share, three.smallest_share) == pytest.approx((3 / 7, 2 / 7))


def test_a_division_by_itself_has_no_noise_gap_or_prediction():
    (two,) = try_each(LINE, [2], starts=5, seed=1)

    found = describe_one(LINE, two, rng=np.random.default_rng(1))

    assert found.noise is None
    assert math.isnan(found.gap)
    assert math.isnan(found.prediction_strength)
    assert found.davies_bouldin == pytest.approx((5 + 2 / 3) / 95.5)


def test_as_many_segments_as_customers_have_no_silhouette(rng):
    found = describe_one(LINE[:3], tried(3, [0, 1, 2]), rng=rng)

    assert math.isnan(found.silhouette)
    assert math.isnan(found.calinski_harabasz)


def test_what_was_not_measured_beyond_the_sample_is_no_number():
    x = np.arange(8.0)[:, None] ** 2
    each = (*try_each(x, [1, 2, 4, 5], starts=2, seed=1), tried(9, [0, 1, 2, 3, 4, 5, 6, 7]))
    noise = Noise(relative=np.array([[1.0, 2.0], [1.2, 3.0], [1.1, 2.5]]), elbows=())

    found = complete_candidates(describe_each(x, each), noise, [1, 2], beyond(x, [1, 2, 4, 5, 9]))

    assert [math.isnan(c.prediction_strength) for c in found] == [False, False, False, True, True]
    assert [math.isnan(c.gap) for c in found] == [False] * 4 + [True]
    assert [math.isnan(c.gap_error) for c in found] == [False] * 4 + [True]
    assert [c.noise is None for c in found] == [False, False, True, True, True]
    assert found[1].noise == pytest.approx((2.05 * each[1].inertia, 2.95 * each[1].inertia))
    assert (found[2].starts, found[2].starts_at_best) == (each[2].starts, each[2].at_best)
    assert found[1].centre_silhouette == each[1].margin


def test_a_quick_run_adds_nothing_to_a_division():
    described = describe_each(LINE, try_each(LINE, [1, 2], starts=2, seed=1))

    found = complete_candidates(described, NO_NOISE, [1, 2], NOT_MEASURED)

    assert [one.silhouette for one in found[1:]] == [one.silhouette for one in described[1:]]
    assert [one.noise for one in found] == [None, None]
    assert all(math.isnan(c.gap) and math.isnan(c.prediction_strength) for c in found)


def test_the_noise_of_few_customers_is_still_described():
    x = np.array([[0.0], [1], [5]])
    each = try_each(x, [1, 2], starts=1, seed=1)
    noise = make_noise(x, [1, 2], FEW, np.random.default_rng(1))

    one, two = complete_candidates(describe_each(x, each), noise, [1, 2], beyond(x, [1, 2]))

    assert math.isnan(one.prediction_strength)
    assert math.isnan(two.prediction_strength)


def test_a_division_by_itself_keeps_its_starts_and_margin():
    found = describe_one(LINE, tried(2, [0, 0, 0, 0, 1, 1, 1]), rng=np.random.default_rng(1))

    assert (found.starts, found.starts_at_best, found.centre_silhouette) == (3, 2, 0.5)
    assert (found.k, found.inertia) == (2, 1.0)
    assert found.smallest_share == pytest.approx(3 / 7)
    assert math.isnan(found.gap_error)
    single = describe_one(LINE, tried(1, [0] * 7), rng=np.random.default_rng(1))
    assert math.isnan(single.davies_bouldin)


def test_every_noise_table_counts_where_its_own_elbow_is(monkeypatch):
    elbows = iter([None, 3, 2, 3, 5, 3, *[None] * 20])
    monkeypatch.setattr(candidates, "find_elbow", lambda *_: next(elbows))

    noise = make_noise(LINE, [1, 2, 3], FEW, np.random.default_rng(1))

    assert noise.elbows == ((2, 1), (3, 3), (5, 1))
    first = iter([4, *[None] * 20])
    monkeypatch.setattr(candidates, "find_elbow", lambda *_: next(first))
    assert make_noise(LINE, [1, 2], FEW, np.random.default_rng(1)).elbows == ((4, 1),)


def test_noise_is_relative_to_the_same_number_of_these_customers_and_as_it_is_where_that_is_nought(
    monkeypatch,
):
    asked = []
    inertias = {1: [8.0, 12.0, 4.0], 2: [0.0, 6.0, 3.0]}

    def fit(_, *, k, starts, **__):
        asked.append((k, starts))
        return type("Fits", (), {"inertia": np.array(inertias[k])})

    monkeypatch.setattr(candidates, "fit_stack", fit)

    noise = make_noise(LINE, [1, 2], FEW, np.random.default_rng(1))

    assert noise.relative.tolist() == [[1.5, 6.0], [0.5, 3.0]]
    assert asked == [(1, FEW.starts), (2, FEW.starts)]


def test_columns_of_one_category_are_shuffled_together_and_no_more_rows_than_needed(monkeypatch):
    asked: list[Any] = []

    def shuffle(x, _, blocks):
        asked.append((len(x), blocks))
        return x

    monkeypatch.setattr(candidates, "shuffle_blocks", shuffle)
    monkeypatch.setattr(candidates, "NOISE_SAMPLE", 5)

    make_noise(LINE, [1], FEW, np.random.default_rng(1), [(0,)])

    assert asked == [(5, [(0,)])] * FEW.noise_tables


def test_what_lies_beyond_the_inertia_is_measured_as_often_as_planned(monkeypatch):
    asked: list[Any] = []

    def gap(x, *, k_max, references, starts, salts, **_):
        asked.append((len(x), k_max, references, starts, salts))
        return type("Gaps", (), {"gap": np.array([0.5]), "error": np.array([0.25])})

    def strength(x, *, ks, splits, starts, salts, **_):
        asked.append((len(x), ks, splits, starts, salts))
        return np.array([[1.0, 1, 1], [0.25, 0.5, 0.9]])

    monkeypatch.setattr(candidates, "gap_statistic", gap)
    monkeypatch.setattr(candidates, "prediction_strength", strength)
    monkeypatch.setattr(candidates, "SMALL_SAMPLE", 5)
    effort = replace(FEW, references=7, splits=8, starts=9)

    found = compare_beyond_inertia(
        LINE, [1, 2, 3, 6], effort, salts=SALTS, rng=np.random.default_rng(2)
    )

    assert asked == [(5, 5, 7, 9, SALTS), (5, [1, 2], 8, 9, SALTS)]
    assert (found.gap.tolist(), found.error.tolist()) == ([0.5], [0.25])
    assert found.strength == pytest.approx({1: 1.0, 2: 0.55})


@pytest.mark.parametrize(("rows", "known"), [(3, False), (4, True)])
def test_four_customers_can_be_halved_into_two_groups(rows, known):
    found = beyond(LINE[:rows], [1, 2])

    assert set(found.strength) == ({1, 2} if known else {1})
    assert all(math.isnan(s) is not known for s in found.strength.values())


def test_gap_and_strength_are_those_of_the_candidates_own_number():
    each = try_each(LINE, [1, 2, 4], starts=2, seed=1)
    noise = Noise(relative=np.ones((2, 1)), elbows=())
    known = Beyond(
        gap=np.array([0.1, 0.2, 0.3]), error=np.array([0.01, 0.02, 0.03]), strength={2: 0.7, 4: 0.8}
    )

    one, two, four = complete_candidates(describe_each(LINE, each), noise, [1], known)

    assert (one.gap, one.gap_error) == (0.1, 0.01)
    assert (two.gap, two.gap_error, two.prediction_strength) == (0.2, 0.02, 0.7)
    assert four.prediction_strength == 0.8
    assert math.isnan(four.gap)
