"""Are Parquet and Arrow files read whole, or refused whatever their damage?"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.errors import EmptyTableError, FinsegError, LimitError, UnreadableFileError
from finseg.read import columnar as module
from finseg.read.columnar import count_stream_rows, make_raw_table, unwrap_column
from finseg.read.files import read_bytes
from finseg.read.limits import ReadLimits
from finseg.records.dataset import Dataset, Source
from finseg.settings import ReadSettings, Settings
from finseg.understand import read_source

TABLE = pl.DataFrame({"id": [f"00{i}" for i in range(30)], "income": [i * 1.5 for i in range(30)]})
FORMS = ["parquet", "ipc", "ipc_stream"]


def written(frame: pl.DataFrame, form: str, **options: object) -> bytes:
    whole = io.BytesIO()
    getattr(frame, f"write_{form}")(whole, **options)
    return whole.getvalue()


def read(path: Path) -> Dataset:
    return read_source(path, Settings())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_told_by_its_first_bytes(tmp_path, form):
    (tmp_path / "customers.csv").write_bytes(written(TABLE, form))

    dataset = read(tmp_path / "customers.csv")

    assert dataset.table.equals(TABLE)
    assert dataset.lines.tolist() == list(range(1, 31))


@pytest.mark.parametrize("form", FORMS)
def test_columns_that_hold_lists_are_listed_and_not_used(tmp_path, form):
    nested = TABLE.with_columns(
        tags=pl.lit([1, 2], dtype=pl.List(pl.Int64)), where=pl.struct(a="income", b="id")
    ).select("tags", "id", "where", "income")
    (tmp_path / "c").write_bytes(written(nested, form))

    dataset = read(tmp_path / "c")

    assert dataset.table.columns == ["tags", "id", "where", "income"]
    assert dataset.rows == 30
    assert [c.name for c in dataset.features] == ["income"]


def test_bytes_that_are_text_are_read_as_text(tmp_path):
    frame = TABLE.with_columns(city=pl.lit("Zürich").cast(pl.Binary), raw=pl.lit(b"\xff\xfe"))
    (tmp_path / "c").write_bytes(written(frame, "parquet"))

    dataset = read(tmp_path / "c")

    assert dataset.table["city"][0] == "Zürich"
    assert dataset.find_column("raw").role == "ignore"


@pytest.mark.parametrize("compression", ["uncompressed", "zstd", "lz4"])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_rows_of_a_stream_are_counted_without_reading_them(compression, rows):
    parts = written(TABLE.head(rows), "ipc_stream", compression=compression)

    assert count_stream_rows(parts) == rows


@given(
    form=st.sampled_from(FORMS),
    cut=st.integers(0, 2000),
    place=st.integers(0, 2000),
    byte=st.integers(0, 255),
)
@settings(max_examples=150, deadline=None)
def test_no_damage_ends_in_anything_but_an_error_of_ours(form, cut, place, byte):
    data = bytearray(written(TABLE, form))
    data[min(place, len(data) - 1)] = byte
    knobs = ReadSettings()

    with suppress(FinsegError):
        raw = read_bytes(
            bytes(data[: len(data) - cut % 50]), "c", knobs, ReadLimits(settings=knobs)
        )
        assert len(raw.lines) == len(raw.table) == raw.source.rows_read


REFUSED = {
    "ARROW-RS-GH-6229-DICTHEADER.parquet",
    "PARQUET-1481.parquet",
    "ARROW-GH-41317.parquet",
    "ARROW-GH-41321.parquet",
    "ARROW-GH-47662.parquet",
}


def test_damaged_files_of_others_are_refused_without_a_word_of_the_reader(shared):
    folder = shared / "badinputs" / "parquet-testing" / "bad_data"
    code = (
        "import sys, pathlib\n"
        "from finseg.understand import read_source\n"
        "from finseg.errors import FinsegError\n"
        "from finseg.settings import Settings\n"
        f"for path in sorted(pathlib.Path({str(folder)!r}).glob('*.parquet')):\n"
        "    try:\n"
        "        read_source(path, Settings())\n"
        "    except FinsegError as error:\n"
        "        print(path.name, error.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "RUST_BACKTRACE": "0"},
    )

    assert done.returncode == 0
    assert done.stderr == ""
    refused = dict(line.split() for line in done.stdout.splitlines())
    assert set(refused) >= REFUSED
    assert set(refused.values()) <= {"FS203", "FS210"}


@pytest.mark.parametrize(
    ("dtype", "width"),
    [
        (pl.Boolean, 1),
        (pl.Int8, 1),
        (pl.UInt16, 2),
        (pl.Int32, 4),
        (pl.Float32, 4),
        (pl.Date, 4),
        (pl.Int64, 8),
        (pl.UInt64, 8),
        (pl.Float64, 8),
        (pl.Datetime("us"), 8),
        (pl.String, 16),
        (pl.List(pl.Int64), 16),
    ],
)
def test_what_a_footer_announces_is_counted_as_rows_times_width(dtype, width, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(module, "require_memory", lambda size, _: asked.append(size))
    schema = {"a": pl.Float64(), "b": dtype if not isinstance(dtype, type) else dtype()}
    size = 7 * (8 + width)

    module._check_announced_size(7, schema, "a", ReadLimits(settings=ReadSettings(max_bytes=size)))

    assert asked == [size // 2]
    with pytest.raises(LimitError, match="max_bytes"):
        module._check_announced_size(
            7, schema, "a", ReadLimits(settings=ReadSettings(max_bytes=size - 1))
        )


@pytest.mark.parametrize(("rows", "refused"), [(2, True), (3, False), (4, True)])
def test_a_file_must_have_the_rows_it_announces(rows, refused):
    table = pl.DataFrame({"a": [1, 2, 3]})
    if not refused:
        module._require_all_rows(table, rows, "file", "a")
        return
    with pytest.raises(UnreadableFileError, match=f"announces {rows} rows and has 3"):
        module._require_all_rows(table, rows, "file", "a")


def test_the_rows_of_all_batches_of_a_stream_are_counted():
    sink = io.BytesIO()
    schema = pa.schema([("a", pa.int64())])
    with pa.ipc.new_stream(sink, schema) as stream:
        for count in (3, 5):
            stream.write_batch(pa.record_batch([pa.array(range(count))], schema=schema))
    data = sink.getvalue()
    head = 8 + int.from_bytes(data[4:8], "little")  # the schema, which has no rows

    assert count_stream_rows(data) == 8
    assert count_stream_rows(data[:-8]) == 8  # without the mark of the end
    assert count_stream_rows(data[:head]) == 0
    with pytest.raises(ValueError, match="end is missing"):
        count_stream_rows(data[: head - 1])


def test_rows_are_numbered_from_the_first_line_and_headings_are_kept():
    raw = make_raw_table(pl.DataFrame({"a": [5, 6], "A": [7, 8]}), Source(name="x", format="y"), 4)

    assert raw.lines.tolist() == [4, 5]
    assert raw.originals == ("a", "A")
    assert raw.table.columns == ["a", "A (2)"]
    assert raw.source.rows_read == 2
    with pytest.raises(EmptyTableError, match="1 column and no rows"):
        make_raw_table(pl.DataFrame({"a": []}), Source(name="x", format="y"), 1)


def test_a_column_of_bytes_is_unwrapped_where_they_are_text():
    assert unwrap_column(pl.Series([b"a", None])).to_list() == ["a", None]
    assert unwrap_column(pl.Series([b"\xff"])).to_list() == [b"\xff"]


def test_a_nested_column_keeps_its_place_and_is_empty():
    frame = pl.DataFrame({"a": [1, 2], "b": [[1], [2]], "c": [3, 4]})

    raw = read_bytes(
        written(frame, "parquet"), "a", ReadSettings(), ReadLimits(settings=ReadSettings())
    )

    assert raw.table.columns == ["a", "b", "c"]
    assert raw.table["b"].to_list() == [None, None]
    assert raw.table["c"].to_list() == [3, 4]


def test_rows_and_columns_that_are_announced_are_each_counted():
    schema = {"a": pl.Int64(), "b": pl.Int64()}
    told = ReadSettings(max_rows=7, max_columns=2, max_cells=14)

    module._check_announced_size(7, schema, "a", ReadLimits(settings=told))
    for knobs in ({"max_rows": 6}, {"max_columns": 1}, {"max_cells": 13}):
        told = Settings().change_section("read", **knobs).read
        with pytest.raises(LimitError, match=next(iter(knobs))):
            module._check_announced_size(7, schema, "a", ReadLimits(settings=told))
