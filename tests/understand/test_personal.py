"""Is personal data found by its check digits, and what passes them by chance left alone?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.personal import (
    FORMS,
    find_personal,
    is_cpf,
    is_iban,
    is_social_security_number,
    passes_luhn,
    passes_verhoeff,
)

N = 300
DIGITS = st.text("0123456789", min_size=11, max_size=15)


def checked(test, length, *, first="23456789", seed=1):
    """Draw numbers that pass a check digit."""
    draw = np.random.default_rng(seed)
    bodies = (
        "".join([draw.choice(list(first)), *draw.choice(list("0123456789"), length - 2)])
        for _ in range(N)
    )
    return [next(body + digit for digit in "0123456789" if test(body + digit)) for body in bodies]


@pytest.mark.parametrize("test", [passes_luhn, passes_verhoeff])
@given(body=DIGITS)
def test_of_ten_last_digits_exactly_one_is_right(test, body):
    assert sum(test(body + digit) for digit in "0123456789") == 1


@given(body=DIGITS, place=st.integers(0, 10))
def test_a_wrong_digit_is_noticed(body, place):
    for test in (passes_luhn, passes_verhoeff):
        right = next(body + digit for digit in "0123456789" if test(body + digit))
        wrong = f"{right[:place]}{(int(right[place]) + 1) % 10}{right[place + 1 :]}"
        assert not test(wrong)


def test_known_numbers_pass_and_their_neighbours_do_not():
    assert passes_luhn("4111111111111111")
    assert passes_verhoeff("2363")  # Verhoeff's own example
    assert is_iban("DE89370400440532013000")
    assert is_cpf("11144477735")
    assert not passes_luhn("4111111111111112")
    assert not passes_verhoeff("2364")
    assert not is_iban("DE88370400440532013000")
    assert not is_cpf("11144477736")


def role(heading: str, values: object) -> tuple[str, str]:
    rng = np.random.default_rng(3)
    table = pl.DataFrame({"income": rng.normal(9, 1, N), heading: values})
    column = next(c for c in read_source(table, Settings()).columns if c.original == heading)
    return column.role, str(column.reason)


@pytest.mark.parametrize("kind", [str, int])
@pytest.mark.parametrize(
    ("test", "length", "first", "said"),
    [(passes_luhn, 16, "45", "card numbers"), (passes_verhoeff, 12, "23456789", "Aadhaar")],
)
def test_numbers_with_right_check_digits_are_personal_under_any_name(
    kind, test, length, first, said
):
    values = [kind(number) for number in checked(test, length, first=first)]

    for heading in ("ref", "customer_id", "balance"):
        found, reason = role(heading, values)
        assert found == "personal"
        assert said in reason


@pytest.mark.parametrize("length", [12, 16])
@given(seed=st.integers(0, 10_000))
def test_ids_of_the_same_length_are_not_personal_by_chance(length, seed):
    draw = np.random.default_rng(seed)
    numbers = [str(n) for n in draw.integers(4 * 10 ** (length - 1), 10**length, 60)]

    assert find_personal(pl.Series(numbers)) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([f"a{i}@b.com" for i in range(N)], "e-mail"),
        ([f"10.0.{i % 200}.{i % 77}" for i in range(N)], "IP addresses"),
        ([f"ABCPK{i:04d}Z" for i in range(N)], "PAN"),
        ([f"{i + 1} Station Road" for i in range(N)], "postal addresses"),
        ([f"{100 + i}-12-{i + 1:04d}" for i in range(N)], "social security"),
        ([f"+44 7700 {900000 + i}" for i in range(N)], "phone"),
    ],
)
def test_values_that_have_the_form_of_personal_data_are_kept_out(values, said):
    found, reason = role("field 7", values)

    assert found == "personal"
    assert said in reason


@pytest.mark.parametrize(
    "heading",
    ["Mobile No", "PAN number", "aadhar_number", "SSN No.", "IBAN_NO", "voter id", "KYC No"],
)
def test_the_number_of_something_personal_is_personal_and_no_identifier(heading):
    table = pl.DataFrame({heading: [f"K{7919 * i % 99991:05d}" for i in range(200)]})

    (column,) = read_source(table, Settings()).columns

    assert column.role == "personal"


@pytest.mark.parametrize(("mails", "found"), [(6, True), (5, False)])
def test_a_form_no_number_has_must_be_on_more_than_half_of_the_values(mails, found):
    texts = [f"a{i}@bank.com" if i < mails else f"word {i}" for i in range(10)]

    match = find_personal(pl.Series(texts))

    assert (match is not None) is found
    if match:
        assert (match.what, match.proven, match.share) == ("e-mail addresses", False, 0.6)


def cards(right: int, wrong: int) -> pl.Series:
    bodies = [f"4{i:014}" for i in range(1000, 1000 + right + wrong)]
    last = [next(d for d in "0123456789" if passes_luhn(body + d)) for body in bodies]
    texts = [body + d for body, d in zip(bodies, last, strict=True)]
    texts[right:] = [t[:-1] + str((int(t[-1]) + 1) % 10) for t in texts[right:]]
    return pl.Series(texts)


@pytest.mark.parametrize(("right", "wrong", "proven"), [(9, 1, True), (8, 2, False), (18, 2, True)])
def test_nine_of_ten_numbers_must_have_the_right_check_digit(right, wrong, proven):
    match = find_personal(cards(right, wrong))

    assert (match is not None and match.proven) is proven
    if match:
        assert match.what == "card numbers"
        assert match.share == pytest.approx(0.9)


@pytest.mark.parametrize(("count", "proven"), [(8, True), (7, False)])
def test_eight_different_numbers_are_needed_for_a_proof(count, proven):
    assert (find_personal(cards(count, 0)) is not None) is proven


@pytest.mark.parametrize(
    ("digits", "given_out"),
    [
        ("123456789", True),
        ("899456789", True),
        ("900456789", False),
        ("000456789", False),
        ("666456789", False),
        ("123006789", False),
        ("123450000", False),
    ],
)
def test_numbers_that_were_never_given_out_are_no_social_security_numbers(digits, given_out):
    assert is_social_security_number(digits) is given_out


def test_social_security_numbers_have_no_check_digit():
    texts = pl.Series([f"123-45-{i:04}" for i in range(1, 21)])

    match = find_personal(texts)

    assert match is not None
    assert (match.what, match.proven, match.share) == ("US social security numbers", False, 1.0)


@pytest.mark.parametrize(
    ("test", "right"),
    [
        *((passes_luhn, number) for number in (
            "79927398713", "5555555555554444", "378282246310005", "6011000990139424",
            "4012888888881881")),
        *((passes_verhoeff, number) for number in ("999941057058", "234123412346")),
        *((is_iban, number) for number in (
            "GB82WEST12345698765432", "FR1420041010050500013M02606", "NO9386011117947")),
        *((is_cpf, number) for number in ("52998224725", "39053344705")),
    ],
)  # fmt: skip
def test_published_numbers_pass_and_no_other_last_digit_does(test, right):
    assert test(right)
    assert [d for d in "0123456789" if test(right[:-1] + d)] == [right[-1]]


def test_both_digits_of_a_tax_number_are_checked_and_equal_digits_are_none():
    assert [d for d in "0123456789" if is_cpf(f"529982247{d}5")] == ["2"]
    assert not is_cpf("11111111111")


# For each form: texts that have it, and texts that are next to it.
WRITTEN = {
    "e-mail addresses": (("a@b.co", "x.y+z@mail.bank.com"), ("a@b", "a b@c.de", "a@b.c", "@b.de")),
    "IBANs": (
        ("DE89 3704 0044 0532 0130 00", "NO9386011117947"),
        ("D189370400440532013000", "DE89"),
    ),
    "card numbers": (
        ("4111 1111 1111 1111", "4111-1111-1111-1", "378282246310005", "3782 822463 10005"),
        ("1111 1111 1111 1111", "7111111111111111", "4111 1111 1111 11111111", "3882 822463 10005"),
    ),
    "Aadhaar numbers": (("2341 2341 2346", "999941057058"), ("1341 2341 2346", "234123412346 1")),
    "numbers in the form of Aadhaar numbers": (
        ("1341 2341 2346", "1341-2341-2346"),
        ("134123412346", "1341 2341 234"),
    ),
    "numbers in the form of card numbers": (("1341 2341 2346 1111",), ("1341 2341 2346 111",)),
    "Indian tax numbers (PAN)": (("ABCPK1234Z",), ("ABCDK1234Z", "ABCPK123Z", "abcpk1234z")),
    "Brazilian tax numbers (CPF)": (
        ("529.982.247-25", "52998224725"),
        ("529.982.24-25", "5299822472"),
    ),
    "US social security numbers": (("123-45-6789",), ("123456789", "1234-5-6789")),
    "UK national insurance numbers": (
        ("AB 12 34 56 C", "AB123456C"),
        ("DB123456C", "AO123456C", "AB123456E"),
    ),
    "Italian tax codes": (("RSSMRA85T10A562S",), ("RSSMRA85F10A562S", "RSSMRA85T10A562")),
    "phone numbers": (
        ("+44 7700 900000", "0044 20 7946 0000", "(212) 555-0100", "212 555 0100", "030 1234567"),
        ("44 7700 900000", "+44 77", "2125550100", "030 1234", "0 12345678"),
    ),
    "IP addresses": (("10.0.0.1", "255.255.255.249"), ("10.0.0.256", "10.0.1", "300.1.1.1")),
    "postal addresses": (
        ("12 Station Road", "7b, Mahatma Marg", "Hauptstraße 5", "Am Weg 12", "1 rue Cler"),
        ("Station Road", "12 Stationroad", "Hauptstraße", "12 Roadster"),
    ),
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.what)
def test_each_form_is_told_from_what_is_next_to_it(form):
    written, beside = WRITTEN[form.what]
    matches = pl.Series([*written, *beside]).str.contains(form.pattern).to_list()

    assert matches == [True] * len(written) + [False] * len(beside)


def test_only_what_has_a_check_digit_is_proven_by_it():
    proven = {form.what for form in FORMS if form.proof and form.check_digit}

    assert proven == {
        "IBANs", "card numbers", "Aadhaar numbers", "Brazilian tax numbers (CPF)",
    }  # fmt: skip


def test_blanks_around_and_repeats_of_a_value_count_once():
    mails = [" a@b.de ", "a@b.de", "a@b.de", "c@d.de", "x", None]

    match = find_personal(pl.Series(mails))

    assert match is not None
    assert match.share == pytest.approx(2 / 3)
    assert find_personal(pl.Series([None, None], dtype=pl.String)) is None


def test_of_long_columns_values_from_one_end_to_the_other_are_looked_at():
    # 2,000 values: every fourth is looked at, and of these every second is an address.
    values = [f"a{i}@b.de" if i % 8 == 0 else f"w{i}" for i in range(2_000)]
    more = [f"a{i}@b.de" if i % 8 == 0 or i == 4 else f"w{i}" for i in range(2_000)]

    assert find_personal(pl.Series(values)) is None  # just half
    assert find_personal(pl.Series(more)) is not None
