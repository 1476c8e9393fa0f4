"""When is a border a gap, and when are all borders of a number of groups gaps?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.records.separation import Border, GapEvidence, Separation

GAP = Border(
    pair=(0, 1), dip=0.1, dip_p=0.001, p=0.001, depth=0.8, traffic=0.2, customers=90
)  # fmt: skip


def gaps(*borders, k=3, p=0.001, hollow=()):
    return GapEvidence(k=k, borders=borders, least_share=0.1, hollow=hollow, p=p, limit=0.01)


def separated(*levels, **changes):
    plain = {"natural_k": 1, "outcome": "none", "agreement": 1.0, "islands": 1, "rows": 1234}
    return Separation(**{**plain, "levels": levels, **changes})


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"p": 0.15}, True),
        ({"p": 0.151}, False),
        ({"depth": 0.1}, True),
        ({"depth": 0.099}, False),
        ({"traffic": 1.4}, True),
        ({"traffic": 1.41}, False),
        ({"dip_p": 1.0}, True),  # counts with the other borders only
    ],
)
def test_a_border_is_a_gap_up_to_each_limit_and_not_beyond(changes, passes):
    assert replace(GAP, **changes).passes is passes


@pytest.mark.parametrize(("p", "passes"), [(0.0, True), (0.01, True), (0.011, False)])
def test_the_borders_together_have_a_limit_of_their_own(p, passes):
    assert gaps(GAP, GAP, p=p).passes is passes


def test_one_border_without_a_gap_or_one_group_without_a_middle_is_enough_to_fail():
    assert not gaps(GAP, replace(GAP, depth=0.0)).passes
    assert not gaps(GAP, hollow=(2,)).passes


def test_the_worst_figures_may_come_from_different_borders():
    level = gaps(
        replace(GAP, p=0.1, depth=0.9, traffic=0.0),
        replace(GAP, p=0.0, depth=0.2, traffic=0.1),
        replace(GAP, p=0.0, depth=0.8, traffic=1.3),
    )

    assert (level.worst_p, level.least_depth, level.most_traffic) == (0.1, 0.2, 1.3)


def test_without_a_tested_border_nothing_speaks_for_a_gap():
    level = gaps(p=1.0)

    assert (level.worst_p, level.least_depth, level.most_traffic) == (1.0, 0.0, 1.0)
    assert not level.passes


def test_the_evidence_of_a_number_is_found_by_it():
    two, three = gaps(GAP, k=2), gaps(GAP, k=3)
    found = separated(two, three)

    assert found.level(3) is three
    assert found.level(4) is None


def test_the_table_has_a_row_per_number_with_its_worst_figures():
    level = gaps(replace(GAP, p=0.04, depth=0.255, traffic=0.678), GAP, p=0.003, hollow=(1, 2))
    table, note = separated(level).blocks()

    assert isinstance(table, Table)
    assert isinstance(note, Note)
    row = [str(cell) for cell in table.rows[0]]
    assert row == ["3", "no", "0.003", "0.040", "26%", "0.68", "2"]
    assert "1,234" in str(table.caption)
    assert "0.0100 (a chance of 0.05, shared among the 1 number of groups" in str(note.text)


def test_a_border_that_is_no_emptier_shows_no_share():
    table, _ = separated(gaps(replace(GAP, depth=0.0))).blocks()
    less, _ = separated(gaps(replace(GAP, depth=0.01))).blocks()

    assert str(table.rows[0][4]) == "not fewer"
    assert str(less.rows[0][4]) == "1%"


def test_figures_are_written_in_the_readers_manner():
    page = to_text(separated(gaps(GAP)).blocks(), numbers=Numbers(locale="de-DE"))

    assert "0,15" in page
    assert "1.234" in page


def test_nothing_is_shown_where_nothing_was_tested():
    assert separated().blocks() == []
