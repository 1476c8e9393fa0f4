from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import CURRENCY_SIGNS, LOCALES, Numbers
from finseg.document.said import Coefficient, Count, Duration, Interval, Number, PValue, Share

INDIA = Numbers(locale="en-IN", currency="INR")
anything = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e7, 1e7),
    st.floats(-1, 1),
    st.integers(-(10**20), 10**20).map(float),
)
every_locale = pytest.mark.parametrize("locale", LOCALES)


def read_back(said, figures):
    """Read what was written: the bound it is beyond ("", "<" or ">"), and the number."""
    manner, text = figures.manner, said
    bound = text[0] if text[0] in "<>" else ""
    text = text.removeprefix(bound)
    sign = -1 if text.startswith("−") else 1
    text = text.removeprefix("−").removeprefix("+").removesuffix(manner.percent)
    text = text.replace(CURRENCY_SIGNS.get(figures.currency, ""), "").strip("\u00a0 ")
    unit, suffix = next(
        ((u, t) for u, t, _ in manner.scale if text.endswith(t.strip("\u00a0"))), (1.0, "")
    )
    text = text.removesuffix(suffix.strip("\u00a0")).rstrip("\u00a0")
    whole_, _, fraction = text.partition(manner.decimal)
    groups = whole_.split(manner.group)
    size = 2 if manner.indian else 3
    assert all(len(g) == (3 if g is groups[-1] else size) for g in groups[1:]), said
    assert 1 <= len(groups[0]) <= (3 if len(groups) == 1 or not manner.indian else 2), said
    digits = "".join(groups) + (f".{fraction}" if fraction else "")
    assert digits.replace(".", "").isdecimal(), said
    return bound, sign * float(digits) * unit


def holds(bound, number, value, within):
    """Say whether a value is what was written, or on the side of the bound that was written."""
    if bound == "<":
        return value < number if number < 0 else 0 < value < number
    if bound == ">":
        return value > number if number > 0 else number < value < 0
    return abs(number - value) <= within * (1 + 1e-9) + 1e-9


@every_locale
@given(value=anything, significant=st.integers(1, 9))
def test_a_number_read_back_is_the_number_within_its_digits(locale, value, significant):
    figures = Numbers(locale=locale)
    within = max(abs(value) * 0.5 * 10.0 ** (1 - significant), 0.5e-6) if value else 0.0
    within = max(min(within, 0.5), abs(value) * 1e-15)  # whole digits are never dropped

    for said in (
        figures.write_number(value, significant=significant),
        figures.write_exact(value, significant=significant),
    ):
        bound, number = read_back(said, figures)
        assert holds(bound, number, value, within), said


@every_locale
@given(value=anything, digits=st.integers(0, 6))
def test_a_number_with_fixed_decimals_has_them_and_reads_back(locale, value, digits):
    figures = Numbers(locale=locale)

    said = figures.write_fixed(value, digits)

    bound, number = read_back(said, figures)
    assert holds(bound, number, value, 0.5 * 10.0**-digits + abs(value) * 1e-15)
    if not bound:
        decimals = said.partition(figures.manner.decimal)[2]
        assert len(decimals) == digits


@every_locale
@given(value=anything)
def test_a_limit_and_a_factor_read_back_to_nine_and_six_digits(locale, value):
    figures = Numbers(locale=locale)

    factor = figures.write_unbounded(value, significant=6)

    for said, digits in ((figures.write_limit(value, "none"), 9), (factor, 6)):
        bound, number = read_back(said, figures)
        assert not bound
        assert number == pytest.approx(value, rel=10.0 ** (1 - digits), abs=0)


