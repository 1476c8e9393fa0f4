from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import CURRENCY_SIGNS, LOCALES, Figures, counted, percent, seconds

INDIA = Figures(locale="en-IN", currency="INR")
amounts = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (118_597.46, "₹1.19L"),
        (14_454.87, "₹14K"),
        (25_368.17, "₹25K"),
        (24_000_000, "₹2.4Cr"),
        (99_999, "₹1L"),
        (850, "₹850"),
        (0, "₹0"),
        (-37_707, "−₹38K"),
    ],
)
def test_rupees_are_said_in_lakh_and_crore(amount, said):
    assert INDIA.money(amount) == said


@pytest.mark.parametrize(
    ("locale", "currency", "said"),
    [
        ("en-IN", "INR", "₹1,18,597"),
        ("en-US", "USD", "$118,597"),
        ("en-GB", "GBP", "£118,597"),
        ("de-DE", "EUR", "118.597\u00a0€"),
        ("fr-FR", "EUR", "118\u202f597\u00a0€"),
        ("en-US", "CHF", "CHF 118,597"),
        ("en-US", "", "118,597"),
    ],
)
def test_each_locale_groups_and_signs_in_its_own_manner(locale, currency, said):
    assert Figures(locale=locale, currency=currency).money(118_597.46, compact=False) == said


def test_a_minus_stands_before_the_currency_sign_and_never_before_zero():
    assert INDIA.money(-5) == "−₹5"
    assert INDIA.number(-0.0) == "0"
    assert INDIA.signed(-0.001) == "0.00"


@pytest.mark.parametrize("locale", LOCALES)
@given(amount=amounts)
def test_compact_money_is_within_six_percent_of_the_amount(locale, amount):
    figures = Figures(locale=locale)
    manner = figures.manner

    said = figures.money(amount)

    unit, suffix = next(
        ((unit, suffix) for unit, suffix, _ in manner.scale if said.endswith(suffix)), (1.0, "")
    )
    digits = said.removesuffix(suffix).replace(manner.group, "").replace(manner.decimal, ".")
    assert float(digits.replace("−", "-")) * unit == pytest.approx(amount, rel=0.06, abs=1e-12)


@given(amount=st.integers(min_value=0, max_value=10**13))
def test_full_money_keeps_every_digit(amount):
    for locale in LOCALES:
        said = Figures(locale=locale).money(amount, compact=False)
        assert "".join(c for c in said if c.isdigit()) == str(amount)


def test_what_does_not_exist_is_a_dash_and_not_a_number():
    for write in (INDIA.money, INDIA.number, INDIA.signed, percent):
        assert write(math.nan) == "–"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0.0%"), (1.0, "100.0%"), (0.0001, "<0.1%"), (0.99999, ">99.9%"), (0.125, "12.5%")],
)
def test_shares_are_not_rounded_to_none_or_all(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(("time", "said"), [(0.42, "0.4 s"), (12.4, "12 s"), (200, "3 min 20 s")])
def test_durations_are_said_as_people_say_them(time, said):
    assert seconds(time) == said


def test_one_thing_is_not_said_in_the_plural():
    assert [counted(n, "finding") for n in (0, 1, 2000)] == [
        "0 findings", "1 finding", "2,000 findings",
    ]  # fmt: skip


def test_every_currency_sign_is_used_as_it_stands():
    for code, sign in CURRENCY_SIGNS.items():
        assert Figures(currency=code).money(5) == f"{sign}5"


@given(
    limit=st.floats(0.001, 1e6),
    off=st.floats(-0.1, 0.1).filter(lambda x: abs(x) > 1e-12),
    unit=st.sampled_from(["none", "currency", "share", "years"]),
)
def test_a_value_beside_a_limit_is_written_on_the_side_where_it_is(limit, off, unit):
    value = limit * (1 + off)

    said = Figures().beside(value, limit, unit)

    factor = {"K": 1e3, "M": 1e6}.get(said[-1], 1)
    number = float(said.rstrip("KM").replace(",", "")) * factor
    assert (number > limit) is (value > limit)


def test_a_value_far_from_a_limit_is_written_as_elsewhere():
    assert INDIA.beside(118_597.46, 90_000, "currency") == "₹1.19L"
    assert INDIA.beside(118_597.46, 119_000, "currency") == "₹1.186L"
    assert INDIA.beside(0.5, 0.5, "none") == "0.500"
    assert Figures().beside(999_999_999.4, 1e9, "currency") == "999.999999M"
