from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.maths.roundest import find_roundest_number

numbers = st.floats(-1e12, 1e12, allow_subnormal=False)


@given(one=numbers, two=numbers)
def test_the_number_lies_between_the_limits(one, two):
    low, high = sorted((one, two))

    assert low <= find_roundest_number(low, high) <= high


@given(low=st.integers(1, 10_000), width=st.integers(1, 500), power=st.integers(-3, 6))
def test_a_power_of_ten_as_unit_changes_nothing(low, width, power):
    plain = find_roundest_number(float(low), float(low + width))

    scaled = find_roundest_number(float(f"{low}e{power}"), float(f"{low + width}e{power}"))

    assert scaled == pytest.approx(float(f"{plain:.15g}e{power}"), rel=1e-12)


@given(low=st.floats(1e-6, 1e9), width=st.floats(1e-6, 1e9))
def test_a_wider_interval_never_gives_a_longer_number(low, width):
    high = low + width
    narrow = find_roundest_number(low, high)

    wide = find_roundest_number(low * 0.9, high * 1.1)

    assert _digits(wide) <= _digits(narrow)


def _digits(value):
    return len(f"{value:.15e}".split("e")[0].replace(".", "").rstrip("0").lstrip("-"))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (931_000, 962_000, 950_000),
        (0.113, 0.134, 0.12),
        (-3, 4, 0),
        (0.7, 130, 100),
        (-46, -44, -45),
        (36, 36, 36),
    ],
)
def test_known_limits(low, high, expected):
    assert find_roundest_number(low, high) == expected


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (0, math.inf)])
def test_what_is_no_interval_is_refused(low, high):
    with pytest.raises(ValueError, match="finite limits in order"):
        find_roundest_number(low, high)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (2, 5, 5),
        (3.5, 4.4, 4),
        (6.8, 7.2, 7),
        (12, 18, 15),
        (0, 5, 0),
        (-5, 0, 0),
        (-7.2, -6.8, -7),
        (1, math.nextafter(1, 2), 1),
        (100, 100, 100),
        (0.07, 0.13, 0.1),
        (99, 101, 100),
        (9, 19, 10),
        (8, 33, 20),
        (12.7, 14.2, 14),
        (-14.2, -12.7, -14),
    ],
)
def test_the_rounder_step_goes_first_and_the_number_nearest_to_the_middle(low, high, expected):
    assert find_roundest_number(low, high) == expected
