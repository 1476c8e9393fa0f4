"""Are marks beside the figures understood for the column, and kept?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.check import check
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.journey import segment
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_types import Hints, Typed, read_column
from finseg.understand.number_suffixes import settle_marks
from finseg.understand.spellings import split_marks


def read(heading: str, *values: str, force: bool = False) -> Typed:
    texts = pl.Series("x", values, dtype=pl.String)
    return read_column(texts, Hints(phrase=heading, force=force))


def dataset(table: dict[str, list[str]], **read_settings: object) -> Dataset:
    return read_source(pl.DataFrame(table), Settings().change_section("read", **read_settings))


def found(table: dict[str, list[str]]) -> dict[tuple[str, str], Finding]:
    checked = check(dataset(table), Settings())
    return {(f.code, f.column): f for f in checked.findings}


AMOUNTS = [
    ("income", ["12L", "5K", "3M"]),  # the heading
    ("x", ["₹12L", "5K", "3M"]),  # a sign of money
    ("x", ["12.5L", "5L", "7L"]),  # a fraction
    ("x", ["12L", "3 lakh", "5K"]),  # a word for a magnitude
    ("x", ["500", "700", "1K"]),  # plain numbers beside
]
SIZES = [
    ("size", ["12L", "5K", "3M"]),
    ("bottle size", ["1.5L", "2L", "3L"]),
    ("product code", ["3M", "5K", "7K"]),
    ("tenor", ["3M", "6M", "12M"]),
    ("x", ["12L", "5K", "3M"]),  # nothing speaks for amounts
]


@pytest.mark.parametrize(("heading", "values"), AMOUNTS)
def test_letters_are_magnitudes_where_the_column_speaks_for_it(heading, values):
    assert read(heading, *values).is_number


@pytest.mark.parametrize(("heading", "values"), SIZES)
def test_letters_of_sizes_and_codes_are_kept_and_said(heading, values):
    typed = read(heading, *values)

    assert not typed.is_number
    assert typed.text.to_list() == values
    assert typed.reading.letters
    assert "magnitude" in str(typed.note)
    assert found({heading: values * 9})["D076", heading].count == 27


def test_the_settings_make_letters_magnitudes():
    typed = read("size", "12L", "5K", force=True)

    assert typed.numbers is not None
    assert typed.numbers.to_list() == [1_200_000, 5000]


def test_cr_beside_dr_is_credit_and_not_crore():
    typed = read("balance", "1,200.00 Cr", "300.00 Dr", "5 Cr")

    assert typed.numbers is not None
    assert typed.numbers.to_list() == [1200, -300, 5]
    assert "credit, not crore" in str(typed.reading.write_reading())


def test_amounts_nobody_has_in_crore_are_credit():
    typed = read("balance", "1,200.00 Cr", "5.00 Cr")

    assert typed.numbers is not None
    assert typed.numbers.to_list() == [1200, 5]


def test_years_and_months_are_never_mixed():
    assert not read("emp length", "3 years", "8 months", "2 years").is_number


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        (["12%", "3.5 %", "0.25%"], "percent"),
        (["₹5", "₹1,000", "7"], "currency"),
        (["36 months", "60 months", "12 months"], "months"),
        (["5 yrs", "7 yrs", "1 yr"], "years"),
    ],
)
def test_the_unit_is_what_the_marks_say(values, unit):
    wide = [f"{i}{v[1:]}" if v[0].isdigit() else f"{v}{i}" for i in range(1, 9) for v in values]

    assert dataset({"what": wide}).find_column("what").unit == unit


def test_the_settings_decide_the_unit_before_the_marks():
    table = {"what": [f"{i}.5%" for i in range(30)]}

    assert dataset(table, units={"what": "score"}).find_column("what").unit == "score"


def test_a_few_shares_among_percents_are_warned_of():
    finding = found({"rate": ["12%", "15%", "0.12", "7%"] * 9})["D075", "rate"]

    assert (finding.severity, finding.count) == ("warn", 9)


def test_figures_of_findings_are_in_the_reader_s_manner():
    shares = found({"rate": ["12%", "15%", "0.12", "7%"] * 9})["D075", "rate"]
    message = write_text(shares.message, Numbers(locale="de-DE"))

    assert message.endswith("0,12 may mean 12\u00a0%")


def test_currencies_are_not_mixed_in_silence():
    found_ = found({"income": [f"${i}" for i in range(20)] + ["€7", "€9"]})

    assert found_["D073", "income"].count == 2
    assert "not converted" in str(found_["D073", "income"].action)


def test_one_currency_is_said_and_used_in_the_report(rng):
    figures = rng.normal(50_000, 9_000, 300)
    table = {
        "income": [f"₹{v:,.0f}" for v in figures],
        "debt": [f"{v:.2f}" for v in rng.normal(900, 90, 300)],
    }

    assert found(table)["D074", ""].severity == "note"
    study = segment(pl.DataFrame(table), k=2, quick=True)
    assert study.settings.deliver.currency == "INR"
    dollars = {"deliver": {"currency": "USD"}}
    study = segment(pl.DataFrame(table), k=2, quick=True, settings=dollars)
    assert study.settings.deliver.currency == "USD"


def test_columns_in_different_currencies_leave_the_choice_to_the_user():
    table = {"a": [f"${i * 7 % 90}" for i in range(40)], "b": [f"€{i * i}" for i in range(40)]}

    assert dataset(table).currency == ""
    assert found(table)["D074", ""].severity == "warn"


def amounts(*headings: str) -> dict[str, list[str]]:
    return {
        heading: [f"{(place + 1) * 1000 + i * i}" for i in range(60)]
        for place, heading in enumerate(headings)
    }


def test_the_currency_of_headings_is_used_where_it_is_one():
    table = amounts("monthly_income_eur", "savings_balance_eur", "debt")

    assert dataset(table).currency == "EUR"
    note = found(table)["D074", ""]
    assert (note.severity, note.count) == ("note", 2)
    assert segment(pl.DataFrame(table), k=2, quick=True).settings.deliver.currency == "EUR"


def test_headings_in_two_currencies_leave_the_choice_to_the_user():
    table = amounts("income_eur", "savings_usd")

    assert dataset(table).currency == ""
    assert found(table)["D074", ""].severity == "warn"


def test_a_heading_against_its_own_figures_leaves_the_choice_to_the_user():
    table = {"income_eur": [f"${1000 + i * i}" for i in range(60)]}

    assert dataset(table).currency == ""


def test_a_currency_makes_an_amount_of_what_no_word_explains():
    read_ = dataset(amounts("xyz_eur", "xyz_rub", "xyz", "visits_chf"))

    assert [read_.find_column(n).unit for n in ("xyz_eur", "xyz_rub")] == ["currency"] * 2
    assert read_.find_column("xyz").unit == "none"


@pytest.mark.parametrize("heading", ["n_xyz_usd", "has_xyz_usd", "xyz_rate_eur"])
def test_a_currency_makes_no_amount_of_what_is_counted_or_divided(heading):
    assert dataset(amounts(heading)).find_column(heading).unit != "currency"


def test_plain_numbers_say_nothing():
    typed = read("income", "5", "7.25", "-3")

    assert not typed.reading.write_reading()
    assert typed.reading.unit is None


def settle(
    *texts: str, phrase: str = "", plain: int = 0, force: bool = False, credit: bool = False
):
    parts = split_marks(pl.Series(texts, dtype=pl.String))
    settled = settle_marks(parts, phrase, plain, force=force, credit=credit)
    return settled, [d is not None for d in settled.parts["digits"].to_list()]


@pytest.mark.parametrize(
    ("texts", "phrase", "plain", "read"),
    [
        (("12L", "5K"), "", 2, True),  # as many plain numbers
        (("12L", "5K"), "", 1, False),
        (("12L", "5K"), "income", 0, True),
        (("1.5L", "5K"), "", 0, True),  # a fraction
        (("12L", "5 lakh"), "", 0, True),  # beside a word
        (("$12L", "5K"), "", 0, True),
        (("12L", "5K"), "seat size", 2, False),
        (("$12L", "5K"), "seat size", 0, True),
    ],
)
def test_single_letters_are_magnitudes_where_something_shows_it(texts, phrase, plain, read):
    settled, digits = settle(*texts, phrase=phrase, plain=plain)

    assert digits == [read, read]
    assert bool(settled.unread) is not read
    assert all(settle(*texts, phrase=phrase, force=True)[1])


def test_years_beside_months_are_refused_and_forced_the_most_frequent_stays():
    texts = ("5 years", "7 years", "9 months", "3")

    refused, digits = settle(*texts)
    forced, kept = settle(*texts, force=True)

    assert digits == [False, False, False, True]
    assert dict(refused.unread) == {"years": 2, "months": 1}
    assert kept == [True, True, False, True]
    assert dict(forced.unread) == {"months": 1}
    assert settle("5 years", "7 years")[1] == [True, True]


@pytest.mark.parametrize(
    ("texts", "known", "credit", "debit", "negative"),
    [
        (("5 Cr", "7 Dr"), False, 1, 1, [False, True]),
        (("5 Cr", "-7 Dr"), False, 1, 1, [False, False]),
        (("5 Cr", "7 Cr"), False, 0, 0, [False, False]),
        (("5 Cr", "7 Cr"), True, 2, 0, [False, False]),
        (("1234 Cr", "7 Cr"), False, 2, 0, [False, False]),  # nobody has a thousand crore
        (("999 Cr", "7 Cr"), False, 0, 0, [False, False]),
        (("1,234 Cr", "7 Cr"), False, 2, 0, [False, False]),
    ],
)
def test_cr_is_credit_beside_dr_or_on_amounts_nobody_has_in_crore(
    texts, known, credit, debit, negative
):
    settled, _ = settle(*texts, credit=known)

    assert (settled.credit, settled.debit) == (credit, debit)
    assert settled.parts["negative"].to_list() == negative
    magnitudes = settled.parts["magnitude"].to_list()
    assert magnitudes == ([None, None] if credit else ["cr", "cr"])
