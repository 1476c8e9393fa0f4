"""Outcomes of campaigns: drawn ones cover the truth, bad ones are counted, none is dropped."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from finseg.campaign.answers import read_answers
from finseg.campaign.assigned import Assigned, read_assigned
from finseg.campaign.outcomes import Outcomes, read_outcomes
from finseg.campaign.plan import plan_campaign
from finseg.campaign.plan_record import Question
from finseg.campaign.uplift import find_uplift
from finseg.document.printers import to_text
from finseg.errors import CampaignError, OutcomesError
from finseg.maths.holm import correct_by_holm
from finseg.maths.power import smallest_control
from finseg.maths.proportions import (
    Interval,
    combine_differences,
    compare_shares,
    difference_p_value,
)
from finseg.settings import Settings

READ = Settings().read
RUNS = 1000
# Base rate, uplift and customers of each segment of a campaign; control groups as they are planned.
CAMPAIGNS = [
    [(0.02, 0.02, 4_000)],
    [(0.02, 0.0, 4_000)],
    [(0.05, 0.03, 3_000)],
    [(0.05, 0.03, 40_000)],
    [(0.10, 0.05, 1_500)],
    [(0.10, -0.05, 2_000)],
    [(0.30, 0.10, 900)],
    [(0.50, 0.0, 900)],
    [(0.90, 0.05, 1_500)],
    [(0.05, 0.03, 6_000), (0.10, 0.0, 4_000), (0.02, 0.02, 9_000), (0.20, -0.05, 2_500)],
    [(0.10, 0.08, 900), (0.30, 0.05, 700), (0.60, 0.0, 500)],
]


@pytest.mark.parametrize("segments", CAMPAIGNS, ids=str)
def test_of_a_thousand_drawn_campaigns_the_intervals_hold_the_truth_in_93_to_97_percent(segments):
    rng = np.random.default_rng(20_261_125)
    planned_for = max(abs(uplift) for _, uplift, _ in segments) or 0.05
    control = np.array([
        smallest_control(p, min(p + planned_for, 0.99), n, alpha=0.05 / len(segments), power=0.8)
        or n // 2
        for p, _, n in segments
    ])  # fmt: skip
    base, uplift, size = (np.array(part) for part in zip(*segments, strict=True))
    treated = size - control
    yes1 = rng.binomial(treated, base + uplift, (RUNS, len(segments)))
    yes0 = rng.binomial(control, base, (RUNS, len(segments)))

    def held(found, truth):
        return (found.low <= truth) & (truth <= found.high)

    narrow = compare_shares(
        yes1, np.broadcast_to(treated, yes1.shape), yes0, control + 0 * yes0, 0.05
    )
    shares = held(narrow, uplift).mean(axis=0)
    assert shares.min() >= 0.93
    assert shares.max() <= 0.97
    if len(segments) > 1:
        weights = size / size.sum()
        whole = held(combine_differences(narrow, weights), (weights * uplift).sum()).mean()
        assert 0.93 <= whole <= 0.97
        alpha = 0.05 / len(segments)
        wide = compare_shares(
            yes1, np.broadcast_to(treated, yes1.shape), yes0, control + 0 * yes0, alpha
        )
        assert 0.93 <= held(wide, uplift).all(axis=1).mean() <= 0.97


def divided(segment, seed):
    """Plan a campaign that everybody takes part in, and read it back."""
    n = len(segment)
    offers = pl.DataFrame(
        {
            "id": [f"C{i}" for i in range(n)],
            "row": range(1, n + 1),
            "segment": segment,
            "name": [f"Group {s}" for s in segment],
            "outcome": ["offer"] * n,
            "offer_1": ["Card"] * n,
            **dict.fromkeys(("offer_2", "offer_3", "withheld"), [""] * n),
        }
    )
    asked = {"base_rate": 0.2, "uplift": 0.08, "significance": 0.05, "power": 0.8}
    question = Question(product="Card", control=None, seed=seed, **asked)
    table = plan_campaign(offers, question, products=["Card"], identifier="id").table
    own = table.select(pl.col("id").alias("key"), "segment", "name", "arm")
    return Assigned(table=own, id="id", product="Card")


@pytest.mark.slow
def test_of_a_thousand_campaigns_planned_drawn_and_read_the_told_intervals_hold_the_truth():
    rng = np.random.default_rng(20_261_125)
    base, uplift = np.array([0.1, 0.2, 0.3]), np.array([0.05, 0.0, 0.1])
    held, shown, all_held, whole = np.zeros(3), np.zeros(3), 0, 0
    for seed in range(5):
        there = divided(rng.integers(0, 3, 6000), seed)
        own = there.table["segment"].to_numpy()
        treated = (there.table["arm"] == "treatment").to_numpy()
        truth = uplift[own].mean()
        for _ in range(RUNS // 5):
            said = rng.random(len(own)) < base[own] + treated * uplift[own]
            outcomes = Outcomes(known=said.astype(np.int8), column="o", rejects=(), findings=())
            found = find_uplift(
                there, outcomes, significance=0.05, planned=0.08, rows_read=6000, source="o"
            )
            effects = [c.effect for c in found.segments]
            inside = [e.low <= u <= e.high for e, u in zip(effects, uplift, strict=True)]
            held += inside
            all_held += all(inside)
            whole += found.together.low <= truth <= found.together.high
            shown += [e.answer in ("shown", "other way") for e in effects]

    assert 0.93 <= whole / RUNS <= 0.97
    assert 0.93 <= all_held / RUNS <= 0.97
    assert held.min() / RUNS >= 0.97, "each is wider, for looking at three"
    assert shown[1] / RUNS <= 0.05, "no uplift is hardly ever shown"
    assert shown[2] / RUNS >= 0.8


def assigned(n=400, k=2, seed=0):
    """Make a campaign's table: every third in control."""
    rng = np.random.default_rng(seed)
    segment = rng.integers(0, k, n)
    return pl.DataFrame(
        {
            "Customer ID": [f"{i:06}" for i in range(n)],
            "segment": segment,
            "name": [f"Group {s}" for s in segment],
            "product": ["Savings account"] * n,
            "arm": np.where(np.arange(n) % 3 == 0, "control", "treatment"),
        }
    )


