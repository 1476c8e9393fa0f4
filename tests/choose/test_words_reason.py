"""Does the reason say why, whole and for each kind of division?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.choose.words import say_paragraph, say_reason
from finseg.choose.words_kept import say_kept, say_kept_columns
from finseg.records.candidate import Kept
from finseg.records.separation import Border, GapEvidence
from finseg.records.verdict import KINDS
from finseg.settings import ChooseSettings
from tests.builders.trials import (
    a_separation,
    agreement,
    candidate,
    some_trials,
    with_agreement,
)

PLAIN = ChooseSettings()
MADE = "so the segments are a convenient division"
BEND = "which is a convention, not evidence"


def reason(trials, kind, k, settings=PLAIN):
    return str(say_reason(trials, kind=kind, k=k, settings=settings))


def grouped(outcome, natural_k, columns=("age", "pay"), **changes):
    separation = a_separation(natural_k=natural_k, outcome=outcome, columns=columns, **changes)
    return some_trials(separation=separation, columns=6)


@pytest.mark.parametrize(
    ("names", "columns", "by"),
    [
        ((), 6, ""),
        (("age",), 0, ", by 1 column (`age`)"),
        (("age",), 1, ", by 1 column (`age`)"),
        (("age",), 2, ", by 1 of 2 columns (`age`)"),
        (("age", "pay"), 2, ", by all 2 columns"),
        (("age", "pay"), 3, ", by 2 of 3 columns (`age`, `pay`)"),
        (("age", "pay"), 0, ", by 2 columns (`age`, `pay`)"),
    ],
)
def test_the_columns_of_gaps_are_said_with_how_many_there_are(names, columns, by):
    separation = a_separation(natural_k=3, outcome="natural", columns=names)
    trials = some_trials(separation=separation, columns=columns)

    assert reason(trials, "natural", 3) == f"3 segments: there are gaps between the groups{by}."


@pytest.mark.parametrize("kind", KINDS)
def test_the_bend_is_named_only_where_nothing_else_speaks_for_the_number(kind):
    at, beside, free = (some_trials(elbow_k=k) for k in (4, 5, None))

    assert (f"; the inertia curve bends at 4 (the elbow), {BEND}." in reason(at, kind, 4)) is (
        kind == "constructive"
    )
    assert (
        "; among the numbers within your limits, 4 is nearest to 5, where the inertia curve bends "
        f"(the elbow), {BEND}." in reason(beside, kind, 4)
    ) is (kind == "constructive")
    assert "bends" not in reason(free, kind, 4)


def test_one_segment_is_said_with_the_groups_that_were_found_and_why_none_was_taken():
    none, groups = grouped("none", 1, ()), grouped("natural", 2)
    alone = replace(groups, candidates=(candidate(1, 1.0),))
    asked = ChooseSettings(k=1)

    assert reason(none, "constructive", 1, asked) == (
        "You asked for one segment: nobody is divided."
    )
    assert reason(alone, "constructive", 1, asked) == (
        "You asked for one segment: nobody is divided, although 2 natural groups were found."
    )
    assert reason(alone, "constructive", 1) == (
        "One segment: all customers are alike in these columns."
    )
    two = replace(groups, candidates=(candidate(1, 1.0), candidate(2)))
    limits = ChooseSettings(most_segments=1, smallest_share=0.05)
    assert reason(two, "constructive", 1, limits) == (
        "One segment: no division keeps to your limits (at most 1 segment, each with at least "
        "5.0% of the customers), although 2 natural groups were found."
    )


def test_what_the_segments_are_beside_other_groups_is_said():
    other = "2 natural groups were found, by 2 of 6 columns (`age`, `pay`), and these 4 segments"
    natural, misfit = grouped("natural", 2), grouped("misfit", 3)
    asked = ChooseSettings(k=4)

    assert reason(natural, "constructive", 4, asked) == (
        f"You asked for 4 segments: {other} are a different division, {MADE}."
    )
    assert reason(natural, "reproducible", 4) == (
        f"4 segments: {other} are a different division; still, another sample would give much the "
        "same division."
    )
    assert reason(misfit, "constructive", 4, asked) == (
        "You asked for 4 segments: there are 3 groups, but segments built around averages do not "
        f"follow them, {MADE}."
    )


def test_without_groups_it_is_said_what_another_sample_would_give():
    none, untested = grouped("none", 1, ()), grouped("untested", 1, ())
    asked = ChooseSettings(k=4)

    def among(trials, mean):
        found = replace(trials, agreements=with_agreement(agreement(4, mean, threshold=0.9)))
        return reason(found, "constructive", 4, asked)

    assert reason(none, "reproducible", 4) == (
        "4 segments: there are no gaps, but another sample would give much the same division."
    )
    assert reason(untested, "reproducible", 4) == (
        "4 segments: another sample would give much the same segments; whether gaps lie between "
        "them cannot be told, as yes or no and levels lie apart by nature."
    )
    assert among(none, 0.649) == (f"You asked for 4 segments: there are no natural groups, {MADE}.")
    alike = "so do divisions of tables without any structure"
    whole = "the division as a whole comes back in another sample"
    assert among(none, 0.65) == (
        f"You asked for 4 segments: there are no natural groups; {whole}, but {alike}, {MADE}."
    )
    assert among(untested, 0.649) == (
        f"You asked for 4 segments: another sample would give other segments, {MADE}."
    )
    assert among(untested, 0.65) == (f"You asked for 4 segments: {whole}, but {alike}, {MADE}.")
    unknown = replace(untested, agreements=())
    assert reason(unknown, "constructive", 4, asked) == among(untested, 0.1)
    assert reason(replace(none, agreements=()), "constructive", 4, asked) == among(none, 0.1)


@pytest.mark.parametrize(
    ("outcome", "settled", "known", "missing"),
    [
        ("natural", False, "", "whether there are gaps between groups"),
        ("none", True, "", "whether another sample would give these segments again"),
        ("untested", True, "", "whether another sample would give these segments again"),
        (
            "misfit",
            True,
            "there are 2 groups, but segments built around averages do not follow them; ",
            "whether another sample would give these segments again",
        ),
    ],
)
def test_what_a_quick_run_leaves_open_is_said_after_what_it_knows(outcome, settled, known, missing):
    trials = grouped(outcome, 1 if outcome in {"none", "untested"} else 2, settled=settled)

    assert reason(trials, "undecided", 4) == (
        f"4 segments: {known}a quick run gathers too little to say {missing}; the full run, "
        "without the quick option, decides."
    )


def a_level(k, *, p=0.5, passes=False):
    border = Border(
        pair=(0, 1), dip=0.1, dip_p=p, p=0.03, depth=0.4, traffic=0.2, customers=50
    )  # fmt: skip
    return GapEvidence(
        k=k, borders=(border,), least_share=0.1, hollow=(), p=0.004 if passes else p, limit=0.01
    )


def paragraph(trials, kind, k, usable=(2, 3, 4, 5, 6), settings=PLAIN):
    return str(say_paragraph(trials, kind=kind, k=k, usable=usable, settings=settings))


@pytest.mark.parametrize(
    ("passing", "named"),
    [((3,), "3 groups"), ((2, 3, 5), "2, 3 or 5 groups"), ((2, 3, 4, 6), "2 to 4 or 6 groups")],
)
def test_borders_that_looked_like_gaps_by_themselves_are_said_not_to_be_enough(passing, named):
    levels = tuple(a_level(k, passes=k in passing) for k in range(2, 8))
    trials = some_trials(separation=a_separation(levels=levels))

    assert paragraph(trials, "constructive", 4).startswith(
        "There are no natural groups: taken by themselves the borders between "
        f"{named} look like gaps, but not clearly enough for the number of divisions that were "
        "tried. "
    )


@pytest.mark.parametrize(("k", "others"), [(1, False), (3, False), (4, True)])
def test_segments_that_are_not_the_groups_are_said_not_to_be(k, others):
    separation = a_separation(natural_k=3, outcome="natural", levels=(a_level(3),))

    said = paragraph(some_trials(separation=separation), "natural" if k == 3 else "constructive", k)

    assert (f"The {k} segments that were kept are not these groups." in said) is others


def test_advice_follows_what_was_found_and_the_limits_that_are_felt():
    def advice(outcome, usable):
        return paragraph(
            grouped(outcome, 1 if outcome == "none" else 3), "constructive", 4, usable=usable
        )

    limits = "segments keep to your limits"
    assert limits not in advice("none", (2, 3, 4, 5, 6))
    assert f"3 or 4 {limits} (each with at least 3.0%" in advice("none", (3, 4))
    assert limits not in advice("none", ())
    assert advice("none", (3, 4)).endswith("and are easier to explain.")
    assert advice("misfit", (3, 4)).endswith(
        "The 4 segments cut across those groups: use them for convenience only, and look first at "
        "what divides the customers."
    )
    assert advice("natural", (3, 4)).endswith(
        "To work with the natural groups, ask for 3 segments; otherwise use these for convenience "
        "only."
    )


@pytest.mark.parametrize(
    ("mean", "settled", "kind", "begins"),
    [
        (0.3, True, "constructive", "Another sample of these customers would give other segments"),
        (0.65, True, "constructive", "Another sample of these customers would give much the same"),
        (0.3, True, "natural", "Smaller samples of these customers do not always show all"),
        (0.9, True, "natural", "Another sample of these customers would give much the same"),
        (0.6, False, "undecided", "The quick run drew too few samples to say whether another one"),
        (0.3, False, "natural", "Smaller samples of these customers do not always show all"),
    ],
)
def test_how_samples_agree_begins_with_what_it_means(mean, settled, kind, begins):
    own = replace(agreement(4, mean, threshold=0.2), settled=settled)
    trials = some_trials(with_agreement(own), quick=True)

    said = paragraph(trials, kind, 4)

    assert begins in said
    assert ("without structure" in said) is (kind == "constructive")


@pytest.mark.parametrize(
    ("mean", "noise", "threshold", "said"),
    [
        (0.4, 0.45, 0.6, "That is less than tables of the same shape without structure reach "),
        (0.7, 0.75, 0.8, "But that is less than tables of the same shape without structure"),
        (0.5, 0.3, 0.499, "That is clearly more than tables of the same shape without structure"),
        (0.5, 0.5, 0.6, "That is not clearly more than tables of the same shape without structure"),
        (0.65, 0.3, 0.7, "But that is not clearly more than tables of the same shape without "),
        (0.7, 0.3, 1.0, "vary so much, from 0.20 to 0.40, that nothing is clearly more"),
    ],
)  # fmt: skip
def test_what_noise_reaches_is_said_beside_it(mean, noise, threshold, said):
    own = agreement(4, mean, noise=noise, threshold=threshold)

    text = paragraph(some_trials(with_agreement(own)), "constructive", 4)

    assert said in text
    assert ("so it says little about these customers" in text) is (
        "But that is not clearly" in text
    )


def test_without_noise_nothing_is_said_of_it():
    own = replace(agreement(4, 0.7), nulls=())

    assert "without structure" not in paragraph(some_trials(with_agreement(own)), "constructive", 4)


def test_the_figures_of_the_trial_are_held_against_those_that_were_kept():
    kept = Kept(
        division=candidate(4, inertia=31.26, starts=7), agreement=0.214, seed=3, columns=("age",)
    )

    (said,) = map(str, say_kept(kept, candidate(4, inertia=25.04, starts=12)))

    assert said == (
        "The figures on gaps, samples and noise come from trials. The segments that were kept "
        "(best of 7 starts, seed 3) differ from the trial with 4 segments (best of 12 starts): the "
        "two divisions agree by 0.21 (adjusted Rand), with an inertia of 31.3 against 25.0. The "
        "stability of each segment was measured on the segments that were kept."
    )
    (columns,) = map(str, say_kept_columns(kept, "reproducible", 5))
    assert columns == (
        "The 4 segments are divided by 1 of 5 columns (`age`); in the others they hardly differ."
    )
    assert not list(say_kept_columns(kept, "natural", 5))
    assert not list(say_kept_columns(replace(kept, columns=()), "constructive", 5))


@pytest.mark.parametrize(
    ("elbows", "said"),
    [
        (((4, 9),), "9 of 20 tables of pure noise of the same shape bend there as well: that is"),
        (((2, 3), (3, 7), (4, 1), (6, 5)), "; 15 bend elsewhere (mostly at 3): that is weak"),
        (((3, 7), (4, 10)), "bend there as well; 7 bend elsewhere (mostly at 3)."),
        (((3, 7),), "none of 20 tables of pure noise of the same shape bends there; 7 bend"),
    ],
)
def test_bends_of_noise_elsewhere_are_counted_and_their_most_frequent_place_named(elbows, said):
    assert said in paragraph(some_trials(noise_elbows=elbows), "constructive", 4)


def test_without_noise_tables_or_an_elbow_no_bend_is_said():
    assert "bends at" not in paragraph(some_trials(noise_tables=0), "constructive", 4)
    assert "bends at" not in paragraph(some_trials(elbow_k=None), "constructive", 4)
