"""Is every spelling of a number read as the number that was meant?"""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finseg.document.numbers import LOCALES, Numbers
from finseg.records.reading import Decimal
from finseg.understand.column_types import Hints, read_column
from finseg.understand.spellings import (
    build_start_pattern,
    digits_to_numbers,
    parts_to_numbers,
    split_marks,
    tidy_texts,
)
from finseg.vocabulary.missing_values import is_missing, load_missing_words
from tests.builders.numbers import parse_numbers


def column(*values: str | None) -> pl.Series:
    return pl.Series("x", values, dtype=pl.String)


# text: number, where the decimal mark is a point
BY_POINT = {
    "₹1,18,597": 118_597,
    "1,18,597.50": 118_597.5,
    "1,00,00,000": 10_000_000,
    "12.5L": 1_250_000,
    "12.5 L": 1_250_000,
    "1.2 Cr": 12_000_000,
    "₹1.2Cr": 12_000_000,
    "1.2 Cr INR": 12_000_000,
    "3 lakh": 300_000,
    "1 lac": 100_000,
    "1.1 lakh": 110_000,
    "2 crores": 20_000_000,
    "1.5k": 1500,
    "1.5K": 1500,
    "20 k€": 20_000,
    "USD 1.5k": 1500,
    "2M": 2_000_000,
    "$2M": 2_000_000,
    "2.5mn": 2_500_000,
    "1.2 Mio": 1_200_000,
    "2 Mio. €": 2_000_000,
    "3.1bn": 3_100_000_000,
    "1.5 Mrd.": 1_500_000_000,
    "(1,200)": -1200,
    "(₹1,200)": -1200,
    "₹(1,200)": -1200,
    "($5) ": -5,
    "-(5)": 5,
    "1 200": 1200,
    "1\u00a0200": 1200,
    "1\u202f200": 1200,
    "1\u2009200.5": 1200.5,
    "1'200": 1200,
    "1’200.50": 1200.5,
    "1_000": 1000,
    "12%": 12,
    "0.5 %": 0.5,
    "-3.2%": -3.2,
    "12 percent": 12,
    "5‰": 0.5,
    "25 bps": 0.25,
    "1.2e5": 120_000,
    "1.2E+05": 120_000,
    "-2e-3": -0.002,
    "1200-": -1200,
    "1,200.50 -": -1200.5,
    "+4": 4,
    "−5": -5,
    "–5": -5,
    "－5": -5,
    "Rs. 500/-": 500,
    "Rs.500": 500,
    "Rs 500": 500,
    "INR 500": 500,
    "500 INR": 500,
    "EUR 5": 5,
    "5 eur": 5,
    "US$ 5": 5,
    "A$5": 5,
    "R$ 5": 5,
    "5 kr": 5,
    "kr 5": 5,
    "5 zł": 5,
    "CHF 1'234.50": 1234.5,
    "CHF 5.-": 5,
    "500,-": 500,
    "-$5": -5,
    "$-5": -5,
    "$.5": 0.5,
    "+ 5": 5,
    '"1,200"': 1200,
    "'1200": 1200,
    '="1200"': 1200,
    "“1,200”": 1200,
    "１２００": 1200,
    "１，２００．５": 1200.5,
    "१२३": 123,
    "١٢٣٫٥": 123.5,
    "৫০০": 500,
    "36 months": 36,
    "5 yrs": 5,
    "700 pts": 700,
    ".5": 0.5,
    "5.": 5,
    " 7 ": 7,
    "\ufeff7": 7,
}
BY_COMMA = {
    "€1.234,56": 1234.56,
    "1.234,56 €": 1234.56,
    "1.234.567": 1_234_567,
    "1 234,5": 1234.5,
    "1'234,5": 1234.5,
    "1234,5": 1234.5,
    "12,5 %": 12.5,
    "1,2 Mio. €": 1_200_000,
    "1,5 Mrd": 1_500_000_000,
    "(1.200,5)": -1200.5,
    "1.200,5-": -1200.5,
    ",5": 0.5,
    "1.500": 1500,
    "3,5e2": 350,
}
NO_NUMBERS = [
    "12,34", "1,2,3", "abc", "1-2", "2024-01-01", "01.02.2024", "12:30", "1.2.3", "192.168.1.1",
    "$", "%", "k", "Cr", "C0001", "12 Main Street", "5 apples", "5 all", "(555) 123 4567", "1 2 3",
    "12 34", "0,123,456", "1,23", "5 k k", "1..5", "--", "½ share", "4711-0815", "5e", "e5",
    "1,2345",
]  # fmt: skip


