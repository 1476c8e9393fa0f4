"""What is written at the edge of each rule of writing, and on both sides of it."""

from __future__ import annotations

import math

import pytest

from finseg.document.blocks import Figure, Heading, Note, Sentence, Table
from finseg.document.escape import clean_text, escape_formula, write_toml_key, write_toml_text
from finseg.document.numbers import CURRENCY_SIGNS, LOCALES, MONEY, Numbers
from finseg.document.printers import display_width, to_html, to_markdown, to_text
from finseg.document.said import (
    Amount,
    Coefficient,
    Count,
    Example,
    Money,
    Names,
    Number,
    Parts,
    Points,
    Rounded,
    Share,
    as_said,
    clause,
    join_said,
    list_values,
    say,
)

EN, DE, IN, FR = (
    Numbers(),
    Numbers(locale="de-DE", currency="EUR"),
    Numbers(locale="en-IN", currency="INR"),
    Numbers(locale="fr-FR", currency="EUR"),
)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (0.0095, "+0.9 points"),
        (0.0096, "+1.0 points"),
        (0.00949, "+0.95 points"),
        (0.00095, "+0.10 points"),
        (0.00094, "+0.094 points"),
        (0.0, "0.0 points"),
        (-0.02, "−2.0 points"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_points_have_the_digits_that_tell_them_from_nothing(points, said):
    assert str(Points(points)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (9.94, "9.9 s"),
        (10, "10 s"),
        (119.4, "119 s"),
        (120, "2 min 0 s"),
        (200.4, "3 min 20 s"),
        (200.6, "3 min 21 s"),
        (0.04, "0.0 s"),
    ],
)
def test_a_duration_changes_its_unit_at_ten_seconds_and_two_minutes(seconds, said):
    assert EN.write_duration(seconds) == said


@pytest.mark.parametrize(
    ("p", "said"), [(0.00099, "< 0.001"), (0.001, "0.001"), (0.0011, "0.001"), (0.5, "0.500")]
)
def test_a_p_value_below_a_thousandth_is_only_said_to_be_below(p, said):
    assert EN.write_p_value(p) == said


@pytest.mark.parametrize(
    ("share", "digits", "said"),
    [
        (0.0004, 1, "<0.1%"),
        (0.0005, 1, "0.1%"),
        (0.0, 1, "0.0%"),
        (0.9996, 1, ">99.9%"),
        (1.0, 1, "100.0%"),
        (0.999, 0, ">99%"),
        (0.004, 0, "<1%"),
        (-0.0004, 1, ">−0.1%"),
        (1.0004, 1, "100.0%"),
        (math.inf, 1, "–"),
    ],
)
def test_no_share_is_rounded_to_a_false_none_or_all(share, digits, said):
    assert EN.write_percent(share, digits=digits) == said


@pytest.mark.parametrize(
    ("numbers", "value", "said"),
    [
        (EN, 999.4, "999"),
        (EN, 999.96, "1K"),
        (EN, 14_400, "14K"),
        (EN, 999_960, "1M"),
        (EN, 1.5e6, "1.5M"),
        (EN, 2.345e9, "2.35B"),
        (EN, 1.234e12, "1.23T"),
        (IN, 99_950, "₹1L"),
        (IN, 118_597, "₹1.19L"),
        (IN, 12_345_678, "₹1.23Cr"),
        (IN, 1.5e12, "₹1.5L\u00a0Cr"),
        (DE, 14_400, "14\u00a0Tsd.\u00a0€"),
        (DE, 1.234e6, "1,23\u00a0Mio.\u00a0€"),
        (DE, 2.5e9, "2,5\u00a0Mrd.\u00a0€"),
        (FR, 14_400, "14\u00a0k€"),
        (FR, 1.234e6, "1,23\u00a0M€"),
        (FR, 2.345e9, "2,35\u00a0Md€"),
        (FR, 500, "500\u00a0€"),
        (EN, -14_400, "−14K"),
        (EN, math.nan, "–"),
    ],
)
def test_an_amount_is_short_in_each_locale_s_manner(numbers, value, said):
    assert numbers.write_money(value) == said


@pytest.mark.parametrize(
    ("numbers", "value", "said"),
    [
        (IN, 118_597, "₹1,18,597"),
        (IN, 12_345_678, "₹1,23,45,678"),
        (DE, 118_597, "118.597\u00a0€"),
        (Numbers(currency="CHF"), 1234, "CHF 1,234"),
        (Numbers(locale="fr-FR", currency="CHF"), 1234, "1\u202f234\u00a0CHF"),
        (EN, 0.4, "0"),
        (EN, -0.4, "0"),
    ],
)
def test_an_amount_in_full_has_every_whole_digit(numbers, value, said):
    assert numbers.write_money(value, compact=False) == said