def outcomes_of(campaign, seed=0):
    rng = np.random.default_rng(seed)
    treated = (campaign["arm"] == "treatment").to_numpy()
    said = rng.random(len(campaign)) < np.where(treated, 0.3, 0.15)
    return pl.DataFrame(
        {"Customer ID": campaign["Customer ID"], "bought": np.where(said, "yes", "no")}
    )


def read(campaign, outcomes, **given_):
    known = {k: given_.pop(k) for k in ("planned", "significance") if k in given_}
    there = read_assigned(read_answers(campaign, READ))
    answers = read_answers(outcomes, READ)
    found = read_outcomes(there, answers, **given_)
    return find_uplift(
        there,
        found,
        **{"significance": 0.05, "planned": 0.1, **known},
        rows_read=answers.rows_read,
        source=answers.source,
    )


def codes(found):
    return {f.code: f.count for f in found.findings}


def test_the_groups_are_compared_as_counted_by_hand():
    campaign = assigned(900, 3)
    outcomes = outcomes_of(campaign)
    found = read(campaign, outcomes.sample(fraction=1, shuffle=True, seed=3))

    both = campaign.join(outcomes, "Customer ID")
    wanted = []
    for segment in range(3):
        own = both.filter(pl.col("segment") == segment)
        counts = [
            (int((part["bought"] == "yes").sum()), len(part))
            for arm in ("treatment", "control")
            for part in [own.filter(pl.col("arm") == arm)]
        ]
        (x1, n1), (x0, n0) = counts
        wanted.append((x1, n1, x0, n0))
    a1, m1, a0, m0 = (np.array(part) for part in zip(*wanted, strict=True))
    wide = compare_shares(a1, m1, a0, m0, 0.05 / 3)
    raised = correct_by_holm(np.array([difference_p_value(*map(int, row)) for row in wanted]))
    for i, part in enumerate(found.segments):
        assert (part.treated.yes_count, part.treated.known) == wanted[i][:2]
        assert (part.control.yes_count, part.control.known) == wanted[i][2:]
        assert part.effect.low == pytest.approx(wide.low[i])
        assert part.effect.high == pytest.approx(wide.high[i])
        assert part.effect.p_corrected == pytest.approx(raised[i])
    sizes = (m1 + m0) / (m1 + m0).sum()
    whole = combine_differences(Interval(*compare_shares(a1, m1, a0, m0, 0.05)), sizes)
    assert (found.together.low, found.together.high) == pytest.approx((whole.low, whole.high))
    assert not found.findings
    assert found.rows_used == 900


