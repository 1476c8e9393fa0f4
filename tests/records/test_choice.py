"""Is every figure of the choice in its own column, and is the right row marked?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.document.blocks import Heading, Note, Sentence, Table
from finseg.document.printers import to_text
from finseg.records.candidate import Kept
from finseg.records.choice import Choice, NullAgreement, SegmentAgreement
from finseg.records.verdict import Evidence, Reliability, Verdict
from tests.builders.trials import a_separation, agreement, candidate, some_trials

VERDICT = Verdict(
    kind="reproducible",
    k=3,
    natural_k=1,
    fits=True,
    runner_up=2,
    reason="Three it is.",
    paragraph="Much the same segments.",
    evidence=(
        Evidence(code="inertia", name="inertia", value=1_000.0, says="it falls"),
        Evidence(code="agreement", name="agreement", value=999.0, says="they agree"),
        Evidence(code="borders", name="p", value=0.0009, says="rarely"),
        Evidence(code="borders", name="p at the limit", value=0.001, says="rarely"),
        Evidence(code="borders", name="nothing", value=0.0, says="never"),
    ),
    costs=("You can serve at most 3.",),
)
FIGURES = {
    "inertia": 432.16,
    "silhouette": 0.1234,
    "centre_silhouette": 0.2345,
    "calinski_harabasz": 56.78,
    "davies_bouldin": 1.357,
    "gap": 0.4567,
    "gap_error": 0.0678,
    "prediction_strength": 0.789,
    "starts": 10,
    "starts_at_best": 7,
}
LEAST = SegmentAgreement(
    jaccard=0.61,
    low=0.42,
    high=0.83,
    null=0.35,
    across=0.91,
    across_low=0.52,
    across_high=0.97,
    across_null=0.64,
)
MIXED = replace(LEAST, jaccard=0.72, across=0.55, across_null=0.33)
WHOLE = replace(LEAST, jaccard=0.95, across=0.99)
NULLS = (
    NullAgreement(
        name="columns shuffled", mean=0.31, low=0.2, high=0.44, tables=12, spread=0.1, threshold=0.6
    ),
    NullAgreement(
        name="one Gaussian", mean=0.37, low=0.1, high=0.58, tables=12, spread=0.1, threshold=0.5
    ),
)


def three(**changes):
    own = replace(agreement(3, 0.81), low=0.71, high=0.92, nulls=NULLS)
    return replace(own, segments=(WHOLE, LEAST, MIXED), **changes)


def a_choice(**changes):
    trials = some_trials(
        (replace(agreement(2, 0.6), nulls=NULLS), three(pairs=31)),
        candidates=(candidate(1, 1.0), candidate(2, 0.4), candidate(3, 0.15, **FIGURES)),
        separation=a_separation(),
        rows=200,
    )
    return replace(Choice.conclude(trials, VERDICT, given=False), **changes)


def tables(choice):
    return [b for b in choice.blocks() if isinstance(b, Table)]


def cells(row):
    return [str(cell) for cell in row]


def notes(choice):
    return [str(b.text) for b in choice.blocks() if isinstance(b, Note)]


def test_a_choice_is_that_of_its_verdict():
    choice = a_choice()

    assert (choice.k, choice.given, choice.reason) == (3, False, "Three it is.")
    assert choice.kept is None
    assert [c.k for c in choice.candidates] == list(choice.candidate_ks) == [1, 2, 3]
    assert choice.candidate(2).smallest_share == 0.4
    found = choice.agreement(3)
    assert found is not None
    assert found.mean == 0.81
    assert choice.agreement(1) is None


def test_each_index_stands_under_its_name():
    table = tables(a_choice())[1]

    assert cells(table.rows[2]) == [
        "3 ←", "432.2", "0.123", "0.234", "56.8", "1.36", "0.457 ± 0.068", "0.79", "15.0%",
        "7 of 10",
    ]  # fmt: skip
    assert cells(table.rows[1])[0] == "2"
    assert set(table.align) == {"right"}
    assert cells(table.columns)[1:4] == ["Inertia", "Silhouette", "Centre silhouette"]


def test_a_gap_that_was_not_measured_has_no_error():
    without = candidate(3, 0.15, **{**FIGURES, "gap": math.nan})
    choice = a_choice(candidates=(candidate(1, 1.0), candidate(2, 0.4), without))

    assert "±" not in cells(tables(choice)[1].rows[2])[6]


@pytest.mark.parametrize(("sampled", "quick"), [(True, False), (False, True)])
def test_a_sample_and_a_quick_run_are_said_to_be(sampled, quick):
    note = notes(a_choice(sampled=sampled, quick=quick))[1]

    assert "200 customers" in note
    assert ("2,000" in note) is not quick  # nothing was measured on so many
    assert ("(a sample)" in note) is sampled
    assert ("quick run" in note) is quick


def test_the_agreement_of_each_number_is_held_against_both_kinds_of_noise():
    table = tables(a_choice())[2]

    assert "30 or 31 pairs" in str(table.caption)  # more where fewer left a number open
    assert str(table.columns[2]) == "95% of pairs"
    assert cells(table.columns)[3:5] == ["Noise: columns shuffled", "Noise: one Gaussian"]
    assert cells(table.rows[1]) == [
        "3 ←", "0.81", "0.71 … 0.92", "0.31 (to 0.44)", "0.37 (to 0.58)", "yes", "mostly",
        "0.55 (0.33)",
    ]  # fmt: skip
    assert cells(table.rows[0])[5] == "no"  # 0.6 does not exceed 0.6
    assert len(table.align) == 8


@pytest.mark.parametrize(
    ("least", "said"), [(0.75, "yes"), (0.749, "mostly"), (0.6, "mostly"), (0.599, "no")]
)
def test_whether_every_segment_of_a_trial_comes_back_is_said_without_a_second_figure(least, said):
    own = three(closer=(0.96, least, 0.97))
    choice = a_choice(agreements=(replace(agreement(2, 0.6), nulls=NULLS), own))

    assert cells(tables(choice)[2].rows[1])[6] == said


def test_where_each_segment_of_the_chosen_number_comes_from_is_held_against_noise():
    table = tables(a_choice())[3]

    assert cells(table.rows[1]) == ["2", "0.91", "0.52 … 0.97", "0.64"]
    assert cells(table.rows[0])[:2] == ["1", "0.99"]
    assert "k = 3" in str(table.caption)


def test_at_the_first_number_nothing_is_said_of_fewer_segments():
    none = replace(LEAST, across=None, across_low=None, across_high=None, across_null=None)
    two = replace(agreement(2, 0.6), nulls=NULLS, segments=(none, none))
    choice = a_choice(agreements=(two, three()), k=2)

    assert cells(tables(choice)[2].rows[0])[-1] == "–"
    assert len(tables(choice)) == 3


def test_one_segment_has_no_table_of_its_own_and_without_agreement_there_is_none():
    assert len(tables(a_choice(k=1))) == 3
    assert len(tables(a_choice(agreements=()))) == 2


def test_the_most_mixed_segment_is_not_the_one_that_comes_back_least():
    assert three().most_mixed_segment is MIXED
    first = replace(three(), segments=(replace(LEAST, across=None),) * 3)
    assert first.most_mixed_segment is None


def test_what_is_gained_over_noise_is_a_part_of_the_way_to_one():
    assert three().gain_over_noise == pytest.approx((0.81 - 0.37) / 0.63)
    assert three(mean=0.3).gain_over_noise == pytest.approx(-0.07 / 0.63)
    beyond = tuple(replace(null, mean=1.1) for null in NULLS)
    assert replace(three(), nulls=beyond).gain_over_noise == 0.0
    sure = tuple(replace(null, mean=1.0) for null in NULLS)
    assert replace(three(), nulls=sure).gain_over_noise == 0.0


@pytest.mark.parametrize(("share", "same"), [(0.95, True), (0.949, False)])
def test_what_was_kept_passes_for_the_trial_from_the_limit_on(share, same):
    assert Kept(division=candidate(3), agreement=share, seed=7).is_same_division is same


def test_the_origin_of_what_was_kept_names_starts_and_seed():
    many = Kept(division=candidate(3, starts=12), agreement=1.0, seed=1_234)
    once = Kept(division=candidate(3, starts=1), agreement=1.0, seed=7)

    assert str(many.origin) == "best of 12 starts, seed 1234"
    assert str(once.origin) == "one start, seed 7"
    assert str(replace(once, centres_from="c.csv").origin) == "from the centres in c.csv"
    weighed = replace(many, by_weight=True)
    assert str(weighed.origin) == "best of 12 starts, seed 1234, rows counted by weight"


def test_a_verdict_shows_kind_paragraph_costs_and_evidence():
    first, paragraph, cost, table = VERDICT.blocks()

    assert isinstance(first, Note)
    assert "reproducible" in str(first.text)
    assert isinstance(paragraph, Sentence)
    assert str(paragraph.text) == "Much the same segments."
    assert isinstance(cost, Sentence)
    assert isinstance(table, Table)
    assert cells(table.rows[0]) == ["inertia", "1,000.0", "it falls"]
    shown = [cells(row)[1] for row in table.rows]
    assert shown[1] == "999"
    assert shown[2] == "< 0.001"
    assert shown[3] == "0.001"
    assert shown[4] == "0"
    assert table.align == ("left", "right", "left")


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        ("natural", "good"),
        ("reproducible", "good"),
        ("constructive", "warn"),
        ("undecided", "warn"),
    ],
)
def test_what_is_made_or_open_warns(kind, tone):
    verdict = replace(VERDICT, kind=kind)

    assert verdict.tone == tone
    (note, *_) = verdict.blocks()
    assert isinstance(note, Note)
    assert note.tone == tone


def test_the_page_of_a_choice_starts_with_its_verdict():
    heading, first, *_ = a_choice().blocks()

    assert isinstance(heading, Heading)
    assert isinstance(first, Note)
    assert "Hennig" in to_text(a_choice().blocks())


@pytest.mark.parametrize(
    ("kind", "reliable", "measured", "said"),
    [
        ("reproducible", 0, 2, "but none of its 2 segments does reliably"),
        ("reproducible", 1, 3, "but only 1 of its 3 segments does reliably"),
        ("reproducible", 2, 3, "but only 2 of its 3 segments do reliably"),
        ("reproducible", 2, 2, "Both segments come back reliably."),
        ("reproducible", 3, 3, "All 3 segments come back reliably."),
        ("constructive", 0, 2, "None of the 2 segments comes back reliably."),
        ("constructive", 1, 3, "Only 1 of the 3 segments comes back reliably."),
        ("constructive", 2, 3, ". 2 of the 3 segments come back reliably."),
        (
            "undecided",
            3,
            3,
            "In the few samples of the quick run 3 of the 3 segments came back well enough.",
        ),
        ("undecided", 0, 2, "In the few samples of the quick run none of the 2 segments came back"),
    ],
)
def test_the_segments_that_come_back_are_counted_among_those_measured(
    kind, reliable, measured, said
):
    found = Reliability(
        reliable=reliable, measured=measured, agreement=0.7, noise=0.35, threshold=0.5
    )

    weight = str(replace(VERDICT, kind=kind, reliability=found).weight)

    assert said in weight
    assert "agree by 0.70 (1 is identical, 0 is chance)" in weight
    assert "without any structure reach 0.35 on average, and clearly more begins at 0.50." in weight
    none = replace(found, noise=None, threshold=None, measured=0)
    assert str(replace(VERDICT, reliability=none).weight).endswith("is chance).")
    natural = str(replace(VERDICT, kind="natural", reliability=found).weight)
    assert "reach 0.35 on average, but gaps tell these groups from them." in natural
    assert "tables without" not in str(replace(VERDICT, reliability=none).weight)
    assert not replace(VERDICT, k=1, reliability=found).weight
    assert not VERDICT.weight


@pytest.mark.parametrize(
    ("agreement", "said"),
    [
        (0.71, "that is lower than what tables without any structure reach, 0.87 on average."),
        (0.87, "that is no higher than what tables without any structure reach, 0.87 on average."),
        (
            0.92,
            "which is less, but these vary so much, from 0.41 to 0.95, that it is not clear.",
        ),
    ],
)
def test_agreement_is_said_to_be_lower_than_noise_or_not_clearly_above(agreement, said):
    found = Reliability(
        reliable=1,
        measured=2,
        agreement=agreement,
        noise=0.87,
        threshold=1.1,
        noise_range=(0.41, 0.95),
    )

    assert said in str(replace(VERDICT, kind="undecided", reliability=found).weight)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("undecided", "came back well enough: 2 came back, but no better than noise does."),
        ("constructive", "comes back reliably: 2 come back, but no better than noise does."),
    ],
)
def test_segments_that_come_back_as_noise_does_are_said_to_do_no_more(kind, said):
    found = Reliability(
        reliable=0, measured=2, agreement=0.7, noise=0.35, threshold=0.5, no_better=2
    )

    weight = str(replace(VERDICT, kind=kind, reliability=found).weight)

    assert said in weight
    alone = str(replace(VERDICT, kind=kind, reliability=replace(found, no_better=0)).weight)
    assert "noise does" not in alone