@every_locale
@given(value=anything)
def test_no_writer_uses_powers_of_ten_or_the_sign_of_the_keyboard(locale, value):
    figures = Numbers(locale=locale, currency="EUR")
    written = [
        figures.write_number(value),
        figures.write_exact(value),
        figures.write_fixed(value, 2),
        figures.write_signed(value),
        figures.write_whole(value),
        figures.write_percent(value),
        figures.write_money(value),
        figures.write_money(value, compact=False),
        figures.write_amount(value, 2),
        figures.write_value(value, "percent"),
        figures.write_limit(value, "currency"),
        figures.write_interval(value, value),
    ]
    written += [figures.write_fixed(value, 1), Coefficient(value).write(figures)]

    for said in written:
        assert not set("-eE") & set(said)
        assert ("−" in said) <= (value < 0)
        assert not said.startswith(("−0 ", "−0%")), said
        if "−" in said:
            assert any(c in "123456789" for c in said), said


@every_locale
@given(value=anything)
def test_an_amount_reads_back_within_two_digits_or_is_said_to_be_beyond(locale, value):
    figures = Numbers(locale=locale, currency="EUR")

    bound, number = read_back(figures.write_money(value), figures)

    assert holds(bound, number, value, max(abs(value) * 0.055, 0.5e-6))


@every_locale
@given(share=st.floats(-1, 1).filter(lambda s: not -1e-9 <= s < 0), digits=st.integers(0, 3))
def test_a_share_reads_back_within_its_digits_and_is_never_a_false_none_or_all(
    locale, share, digits
):
    figures = Numbers(locale=locale)

    said = figures.write_percent(share, digits=digits)

    bound, number = read_back(said, figures)
    assert holds(bound, number / 100, share, 0.5 * 10.0 ** -(digits + 2))
    if not bound:
        assert (number == 0) is (share == 0)
        assert (abs(number) == 100) is (abs(share) >= 1 - 1e-9)


def test_a_share_half_way_to_none_or_all_is_neither():
    assert Numbers().write_percent(0.9995) == ">99.9%"
    assert Numbers().write_percent(0.005, digits=0) == "<1%"
    assert Numbers().write_percent(-0.9999) == "<−99.9%"


@pytest.mark.parametrize("zero", [0, 0.0, -0.0, 1.51e-14, -3e-17])
def test_a_zero_has_no_sign_and_what_arithmetic_leaves_of_it_is_one(zero):
    for locale in LOCALES:
        figures = Numbers(locale=locale, currency="EUR")
        assert (
            figures.write_number(zero)
            == figures.write_exact(zero)
            == figures.write_whole(zero)
            == "0"
        )
        assert "−" not in figures.write_signed(zero) + figures.write_money(
            zero
        ) + figures.write_fixed(zero, 1)
    assert INDIA.write_money(zero) == "₹0"


def test_what_is_beyond_reading_is_said_to_be_beyond():
    assert INDIA.write_number(1e300) == ">10,00,00,00,00,00,00,00,000"
    assert Numbers().write_number(-1e300) == "<−1,000,000,000,000,000,000"
    assert Numbers().write_number(2e-7) == "<0.000001"
    assert Numbers().write_exact(-2e-7) == ">−0.000001"
    assert Numbers(currency="USD").write_money(1e300) == ">$1,000,000T"


def test_a_count_keeps_every_digit_however_large():
    assert Numbers().write_whole(2**63 + 1) == "9,223,372,036,854,775,809"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", ["1,234", "1,234.50", "12.5%", "0.18 … 0.27", "< 0.001", "0.012", "2,000 rows"]),
        ("en-IN", ["1,234", "1,234.50", "12.5%", "0.18 … 0.27", "< 0.001", "0.012", "2,000 rows"]),
        ("de-DE", ["1.234", "1.234,50", "12,5\u00a0%", "0,18 … 0,27", "< 0,001", "0,012",
                   "2.000 rows"]),
        ("fr-FR", ["1\u202f234", "1\u202f234,50", "12,5\u202f%", "0,18 … 0,27", "< 0,001", "0,012",
                   "2\u202f000 rows"]),
    ],
)  # fmt: skip
def test_everybody_writes_in_the_manner_that_was_asked_for(locale, said):
    values = (
        Count(1234),
        Number(1234.5, 2),
        Share(0.125),
        Interval(0.18, 0.27),
        PValue(1e-7),
        PValue(0.012),
        Count(2000, "row"),
    )

    assert [value.write(Numbers(locale=locale)) for value in values] == said
    assert str(Count(1234)) == "1,234"  # without a reader, as in the United States