@pytest.mark.parametrize("text", BY_POINT)
def test_every_spelling_with_a_decimal_point_is_its_number(text):
    assert parse_numbers(column(text)).to_list() == [BY_POINT[text]]


@pytest.mark.parametrize("text", BY_COMMA)
def test_every_spelling_with_a_decimal_comma_is_its_number(text):
    assert parse_numbers(column(text), ",").to_list() == [BY_COMMA[text]]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_stays_none(text):
    assert parse_numbers(column(text)).to_list() == [None]


@pytest.mark.parametrize("text", [*BY_POINT, *BY_COMMA])
def test_the_quick_look_lets_every_spelling_through(text):
    assert column(text).str.contains(build_start_pattern()).to_list() == [True]


def test_many_spellings_at_once_are_read_as_one_by_one():
    together = parse_numbers(column(*BY_POINT, *NO_NUMBERS)).to_list()

    assert together == [*BY_POINT.values(), *[None] * len(NO_NUMBERS)]


def test_every_sign_and_code_of_a_currency_is_told():
    parts = split_marks(
        tidy_texts(column("₹5", "Rs. 5", "5 INR", "$5", "5 €", "5 kr", "5 ALL", "5"))
    )

    assert parts["currency"].to_list() == ["INR", "INR", "INR", "USD", "EUR", "kr", "ALL", None]


CENTS = st.integers(-(10**14), 10**14).map(lambda n: n / 100)


@given(number=CENTS, locale=st.sampled_from(sorted(LOCALES)))
def test_a_number_in_the_manner_of_any_locale_comes_back(number, locale):
    decimal: Decimal = "," if LOCALES[locale].decimal == "," else "."
    text = Numbers(locale=locale).write_fixed(number, 2)

    assert parse_numbers(column(text), decimal).to_list() == [float(number)]


def grouped(whole: int, mark: str, *, indian: bool) -> str:
    manner = Numbers(locale="en-IN" if indian else "en-US")
    return manner.write_whole(whole).replace(",", mark)


@given(
    whole=st.integers(0, 10**11),
    cents=st.integers(0, 99),
    group=st.sampled_from(["", ",", " ", "\u00a0", "\u202f", "'", "’"]),
    indian=st.booleans(),
    sign=st.sampled_from(["{}", "-{}", "−{}", "({})", "{}-", "+{}", "- {}"]),
    money=st.sampled_from(["{}", "₹{}", "₹ {}", "Rs. {}", "{} INR", "${}", "EUR {}", "{}\u00a0€"]),
    quotes=st.sampled_from(["{}", '"{}"', " {} ", '="{}"']),
)
def test_a_number_in_any_dress_comes_back(whole, cents, group, indian, sign, money, quotes):
    indian = indian and group == ","
    digits = f"{grouped(whole, group, indian=indian)}.{cents:02d}"
    text = quotes.format(money.format(sign.format(digits)))
    negative = "+" not in sign and sign != "{}"

    number = float(f"{whole}.{cents:02d}")
    assert parse_numbers(column(text)).to_list() == [-number if negative else number]


@given(
    thousandths=st.integers(0, 10**7),
    word=st.sampled_from([("k", 3), (" lakh", 5), ("L", 5), (" Cr", 7), ("M", 6), (" bn", 9)]),
)
def test_magnitudes_lose_no_digit(thousandths, word):
    name, power = word

    read = parse_numbers(column(f"{thousandths / 1000:.3f}{name}")).item()

    assert read == thousandths * 10 ** (power - 3)