def test_locales_currencies_and_units_are_these():
    assert set(LOCALES) == {"en-US", "en-GB", "en-IN", "de-DE", "fr-FR"}
    assert CURRENCY_SIGNS == {"INR": "₹", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
    assert MONEY == {"currency": 1.0, "thousands": 1e3, "lakhs": 1e5}
    assert EN.write_value(12, "thousands") == "12K"
    assert IN.write_value(1.5, "lakhs") == "₹1.5L"
    assert EN.write_value(12, "percent") == "12.0%"
    assert EN.write_value(12, "years") == "12.0"


@pytest.mark.parametrize(
    ("value", "limit", "unit", "said"),
    [
        (0.5004, 0.5, "none", "0.5004"),
        (0.5, 0.5, "none", "0.500"),
        (0.49996, 0.5, "none", "0.49996"),
        (0.3, 0.5, "none", "0.300"),
        (12_345.4, 12_345, "none", "12,345.4"),
        (12_344.6, 12_345, "none", "12,344.6"),
        (25_100, 25_000, "currency", "25.1K"),
        (25_000, 25_000, "currency", "25K"),
        (24_999, 25_000, "currency", "24.999K"),
        (206_000, 205_000, "currency", "206K"),
        (0, 0, "none", "0"),
        (-0.5004, -0.5, "none", "−0.5004"),
    ],
)
def test_a_value_has_the_digits_that_show_its_side_of_the_limit(value, limit, unit, said):
    assert EN.write_beside_limit(value, limit, unit) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (957_500, "currency", "₹9.575L"),
        (-957_500, "currency", "−₹9.575L"),
        (12.25, "percent", "12.25%"),
        (0.123456789123, "none", "0.123456789"),
        (-0.5, "none", "−0.5"),
        (0, "none", "0"),
    ],
)
def test_a_limit_keeps_nine_digits(value, unit, said):
    assert IN.write_limit(value, unit) == said


def test_beyond_what_anyone_reads_only_a_bound_is_written():
    assert EN.write_fixed(1e18, 0) == "1" + ",000" * 6
    assert EN.write_fixed(1.1e18, 0) == ">1" + ",000" * 6
    assert EN.write_fixed(-1.1e18, 0) == "<−1" + ",000" * 6
    assert EN.write_percent(1.1e18) == ">1" + ",000" * 6 + "%"
    assert EN.write_number(4e-7) == "<0.000001"
    assert EN.write_number(-4e-7) == ">−0.000001"
    assert EN.write_number(1e-10) == "0"
    assert EN.write_signed(0.004) == "0.00"
    assert EN.write_signed(0.006) == "+0.01"
    assert EN.write_signed(-0.91) == "−0.91"
    assert EN.write_signed(2e18)[0] == ">"
    assert EN.write_whole(1_234_567) == "1,234,567"
    assert EN.write_whole(-1234) == "−1,234"
    assert EN.write_whole(math.inf) == "–"
    assert DE.write_whole(1234.0) == "1.234"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Amount(46, "years", spell_time=True), "46 years"),
        (Amount(14.66, "months", spell_time=True), "14.7 months"),
        (Amount(46, "score", spell_time=True), "46"),
        (Amount(math.nan, "years", spell_time=True), "–"),
        (Amount(46, "years"), "46"),
        (Amount(46.04, "count"), "46.0"),
        (Amount(0.0709, "share"), "7.09%"),
        (Amount(2.0, "count"), "2"),
        (Amount(math.inf, "count"), "–"),
        (Money(1234.5, digits=2), "1,234.50"),
        (Money(1234.5, compact=False), "1,234"),
        (Money(14_400), "14K"),
        (Rounded(1234.5), "1,234"),
        (Rounded(0.12345, 2), "0.12"),
        (Coefficient(0.0000000123456789), "0.0000000123457"),
        (Coefficient(-2.5), "−2.5"),
        (Share(0.125, digits=0), "12%"),
        (Count(1, "stratum", "strata"), "1 stratum"),
        (Count(2, "stratum", "strata"), "2 strata"),
        (Count(0, "row"), "0 rows"),
        (Names(("a", "b"), most=2), "`a`, `b`"),
        (Names(("a", "b", "c"), most=2), "`a`, `b` and 1 more"),
        (Names(tuple("abcdefg")), "`a`, `b`, `c`, `d`, `e` and 2 more"),
        (Example(Number(1.5)), "1.50"),
        (Parts(("a", "", "b")), "a, b"),
    ],
)
def test_each_value_is_written_by_its_own_rule(value, said):
    assert str(value) == said


