"""Are the cells that look like numbers and dates those that columns read as such?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.understand.dates import looks_like_dates
from finseg.vocabulary.date_shapes import looks_like_date
from finseg.vocabulary.number_patterns import looks_like_number
from tests.builders.numbers import parse_numbers

NUMBERS = [
    "7", "-3.5", "+4", "1,18,597", "₹1,18,597.50", "Rs. 500/-", "$1,234,567.89", "(1,200)", "1200-",
    "12 %", "250 EUR", "1.2e5", ".5", "1.2 Cr", "12 lakh", "5k", "R$ 30", "24 months", "15 bps",
]  # fmt: skip
WORDS = ["A12", "twelve", "N/A", "2024-01-31", "EUR", "1.2.2024", "C001", "12 Main St"]


@pytest.mark.parametrize("text", NUMBERS)
def test_what_a_column_reads_as_a_number_looks_like_one(text):
    assert looks_like_number(text)
    assert parse_numbers(pl.Series([text])).null_count() == 0


@pytest.mark.parametrize("text", WORDS)
def test_words_and_dates_do_not_look_like_numbers(text):
    assert not looks_like_number(text) or looks_like_date(text)
    assert parse_numbers(pl.Series([text])).null_count() == 1


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "31.12.2024", "1/2/24", "3 May 2024", "May 3, 2024", "03-Jan-2024",
     "2024-01-31T10:15:00Z", "31.12.2024 23:59"],
)  # fmt: skip
def test_what_a_column_reads_as_a_date_looks_like_one(text):
    assert looks_like_date(text)
    assert looks_like_dates(pl.Series([text]))


@pytest.mark.parametrize("text", ["20241231", "1.2.3", "2024", "12-2024", "1-2-2024x", "a-b-c"])
def test_what_may_be_a_number_or_a_version_is_no_date(text):
    assert not looks_like_date(text)


@pytest.mark.parametrize("text", ["15:30", "15:30:59", "3:05 PM"])
def test_a_time_of_day_counts_as_a_date(text):
    assert looks_like_date(text)
