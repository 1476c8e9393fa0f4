from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.document.escape import clean_text, escape_markdown
from finseg.document.printers import display_width, to_html, to_markdown, to_text

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
    assert page.count("&lt;img") == 10


def test_terminal_control_and_direction_marks_are_replaced():
    assert clean_text("a\x1b[31mb\u202ec\nd") == "a�[31mb�c d"


@given(text=st.text())
def test_a_cell_cannot_break_a_markdown_table(text):
    printed = to_markdown([Table(("a", "b"), ((text, "x"),))])

    row = printed.splitlines()[2]
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("https://evil.example/a", "https://"),
        ("HTTP://evil.example", "HTTP://"),
        ("WWW.evil.example", "WWW."),
        ("www.evil.example", "www."),
        ("&lt;img&gt;", "&lt;"),
        ("R&copy;D", "&copy;"),
    ],
)
def test_markdown_has_no_live_address_or_entity_and_is_read_as_it_was(text, live):
    printed = escape_markdown(text)

    assert live not in printed
    assert unescape(printed) == text


def test_a_bare_ampersand_stays_readable_in_markdown():
    assert escape_markdown("R&D & more: 5") == "R&D & more: 5"


def test_wide_characters_take_two_cells_and_accents_none():
    assert display_width("日本") == 4
    assert display_width("e\u0301") == 1


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="differ in length"):
        Table(("a", "b"), (("only one",),))


TEXTS = st.text(alphabet="ab_ 日1,.", max_size=60)
LEFT: tuple[Align, ...] = ("left",) * 6
TABLES = st.integers(1, 6).flatmap(
    lambda n: st.builds(
        lambda head, rows: Table(tuple(head), tuple(map(tuple, rows)), LEFT[:n]),
        st.lists(TEXTS, min_size=n, max_size=n),
        st.lists(st.lists(TEXTS, min_size=n, max_size=n), max_size=4),
    )
)


def letters(text: str) -> list[str]:
    return sorted(c for c in text if c not in " \n-:")


@given(table=TABLES, width=st.integers(40, 130))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(table, width):
    printed = to_text([table], width=width)

    assert all(display_width(line) <= width for line in printed.splitlines())
    if "\n-" in printed:  # laid out as a table
        assert letters(printed) == letters(to_text([table]))
    else:
        assert set(letters(to_text([table]))) <= set(letters(printed)) or not table.rows


@given(text=st.text(alphabet="ab_ 日1,.", max_size=300), width=st.integers(40, 130))
def test_sentences_are_wrapped_between_words(text, width):
    printed = to_text([Sentence(text), Note(text, "stop"), Heading(text)], width=width)

    assert all(display_width(line) <= width for line in printed.splitlines())
    assert letters(printed) == letters(to_text([Sentence(text), Note(text, "stop"), Heading(text)]))


def test_the_widest_column_gives_way_first_and_numbers_are_never_broken():
    table = Table(
        ("Column", "Rows", "Why"),
        (("income", "1,234,567", "because of all that was said about it before this"),),
        ("left", "right", "left"),
    )

    assert to_text([table], width=44).splitlines() == [
        "Column       Rows  Why",
        "------  ---------  -------------------------",
        "income  1,234,567  because of all that was",
        "                   said about it before this",
    ]


def test_a_table_with_too_many_columns_is_written_row_by_row():
    table = Table(tuple(f"c{i}" for i in range(30)), (tuple("1" * 30),) * 2)

    printed = to_text([table], width=60)

    assert printed.splitlines()[:2] == ["c0: 1", "c1: 1"]
    assert printed.count("c29: 1") == 2


def test_long_names_are_cut_after_their_joints():
    name = "Naive_Bayes_Classifier_Attrition_Flag"
    table = Table(("Name", "Why"), ((name, "a long reason " * 4),), ("left", "left"))

    lines = to_text([table], width=40).splitlines()

    pieces = [line[:19].strip() for line in lines[2:4]]
    assert pieces == ["Naive_Bayes_", "Classifier_"]


@given(text=st.text(alphabet="ab_-/<&日 ", max_size=80))
def test_long_words_of_a_page_may_break_and_nothing_is_lost(text):
    page = to_html([Table(("a",), ((text,),), ("left",))])

    cell = page.split('data-column="a">', 1)[1].split("</td>", 1)[0]
    assert unescape(cell.replace("<wbr>", "")) == text
    for word in cell.split(" "):
        assert all(len(unescape(part)) <= 24 for part in word.split("<wbr>"))


def test_short_words_are_whole_and_long_ones_break_after_their_joints():
    page = to_html([Table(("a",), (("currency Naive_Bayes_Classifier",),), ("left",))])

    assert ">currency Naive_<wbr>Bayes_<wbr>Classifier</td>" in page


def test_a_table_of_words_names_the_column_of_each_cell_and_one_of_numbers_does_not():
    words = to_html([Table(('"c"', "d"), (("x", "y"),), ("left", "left"))])
    numbers = to_html([Table(("c", "d"), (("x", "1"),))])

    assert '<table class="words">' in words
    assert 'data-column="&quot;c&quot;">x</td>' in words
    assert "words" not in numbers
    assert "data-column" not in numbers