def test_statements_are_joined_without_the_empty_ones_and_found_however_deep():
    one = say("{n}", n=Number(1.0))

    assert as_said(one) is one
    assert join_said([one]) is one
    assert not join_said(["", clause("")])
    assert not as_said("")
    assert str(join_said([one, "", "two"], " / ")) == "1.00 / two"
    inner = Number(2.0)
    deep = say("{a}{b}", a=clause("{x}", x=Example(inner)), b=Parts((one, "w")))
    kinds = [type(v).__name__ for v in list_values(deep)]
    assert kinds == ["Said", "Clause", "Said", "Example", "Number", "Parts", "Said", "Number"]
    assert list(list_values("words")) == []
    with pytest.raises(ValueError, match="has places"):
        say("{a}", b="x")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("=1+1", "'=1+1"),
        ("-5", "-5"),
        ("+5,5", "+5,5"),
        ("-5x", "'-5x"),
        ("@a", "'@a"),
        ("a=1", "a=1"),
        ("\ta", "'\ta"),
        ("", ""),
    ],
)
def test_only_what_a_spreadsheet_would_run_gets_an_apostrophe(text, escaped):
    assert escape_formula(text) == escaped


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a_b-1", "a_b-1"), ("a b", '"a b"'), ("é", '"é"'), ("", '""'), ("a.b", '"a.b"'),
        ("__", '"__"'),
    ],
)  # fmt: skip
def test_a_key_is_bare_only_where_toml_lets_it(name, key):
    assert write_toml_key(name) == key
    assert write_toml_text("a\x7f") == '"a\\u007f"'
    assert clean_text("a\nb\x00") == "a b�"


def test_a_heading_is_underlined_as_long_as_it_is():
    assert to_text([Heading("Title", 1)]).splitlines()[:2] == ["Title", "====="]
    assert to_text([Heading("Title", 2)]).splitlines()[:2] == ["Title", "-----"]
    assert to_text([Heading("two words", 2)], width=4).splitlines()[-1] == "----"
    assert display_width("a漢e\u0301") == 4
    assert to_text([Heading("漢字", 1)]).splitlines()[1] == "===="


def test_words_are_broken_between_and_long_ones_at_their_joints():
    assert to_text([Sentence("aa bb cc")], width=5).splitlines() == ["aa bb", "cc"]
    assert to_text([Sentence("aa bb")], width=4).splitlines() == ["aa", "bb"]
    assert to_text([Sentence("abc_def")], width=5).splitlines() == ["abc_", "def"]
    assert to_text([Sentence("abcdefg")], width=3).splitlines() == ["abc", "def", "g"]


TABLE = Table(("Name", "n"), (("a", "1"), ("bb", "22")), ("left", "right"), "Caption")


def test_a_table_is_aligned_by_its_sides_in_every_form():
    assert to_text([TABLE]).splitlines() == [
        "Caption", "Name   n", "----  --", "a      1", "bb    22",
    ]  # fmt: skip
    lines = to_markdown([TABLE]).splitlines()
    assert "| --- | ---: |" in lines
    assert "Caption" in lines
    html = to_html([TABLE])
    assert '<th scope="col" class="right">n</th>' in html
    assert '<td class="left">a</td>' in html
    assert 'aria-label="Caption"' in html
    assert 'class="words"' not in html
    wordy = Table(("A", "B", "C"), (("x", "y", "1"),), ("left", "left", "right"))
    said = to_html([wordy])
    assert '<table class="words">' in said
    assert '<td class="left" data-column="A">x</td>' in said
    assert 'aria-label="Table: A, B, C"' in said


def test_a_table_that_does_not_fit_is_written_row_by_row():
    wide = Table(("First", "Second"), (("1" * 30, "2" * 30), ("3", "4")), ("right", "right"))

    assert to_text([wide], width=62).splitlines()[0].split() == ["First", "Second"]
    assert to_text([wide], width=61).splitlines()[-3:] == ["", "First: 3", "Second: 4"]


def test_notes_and_figures_stand_in_every_form():
    figure = Figure("sizes", "<svg/>", "How large", "Bars")
    note = Note("Look", "warn")

    assert to_text([figure]).strip() == "[figure sizes: How large]"
    assert "![Bars](figures/sizes.svg)\n\n*How large*" in to_markdown([figure])
    assert 'aria-label="Bars"' in to_html([figure])
    assert "<figcaption>How large</figcaption>" in to_html([figure])
    assert '<p class="note warn">Look</p>' in to_html([note])
    assert to_markdown([note]).startswith("> ")
    assert to_markdown([Heading("T", 3)]).startswith("### T")
    assert "<h3>T</h3>" in to_html([Heading("T", 3)])


def test_what_is_short_enough_is_written_whole_and_the_scales_begin_where_they_say():
    assert EN.write_money(1e9) == "1B"
    assert EN.write_money(9.99e8) == "999M"
    assert EN.write_money(1e6) == "1M"
    assert EN.write_money(1e3) == "1K"
    assert EN.write_money(1e12) == "1T"
    assert EN.write_money(1, compact=False) == "1"
    assert EN.write_percent(-0.9996) == "<−99.9%"
    assert to_text([Sentence("ab_cd")], width=5).splitlines() == ["ab_cd"]
    assert to_text([Sentence("x ab_cd")], width=5).splitlines() == ["x", "ab_cd"]
    assert "<wbr>" not in to_html([Table(("a",), (("abcdefghijkl_n",),))])  # 14 characters
    assert "abcdefghijklm_<wbr>o" in to_html([Table(("a",), (("abcdefghijklm_o",),))])
