"""Each of the three words, and what must not change it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from finseg.choose.findings import Findings

import finseg
from finseg.choose.verdict import classify_division, reach_verdict
from finseg.choose.words import replace_inertia, say_kept
from finseg.document.numbers import MONEY
from finseg.records.choice import (
    Agreement,
    Candidate,
    Kept,
    NullAgreement,
    SegmentAgreement,
    Separation,
)
from finseg.settings import ChooseSettings


def candidate(k, smallest=0.2):
    return Candidate(
        k=k, inertia=100 / k, noise=None, silhouette=0.2, centre_silhouette=0.3,
        calinski_harabasz=10.0, davies_bouldin=1.0, gap=0.1, gap_error=0.1,
        prediction_strength=0.5, smallest_share=smallest, starts=10, starts_at_best=5,
    )  # fmt: skip


def agreement(k, mean, *, threshold=0.5, jaccard=0.9, noise=0.3):
    null = NullAgreement(
        name="noise", mean=noise, low=0.2, high=0.4, tables=12, threshold=threshold
    )
    segment = SegmentAgreement(
        jaccard=jaccard, low=0.0, high=1.0, null=0.3,
        across=0.8, across_low=0.5, across_high=1.0, across_null=0.6,
    )  # fmt: skip
    return Agreement(
        k=k, mean=mean, low=0.0, high=1.0, pairs=30, nulls=(null,), segments=(segment,) * k
    )


def findings(agreements, *, natural_k=1, outcome="none", smallest=0.2):
    return Findings(
        candidates=tuple(candidate(k, 1.0 if k == 1 else smallest) for k in range(1, 7)),
        agreements=agreements,
        separation=Separation(
            natural_k=natural_k, outcome=outcome, agreement=1.0, islands=1, rows=100, looks=5,
            agreeing=5, levels=(),
        ),
        elbow_k=4,
        noise_elbows=((4, 15),),
        noise_tables=20,
        quick=False,
        rows=100,
    )  # fmt: skip


NOISE = tuple(agreement(k, 0.3) for k in range(2, 7))


def with_agreement(*better):
    ours = {a.k: a for a in better}
    return tuple(ours.get(a.k, a) for a in NOISE)


def test_gaps_make_natural_whatever_else_agrees_better():
    found = findings(with_agreement(agreement(2, 0.99)), natural_k=3, outcome="natural")

    assert (classify_division(found, 3), classify_division(found, 2)) == ("natural", "reproducible")
    assert reach_verdict(found, ChooseSettings()).k == 3


@pytest.mark.parametrize(
    ("mean", "threshold", "kind"),
    [
        (0.9, 0.5, "reproducible"),
        (0.64, 0.5, "constructive"),  # better than noise, but poor
        (0.9, 0.9, "constructive"),  # good, but no better than noise
    ],
)
def test_reproducible_needs_agreement_that_is_good_and_better_than_noise(mean, threshold, kind):
    found = findings(with_agreement(agreement(5, mean, threshold=threshold)))

    assert classify_division(found, 5) == kind


def test_of_reproducible_numbers_the_one_farthest_above_noise_that_comes_back_whole_is_taken():
    far, near = agreement(3, 0.8, noise=0.3), agreement(4, 0.9, noise=0.7, threshold=0.8)
    broken = agreement(5, 0.95, jaccard=0.7)

    verdict = reach_verdict(findings(with_agreement(far, near, broken)), ChooseSettings())

    assert (verdict.kind, verdict.k, verdict.runner_up) == ("reproducible", 3, 4)


def test_a_segment_that_is_not_to_be_trusted_makes_no_number_reproducible():
    found = findings(with_agreement(agreement(5, 0.9, jaccard=0.5)))

    assert classify_division(found, 5) == "constructive"
    assert "not to be trusted" in reach_verdict(found, ChooseSettings(k=5)).paragraph


def test_without_evidence_the_bend_is_taken_and_called_a_choice():
    verdict = reach_verdict(findings(NOISE), ChooseSettings())

    assert (verdict.kind, verdict.k) == ("constructive", 4)
    assert verdict.reason.endswith(
        "where the inertia bends, which is a convention and no evidence."
    )
    assert "of 20 tables of pure noise of the same shape, it bends at 4 in 15." in verdict.paragraph
    assert "limits" not in verdict.paragraph  # none was set, and none is felt


@pytest.mark.parametrize("mean", [0.3, 0.5, 0.6, 0.649])
def test_agreement_below_the_line_is_said_to_be_below_it_whatever_noise_does(mean):
    found = findings(with_agreement(agreement(4, mean, threshold=0.42)))

    verdict = reach_verdict(found, ChooseSettings(k=4))

    assert verdict.kind == "constructive"
    assert "clearly more begins at 0.42" in verdict.paragraph
    assert ("not clearly more than" in verdict.paragraph) is (mean <= 0.42)
    assert (
        "That is below 0.65, from which on a division is called reproducible" in verdict.paragraph
    )
    (line,) = (e for e in verdict.evidence if e.name == "bootstrap agreement at k = 4")
    assert "reproducible from 0.65 on" in line.says


def test_agreement_above_the_line_that_noise_reaches_is_not_passed_over():
    found = findings(with_agreement(agreement(4, 0.7, threshold=0.8, noise=0.7)))

    verdict = reach_verdict(found, ChooseSettings(k=4))

    assert verdict.kind == "constructive"
    assert "That is above 0.65, but" in verdict.paragraph
    assert "not clearly more than structureless tables" in verdict.paragraph


def test_the_limits_are_said_where_they_are_felt_and_the_numbers_one_by_one():
    small = {3: 0.01, 6: 0.01}
    found = findings(NOISE)
    found = replace(
        found,
        candidates=tuple(
            replace(c, smallest_share=small.get(c.k, c.smallest_share)) for c in found.candidates
        ),
    )

    said = reach_verdict(found, ChooseSettings()).paragraph

    assert "2, 4 or 5 segments keep to the limits (each of at least 3.0% of the customers)" in said


def test_a_number_taken_beside_the_elbow_does_not_claim_to_be_it():
    found = findings(NOISE)

    verdict = reach_verdict(found, ChooseSettings(most_segments=3))

    assert verdict.k == 3
    assert "as the nearest to 4, where the inertia bends" in verdict.reason


def test_gaps_looked_for_once_are_not_counted():
    found = findings(NOISE)
    found = replace(found, separation=replace(found.separation, looks=1, agreeing=1))

    said = " ".join(e.says for e in reach_verdict(found, ChooseSettings()).evidence)

    assert "looked for once" in said
    assert "1 of 1" not in said


def kept_as(agreement):
    return Kept(division=candidate(4), agreement=agreement, seed=42)


def test_another_division_than_the_trial_is_said_to_be_another():
    evidence = reach_verdict(findings(NOISE), ChooseSettings(k=4)).evidence

    said = " ".join(say_kept(kept_as(0.21), candidate(4)))
    weighed = replace_inertia(evidence, kept_as(0.21), candidate(4))

    assert "another one than the trial with k = 4" in said
    assert "agree by 0.21" in said
    assert "inertia at k = 4, as kept" in {e.name for e in weighed}
    assert "inertia at k = 4" not in {e.name for e in weighed}
    assert not list(say_kept(kept_as(0.99), candidate(4)))


def test_groups_that_centres_cannot_follow_are_neither_natural_nor_denied():
    found = findings(NOISE, natural_k=2, outcome="misfit")

    verdict = reach_verdict(found, ChooseSettings())

    assert (verdict.kind, verdict.fits) == ("constructive", False)
    assert "form no groups" not in verdict.reason + verdict.paragraph


def test_an_elbow_that_noise_does_not_share_is_not_said_to_be_shared():
    found = replace(findings(NOISE), noise_elbows=((6, 19), (4, 1)))

    said = reach_verdict(found, ChooseSettings()).paragraph

    assert "of 20 tables of pure noise of the same shape, it bends at 4 in 1, and elsewhere" in said
    assert "in 19 (mostly at 6)" in said


def test_small_segments_are_not_taken_and_the_price_is_said():
    found = findings(with_agreement(agreement(5, 0.9)), smallest=0.01)
    large = replace(found.candidates[2], smallest_share=0.2)
    found = replace(found, candidates=(*found.candidates[:2], large, *found.candidates[3:]))

    verdict = reach_verdict(found, ChooseSettings())

    assert verdict.k == 3
    assert "k = 5 would have been taken" in verdict.costs[0]


@pytest.mark.parametrize("quick", [True, False])
def test_card_customers_are_reproducible_and_every_segment_comes_back(shared, quick):
    study = finseg.segment(shared / "data" / "CC GENERAL.csv", quick=quick)

    assert study.verdict.kind == "reproducible"
    agreement_there = study.choice.agreement(study.verdict.k)
    assert agreement_there is not None
    assert min(agreement_there.jaccard) >= 0.75
    if not quick:
        assert min(s.jaccard for s in study.assessment.segments) >= 0.75


@pytest.mark.parametrize("name", ["Mall_Customers", "german_credit_data", "Cust_Segmentation"])
def test_order_copies_units_and_the_seed_of_the_fit_change_no_verdict(shared, name):
    import polars as pl

    table = pl.read_csv(shared / "data" / f"{name}.csv", infer_schema_length=None)
    table = table.select(c for c in table.columns if c)  # a saved index would repeat in the copy
    order = np.random.default_rng(3).permutation(len(table))

    def segmented(frame, **fit):
        settings = {"choose": {"quick": True}, "fit": {"starts": 5, **fit}}
        return finseg.segment(frame, settings=settings)

    def verdict(study):
        return study.verdict.kind, study.verdict.k, study.verdict.natural_k

    study = segmented(table)
    first = verdict(study)
    assert verdict(segmented(table[order])) == first
    assert verdict(segmented(table.select(reversed(table.columns)))) == first
    assert verdict(segmented(table, seed=7)) == first
    assert verdict(segmented(pl.concat([table, table]))) == first

    money = [c.original for c in study.dataset.features if c.unit in MONEY]
    assert money
    scaled = segmented(table.with_columns(pl.col(money) * 100))
    assert verdict(scaled) == first
    assert scaled.assignments["segment"].equals(study.assignments["segment"])
