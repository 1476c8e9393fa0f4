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
    describe_date_form,
    find_counted_form,
    find_latest_date,
    looks_like_dates,
    looks_like_serials,
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


def of_days(*days: str | None) -> pl.Series:
    return pl.Series(days, dtype=pl.String).str.to_date()


@pytest.mark.parametrize(("words", "dates"), [(1, True), (2, False)])
def test_a_column_is_one_of_dates_where_nineteen_of_twenty_are(words, dates):
    texts = ["soon"] * words + [f"2024-01-{i:02}" for i in range(1, 21 - words)]

    assert looks_like_dates(pl.Series(texts)) is dates


@pytest.mark.parametrize(
    ("lowest", "highest", "serials"),
    [
        (7_306, 73_050, True),
        (7_305, 73_050, False),
        (7_306, 73_051, False),
        (40_000, 40_000, True),
    ],
)
def test_serial_numbers_lie_between_1920_and_2099(lowest, highest, serials):
    assert looks_like_serials(lowest, highest) is serials


@pytest.mark.parametrize(
    ("day_first", "month_first", "form"),
    [
        (99, 1, "%d/%m/%Y"),
        (98, 2, ""),
        (1, 99, "%m/%d/%Y"),
        (2, 98, ""),
        (0, 0, ""),
        (1, 0, "%d/%m/%Y"),
    ],
)
def test_one_of_a_hundred_values_may_tell_the_opposite(day_first, month_first, form):
    texts = ["13/01/2024"] * day_first + ["01/13/2024"] * month_first + ["01/02/2024"] * 3

    read = understand_dates("d", pl.Series(texts))

    assert read.dates.form == form
    assert read.dates.examples == (() if form else ("%d/%m/%Y", "%m/%d/%Y"))
    if form:
        assert read.dates.unreadable == min(day_first, month_first)


def test_placeholders_gaps_and_other_forms_are_counted_apart():
    texts = [
        "2020-05-01", "2021-05-01", "1879-12-31", "1880-01-01", "2099-12-31", "2100-01-01",
        "1900-01-01", "1900-01-03", None, "3.4.2020", "soon",
    ]  # fmt: skip

    dates = understand_dates("d", pl.Series(texts)).dates

    assert dates.placeholders == 3
    assert dates.unreadable == 2
    assert dates.others == (("%d.%m.%Y", 1),)
    assert (dates.first, dates.last) == ("1880-01-01", "2099-12-31")
    assert dates.two_digit_years == 0


def test_years_of_two_digits_are_counted_without_gaps():
    dates = understand_dates("d", pl.Series(["13/01/24", "14/02/23", None, "soon"])).dates

    assert (dates.two_digit_years, dates.unreadable) == (2, 1)
    assert dates.said == "day/month/year (two digits)"


def test_serial_numbers_are_days_from_1899():
    read = understand_dates(
        "d", pl.Series(["1", "45292", "45292.75", "-1", "2958466"]), counted="excel"
    )

    assert read.days is not None
    assert read.days.to_list()[1:3] == [date(2024, 1, 1)] * 2
    assert read.dates.placeholders == 1  # 1899-12-31
    assert read.dates.unreadable == 2
    assert describe_date_form("excel") == "Excel's serial numbers"


def test_ages_change_on_the_birthday_and_months_are_of_365_2425_twelfths():
    births = of_days("1990-03-14", "1990-03-15", "1990-03-16", "1990-04-01", "1990-02-28", None)

    assert count_completed_years(births, date(2024, 3, 15)).to_list() == [34, 34, 33, 33, 34, None]
    months = count_months_since(of_days("2023-03-15", "2024-03-16"), date(2024, 3, 15)).to_list()
    assert months == [pytest.approx(366 * 12 / 365.2425), pytest.approx(-12 / 365.2425)]


def test_births_move_a_century_only_where_they_lie_ahead():
    days = of_days("2024-03-15", "2024-03-16", None, "1990-01-01")

    assert correct_centuries(days, date(2024, 3, 15)).to_list() == [
        date(2024, 3, 15),
        date(1924, 3, 16),
        None,
        date(1990, 1, 1),
    ]


