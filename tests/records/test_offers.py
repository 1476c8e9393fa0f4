"""What the offers of a study say, counted by hand; small numbers are not told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.document.blocks import Note, Table
from finseg.document.said import Number, say, write_text
from finseg.records.offers import (
    Barrier,
    Guard,
    Line,
    MissingFigure,
    Offers,
    Outcome,
    Stance,
)
from finseg.records.targeting import (
    Action,
    Knockout,
    Part,
    Worth,
    build_arithmetic_blocks,
    build_ranking_blocks,
)
from tests.builders.blocks import as_table
from tests.builders.offers import some_offers


def decided(outcomes, least=1, **changes):
    """Make offers of customers with these outcomes."""
    made = some_offers(2)
    codes = np.array(outcomes, np.int8)
    offers = np.full((len(codes), 3), -1, np.int16)
    offers[codes == Outcome.OFFER, 0] = 0
    own = replace(made.decisions, offers=offers, outcome=codes)
    segment = np.arange(len(codes)) % 2
    return replace(made, decisions=own, segment=segment, least=least, **changes)


def told(outcomes, least=1):
    return write_text(decided(outcomes, least).summarise())


def test_everybody_is_counted_by_what_came_out():
    outcomes = [0] * 6 + [1] * 1 + [2] * 2 + [3] * 3 + [4] * 4 + [5] * 5

    assert told(outcomes) == (
        "Offers for 6 of 21 customers. No offer: 1 opted out, 2 with consent unknown, 3 have "
        "a reason but may not have the product, 4 lack the figures needed, 5 have no clear reason "
        "for a "
        "product."
    )
    assert told([0] * 4) == "Offers for 4 of 4 customers."
    assert decided(outcomes).customers_with_offer == 6
    assert decided(outcomes).customers == 21


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ([0] * 20 + [5] * 4, "Offers for all of 24 customers but fewer than 5."),
        ([0] * 20 + [5] * 5, ("Offers for 20 of 25 customers. No offer: 5 have no clear reason for "
                             "a product.")),
        ([0] * 4 + [5] * 20, "Offers for none of 24 customers but fewer than 5."),
        ([0] * 5 + [5] * 20, ("Offers for 5 of 25 customers. No offer: 20 have no clear reason for "
                             "a product.")),
        ([5] * 20, ("Offers for 0 of 20 customers. No offer: 20 have no clear reason for a "
                   "product.")),
        ([0] * 10 + [5] * 10 + [1] * 4, "Offers for 10 of 24 customers."),
        ([0] * 10 + [5] * 10 + [1] * 5, ("Offers for 10 of 25 customers. No offer: 5 opted out, 10 "
                                        "have no clear reason for a product.")),
    ],
)  # fmt: skip
def test_fewer_than_five_are_not_counted_and_cannot_be_worked_out(outcomes, said):
    assert told(outcomes, least=5) == said


def test_without_any_column_that_the_catalogue_takes_that_is_said():
    made = decided([5] * 3)
    lacking = (MissingFigure(metrics=("income",)),)
    lines = tuple(replace(line, missing=lacking) for line in made.lines)

    assert "none of the columns" in write_text(replace(made, lines=lines).summarise())
    both = (*lines, *made.lines)
    assert "none of the columns" not in write_text(replace(made, lines=both).summarise())


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action(product="", target=False, customers=0, size=9), "no offer"),
        (Action(product="Fund", target=True, customers=4, size=9), "Fund (4 of 9 customers)"),
        (
            Action(product="Fund", target=False, customers=4, size=9),
            "for some of them: Fund (4 of 9 customers)",
        ),
    ],
)
def test_the_one_thing_to_do_is_said_in_a_few_words(action, said):
    assert write_text(action.describe()) == said


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (Guard(name="a", rule="", customers=None), "not checked"),
        (Guard(name="a", rule="", customers=None, always=True), "always"),
        (Guard(name="a", rule="", customers=0), "0"),
        (Guard(name="a", rule="", customers=1234), "1,234"),
    ],
)
def test_a_guardrail_that_was_not_checked_did_not_act_for_nobody(guard, said):
    assert write_text(guard.customer_count) == said


def with_lines(*names):
    made = some_offers(2)
    stances: tuple[Stance, ...] = ("target", "not for")
    lines = tuple(
        replace(made.lines[0], name=n, offered=3 + i, withheld=7 + i) for i, n in enumerate(names)
    )
    cells = tuple(
        replace(made.cells[s], product=p, segment=s, stance=stance, reasons=("why",))
        for p in range(len(names))
        for s, stance in enumerate(stances)
    )
    return replace(made, lines=lines, cells=cells)


def test_products_with_equal_reasons_stand_together_and_neutral_ones_nowhere():
    made = with_lines("A", "B")
    cells = (*made.cells[:2], made.cells[2], replace(made.cells[3], stance="neutral"))
    blocks = replace(made, cells=cells).blocks(["One", "Two"])
    matrix, reasons, guards = (b for b in blocks if isinstance(b, Table))

    assert [tuple(map(write_text, row)) for row in matrix.rows] == [
        ("A", "● target", "× not for", "3", "7"), ("B", "● target", "neutral", "4", "8"),
    ]  # fmt: skip
    assert matrix.columns == ("Product", "0 One", "1 Two", "Offered to", "Withheld from")
    assert matrix.fill_alignment() == ("left", "left", "left", "right", "right")
    assert [tuple(map(write_text, row)) for row in reasons.rows] == [
        ("0 One", "A, B", "target", "why"), ("1 Two", "A", "not for", "why"),
    ]  # fmt: skip
    assert [tuple(map(write_text, row)) for row in guards.rows] == [
        ("consent", "nothing for who refused", "1"),
    ]  # fmt: skip
    assert [write_text(b.text) for b in blocks if isinstance(b, Note)] == [
        "No Income in this table."
    ]


def test_the_tree_for_machines_holds_each_cell_under_its_own_product():
    made = with_lines("A", "B")
    tree = made.as_dict()

    assert [p["name"] for p in tree["products"]] == ["A", "B"]
    assert [s["stance"] for s in tree["products"][1]["segments"]] == ["target", "not for"]
    assert [p["offered"] for p in tree["products"]] == [3, 4]
    assert (tree["customers"], tree["with_offer"]) == (20, 10)
    assert tree["guardrails"][0]["checked"] is True
    assert [t["segment"] for t in tree["targeting"]] == [0, 1]
    assert tree["targeting"][1]["knocked_out"] == ["too small"]
    always = Guard(name="a", rule="r", customers=None, always=True)
    never = Guard(name="b", rule="r", customers=None)
    checked = replace(made, guards=(always, never)).as_dict()["guardrails"]
    assert [g["checked"] for g in checked] == [True, False]
    assert made.find_cell(1, 0).product == 1


def test_codes_in_the_files_are_these():
    assert [b.value for b in Barrier] == list(range(18))
    assert [o.value for o in Outcome] == list(range(10))
    assert isinstance(some_offers(2), Offers)
    assert isinstance(some_offers(2).lines[0], Line)


def worth(segment, size, served, *, out=False):
    return Worth(
        segment=segment,
        attractiveness=(
            Part(name="size", weight=0.75, score=size, figure="a"),
            Part(name="value", weight=0.25, score=0.4, figure="b"),
        ),
        strength=(Part(name="offered", weight=1.0, score=served, figure="c"),),
        knocked_out=(Knockout(criterion="reach", said="out of reach"),) if out else (),
    )


def test_segments_are_ranked_by_the_product_and_the_knocked_out_stand_last():
    made = replace(
        some_offers(3),
        worth=(worth(0, 0.2, 0.5), worth(1, 1.0, 1.0, out=True), worth(2, 0.8, 0.5)),
    )

    assert [w.segment for w in made.rank_segments()] == [2, 0, 1]
    ranking, behind = map(as_table, made.build_arithmetic_blocks(["A", "B", "C"]))
    assert [tuple(map(write_text, row)) for row in ranking.rows] == [
        ("1", "2 C", "0.750 × 0.80 size + 0.250 × 0.40 value = 0.70", "1.000 × 0.50 offered = 0.50",
         "0.35", ""),
        ("2", "0 A", "0.750 × 0.20 size + 0.250 × 0.40 value = 0.25", "1.000 × 0.50 offered = 0.50",
         "0.12", ""),
        ("–", "1 B", "0.750 × 1.00 size + 0.250 × 0.40 value = 0.85", "1.000 × 1.00 offered = 1.00",
         "0.85", "out of reach"),
    ]  # fmt: skip
    assert [write_text(row[0]) for row in behind.rows] == ["0 A"] * 3 + ["1 B"] * 3 + ["2 C"] * 3
    assert [write_text(row[1]) for row in behind.rows[:3]] == ["size", "value", "offered"]
    assert behind.rows[0][3] == Number(0.2)


def test_a_manager_reads_three_columns_with_a_sentence_each():
    made = replace(
        some_offers(3),
        worth=(worth(0, 0.2, 0.5), worth(1, 1.0, 1.0, out=True), worth(2, 0.8, 0.5)),
    )
    _, table = made.build_ranking_blocks(["A", "B", "C"])

    assert [tuple(map(write_text, row)) for row in as_table(table).rows] == [
        ("1. C", "a; with b.",
         "Offer nothing: nobody here has a clear reason for what they may have."),
        ("2. A", "a; with b.", "Offer Savings account, to 5 of 10 customers."),
        ("3. B", "Comes last (out of reach): a; with b.",
         "Offer nothing: nobody here has a clear reason for what they may have."),
    ]  # fmt: skip


def test_of_a_segment_of_few_nothing_is_said_that_was_withheld():
    hidden = Worth(
        segment=0,
        attractiveness=(Part(name="size", weight=1.0, score=0.1, figure="–"),),
        strength=(),
    )
    assert str(hidden.say_why()) == "Too few customers to tell of."
    out = replace(hidden, knocked_out=(Knockout(criterion="size", said="size too low"),))
    assert str(out.say_why()) == "Comes last (size too low): too few to tell of."


def test_nothing_is_ranked_where_there_is_one_segment_and_nothing_measured_sums_to_nothing():
    assert build_arithmetic_blocks([worth(0, 1, 1)], ["A"]) == []
    assert build_ranking_blocks([worth(0, 1, 1)], [say("x")], ["A"]) == []
    bare = Worth(segment=0, attractiveness=(), strength=())
    ranking, _ = build_arithmetic_blocks([bare, replace(bare, segment=1)], ["A", "B"])
    assert write_text(as_table(ranking).rows[0][2]) == "0 = 0.00"
