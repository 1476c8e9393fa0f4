"""What is told of outcomes at the edges: which column, which word, which count is hidden."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from finseg.campaign.answers import NO, UNKNOWN, YES, read_answers
from finseg.campaign.assigned import Assigned
from finseg.campaign.outcome_findings import quote_outcome_value, report_unknown_outcomes
from finseg.campaign.outcomes import Outcomes, read_outcomes
from finseg.campaign.plan import check_question
from finseg.campaign.plan_record import Campaign, Question, Split
from finseg.campaign.uplift import find_uplift
from finseg.campaign.uplift_record import NOTHING, ArmOutcome, Compared, Uplift
from finseg.document.blocks import Note, Table
from finseg.document.printers import to_text
from finseg.document.said import write_text
from finseg.errors import CampaignError, OutcomesError
from finseg.records.dataset import Reject
from finseg.settings import Settings

READ = Settings().read


def assigned(n=4, arms=("treatment", "control"), segments=(0,)):
    return Assigned(
        table=pl.DataFrame(
            {
                "key": [f"C{i}" for i in range(n)],
                "segment": [segments[i % len(segments)] for i in range(n)],
                "name": [f"S{segments[i % len(segments)]}" for i in range(n)],
                "arm": [arms[i % len(arms)] for i in range(n)],
            }
        ),
        id="Customer ID",
        product="Card",
    )


def answers(**columns):
    return read_answers(pl.DataFrame(columns), READ)


KEYS = [f"C{i}" for i in range(4)]
WORDS = ["yes", "no", "no", "yes"]


def test_the_only_other_column_holds_the_outcome_and_of_several_the_one_that_says_so():
    one = read_outcomes(assigned(), answers(customer_id=KEYS, x=WORDS))
    named = read_outcomes(
        assigned(), answers(**{"Customer-ID": KEYS}, City=["a"] * 4, converted=WORDS)
    )
    ours = read_outcomes(
        assigned(), answers(**{"Customer ID": KEYS}, arm=["control"] * 4, row=[1] * 4, x=WORDS)
    )

    assert (one.column, named.column, ours.column) == ("x", "converted", "x")
    assert one.known.tolist() == named.known.tolist() == [YES, NO, NO, YES]


def test_a_column_that_is_not_clear_or_not_there_is_refused():
    with pytest.raises(OutcomesError, match=r"not clear(.|\n)*`City`, `Town`"):
        read_outcomes(assigned(), answers(**{"Customer ID": KEYS}, City=WORDS, Town=WORDS))
    with pytest.raises(OutcomesError, match=r"no outcomes beside"):
        read_outcomes(assigned(), answers(**{"Customer ID": KEYS}))
    with pytest.raises(OutcomesError, match="no column `Sold`"):
        read_outcomes(assigned(), answers(**{"Customer ID": KEYS}, x=WORDS), outcome="Sold")
    with pytest.raises(OutcomesError, match="no column `Key`"):
        read_outcomes(assigned(), answers(**{"Customer ID": KEYS}, x=WORDS), identifier="Key")


def test_one_s_own_words_go_before_the_known_ones():
    table = answers(**{"Customer ID": KEYS}, x=["Yes", "no", "later", "maybe"])
    found = read_outcomes(assigned(), table, yes=[" NO "], no=["yes", "later"])

    assert found.known.tolist() == [NO, YES, NO, UNKNOWN]


def test_every_row_that_was_not_used_is_listed_with_its_reason():
    table = answers(
        **{"Customer ID": ["C0", "C0", "C1", "C1", "C2", None, "X9", "C3"]},
        x=["yes", "yes", "yes", "no", "what?", "yes", "yes", None],
    )
    found = read_outcomes(assigned(), table, absent_is_no=True)

    assert sorted((r.line, r.kind) for r in found.rejects) == [
        (2, "repeated row"), (3, "repeated customer"), (4, "repeated customer"),
        (5, "impossible outcome"), (6, "no id"), (7, "unknown customer"), (8, "no outcome"),
    ]  # fmt: skip
    assert found.known.tolist() == [YES, UNKNOWN, UNKNOWN, NO]
    said = {f.code: (write_text(f.message), f.column) for f in found.findings}
    assert "`what?`" in said["C004"][0]
    assert said["C004"][1] == said["C003"][1] == "x"
    assert said["C001"][1] == said["C002"][1] == said["C005"][1] == "Customer ID"
    assert said["C001"][0] == "1 row with an identifier that is not in the campaign"
    raw = {r.kind: r.raw for r in found.rejects}
    assert raw["no id"] == "yes"
    assert "," not in raw["no outcome"]
    assert raw["impossible outcome"].endswith(",what?")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("what?", "`what?`"),
        ("a  b", "`a b`"),
        ("1234567", "`1234567`"),
        ("12345678", "(not shown: may be personal)"),
        ("a@b", "(not shown: may be personal)"),
        ("x" * 20, f"`{'x' * 20}`"),
        ("x" * 21, f"`{'x' * 20}…`"),
    ],
)
def test_a_value_is_quoted_unless_it_may_name_somebody(value, shown):
    assert quote_outcome_value(value) == shown


def test_what_the_unknown_could_change_is_bounded_by_the_counts_that_are_told():
    # With the offer 6 yes, 10 no, 4 unknown; without it 7 yes, 30 no, 3 unknown.
    known = np.array([1] * 6 + [0] * 10 + [-1] * 4 + [1] * 7 + [0] * 30 + [-1] * 3, np.int8)
    table = assigned(60).table.with_columns(pl.Series("arm", ["treatment"] * 20 + ["control"] * 40))
    (found,) = report_unknown_outcomes(known, Assigned(table=table, id="id", product="P"))

    assert write_text(found.message) == (
        "the outcome of 7 customers (11.7%) is not known: 20.0% with the offer, 7.5% without; "
        "whatever it is, the plain difference lies between +5.0 points and +32.5 points"
    )
    assert found.count == 7
    assert not list(report_unknown_outcomes(np.zeros(60, np.int8), Assigned(
        table=table, id="id", product="P")))  # fmt: skip
    one_arm = table.with_columns(arm=pl.lit("control"))
    assert not list(report_unknown_outcomes(known, Assigned(table=one_arm, id="", product="")))


def test_hidden_counts_of_each_segment_widen_the_bounds():
    # Segment 0: 2 of 10 yes with the offer (told as 0 … 4); segment 1: 6 of 12 and one unknown.
    known = np.array([1] * 2 + [0] * 8 + [1] * 6 + [0] * 6 + [-1] + [1] * 5 + [0] * 5, np.int8)
    table = pl.DataFrame(
        {
            "arm": ["treatment"] * 23 + ["control"] * 10,
            "segment": [0] * 10 + [1] * 13 + [0] * 10,
        }
    )
    (found,) = report_unknown_outcomes(known, Assigned(table=table, id="id", product="P"))

    low, high = 6 / 23 - 5 / 10, 11 / 23 - 5 / 10
    assert f"between −{-low * 100:.1f} points and −{-high * 100:.1f} points" in write_text(
        found.message
    )


def effect_of(yes1, n1, yes0, n0, *, planned, significance=0.05):
    known = np.array([1] * yes1 + [0] * (n1 - yes1) + [1] * yes0 + [0] * (n0 - yes0), np.int8)
    table = assigned(n1 + n0).table.with_columns(
        pl.Series("arm", ["treatment"] * n1 + ["control"] * n0)
    )
    return find_uplift(
        Assigned(table=table, id="id", product="P"),
        Outcomes(known=known, column="x", rejects=(), findings=()),
        significance=significance,
        planned=planned,
        rows_read=n1 + n0,
        source="x",
    )


@pytest.mark.parametrize(
    ("counts", "planned", "answer"),
    [
        ((300, 1000, 100, 500), 0.05, "shown"),
        ((300, 1000, 100, 500), None, "shown"),
        ((300, 1000, 100, 500), -0.05, "other way"),
        ((200, 1000, 150, 500), 0.05, "other way"),
        ((200, 1000, 150, 500), -0.05, "shown"),
        ((200, 1000, 100, 500), 0.2, "ruled out"),
        ((200, 1000, 100, 500), -0.2, "ruled out"),
        ((200, 1000, 100, 500), 0.001, "not shown"),
        ((200, 1000, 100, 500), None, "not shown"),
    ],
)
def test_the_answer_is_seen_from_the_direction_that_was_planned(counts, planned, answer):
    found = effect_of(*counts, planned=planned)

    assert found.together.answer == answer
    assert found.segments[0].effect == found.together


def test_of_hidden_counts_the_largest_p_value_and_the_middle_difference_hold():
    found = effect_of(2, 100, 40, 100, planned=0.1)

    own = found.together
    assert own.difference == pytest.approx(((0 - 40) / 100 + (4 - 40) / 100) / 2)
    n, share = 200, 44 / 200
    worst = share * (1 - share) * (2 / 100) * n / (n - 1)
    assert own.p == pytest.approx(math.erfc(0.36 / math.sqrt(worst) / math.sqrt(2)), rel=1e-6)
    assert found.is_approximate
    assert not effect_of(20, 100, 40, 100, planned=0.1).is_approximate


@pytest.mark.parametrize(("known", "answered"), [(4, False), (5, True)])
def test_five_known_outcomes_in_each_group_are_needed(known, answered):
    found = effect_of(known, known, 50, 100, planned=0.1)
    other = effect_of(50, 100, known, known, planned=0.1)

    for one in (found, other):
        assert (one.together.answer != "no answer") is answered
        assert len(one.segments_with_answer) == answered


def compared(segment, *, answer=True, **groups):
    arm = {"assigned": 10, "known": 10, "least": 5, "most": 5}
    effect = effect_of(300, 1000, 100, 500, planned=0.1).together if answer else NOTHING
    return Compared(
        segment=segment,
        name=f"S{segment}",
        treated=ArmOutcome(**{**arm, **groups.get("treated", {})}),
        control=ArmOutcome(**{**arm, **groups.get("control", {})}),
        effect=effect,
    )


def uplift(*segments, rejects=(), findings=()):
    return Uplift(
        product="Card",
        outcome="x",
        significance=0.05,
        planned=0.1,
        segments=segments,
        together=segments[0].effect,
        findings=findings,
        rejects=rejects,
        rows_read=40,
        source="x.csv",
    )


def test_rows_not_used_are_counted_by_kind_the_most_frequent_first():
    def reject(kind):
        return Reject(line=1, column="x", kind=kind, reason="", raw="")

    made = uplift(
        compared(0), rejects=(reject("no id"), *[reject("unknown customer")] * 2)
    )  # fmt: skip
    (table,) = (b for b in made.blocks() if isinstance(b, Table) and len(b.columns) == 2)

    assert [(str(a), write_text(b)) for a, b in table.rows] == [
        ("unknown customer", "2"), ("no id", "1"),
    ]  # fmt: skip
    assert made.rows_used == 37
    assert "40 rows of outcomes = 37 used + 3 not used." in to_text(made.blocks())
    plain = uplift(compared(0)).blocks()
    assert not [b for b in plain if isinstance(b, Table) and len(b.columns) == 2]
    assert [write_text(b.text) for b in plain if isinstance(b, Note)] == [
        "Every outcome could be used."
    ]


def test_a_hidden_count_is_said_to_be_one_wherever_it_stands():
    hidden = {"least": 0, "most": 4}
    for groups in ({"treated": hidden}, {"control": hidden}):
        made = uplift(compared(0), compared(1, **groups))
        text = to_text(made.blocks(), width=200)
        assert made.is_approximate
        assert "fewer than 5 customers of a group said yes, or fewer than 5 did not" in text
        (first, second) = (r for b in made.blocks() if isinstance(b, Table) for r in b.rows)
        assert not write_text(first[5]).startswith("about")
        assert write_text(second[5]).startswith("about +10")
    assert not uplift(compared(0)).is_approximate
    silent = uplift(compared(0), compared(1, answer=False, treated=hidden))
    assert not silent.is_approximate
    assert silent.extra_customers[0] == pytest.approx(0.1 * 10)
    assert "all segments but 1:" in str(silent.summarise())


def test_the_caption_says_at_which_level_the_intervals_hold():
    one, two = uplift(compared(0)), uplift(compared(0), compared(1))

    def caption(made):
        return next(write_text(b.caption) for b in made.blocks() if isinstance(b, Table))

    assert caption(one).endswith("the interval holds with 95%")
    assert "together with 95% (each at 1 − 0.05 ÷ 2)" in caption(two)


ASKED = {"product": "Card", "base_rate": 0.1, "uplift": 0.05, "control": None, "seed": 1}


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"base_rate": 0.0}, False),
        ({"base_rate": 1.0}, False),
        ({"uplift": 0.9}, False),
        ({"uplift": 0.89}, True),
        ({"uplift": -0.1}, False),
        ({"uplift": -0.09}, True),
        ({"uplift": 0.0}, False),
        ({"base_rate": float("nan")}, False),
        ({"significance": 0.0}, False),
        ({"significance": 0.8}, False),
        ({"significance": 0.79}, True),
        ({"power": 1.0}, False),
        ({"control": 0.0}, False),
        ({"control": 1.0}, False),
        ({"control": 0.99}, True),
    ],
)
def test_a_question_has_shares_between_nothing_and_all(changes, fits):
    question = Question(**{**ASKED, "significance": 0.05, "power": 0.8, **changes})
    if fits:
        check_question(question)
    else:
        with pytest.raises(CampaignError):
            check_question(question)


def campaign(*splits, together=0.5, by=(), by_row=False, control=None):
    own = {**ASKED, "control": control}
    return Campaign(
        question=Question(**own, significance=0.05, power=0.8),
        splits=splits,
        left_out=(("opted out", 7),),
        rows=307,
        together=together,
        table=pl.DataFrame({"id": ["a"]}),
        by=by,
        strata=6,
        by_row=by_row,
    )


def split(segment, *, enough, exact=None, power=0.5):
    return Split(
        segment=segment, name=f"S{segment}", treated=100, control=50, enough=enough, power=power,
        exact=exact, detectable=0.123, needed=686,
    )  # fmt: skip


def test_a_plan_says_which_segments_are_too_small_and_what_all_can_show():
    made = campaign(split(0, enough=False), split(1, enough=True, exact=0.81, power=0.8))
    text = to_text(made.blocks(), width=400)

    assert "0 S0 is too small to show +5.0 points, however the customers are divided." in text
    assert "All segments together: a power of 50.0% at a significance of 0.05." in text
    assert "307 customers = 200 with the offer + 100 without it + 7 left out." in text
    assert "a chance of 80% to show that 15.0% instead of 10.0% say yes" in text
    assert "shared by 2 segments" in text
    assert "no: needs 2 × 686" in text
    assert "80.0% (81.0%)" in text
    assert made.level_per_segment == 0.025
    assert [n.tone for n in made.blocks() if isinstance(n, Note)] == ["warn", "warn"]
    good = campaign(split(0, enough=True), split(1, enough=True), together=0.8)
    assert [n.tone for n in good.blocks() if isinstance(n, Note)] == ["good"]


def test_a_plan_of_one_segment_needs_no_word_on_all_of_them():
    made = campaign(split(3, enough=False), control=0.25)
    text = to_text(made.blocks(), width=400)

    assert "All segments" not in text
    assert "shared by" not in text
    assert "with 25% of the customers in the control group." in text
    assert made.level_per_segment == 0.05
    assert campaign().level_per_segment == 0.05


def test_a_plan_says_what_it_is_balanced_in_and_what_customers_are_known_by():
    plain = to_text(campaign(split(0, enough=True)).blocks(), width=400)
    balanced = to_text(
        campaign(split(0, enough=True), by=("City", "Sex"), by_row=True).blocks(), width=400
    )

    assert "have their shares" not in plain
    assert "no identifier" not in plain
    assert "In each of 6 strata (segment × City × Sex) the groups have their shares" in balanced
    assert "(307 rows)" in balanced
    assert "(307 rows)" not in plain
    two = campaign(split(0, enough=False), split(1, enough=False))
    assert "0 S0, 1 S1 are too small" in to_text(two.blocks(), width=400)


def test_a_segment_s_row_gives_its_interval_and_a_dash_where_there_is_none():
    made = uplift(compared(0), compared(1, answer=False))
    table = next(b for b in made.blocks() if isinstance(b, Table))
    first, second = (tuple(map(write_text, row)) for row in table.rows)

    low, high = (round(100 * x, 1) for x in (made.together.low, made.together.high))
    assert first[:6] == ("0 S0", "10", "50.0%", "10", "50.0%", "+10.0 points")
    assert first[6] == f"+{low} to +{high} points"
    assert (first[7], first[8]) == ("p < 0.0001", "shown")
    assert second[2] == second[4] == second[5] == second[6] == second[7] == "–"
    assert second[8].startswith("no answer")


def test_lost_zeros_are_counted_and_empty_keys_are_not():
    table = assigned(4).table.with_columns(pl.Series("key", ["007", "010", "000", "5"]))
    own = Assigned(table=table, id="Customer ID", product="P")
    rows = answers(**{"Customer ID": ["7", "10", "5", "99"]}, x=["yes", "no", "no", "yes"])

    found = read_outcomes(own, rows)

    (said,) = (write_text(f.message) for f in found.findings if f.code == "C001")
    assert said.startswith("3 rows with an identifier that is not in the campaign; 2 rows would ")


def test_who_stands_in_a_plain_list_said_yes_and_the_others_no():
    for heading in ("Customer ID", "buyers"):
        found = read_outcomes(assigned(), answers(**{heading: ["C1", "C3"]}), absent_is_no=True)

        assert found.known.tolist() == [NO, YES, NO, YES]
        assert found.rejects == ()

    with pytest.raises(OutcomesError, match="no outcomes beside") as caught:
        read_outcomes(assigned(), answers(**{"Customer ID": ["C1", "C3"]}))
    assert "--absent no" in caught.value.fix


def test_words_for_no_do_not_turn_a_plain_list_round():
    buyers = answers(**{"Customer ID": ["C1"]})

    assert read_outcomes(assigned(), buyers, absent_is_no=True, no=["yes"]).known[1] == YES


def test_there_is_no_answer_where_no_outcome_or_few_could_be_read():
    amounts = answers(**{"Customer ID": KEYS[:3]}, amount=["120.5", "80.0", "33.1"])
    some = answers(**{"Customer ID": KEYS[:3]}, x=["yes", "80.0", "33.1"])
    half = answers(**{"Customer ID": KEYS[:2]}, x=["yes", "80.0"])

    for absent_is_no in (True, False):
        with pytest.raises(OutcomesError, match="none of the 3 outcomes"):
            read_outcomes(assigned(), amounts, absent_is_no=absent_is_no)
    with pytest.raises(OutcomesError, match="only 1 of the 3 outcomes"):
        read_outcomes(assigned(), some, absent_is_no=True)
    assert read_outcomes(assigned(), half, absent_is_no=True).known.tolist() == [
        YES, UNKNOWN, NO, NO,
    ]  # fmt: skip


def test_outcomes_that_are_all_blank_give_no_answer():
    blank = answers(**{"Customer ID": KEYS}, x=pl.Series([None] * 4, dtype=pl.String))

    with pytest.raises(OutcomesError, match="no customer of the campaign has an outcome"):
        read_outcomes(assigned(), blank)