def test_every_bad_row_is_a_finding_and_listed():
    campaign = assigned()
    good = outcomes_of(campaign)
    first = dict(good.iter_rows())
    rows = [
        ("999999", "yes"),  # not in the campaign
        ("000003", first["000003"]),  # again
        ("000004", "no" if first["000004"] == "yes" else "yes"),  # the contrary
        ("000005", "maybe"),  # beside a good one: that one counts
        (None, "yes"),
        ("000006", None),
    ]
    bad = pl.DataFrame(rows, schema=["Customer ID", "bought"], orient="row")
    outcomes = pl.concat([good.filter(pl.col("Customer ID") != "000006"), bad])

    found = read(campaign, outcomes)

    assert codes(found) == {
        "C001": 1,
        "C002": 1,
        "C003": 2,
        "C004": 1,
        "C005": 1,
        "C007": 2,
    }
    assert found.rows_read == len(outcomes) == found.rows_used + len(found.rejects)
    assert [r.kind for r in found.rejects] == [
        "repeated customer",
        "unknown customer",
        "repeated row",
        "repeated customer",
        "impossible outcome",
        "no id",
        "no outcome",
    ]
    known = sum(c.treated.known + c.control.known for c in found.segments)
    assert known == 400 - 2
    assert sum(c.treated.assigned + c.control.assigned for c in found.segments) == 400
    text = to_text(found.blocks())
    assert f"{len(outcomes)} rows of outcomes = {found.rows_used} used + 7 not used." in text


@given(st.integers(0, 2**32 - 1))
@examples(max_examples=40)
def test_whatever_the_rows_every_one_is_used_or_listed_and_the_order_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    campaign = assigned(60)
    n = int(rng.integers(20, 200))
    ids = rng.choice([*campaign["Customer ID"].to_list(), "x", None], n)
    said = rng.choice([*["yes", "no", "1", "0", "TRUE"] * 3, "?", "-5", "2.5", ""], n)
    rows = [*zip(ids.tolist(), said.tolist(), strict=True), ("000001", "no")]
    outcomes = pl.DataFrame(rows, schema={"Customer ID": pl.String, "o": pl.String}, orient="row")

    there = read(campaign, outcomes, absent_is_no=True)
    back = read(campaign, outcomes.reverse(), absent_is_no=True)

    assert there.rows_read == len(outcomes) == there.rows_used + len(there.rejects)
    assert codes(there) == codes(back)
    assert [c.effect for c in there.segments] == [c.effect for c in back.segments]
    words = {"yes": True, "1": True, "TRUE": True, "no": False, "0": False}
    answers: dict[str, set[bool]] = {}
    silent = set(campaign["Customer ID"].to_list()) - {i for i, said_ in rows if said_}
    for customer, word in rows:
        if customer in set(campaign["Customer ID"]) and word:
            answers.setdefault(customer, set()).update({words[word]} if word in words else set())
    open_ = sum(len(found) != 1 for found in answers.values())
    assert codes(there).get("C007", 0) == open_
    assert codes(there).get("C006", 0) == len(silent)