def test_french_joins_the_sign_to_a_short_amount():
    assert Numbers(locale="fr-FR", currency="EUR").write_money(14_454) == "14\u00a0k€"


def test_french_parts_a_code_from_a_short_amount():
    assert Numbers(locale="fr-FR", currency="CHF").write_money(1_234_567) == "1,23\u00a0M\u00a0CHF"


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
    assert INDIA.write_money(amount) == said


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
    assert Numbers(locale=locale, currency=currency).write_money(118_597.46, compact=False) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", ["12K", "1.23M", "1.23B", "1.23T"]),
        ("en-IN", ["12K", "12.3L", "123Cr", "1.23L\u00a0Cr"]),
        ("de-DE", ["12\u00a0Tsd.", "1,23\u00a0Mio.", "1,23\u00a0Mrd.", "1.235\u00a0Mrd."]),
        ("fr-FR", ["12\u00a0k", "1,23\u00a0M", "1,23\u00a0Md", "1\u202f235\u00a0Md"]),
    ],
)
def test_each_locale_has_units_of_its_own_with_two_or_three_digits(locale, said):
    amounts = (12_345, 1_234_567, 1_234_567_890, 1_234_567_890_123)

    assert [Numbers(locale=locale).write_money(amount) for amount in amounts] == said


def test_a_minus_stands_before_the_currency_sign_and_never_before_zero():
    assert INDIA.write_money(-5) == "−₹5"
    assert INDIA.write_number(-0.0) == "0"
    assert INDIA.write_signed(-0.001) == "0.00"


@given(amount=st.integers(min_value=0, max_value=10**13))
def test_full_money_keeps_every_digit(amount):
    for locale in LOCALES:
        said = Numbers(locale=locale).write_money(amount, compact=False)
        assert "".join(c for c in said if c.isdigit()) == str(amount)


def test_what_does_not_exist_is_a_dash_and_not_a_number():
    for write in (
        INDIA.write_money,
        INDIA.write_number,
        INDIA.write_signed,
        Numbers().write_percent,
    ):
        assert write(math.nan) == "–"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0.0%"),
        (1.0, "100.0%"),
        (0.0001, "<0.1%"),
        (0.99999, ">99.9%"),
        (-0.00001, ">−0.1%"),
        (0.125, "12.5%"),
    ],
)
def test_shares_are_not_rounded_to_none_or_all(share, said):
    assert str(Share(share)) == said


@pytest.mark.parametrize(("time", "said"), [(0.42, "0.4 s"), (12.4, "12 s"), (200, "3 min 20 s")])
def test_durations_are_said_as_people_say_them(time, said):
    assert str(Duration(time)) == said


def test_one_thing_is_not_said_in_the_plural():
    assert [str(Count(n, "finding")) for n in (0, 1, 2000)] == [
        "0 findings", "1 finding", "2,000 findings",
    ]  # fmt: skip


def test_every_currency_sign_is_used_as_it_stands():
    for code, sign in CURRENCY_SIGNS.items():
        assert Numbers(currency=code).write_money(5) == f"{sign}5"


@given(
    limit=st.floats(0.001, 1e6),
    off=st.floats(-0.1, 0.1).filter(lambda x: abs(x) > 1e-12),
    unit=st.sampled_from(["none", "currency", "share", "years"]),
)
def test_a_value_beside_a_limit_is_written_on_the_side_where_it_is(limit, off, unit):
    value = limit * (1 + off)

    said = Numbers().write_beside_limit(value, limit, unit)

    factor = {"K": 1e3, "M": 1e6}.get(said[-1], 1)
    number = float(said.rstrip("KM").replace(",", "")) * factor
    assert (number > limit) is (value > limit)


