"""Up to which day are months counted, and is a doubtful day seen as one?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.disclose.withhold import withhold
from finseg.errors import AsOfError, WrongColumnsError
from finseg.records.dataset import Dataset, Elapsed
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_types import Typed
from finseg.understand.elapsed import count_elapsed, derive_again

DAYS = [f"{y}-{m:02}-15" for y in (2021, 2022) for m in range(1, 13)]


def read(dates, **settings):
    table = pl.DataFrame({"opened": dates, "income": [1000.5 + 7 * i for i in range(len(dates))]})
    return read_source(table, Settings().change_section("read", **settings))


@pytest.mark.parametrize(("latest", "alone"), [("2023-12-16", False), ("2023-12-17", True)])
def test_a_latest_date_more_than_a_year_behind_the_others_is_doubted(latest, alone):
    data = read([*DAYS, latest])  # 366 and 367 days after 2022-12-15

    assert data.as_of == latest
    assert data.as_of_alone is alone


def test_a_date_that_is_set_is_never_doubted():
    data = read([*DAYS, "2030-01-01"], as_of="2024-06-30")

    assert (data.as_of, data.as_of_alone) == ("2024-06-30", False)


def count(rule, *days):
    numbers = count_elapsed(rule, pl.Series(days).str.to_date()).numbers
    assert numbers is not None
    return numbers.to_list()


def rule(how, form="%Y-%m-%d"):
    return Elapsed(name="x", source="d", how=how, form=form, as_of="2024-03-15")


def test_ages_are_completed_years_and_months_are_exact():
    assert count(rule("age"), "1990-03-15", "1990-03-16", None) == [34.0, 33.0, None]
    assert count(rule("months since"), "2023-03-15") == pytest.approx([366 / 30.436875])


def test_births_in_two_digits_do_not_lie_ahead():
    assert count(rule("age", "%d/%m/%y"), "2068-01-01", "2004-01-01") == [56.0, 20.0]


def birth_years(years, **settings):
    table = pl.DataFrame(
        {"Year_Birth": years, "income": [1000.5 + 7 * i for i in range(len(years))]}
    )
    return read_source(table, Settings().change_section("read", **settings))


def test_a_year_of_birth_becomes_an_age_that_makes_nobody_older():
    # On 15 March 2026 who was born in 1990 is 35 or 36: 35 at least.
    data = birth_years([1990, 2008, 2009, None, *range(1940, 1980)], as_of="2026-03-15")

    age = data.find_column("age from Year_Birth")
    assert data.table[age.name].to_list()[:5] == [35.0, 17.0, 16.0, None, 85.0]
    assert (age.role, age.measure.quantity.value, age.unit) == ("protected", "age", "years")
    assert data.find_column("Year_Birth").role == "protected"


def test_without_a_day_up_to_which_to_count_a_year_of_birth_stays_one():
    data = birth_years([1990, 2008, *range(1940, 1980)])

    assert [c.name for c in data.columns] == ["Year_Birth", "income"]


def test_a_model_that_knows_ages_makes_them_of_other_customers_years():
    typed = Typed(written=pl.Series(["1990", "2000.0", None]))

    found = derive_again(rule("age", "%Y"), typed, as_of="2030-12-31", where="a.csv")

    assert found.numbers is not None
    assert found.numbers.to_list() == [40.0, 30.0, None]


def test_scoring_needs_a_date_and_dates_in_the_form_of_the_model():
    typed = Typed(written=pl.Series(["2024-01-01", "2024-02-01", "x"]))
    with pytest.raises(AsOfError, match="none is given"):
        derive_again(rule("months since"), typed, as_of="", where="a.csv")
    with pytest.raises(AsOfError, match="no such date"):
        derive_again(rule("months since"), typed, as_of="31.3.2024", where="a.csv")
    made = derive_again(rule("months since"), typed, as_of="2024-03-01", where="a.csv")
    assert made.numbers is not None
    assert made.numbers.null_count() == 1
    other = Typed(written=pl.Series(["1/2/2024", "2/2/2024", "2024-01-01"]))
    with pytest.raises(WrongColumnsError, match="2 values"):
        derive_again(rule("months since"), other, as_of="2024-03-01", where="a.csv")


@pytest.mark.parametrize(("latest", "told"), [("2023-12-16", True), ("2023-12-17", False)])
def test_an_as_of_date_that_stands_alone_is_one_customers(latest, told):
    data = read([*DAYS, latest])
    texts = [data.as_of_reason, data.find_column("months since opened").reason]

    shown = " ".join(str(withhold(text, 5)) for text in texts)

    assert latest in str(texts[1])
    assert (latest in shown) is told
    assert "367" not in shown  # with the date before it, its distance says the date
    assert "months from `opened`" in shown
    assert "the latest date in `opened`" in shown


@pytest.mark.parametrize(("wrong", "refused"), [(2, False), (3, True)])
def test_half_of_the_dates_may_have_another_form(wrong, refused):
    texts = ["1/2/2024"] * wrong + ["2024-01-01"] * 2 + [None] * 5
    typed = Typed(written=pl.Series(texts))
    if not refused:
        made = derive_again(rule("months since"), typed, as_of="2024-03-01", where="a")
        assert made.numbers is not None
        assert made.blanks == 5 + wrong
        return
    with pytest.raises(WrongColumnsError, match="3 values"):
        derive_again(rule("months since"), typed, as_of="2024-03-01", where="a")


def made(
    heading: str, *, roles: dict[str, str] | None = None, as_of: str = "2024-06-30"
) -> Dataset:
    days = [f"{1980 + i % 20}-{1 + i % 12:02}-15" for i in range(60)]
    table = pl.DataFrame({heading: days, "income": [900.5 + 7 * i for i in range(60)]})
    return read_source(table, Settings().change_section("read", roles=roles or {}, as_of=as_of))


@pytest.mark.parametrize(
    ("heading", "name", "role", "unit", "quantity"),
    [
        ("date of birth", "age from date of birth", "protected", "years", "age"),
        ("opened", "months since opened", "descriptor", "months", "tenure"),
        (
            "last purchase date",
            "months since last purchase date",
            "descriptor",
            "months",
            "recency",
        ),
        ("maturity date", "months since maturity date", "descriptor", "months", "duration"),
    ],
)
def test_a_date_becomes_an_age_or_months_by_its_heading(heading, name, role, unit, quantity):
    dataset = made(heading)

    (rule_of,) = dataset.elapsed
    column = dataset.find_column(name)
    assert (rule_of.source, rule_of.as_of) == (heading, "2024-06-30")
    assert (column.role, column.unit, column.quantity) == (role, unit, quantity)
    first = dataset.table[name][0]
    assert first == (44 if unit == "years" else pytest.approx(16238 / 30.436875))


@pytest.mark.parametrize("heading", ["date of birth", "maturity date"])
def test_births_and_days_to_come_do_not_say_up_to_when_the_table_reaches(heading):
    dataset = made(heading, as_of="")

    assert dataset.as_of == ""
    assert dataset.elapsed == ()


def test_a_column_the_table_has_already_is_not_made_again():
    days = [f"{2000 + i % 20}-{1 + i % 12:02}-15" for i in range(60)]
    table = pl.DataFrame({"opened": days, "months since opened": [5.5 + i for i in range(60)]})

    dataset = read_source(table, Settings())

    assert dataset.elapsed == ()
    assert dataset.table["months since opened"][0] == 5.5


@pytest.mark.parametrize(("first", "read_so"), [(18_000_101, True), (17_991_231, False)])
def test_births_without_marks_go_back_to_1800(first, read_so):
    births = [first, *(19_500_101 + 10_000 * (i % 40) for i in range(59))]
    table = pl.DataFrame({"date of birth": births, "income": [900.5 + 7 * i for i in range(60)]})

    dataset = read_source(table, Settings().change_section("read", as_of="2024-06-30"))

    assert bool(dataset.dates) is read_so
