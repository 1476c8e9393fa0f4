"""Each of the three words, and what must not change it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import finseg
from finseg.choose.verdict import classify_division, reach_verdict
from finseg.document.numbers import MONEY
from finseg.document.said import Share
from finseg.settings import ChooseSettings
from tests.builders.trials import (
    NOISE,
    a_separation,
    agreement,
    some_trials,
    with_agreement,
    with_smallest,
)


def test_gaps_make_natural_whatever_else_agrees_better():
    found = some_trials(with_agreement(agreement(2, 0.99)), natural_k=3, outcome="natural")

    assert (classify_division(found, 3), classify_division(found, 2)) == ("natural", "reproducible")
    assert reach_verdict(found, ChooseSettings()).k == 3


@pytest.mark.parametrize(
    ("mean", "threshold", "kind"),
    [
        (0.9, 0.5, "reproducible"),
        (0.65, 0.5, "reproducible"),
        (0.649, 0.5, "constructive"),  # better than noise, but poor
        (0.9, 0.9, "constructive"),  # good, but no better than noise
        (0.9, 0.899, "reproducible"),
    ],
)
def test_reproducible_needs_agreement_that_is_good_and_better_than_noise(mean, threshold, kind):
    found = some_trials(with_agreement(agreement(5, mean, threshold=threshold)))

    assert classify_division(found, 5) == kind


def test_of_reproducible_numbers_the_one_farthest_above_noise_that_comes_back_whole_is_taken():
    far, near = agreement(3, 0.8, noise=0.3), agreement(4, 0.9, noise=0.7, threshold=0.8)
    broken = agreement(5, 0.95, jaccard=0.7)

    verdict = reach_verdict(some_trials(with_agreement(far, near, broken)), ChooseSettings())

    assert (verdict.kind, verdict.k, verdict.runner_up) == ("reproducible", 3, 4)


@pytest.mark.parametrize(("jaccard", "kind"), [(0.6, "reproducible"), (0.599, "constructive")])
def test_a_segment_that_is_not_to_be_trusted_makes_no_number_reproducible(jaccard, kind):
    trials = some_trials(with_agreement(agreement(5, 0.9, jaccard=jaccard)))

    assert classify_division(trials, 5) == kind


def test_the_closer_look_at_each_segment_counts_where_there_was_one():
    rough = agreement(5, 0.9, jaccard=0.5)
    trials = some_trials(with_agreement(replace(rough, closer=(0.9, 0.8, 0.9, 0.9, 0.7))))

    assert classify_division(trials, 5) == "reproducible"


def test_without_evidence_the_number_nearest_to_the_bend_is_taken():
    taken = {k: reach_verdict(some_trials(NOISE, elbow_k=k), ChooseSettings()).k for k in (2, 4, 6)}

    assert taken == {2: 2, 4: 4, 6: 6}
    without = reach_verdict(some_trials(NOISE, elbow_k=None), ChooseSettings())
    assert (without.k, without.kind, without.runner_up) == (2, "constructive", 3)


def test_of_two_numbers_as_near_to_the_bend_the_smaller_one_is_taken():
    trials = with_smallest(some_trials(NOISE), {4: 0.01})

    verdict = reach_verdict(trials, ChooseSettings())

    assert (verdict.k, verdict.runner_up) == (3, 5)


@pytest.mark.parametrize(("jaccard", "k"), [(0.75, 5), (0.749, 3)])
def test_a_number_all_of_whose_segments_come_back_goes_first_from_the_limit_on(jaccard, k):
    better, whole = agreement(5, 0.95, jaccard=jaccard), agreement(3, 0.8)

    verdict = reach_verdict(some_trials(with_agreement(better, whole)), ChooseSettings())

    assert (verdict.kind, verdict.k) == ("reproducible", k)


def test_of_numbers_equally_far_above_noise_the_larger_one_is_taken():
    trials = some_trials(with_agreement(agreement(3, 0.8), agreement(5, 0.8)))

    assert reach_verdict(trials, ChooseSettings()).k == 5


def test_the_gain_is_over_the_noise_that_agrees_more():
    # (.8 - .3) / .7 = .71 of the way; (.9 - .7) / .3 = .67; (.5 - .6) / .4 below noise.
    gains = [
        agreement(3, 0.8, noise=0.3).gain_over_noise,
        agreement(4, 0.9, noise=0.7).gain_over_noise,
        agreement(5, 0.5, noise=0.6).gain_over_noise,
        agreement(6, 1.0, noise=1.0).gain_over_noise,
    ]

    assert gains == pytest.approx([5 / 7, 2 / 3, -0.25, 0.0])
    one = agreement(3, 0.8, noise=0.3)
    two = replace(one, nulls=(*one.nulls, replace(one.nulls[0], mean=0.6)))
    assert two.gain_over_noise == pytest.approx(0.5)


def test_both_kinds_of_noise_must_be_beaten():
    one = agreement(3, 0.8, threshold=0.5)
    both = replace(one, nulls=(*one.nulls, replace(one.nulls[0], threshold=0.8)))

    assert one.beats_noise
    assert not both.beats_noise
    assert not both.is_reproducible


def test_a_given_number_is_kept_and_judged_for_itself():
    verdict = reach_verdict(
        some_trials(with_agreement(agreement(3, 0.9))), ChooseSettings(k=5, most_segments=2)
    )

    assert (verdict.k, verdict.kind, verdict.runner_up) == (5, "constructive", 2)


def test_numbers_that_broke_the_limit_when_fitted_are_not_taken_again():
    trials = some_trials(with_agreement(agreement(5, 0.9), agreement(3, 0.8)))

    verdict = reach_verdict(
        trials, ChooseSettings(), too_small={5: Share(0.0125, of=400, digits=2)}
    )

    assert (verdict.k, verdict.kind) == (3, "reproducible")
    assert "1.25%" in str(verdict.costs[-1])
    assert "3.0%" in str(verdict.costs[-1])


def test_where_every_number_breaks_a_limit_one_segment_is_left():
    verdict = reach_verdict(
        with_smallest(some_trials(NOISE), dict.fromkeys(range(2, 7), 0.01)), ChooseSettings()
    )

    assert (verdict.k, verdict.kind, verdict.runner_up) == (1, "constructive", None)


def test_groups_that_centres_cannot_follow_are_neither_natural_nor_denied():
    trials = some_trials(NOISE, natural_k=2, outcome="misfit")

    verdict = reach_verdict(trials, ChooseSettings())

    assert (verdict.kind, verdict.fits) == ("constructive", False)
    assert "no natural groups" not in f"{verdict.reason} {verdict.paragraph}"


def test_small_segments_are_not_taken_and_the_price_is_said():
    trials = with_smallest(
        some_trials(with_agreement(agreement(5, 0.9))), {2: 0.01, 4: 0.01, 5: 0.01, 6: 0.01}
    )

    verdict = reach_verdict(trials, ChooseSettings())

    assert verdict.k == 3
    assert "5 segments" in str(verdict.costs[0])


@pytest.mark.slow
@pytest.mark.parametrize("quick", [True, False])
def test_card_customers_are_reproducible_and_every_segment_comes_back(shared, quick):
    study = finseg.segment(shared / "data" / "CC GENERAL.csv", quick=quick)

    if quick:
        assert study.verdict.kind in {"reproducible", "undecided"}
        return
    assert study.verdict.kind == "reproducible"
    agreement_there = study.choice.agreement(study.verdict.k)
    assert agreement_there is not None
    assert min(agreement_there.jaccard) >= 0.75
    assert min(s.jaccard for s in study.assessment.segments) >= 0.75


@pytest.mark.slow
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


def test_what_a_fixed_number_costs_is_told_among_the_numbers_within_the_limits():
    trials = some_trials(with_agreement(agreement(5, 0.9)))

    fixed = reach_verdict(trials, ChooseSettings(k=5, most_segments=2))

    (cost,) = map(str, fixed.costs)
    assert "You fixed 5 segments" in cost
    assert "would have been 2 segments" in cost


def test_the_columns_of_the_gaps_and_the_options_are_those_of_the_trials():
    trials = some_trials(separation=a_separation(columns=("age", "pay")))

    verdict = reach_verdict(trials, ChooseSettings())

    assert verdict.columns == ("age", "pay")
    assert {option.k for option in verdict.options} <= {c.k for c in trials.candidates}