def test_a_value_far_from_a_limit_is_written_as_elsewhere():
    assert INDIA.write_beside_limit(118_597.46, 90_000, "currency") == "₹1.19L"
    assert INDIA.write_beside_limit(118_597.46, 119_000, "currency") == "₹1.186L"
    assert INDIA.write_beside_limit(0.5, 0.5, "none") == "0.500"
    assert Numbers().write_beside_limit(206_402.0, 206_000, "currency") == "206.4K"
    assert Numbers().write_beside_limit(999_999_999.4, 1e9, "currency") == "999.999999M"


def test_money_counted_in_thousands_or_lakhs_is_written_in_full_worth():
    dollars, rupees = Numbers(currency="USD"), Numbers(locale="en-IN", currency="INR")

    assert dollars.write_value(85.1, "thousands") == "$85K"
    assert dollars.write_limit(85.5, "thousands") == "$85.5K"
    assert rupees.write_value(12.5, "lakhs") == "₹12.5L"
    assert dollars.write_beside_limit(85.02, 85.0, "thousands") == "$85.02K"


def test_an_amount_in_full_that_is_less_than_half_a_coin_is_nothing_and_has_no_bound():
    dollars = Numbers(currency="USD")

    assert dollars.write_money(2e-7, compact=False) == "$0"
    assert dollars.write_money(2e-7) == "<$0.000001"
    assert dollars.write_money(1e300, compact=False).startswith(">$1,000,000")


@pytest.mark.parametrize(
    ("value", "limit", "unit", "said"),
    [
        (123.4, 121.0, "currency", "123"),  # three digits say it
        (123.4, 123.2, "currency", "123.4"),
        (0.1234, 0.121, "none", "0.123"),
        (0.1234, 0.1231, "none", "0.1234"),
        (1234.0, 1233.0, "years", "1,234"),  # whole digits are always written
        (1234.5, 1234.2, "years", "1,234.5"),
        (12_345.0, 11_900.0, "currency", "12K"),  # thousands have two digits
        (12_345.0, 12_100.0, "currency", "12.35K"),
        (-123.4, -121.0, "currency", "−123"),
    ],
)
def test_no_more_digits_stand_beside_a_limit_than_it_takes(value, limit, unit, said):
    assert Numbers().write_beside_limit(value, limit, unit) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (9.94, "9.9 s"), (10.0, "10 s"), (119.4, "119 s"), (120.0, "2 min 0 s"), (59.6, "60 s"),
        (3599.6, "60 min 0 s"),
    ],
)  # fmt: skip
def test_a_duration_changes_its_form_at_ten_seconds_and_at_two_minutes(seconds, said):
    assert str(Duration(seconds)) == said


@pytest.mark.parametrize(
    ("p", "said"), [(0.00099, "< 0.001"), (0.001, "0.001"), (0.0014, "0.001"), (1.0, "1.000")]
)
def test_a_p_value_is_a_bound_below_a_thousandth_only(p, said):
    assert str(PValue(p)) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [(999.4, "999"), (999.5, "1K"), (999_499, "999K"), (999_500, "1M"), (1e9, "1B"), (0.5, "0.5")],
)
def test_the_scale_is_chosen_by_the_figure_as_it_is_rounded(size, said):
    assert Numbers().write_money(size) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.99e-9, "0"), (1e-9, "<0.000001"), (-1e-9, ">−0.000001")]
)
def test_what_arithmetic_leaves_of_a_zero_ends_at_a_billionth(value, said):
    assert Numbers().write_number(value) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [(12_345, "12K"), (1_234_567, "1.23M"), (1.234e9, "1.23B"), (1.234e12, "1.23T")],
)
def test_thousands_have_two_digits_and_larger_figures_three(size, said):
    assert Numbers().write_money(size) == said


@pytest.mark.parametrize(("unit", "worth"), [("thousands", 1e3), ("lakhs", 1e5)])
@pytest.mark.parametrize(("value", "limit"), [(12_300, 12_100), (12_300, 11_900), (206_400, 2e5)])
def test_beside_a_limit_money_counted_in_thousands_has_the_digits_of_its_full_worth(
    value, limit, unit, worth
):
    dollars = Numbers(currency="USD")

    written = dollars.write_beside_limit(value / worth, limit / worth, unit)

    assert written == dollars.write_beside_limit(value, limit, "currency")
