"""Do results go back in the kind of table that was given, with its identifiers as they stood?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from finseg.read.caller_table import CallerTable, note_caller_table

RESULT = pl.DataFrame({"who": ["11", "13"], "row": [1, 3], "segment": [0, 1]})
ROWS = np.array([1, 3])
GIVEN = pl.DataFrame({"who": [11, 12, 13], "age": [20.5, 30.5, 40.5]})


def convert(given, ids=None, rows=ROWS, result=RESULT):
    return note_caller_table(given).convert_table(result, {"who": "who"} if ids is None else ids,
                                                  rows)  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [GIVEN, GIVEN.lazy(), GIVEN.to_dict(as_series=False), GIVEN.to_arrow(), GIVEN.to_pandas()],
    ids=["polars", "lazy", "mapping", "arrow", "pandas"],
)
@pytest.mark.parametrize("rows", [ROWS, None], ids=["customers", "built"])
def test_identifiers_are_numbers_where_they_were_numbers(given, rows):
    back = pl.DataFrame(convert(given, rows=rows))

    assert back["who"].to_list() == [11, 13]
    assert back["segment"].to_list() == [0, 1]
    assert back.columns == RESULT.columns


@pytest.mark.parametrize("given", [GIVEN.to_arrow(), GIVEN.to_pandas()], ids=["arrow", "pandas"])
def test_the_table_is_of_the_callers_kind(given):
    assert type(convert(given)) is type(given)
    assert type(convert(given, {}, rows=None)) is type(given)


def test_text_stays_text_in_a_table_although_it_looks_like_numbers():
    given = GIVEN.with_columns(pl.col("who").cast(pl.String))

    assert convert(given)["who"].to_list() == ["11", "13"]
    assert convert(given, rows=None)["who"].to_list() == ["11", "13"]
    assert list(convert(given.to_pandas())["who"]) == ["11", "13"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["11", "13"], [11, 13]),
        (["0", "-5"], [0, -5]),
        (["011", "13"], ["011", "13"]),
        (["11", "x"], ["11", "x"]),
        (["11", None], ["11", None]),
        (["9" * 18, "1"], [int("9" * 18), 1]),
        (["9" * 19, "1"], ["9" * 19, "1"]),
    ],
)
def test_identifiers_of_a_file_are_numbers_where_every_reader_would_say_so(written, read):
    result = RESULT.with_columns(who=pl.Series(written))

    assert convert("customers.csv", result=result)["who"].to_list() == read


def test_a_pandas_table_gets_its_index_back_and_joins_by_it_or_by_the_identifier():
    given = GIVEN.to_pandas().set_index(pd.Index(["x", "y", "z"]))

    back = convert(given)

    assert list(back.index) == ["x", "z"]
    assert list(given.merge(back, on="who")["segment"]) == [0, 1]
    assert list(given.join(back.drop(columns="who"))["segment"].dropna()) == [0, 1]


def test_an_identifier_that_is_the_index_is_no_column_as_well():
    given = GIVEN.to_pandas().set_index("who")

    back = convert(given)

    assert list(back.columns) == ["row", "segment"]
    assert list(back.index) == [11, 13]
    assert list(given.join(back)["segment"].dropna()) == [0, 1]
    assert list(given.merge(back, on="who")["segment"]) == [0, 1]


def test_a_pandas_column_keeps_its_own_label_and_twins_are_told_apart():
    given = GIVEN.to_pandas()
    given.columns = pd.Index([" who ", "age"])
    assert list(convert(given).columns) == [" who ", "row", "segment"]

    given.columns = pd.Index(["age", "age"])
    assert list(convert(given, {"who": "age"})["who"]) == [11, 13]


def test_a_column_alone_is_of_the_callers_kind_with_the_index():
    segment = pl.Series("segment", [0, 1])
    index = GIVEN.to_pandas().set_index("who")

    assert isinstance(note_caller_table(GIVEN.to_arrow()).convert_column(segment), pa.ChunkedArray)
    assert list(note_caller_table(index).convert_column(segment, ROWS).index) == [11, 13]
    assert CallerTable().convert_column(segment).equals(segment)


def test_what_is_no_table_is_not_kept():
    assert note_caller_table(["a.csv", "b.csv"]).given is None
    assert note_caller_table("a.csv").given is None
    assert note_caller_table(GIVEN).given is GIVEN
