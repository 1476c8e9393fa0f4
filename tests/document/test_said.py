"""Is a statement written from its template and its values, in the reader's manner?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.document.said import (
    Amount,
    ColumnName,
    Count,
    Customers,
    Exact,
    Example,
    Names,
    Number,
    Parts,
    Points,
    Rounded,
    Said,
    Share,
    as_plain,
    clause,
    join_said,
    list_values,
    say,
)

GERMAN = Numbers(locale="de-DE")


def test_a_statement_is_written_in_the_manner_of_its_reader():
    said = say("{n} lie {x} apart", n=Customers(1200), x=Number(0.5, 1))

    assert said.write(Numbers()) == "1,200 customers lie 0.5 apart"
    assert said.write(GERMAN) == "1.200 customers lie 0,5 apart"


def test_one_has_another_noun_than_several():
    assert str(Customers(1, "value is", "values are")) == "1 value is"
    assert str(Customers(2, "value is", "values are")) == "2 values are"
    assert str(Count(1200, "")) == "1,200"


def test_places_and_values_must_be_the_same():
    with pytest.raises(ValueError, match="places"):
        say("{n} of {all}", n=Count(1))
    with pytest.raises(ValueError, match="places"):
        say("all", n=Count(1))


def test_an_empty_statement_is_false_and_a_joint_skips_it():
    assert not say("")
    assert not join_said(["", say("")])
    assert str(join_said(["a", "", clause("{n}", n=Count(2)), say("")], " + ")) == "a + 2"


def test_parts_that_write_nothing_leave_no_joint_behind():
    assert str(Parts(("a", "", "b"))) == "a, b"
    assert not Parts(("", ""))


def test_braces_in_words_and_joints_are_only_words():
    assert str(join_said(["{a}", "b"], "{}")) == "{a}{}b"


def test_names_beyond_the_first_few_are_counted():
    assert str(Names(("a", "b"))) == "`a`, `b`"
    assert str(Names(tuple("abc"), most=2)) == "`a`, `b` and 1 more"
    assert str(Names(tuple("ab"), most=2)) == "`a`, `b`"


def test_every_value_within_a_statement_is_found():
    inner = Share(0.2, of=10)
    said = say("{a}{b}", a=join_said([inner, Count(3)]), b=clause("{c}", c=Example(Count(4))))

    found = list(list_values(said))

    assert inner in found
    assert [value.number for value in found if isinstance(value, Count)] == [3, 4]


def test_a_record_becomes_plain_values_with_its_statements_written():
    record = {"what": say("{x}", x=Share(0.25)), "rows": (1, Said("none"))}

    assert as_plain(record, GERMAN) == {"what": "25,0\u00a0%", "rows": [1, "none"]}


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(46.0, "years", "46 years"), (14.7, "months", "14.7 months")],
)
def test_a_unit_of_time_is_spelled_where_no_heading_says_it(value, unit, written):
    assert str(Amount(value, unit, spell_time=True)) == written
    assert "years" not in str(Amount(46.0, "years"))
    assert str(Amount(float("nan"), "years", spell_time=True)) == "–"


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.02, "+2.0 points"),
        (-0.153, "−15.3 points"),
        (0.0095, "+0.9 points"),
        (0.0094, "+0.94 points"),
        (0.0004, "+0.040 points"),
        (0.0, "0.0 points"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_a_difference_of_shares_has_its_sign_and_enough_digits(share, expected):
    assert str(Points(share)) == expected


def test_a_difference_of_shares_is_written_in_the_reader_s_manner():
    assert Points(0.0625, "").write(GERMAN) == "+6,2"


def test_a_column_stands_in_back_ticks_unless_it_is_bare():
    assert str(ColumnName("pay")) == "`pay`"
    assert str(ColumnName("pay", bare=True)) == "pay"


@pytest.mark.parametrize(
    ("given", "kept"), [(4, 4), (4.0, 4), (4.9, 4), (np.int64(7), 7), (np.float64(7.2), 7)]
)
def test_customers_behind_a_figure_are_a_whole_number_whatever_counted_them(given, kept):
    base = Amount(1.0, "none", given).customers

    assert base == kept
    assert type(base) is int


@pytest.mark.parametrize("given", [math.nan, math.inf])
def test_a_figure_rests_on_a_number_of_customers_that_is_known(given):
    with pytest.raises(ValueError, match="cannot rest"):
        Amount(1.0, "none", given)


def test_a_bare_number_has_nine_digits_and_a_rounded_one_three():
    assert str(Exact(12345.67654321)) == "12,345.6765"
    assert str(Rounded(12.3456)) == "12.3"
