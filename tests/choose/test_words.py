"""Does the verdict say its figures, and only what they bear out?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.choose.verdict import reach_verdict
from finseg.choose.words import say_limits, say_paragraph, say_reason
from finseg.choose.words_kept import replace_inertia, say_kept
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.records.candidate import Kept
from finseg.records.separation import Border, GapEvidence
from finseg.records.verdict import KINDS
from finseg.settings import ChooseSettings
from tests.builders.trials import (
    NOISE,
    a_separation,
    agreement,
    candidate,
    some_trials,
    with_agreement,
    with_smallest,
)

GERMAN = Numbers(locale="de-DE")


def a_level(k, *, p=0.002, depth=0.4):
    border = Border(
        pair=(0, 1), dip=0.1, dip_p=p, p=0.03, depth=depth, traffic=0.2, customers=50
    )  # fmt: skip
    return GapEvidence(k=k, borders=(border,), least_share=0.1, hollow=(), p=p, limit=0.01)


def paragraph(trials, **settings):
    return str(reach_verdict(trials, ChooseSettings(**settings)).paragraph)


def reason(trials, **settings):
    return str(reach_verdict(trials, ChooseSettings(**settings)).reason)


def test_the_reason_names_the_number_and_what_kind_of_division_it_is():
    natural = some_trials(NOISE, natural_k=3, outcome="natural")

    assert reason(natural).startswith("3 segments: there are gaps")
    assert "another sample" in reason(some_trials(with_agreement(agreement(5, 0.9))))
    assert "no natural groups" in reason(some_trials())
    assert "do not follow them" in reason(some_trials(natural_k=2, outcome="misfit"))


def test_a_number_that_was_asked_for_is_said_to_be():
    assert reason(some_trials(), k=4).startswith("You asked for 4 segments")
    assert "bends" not in reason(some_trials(), k=4)


def test_one_segment_has_a_reason_of_its_own():
    alike = some_trials((), candidates=(candidate(1, 1.0),), elbow_k=None)
    limited = with_smallest(some_trials(), dict.fromkeys(range(2, 7), 0.01))

    assert "alike" in reason(alike)
    assert "3.0%" in reason(limited)
    assert "at most 4 segments" in reason(limited, most_segments=4)


def test_a_convention_is_called_one_and_a_number_beside_the_elbow_does_not_claim_to_be_it():
    assert "bends at 4 (the elbow), which is a convention" in reason(some_trials())
    beside = reason(some_trials(), most_segments=3)
    assert "3 is nearest to 4" in beside
    found = some_trials(with_agreement(agreement(5, 0.9)))
    assert "convention" not in reason(found)
    assert "convention" not in str(
        say_reason(some_trials(elbow_k=None), kind="constructive", k=2, settings=ChooseSettings())
    )


def test_too_few_customers_are_said_to_be_too_few():
    assert "100 different customers are too few" in paragraph(some_trials())


def test_where_no_gaps_are_the_range_that_was_tried_is_said():
    separation = a_separation(levels=tuple(a_level(k, p=0.5) for k in (2, 3, 7)))

    assert "from 2 to 7" in paragraph(some_trials(separation=separation))


def test_gaps_are_said_with_the_fullest_border_and_both_p_values():
    separation = a_separation(
        natural_k=3, outcome="natural", levels=(a_level(2, depth=0.9), a_level(3, p=0.004))
    )

    said = paragraph(some_trials(separation=separation))

    assert "3 natural groups" in said
    assert "at least 40% fewer" in said
    assert "0.004 for all" in said
    assert "0.030 for the least certain" in said
    assert "not these groups" not in said
    assert "5 segments that were kept are not these groups" in paragraph(
        some_trials(separation=separation), k=5
    )


def test_groups_around_no_centre_are_said_with_the_agreement_of_k_means():
    separation = a_separation(natural_k=2, outcome="misfit", agreement=0.3456, levels=(a_level(2),))

    said = paragraph(some_trials(separation=separation))

    assert "groups (2)" in said
    assert "0.35" in said
    assert "cut across those groups" in said


@pytest.mark.parametrize("mean", [0.3, 0.5, 0.6, 0.649])
def test_agreement_below_the_line_is_said_to_be_poor_whatever_noise_does(mean):
    said = paragraph(some_trials(with_agreement(agreement(4, mean, threshold=0.42))), k=4)

    assert "would give other segments" in said
    assert "reproducible from 0.65" in said
    assert "begins at 0.42" in said
    assert ("is not clearly more" in said) is (mean <= 0.42)


@pytest.mark.parametrize(("threshold", "beaten"), [(0.699, True), (0.7, False), (0.8, False)])
def test_agreement_above_the_line_that_noise_reaches_is_said_to_mean_little(threshold, beaten):
    trials = some_trials(with_agreement(agreement(4, 0.7, threshold=threshold, noise=0.6)))

    said = paragraph(trials, k=4)

    assert "much the same division" in said
    assert ("says little" in said) is not beaten
    assert ("That is clearly more" in said) is beaten


def test_of_two_kinds_of_noise_the_larger_of_each_figure_is_said():
    one = agreement(4, 0.7, threshold=0.5, noise=0.4)
    both = replace(one, nulls=(*one.nulls, replace(one.nulls[0], mean=0.35, threshold=0.61)))

    said = paragraph(some_trials(with_agreement(both)), k=4)

    assert "0.40 on average" in said
    assert "begins at 0.61" in said


@pytest.mark.parametrize(("mean", "less"), [(0.49, True), (0.51, False)])
def test_an_agreement_below_noise_is_said_to_be_less(mean, less):
    trials = some_trials(with_agreement(agreement(4, mean, threshold=1.0, noise=0.5)))

    said = paragraph(trials, k=4)

    assert ("less than tables of the same shape without structure reach (0.50" in said) is less
    assert ("vary so much" in said) is not less


@pytest.mark.parametrize(("threshold", "told"), [(0.99, "begins at 0.99"), (1.0, "vary so much")])
def test_noise_that_scatters_to_1_is_no_bar_but_no_measure(threshold, told):
    trials = some_trials(with_agreement(agreement(4, 0.7, threshold=threshold)))

    assert told in paragraph(trials, k=4)


@pytest.mark.parametrize(("jaccard", "said"), [(0.599, True), (0.6, False)])
def test_a_segment_that_does_not_come_back_is_said_beside_a_good_agreement(jaccard, said):
    good = some_trials(with_agreement(agreement(4, 0.9, jaccard=jaccard)))
    poor = some_trials(with_agreement(agreement(4, 0.4, jaccard=jaccard)))

    assert ("not every segment comes back" in paragraph(good, k=4)) is said
    assert ("stays below 0.60 (Jaccard)" in paragraph(good, k=4)) is said
    assert "not every segment comes back" not in paragraph(poor, k=4)


@pytest.mark.parametrize(("rows", "said"), [(2_000, False), (2_001, True)])
def test_samples_smaller_than_the_table_are_said_with_their_size(rows, said):
    assert ("samples of 2,000" in paragraph(some_trials(rows=rows), k=4)) is said


def test_an_elbow_is_said_with_what_noise_does():
    shared = paragraph(some_trials())
    other = paragraph(some_trials(noise_elbows=((3, 2), (4, 1), (6, 17))))

    assert "no evidence for groups: 15 of 20 tables of pure noise" in shared
    assert "1 of 20 tables of pure noise" in other
    assert "bend there as well; 19 bend elsewhere (mostly at 6): that is weak evidence" in other
    assert "pure noise" not in paragraph(some_trials(elbow_k=None))


@pytest.mark.parametrize(
    ("same", "said"),
    [
        (
            0,
            "none of 20 tables of pure noise of the same shape bends there. So the bend is more",
        ),
        (1, "weak evidence at best"),
        (9, "weak evidence at best"),
        (10, "no evidence for groups: 10 of 20"),
    ],
)
def test_an_elbow_is_worth_what_its_own_figure_says(same, said):
    text = paragraph(some_trials(noise_elbows=((4, same),) if same else ()))

    assert said in text
    assert ("no evidence" in text) is (same >= 10)


def test_the_limits_are_said_where_they_are_felt_and_the_numbers_in_runs():
    free = paragraph(some_trials())
    felt = paragraph(with_smallest(some_trials(), {3: 0.01, 6: 0.01}))
    run = paragraph(with_smallest(some_trials(), {6: 0.01}))

    assert "limits" not in free
    assert "2, 4 or 5 segments keep to your limits (each with at least 3.0%" in felt
    assert "2 to 5 segments keep" in run


def test_limits_are_those_of_the_settings():
    assert str(say_limits(ChooseSettings(smallest_share=0.125))).startswith(
        "each with at least 12.5%"
    )
    assert "at most 1 segment," in str(say_limits(ChooseSettings(most_segments=1)))


def test_a_quick_run_says_that_there_is_less_evidence():
    assert "quick" in paragraph(some_trials(quick=True))
    assert "quick" not in paragraph(some_trials())


def kept_as(agreement, starts=10):
    return Kept(
        division=candidate(4, inertia=31.25, starts=starts), agreement=agreement, seed=4242424242
    )


def test_another_division_than_the_trial_is_said_to_be_another():
    evidence = reach_verdict(some_trials(), ChooseSettings(k=4)).evidence

    (said,) = map(str, say_kept(kept_as(0.21), candidate(4)))
    weighed = replace_inertia(evidence, kept_as(0.21), candidate(4))

    assert "agree by 0.21" in said
    assert "31.2 against 25.0" in said
    assert "seed 4242424242" in said  # as one writes it into the settings
    changed = [
        (new.code, new.value) for old, new in zip(evidence, weighed, strict=True) if new != old
    ]
    assert changed == [("inertia", 31.25)]


def test_inertia_that_counts_rows_by_weight_is_not_held_against_the_trials():
    evidence = reach_verdict(some_trials(), ChooseSettings(k=4)).evidence
    kept = replace(kept_as(0.21), by_weight=True)

    (said,) = map(str, say_kept(kept, candidate(4)))
    weighed = next(e for e in replace_inertia(evidence, kept, candidate(4)) if e.code == "inertia")

    assert "agree by 0.21 (adjusted Rand). The" in said
    assert "rows counted by weight" in said
    assert "(best of 10 starts) agrees with it by 0.21" in str(weighed.says)
    assert "25.0" not in str(weighed.says)
    assert math.isnan(kept.comparable_division.inertia)
    assert kept_as(0.21).comparable_division.inertia == 31.25


@pytest.mark.parametrize(("agreement", "same"), [(0.95, True), (0.949, False)])
def test_nearly_the_same_division_passes_for_the_trial(agreement, same):
    kept = kept_as(agreement)

    assert kept.is_same_division is same
    assert bool(list(say_kept(kept, candidate(4)))) is not same


def test_one_start_is_not_called_the_best_of_one():
    assert str(kept_as(0.2, starts=1).origin).startswith("one start")
    assert str(kept_as(0.2, starts=2).origin).startswith("best of 2 starts")


def test_the_verdict_is_written_in_the_readers_manner():
    verdict = reach_verdict(some_trials(), ChooseSettings(k=4))

    assert "0,30" in write_text(verdict.paragraph, GERMAN)
    assert "0.30" not in write_text(verdict.paragraph, GERMAN)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [1, 4])
def test_only_a_convenient_division_is_given_an_elbow_and_advice(kind, k):
    said = str(
        say_paragraph(some_trials(), kind=kind, k=k, usable=(2, 3, 4), settings=ChooseSettings())
    )

    meant = kind == "constructive" and k == 4
    assert ("The inertia curve bends at 4" in said) is meant
    assert ("segments keep to your limits" in said) is meant
    assert ("use the segments as a convenient division" in said) is meant


@pytest.mark.parametrize("outcome", ["none", "untested"])
@pytest.mark.parametrize(
    ("threshold", "missing"),
    [
        (0.75, "not every segment does"),
        (0.95, "so do divisions of tables without any structure"),
    ],
)
def test_what_is_missing_is_said_alike_whether_gaps_were_looked_for_or_not(
    outcome, threshold, missing
):
    trials = some_trials(
        with_agreement(agreement(4, 0.85, threshold=threshold)),
        separation=a_separation(outcome=outcome),
    )

    said = str(say_reason(trials, kind="constructive", k=4, settings=ChooseSettings()))

    assert "the division as a whole comes back in another sample, but " in said
    assert missing in said
