"""Are digits that name something told from digits that count something?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.understand.heading_patterns import are_names


def names(*texts: str | None, phrase: str = "") -> bool:
    series = pl.Series(texts, dtype=pl.String)
    return are_names(series, series.cast(pl.Float64, strict=False), phrase)


@pytest.mark.parametrize(
    ("texts", "phrase", "named"),
    [
        (("00123", "04567"), "", True),  # of one length
        (("0123", "45", *("7" * (1 + i % 3) for i in range(98))), "", True),  # one of a hundred
        (("0123", "45", *("7" * (1 + i % 3) for i in range(99))), "", False),  # one of 101
        (("0123", "45", *("7" * (1 + i % 3) for i in range(99))), "customer id", True),
        (("0123", "45", *("7" * (1 + i % 3) for i in range(99))), "product code", True),
        (("123", "456"), "customer id", False),  # nothing speaks for names
        (("1" * 16, "25"), "", True),
        (("1" * 15, "25"), "", False),
        (("12E5", "1234"), "", True),
        (("12E5", "234"), "", False),
        (("12E5", "234"), "customer id", True),
        (("+49 151 23456", "+44 20 7946 0"), "", True),
        (("0.5", "01", "02"), "", False),  # fewer than nineteen of twenty are whole
        (("1", "2", "3"), "", False),
    ],
)
def test_digits_are_names_by_leading_zeros_length_or_heading(texts, phrase, named):
    assert names(*texts, phrase=phrase) is named


@pytest.mark.parametrize(("plus", "named"), [(19, True), (18, False)])
def test_nineteen_of_twenty_with_a_plus_are_phone_numbers(plus, named):
    texts = [f"+4915123456{i:02}" for i in range(plus)] + ["5"] * (20 - plus)

    assert names(*texts) is named


@pytest.mark.parametrize(("other", "named"), [(1, True), (2, False)])
def test_nineteen_of_twenty_must_have_the_form_of_names(other, named):
    texts = [f"0{i:04}" for i in range(20 - other)] + ["1.0", "2.0"][:other]

    assert names(*texts, None) is named
