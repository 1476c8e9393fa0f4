from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.records.assessment import DOUBTED, SegmentStability
from tests.builders.numbers import list_foreign_numbers
from tests.conftest import groups

SETTINGS = {"prepare": {"transform": "none"}}


def assessed(x, k):
    names = [f"v{j}" for j in range(x.shape[1])]
    return finseg.segment(pl.DataFrame(x, schema=names), k=k, settings=SETTINGS).assessment


def test_clear_groups_come_back_whole_and_hardly_anybody_stands_near_a_border(rng):
    found = assessed(groups(rng, k=3), 3)

    assert all(s.jaccard > 0.98 for s in found.segments)
    words = {s.word for s in found.segments}
    assert words <= {"highly stable", "comes back, and gaps tell it from noise"}
    assert found.borderline_share < 0.01


def stability(jaccard, null):
    return SegmentStability(
        id=0, jaccard=jaccard, low=jaccard, high=jaccard, null=null, silhouettes=()
    )


@pytest.mark.parametrize(
    ("jaccard", "null", "word"),
    [
        (0.92, 0.60, "highly stable"),
        (0.92, 0.88, "comes back no better than noise does"),
        (0.985, 0.99, "comes back no better than noise does"),
        (0.92, 0.87, "highly stable"),
        (0.99, 0.97, "comes back only a little better than noise does"),
        (1.0, 0.99, "comes back only a little better than noise does"),
        (0.8, 0.7, "valid"),
        (0.8, 0.9, "comes back no better than noise does"),
        (0.5, 0.1, "not to be trusted"),
        (0.9, float("nan"), "comes back no better than noise does"),
    ],
)
def test_a_segment_is_called_stable_only_where_noise_does_clearly_worse(jaccard, null, word):
    segment = stability(jaccard, null)

    assert segment.word == word
    assert segment.beats_noise == (word != "comes back no better than noise does")
    assert segment.jaccard_above_noise == (jaccard if segment.beats_noise else 0.0)


def test_pieces_of_noise_do_not_come_back_and_are_no_better_than_noise(rng):
    found = assessed(rng.uniform(size=(500, 5)), 4)

    for segment in found.segments:
        assert segment.jaccard < 0.75
        assert segment.jaccard - segment.null < 0.25


def test_the_card_holds_six_changes_or_more_each_once_and_compared(rng):
    found = assessed(rng.uniform(1, 2, size=(300, 3)), 4)

    changes = [str(a.change) for a in found.alternatives]
    assert len(changes) >= 8
    assert len({a.code for a in found.alternatives}) == len(changes)
    assert len(set(changes)) == len(changes)
    assert all(-0.5 <= a.agreement <= 1 for a in found.alternatives)


def test_a_quick_card_has_every_change_that_can_raise_a_doubt_and_no_other(rng):
    table = pl.DataFrame(rng.lognormal(size=(120, 3)).round(4), schema=["income", "age", "loan"])

    def assess(**settings):
        return finseg.segment(table, k=2, settings=settings).assessment

    whole, quick = assess(), assess(choose={"quick": True})
    doubted = [a for a in whole.alternatives if a.code in DOUBTED]
    assert 4 <= len(doubted) < len(whole.alternatives)
    assert list(quick.alternatives) == doubted
    assert quick.list_doubts() == whole.list_doubts()
    assert all(s.silhouettes == () for s in quick.segments)


def test_small_changes_move_nobody_where_groups_are_clear(rng):
    found = assessed(groups(rng, k=4), 4)

    agreement = {a.code: a.agreement for a in found.alternatives}
    assert agreement["half the customers"] > 0.98
    assert agreement["another seed"] == pytest.approx(1.0)
    assert agreement["mixture"] > 0.98
    assert agreement["one segment less"] < 0.9


def test_the_reference_study_is_shown_to_be_the_analysts(reference):
    found = reference.assessment

    (best,) = (a for a in found.alternatives if a.code == "many starts")
    assert best.agreement < 0.4
    assert "200 starts" in str(best.change)
    assert str(best.detail).startswith("inertia 3,346.")
    assert "3,380.3" in str(best.detail)
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


def test_quick_takes_fewer_samples_and_another_seed_other_ones(rng):
    table = pl.DataFrame(rng.normal(size=(150, 2)), schema=["income", "age"])

    def assess(**settings):
        return finseg.segment(table, k=2, settings=settings).assessment

    plain = assess(choose={"quick": True})
    assert plain.samples == 12
    assert plain.customers == 150
    assert assess(choose={"quick": False}).samples == 24
    other = assess(choose={"quick": True}, fit={"seed": 7})
    assert [s.jaccard for s in other.segments] != [s.jaccard for s in plain.segments]


def test_the_order_of_rows_and_columns_changes_no_fact_of_the_verdict(rng):
    x = np.exp(rng.normal(size=(160, 3)) * [1.2, 0.4, 0.8])
    x[:50, 1] *= 5
    table = pl.DataFrame(x, schema=["income", "age", "balance"])

    def facts(frame):
        verdict = finseg.segment(frame, quick=True, settings={"choose": {"k_max": 5}}).verdict
        return (
            (verdict.kind, verdict.k, verdict.natural_k, verdict.runner_up, verdict.columns),
            verdict.reliability,
            [(d.code, d.column, round(d.agreement, 6), d.groups) for d in verdict.doubts],
            [(o.k, o.kind, o.limit, round(o.smallest_share, 9)) for o in verdict.options],
        )

    first = facts(table)
    assert first[2]
    assert facts(table[rng.permutation(len(table))]) == first
    assert facts(table.select("balance", "income", "age")) == first


def test_an_assessment_holds_plain_numbers_that_can_be_written(reference):
    assert list_foreign_numbers(reference.assessment) == []