def test_a_list_of_the_yes_alone_is_not_read_as_if_the_others_were_unknown():
    campaign = assigned()
    buyers = outcomes_of(campaign).filter(pl.col("bought") == "yes")

    with pytest.raises(OutcomesError, match="all outcomes are yes") as error:
        read(campaign, buyers)
    assert "--absent no" in error.value.fix
    assert read(campaign, buyers, absent_is_no=True).segments == (
        read(campaign, outcomes_of(campaign)).segments
    )


def test_unknown_outcomes_are_no_no_and_what_they_could_change_is_said():
    campaign = assigned()
    outcomes = outcomes_of(campaign)[:300]

    found = read(campaign, outcomes)

    (finding,) = found.findings
    assert (finding.code, finding.count) == ("C007", 100)
    assert "lies between −" in str(finding.message)
    assert sum(c.treated.known + c.control.known for c in found.segments) == 300


def test_leading_zeros_that_a_spreadsheet_took_off_are_found_out():
    campaign = assigned()
    bare = outcomes_of(campaign).with_columns(pl.col("Customer ID").str.strip_chars_start("0"))

    with pytest.raises(OutcomesError) as error:
        read(campaign, bare)
    assert "leading zeros" in error.value.fix


def test_numbers_flags_and_own_words_say_yes_and_no():
    campaign = assigned()
    plain = outcomes_of(campaign)
    wanted = read(campaign, plain).segments
    said = pl.col("bought") == "yes"

    as_number = plain.with_columns(said.cast(pl.Float64).alias("bought"))
    as_flag = plain.with_columns(said.alias("bought"))
    own = plain.with_columns(pl.when(said).then(pl.lit("Won ")).otherwise(pl.lit("lost")))
    assert read(campaign, as_number).segments == wanted
    assert read(campaign, as_flag).segments == wanted
    named = read(campaign, own, outcome="literal", yes=["WON"], no=["Lost"])
    assert named.segments == wanted


def test_the_campaign_itself_may_come_back_with_an_outcome_added_and_arms_that_differ_are_counted():
    campaign = assigned()
    back = campaign.join(outcomes_of(campaign), "Customer ID")
    swapped = back.with_columns(
        pl.when(pl.int_range(pl.len()) < 5).then(pl.lit("control")).otherwise("arm").alias("arm")
    )

    found = read(campaign, swapped)

    assert found.segments == read(campaign, back).segments
    changed = int((swapped["arm"] != campaign["arm"]).sum())
    assert codes(found) == {"C008": changed}


@pytest.mark.parametrize(
    ("table", "fix"),
    [
        (pl.DataFrame({"bought": ["yes", "no"]}), "--id"),
        (pl.DataFrame({"Customer ID": ["000001", "000002"]}), "--absent no"),
        (
            pl.DataFrame({"Customer ID": ["000001", "000002"], "a": ["1", "0"], "b": ["0", "1"]}),
            "--outcome: `a`, `b`",
        ),
        (pl.DataFrame({"Customer ID": ["A", "B"], "bought": ["1", "0"]}), "--id"),
    ],
)
def test_outcomes_that_do_not_fit_are_refused_with_what_to_do(table, fix):
    with pytest.raises(OutcomesError) as error:
        read(assigned(), table)

    assert fix in error.value.fix


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.drop("arm"),
        lambda t: t.with_columns(pl.lit("maybe").alias("arm")),
        lambda t: pl.concat([t, t[:1]]),
        lambda t: t.with_columns(pl.lit("?").alias("segment")),
    ],
)
def test_a_campaign_that_was_changed_is_refused(change):
    campaign = assigned()

    with pytest.raises(CampaignError) as error:
        read(change(campaign), outcomes_of(campaign))
    assert "campaign.csv" in error.value.fix


