"""Can the verdict contradict itself? Every combination of facts, and what all its pages say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from finseg.assess import complete_verdict
from finseg.choose.verdict import reach_verdict
from finseg.document.printers import to_text
from finseg.records.assessment import Alternative, Assessment, SegmentStability
from finseg.records.choice import Choice
from finseg.records.separation import Border, GapEvidence
from finseg.settings import ChooseSettings
from tests.builders.trials import a_separation, agreement, some_trials, with_agreement

KEPT = 4
# Agreement of two samples at the kept number: poor, as good as on noise, good but for one segment,
# good in every way.
AGREEMENTS = {
    "poor": agreement(KEPT, 0.4, threshold=0.35),
    "noise": agreement(KEPT, 0.9, threshold=0.95, noise=0.7),
    "torn": agreement(KEPT, 0.9, jaccard=0.5),
    "good": agreement(KEPT, 0.9),
}
GROUPS = {"none": (1,), "natural": (2, KEPT), "misfit": (2, KEPT)}
ELBOWS = {None: (), 4: ((4, 15), (5, 5)), 5: ((4, 20),), 3: ((3, 4), (4, 16))}


def a_level(k, *, gap):
    p = 0.002 if gap else 0.5
    border = Border(pair=(0, 1), dip=0.1, dip_p=p, p=p, depth=0.4, traffic=0.2, customers=50)
    return GapEvidence(k=k, borders=(border,), least_share=0.1, hollow=(), p=p, limit=0.01)


def make_trials(outcome, natural_k, alike, elbow, open_):
    levels = tuple(a_level(k, gap=outcome == "natural" and k == natural_k) for k in range(2, 7))
    separation = a_separation(
        natural_k=natural_k,
        outcome=outcome,
        levels=levels,
        settled=open_ != "gaps",
        columns=("income", "balance") if natural_k > 1 else (),
    )
    own = replace(AGREEMENTS[alike], settled=open_ != "samples")
    return some_trials(
        with_agreement(own),
        separation=separation,
        elbow_k=elbow,
        noise_elbows=ELBOWS[elbow],
        quick=open_ != "",
        columns=6,
    )


def assess(jaccard, null, kind, alternatives=()):
    segments = tuple(
        SegmentStability(
            id=s, jaccard=value, low=0.0, high=1.0, null=null, silhouettes=(),
            by_gaps=kind == "natural",
        )
        for s, value in enumerate(jaccard)
    )  # fmt: skip
    return Assessment(
        segments=segments, samples=50, borderline_share=0.1, alternatives=alternatives,
        customers=100,
    )  # fmt: skip


STABLE = {
    "all": ((0.98,) * KEPT, 0.5),
    "noise": ((0.98,) * KEPT, 0.98),
    "half": ((0.98, 0.8, 0.7, 0.5), 0.5),
    "one": ((0.98, 0.74, 0.7, 0.5), 0.5),
    "none": ((0.5,) * KEPT, 0.4),
}
COMBINATIONS = [
    (outcome, natural_k, alike, elbow, open_, stable, given)
    for outcome, numbers in GROUPS.items()
    for natural_k, alike, elbow, open_, stable, given in product(
        numbers, AGREEMENTS, ELBOWS, ("", "gaps", "samples"), STABLE, (True, False)
    )
]


def conclude(outcome, natural_k, alike, elbow, open_, stable, given):
    trials = make_trials(outcome, natural_k, alike, elbow, open_)
    settings = ChooseSettings(k=KEPT if given else None)
    verdict = reach_verdict(trials, settings)
    choice = Choice.conclude(trials, verdict, given=given)
    jaccard, null = STABLE[stable]
    assessment = assess((jaccard * 2)[: verdict.k], null, verdict.kind)
    return complete_verdict(choice, assessment), assessment


@pytest.fixture(scope="module")
def every():
    concluded = ((case, conclude(*case)) for case in COMBINATIONS)
    return [(case, *records, *list_pages(*records)) for case, records in concluded]


def list_pages(choice, assessment):
    """Return the first page, and everything that is said of the verdict."""
    verdict = choice.verdict
    cards = [str(s.say_stability()) for s in assessment.segments]
    first = " ".join([str(verdict.summarise()), str(verdict.weight), *cards])
    return first, f"{first} {to_text(choice.build_verdict_blocks())}"


def test_groups_are_never_denied_where_there_are_any(every):
    for case, _, _, _, said in every:
        outcome, natural_k = case[:2]
        denied = "no natural groups:" in said or "no natural groups," in said or "no gaps" in said
        if denied:
            assert (outcome, natural_k) == ("none", 1), case


def test_groups_that_are_not_the_segments_stand_in_the_headline(every):
    for case, choice, *_ in every:
        outcome, natural_k, open_ = case[0], case[1], case[4]
        headline = str(choice.verdict.headline)
        if open_ == "gaps":
            continue
        if outcome == "misfit":
            assert f"there are {natural_k} groups, but segments" in headline, case
        elif outcome == "natural" and choice.k != natural_k:
            assert f"{natural_k} natural groups were found" in headline, case
            assert f"these {choice.k} segments are a different division" in headline, case


def test_gaps_are_said_with_the_columns_they_lie_in(every):
    for case, choice, *_ in every:
        outcome, open_ = case[0], case[4]
        if outcome == "natural" and not open_:
            assert "by 2 of 6 columns (`income`, `balance`)" in str(choice.verdict.headline), case


def test_samples_give_the_same_segments_or_others_and_not_both(every):
    for case, _, _, _, said in every:
        assert not ("give much the same division" in said and "give other segments" in said), case


def test_natural_groups_are_told_from_noise_by_gaps_and_not_by_samples(every):
    seen = 0
    for case, choice, _, first, *_ in every:
        if choice.verdict.kind == "natural":
            assert "no better than noise" not in first, case
            seen += "gaps tell it from noise" in first
    assert seen


def test_what_a_quick_run_leaves_open_is_not_decided_and_the_headline_says_what_is_missing(every):
    kinds = set()
    for case, choice, _, first, *_ in every:
        open_, verdict = case[4], choice.verdict
        kinds.add((open_, verdict.kind))
        if verdict.kind == "undecided":
            assert first.startswith("Verdict: not decided yet."), case
            assert "the full run, without the quick option, decides" in first, case
            assert verdict.tone == "warn"
            assert "reliably" not in first, case
            for claim in ("no natural", ": there are gaps", "much the same", "no gaps"):
                assert claim not in str(verdict.headline), case
        else:
            assert "not decided" not in first, case
    assert ("", "undecided") not in kinds
    assert {kind for open_, kind in kinds if open_ == "gaps"} == {"undecided"}
    assert {kind for open_, kind in kinds if open_ == "samples"} >= {"undecided", "natural"}


def test_no_quick_run_says_more_than_the_full_one(every):
    full = {case[:4] + case[5:]: c.verdict for case, c, *_ in every if not case[4]}
    for case, choice, *_ in every:
        other = full[case[:4] + case[5:]]
        assert choice.verdict.kind in {other.kind, "undecided"}, case


def test_segments_that_come_back_without_gaps_are_explained(every):
    for case, choice, _, first, *_ in every:
        verdict = choice.verdict
        found = verdict.reliability
        if found is None:
            continue
        explained = "Coming back does not make them natural groups" in first
        assert explained is (verdict.kind == "constructive" and found.reliable > 0), case
        torn = "comes back as a whole, but" in first
        assert torn is (verdict.kind == "reproducible" and found.reliable < found.measured), case
        missed = "can miss a small group" in first
        assert missed is (verdict.kind == "natural" and found.reliable < found.measured), case


def test_a_segment_counts_as_reliable_only_beyond_noise_or_between_gaps(every):
    for case, _, assessment, *_ in every:
        for segment in assessment.segments:
            if segment.is_valid:
                assert segment.beats_noise or segment.by_gaps, case
            if segment.word in {"valid", "highly stable"}:
                assert segment.beats_noise, case


def test_an_elbow_sentence_never_refutes_itself(every):
    for case, choice, _, _, said in every:
        assert "0 of 20 tables" not in said, case
        if "no evidence for groups:" in said:
            same = choice.count_noise_elbows(choice.elbow_k)
            assert same * 2 >= choice.noise_tables, case


def test_there_is_one_least_stable_segment(every):
    for case, choice, assessment, *_ in every:
        named = [e for e in choice.verdict.evidence if "least stable" in str(e.name)]
        if choice.verdict.reliability is not None:
            (one,) = named
            assert one.value == min(s.jaccard for s in assessment.segments), case


def test_the_verdict_is_completed_once(every):
    for case, choice, assessment, *_ in every[::50]:
        assert complete_verdict(choice, assessment) == choice, case


def test_a_doubt_stands_on_badge_headline_and_first_page():
    choice, assessment = conclude("none", 1, "good", 4, "", "all", False)
    assert choice.verdict.tone == "good"
    worst = Alternative(
        code="a column less", change="", k=4, agreement=0.7, rows=100, column="age", least=0.21
    )

    verdict = complete_verdict(choice, replace(assessment, alternatives=(worst,))).verdict

    assert verdict.tone == "warn"
    assert str(verdict.badge) == "reproducible; depends on the column age (0.21)"
    assert str(verdict.summarise()).startswith(f"Verdict: {verdict.badge}. {verdict.reason}")
    assert "without `age` the division agrees with this one by only 0.21" in str(verdict.headline)