@given(word=st.sampled_from(sorted(load_missing_words())), pad=st.sampled_from(["", " ", "\u00a0"]))
def test_a_word_for_missing_is_never_a_number(word, pad):
    for text in (word, word.upper(), f"{pad}{word}{pad}"):
        texts = column(text, *["5"] * 30)
        read = read_column(texts)

        assert is_missing(tidy_texts(column(text))).to_list() == [True]
        assert read.numbers is not None
        assert read.numbers.to_list() == [None, *[5.0] * 30]
        assert read.unreadable is None


@given(text=st.text(max_size=12))
def test_any_text_is_a_finite_number_or_none(text):
    decimals: tuple[Decimal, ...] = (".", ",")
    for decimal in decimals:
        number = parse_numbers(column(text), decimal).item()
        assert number is None or math.isfinite(number)


@given(
    texts=st.lists(
        st.sampled_from(
            ["1.234", "2.500", "750", "1,234", "12.5", "3,25", "€5", "$7", "5K", "12L", "NA", "?",
             "00123", "12E5", "abc", "12%", "0.3", "1.200 Cr", "5 Dr", "3 years", "8 months", "-1"]
        ),
        max_size=12,
    ),
    random=st.randoms(use_true_random=False),
)  # fmt: skip
def test_what_a_column_is_read_as_does_not_depend_on_the_order_of_its_rows(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    one = read_column(column(*texts))
    other = read_column(column(*(texts[i] for i in order)))

    assert one.is_number == other.is_number
    assert (one.reading, one.spellings, one.note) == (other.reading, other.spellings, other.note)
    if one.numbers is not None and other.numbers is not None:
        assert other.numbers.to_list() == [one.numbers[i] for i in order]


@given(texts=st.lists(st.text(st.sampled_from("0123456789eE+"), min_size=1), min_size=1))
def test_different_whole_numbers_never_merge(texts):
    assume(len(set(texts)) == len(texts))
    read = read_column(column(*texts))

    digits = {t for t in texts if t.isdigit()}
    if read.numbers is not None:
        kept = {n for t, n in zip(texts, read.numbers, strict=True) if t in digits}
        assert len(kept) == len({t.lstrip("0") for t in digits})
    else:
        assert read.text.drop_nulls().n_unique() + read.text.null_count() >= len(digits)


def test_the_caller_keeps_what_was_given():
    texts = column("5", "NA", "₹7", "x")
    read_column(texts, Hints(missing=("5",), force=True))

    assert texts.to_list() == ["5", "NA", "₹7", "x"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 %", 5),
        ("5 ‰", 0.5),
        ("50 bps", 0.5),
        ("-(5)", 5),
        ("(-5)", 5),
        ("5-", -5),
        ("-5", -5),
        ("$-5", -5),
        ("1.1 lakh", 110_000),
        ("2 cr", 20_000_000),
        ("1e3", 1000),
        ("0.123", 0.123),
        (".5", 0.5),
    ],
)
def test_signs_magnitudes_and_small_percents_are_read_exactly(text, number):
    parts = split_marks(tidy_texts(column(text, "word")))

    assert parts_to_numbers(parts).to_list()[0] == number


def test_digits_are_read_with_their_mark_or_not_at_all():
    texts = column("1.234,5", "1,234.5", "1 234", "0,123", "12,34", None)

    assert digits_to_numbers(texts, ",").to_list() == [1234.5, None, 1234, 0.123, 12.34, None]
    assert digits_to_numbers(texts, ".").to_list() == [None, 1234.5, 1234, None, None, None]
    powers = pl.Series([5, 0, -2])
    assert digits_to_numbers(column("1.5", "1.5", "1e2"), ".", powers).to_list()[:2] == [
        150_000,
        1.5,
    ]