def counted(t_yes, t, c_yes, c):
    campaign = pl.DataFrame(
        {
            "id": [f"{i}" for i in range(t + c)],
            "segment": [0] * (t + c),
            "name": ["All"] * (t + c),
            "product": ["P"] * (t + c),
            "arm": ["treatment"] * t + ["control"] * c,
        }
    )
    said = [1] * t_yes + [0] * (t - t_yes) + [1] * c_yes + [0] * (c - c_yes)
    return campaign, pl.DataFrame({"id": campaign["id"], "said": said})


@pytest.mark.parametrize(
    ("counts", "planned", "answer"),
    [
        ((150, 1000, 50, 1000), 0.05, "shown"),
        ((50, 1000, 150, 1000), 0.05, "other way"),
        ((50, 1000, 150, 1000), -0.05, "shown"),
        ((52, 1000, 50, 1000), 0.05, "ruled out"),
        ((12, 100, 10, 100), 0.05, "not shown"),
        ((12, 100, 10, 100), None, "not shown"),
    ],
)
def test_what_it_comes_to_is_said_from_the_direction_it_was_planned_for(counts, planned, answer):
    found = read(*counted(*counts), planned=planned)

    assert found.segments[0].effect.answer == answer
    assert found.together.answer == answer


def test_a_group_without_outcomes_gets_no_answer():
    campaign, outcomes = counted(10, 50, 5, 50)

    found = read(campaign, outcomes[:54])

    assert found.segments[0].effect.answer == "no answer"
    assert found.together.answer == "no answer"
    assert "no answer" in to_text(found.blocks())


def two(first, second):
    """Make a campaign of two segments from the counts of each."""
    tables = []
    for segment, counts in enumerate((first, second)):
        campaign, outcomes = counted(*counts)
        own = [("s" + str(segment) + "-" + pl.col("id")).alias("id")]
        here = pl.lit(segment).alias("segment")
        tables.append((campaign.with_columns(*own, here), outcomes.with_columns(own)))
    return tuple(pl.concat(part) for part in zip(*tables, strict=True))


def test_a_segment_without_outcomes_is_left_out_of_the_whole_and_said():
    campaign, outcomes = two((150, 1000, 50, 1000), (30, 100, 10, 100))
    known = outcomes[:2100]  # of the control group of the second segment nobody

    found = read(campaign, known)

    assert [c.effect.answer for c in found.segments] == ["shown", "no answer"]
    assert found.together.difference == pytest.approx(0.1)
    assert found.extra_customers[0] == pytest.approx(100)
    assert "all segments but 1: +10.0 points" in to_text(found.blocks())


@pytest.mark.parametrize(("one", "other"), [(0, 4), (1, 3)])
@pytest.mark.parametrize("beside", [(150, 1000, 50, 1000), (3, 400, 50, 100)])
def test_fewer_than_five_yes_or_no_cannot_be_told_from_anything_that_is_said(one, other, beside):
    def told(few):
        campaign, outcomes = two((390, 3900, few, 90), beside)
        found = read(campaign, outcomes)
        return found.as_dict(), to_text(found.blocks())

    assert told(one) == told(other)
    assert told(other) != told(5)
    assert "≤ 4.4%" in told(one)[1]


@given(st.integers(0, 4), st.integers(6, 60), st.integers(0, 60), st.integers(60, 90))
@examples(max_examples=50)
def test_what_is_said_of_hidden_counts_holds_whichever_they_are(few, control, yes, treated):
    found = read(*counted(yes, treated, few, control)).segments[0]
    exact = compare_shares(yes, treated, few, control, 0.05)

    assert found.control.yes_count is None
    assert found.effect.low <= exact.low <= exact.high <= found.effect.high
    assert found.effect.p >= difference_p_value(yes, treated, few, control)
    if found.effect.answer in ("shown", "other way"):
        assert (found.effect.answer == "shown") == (exact.difference > 0)
