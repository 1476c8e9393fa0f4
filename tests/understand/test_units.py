"""Is the unit what the heading says, as far as the values allow?"""

from __future__ import annotations

import pytest

from finseg.understand.units import guess_period, guess_unit


@pytest.mark.parametrize(
    ("phrase", "low", "high", "unit"),
    [
        ("annual income", 0, 90_000, "currency"),
        ("spending score", 1, 100, "score"),
        ("utilization ratio", 0.0, 1.5, "share"),
        ("utilization ratio", 0.0, 1.51, "none"),  # a ratio beyond 1 is no share, and no money
        ("utilization ratio", -0.1, 1.0, "none"),
        ("age years", 18, 149, "years"),
        ("age years", 18, 150, "none"),
        ("change of balance", 0, 9, "none"),
        ("q7", 0, 1, "none"),
    ],
)
def test_a_unit_is_named_and_possible(phrase, low, high, unit):
    assert guess_unit(phrase, low, high) == unit


@pytest.mark.parametrize(
    ("phrase", "period"), [("monthly income", "month"), ("annual income", "year"), ("income", "")]
)
def test_the_period_is_what_the_heading_says(phrase, period):
    assert guess_period(phrase) == period


@pytest.mark.parametrize(
    ("phrase", "lowest", "highest", "unit"),
    [
        ("utilisation ratio", 0.0, 1.5, "share"),
        ("utilisation ratio", 0.0, 1.6, "none"),
        ("utilisation ratio", -0.1, 1.0, "none"),
        ("age in years", 18.0, 149.0, "years"),
        ("age in years", 18.0, 150.0, "none"),
        ("q percent", 0.0, 1.5, "share"),
        ("q percent", 0.0, 1.6, "percent"),
        ("loan to income ratio", 0.0, 0.5, "share"),
        ("loan to income ratio", 0.0, 5.0, "none"),  # no money, though money is in its name
        ("income change", 0.0, 5000.0, "none"),
        ("income", 0.0, 5000.0, "currency"),
        ("spending score", 0.0, 100.0, "score"),
    ],
)
def test_a_unit_is_the_first_named_that_the_range_allows(phrase, lowest, highest, unit):
    assert guess_unit(phrase, lowest, highest) == unit
