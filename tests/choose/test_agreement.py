"""Is agreement measured of the customers, and of noise beside them?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finseg.choose import agreement as measuring
from finseg.choose.agreement import (
    _summarise_null,
    _summarise_segments,
    measure_agreement,
)
from finseg.choose.candidates import try_each
from finseg.choose.effort import QUICK
from finseg.maths.nulls import NULLS
from finseg.maths.stability import NullStability, Replicas


def measure(x, ks):
    return measure_agreement(
        x,
        try_each(x, ks, starts=5, seed=1),
        QUICK,
        salts=list(range(x.shape[1])),
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def of_groups():
    """Three groups that no single column shows, so that shuffled columns lose them."""
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], [70, 60, 50])
    centres = 2.5 * np.repeat(np.eye(3), 2, axis=1)
    return measure(centres[group] + rng.normal(size=(180, 6)), [1, 2, 3, 4])


def test_one_segment_agrees_with_nothing(of_groups):
    assert [a.k for a in of_groups] == [2, 3, 4]
    assert measure(np.random.default_rng(1).normal(size=(40, 2)), [1]) == ()


def test_clear_groups_come_back_at_their_number_and_better_than_noise(of_groups):
    _, three, four = of_groups

    assert three.mean > 0.9 > four.mean
    assert three.beats_noise
    assert all(s.jaccard > s.null for s in three.segments)


def test_reproducible_numbers_are_looked_at_again_and_others_are_not(of_groups):
    for agreement in of_groups:
        assert (agreement.closer is not None) is agreement.is_reproducible
    assert of_groups[1].closer is not None
    assert of_groups[1].jaccard == of_groups[1].closer


def test_both_kinds_of_noise_are_drawn(of_groups):
    for agreement in of_groups:
        assert [null.name for null in agreement.nulls] == ["columns shuffled", "one Gaussian"]
        for null in agreement.nulls:
            assert null.tables == QUICK.null_tables
            assert null.low <= null.mean <= null.high
            assert null.mean <= null.threshold <= 1


def test_clearly_more_than_noise_is_two_standard_deviations_more():
    # Mean .4; squared deviations .04, .01, .09 over two: a standard deviation of .2646.
    found = _summarise_null("noise", np.array([0.2, 0.3, 0.7]))

    assert (found.low, found.high, found.tables) == (0.2, 0.7, 3)
    assert found.mean == pytest.approx(0.4)
    assert found.threshold == pytest.approx(0.4 + 2 * np.sqrt(0.07))
    assert _summarise_null("noise", np.array([0.9, 0.4])).threshold == 1  # where noise reaches 1


def test_each_segment_stands_beside_the_noise_of_its_own_rank():
    # Means .5, .9, .6: the second is the best, so that it is held against the best of noise.
    found = np.array([[0.4, 0.8, np.nan], [0.6, 1.0, 1.2]])

    summaries = _summarise_segments(found, [np.array([[0.7, 0.5, 0.3]])])

    assert [s.mean for s in summaries] == pytest.approx([0.5, 0.9, 0.6])
    assert [s.null for s in summaries] == [0.3, 0.7, 0.5]
    assert summaries[1].low == pytest.approx(0.805)
    assert summaries[1].high == pytest.approx(0.995)


def test_intervals_hold_their_mean_and_figures_are_shares(of_groups):
    for agreement in of_groups:
        assert agreement.low <= agreement.mean <= agreement.high <= 1
        assert len(agreement.segments) == agreement.k
        for s in agreement.segments:
            assert 0 <= s.low <= s.jaccard <= s.high <= 1


def test_noise_does_not_beat_noise():
    (two,) = measure(np.random.default_rng(5).normal(size=(200, 3)), [2])

    assert not two.beats_noise
    assert not two.is_reproducible
    assert two.closer is None


def test_each_part_of_the_evidence_is_asked_for_as_the_effort_says(monkeypatch):
    asked: list[tuple[Any, ...]] = []

    def replicate(_, *, ks, resamples, starts, **rest):
        asked.append((tuple(ks), resamples, starts, rest.get("draws")))
        return [Replicas(k=k, rows=np.arange(4), labels=np.full((2, 4), k)) for k in ks]

    def across(found, fewer, _):
        asked.append((found.k, fewer.k))
        return np.full((2, found.k), 0.25)

    def null(_, kind, *, ks, tables, resamples_each, starts, **__):
        asked.append((tables, resamples_each, starts))
        level = 0.2 if kind is NULLS[0][1] else 0.4
        by_rank = tuple(np.full((tables, k), level) - 0.01 * np.arange(k) for k in ks)
        return NullStability(
            pairs=np.full((len(ks), tables), level), jaccard=by_rank, across=by_rank
        )

    monkeypatch.setattr(measuring, "replicate_fits", replicate)
    monkeypatch.setattr(measuring, "pair_agreement", lambda _: np.array([0.8, 0.9, 1.0]))
    monkeypatch.setattr(measuring, "segment_jaccard", lambda r, _: np.full((2, r.k), 0.7))
    monkeypatch.setattr(measuring, "segment_across", across)
    monkeypatch.setattr(measuring, "null_stability", null)

    two, three = measure(np.random.default_rng(1).normal(size=(20, 2)), [1, 2, 3])

    pairs, starts = QUICK.pairs, QUICK.starts
    assert asked[0] == ((2, 3), 2 * pairs, starts, None)
    assert asked[1] == asked[2] == (QUICK.null_tables, 4, starts)
    assert asked[3] == ((2,), pairs, 8, 5_000)
    assert asked[4] == (3, 2)  # each number is held against the one before it
    assert (two.mean, two.pairs) == (pytest.approx(0.9), pairs)
    assert (two.low, two.high) == pytest.approx((0.805, 0.995))
    assert [null.mean for null in two.nulls] == pytest.approx([0.2, 0.4])
    # The noise that is harder to beat, by rank: .4, .39, .38.
    assert [s.null for s in three.segments] == pytest.approx([0.4, 0.39, 0.38])
    assert [s.across_null for s in three.segments] == pytest.approx([0.4, 0.39, 0.38])
    assert {s.across for s in three.segments} == {0.25}
    assert {s.across for s in two.segments} == {None}
    assert two.closer == pytest.approx((0.7, 0.7))
