"""Are outside columns and tiers laid out with the figures of the right segment?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.blocks import Note, Table
from finseg.maths.association import Association
from finseg.records.existing import Existing
from finseg.records.holdings import Holding, Holdings
from finseg.records.outside import (
    Comparison,
    LevelShare,
    Middle,
    Outside,
    OutsideColumn,
)
from tests.builders.segments import make_outside

TEST = Association(statistic=9.0, freedom=1, p=0.0123, effect=0.4567)
NAMES = ["A", "B"]


def level(name, share, index):
    return LevelShare(level=name, customers=9, share=share, low=0.1, high=0.9, index=index)


VISITS = Comparison(
    outside=OutsideColumn(make_outside("visits", "number")),
    method="Kruskal-Wallis",
    association=TEST,
    p_corrected=0.0246,
    middles=(Middle(median=3.5, p25=1.5, p75=7.5), Middle(median=4.5, p25=2.5, p75=8.5)),
)
TOWN = Comparison(
    outside=OutsideColumn(make_outside("town")),
    method="chi-squared",
    association=TEST,
    p_corrected=0.0492,
    levels=tuple(
        tuple(level(f"t{i}", share / 10, share / 5) for i in range(8)) for share in (2, 4)
    ),
)
PLAIN = replace(TOWN, p_corrected=0.8, association=replace(TEST, p=0.001))


def cells(row):
    return [str(cell) for cell in row]


def tables(*comparisons, left_out=()):
    blocks = Outside(comparisons=comparisons, left_out=left_out).blocks(NAMES)
    return [b for b in blocks if isinstance(b, Table)], [
        str(b.text) for b in blocks if isinstance(b, Note)
    ]


def test_a_difference_is_called_one_by_the_corrected_p_value():
    (table, *more), _ = tables(VISITS, PLAIN)

    assert cells(table.rows[0]) == [
        "visits", "descriptor", "Kruskal-Wallis", "0.457", "0.025", "yes",
    ]  # fmt: skip
    assert cells(table.rows[1])[-1] == "no"
    assert len(more) == 1


def test_numbers_are_shown_by_their_median_and_middle_half():
    (_, middles), _ = tables(VISITS)

    assert cells(middles.rows[1]) == ["1 B", "4.50", "2.50 … 8.50"]
    assert str(middles.caption) == "visits"


def test_six_levels_are_shown_with_share_and_index():
    (_, levels), _ = tables(TOWN)

    assert cells(levels.columns) == ["Segment", *(f"t{i}" for i in range(6))]
    assert cells(levels.rows[0])[:2] == ["0 A", "20.0% (40)"]
    assert cells(levels.rows[1])[6] == "40.0% (80)"


def test_what_was_left_out_is_said_with_the_reason():
    _, notes = tables(VISITS, left_out=(("rank", "it repeats pay"),))

    assert notes == ["`rank` was not compared: it repeats pay."]
    blocks = Outside(comparisons=(VISITS, PLAIN)).blocks(NAMES)
    assert "1 of 2 columns" in str(getattr(blocks[1], "text", ""))


GOLD = Existing(
    column="tier",
    tiers=("Silver", "Gold"),
    counts=((10.0, 30.0), (12.0, 4.0)),
    agreement=0.234,
    without=2,
)


def test_each_tier_goes_where_most_of_it_are():
    (table,) = (b for b in GOLD.blocks(NAMES) if isinstance(b, Table))
    (note,) = (b for b in GOLD.blocks(NAMES) if isinstance(b, Note))
    said = str(getattr(GOLD.blocks(NAMES)[1], "text", ""))

    assert GOLD.stay_share == 42 / 56
    assert cells(table.rows[0]) == ["Silver", "40", "10 (25.0%)", "30 (75.0%)"]
    assert "Silver to 1 B (75.0%); Gold to 0 A (75.0%)" in said
    assert "by 0.23 (" in said
    assert "other 25.0%" in said
    assert str(note.text) == "2 customers have no tier."
    assert not any(isinstance(b, Note) for b in replace(GOLD, without=0).blocks(NAMES))


def test_sizes_that_are_given_are_those_of_the_tiers():
    sized = replace(GOLD, sizes=(50.0, 20.0))
    (table,) = (b for b in sized.blocks(NAMES) if isinstance(b, Table))

    assert [sized.count_tier(i) for i in range(2)] == [50.0, 20.0]
    assert cells(table.rows[1]) == ["Gold", "20", "12 (60.0%)", "4 (20.0%)"]
    assert replace(GOLD, counts=((0.0, 0.0), (0.0, 0.0))).stay_share == 0.0


@pytest.mark.parametrize(
    ("below", "said"), [(0, None), (1, "1 customer has"), (3, "3 customers have")]
)
def test_amounts_below_zero_are_said_to_be_left_out(below, said):
    one = Holding(
        column="cash", total=2_500.0, shares=(0.3, 0.7), top_share=0.45, holders=0.9,
        below_zero=below,
    )  # fmt: skip
    blocks = Holdings(columns=(one,), customers=(0.6, 0.4)).blocks(NAMES)
    (table,) = (b for b in blocks if isinstance(b, Table))
    notes = [str(b.text) for b in blocks if isinstance(b, Note)]

    assert [cells(row)[1:] for row in table.rows[:2]] == [["60.0%", "30.0%"], ["40.0%", "70.0%"]]
    assert cells(table.rows[3])[0].startswith("Share of the 10%")
    assert cells(table.rows[3])[2] == "45.0%"
    assert len(notes) == (said is not None)
    assert not said or said in notes[0]
    assert Holdings(columns=(), customers=(1.0,)).blocks(["A"]) == []


@pytest.mark.parametrize(
    ("without", "said"), [(1, "1 customer has no tier."), (2, "2 customers have no tier.")]
)
def test_one_customer_has_no_tier_and_two_have_none(without, said):
    blocks = replace(GOLD, without=without).blocks(NAMES)
    (table,) = (b for b in blocks if isinstance(b, Table))

    assert [str(b.text) for b in blocks if isinstance(b, Note)] == [said]
    assert table.align == ("left", "right", "right", "right")
