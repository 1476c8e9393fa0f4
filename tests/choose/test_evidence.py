"""Which figures stand beside the verdict?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.choose.evidence import list_evidence
from finseg.document.blocks import Table
from finseg.records.choice import NullAgreement, SegmentAgreement
from finseg.records.separation import Border, GapEvidence
from finseg.records.verdict import Evidence, Verdict
from tests.builders.trials import (
    NOISE,
    a_separation,
    agreement,
    candidate,
    some_trials,
    with_agreement,
)


def a_level(k, p):
    return GapEvidence(k=k, borders=(), least_share=0.1, hollow=(), p=p, limit=0.01)


def values(trials, k):
    return [(e.code, e.value) for e in list_evidence(trials, k=k)]


def one(trials, k, code):
    (found,) = (e for e in list_evidence(trials, k=k) if e.code == code)
    return found


def test_every_figure_is_of_the_number_that_was_chosen():
    own = agreement(5, 0.83, jaccard=0.7, noise=0.25)
    own = replace(
        own, segments=(*own.segments[:4], replace(own.segments[4], jaccard=0.4, across=0.35))
    )
    separation = a_separation(
        natural_k=3, outcome="natural", levels=tuple(a_level(k, k / 100) for k in range(2, 7))
    )
    trials = some_trials(with_agreement(own), separation=separation)

    assert values(trials, 5) == [
        ("natural groups", 3.0),
        ("borders", 0.03),
        ("borders", 0.05),
        ("agreement", 0.83),
        ("noise agreement", 0.25),
        ("weakest trial segment", 0.4),
        ("most mixed segment", 0.35),
        ("inertia", 20.0),
        ("elbow", 4.0),
    ]


def test_names_are_unique_and_say_the_number():
    names = [str(e.name) for e in list_evidence(some_trials(NOISE), k=5)]

    assert len(set(names)) == len(names)
    assert sum("5" in name for name in names) >= 4


def test_the_weakest_segment_of_the_trial_is_that_of_the_closer_look():
    own = replace(agreement(2, 0.9, jaccard=0.7), closer=(0.81, 0.92))

    found = one(some_trials(with_agreement(own)), 2, "weakest trial segment")

    assert found.value == 0.81
    assert "larger samples" in str(found.says)
    assert "0.60" in str(found.says)  # the limit that it is held against


@pytest.mark.parametrize(("mean", "said"), [(0.65, True), (0.649, False)])
def test_the_weakest_segment_of_the_trial_is_listed_only_where_it_decides(mean, said):
    trials = some_trials(with_agreement(agreement(5, mean)))

    assert ("weakest trial segment" in dict(values(trials, 5))) is said
    assert "least stable segment" not in dict(values(trials, 5))  # that of the kept ones alone


def test_at_the_first_number_no_segment_comes_from_an_earlier_one():
    own = agreement(2, 0.9)
    none = dict.fromkeys(("across", "across_low", "across_high", "across_null"))
    own = replace(own, segments=tuple(replace(s, **none) for s in own.segments))

    assert "most mixed segment" not in dict(values(some_trials(with_agreement(own)), 2))


def test_without_an_elbow_none_is_listed():
    assert "elbow" not in dict(values(some_trials(elbow_k=None), 3))
    assert "15 of 20" in str(one(some_trials(), 3, "elbow").says)
    assert "0 of 20" in str(one(some_trials(elbow_k=3), 3, "elbow").says)


def test_how_many_customers_were_looked_at_for_gaps_is_said():
    trials = some_trials(separation=a_separation(rows=1_234))

    assert "1,234 customers looked at" in str(one(trials, 3, "natural groups").says)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (0.000999, "< 0.001"), (0.001, "0.001"), (0.22345, "0.223"), (12.345, "12.3"),
     (1000.0, "1,000.0"), (-1234.56, "−1,234.6")],
)  # fmt: skip
def test_figures_are_written_short_and_never_as_nought_when_they_are_not(value, written):
    evidence = Evidence(code="inertia", name="inertia", value=value, says="so much")
    verdict = Verdict(
        kind="natural", k=2, natural_k=2, fits=True, runner_up=None, reason="", paragraph="",
        evidence=(evidence,),
    )  # fmt: skip

    *_, table = verdict.blocks()

    assert isinstance(table, Table)
    assert str(table.rows[0][1]).replace("-", "−") == written


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        ("natural", "good"),
        ("reproducible", "good"),
        ("constructive", "warn"),
        ("undecided", "warn"),
    ],
)
def test_a_constructive_verdict_asks_for_caution(kind, tone):
    verdict = Verdict(
        kind=kind, k=2, natural_k=1, fits=True, runner_up=None, reason="", paragraph="",
        evidence=(),
    )  # fmt: skip

    assert verdict.tone == tone


def test_each_figure_says_what_it_rests_on():
    null = NullAgreement(
        name="one Gaussian", mean=0.25, low=0.14, high=0.36, tables=7, spread=0.05, threshold=0.48
    )
    segment = SegmentAgreement(
        jaccard=0.7,
        low=0.1,
        high=0.9,
        null=0.3,
        across=0.8,
        across_low=0.51,
        across_high=0.92,
        across_null=0.63,
    )
    own = replace(
        agreement(3, 0.83), low=0.71, high=0.94, pairs=33, nulls=(null,), segments=(segment,) * 3
    )
    trials = some_trials(
        with_agreement(own),
        separation=a_separation(
            rows=90, natural_k=2, outcome="misfit", levels=(a_level(2, 0.02), a_level(3, 0.03))
        ),
        candidates=(candidate(1, 1.0), candidate(2), candidate(3, starts=12, starts_at_best=7)),
    )

    assert [(str(e.name), str(e.says)) for e in list_evidence(trials, k=3)] == [
        (
            "natural groups",
            (
                "number of groups that segments around averages do not follow, 1 means no natural "
                "groups; 90 customers looked at"
            ),
        ),
        *(
            (
                f"p of the borders at k = {k}",
                (
                    "how often a single cluster would look as divided as this; at most 0.0100 is "
                    "one of the conditions for gaps, and not all of them hold"
                ),
            )
            for k in (2, 3)
        ),
        (
            "bootstrap agreement at k = 3",
            (
                "adjusted Rand of 33 pairs of samples (of at most 2,000); 95% lie between 0.71 and "
                "0.94; reproducible from 0.65"
            ),
        ),
        (
            "agreement on noise (one Gaussian) at k = 3",
            "7 tables, from 0.14 to 0.36; clearly more than noise begins at 0.48",
        ),
        (
            "weakest segment of the trial at k = 3",
            (
                "from 0.60 the number counts as reproducible (mean Jaccard index); how stable the "
                "segments are that were kept is measured on these themselves"
            ),
        ),
        (
            "most mixed segment of the trial at k = 3",
            (
                "1 if its customers come from one segment of the number before, 0 if equally many "
                "come from each: 95% of samples lie between 0.51 and 0.92, and a segment of its "
                "rank reaches 0.63 on noise"
            ),
        ),
        ("inertia at k = 3", "best of 12 starts; 7 reached it"),
        ("elbow (Kneedle)", "15 of 20 noise tables of the same shape bend there"),
    ]


def test_borders_that_hold_every_condition_are_said_to():
    border = Border(pair=(0, 1), dip=0.1, dip_p=0.001, p=0.01, depth=0.5, traffic=0.1, customers=9)
    level = replace(a_level(3, 0.002), borders=(border,))
    trials = some_trials(
        separation=a_separation(natural_k=3, outcome="natural", levels=(level, a_level(4, 0.9)))
    )

    assert str(one(trials, 3, "borders").says).endswith("every condition for gaps holds")
    assert dict(values(trials, 5))["borders"] == 0.002  # of the groups, not of the number between
