"""Do words alone tell a sum, a note or the foot of a page, and nothing that a customer may be?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.vocabulary.row_words import (
    begins_as_note,
    begins_with_summary,
    build_lone_sum_pattern,
    is_page_mark,
    is_summary_label,
)


@pytest.mark.parametrize(
    ("text", "label", "begins"),
    [
        ("Total", True, True),
        ("** GRAND-TOTAL **", True, True),
        ("Sub total", True, True),
        ("Average", True, True),
        ("Gesamtsumme", True, True),
        ("Total income", True, True),  # a word and what it sums up
        ("Total Care of Leeds", False, True),  # goes on as a name does
        ("Totally Ltd", False, False),
        ("C001 total", False, False),
        ("", False, False),
    ],
)
def test_a_label_of_a_sum_is_a_word_and_what_it_sums_up(text, label, begins):
    assert is_summary_label(text) is label
    assert begins_with_summary(text) is begins


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Total", True),
        ("branch-sum:", True),
        ("Zwischensumme", True),
        ("Total Ltd", False),
        ("Average", False),  # a sum between the customers, not a mean
        ("12", False),
    ],
)
def test_between_customers_only_the_word_for_a_sum_counts(text, alone):
    assert pl.Series([text]).str.contains(build_lone_sum_pattern()).to_list() == [alone]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Source: core banking", True),
        ("(60 rows)", True),
        ("1 record exported", True),
        ("Total 4222", True),
        ("Printed on 3 May", True),
        ("60 euros", False),
        ("Care home, page 3", False),  # a customer's line may end as notes begin
        ("Leeds: 60 rows", False),
        ("Sourceless Ltd", False),
        ("C001;1200", False),
    ],
)
def test_a_note_begins_with_a_word_of_notes_or_counts_rows(text, note):
    assert begins_as_note(text) is note


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Page 3", True),
        ("- Page 3 of 12 -", True),
        ("Seite 2 von 4", True),
        ("---", True),
        ("--", False),  # two dashes may stand for "no value"
        ("(continued)", True),
        ("carried forward", True),
        ("Page", False),
        ("Page Ltd 3", False),
    ],
)
def test_the_foot_of_a_page_is_nothing_else(text, mark):
    assert is_page_mark(text) is mark
