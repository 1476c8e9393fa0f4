"""Are Parquet and Arrow files read whole, or refused whatever their damage?"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.errors import FinsegError
from finseg.read.columnar import count_stream_rows
from finseg.read.files import read_bytes
from finseg.read.limits import ReadLimits
from finseg.records.dataset import Dataset
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
