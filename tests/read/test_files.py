"""Is every kind of file read or refused with a code, a place and a remedy?"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from finseg.errors import (
    EmptyTableError,
    FinsegError,
    LimitError,
    NoSuchFileError,
    SettingsError,
    UnreadableFileError,
)
from finseg.read import columnar
from finseg.read import files as module
from finseg.read.files import read_bytes
from finseg.read.limits import ReadLimits
from finseg.records.dataset import Dataset
from finseg.settings import ReadSettings, Settings
from finseg.understand import read_source

TABLE = pl.DataFrame(
    {"cust_id": ["001", "002", "003"], "income": [1.5, 2.5, 3.5], "city": ["A", None, "B"]}
)


def read(path: Path, **settings: str) -> Dataset:
    return read_source(path, Settings().change_section("read", **settings))


BAD: dict[str, tuple[bytes, type[FinsegError]]] = {
    "empty": (b"", EmptyTableError),
    "blank": (b"\n \n", EmptyTableError),
    "header only": (b"a,b\n", EmptyTableError),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), UnreadableFileError),
    "document": (b"%PDF-1.7 ...", UnreadableFileError),
    "page": (b"<!DOCTYPE html><html>", UnreadableFileError),
    "json": (b'[{"a": 1}, {"a": 2}]', UnreadableFileError),
    "binary": (bytes(range(256)) * 4, UnreadableFileError),
    "torn parquet": (b"PAR1" + bytes(100), UnreadableFileError),
    "torn arrow": (b"ARROW1" + bytes(100), UnreadableFileError),
    "torn gzip": (gzip.compress(b"a,b\n1,2\n" * 99)[:-20], UnreadableFileError),
    "torn zstd": (b"\x28\xb5\x2f\xfd" + bytes(40), UnreadableFileError),
    "torn workbook": (b"PK\x03\x04xl/workbook.xml" + bytes(100), UnreadableFileError),
    "torn old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableFileError),
    "zip": (b"PK\x03\x04data.csv" + bytes(100), UnreadableFileError),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_place_and_remedy(case, tmp_path):
    data, error = BAD[case]
    path = tmp_path / "customers.csv"
    path.write_bytes(data)

    with pytest.raises(error) as caught:
        read(path)

    assert "customers.csv" in caught.value.where
    assert caught.value.fix


@pytest.mark.parametrize("name", ["missing.csv", "a\0b.csv", "x" * 300])
def test_a_missing_file_is_said(tmp_path, name):
    with pytest.raises(NoSuchFileError):
        read(tmp_path / name)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(NoSuchFileError, match="folder"):
        read(tmp_path)


def test_text_and_packed_text_read_the_same(tmp_path):
    text = TABLE.write_csv().encode()
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text))

    assert read(plain).table.equals(read(packed).table)


def test_zstandard_is_unpacked_with_every_line(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    path = tmp_path / "a.csv.zst"
    path.write_bytes(arrow.compress(b'a,b\n1,"x\ny"\n\n2,z\n', codec="zstd", asbytes=True))

    dataset = read(path)

    assert dataset.table["b"].to_list() == ["x\ny", "z"]
    assert dataset.lines.tolist() == [2, 5]


def test_readers_in_several_threads_leave_standard_error_as_it_was():
    before = os.fstat(2)
    entered, leave = threading.Event(), threading.Event()

    def second() -> None:
        with columnar._silence_stderr():
            entered.set()
            leave.wait()

    other = threading.Thread(target=second)
    with columnar._silence_stderr():
        other.start()
        overlapped = entered.wait(0.2)
    leave.set()
    other.join()

    assert not overlapped
    assert os.path.samestat(os.fstat(2), before)


def test_a_reader_that_fails_leaves_standard_error_as_it_was(tmp_path):
    before = os.fstat(2)
    (tmp_path / "torn").write_bytes(b"PAR1" + bytes(100))

    for _ in range(2):  # a lock that is not given back would stop here
        with pytest.raises(UnreadableFileError):
            read(tmp_path / "torn")

    assert os.path.samestat(os.fstat(2), before)


@pytest.mark.parametrize("form", ["parquet", "ipc"])
def test_columnar_files_read_like_text(tmp_path, form):
    path = tmp_path / "customers.bin"
    getattr(TABLE, f"write_{form}")(path)

    dataset = read(path)

    assert dataset.table.equals(TABLE)
    assert dataset.find_column("cust_id").role == "id"
    assert dataset.lines.tolist() == [1, 2, 3]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


ROWS: list[list[object]] = [
    ["cust_id", "income", "since"],
    *([f"00{i}", 10.5 + i, dt.date(2024, 1, i + 1)] for i in range(5)),
]


def test_a_workbook_is_read_from_its_first_sheet_that_is_not_empty(tmp_path):
    dataset = read(workbook(tmp_path / "c.xlsx", Cover=[], Data=ROWS, More=ROWS[:2]))

    assert ("sheet", "`Data` of 3") in dataset.source.write_details().items()
    assert dataset.table["cust_id"].to_list() == [f"00{i}" for i in range(5)]
    assert [c.role for c in dataset.columns[:3]] == ["id", "feature", "date"]
    assert dataset.lines.tolist() == [2, 3, 4, 5, 6]


def test_a_sheet_can_be_asked_for(tmp_path):
    path = workbook(tmp_path / "c.xlsx", One=ROWS, Two=ROWS[:3])

    assert read(path, sheet="Two").rows == 2
    with pytest.raises(SettingsError) as caught:
        read(path, sheet="Tow")
    assert "`Two`" in caught.value.fix


def test_blank_rows_of_a_sheet_are_skipped_and_lines_stay_true(tmp_path):
    path = workbook(tmp_path / "c.xlsx", Data=[[], [], *ROWS[:3], [], *ROWS[3:]])

    dataset = read(path)

    assert dataset.lines.tolist() == [4, 5, 7, 8, 9]
    assert ("blank rows skipped", "1") in dataset.source.write_details().items()


def test_a_hidden_sheet_is_passed_over(tmp_path):
    path = workbook(tmp_path / "c.xlsx", Old=ROWS, New=ROWS[:4])
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)

    assert ("sheet", "`New` of 2") in read(path).source.write_details().items()


def test_a_workbook_without_rows_is_refused(tmp_path):
    with pytest.raises(EmptyTableError):
        read(workbook(tmp_path / "c.xlsx", Data=ROWS[:1], Empty=[]))


def test_the_same_bytes_have_the_same_digest(tmp_path):
    path = tmp_path / "a.csv"
    TABLE.write_csv(path)

    assert len(read(path).source.sha256) == 64
    assert read(path).source == read(path).source


def test_reading_imports_nothing_heavy(tmp_path):
    path = tmp_path / "a.csv"
    TABLE.write_csv(path)
    code = (
        "import sys, pathlib; from finseg.understand import read_columns; "
        "from finseg.settings import Settings; "
        f"read_columns(pathlib.Path({str(path)!r}), Settings(), {{'income': 'number'}}); "
        "heavy = {'sklearn', 'scipy', 'altair', 'pandas', 'pyarrow', 'fastexcel'}; "
        "print(*heavy & set(sys.modules))"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == ""


def read_data(data: bytes, inner: str = "", **settings: object):
    told = Settings().change_section("read", **settings).read
    return read_bytes(data, "a", told, ReadLimits(settings=told), inner)


def test_two_layers_of_packing_are_opened_and_no_third():
    once = gzip.compress(b"a,b\n1,2\n")
    twice = gzip.compress(once)

    assert len(read_data(twice).table) == 1
    with pytest.raises(UnreadableFileError, match="an archive in an archive"):
        read_data(gzip.compress(twice))


def test_the_file_named_with_the_input_goes_before_the_one_in_the_settings():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, rows in (("a.csv", 1), ("b.csv", 2), ("c.csv", 3)):
            archive.writestr(name, "x,y\n" + "1,2\n" * rows)

    assert len(read_data(whole.getvalue(), member="a.csv").table) == 1
    raw = read_data(whole.getvalue(), "b.csv", member="a.csv")

    assert len(raw.table) == 2
    details = raw.source.write_details()
    assert (details["file in it"], details["files beside it, not read"]) == ("`b.csv`", "2")


@pytest.mark.parametrize(("most", "refused"), [(10, False), (9, True)])
def test_what_has_no_known_size_is_counted_over_all_steps(most, refused, monkeypatch):
    monkeypatch.setattr(module, "_STEP", 4)
    limits = ReadLimits(settings=ReadSettings(max_bytes=most))
    if not refused:
        assert module._read_to_end(io.BytesIO(b"0123456789"), "a", limits) == b"0123456789"
        return
    with pytest.raises(LimitError, match="max_bytes"):
        module._read_to_end(io.BytesIO(b"0123456789"), "a", limits)


def test_the_digest_is_that_of_the_bytes():
    import hashlib

    data = b"a,b\n1,2\n"

    assert read_data(data).source.sha256 == hashlib.sha256(data).hexdigest()


def test_a_tar_archive_is_known_by_its_mark_in_its_place():
    with pytest.raises(UnreadableFileError, match="a tar archive"):
        read_data(b"a" * 257 + b"ustar" + b"0" * 200)
    with pytest.raises(UnreadableFileError, match="JSON"):
        read_data(b'[{"a": 1}]')


def test_a_torn_workbook_of_either_kind_is_said_to_be_one():
    with pytest.raises(UnreadableFileError, match="workbook"):
        read_data(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"word " * 400)
    with pytest.raises(UnreadableFileError, match="password"):
        read_data(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
