"""Are numbers read as people write them, and ids left alone?"""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.read.raw import LONGEST_NUMBER
from finseg.records.reading import Habit
from finseg.understand.column_types import Hints, read_column, read_table
from finseg.vocabulary.missing_values import is_missing
from tests.builders.numbers import parse_numbers


def column(*values: str | None) -> pl.Series:
    return pl.Series("x", values, dtype=pl.String)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("₹1,18,597.50", 118597.5),
        ("1,18,597", 118597.0),
        ("Rs. 500/-", 500.0),
        ("$1,234,567.89", 1234567.89),
        ("-$5", -5.0),
        ("$-5", -5.0),
        ("(1,200)", -1200.0),
        ("1200-", -1200.0),
        ("−3.5", -3.5),
        ("12 %", 12.0),
        ("1 234", 1234.0),
        ("1\u202f234.5", 1234.5),
        ("1'234", 1234.0),
        ("250 EUR", 250.0),
        ("1.2e5", 120000.0),
        (".5", 0.5),
        (" 7 ", 7.0),
        ("+4", 4.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_numbers(column(text)).to_list() == [number]


@pytest.mark.parametrize("text", ["1.234,56", "€1.234,56", "1 234,56", "1234,56"])
def test_a_decimal_comma_is_read_where_the_column_has_one(text):
    assert parse_numbers(column(text), ",").to_list() == [1234.56]


@pytest.mark.parametrize("text", ["12,34", "1,2,3", "abc", "1-2", "2024-01-01", "1.2.3", "$", "%"])
def test_what_is_no_number_stays_none(text):
    assert parse_numbers(column(text)).to_list() == [None]


def test_a_column_with_sure_decimal_commas_is_read_with_them_throughout():
    read = read_column(column("1.234,56", "1.500", "2,5", "7"))

    assert read.numbers is not None
    assert read.numbers.to_list() == [1234.56, 1500.0, 2.5, 7.0]


def test_thousands_marks_are_no_decimal_commas():
    read = read_column(column("1,234", "500", "12,345.5"))

    assert read.numbers is not None
    assert read.numbers.to_list() == [1234.0, 500.0, 12345.5]


@given(numbers=st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_plain_numbers_come_back_exactly(numbers):
    read = read_column(column(*(repr(n) for n in numbers)))

    assert read.numbers is not None
    assert read.numbers.to_list() == numbers


@given(ids=st.lists(st.integers(0, 10**17 - 1), min_size=1, unique=True))
def test_ids_keep_their_zeros_and_all_seventeen_digits(ids):
    texts = [f"{i:017d}" for i in ids]

    read = read_column(column(*texts))

    assert not read.is_number
    assert read.text.to_list() == texts


def test_one_zero_among_decimals_makes_no_id():
    assert read_column(column("0.5", "012.5", "3")).is_number


def test_spellings_of_missing_are_counted_in_a_column_of_numbers():
    read = read_column(column(*["5"] * 20, "NA", "NA", "?", "-", "inf", None))

    assert read.numbers is not None
    assert read.numbers.null_count() == 6
    assert read.spellings == (("NA", 2), ("-", 1), ("?", 1), ("inf", 1))
    assert read.blanks == 1
    assert read.unreadable is None


@pytest.mark.parametrize("huge", ["1e308", "-1e200", "1e999", "9" * 120 + ".0"])
def test_numbers_nobody_can_have_are_missing(huge):
    texts = read_column(column(*["5.5"] * 30, huge))
    floats = read_column(pl.Series("x", [5.5] * 30 + [float(huge)]))

    assert texts.spellings == ((huge, 1),)
    assert texts.numbers is not None
    assert floats.numbers is not None
    assert texts.numbers.null_count() == floats.numbers.null_count() == 1


def test_a_code_na_in_a_category_is_no_gap():
    read = read_column(column("NA", "little", "NA", "rich"))

    assert not read.is_number
    assert read.blanks == 0


def test_text_in_a_few_rows_of_a_column_of_numbers_is_unreadable():
    read = read_column(column(*["5"] * 99, "five"))

    assert read.unreadable is not None
    assert read.unreadable.arg_true().to_list() == [99]


def test_text_in_many_rows_makes_it_a_column_of_text():
    assert not read_column(column(*["5"] * 90, *["five"] * 10)).is_number


def test_forced_numbers_leave_the_rest_unreadable():
    read = read_column(column("5", "five", "six"), Hints(force=True))

    assert read.unreadable is not None
    assert read.unreadable.to_list() == [False, True, True]


@pytest.mark.parametrize(
    "text", ["", "na", "N/A", " NULL ", "None", "nan", "-", "?", "Unknown", "#N/A"]
)
def test_missing_has_many_spellings(text):
    assert is_missing(column(text)).to_list() == [True]


def test_typed_columns_are_taken_as_they_are():
    whole = read_column(pl.Series("x", [12345678901234567, 2, None]))
    broken = read_column(pl.Series("x", [1.0, float("nan"), float("inf")]))
    flag = read_column(pl.Series("x", [True, None]))
    nested = read_column(pl.Series("x", [[1], [2]]))

    assert whole.text.to_list() == ["12345678901234567", "2", None]
    assert broken.spellings == (("NaN", 1), ("inf", 1))
    assert flag.text.to_list() == ["true", None]
    assert nested.blanks == 2


def test_whole_floats_are_written_without_a_point():
    assert read_column(pl.Series("x", [7.0, None, 8.0])).text.to_list() == ["7", None, "8"]


@pytest.mark.parametrize(("words", "number"), [(5, True), (6, False)])
def test_a_column_is_one_of_numbers_where_nineteen_of_twenty_values_are(words, number):
    texts = [f"word{i}" if i < words else f"{i}" for i in range(100)]

    typed = read_column(column(*[None] * 50, *texts))

    assert typed.is_number is number
    assert typed.blanks == 50
    if number:
        assert typed.unreadable is not None
        assert typed.unreadable.sum() == words


def test_figures_alone_settle_less_than_the_spellings_behind_them():
    # Numbers with a decimal comma beside ones with a point: five of a hundred are too many at six.
    def read(other: int):
        texts = ["1,5" if i < other else f"{i}.25" for i in range(100)]
        return read_column(column(*texts))

    assert read(5).is_number
    assert not read(6).is_number
    assert "decimal points beside" in str(read(6).note)


@pytest.mark.parametrize(("marked", "said"), [(7, False), (8, True)])
def test_letters_on_a_twentieth_of_the_rows_explain_a_column_of_words(marked, said):
    texts = [f"{i}L" if i < marked else f"{i}" for i in range(40)]

    gaps = [None] * 110  # of 150 rows 7.5 are a twentieth
    typed = read_column(column(*texts, *gaps), Hints(phrase="seat size"))

    assert not typed.is_number
    assert bool(typed.reading.letters) is said


def test_marks_are_counted_on_the_values_they_stand_on():
    typed = read_column(column("5%", "1", "0.5", "0", "1.5", "20 %", None, "12"))

    reading = typed.reading
    assert reading.units == (("percent", 2),)
    assert reading.bare == 5
    assert reading.shares == 2  # 1 and 0.5; 0 says nothing
    assert read_column(column("$5", "7", "€3")).reading.currencies == (("EUR", 1), ("USD", 1))
    assert read_column(column("0.5", "1")).reading.shares == 0


def test_gaps_are_counted_by_their_spelling_and_blanks_apart():
    numbers = read_column(column("5", "n/a", None, "?", "n/a", "7"), Hints(missing=("?",)))
    words = read_column(column("red", "", None, "blue", "red"))

    assert numbers.spellings == (("?", 1), ("n/a", 2))
    assert numbers.blanks == 1
    assert numbers.numbers is not None
    assert numbers.numbers.to_list() == [5, None, None, None, None, 7]
    assert words.blanks == 2


def test_whole_numbers_that_a_double_does_not_keep_are_counted():
    assert read_column(pl.Series([2.0**53, 5.0])).reading.rounded == 0
    assert read_column(pl.Series([2.0**53 + 2, -(2.0**53) - 2, 5.0])).reading.rounded == 2


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ([10**LONGEST_NUMBER - 1, 5], True),
        ([10**LONGEST_NUMBER, 5], False),
        ([-(10**LONGEST_NUMBER), 5], False),
        ([float(10**LONGEST_NUMBER), 5.0], True),  # floats only where nearly all are so long
        ([float(10**LONGEST_NUMBER)] * 19 + [5.0], False),
        ([float(10**LONGEST_NUMBER)] * 18 + [5.0] * 2, True),
    ],
)
def test_typed_numbers_of_sixteen_digits_are_names(values, number):
    assert read_column(pl.Series(values)).is_number is number
    assert read_column(pl.Series(values), Hints(force=True)).is_number


