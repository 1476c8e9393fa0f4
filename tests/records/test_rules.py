"""Are rules laid out and said with the figures of the right segment?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.records.rules import ENOUGH, Condition, Leaf, Rule, Rules, say_conditions

RUPEES = Numbers(locale="en-IN", currency="INR")
RICH = Condition(column="pay", unit="currency", low=500.0)
POOR = Condition(column="pay", unit="currency", high=500.0)
OLD = Condition(column="age", unit="years", low=30.0, high=60.0)
PAID = Condition(column="pay", unit="currency", low=90_000.0)
HELD = {"held_out_reached": 70, "held_out_members": 70}
RULES = Rules(
    leaves=(
        Leaf(segment=1, conditions=(RICH, OLD), customers=40, agreement=0.95),
        Leaf(segment=0, conditions=(), customers=math.nan, agreement=0.5),
    ),
    agreement=0.9123,
    held_out=0.8876,
    held_out_rows=77,
    recalls=(0.9, 0.8),
    plain=(
        Rule(segment=0, conditions=(POOR,), customers=math.nan, precision=0.8, recall=0.7, **HELD),
        Rule(segment=1, conditions=(), customers=12, precision=0.8, recall=0.7, **HELD),
        Rule(
            segment=2, conditions=(RICH,), customers=30, precision=0.6, recall=0.9, confused=1,
            confused_share=0.35, **HELD,
        ),
    ),
    filled=("pay", "age"),
    leading=("pay", "age"),
    leading_share=0.42,
)  # fmt: skip
NAMES = ["A", "B", "C"]


def cells(row):
    return [str(cell) for cell in row]


def test_the_sentence_says_ends_agreement_and_who_was_held_out():
    said = str(RULES.sentence())

    assert " 2 end" in said
    assert "puts 91.2% of the customers" in said
    assert "88.8% of the 77 customers" in said
    poor = str(replace(RULES, agreement=0.7).sentence())
    assert "less than 85%" in poor
    assert "the 2 that separate them most carry 42.0%" in poor


def test_a_share_that_leaves_out_few_is_said_without_its_figure():
    said = str(replace(RULES, agreement=math.nan, held_out=math.nan).sentence())

    assert "puts all but few of the customers into their segment, and all but few of the 77" in said
    assert "less than" not in said


def test_each_end_stands_with_its_segment_size_and_agreement():
    tree, plain = (b for b in RULES.blocks(NAMES) if isinstance(b, Table))

    assert cells(tree.rows[0])[1:] == ["1 B", "40", "95.0%"]
    assert cells(tree.rows[1]) == ["everybody", "0 A", "–", "50.0%"]
    assert cells(plain.rows[0])[2:] == ["–", "80.0%", "70.0%", "–"]
    assert cells(plain.rows[1]) == [
        "1 B", "no short conditions tell it from the others", "–", "–", "–", "–",
    ]  # fmt: skip
    assert cells(plain.rows[2])[2:] == ["30", "60.0%", "90.0%", "1 B (35.0%)"]
    assert "77" in str(plain.caption)


def test_columns_whose_gaps_were_filled_are_named_and_no_others():
    (note,) = (b for b in RULES.blocks(NAMES) if isinstance(b, Note))

    assert "pay" in str(note.text)
    assert "age" in str(note.text)
    assert not any(isinstance(b, Note) for b in replace(RULES, filled=()).blocks(NAMES))


@pytest.mark.parametrize(("agreement", "enough"), [(ENOUGH, True), (0.849, False)])
def test_a_tree_that_agrees_too_little_is_said_to_and_why(agreement, enough):
    rules = replace(RULES, agreement=agreement)

    assert rules.is_accurate_enough is enough
    assert ("saved model" in str(rules.sentence())) is not enough
    assert ("42.0%" in str(rules.sentence())) is not enough


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"low": 90_000.0}, "pay ≥ ₹90K"),
        ({"low": None, "high": 90_000.0}, "pay < ₹90K"),
        ({"low": 50_000.0, "high": 90_000.0}, "₹50K ≤ pay < ₹90K"),
    ],
)
def test_conditions_are_said_with_their_limits(limits, said):
    condition = replace(PAID, **limits)

    assert condition.say_condition().write(RUPEES) == said
    assert say_conditions([condition] * 2).write(RUPEES) == f"{said} and {said}"
    assert str(say_conditions([])) == "everybody"


def test_a_condition_that_blanks_meet_says_so():
    assert replace(PAID, low=90_000.0, or_blank=True).say_condition().write(RUPEES) == (
        "pay ≥ ₹90K (or not known)"
    )


def test_a_condition_without_a_limit_cannot_be_said():
    with pytest.raises(ValueError, match="limit"):
        Condition(column="pay", unit="none").say_condition()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"low": 1.0}, "has a loan: yes"),
        ({"high": 1.0}, "has a loan: no"),
        ({"high": 1.0, "or_blank": True}, "has a loan: no (or not known)"),
        ({"low": 0.5, "high": 2.0}, "0.5 ≤ has a loan < 2"),
    ],
)
def test_a_limit_on_a_yes_or_no_says_which(limits, said):
    condition = Condition(column="has a loan", unit="none", yes_no=True, **limits)

    assert str(condition.say_condition()) == said


def test_without_a_value_there_is_no_percent_sign():
    assert Numbers().write_value(math.nan, "percent") == "–"
    assert Numbers().write_value(12.0, "percent") == "12.0%"
