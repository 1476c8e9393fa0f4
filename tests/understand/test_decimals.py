"""Is an ambiguous mark decided by the column, and said?"""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.check import check
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.records.finding import Finding
from finseg.records.reading import PLAIN, Basis, Decimal, Reading
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_types import Hints, read_column
from finseg.understand.decimals import (
    DecimalEvidence,
    decide_decimal_mark,
    find_table_decimal,
    weigh_decimal_marks,
)


def column(*values: str | None) -> pl.Series:
    return pl.Series("x", values, dtype=pl.String)


# values: what they are, and what the decision rests on
DECIDED: list[tuple[tuple[str, ...], list[float], str]] = [
    (("1.234,56", "1.234", "7"), [1234.56, 1234, 7], "values"),
    (("1.234.567", "1.234"), [1_234_567, 1234], "values"),
    (("0,5", "1,234"), [0.5, 1.234], "values"),
    (("1,234.5", "1,234"), [1234.5, 1234], "values"),
    (("1,18,597", "1,234"), [118_597, 1234], "values"),
    (("12.5", "1.234"), [12.5, 1.234], ""),
    (("0.123", "1.234"), [0.123, 1.234], ""),
    (("1234.567", "1.234"), [1234.567, 1.234], ""),
    (("1.500", "2.000", "750"), [1500, 2000, 750], "groups"),
    (("1,500", "2,000", "750"), [1500, 2000, 750], "groups"),
    (("€1.234", "€5.678"), [1234, 5678], "money"),
    (("1.234", "5.678"), [1.234, 5.678], "nothing"),
    (("1,234", "5,678"), [1234, 5678], "nothing"),
    (("1.500", "2.000", "7500"), [1.5, 2, 7500], "nothing"),
    (("1 234", "7"), [1234, 7], ""),
]


@pytest.mark.parametrize(("texts", "numbers", "basis"), DECIDED)
def test_the_whole_column_decides_what_the_mark_means(texts, numbers, basis):
    read = read_column(column(*texts))

    assert read.numbers is not None
    assert read.numbers.to_list() == numbers
    assert read.reading.basis == basis


@pytest.mark.parametrize(("decimal", "numbers"), [(".", [1.234, 5]), (",", [1234, 5])])
def test_the_settings_override_the_evidence(decimal, numbers):
    read = read_column(column("1.234", "5"), Hints(decimal=decimal))

    assert read.numbers is not None
    assert read.numbers.to_list() == numbers


@given(
    sure=st.lists(st.integers(0, 10**8).filter(lambda n: n % 1000), min_size=1),
    doubtful=st.lists(st.integers(1000, 999_999)),
    comma=st.booleans(),
)
def test_one_sure_value_settles_all_doubtful_ones(sure, doubtful, comma):
    """Cents that are sure beside thousands that could be fractions: all come back."""

    def written(number: int, cents: str = "") -> str:
        text = f"{number:,}{cents}"
        return text.translate(str.maketrans(",.", ".,")) if comma else text

    texts = [written(n, ".25") for n in sure] + [written(n) for n in doubtful]

    read = read_column(column(*texts))

    assert read.numbers is not None
    assert read.numbers.to_list() == [*(n + 0.25 for n in sure), *map(float, doubtful)]


def found(table: dict[str, list[str]]) -> dict[tuple[str, str], Finding]:
    checked = check(read_source(pl.DataFrame(table), Settings()), Settings())
    return {(f.code, f.column): f for f in checked.findings}


def test_other_columns_decide_where_the_column_cannot():
    table = {"a": ["1.234", "5.678", "9.012"], "b": ["1,5", "2,25", "3,75"]}

    dataset = read_source(pl.DataFrame(table), Settings())

    assert dataset.table["a"].to_list() == [1234, 5678, 9012]
    assert dataset.find_column("a").reading.basis == "table"
    assert "as the other columns" in str(dataset.find_column("a").full_reason)
    assert found(table)["D071", "a"].severity == "note"


def test_columns_that_disagree_decide_nothing():
    table = {"a": ["1.234", "5.678"], "b": ["1,5", "2,25"], "c": ["1,234.5", "2.5"]}

    dataset = read_source(pl.DataFrame(table), Settings())

    assert dataset.find_column("a").reading.basis == "nothing"