def test_the_latest_date_is_found_with_its_column_and_the_days_before_it():
    one = of_days("2024-01-01", "2024-01-11", "2024-01-11", None)
    other = of_days("2024-01-05")

    assert find_latest_date([("b", other), ("a", one)]) == (date(2024, 1, 11), "a", 10)
    assert find_latest_date([("b", other)]) == (date(2024, 1, 5), "b", 0)
    assert find_latest_date([("a", of_days(None))]) == (None, "", 0)
    assert find_latest_date([("a", one), ("b", one)])[1] == "a"


@pytest.mark.parametrize(
    "gap", ["NaT", "nan", "NaN", "None", "", None, "-", "NULL", "0000-00-00", "00/00/0000"]
)
@pytest.mark.parametrize("form", ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y %H:%M"])
@pytest.mark.parametrize("every", [10, 2])
def test_dates_are_read_however_a_gap_among_them_is_written(gap, form, every):
    texts = [gap if i % every == 0 else text for i, text in enumerate(since(form))]

    dataset = read({"amount": list(range(N)), "joined": texts})

    (dates,) = dataset.dates
    assert (dates.form, dates.unreadable) == (form.split(" ")[0], 0)
    (made,) = dataset.elapsed
    assert dataset.table[made.name].null_count() == N // every


def test_a_single_day_above_12_decides_for_all():
    texts = since("%d-%m-%Y", 12)

    assert read({"joined": texts}).dates[0].form == ""
    texts[60] = "13-01-2020"
    assert read({"joined": texts}).dates[0].form == "%d-%m-%Y"
    texts[60] = "01-13-2020"
    assert read({"joined": texts}).dates[0].form == "%m-%d-%Y"
    texts[61] = "13-01-2020"
    assert read({"joined": texts}).dates[0].form == ""


@pytest.mark.parametrize(("form", "size"), [("unix", 1), ("unix ms", 1000)])
def test_moments_counted_from_1970_are_read_to_the_day(form, size):
    moments = [0, 86_399, 86_400, -1, 1_600_000_000]

    read = understand_dates("t", pl.Series([str(m * size) for m in moments]), counted=form)

    assert read.days is not None
    assert [str(day) for day in read.days] == [
        "1970-01-01", "1970-01-01", "1970-01-02", "1969-12-31", "2020-09-13",
    ]  # fmt: skip
    assert "1970" in describe_date_form(form)


@pytest.mark.parametrize(
    ("lowest", "highest", "form"),
    [
        (1e9, 2.1e9, "unix"),
        (1e9 - 1, 2.1e9, ""),
        (1e9, 2.1e9 + 1, ""),
        (1e12, 2.1e12, "unix ms"),
        (1e12 - 1, 2.1e12, ""),
        (1e12, 2.1e12 + 1, ""),
        (7_306, 73_050, "excel"),
    ],
)
def test_what_whole_numbers_may_count_from_a_first_day(lowest, highest, form):
    assert find_counted_form(lowest, highest) == form


@pytest.mark.parametrize(
    ("heading", "size", "known"),
    [("last_seen_ts", 1, True), ("created at", 1000, True), ("turnover", 1, False)],
)
def test_moments_under_a_word_of_time_become_months_since_then(heading, size, known, rng):
    first = 1_577_836_800  # 1 January 2020
    moments = first + rng.integers(0, 365, 300) * 86_400
    moments[0] = first + 365 * 86_400
    table = pl.DataFrame({heading: moments * size, "age": rng.integers(20, 70, 300)})

    dataset = read_source(table, Settings())

    assert (dataset.columns[0].role == "date") is known
    since = [c for c in dataset.columns if c.original == f"months since {heading}"]
    assert bool(since) is known
    if known:
        assert dataset.as_of == "2020-12-31"
        months = dataset.table[since[0].name]
        assert months.min() == 0.0
        assert 11.5 < months.to_numpy().max() < 12.1
