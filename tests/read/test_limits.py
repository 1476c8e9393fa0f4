"""Does every limit stop what is too large, and name the setting?"""

from __future__ import annotations

import io
import os
import re
import resource
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from pathlib import Path

import polars as pl
import pytest

from finseg.errors import EnvironmentStopError, LimitError, NoSuchFileError, UnreadableFileError
from finseg.read import files, limits
from finseg.read.limits import UNSUSPECTED, ReadLimits, free_memory, require_memory
from finseg.settings import ReadSettings, Settings
from finseg.understand import read_source

TEXT = b"id,a,b\n" + b"".join(b"%d,%d,2\n" % (i, i * 3) for i in range(100))


def read(source: object, **settings: object):
    return read_source(source, Settings().change_section("read", **settings))


LIMITS = {"max_bytes": 100, "max_rows": 50, "max_columns": 2, "max_cells": 250}


@pytest.mark.parametrize("form", ["csv", "parquet", "ipc", "ipc_stream", "xlsx", "sqlite"])
@pytest.mark.parametrize("key", LIMITS)
def test_every_format_keeps_every_limit(tmp_path, form, key):
    source = _written(tmp_path, form)
    assert read(source).rows == 100

    with pytest.raises(LimitError) as caught:
        read(source, **{key: LIMITS[key]})

    assert f"{key} in [read]" in caught.value.fix
    assert caught.value.where


def _written(folder: Path, form: str) -> str:
    import sqlite3

    frame = pl.read_csv(TEXT)
    path = folder / f"c.{form}"
    if form == "xlsx":
        _workbook(path, frame)
    elif form == "sqlite":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE c (id INT, a INT, b INT)")
            connection.executemany("INSERT INTO c VALUES (?, ?, ?)", frame.rows())
        connection.close()
        return f"sqlite:///{path}#c"
    else:
        getattr(frame, f"write_{form}")(path)
    return str(path)


def _workbook(path: Path, frame: pl.DataFrame) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [frame.columns, *frame.rows()]:
        sheet.append(list(row))
    book.save(path)


def test_the_time_is_looked_at_between_the_steps(tmp_path, monkeypatch):
    (tmp_path / "c.csv").write_bytes(TEXT)
    clock = iter(range(0, 10_000, 400))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))

    with pytest.raises(LimitError) as caught:
        read(tmp_path / "c.csv")

    assert "max_seconds" in caught.value.fix


def test_a_parquet_file_of_a_few_kilobytes_and_two_hundred_million_rows_is_refused(tmp_path):
    path = tmp_path / "bomb.parquet"
    part = pl.DataFrame({"a": pl.repeat(0, 25_000_000, dtype=pl.Int64, eager=True)})
    part.write_parquet(path, row_group_size=25_000_000)
    assert path.stat().st_size < 1 << 20

    started = time.monotonic()
    with pytest.raises(LimitError, match="25,000,000 rows"):
        read(path)
    with pytest.raises(LimitError, match="200,000,000 bytes"):
        read(path, max_rows=10**9, max_cells=10**9, max_bytes=10**8)

    assert time.monotonic() - started < 5


def test_an_arrow_stream_is_counted_before_it_is_read(tmp_path):
    path = tmp_path / "bomb.arrows"
    part = pl.DataFrame({"a": pl.repeat(0, 25_000_000, dtype=pl.Int64, eager=True)})
    part.write_ipc_stream(path, compression="zstd")

    with pytest.raises(LimitError, match="25,000,000 rows"):
        read(path)


