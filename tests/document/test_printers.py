from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.blocks import Block, Figure, Heading, Note, Sentence, Table
from finseg.document.printers import display_width, plain, to_html, to_markdown, to_text

HOSTILE = '<img src=x onerror="alert(1)">'
BLOCKS: list[Block] = [
    Heading("Title", 1),
    Sentence("One sentence."),
    Note("Take care.", "warn"),
    Table(("Name", "Size"), (("first", "10"), ("second", "2,000"))),
    Figure("curve", "<svg></svg>", "A curve", "It falls"),
]


def test_text_lines_up_columns_with_numbers_to_the_right():
    text = to_text([BLOCKS[3]])

    assert text.splitlines() == [
        "Name     Size",
        "------  -----",
        "first      10",
        "second  2,000",
    ]


def test_every_printer_says_everything():
    for printed in (to_text(BLOCKS), to_markdown(BLOCKS), to_html(BLOCKS)):
        for word in ("Title", "One sentence.", "Take care.", "second", "2,000", "A curve"):
            assert word in printed


def test_hostile_text_is_inert_in_html_whatever_block_it_stands_in():
    blocks: list[Block] = [
        Heading(HOSTILE),
        Sentence(HOSTILE),
        Note(HOSTILE),
        Table((HOSTILE,), ((HOSTILE,),), caption=HOSTILE),
        Figure("f", "<svg></svg>", HOSTILE, HOSTILE),
    ]

    page = to_html(blocks)

    assert "<img" not in page
    assert page.count("&lt;img") == 9


def test_terminal_control_and_direction_marks_are_replaced():
    assert plain("a\x1b[31mb\u202ec\nd") == "a�[31mb�c d"


@given(text=st.text())
def test_a_cell_cannot_break_a_markdown_table(text):
    printed = to_markdown([Table(("a", "b"), ((text, "x"),))])

    row = printed.splitlines()[2]
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


def test_wide_characters_take_two_cells_and_accents_none():
    assert display_width("日本") == 4
    assert display_width("e\u0301") == 1


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="differ in length"):
        Table(("a", "b"), (("only one",),))
