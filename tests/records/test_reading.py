"""Is it said how figures were written, and is a customer's value an example there?"""

from __future__ import annotations

import pytest

from finseg.document.numbers import Unit
from finseg.document.said import Example, list_values
from finseg.records.reading import PLAIN, Habit, Reading, list_counts, make_habit


def test_nothing_is_said_of_plain_numbers():
    assert not PLAIN.write_reading()


@pytest.mark.parametrize(
    ("reading", "meaning"),
    [
        (Reading(decimal=".", example="1.234"), "the point is the decimal mark"),
        (Reading(decimal=",", example="1.234"), "the point separates thousands"),
        (Reading(decimal=",", example="1,234"), "the comma is the decimal mark"),
        (Reading(decimal=".", example="1,234"), "the comma separates thousands"),
    ],
)
def test_the_mark_of_an_ambiguous_value_is_explained(reading, meaning):
    assert reading.write_mark_meaning() == meaning


def test_an_ambiguous_value_is_an_example():
    said = Reading(basis="table", ambiguous=3, example="1.234").write_reading()

    assert "3 values such as 1.234" in str(said)
    assert [v for v in list_values(said) if isinstance(v, Example)] == [Example("1.234")]
    masked = Reading(basis="table", ambiguous=1, example=".").write_reading()
    assert "1 value the point" in str(masked)
    assert not [v for v in list_values(masked) if isinstance(v, Example)]


def test_marks_credit_and_codes_are_counted():
    said = Reading(
        currencies=(("INR", 12),), magnitudes=(("lakh", 3),), credit=4, debit=1, codes=(("NA", 9),)
    ).write_reading()

    for part in ("INR 12×, lakh 3×", "Cr 4× is credit", "Dr 1× is negative", "`NA` 9×"):
        assert part in str(said)


@pytest.mark.parametrize(("bare", "unit"), [(4, "currency"), (5, "currency"), (6, None)])
def test_marks_on_half_of_the_values_give_the_unit(bare, unit):
    assert Reading(currencies=(("INR", 3), ("USD", 2)), bare=bare).unit == unit


@pytest.mark.parametrize(
    ("currencies", "code"),
    [((("INR", 3),), "INR"), ((("INR", 3), ("USD", 1)), ""), ((("kr", 3),), ""), ((), "")],
)
def test_only_one_known_currency_is_the_currency(currencies, code):
    assert Reading(currencies=currencies).currency == code


@pytest.mark.parametrize(
    ("basis", "ambiguous", "undecided"),
    [("table", 1, True), ("nothing", 1, True), ("values", 1, False), ("table", 0, False)],
)
def test_a_column_is_undecided_where_others_decide_for_it(basis, ambiguous, undecided):
    assert Reading(basis=basis, ambiguous=ambiguous).is_undecided is undecided


def test_a_model_keeps_only_what_is_not_read_without_it():
    assert make_habit("a", PLAIN) is None
    assert make_habit("a", Reading(decimal=",")) == Habit(column="a", decimal=",")
    assert make_habit("a", Reading(credit=2)) == Habit(column="a", credit=True)


def test_six_marks_are_listed_and_their_letters_cut():
    counts = tuple((f"m{i}", i) for i in range(1, 9))

    assert str(list_counts(counts)).count("×") == 6
    assert str(list_counts(counts, 2)) == "`m1` 1×, `m2` 2×"
    assert str(list_counts((("a" * 21, 3),))) == f"`{'a' * 20}` 3×"
    marks = Reading(currencies=counts[:4], magnitudes=counts[4:])
    assert str(marks.write_reading()).count("×") == 6


def test_an_example_is_shown_where_more_than_its_mark_is_known():
    known = Reading(basis="nothing", ambiguous=3, example="1.234")
    mark = Reading(basis="nothing", ambiguous=3, example=".")

    assert "such as 1.234" in str(known.write_reading())
    assert "such as" not in str(mark.write_reading())


def test_credit_and_debit_are_both_counted():
    said = str(Reading(credit=3, debit=2).write_reading())

    assert "Cr 3×" in said
    assert "Dr 2×" in said
    assert "Dr 2×" in str(Reading(debit=2).write_reading())


@pytest.mark.parametrize(
    ("percents", "amounts", "unit"), [(5, 3, "percent"), (3, 5, "currency"), (0, 0, None)]
)
def test_the_unit_is_that_of_the_most_frequent_marks(percents, amounts, unit):
    units: tuple[tuple[Unit, int], ...] = (("percent", percents),) if percents else ()
    currencies = (("INR", amounts - 1), ("USD", 1)) if amounts else ()

    assert Reading(units=units, currencies=currencies, bare=1).unit == unit