def _xlsx(path: Path, sheet: str, shared: str = "") -> Path:
    """Write the smallest workbook that readers accept."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rels}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
        **({"xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>'} if shared else {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
)


def cell(place: str, value: object = 1) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def test_the_smallest_workbook_is_read(tmp_path):
    rows = "".join(f'<row r="{i}">{cell(f"A{i}")}{cell(f"B{i}", i)}</row>' for i in range(2, 9))

    assert read(_xlsx(tmp_path / "c.xlsx", HEADER + rows)).rows == 7


WORKBOOK_BOMBS = {
    "cells far apart": HEADER + f'<row r="1048576">{cell("XFD1048576")}</row>',
    "too many rows": HEADER + f'<row r="2000000">{cell("A2000000")}</row>',
    "rows without numbers": HEADER + "<row><c><v>1</v></c></row>" * 1_100_000,
}


@pytest.mark.parametrize("case", WORKBOOK_BOMBS)
def test_a_workbook_that_lays_out_too_large_is_refused_unread(tmp_path, case, monkeypatch):
    path = _xlsx(tmp_path / "c.xlsx", WORKBOOK_BOMBS[case])
    monkeypatch.setattr("finseg.read.workbook._open", lambda _: pytest.fail("it was opened"))

    with pytest.raises((LimitError, UnreadableFileError)) as caught:
        read(path, max_ratio=10_000)

    assert re.search("rows|columns|cells", caught.value.what)


def test_one_long_text_used_often_is_counted_as_often(tmp_path):
    long = "x" * 32_000
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c>{cell(f"B{i}")}</row>' for i in range(2, 5000)
    )
    path = _xlsx(tmp_path / "c.xlsx", HEADER + rows, f"<si><t>{long}</t></si>")

    with pytest.raises(LimitError, match="texts of a sheet"):
        read(path, max_bytes=100_000_000)


def test_a_workbook_that_declares_entities_is_refused(tmp_path):
    path = _xlsx(tmp_path / "c.xlsx", HEADER)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[sheet]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    with pytest.raises(UnreadableFileError, match="entities"):
        read(path)


def test_repeated_cells_of_an_opendocument_sheet_are_counted_out(tmp_path):
    cell_xml = (
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="{}"><text:p>1</text:p></table:table-cell>'
    )
    sheet = (
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="{}">'
        + cell_xml
        + "</table:table-row></table:table>"
    )
    path = tmp_path / "c.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", sheet.format(1_000_000, 16_000))

    with pytest.raises(LimitError):
        read(path)


def test_padding_of_an_opendocument_sheet_is_not_counted(shared):
    assert read(shared / "badinputs" / "polars" / "example.ods").rows == 6


@pytest.mark.parametrize("suffix", ["xlsb", "xls"])
def test_sheets_of_binary_workbooks_are_measured_as_well(shared, suffix):
    path = shared / "badinputs" / "polars" / f"example.{suffix}"
    assert read(path, sheet="test4").rows == 6

    with pytest.raises(LimitError, match="cells"):
        read(path, sheet="test4", max_cells=30)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_within_the_limits(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT,))
    writer.start()
    try:
        assert read(path).rows == 100
    finally:
        writer.join()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs devices")
def test_a_device_is_no_file():
    with pytest.raises(NoSuchFileError, match="device"):
        read("/dev/zero")


def test_a_table_that_does_not_fit_the_memory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    (tmp_path / "c.csv").write_bytes(TEXT)
    monkeypatch.setattr(limits, "free_memory", lambda: 1000)

    with pytest.raises(EnvironmentStopError) as caught:
        read(tmp_path / "c.csv")

    assert caught.value.exit_status == 5
    assert "memory" in caught.value.what


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the address space")
def test_a_capped_process_is_told_what_it_lacks(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"a,b\n" + b"1,22222222\n" * 12_000_000)
    code = (
        "import sys; from finseg.cli import main; "
        f"sys.argv = ['finseg', 'check', {str(path)!r}]; main()"
    )

    def cap() -> None:
        most = 1 << 30
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=cap,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )

    assert done.returncode == 5, done.stderr
    assert "FS400" in done.stderr
    assert "Traceback" not in done.stderr


def test_reading_takes_memory_for_what_is_there_and_not_for_what_is_allowed(tmp_path):
    (tmp_path / "c.csv").write_bytes(TEXT)

    tracemalloc.start()
    try:
        read(tmp_path / "c.csv", max_bytes=10**15)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 50_000_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a kernel's own files")
def test_a_file_that_does_not_know_its_size_is_read_whole(tmp_path):
    kernel = Path("/proc/self/status")
    copy = tmp_path / "status.txt"
    copy.write_bytes(kernel.read_bytes())

    assert kernel.stat().st_size == 0
    assert (
        len(files._read_file_bytes(kernel, ReadLimits(settings=ReadSettings())))
        >= len(copy.read_bytes()) - 100
    )


def test_free_memory_is_known_here():
    free = limits.free_memory()

    assert free is None or free > 0


def test_an_encrypted_parquet_file_is_called_so(tmp_path):
    (tmp_path / "c.parquet").write_bytes(b"PARE" + bytes(100) + b"PARE")

    with pytest.raises(UnreadableFileError, match="encrypted"):
        read(tmp_path / "c.parquet")


def test_a_stream_that_ends_in_the_middle_is_refused(tmp_path):
    whole = io.BytesIO()
    pl.read_csv(TEXT).write_ipc_stream(whole)
    (tmp_path / "c").write_bytes(whole.getvalue()[:-300])

    with pytest.raises(UnreadableFileError):
        read(tmp_path / "c")


def limit(**settings: int) -> ReadLimits:
    return ReadLimits(settings=Settings().change_section("read", **settings).read)


def test_sizes_are_refused_above_the_limit_and_not_at_it():
    limit(max_bytes=10).check_size(10, "a")
    with pytest.raises(LimitError, match="11 bytes or more, and at most 10"):
        limit(max_bytes=10).check_size(11, "a")


def test_what_unpacks_to_many_times_its_size_is_refused_from_a_size_on():
    limit(max_ratio=100).check_ratio(UNSUSPECTED, 1, "a")
    size = UNSUSPECTED + 100
    limit(max_ratio=100).check_ratio(size, -(-size // 100), "a")
    with pytest.raises(LimitError, match="100 times its size"):
        limit(max_ratio=100).check_ratio(size, size // 100 - 1, "a")
    assert UNSUSPECTED == 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("rows", "columns", "weight", "what"),
    [
        (10, 5, 1, ""),
        (11, 1, 1, "rows"),
        (1, 6, 1, "columns"),
        (8, 5, 1, ""),
        (9, 5, 1, "cells"),
        (4, 5, 2, ""),
        (5, 5, 2, "cells"),
    ],
)
def test_rows_columns_and_weighted_cells_are_each_counted(rows, columns, weight, what):
    limits = limit(max_rows=10, max_columns=5, max_cells=50 if rows == 10 else 40)
    if not what:
        limits.check_shape(rows, columns, "a", weight=weight)
        return
    with pytest.raises(LimitError, match=f"max_{what}"):
        limits.check_shape(rows, columns, "a", weight=weight)


def test_the_time_runs_from_the_beginning(monkeypatch):
    limits = ReadLimits(settings=ReadSettings(max_seconds=60), began=1000.0)
    monkeypatch.setattr("finseg.read.limits.time.monotonic", lambda: 1060.0)
    limits.check_time("a")
    assert limits.seconds_left() == 0.0
    monkeypatch.setattr("finseg.read.limits.time.monotonic", lambda: 1060.1)
    with pytest.raises(LimitError, match="60 seconds"):
        limits.check_time("a")
    assert limits.seconds_left() == pytest.approx(-0.1)


def test_four_bytes_of_memory_are_needed_for_each_that_is_read(monkeypatch):
    monkeypatch.setattr(limits, "free_memory", lambda: 400 << 20)
    require_memory(100 << 20, "a")
    with pytest.raises(EnvironmentStopError, match="400 MiB of memory, and 400 MiB are free"):
        require_memory((100 << 20) + 1, "a")
    monkeypatch.setattr(limits, "free_memory", lambda: None)
    require_memory(1 << 60, "a")


def test_the_least_of_all_limits_of_memory_counts(monkeypatch):
    for name, left in (("_read_ulimit_left", None), ("_read_cgroup_left", 7)):
        monkeypatch.setattr(limits, name, lambda left=left: left)
    monkeypatch.setattr(limits, "_read_available_memory", lambda: 5)
    assert free_memory() == 5
    monkeypatch.setattr(limits, "_read_available_memory", lambda: None)
    assert free_memory() == 7
    monkeypatch.setattr(limits, "_read_cgroup_left", lambda: None)
    assert free_memory() is None


FILES = {
    "/sys/fs/cgroup/memory.max": "1000\n",
    "/sys/fs/cgroup/memory.current": "700\n",
    "/sys/fs/cgroup/memory.stat": (
        "anon 500\ninactive_anon 40\nactive_file 30\ninactive_file 20\nworkingset_file 9\n"
    ),
    "/proc/meminfo": "MemTotal: 900 kB\nMemAvailable:   300 kB\n",
    "/proc/self/statm": "100 50 20 1 0 40 0\n",
}


def test_a_container_may_take_its_limit_without_what_is_taken_but_for_cached_files(monkeypatch):
    files = dict(FILES)
    monkeypatch.setattr(limits, "_read_kernel_file", lambda path: files.get(path, ""))

    assert limits._read_cgroup_left() == 1000 - 700 + 30 + 20
    assert limits._read_available_memory() == 300 * 1024
    files["/sys/fs/cgroup/memory.current"] = "2000\n"
    assert limits._read_cgroup_left() == 0
    files["/sys/fs/cgroup/memory.max"] = "max\n"
    assert limits._read_cgroup_left() is None
    files.clear()
    assert limits._read_available_memory() is None


@pytest.mark.parametrize(
    ("space", "data", "left"),
    [
        (None, None, None),
        (150, None, 50),
        (None, 150, 110),
        (150, 145, 50),
        (150, 60, 20),
        (90, None, 0),
    ],
)
def test_a_limit_of_the_shell_leaves_what_is_not_taken_yet(space, data, left, monkeypatch):
    page = os.sysconf("SC_PAGE_SIZE")
    most = {resource.RLIMIT_AS: space, resource.RLIMIT_DATA: data}
    monkeypatch.setattr(limits, "_read_kernel_file", lambda path: FILES[path])
    monkeypatch.setattr(
        resource,
        "getrlimit",
        lambda kind: (resource.RLIM_INFINITY if most[kind] is None else most[kind] * page, 0),
    )

    assert limits._read_ulimit_left() == (None if left is None else left * page)
