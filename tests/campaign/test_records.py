"""What plan and reading of a campaign say, by figures worked out by hand on unequal groups."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.campaign.plan_record import Campaign, Question, Split
from finseg.campaign.uplift import _compute_pooled_p_value
from finseg.campaign.uplift_record import (
    NOTHING,
    ArmOutcome,
    Compared,
    Effect,
    Uplift,
    label_p_value,
)
from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.records.dataset import Reject
from tests.campaign.test_uplift import counted, read

GERMAN = Numbers(locale="de-DE")


def two_segments():
    """Make 1,500 customers (150 of 1,000 against 50 of 500) and 500 (40 of 200, 30 of 300)."""
    tables = []
    for segment, counts in enumerate(((150, 1000, 50, 500), (40, 200, 30, 300))):
        campaign, outcomes = counted(*counts)
        own = (str(segment) + "-" + pl.col("id")).alias("id")
        here = pl.lit(segment).alias("segment")
        tables.append((campaign.with_columns(own, here), outcomes.with_columns(own)))
    return read(*(pl.concat(part) for part in zip(*tables, strict=True)), planned=0.04)


def variance(yes1, n1, yes0, n0):
    share, n = (yes1 + yes0) / (n1 + n0), n1 + n0
    return share * (1 - share) * (1 / n1 + 1 / n0) * n / (n - 1)


def two_sided(z):
    return math.erfc(z / math.sqrt(2))


def test_the_differences_are_shares_with_less_shares_without_weighted_by_all_customers():
    found = two_segments()

    assert [c.effect.difference for c in found.segments] == pytest.approx([0.05, 0.1])
    assert found.together.difference == pytest.approx(0.05 * 1500 / 2000 + 0.1 * 500 / 2000)
    assert found.extra_customers[0] == pytest.approx(0.0625 * (1000 + 200))


def test_the_p_values_are_those_of_the_formula_and_corrected_by_holm():
    found = two_segments()
    first, second = variance(150, 1000, 50, 500), variance(40, 200, 30, 300)
    one, other = (c.effect for c in found.segments)

    assert one.p == pytest.approx(two_sided(0.05 / math.sqrt(first)), rel=1e-6)
    assert other.p == pytest.approx(two_sided(0.1 / math.sqrt(second)), rel=1e-6)
    assert other.p < one.p
    assert (one.p_corrected, other.p_corrected) == pytest.approx((one.p, 2 * other.p))
    pooled = math.sqrt(0.75**2 * first + 0.25**2 * second)
    assert found.together.p == pytest.approx(two_sided(0.0625 / pooled), rel=1e-6)


def test_the_sentence_gives_the_whole_and_the_customers_it_comes_to():
    text = str(two_segments().summarise())

    assert text.startswith("P, all segments: +6.2 points (95% interval +")
    assert "p < 0.0001: shown. That is 75 customers (" in text


def test_a_campaign_is_written_in_the_reader_s_manner():
    text = to_text(two_segments().blocks(), numbers=GERMAN)

    assert "2.000 rows of outcomes = 2.000 used + 0 not used." in text
    assert "15,0" in text
    assert "+5,0 points" in text


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0321, "p = 0.032"),
        (0.001, "p = 0.001"),
        (0.00099, "p = 0.0010"),
        (0.0001, "p = 0.0001"),
        (0.00009, "p < 0.0001"),
        (float("nan"), "–"),
    ],
)
def test_a_p_value_has_as_many_digits_as_it_takes(p, expected):
    assert str(label_p_value(p)) == expected


def outcome(least, most, known=90):
    return ArmOutcome(assigned=100, known=known, least=least, most=most)


@pytest.mark.parametrize(
    ("arm", "expected"),
    [
        (outcome(9, 9), "10.0%"),
        (outcome(0, 4), "≤ 4.4%"),
        (outcome(86, 90), "≥ 95.6%"),
        (outcome(0, 3, known=3), "–"),
        (outcome(0, 0, known=0), "–"),
    ],
)
def test_a_hidden_count_shows_as_a_bound(arm, expected):
    assert str(arm.show_yes_rate()) == expected


def make_uplift(answer, *, yes=20):
    effect = Effect(difference=0.1, low=0.02, high=0.18, p=0.01, p_corrected=0.01, answer=answer)
    arm = outcome(yes, yes)
    return Uplift(
        product="Card",
        outcome="bought",
        significance=0.05,
        planned=0.05,
        segments=(Compared(segment=0, name="All", treated=arm, control=arm, effect=effect),),
        together=effect,
        findings=(),
        rejects=(),
        rows_read=180,
        source="outcomes.csv",
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("shown", "shown"),
        ("other way", "shown, but in the other direction"),
        ("not shown", "not shown"),
        ("ruled out", "not shown, and the planned uplift is ruled out"),
    ],
)
def test_each_answer_has_its_words(answer, words):
    assert f"p = 0.010: {words}. That is 10 customers (2 to 18)" in str(
        make_uplift(answer).summarise()
    )


def test_no_answer_gives_no_figure():
    text = str(make_uplift("no answer").summarise())

    assert "no answer" in text
    assert "points" not in text


def make_campaign(**changes):
    asked = Question(
        product="Card", base_rate=0.1, uplift=0.05, significance=0.05, power=0.8, control=None,
        seed=1,
    )  # fmt: skip
    splits = (
        Split(segment=0, name="Large", treated=900, control=300, enough=True, power=0.85,
              exact=None, detectable=0.045, needed=686),
        Split(segment=1, name="Small", treated=40, control=40, enough=False, power=0.2,
              exact=0.19, detectable=None, needed=686),
    )  # fmt: skip
    made = {
        "question": asked, "splits": splits, "left_out": (("opted out", 1220),), "rows": 2500,
        "together": 0.83, "table": pl.DataFrame({"id": []}),
        "by": (), "strata": 2, "by_row": False, **changes,
    }  # fmt: skip
    return Campaign(**made)


def test_a_plan_counts_everybody_once():
    assert str(make_campaign().count_everybody()) == (
        "2,500 customers = 940 with the offer + 340 without it + 1,220 left out"
    )
    assert make_campaign().level_per_segment == 0.025


@pytest.mark.parametrize(
    ("together", "enough", "expected"),
    [(0.8, False, True), (0.79, False, False), (0.1, True, True)],
)
def test_a_campaign_has_power_by_one_segment_or_by_all(together, enough, expected):
    (large, small) = make_campaign().splits
    splits = (small, small) if not enough else (large, small)

    assert make_campaign(splits=splits, together=together).has_enough_power is expected


def test_a_plan_says_what_each_segment_can_show():
    text = to_text(make_campaign().blocks())

    assert "15.0% instead of 10.0% say yes" in text
    assert "+4.5 points" in text
    assert "20.0% (19.0%)" in text
    assert "no: needs 2 × 686" in text
    assert "1 Small is too small to show +5.0 points" in text
    assert "All segments together: a power of 83.0%" in text
    assert "1,220" in text


def notes_of(**changes):
    return [
        (str(block.text), block.tone)
        for block in make_campaign(**changes).blocks()
        if isinstance(block, Note)
    ]


def test_what_the_groups_are_balanced_in_and_known_by_is_said_only_where_it_is_so():
    assert not [text for text, _ in notes_of() if "within one customer" in text or "row" in text]
    balanced = (
        "In each of 6 strata (segment × region × branch) the groups have their shares to within "
        "one customer."
    )
    by_row = (
        "The table has no identifier, so customers are identified by their row in the file "
        "(2,500 rows). Give that row with each outcome."
    )
    assert (balanced, "plain") in notes_of(by=("region", "branch"), strata=6)
    assert notes_of(by_row=True)[-1] == (by_row, "warn")


@pytest.mark.parametrize(("together", "tone"), [(0.8, "good"), (0.79, "warn")])
def test_the_power_of_all_segments_together_is_good_from_the_power_asked_for_on(together, tone):
    (found,) = (n for n in notes_of(together=together) if n[0].startswith("All segments"))

    assert found[1] == tone
    large = make_campaign().splits[:1]
    assert not [n for n in notes_of(splits=large) if n[0].startswith("All segments")]


def test_a_segment_too_small_is_said_with_the_division_and_others_only_where_there_are_any():
    large, small = make_campaign().splits
    (halves,) = (text for text, tone in notes_of() if "too small" in text)
    (only,) = (text for text, tone in notes_of(splits=(small, small)) if "too small" in text)
    question = replace(make_campaign().question, control=0.25)
    (given,) = (text for text, tone in notes_of(question=question) if "too small" in text)

    assert halves.startswith("1 Small is too small to show +5.0 points, however the customers")
    assert halves.endswith("to give the others more of the significance.")
    assert only.startswith("1 Small, 1 Small are too small")
    assert only.endswith("will not mean that there is none.")
    assert given == (
        "1 Small is too small to show +5.0 points with 25% of the customers in the control group."
    )
    assert not [text for text, _ in notes_of(splits=(large, large)) if "too small" in text]


def test_the_plan_as_plain_values_holds_each_count():
    told = make_campaign().as_dict()

    assert (told["customers"], told["in_campaign"], told["strata"]) == (2500, 1280, 2)
    assert (told["power_together"], told["level_per_segment"]) == (0.83, 0.025)
    assert [s["customers"] for s in told["segments"]] == [1200, 80]
    assert (told["id"], told["id_is_row"], told["by"]) == ("id", False, [])
    assert told["left_out"] == [{"reason": "opted out", "customers": 1220}]


def test_what_is_left_out_is_listed_only_where_somebody_is():
    heads = [b.columns for b in make_campaign().blocks() if isinstance(b, Table)]
    none = [b.columns for b in make_campaign(left_out=()).blocks() if isinstance(b, Table)]

    assert len(heads) == len(none) + 1


def test_a_segment_without_an_answer_is_named_and_counts_for_nothing():
    made = make_uplift("shown")
    nobody = replace(made.segments[0], segment=3, effect=NOTHING, treated=outcome(0, 4))
    found = replace(made, segments=(*made.segments, nobody))

    assert "all segments but 3: +10.0 points" in str(found.summarise())
    assert found.extra_customers == pytest.approx((10, 2, 18))
    assert not found.is_approximate
    hidden = replace(made.segments[0], control=outcome(0, 4))
    assert hidden.is_approximate
    assert replace(made, segments=(hidden,)).is_approximate


def test_rows_used_are_those_read_less_those_rejected():
    reject = Reject(line=3, column="", reason="no id")

    assert replace(make_uplift("shown"), rejects=(reject, reject)).rows_used == 178


def test_of_hidden_counts_on_both_sides_the_nearer_end_tests_the_whole():
    """0 … 4 of 50 with the offer in one segment, 46 … 50 of 60 without it in the other."""

    def arm(known, least, most):
        return ArmOutcome(assigned=known, known=known, least=least, most=most)

    parts = [(arm(50, 0, 4), arm(50, 20, 20)), (arm(80, 30, 30), arm(60, 46, 50))]
    weights = [100 / 240, 140 / 240]

    def z(with_offer, without):
        own = (variance(with_offer, 50, 20, 50), variance(30, 80, without, 60))
        gaps = (with_offer / 50 - 20 / 50, 30 / 80 - without / 60)
        spread = math.sqrt(sum(w**2 * v for w, v in zip(weights, own, strict=True)))
        return sum(w * g for w, g in zip(weights, gaps, strict=True)) / spread

    nearer = min(abs(z(0, 50)), abs(z(4, 46)))
    assert _compute_pooled_p_value(parts, np.array(weights)) == pytest.approx(two_sided(nearer))
    # 20 … 24 against 22 of 50: nothing lies between the two ends but no difference.
    even = [(arm(50, 20, 24), arm(50, 22, 22)), (arm(50, 22, 22), arm(50, 22, 22))]
    assert _compute_pooled_p_value(even, np.array([0.5, 0.5])) == 1.0
