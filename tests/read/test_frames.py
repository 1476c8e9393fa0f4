"""Is a table in memory read the same from every library, and left as it was?"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from finseg.errors import EmptyTableError, UsageError
from finseg.read.frames import digest_table, frame_to_raw
from finseg.settings import Settings
from finseg.understand import read_source

DATA: dict[str, list[object]] = {
    "cust_id": ["0001", "0002", "0003", "0004", "0005", "0006"],
    "income": [1.5, None, 3.5, 4.5, 5.5, 6.5],
    "visits": [3, 4, 5, 6, 7, 9],
    "city": ["A", None, "NA", "B", "A", "B"],
}

MAKERS: dict[str, Callable[[dict[str, list[object]]], object]] = {
    "polars": pl.DataFrame,
    "lazy": lambda data: pl.DataFrame(data).lazy(),
    "pandas": pd.DataFrame,
    "pandas objects": lambda data: pd.DataFrame(data, dtype=object),
    "pandas on Arrow": lambda data: pd.DataFrame(data).convert_dtypes(dtype_backend="pyarrow"),
    "arrow": pa.table,
    "mapping": lambda data: data,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_library_gives_the_same_dataset(kind):
    dataset = read_source(MAKERS[kind](DATA), Settings())

    assert dataset.table.to_dict(as_series=False) == {
        **DATA,
        "visits": [float(v) for v in DATA["visits"]],  # type: ignore[arg-type]
    }
    assert [c.role for c in dataset.columns] == ["id", "feature", "feature", "descriptor"]
    assert dataset.source.name == "table in memory"
    assert dataset.lines.tolist() == [1, 2, 3, 4, 5, 6]


def test_the_callers_data_are_never_changed():
    frame = pd.DataFrame(DATA)
    before = copy.deepcopy(frame)

    read_source(frame, Settings())

    pd.testing.assert_frame_equal(frame, before)


def test_seventeen_digits_beside_a_gap_stay_distinct():
    ids = [12345678901234567, 12345678901234568, None]
    frame = pl.DataFrame({"cust_id": ids, "income": [1.5, 2.5, 3.5]})

    assert read_source(frame, Settings()).table["cust_id"].to_list() == [
        "12345678901234567",
        "12345678901234568",
        None,
    ]


def test_a_named_pandas_index_is_kept_as_a_column():
    frame = pd.DataFrame(DATA).set_index("cust_id")

    assert read_source(frame, Settings()).table["cust_id"].to_list() == DATA["cust_id"]


def test_twin_and_odd_names_become_unique():
    frame = pd.DataFrame([[1.5, 2.5, 3.5], [2.5, 3.5, 4.5]], columns=["a", "a", 7])

    dataset = read_source(frame, Settings())

    assert dataset.table.columns == ["a", "a (2)", "7"]
    assert [c.original for c in dataset.columns] == ["a", "a", "7"]


def test_columns_of_any_type_are_read():
    frame = pl.DataFrame(
        {
            "income": [1.5, float("nan"), float("inf")],
            "since": [dt.date(2024, 1, 1), None, dt.date(2025, 1, 1)],
            "flag": [True, False, None],
            "list": [[1], [2], [3]],
            "kind": pl.Series(["a", "b", "a"], dtype=pl.Categorical),
        }
    )

    dataset = read_source(frame, Settings())

    assert [c.role for c in dataset.columns[:5]] == [
        "ignore", "date", "descriptor", "ignore", "descriptor",
    ]  # fmt: skip


ODD = {
    "duration": pl.Series([dt.timedelta(days=i) for i in range(12)]),
    "bytes": pl.Series([b"\xff%d" % i for i in range(12)]),
    "lists of bytes": pl.Series([[b"\xff"]] * 12),
    "time": pl.Series([dt.time(i) for i in range(12)]),
    "zoned": pl.Series([dt.datetime(2024, 1, 1 + i, tzinfo=dt.UTC) for i in range(12)]),
    "date beyond the calendar": pl.Series([10**9] * 12).cast(pl.Int32).cast(pl.Date),
    "moment beyond the calendar": pl.Series([-(2**62)] * 12).cast(pl.Datetime("ms")),
    "object": pl.Series([{1}] * 12, dtype=pl.Object),
    "struct": pl.Series([{"a": 1}] * 12),
    "decimal": pl.Series([Decimal(i) / 4 for i in range(12)]),
    "wide": pl.Series([2**100 + i for i in range(12)], dtype=pl.Int128),
    "enum": pl.Series(["a", "b"] * 6, dtype=pl.Enum(["a", "b"])),
    "null": pl.Series([None] * 12),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["x", "cust_id"])
def test_a_column_of_a_rare_type_never_stops_the_others(kind, name):
    frame = pl.DataFrame({"income": [1.5 + i * i for i in range(12)], name: ODD[kind]})

    dataset = read_source(frame, Settings())

    assert dataset.rows == 12
    assert dataset.features[0].name == "income"
    assert dataset.source.sha256 == read_source(frame.clone(), Settings()).source.sha256


@pytest.mark.parametrize("kind", ["duration", "bytes"])
def test_a_column_that_is_neither_number_nor_text_is_left_out_with_its_type(kind):
    frame = pl.DataFrame({"income": [1.5 + i * i for i in range(12)], "x": ODD[kind]})

    column = read_source(frame, Settings()).find_column("x")

    assert (column.role, column.missing) == ("ignore", 12)
    assert "cannot be used" in str(column.reason)


@pytest.mark.parametrize(
    "values",
    [
        pd.to_timedelta(range(12), unit="D"),
        [b"\xff"] * 12,
        pd.period_range("2024-01", periods=12, freq="M"),
        [complex(i, 1) for i in range(12)],
        [
            1,
            b"\xff",
            "x",
            None,
            dt.timedelta(1),
            pd.NA,
            pd.NaT,
            {1: 2},
            [1],
            (1,),
            object(),
            2**200,
        ],
    ],
    ids=["timedelta", "bytes", "period", "complex", "anything"],
)
def test_a_pandas_column_of_a_rare_type_never_stops_the_others(values):
    frame = pd.DataFrame({"income": [1.5 + i * i for i in range(12)]})
    frame["x"] = values

    assert read_source(frame, Settings()).rows == 12


def test_another_length_of_time_is_another_table():
    frames = [pl.DataFrame({"a": [1.5], "x": [dt.timedelta(days=d)]}) for d in (1, 2)]

    one, two = (read_source(frame, Settings()).source.sha256 for frame in frames)

    assert one != two


def test_a_mixed_pandas_column_becomes_text():
    frame = pd.DataFrame({"mixed": [1, "x", None, dt.date(2024, 1, 1)], "a": [1.5, 2.5, 3.5, 4.5]})

    assert read_source(frame, Settings()).table["mixed"].to_list() == ["1", "x", None, "2024-01-01"]


@pytest.mark.parametrize("thing", [5, None, [1, 2], np.zeros(3), object(), pd.Series([1])])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(UsageError, match="not a table"):
        read_source(thing, Settings())


@pytest.mark.parametrize("empty", [pl.DataFrame(), pd.DataFrame({"a": []}), {"a": []}])
def test_a_table_without_rows_is_refused(empty):
    with pytest.raises(EmptyTableError):
        read_source(empty, Settings())


def test_equal_tables_have_the_same_digest():
    one, two = (read_source(make(DATA), Settings()) for make in (pl.DataFrame, pd.DataFrame))

    assert one.source.sha256 == two.source.sha256


def test_gaps_zeros_and_empty_texts_make_different_tables():
    tables: list[dict[str, list[object]]] = [
        {"a": [0, 1]},
        {"a": [None, 1]},
        {"a": [1, 0]},
        {"a": [0, -1]},
        {"b": [0, 1]},
        {"a": ["", "1"]},
        {"a": [None, "1"]},
        {"a": ["1", ""]},
        {"a": [0, 1], "b": [0, 1]},
    ]

    assert len({digest_table(pl.DataFrame(t)) for t in tables}) == len(tables)
    assert digest_table(pl.DataFrame({"a": [0, 1]})) == digest_table(
        pl.DataFrame({"a": [0.0, 1.0]})
    )


def test_a_named_index_stands_before_the_columns():
    frame = pd.DataFrame({"a": [5, 6]}, index=pd.Index(["x", "y"], name="client"))

    raw = frame_to_raw(frame)

    assert raw.originals == ("client", "a")
    assert raw.table.rows() == [("x", 5), ("y", 6)]
    assert frame_to_raw(frame.rename_axis(None)).originals == ("a",)
    assert raw.lines.tolist() == [1, 2]


def test_a_list_of_dicts_is_a_table_with_gaps_where_a_dict_lacks_a_key():
    raw = frame_to_raw([{"age": 20, "who": "a"}, {"age": 30.5}, {"who": "c"}])

    assert raw.table.to_dict(as_series=False) == {
        "age": [20.0, 30.5, None],
        "who": ["a", None, "c"],
    }
    assert raw.source.format == "list of dicts"


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (np.zeros((3, 2)), 'schema=["column 1", "column 2"], orient="row"'),
        (np.zeros((3, 4)), 'schema=["column 1", "column 2", "column 3", …], orient="row"'),
        (np.zeros(3), 'schema=["name of the column"]'),
        ([{"a": 1}, 3], "a list of dicts"),
        ([], "a list of dicts"),
        (3, "a list of dicts"),
    ],
)
def test_what_is_no_table_says_how_it_becomes_one(given, fix):
    with pytest.raises(UsageError) as caught:
        frame_to_raw(given)

    assert fix in caught.value.fix
