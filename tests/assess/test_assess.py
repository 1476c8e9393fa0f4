from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.records.assessment import SegmentStability
from tests.conftest import groups

SETTINGS = {"prepare": {"transform": "none"}}


def assessed(x, k):
    names = [f"v{j}" for j in range(x.shape[1])]
    return finseg.segment(pl.DataFrame(x, schema=names), k=k, settings=SETTINGS).assessment


def test_clear_groups_come_back_whole_and_hardly_anybody_stands_near_a_border(rng):
    found = assessed(groups(rng, k=3), 3)

    assert all(s.jaccard > 0.98 for s in found.segments)
    assert {s.word for s in found.segments} == {"highly stable"}
    assert found.borderline_share < 0.01


def stability(jaccard, null):
    return SegmentStability(
        id=0, jaccard=jaccard, low=jaccard, high=jaccard, null=null, silhouettes=()
    )


@pytest.mark.parametrize(
    ("jaccard", "null", "word"),
    [
        (0.92, 0.60, "highly stable"),
        (0.92, 0.88, "no better than noise"),
        (0.985, 0.99, "no better than noise"),
        (0.99, 0.97, "highly stable"),
        (1.0, 1.0, "highly stable"),
        (0.8, 0.7, "valid"),
        (0.8, 0.9, "no better than noise"),
        (0.5, 0.1, "not to be trusted"),
        (0.9, float("nan"), "no better than noise"),
    ],
)
def test_a_segment_is_called_stable_only_where_noise_does_clearly_worse(jaccard, null, word):
    segment = stability(jaccard, null)

    assert segment.word == word
    assert segment.beats_noise == (word != "no better than noise")
    assert segment.jaccard_above_noise == (jaccard if segment.beats_noise else 0.0)


def test_pieces_of_noise_do_not_come_back_and_are_no_better_than_noise(rng):
    found = assessed(rng.uniform(size=(500, 5)), 4)

    for segment in found.segments:
        assert segment.jaccard < 0.75
        assert segment.jaccard - segment.null < 0.25


def test_the_card_holds_six_changes_or_more_each_once_and_compared(rng):
    found = assessed(rng.uniform(1, 2, size=(300, 3)), 4)

    changes = [a.change for a in found.alternatives]
    assert len(changes) >= 8
    assert len(set(changes)) == len(changes)
    assert all(-0.5 <= a.agreement <= 1 for a in found.alternatives)


def test_small_changes_move_nobody_where_groups_are_clear(rng):
    found = assessed(groups(rng, k=4), 4)

    agreement = {a.change: a.agreement for a in found.alternatives}
    assert agreement["half the customers"] > 0.98
    assert agreement["another seed"] == pytest.approx(1.0)
    assert agreement["a Gaussian mixture instead of k-means"] > 0.98
    assert agreement["3 segments instead of 4"] < 0.9


def test_the_reference_study_is_shown_to_be_the_analysts(reference):
    found = reference.assessment

    agreement = {a.change: a for a in found.alternatives}
    best = agreement["the best of 200 starts"]
    assert best.agreement < 0.4
    assert best.detail.startswith("inertia 3,346.")
    assert "against 3,380.3 as kept" in best.detail
    assert max(s.jaccard for s in found.segments) < 0.6


def test_silhouette_profiles_rise_and_stay_within_bounds(reference):
    for segment in reference.assessment.segments:
        assert len(segment.silhouettes) == 21
        assert list(segment.silhouettes) == sorted(segment.silhouettes)
        assert np.abs(segment.silhouettes).max() <= 1


def test_one_segment_needs_no_card():
    found = assessed(np.random.default_rng(1).normal(size=(200, 2)), 1)

    assert found.alternatives == ()
    assert found.segments[0].silhouettes == ()


@pytest.mark.parametrize(
    ("jaccard", "word"),
    [
        (0.59, "not to be trusted"),
        (0.6, "a pattern, its members doubtful"),
        (0.75, "valid"),
        (0.85, "highly stable"),
    ],
)
def test_hennigs_bands_are_read_from_their_lower_end(jaccard, word):
    stability = SegmentStability(id=0, jaccard=jaccard, low=0, high=1, null=0, silhouettes=())

    assert stability.word == word
