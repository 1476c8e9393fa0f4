"""Is it said rightly what decided, and are averages laid out for the right groups?"""

from __future__ import annotations

import math
from dataclasses import replace

from finseg.document.blocks import Heading, Note, Table
from finseg.document.numbers import Numbers
from finseg.records.explanation import Decider, Explanation
from finseg.records.interpretation import Segment
from finseg.records.outside import Outside
from tests.builders.records import an_interpretation
from tests.builders.segments import make_trait

PAY = Decider(column="pay", unit="none", value=51.0, filled=False, here=62.0, there=93.0, share=0.7)
RENT = Decider(column="rent", unit="none", value=8.0, filled=True, here=7.0, there=4.0, share=0.3)
WHY = Explanation(
    segment=0,
    name="A",
    second=1,
    second_name="B",
    margin=0.42,
    deciders=(PAY, RENT),
    flags="",
    numbers=Numbers(),
)


def cells(row):
    return [str(cell) for cell in row]


def test_each_column_that_decided_has_a_row_and_filled_values_are_not_the_customers():
    heading, _, table = WHY.blocks()

    assert isinstance(heading, Heading)
    assert str(heading.text) == "Why 0 A"
    assert isinstance(table, Table)
    assert cells(table.columns) == ["Column", "Customer", "A", "B", "Share of the decision"]
    assert cells(table.rows[0]) == ["pay", "51", "62", "93", "70.0%"]
    assert cells(table.rows[1]) == ["rent", "missing", "7", "4", "30.0%"]


def test_without_another_segment_or_a_column_that_decides_it_is_said():
    alone = replace(WHY, second=0, deciders=())
    between = replace(WHY, deciders=(), margin=0.0)

    assert alone.sentence() == "0 A: there is no other segment."
    assert between.sentence() == "0 A; 1 B is as near: no column decides between the two."
    assert not any(isinstance(b, Table | Note) for b in between.blocks())


def test_flags_ask_for_care():
    (note,) = (b for b in replace(WHY, flags="far from all").blocks() if isinstance(b, Note))

    assert "far from all" in str(note.text)
    assert note.tone == "warn"
    assert not any(isinstance(b, Note) for b in WHY.blocks())


def two_segments():
    base = an_interpretation(["pay"], k=2)
    few = Segment(
        id=0, name="Few", name_kind="given", size=4, share=0.1,
        traits=(make_trait("pay", unit="none", mean=11.0),),
    )  # fmt: skip
    many = Segment(
        id=1, name="Many", name_kind="given", size=36, share=0.9,
        traits=(make_trait("pay", unit="none", mean=22.0),),
    )  # fmt: skip
    everyone = (make_trait("pay", unit="none", mean=20.9),)
    return replace(base, segments=(few, many), population=everyone)


def test_averages_are_those_of_each_segment_and_of_everybody():
    table = two_segments().build_averages_table()

    assert cells(table.columns) == ["Segment", "Customers", "Share", "pay"]
    assert cells(table.rows[0]) == ["0 Few", "4", "10.0%", "–"]
    assert cells(table.rows[1]) == ["1 Many", "36", "90.0%", "22"]
    assert cells(table.rows[2]) == ["All customers", "40", "100.0%", "20.9"]


def test_the_page_of_all_segments_has_each_part_once():
    found = two_segments()
    blocks = found.blocks()

    headings = [str(b.text) for b in blocks if isinstance(b, Heading)]
    assert headings[:2] == ["The segments", "What separates the segments"]
    assert len(headings) == 5
    assert "tier" in headings[4]
    assert found.names == ["Few", "Many"]
    assert Outside(comparisons=()).blocks([]) == []


def test_markers_are_the_strongest_first_and_a_trait_is_found_by_its_column():
    traits = (
        make_trait("a", deviation=0.3, low=0.2, high=0.4),
        make_trait("b", deviation=-0.9, low=-1.0, high=-0.8),
        make_trait("c", deviation=0.5, low=0.26, high=0.8),
        make_trait("d", deviation=math.nan, low=math.nan, high=math.nan),
    )
    segment = replace(two_segments().segments[0], traits=traits)

    assert [t.column for t in segment.markers] == ["b", "c"]
    assert [t.column for t in segment.traits_by_deviation] == ["b", "c", "a", "d"]
    assert segment.find_trait("c") is traits[2]
