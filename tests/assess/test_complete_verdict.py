"""Does the verdict say what was found about the segments that were kept, once and in its place?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.assess.complete_verdict import complete_verdict
from finseg.records.assessment import Alternative
from finseg.records.verdict import Evidence, Reliability
from tests.builders.records import a_choice, a_stability, an_agreement, an_assessment

LEAST = "least stable segment"


def assess_segments(*jaccards):
    """Describe segments by how well each comes back; noise reaches .4."""
    return replace(
        an_assessment(1), segments=tuple(a_stability(i, j) for i, j in enumerate(jaccards))
    )


def choose_with(*codes):
    """Make a choice of four segments whose verdict rests on evidence of these codes."""
    choice = a_choice(4)
    evidence = tuple(Evidence(code=code, name=code, value=1.0, says="") for code in codes)
    return replace(choice, verdict=replace(choice.verdict, evidence=evidence))


def test_the_segment_that_comes_back_least_is_told_with_its_range():
    verdict = complete_verdict(a_choice(4), assess_segments(0.8, 0.9, 0.55, 0.7)).verdict

    (least,) = verdict.evidence
    assert (least.code, least.value) == (LEAST, 0.55)
    assert str(least.says).startswith("segment 2: ")
    assert str(least.says).endswith("95% of 100 samples lie in 0.35 … 0.65")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("natural groups", "inertia", "elbow"), ("natural groups", LEAST, "inertia", "elbow")),
        (("inertia",), (LEAST, "inertia")),
        (("agreement", "noise agreement"), ("agreement", "noise agreement", LEAST)),
        ((LEAST, "agreement"), ("agreement", LEAST)),  # completed once more
    ],
)
def test_it_stands_once_before_the_measures_of_fit(before, after):
    verdict = complete_verdict(choose_with(*before), assess_segments(0.5, 0.7)).verdict

    assert tuple(e.code for e in verdict.evidence) == after


def test_how_many_come_back_is_counted_among_those_that_were_measured():
    """From .75 on a segment comes back; one of which nothing is known is not measured."""
    assessed = assess_segments(0.8, 0.7, math.nan, 0.9)

    reliability = complete_verdict(a_choice(4), assessed).verdict.reliability

    assert reliability is not None
    assert (reliability.reliable, reliability.measured) == (2, 3)
    assert reliability.agreement == 0.7
    assert (reliability.noise, reliability.threshold) == (0.21, 0.6)


def test_those_that_come_back_no_better_than_noise_are_counted_with_its_range():
    """Where the first comes back to .8, noise does to .85; the third is doubtful, not noise."""
    assessed = assess_segments(0.8, 0.9, 0.6, math.nan)
    high = tuple(replace(s, null=0.85) if s.id in (0, 3) else s for s in assessed.segments)

    reliability = complete_verdict(
        a_choice(4), replace(assessed, segments=high)
    ).verdict.reliability

    assert reliability is not None
    assert (reliability.no_better, reliability.measured, reliability.reliable) == (1, 3, 1)
    assert reliability.noise_range == (-0.02, 0.3)


def test_of_segments_that_were_not_measured_none_is_least_stable():
    verdict = complete_verdict(choose_with("borders"), assess_segments(math.nan)).verdict

    assert [e.code for e in verdict.evidence] == ["borders"]


@pytest.mark.parametrize("k", [1, 4])
def test_one_segment_has_no_reliability_and_still_its_doubts(k):
    shaken = Alternative(code="a column less", change="", k=k, agreement=0.1, rows=60)
    assessment = replace(assess_segments(0.5), alternatives=(shaken,))

    verdict = complete_verdict(a_choice(k), assessment).verdict

    assert (verdict.reliability is None) is (k == 1)
    assert [doubt.agreement for doubt in verdict.doubts] == [0.1]


def test_without_noise_to_compare_with_agreement_alone_is_told():
    plain = replace(an_agreement(4), nulls=())
    choice = a_choice(4)
    trials = tuple(plain if a.k == 4 else a for a in choice.agreements)

    reliability = complete_verdict(
        replace(choice, agreements=trials), assess_segments(0.8, 0.7)
    ).verdict.reliability

    assert reliability == Reliability(
        reliable=1, measured=2, agreement=0.7, noise=None, threshold=None
    )
