"""Which figures stand beside the verdict?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.choose.evidence import list_evidence
from finseg.document.blocks import Table
from finseg.records.separation import GapEvidence
from finseg.records.verdict import Evidence, Verdict
from tests.builders.trials import NOISE, a_separation, agreement, some_trials, with_agreement


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