def test_what_nothing_decides_is_a_warning_with_count_and_both_meanings():
    finding = found({"a": ["1.234", "5.678", "9"]})["D071", "a"]

    assert (finding.severity, finding.count) == ("warn", 2)
    assert "1.234 is 1.234, not 1,234" in str(finding.action)
    assert "decimal in [read]" in str(finding.action)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("1.234", "5.678"), "the point is the decimal mark: 1.234 is 1,234, not 1.234;"),
        (("1,234", "5,678"), "the comma separates thousands: 1,234 is 1.234, not 1,234;"),
    ],
)
def test_both_meanings_are_written_in_the_reader_s_manner(texts, said):
    finding = found({"a": list(texts)})["D071", "a"]

    assert said in write_text(finding.action, Numbers(locale="de-DE"))


def test_both_marks_in_one_column_are_not_mixed_and_are_said():
    table = {"a": ["1.234,5", "2.345,6", "1,234.5", "2,345.5", "3,456.7"], "b": list("12345")}

    dataset = read_source(pl.DataFrame(table), Settings())

    assert dataset.find_column("a").kind != "number"
    assert found(table)["D072", "a"].count == 2


def test_values_that_can_be_read_in_one_way_are_counted_for_their_mark():
    evidence = weigh_decimal_marks(column("1.5", "1.25", "2.345,6", "1.234", "7", None, "abc"))

    assert (evidence.point, evidence.comma, evidence.ambiguous) == (2, 1, 1)
    assert (evidence.example, evidence.pointed, evidence.total) == ("1.234", True, 4)
    assert weigh_decimal_marks(column("1,234", "1.234")).pointed is False


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (("1.500", "2.000", "750"), "."),
        (("1,500", "2,000", "750"), ","),
        (("1.500", "2.345", "750"), ""),  # one round thousand is no evidence
        (("1.500", "2.000", "2.345", "750"), "."),
        (("1.500", "2.000"), ""),
        (("1.500", "2.000", "7500"), ""),
        (("1.500", "2.000", "999"), "."),
        (("1.500", "2.000", "750", "1.5"), ""),  # a value decides
        (("1.500", "2,000", "750"), ""),
    ],
)
def test_two_round_thousands_beside_whole_numbers_show_a_group_mark(values, mark):
    assert weigh_decimal_marks(column(*values)).grouped_by == mark


def test_money_has_no_three_decimals():
    assert weigh_decimal_marks(column("1.234"), money=True).money == "."
    assert weigh_decimal_marks(column("1.234", "1,234"), money=True).money == ""
    assert weigh_decimal_marks(column("1.234")).money == ""


EVIDENCE: list[tuple[dict[str, object], Decimal, Basis, int]] = [
    ({"point": 3, "comma": 2, "ambiguous": 1}, ".", "values", 2),
    ({"point": 2, "comma": 3, "ambiguous": 1}, ",", "values", 2),
    ({"point": 2, "comma": 2, "ambiguous": 1}, ".", "nothing", 2),
    ({"ambiguous": 1, "grouped_by": "."}, ",", "groups", 0),
    ({"ambiguous": 1, "grouped_by": ",", "money": "."}, ".", "groups", 0),
    ({"ambiguous": 1, "money": "."}, ",", "money", 0),
    ({"ambiguous": 1}, ".", "nothing", 0),
    ({}, ".", "", 0),
]


@pytest.mark.parametrize(("evidence", "decimal", "basis", "otherwise"), EVIDENCE)
def test_the_mark_is_decided_by_values_groups_money_in_this_order(
    evidence, decimal, basis, otherwise
):
    reading = decide_decimal_mark(DecimalEvidence(**evidence), None)

    assert (reading.decimal, reading.basis, reading.otherwise) == (decimal, basis, otherwise)


def test_a_mark_that_is_given_goes_before_the_values_and_counts_what_it_cannot_read():
    told = decide_decimal_mark(DecimalEvidence(point=3, comma=1, ambiguous=1), ",", "table")

    assert (told.decimal, told.basis, told.otherwise) == (",", "table", 3)
    plain = decide_decimal_mark(DecimalEvidence(point=3, ambiguous=1, pointed=True), None)
    assert plain == PLAIN
    mixed = decide_decimal_mark(DecimalEvidence(point=3, comma=1, ambiguous=1, pointed=True), None)
    assert mixed.otherwise == 1


@pytest.mark.parametrize(
    ("readings", "mark"),
    [
        ([(",", "values"), (".", "nothing")], ","),
        ([(",", "groups")], ","),
        ([(",", "money")], ","),
        ([(",", "settings")], None),
        ([(",", "values"), (".", "money")], None),
        ([], None),
    ],
)
def test_a_table_agrees_on_a_mark_where_all_sure_columns_do(readings, mark):
    assert find_table_decimal(Reading(decimal=d, basis=b) for d, b in readings) == mark
