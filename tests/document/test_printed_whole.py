"""Is each block printed as it is meant to, to the last letter?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from finseg.document.blocks import Block, Figure, Heading, Note, Sentence, Table
from finseg.document.escape import clean_svg_text, escape_html, escape_html_name, write_toml_text
from finseg.document.numbers import Numbers
from finseg.document.page import Page
from finseg.document.printers import to_html, to_markdown, to_text
from finseg.document.said import (
    Breakdown,
    Count,
    Customers,
    Exact,
    Interval,
    Level,
    Limit,
    Money,
    Number,
    Parts,
    Share,
    Value,
    as_plain,
    as_said,
    clause,
    join_said,
    list_values,
    say,
    show_count,
)

GERMAN = Numbers(locale="de-DE")
TABLE = Table(
    ("Name", "Share"),
    (("first & last", Share(0.25)), ("b|c", Share(0.5))),
    caption="How *many*",
)


def test_html_of_each_block():
    assert to_html([Heading("A & B", 1), Sentence("x < y"), Note("no", "stop"), Note("so")]) == (
        "<h1>A &amp; B</h1>\n<p>x &lt; y</p>\n"
        '<p class="note stop">no</p>\n<p class="note plain">so</p>'
    )
    assert to_html([Figure('f"', "<svg/>", "cap", "alt")]) == (
        '<figure id="figure-f&quot;"><div class="scroll" tabindex="0" role="region" '
        'aria-label="alt"><svg/></div><figcaption>cap</figcaption></figure>'
    )
    assert to_html([TABLE], numbers=GERMAN) == (
        '<div class="scroll" tabindex="0" role="region" aria-label="How *many*">'
        "<table><caption>How *many*</caption><thead>"
        '<tr><th scope="col" class="left">Name</th><th scope="col" class="right">Share</th></tr>'
        "</thead><tbody>"
        '<tr><td class="left">first &amp; last</td><td class="right">25,0\u00a0%</td></tr>\n'
        '<tr><td class="left">b|c</td><td class="right">50,0\u00a0%</td></tr>'
        "</tbody></table></div>"
    )


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (("left", "right"), False),  # half of the columns are not most
        (("left", "left", "right"), True),
        (("left", "right", "right"), False),
        (("left",), True),
    ],
)
def test_a_table_most_of_whose_columns_are_words_is_one_of_words(sides, words):
    n = len(sides)
    page = to_html([Table(tuple("abc"[:n]), (tuple("xyz"[:n]),), sides)])

    assert ('<table class="words">' in page) is words
    assert ('data-column="a"' in page) is words
    assert "<caption>" not in page
    assert f'aria-label="Table: {", ".join("abc"[:n])}"' in page


def test_a_table_without_a_caption_is_called_by_its_first_three_columns():
    assert 'aria-label="Table: a, b, c"' in to_html([Table(tuple("abcd"), (tuple("1234"),))])


def test_markdown_of_each_block():
    blocks: list[Block] = [
        Heading("A *b*", 3),
        Sentence("x"),
        Note("ok", "good"),
        Note("no", "stop"),
        TABLE,
    ]

    assert to_markdown(blocks) == (
        "### A \\*b\\*\n\nx\n\n> ok: ok\n\n> stop: no\n\nHow \\*many\\*\n\n"
        "| Name | Share |\n| --- | ---: |\n| first & last | 25.0% |\n| b\\|c | 50.0% |\n"
    )
    assert to_markdown([Figure("f", "", "c*", "a*")]) == "![a\\*](figures/f.svg)\n\n*c\\**\n"


def test_text_of_each_block():
    blocks: list[Block] = [
        Heading("Top", 1),
        Sentence("x"),
        Note("a", "good"),
        Note("b"),
        Note("c", "stop"),
    ]

    assert to_text(blocks) == "Top\n===\n\nx\n\nok: a\n\nb\n\nstop: c"
    assert to_text([Figure("f", "", "cap", "alt")]) == "[figure f: cap]"
    assert to_text([Note("bb cc", "warn")], width=5).splitlines() == ["! bb", "cc"]
    assert to_text([Heading("abc", 2)], width=9).splitlines() == ["abc", "---"]


def test_captions_are_wrapped_and_cells_are_broken_where_the_line_is_narrow():
    table = Table(
        ("Why", "n"), (("one two three four", "12,345"),), ("left", "right"), "A long caption here"
    )

    assert to_text([table], width=20).splitlines() == [
        "A long caption here", "Why                n", "------------  ------",
        "one two       12,345", "three four",
    ]  # fmt: skip
    assert to_text([table], width=19).splitlines() == [
        "A long caption here", "Why: one two three", "four", "n: 12,345",
    ]  # fmt: skip
    assert to_text([table], width=26).splitlines()[1:] == [
        "Why                      n", "------------------  ------", "one two three four  12,345",
    ]  # fmt: skip


def test_words_that_just_fit_stay_on_their_line():
    def lines(text, width):
        return to_text([Sentence(text)], width=width).splitlines()

    assert lines("aa bb cc", 8) == ["aa bb cc"]
    assert lines("aa bb cc", 7) == ["aa bb", "cc"]
    assert lines("aa abcdef b", 4) == ["aa", "abcd", "ef b"]
    assert lines("ab-cd/ef", 6) == ["ab-cd/", "ef"]
    assert lines("日本", 3) == ["日", "本"]
    assert lines("日本", 1) == ["日", "本"]  # wider than the line, and alone on it
    assert lines("a 日", 1) == ["a", "日"]


def test_a_long_word_of_a_page_breaks_in_pieces_of_24():
    word = "x" * 50

    page = to_html([Table(("a",), ((word,),))])

    assert f">{'x' * 24}<wbr>{'x' * 24}<wbr>xx<" in page
    assert f">{'x' * 14}<" in to_html([Table(("a",), (("x" * 14,),))])
    assert f">{'x' * 15}<" in to_html([Table(("a",), (("x" * 15,),))])  # no joint, and not long


def test_a_page_prints_its_blocks_in_its_readers_manner():
    page = Page([Sentence(say("{n}", n=Share(0.25)))], GERMAN)

    assert str(page) == "25,0\u00a0%"
    assert repr(page) == "<Page: 25,0 %>"
    assert page.markdown() == "25,0\u00a0%\n"
    assert page._repr_html_() == "<p>25,0\u00a0%</p>"
    assert page.blocks() == [Sentence(say("{n}", n=Share(0.25)))]
    assert str(Page([Sentence("a"), Sentence("b")])) == "a\n\nb"


def test_columns_are_aligned_left_then_right_unless_it_is_said():
    assert Table(("a", "b", "c"), ()).fill_alignment() == ("left", "right", "right")
    assert Table(("a", "b"), (), ("right", "left")).fill_alignment() == ("right", "left")
    assert Heading("a").level == 2
    assert Note("a").tone == "plain"


def test_text_is_fit_for_each_place():
    assert escape_html('<a href="x">\'') == "&lt;a href=&quot;x&quot;&gt;&#x27;"
    assert escape_html_name("a_b<c") == "a_<wbr>b&lt;c"
    assert clean_svg_text("  a\x01\ufffeb\n") == "a��b"
    assert write_toml_text('é"\n') == '"é\\"\\n"'


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Breakdown(((25, "no id"), (None, "cancelled"), (1_200, "late"))),
         "25 no id, cancelled, 1,200 late"),
        (Breakdown(((3, "a.csv"),), " in "), "3 in a.csv"),
        (Customers(1), "1 customer"),
        (Customers(2_000), "2,000 customers"),
        (Customers(2, "", of=10), "2"),
        (Customers(0, "leaf", "leaves"), "0 leaves"),
        (Level("app", 3), "app"),
        (Limit(0.125, "yes or no"), "12.5%"),
        (Limit(1_234.5, "none"), "1,234.5"),
        (Number(0.5, signed=True), "+0.50"),
        (Number(1.005, 3), "1.005"),
        (Interval(0.25, 0.5, 1), "0.2 … 0.5"),
        (Exact(0.125, 2), "0.12"),
        (Money(-2.5, digits=1), "−2.5"),
        (Share(0.125), "12.5%"),
    ],
)  # fmt: skip
def test_each_value_is_written_with_all_that_it_holds(value, said):
    assert str(value) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.125, "yes or no", "12.5%"), (1.0, "yes or no", "100%"), (12.0, "percent", "12.0%"),
        (math.nan, "percent", "–"), (math.nan, "yes or no", "–"), (0.5, "share", "0.500"),
    ],
)  # fmt: skip
def test_shares_of_yes_are_written_as_percentages(value, unit, said):
    assert Numbers().write_value(value, unit) == said


def test_counts_that_are_not_shown_are_dashes():
    assert show_count(math.nan) == "–"
    assert show_count(7.0) == Customers(7, "")
    assert show_count(6.6) == Customers(7, "")


def test_empty_parts_are_false_and_everything_within_is_found():
    assert not Parts(())
    assert Parts(("", "a"))
    assert not clause("")
    assert bool(clause("a"))
    assert join_said(["", ""]) == as_said("")
    assert str(join_said(["a"])) == "a"
    inner = Count(3)
    assert list(list_values(inner)) == [inner]


@dataclass(frozen=True)
class _Record:
    said: Value
    inner: tuple[Value, ...]
    plain: object


def test_a_record_is_made_plain_however_deep():
    record = _Record(Share(0.5), (Count(1_000),), {"a": [say("{x}", x=Number(0.5))], "b": None})

    assert as_plain(record, GERMAN) == {
        "said": "50,0\u00a0%", "inner": ["1.000"], "plain": {"a": ["0,50"], "b": None},
    }  # fmt: skip
    assert as_plain(record)["inner"] == ["1,000"]
    assert as_plain(_Record) is _Record


@pytest.mark.parametrize(
    ("significant", "said"), [(1, "0.001"), (3, "0.00123"), (4, "0.001235"), (9, "0.001235")]
)
def test_a_bare_number_has_six_decimals_at_most(significant, said):
    assert Numbers().write_number(0.00123456, significant=significant) == said


def test_nine_decimals_are_kept_where_there_is_no_bound():
    assert Numbers().write_unbounded(-0.000000125) == "−0.000000125"
    assert Numbers().write_unbounded(1234.5) == "1,234.5"
    assert Numbers().write_exact(1_500.0) == "1,500"
    assert Numbers().write_exact(0.0) == "0"
    assert Numbers(locale="en-IN").write_whole(1_23_45_678) == "1,23,45,678"
    assert Numbers(locale="en-IN").write_whole(999) == "999"
    assert Numbers(locale="en-IN").write_whole(1_00_000) == "1,00,000"