def test_a_mark_that_is_open_is_decided_by_the_table_and_then_by_the_model():
    table = pl.DataFrame({"a": ["1.234", "5.678"], "b": ["1,5", "2,25"], "c": ["x", "y"]})
    alone = table.select("a", "c")

    by_table = read_table(table, {name: Hints() for name in table.columns})["a"]
    habit = Hints(habit=Habit(column="a", decimal=","))
    by_model = read_table(alone, {"a": habit, "c": Hints()})["a"]

    assert (by_table.reading.basis, by_table.reading.decimal) == ("table", ",")
    assert (by_model.reading.basis, by_model.reading.decimal) == ("model", ",")
    assert read_table(table, {"a": habit, "b": Hints()})["a"].reading.basis == "table"
    assert by_model.numbers is not None
    assert by_model.numbers.to_list() == [1234, 5678]


def test_infinite_and_enormous_numbers_are_gaps():
    typed = read_column(pl.Series([1.0, float("inf"), 1e100, 9.9e99]))

    assert typed.numbers is not None
    assert typed.numbers.to_list() == [1.0, None, None, 9.9e99]
    assert sum(n for _, n in typed.spellings) == 2


def test_words_for_missing_among_ids_are_no_blanks():
    typed = read_column(column(*(f"C{i:03}x" for i in range(60)), "unknown", "unknown", None))

    assert (typed.blanks, typed.spellings) == (1, (("unknown", 2),))


def test_credit_and_debit_are_each_counted():
    reading = read_column(column("5 Cr", "7 Dr", "8 Dr")).reading

    assert (reading.credit, reading.debit) == (1, 2)


@pytest.mark.parametrize(("words", "number"), [(5, True), (6, False)])
def test_gaps_that_are_spelled_are_no_values_either(words, number):
    texts = [f"word{i}" if i < words else f"{i}" for i in range(100)]

    assert read_column(column(*texts, *["n/a"] * 50)).is_number is number


def test_signs_stay_where_a_plain_number_is_read_with_a_decimal_comma():
    by_comma = read_column(column("-1.234", "+5.678", "1,5", "-7")).numbers
    by_point = read_column(column("-1.234", "5.678")).numbers

    assert by_comma is not None
    assert by_point is not None
    assert by_comma.to_list() == [-1234, 5678, 1.5, -7]
    assert by_point.to_list() == [-1.234, 5.678]
