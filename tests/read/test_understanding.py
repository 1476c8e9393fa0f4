"""Which rows are set aside, and is each one said?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from finseg.read import read_frame
from finseg.read.understanding import shown
from finseg.settings import Settings


def rejects(table: Mapping[str, object]) -> list[tuple[int, str, str]]:
    dataset = read_frame(pl.DataFrame(table), Settings())
    assert dataset.source.rows_read == dataset.rows + len({r.line for r in dataset.rejects})
    return [(r.line, r.column, r.reason) for r in dataset.rejects]


def test_text_in_a_column_of_numbers_rejects_its_row_with_the_value():
    income = [str(1000 + 7 * i) for i in range(99)]

    found = rejects({"income": [*income[:50], "abc", *income[50:]]})

    assert found == [(51, "income", "text in a column of numbers: `abc`")]


def test_a_row_without_any_feature_is_rejected():
    found = rejects({"income": [1.5, None, 3.5], "debt": [1.5, None, None], "x": ["a", "b", "c"]})

    assert found == [(2, "", "no value in any column that is clustered on")]


def test_a_header_in_the_middle_is_rejected_as_such():
    table = {
        "income": ["1.5"] * 30 + ["income"] + ["2.5"] * 30,
        "city": ["a"] * 30 + ["city"] + ["b"] * 30,
    }

    assert rejects(table) == [(31, "", "the header again")]


def test_a_row_with_several_faults_is_rejected_once():
    numbers = [str(i) for i in range(60)]

    assert len(rejects({"a": [*numbers, "x"], "b": [*numbers, "y"]})) == 1


@pytest.mark.parametrize("value", ["me@bank.com", "4111 1111 1111 1111", "9876543210"])
def test_values_that_may_name_someone_are_not_shown(value):
    assert value not in shown(value)


def test_long_values_are_shortened():
    assert shown("x" * 50) == f"`{'x' * 20}…`"


def test_missing_is_counted_in_the_rows_that_are_used():
    table = pl.DataFrame({"a": ["1.5", "NA", None, "2.5", "3.5"], "b": [1.5, 2.5, None, 4.5, 5.5]})

    dataset = read_frame(table, Settings())

    assert dataset.rows == 4
    assert dataset.column("a").missing == 1
    assert dataset.column("a").missing_spellings == (("NA", 1),)
    assert dataset.table["a"].null_count() == 1
