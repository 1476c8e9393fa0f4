"""What do the records of an interpretation say of themselves, and on how many customers?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import Amount, Number, list_values, say
from finseg.maths.effects import FEWEST
from finseg.records.assessment import BORDERLINE
from finseg.records.explanation import Decider, Explanation
from finseg.records.interpretation import MARKER, Doubt, Segment, join_doubts
from finseg.records.outside import OUTSIDE_ROLES, LevelShare, OutsideColumn
from finseg.records.typical import Typical
from finseg.report.passport import OVER, UNDER, _is_clearly_different, passport
from tests.builders.records import an_interpretation
from tests.builders.segments import make_outside, make_trait

RUPEES = Numbers(locale="en-IN", currency="INR")


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (MARKER, 0.9, True),
        (0.249, 0.9, False),
        (-0.9, -MARKER, True),
        (-0.9, -0.249, False),
        (math.nan, math.nan, False),
    ],
)
def test_a_column_marks_a_segment_with_its_whole_interval(low, high, marks):
    assert make_trait("pay", low=low, high=high).is_marker is marks


@pytest.mark.parametrize(("zeros", "holders"), [(0.985, 3), (0.0, 200), (1.0, 0), (math.nan, 200)])
def test_a_mean_is_that_of_those_with_an_amount(zeros, holders):
    assert make_trait("pay", zero_share=zeros).holders == holders


def test_traits_are_ranked_by_the_size_of_their_deviation_hidden_ones_last():
    traits = tuple(
        make_trait(name, deviation=d, low=d - 0.1, high=d + 0.1)
        for name, d in (("a", 0.3), ("b", -0.9), ("c", math.nan), ("d", 0.5))
    )
    segment = Segment(id=0, name="S", name_kind="given", size=9, share=1.0, traits=traits)

    assert [t.column for t in segment.traits_by_deviation] == ["b", "d", "a", "c"]
    assert [t.column for t in segment.markers] == ["b", "d"]
    assert segment.find_trait("d") is traits[3]


def test_doubts_are_one_line_and_none_are_nothing():
    doubts = [Doubt(says=say("a")), Doubt(says=say("b"))]

    assert str(join_doubts(doubts)) == "a; b"
    assert not join_doubts([])


def test_the_averages_of_a_segment_of_four_are_not_shown_and_those_of_five_are():
    made = an_interpretation(("Income",), k=2)
    first, second = made.segments
    sizes = replace(first, size=FEWEST - 1), replace(second, size=FEWEST)

    table = replace(made, segments=sizes).build_averages_table()

    assert [row[3] == "–" for row in table.rows] == [True, False, False]
    assert str(table.rows[-1][1]) == "9"
    (mean,) = list_values(table.rows[1][3])
    assert isinstance(mean, Amount)
    assert mean.customers == second.traits[0].holders


@pytest.mark.parametrize("size", [FEWEST - 1, FEWEST])
def test_a_passport_of_few_has_no_table_of_figures(size):
    made = an_interpretation(("Income",), k=2)
    segment = replace(made.segments[0], size=size)

    blocks = passport(segment, made, None)

    effects = [
        value
        for block in blocks
        for row in getattr(block, "rows", ())
        for cell in row
        for value in list_values(cell)
        if isinstance(value, Number) and value.signed
    ]
    assert bool(effects) is (size == FEWEST)


@pytest.mark.parametrize(
    ("level", "clear"),
    [
        ((0.5, 0.41, 0.6, OVER), True),  # 0.41 · 1.25 lies above 0.5
        ((0.5, 0.39, 0.6, OVER), False),
        ((0.5, 0.41, 0.6, 1.249), False),
        ((0.4, 0.3, 0.49, UNDER), True),  # 0.49 · 0.8 lies below 0.4
        ((0.4, 0.3, 0.51, UNDER), False),
        ((0.4, 0.3, 0.41, 0.801), False),
    ],
)
def test_a_level_is_more_or_less_frequent_with_its_whole_interval(level, clear):
    share, low, high, index = level

    own = LevelShare(level="x", customers=20, share=share, low=low, high=high, index=index)

    assert _is_clearly_different(own) is clear


def test_only_columns_that_made_no_segment_can_be_compared():
    for role in OUTSIDE_ROLES:
        assert OutsideColumn(replace(make_outside("x"), role=role)).column.role == role
    with pytest.raises(ValueError, match="may be tested"):
        OutsideColumn(replace(make_outside("x"), role="feature"))
    with pytest.raises(ValueError, match="follows"):
        OutsideColumn(replace(make_outside("x"), follows="a + b"))


def test_a_typical_customer_is_about_so_much_and_gaps_are_said():
    typical = Typical(
        segment=0,
        values=(("pay", "currency", 52_500.0), ("age", "years", math.nan)),
        borderline_share=0.1,
    )

    text = to_text(typical.blocks(), numbers=RUPEES)

    assert "about ₹52.5K" in text
    assert "missing" in text


def explanation(margin=0.4):
    decider = Decider(
        column="pay", unit="currency", value=5e4, filled=False, here=6e4, there=9e4, share=0.7
    )
    return Explanation(
        segment=0,
        name="A",
        second=1,
        second_name="B",
        margin=margin,
        deciders=(decider, replace(decider, column="rent", filled=True, share=0.3)),
        flags="",
        numbers=RUPEES,
    )


def test_what_decided_is_written_in_the_model_s_manner():
    assert explanation().sentence() == (
        "0 A rather than 1 B (margin 0.40): pay ₹50K (here ₹60K, there ₹90K); "
        "rent missing, taken as ₹50K (here ₹60K, there ₹90K)."
    )
    assert "₹50K" in explanation()._repr_html_()
    assert "70.0%" in to_text(explanation().blocks())


@pytest.mark.parametrize(("margin", "near"), [(BORDERLINE, False), (0.099, True)])
def test_a_customer_near_a_border_is_said_to_be(margin, near):
    assert ("near a border" in to_text(explanation(margin).blocks())) is near
