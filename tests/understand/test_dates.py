"""Are dates read in one form per column, doubt said, and months counted to a stated day?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.errors import ColumnKindError, SettingsError
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.dates import (
    correct_centuries,
    count_completed_years,
    count_months_since,
    understand_dates,
)

N = 120
DAYS = st.lists(st.dates(date(1900, 2, 1), date(2099, 12, 31)), min_size=1, max_size=30)
FORMS = ["%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y"]


@pytest.mark.parametrize("form", FORMS)
@given(days=DAYS)
def test_dates_of_one_form_come_back_as_they_were(form, days):
    text = pl.Series([day.strftime(form) for day in days])

    read = understand_dates("d", text)

    assert read.days is not None
    assert read.days.to_list() == days


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y"])
@given(days=DAYS)
def test_day_and_month_are_never_exchanged(form, days):
    text = pl.Series([day.strftime(form) for day in days])

    read = understand_dates("d", text)

    assert bool(read.dates.form) == any(day.day > 12 for day in days)
    assert read.dates.form in {form, ""}


def since(form: str = "%d/%m/%Y", days: int = 28) -> list[str]:
    start = date(2020, 1, 1)
    return [(start + timedelta(days=i % days)).strftime(form) for i in range(N)]


def read(table: dict[str, object], **settings: object) -> Dataset:
    rng = np.random.default_rng(2)
    whole = {"income": rng.normal(9, 1, N), **table}
    return read_source(pl.DataFrame(whole), Settings().change_section("read", **settings))


def test_a_column_of_dates_gives_months_up_to_the_latest_date():
    dataset = read({"opened": since()})

    made = dataset.find_column("months since opened")
    assert (made.role, made.kind, made.unit, made.quantity) == (
        "descriptor", "number", "months", "tenure",
    )  # fmt: skip
    assert dataset.as_of == "2020-01-28"
    assert "latest date in `opened`" in str(dataset.as_of_reason)
    assert dataset.table["months since opened"].min() == 0.0


def test_an_as_of_date_that_is_set_is_kept():
    dataset = read({"opened": since()}, as_of="2021-01-01")

    assert dataset.as_of == "2021-01-01"
    assert dataset.table["months since opened"][0] == pytest.approx(12.0, abs=0.05)


def test_nothing_is_made_of_dates_whose_form_is_open():
    dataset = read({"opened": since(days=12)})

    assert [d.form for d in dataset.dates] == [""]
    assert not dataset.elapsed
    told = read({"opened": since(days=12)}, dates={"opened": "%m/%d/%Y"})
    assert told.as_of == "2020-12-01"


def test_dates_ahead_and_placeholders_are_not_the_as_of_date():
    due = [(date(2030, 1, 1) + timedelta(days=i)).isoformat() for i in range(N)]
    opened = ["9999-12-31", *since("%Y-%m-%d")[1:]]

    dataset = read({"opened": opened, "maturity_date": due})

    assert dataset.as_of == "2020-01-28"
    assert dataset.dates[0].placeholders == 1
    assert dataset.find_column("months since opened").missing == 1
    assert (dataset.table["months since maturity_date"] < 0).all()


def test_dates_of_birth_give_ages_that_are_protected():
    born = [f"{1950 + i % 50}-06-{i % 28 + 1:02d}" for i in range(N)]

    dataset = read({"DOB": born, "opened": since("%Y-%m-%d")})

    age = dataset.find_column("age from DOB")
    assert dataset.find_column("DOB").role == "personal"
    assert (age.role, age.quantity, age.unit) == ("protected", "age", "years")
    assert dataset.table["age from DOB"][0] == 69.0


def test_other_forms_in_a_column_are_counted_and_missing():
    dataset = read({"opened": ["2020-01-05", "someday", *since()[2:]]})

    dates = dataset.dates[0]
    assert dates.unreadable == 2
    assert dates.others == (("%Y-%m-%d", 1),)
    assert dataset.find_column("months since opened").missing == 2


def test_excel_serials_are_dates_where_a_date_is_named():
    dataset = read({"open_date": [43_831 + i for i in range(N)]})

    assert dataset.dates[0].first == "2020-01-01"


def test_a_form_that_no_value_has_is_an_error():
    with pytest.raises(ColumnKindError, match="%Y%m%d"):
        read({"opened": since()}, dates={"opened": "%Y%m%d"})


@pytest.mark.parametrize(
    "wrong", [{"as_of": "31.12.2024"}, {"dates": {"opened": "%H"}}, {"as_of": "2024-02-30"}]
)
def test_settings_that_are_no_dates_are_refused(wrong):
    with pytest.raises(SettingsError):
        Settings().change_section("read", **wrong)


def test_a_date_without_quotes_is_a_date():
    assert Settings.from_toml("[read]\nas_of = 2024-12-31").read.as_of == "2024-12-31"


@given(day=st.dates(date(1920, 1, 1), date(2020, 1, 1)), years=st.integers(0, 80))
def test_an_age_changes_on_the_birthday(day, years):
    on = day.replace(year=day.year + years, day=min(day.day, 28))
    born = pl.Series([day.replace(day=min(day.day, 28))])

    assert count_completed_years(born, on)[0] == years
    assert count_completed_years(born, on - timedelta(days=1))[0] == years - 1


@given(day=st.dates(date(1920, 1, 1), date(2020, 1, 1)), shift=st.integers(-4000, 4000))
def test_months_grow_with_the_as_of_date(day, shift):
    born = pl.Series([day])
    later = day + timedelta(days=shift)

    months = count_months_since(born, later)[0]

    assert months == pytest.approx(shift / 30.436875)


def test_births_that_lie_ahead_are_of_the_century_before():
    days = pl.Series([date(2050, 1, 1), date(1990, 1, 1), None])

    moved = correct_centuries(days, date(2024, 1, 1)).to_list()

    assert moved == [date(1950, 1, 1), date(1990, 1, 1), None]
