"""Is agreement measured of the customers, and of noise beside them?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.choose import agreement as measuring
from finseg.choose.agreement import (
    Found,
    SampleCustomers,
    SampleNoise,
    _summarise_all_segments,
    _summarise_null,
    add_samples,
    is_sure,
    needs_noise,
    summarise_agreement,
)
from finseg.choose.candidates import try_each
from finseg.maths.nulls import NULLS
from finseg.maths.stability import NullStability, Replicas
from tests.builders.trials import agreement

SHUFFLED, GAUSSIAN = (name for name, _ in NULLS)


def measure(x, ks, *, pairs=12, tables=6):
    tried = {t.k: t.labels for t in try_each(x, ks, starts=5, seed=1) if t.k > 1}
    salts = tuple(range(x.shape[1]))
    own = SampleCustomers(x=x, labels=tried, pairs=pairs, starts=3, seed=(1, 1), salts=salts).run()
    nulls = {
        name: SampleNoise(
            x=x, null=name, ks=tuple(tried), tables=tables, starts=3, seed=(1, 2), salts=salts
        ).run()
        for name, _ in NULLS
    }
    return summarise_agreement(own, nulls)


@pytest.fixture(scope="module")
def of_groups():
    """Three groups that no single column shows, so that shuffled columns lose them."""
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], [70, 60, 50])
    centres = 2.5 * np.repeat(np.eye(3), 2, axis=1)
    return measure(centres[group] + rng.normal(size=(180, 6)), [2, 3, 4])


def test_clear_groups_come_back_at_their_number_and_better_than_noise(of_groups):
    _, three, four = of_groups

    assert three.mean > 0.9 > four.mean
    assert three.beats_noise
    assert three.settled
    assert all(s.jaccard > s.null for s in three.segments)


def test_both_kinds_of_noise_are_drawn(of_groups):
    for found in of_groups:
        assert [null.name for null in found.nulls] == [SHUFFLED, GAUSSIAN]
        for null in found.nulls:
            assert null.tables == 6
            assert null.low <= null.mean <= null.high
            assert null.mean <= null.threshold <= 1


def test_noise_does_not_beat_noise():
    (two,) = measure(np.random.default_rng(5).normal(size=(200, 3)), [2])

    assert not two.beats_noise
    assert not two.is_reproducible


def test_intervals_hold_their_mean_and_figures_are_shares(of_groups):
    for found in of_groups:
        assert found.low <= found.mean <= found.high <= 1
        assert len(found.segments) == found.k
        for s in found.segments:
            assert 0 <= s.low <= s.jaccard <= s.high <= 1


def test_what_noise_may_reach_is_a_limit_of_prediction_shared_among_the_looks():
    # Mean .4; squared deviations .04, .01, .09 over two: a standard deviation of .2646. Student's t
    # with 2 degrees of freedom is passed with a chance of .05 at 2.920, of .025 at 4.303.
    values = np.array([0.2, 0.3, 0.7]) / 4
    found = _summarise_null("noise", values, looks=1)

    assert (found.low, found.high, found.tables) == (0.05, 0.175, 3)
    assert [found.mean, found.spread] == pytest.approx([0.1, np.sqrt(0.07) / 4])
    wide = found.spread * (1 + 1 / 3) ** 0.5
    assert found.threshold == pytest.approx(0.1 + 2.91999 * wide, abs=1e-5)
    twice = _summarise_null("noise", values, looks=2)
    assert twice.threshold == pytest.approx(0.1 + 4.30265 * wide, abs=1e-5)


def test_where_noise_may_reach_1_agreement_says_nothing():
    assert _summarise_null("noise", np.array([0.9, 0.4]), looks=1).threshold == 1


def test_each_segment_stands_beside_the_noise_of_its_own_rank():
    # Means .5, .9, .6: the second is the best, so that it is held against the best of noise.
    found = Found(
        pairs=np.array([0.5, 0.7]),
        jaccard=np.array([[0.4, 0.8, 0.0], [0.6, 1.0, 1.2]]),
        across=np.array([[0.4, 0.8, 0.6], [0.6, 1.0, 0.6]]),
    )
    null = Found(
        pairs=np.array([0.1, 0.2]),
        jaccard=np.array([[0.7, 0.5, 0.3]]),
        across=np.array([[0.6, 0.4, 0.2]]),
    )

    segments = _summarise_all_segments(found, [null, replace(null, jaccard=null.jaccard - 0.1)])

    assert [s.jaccard for s in segments] == pytest.approx([0.5, 0.9, 0.6])
    assert [s.null for s in segments] == pytest.approx([0.3, 0.7, 0.5])
    assert [s.across_null for s in segments] == pytest.approx([0.2, 0.6, 0.4])
    assert (segments[1].low, segments[1].high) == pytest.approx((0.805, 0.995))
    first = _summarise_all_segments(replace(found, across=None), [null])
    assert {s.across for s in first} == {None}


def test_further_samples_are_put_to_the_first_where_there_are_some():
    first = {
        k: Found(pairs=np.array([0.1 * k]), jaccard=np.full((2, k), 0.5), across=np.ones((2, k)))
        for k in (2, 3)
    }
    more = {3: Found(pairs=np.array([0.9, 0.8]), jaccard=np.ones((4, 3)), across=None)}

    both = add_samples(first, more)

    assert both[2] is first[2]
    assert both[3].pairs.tolist() == pytest.approx([0.3, 0.9, 0.8])
    assert both[3].jaccard.shape == (6, 3)
    assert both[3].across is first[3].across


@pytest.mark.parametrize(
    ("mean", "sure"),
    [
        (0.62, False),  # .62 + 3 x .01 is .65
        (0.619, True),
        (0.65, False),
        (0.679, False),  # .679 - .03 is below .65
        (0.681, True),
    ],
)
def test_a_number_is_settled_three_standard_errors_from_the_limit(mean, sure):
    assert is_sure(agreement(2, mean, error=0.01)) is sure


@pytest.mark.parametrize(
    ("threshold", "noise", "sure", "needed"),
    [
        (0.76, 0.3, True, False),  # .8 - .03 is above all that noise may reach
        (0.78, 0.3, False, True),
        (0.82, 0.3, False, True),
        (0.82, 0.75, True, True),  # within two spreads of .05 of noise itself: no more than noise
    ],
)
def test_noise_in_the_way_leaves_a_number_open(threshold, noise, sure, needed):
    found = agreement(2, 0.8, threshold=threshold, noise=noise)

    assert is_sure(found) is sure
    assert needs_noise(found) is needed
    assert not needs_noise(agreement(2, 0.61, threshold=threshold, noise=noise))


@pytest.mark.parametrize(
    ("threshold", "noise", "sure", "needed"),
    [(0.82, 0.75, True, True), (0.78, 0.3, False, True)],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_the_kind_of_noise_that_reaches_farther_is_the_one_in_the_way(
    threshold, noise, sure, needed, turn
):
    far, near = (
        agreement(2, 0.8, threshold=threshold, noise=noise),
        agreement(2, 0.8, threshold=0.5, noise=0.2),
    )
    found = replace(far, nulls=(far.nulls + near.nulls)[::turn])

    assert is_sure(found) is sure
    assert needs_noise(found) is needed


def test_each_part_of_the_evidence_is_asked_for_as_planned(monkeypatch):
    asked: list[tuple[Any, ...]] = []

    def replicate(_, *, ks, resamples, starts, draws, **__):
        asked.append((tuple(ks), resamples, starts, draws))
        return [Replicas(k=k, rows=np.arange(4), labels=np.full((2, 4), k)) for k in ks]

    def across(found, fewer, _):
        asked.append((found.k, fewer.k))
        return np.full((2, found.k), 0.25)

    def null(_, kind, *, ks, tables, resamples_each, starts, draws, **__):
        asked.append((kind is NULLS[0][1], tables, resamples_each, starts, draws))
        by_rank = tuple(np.full((tables, k), 0.2) for k in ks)
        return NullStability(pairs=np.full((len(ks), tables), 0.3), jaccard=by_rank, across=by_rank)

    monkeypatch.setattr(measuring, "replicate_fits", replicate)
    monkeypatch.setattr(measuring, "pair_agreement", lambda _: np.array([0.8, 0.9, 1.0]))
    monkeypatch.setattr(measuring, "segment_jaccard", lambda r, _: np.full((2, r.k), 0.7))
    monkeypatch.setattr(measuring, "segment_across", across)
    monkeypatch.setattr(measuring, "null_stability", null)
    x, labels = np.zeros((4, 1)), np.zeros(4, dtype=np.int64)
    plain: dict[str, Any] = {"x": x, "starts": 3, "seed": (1, 2), "salts": (5,)}

    own = SampleCustomers(labels={2: labels, 3: labels}, pairs=7, **plain).run()
    noise = SampleNoise(null=GAUSSIAN, ks=(2, 3), tables=5, samples_each=6, **plain).run()
    SampleCustomers(labels={3: labels}, pairs=12, draws=5_000, **plain).run()
    SampleNoise(null=SHUFFLED, ks=(2,), tables=1, draws=9, **plain).run()

    assert asked == [
        ((2, 3), 14, 3, 2_000),
        (3, 2),  # each number is held against the one before it
        (False, 5, 6, 3, 2_000),
        ((3,), 24, 3, 5_000),
        (True, 1, 4, 3, 9),
    ]
    assert own[2].across is None
    assert own[3].pairs.tolist() == [0.8, 0.9, 1.0]
    assert noise[2].across is None
    assert noise[3].jaccard.shape == (5, 3)


def test_what_samples_come_to_is_their_mean_its_error_and_where_most_lie():
    # Pairs .2, .3, .7 and .8: mean .5, squared deviations .09 + .04 + .04 + .09 over three.
    found = Found(pairs=np.array([0.2, 0.3, 0.7, 0.8]), jaccard=np.array([[0.4, 0.9]]), across=None)
    noise = Found(pairs=np.array([0.1, 0.3]), jaccard=np.array([[0.5, 0.2]]), across=None)

    (own,) = summarise_agreement({2: found}, {"shuffled": {2: noise}})
    first, _ = summarise_agreement({2: found, 3: found}, {"shuffled": {2: noise, 3: noise}})

    assert (own.k, own.pairs, own.mean) == (2, 4, 0.5)
    assert own.error == pytest.approx((0.26 / 3) ** 0.5 / 2)
    # 2.5 % of the way along three steps: .075 of the first one; as far from the end.
    assert (own.low, own.high) == pytest.approx((0.2075, 0.7925))
    assert own.nulls == (_summarise_null("shuffled", noise.pairs, looks=1),)
    assert first.nulls == (_summarise_null("shuffled", noise.pairs, looks=2),)
    stepped = summarise_agreement({2: found}, {"shuffled": {2: noise}}, stepped=True)
    assert stepped[0].nulls == (_summarise_null("shuffled", noise.pairs, looks=1, stepped=True),)
    assert not own.settled
    (plain,) = summarise_agreement(
        {2: replace(found, pairs=np.array([0.2, 0.21, 0.19]))}, {"shuffled": {2: noise}}
    )
    assert plain.settled


@pytest.mark.parametrize(
    ("noise", "sure"),
    [(0.72, False), (0.74, True)],  # .8 + .03 is within two spreads of .05 of the second only
)
def test_a_number_that_noise_reaches_by_two_spreads_is_sure_to_be_noise(noise, sure):
    assert is_sure(agreement(2, 0.8, threshold=0.9, noise=noise)) is sure


@pytest.mark.parametrize(
    ("mean", "threshold", "needed"),
    [
        (0.875, 0.78125, False),  # three errors of .03125 above it, just
        (0.875, 0.78126, True),
        (0.55625, 0.9, True),  # three errors below .65, just
        (0.5562, 0.9, False),
    ],
)
def test_noise_is_needed_from_the_limits_themselves_on(mean, threshold, needed):
    assert needs_noise(agreement(2, mean, threshold=threshold, error=0.03125)) is needed


def test_a_mean_just_three_errors_above_the_limit_is_settled():
    assert is_sure(agreement(2, 0.74375, threshold=0.1, error=0.03125))
    assert not is_sure(agreement(2, 0.7437, threshold=0.1, error=0.03125))
    assert not is_sure(agreement(2, 0.55625, noise=0.1, error=0.03125))


def test_among_levels_the_limit_is_found_on_the_scale_without_an_end():
    """Tangents of .5 and .9 in the inverse hyperbolic sense; one degree of freedom: t = 6.3138."""
    found = _summarise_null("noise", np.array([0.5, 0.9]), looks=1, stepped=True)

    low, high = math.atanh(0.5), math.atanh(0.9)
    spread = (high - low) / 2**0.5
    wide = 6.313752 * 1.5**0.5
    assert found.threshold == pytest.approx(math.tanh((low + high) / 2 + wide * spread), abs=1e-7)
    # What reaches 1 itself counts as .999.
    ends = _summarise_null("noise", np.array([1.0, 0.999]), looks=1, stepped=True)
    assert ends.threshold == pytest.approx(0.999)
    below = _summarise_null("noise", np.array([-1.0, -0.999]), looks=1, stepped=True)
    assert below.threshold == pytest.approx(-0.999)
    assert (found.mean, found.spread) == pytest.approx((0.7, 0.4 / 2**0.5))


def test_a_segment_nobody_of_whom_is_compared_is_not_found_again(monkeypatch):
    monkeypatch.setattr(
        measuring,
        "replicate_fits",
        lambda *_, ks, **__: [
            Replicas(k=k, rows=np.arange(4), labels=np.zeros((2, 4), int)) for k in ks
        ],
    )
    monkeypatch.setattr(measuring, "pair_agreement", lambda _: np.array([0.8]))
    gone = np.array([[0.4, np.nan]])
    monkeypatch.setattr(measuring, "segment_jaccard", lambda *_: gone)
    monkeypatch.setattr(measuring, "segment_across", lambda *_: gone)
    labels = dict.fromkeys((2, 3), np.zeros(4, dtype=np.int64))

    found = SampleCustomers(
        x=np.zeros((4, 1)), labels=labels, pairs=1, starts=1, seed=(1,), salts=(1,)
    ).run()[3]

    assert found.jaccard.tolist() == [[0.4, 0.0, 0.0]]  # of the third there is nobody at all
    assert found.across is not None
    assert found.across.tolist() == [[0.4, 0.0]]


def test_a_last_segment_without_anybody_among_the_rows_was_not_found_again(rng):
    x, labels = rng.normal(size=(40, 2)), np.repeat([0, 1], [30, 10])

    found = SampleCustomers(x=x, labels={3: labels}, pairs=1, starts=1, seed=(1,), salts=(1, 2))

    assert (found.run()[3].jaccard > 0).tolist() == [[True, True, False]] * 2
