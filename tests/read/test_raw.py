"""Are names unique and readable, and numbers and dates written as they are meant?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from finseg.read.raw import Raw, blank_unwritable_dates, format_plain_numbers, make_readable_names
from finseg.records.dataset import Source


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["a", "A", "a"], ("a", "A (2)", "a (3)")),
        (["a", "a (2)", "a"], ("a", "a (2)", "a (3)")),
        (["", "x", " "], ("column 1", "x", "column 3")),
        (["a\tb\n c", "\u202ed"], ("a b c", "d")),
        (["n" * 60, "m" * 61], ("n" * 60, "m" * 59 + "…")),
    ],
)
def test_names_are_unique_whatever_their_case_and_short(headings, names):
    assert make_readable_names(headings) == names


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.0, None, -2.0], ["1", None, "-2"]),
        ([1.0, 2.5], ["1.0", "2.5"]),
        ([2.0**53 - 1], ["9007199254740991"]),
        ([1.0, float("nan")], ["1", None]),
        ([3, None], ["3", None]),
    ],
)
def test_whole_numbers_are_written_without_a_point(values, texts):
    assert format_plain_numbers(pl.Series(values)).to_list() == texts


def test_a_number_that_a_double_does_not_keep_is_written_as_it_is():
    assert format_plain_numbers(pl.Series([2.0**53])).to_list() != [str(2**53)]


@pytest.mark.parametrize("unit", ["ms", "us"])
def test_dates_beyond_the_calendar_are_left_out(unit):
    per_day = 86_400 * 10 ** {"ms": 3, "us": 6}[unit]
    most = 95_000_000
    physical = pl.Series([0, most * per_day, (most + 1) * per_day, -(most + 1) * per_day, None])

    kept = blank_unwritable_dates(physical.cast(pl.Datetime(unit)))

    assert kept.is_null().to_list() == [False, False, True, True, True]


def test_days_and_times_within_the_calendar_stay_as_they_are():
    days = pl.Series([dt.date(2024, 1, 1), None])
    times = pl.Series([dt.time(1)])

    assert blank_unwritable_dates(days).to_list() == days.to_list()
    assert blank_unwritable_dates(times).to_list() == times.to_list()
    far = pl.Series([0, 95_000_000, 95_000_001], dtype=pl.Int32).cast(pl.Date)
    assert blank_unwritable_dates(far).is_null().to_list() == [False, False, True]


def test_rows_know_the_span_and_the_name_of_their_file():
    parts = tuple(Source(name=name, format="CSV") for name in ("a", "b", "c"))
    table = pl.DataFrame({"x": [1, 2, 3]})
    raw = Raw(
        table=table,
        originals=("x",),
        lines=np.arange(3),
        source=Source(name="all", format="CSV", parts=parts),
        files=np.array([0, 0, 2], np.int32),
    )
    alone = Raw(table=table, originals=("x",), lines=np.arange(3), source=parts[0])

    assert raw.list_file_spans() == [(0, 2), (2, 2), (2, 3)]
    assert (raw.find_file_name(1), raw.find_file_name(2)) == ("a", "c")
    assert alone.list_file_spans() == [(0, 3)]
    assert alone.find_file_name(0) == ""


def test_columns_read_as_whole_numbers_become_text_again():
    raw = Raw(
        table=pl.DataFrame({"x": [1, None], "y": [2, 3]}),
        originals=("x", "y"),
        lines=np.arange(2),
        source=Source(name="a", format="CSV"),
        whole=frozenset({"x"}),
    )

    text = raw.restore_text()

    assert text.table.to_dict(as_series=False) == {"x": ["1", None], "y": [2, 3]}
    assert text.whole == frozenset()
