"""What do Parquet and Arrow files hold?

Bytes in, `Raw` with typed columns out. polars reports some damage by a `PanicException`, which is a
`BaseException`: here it becomes an error like any other.
"""

from __future__ import annotations

import io
import os
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import numpy as np
import polars as pl

from finseg.document.said import Count
from finseg.errors import (
    EmptyTableError,
    EnvironmentStopError,
    FinsegError,
    UnreadableFileError,
)
from finseg.read.limits import ReadLimits, require_memory
from finseg.read.raw import Raw, make_readable_names
from finseg.records.dataset import Source

T = TypeVar("T")

_CONTINUED, _RECORD_BATCH = 0xFFFFFFFF, 3  # marks of the Arrow stream format
# Bytes a value takes in memory; a text takes its view and, beyond twelve bytes, itself.
_WIDTHS: dict[type[pl.DataType] | pl.DataType, int] = {
    pl.Boolean: 1, pl.Int8: 1, pl.UInt8: 1, pl.Int16: 2, pl.UInt16: 2, pl.Int32: 4, pl.UInt32: 4,
    pl.Float32: 4, pl.Date: 4, pl.Null: 0, pl.Int64: 8, pl.UInt64: 8, pl.Float64: 8,
    pl.Datetime: 8, pl.Duration: 8, pl.Time: 8,
}  # fmt: skip
_WIDEST = 16
_SILENCE = threading.Lock()  # standard error belongs to the whole process


def read_parquet(data: bytes, name: str, limits: ReadLimits) -> Raw:
    """Read a Parquet file.

    Raises
    ------
    UnreadableFileError
        If it is damaged or encrypted.
    LimitError
        If its footer announces more than the limits allow.

    """
    source = Source(name=name, format="Parquet")
    kind = "Parquet file"
    with _silence_stderr():
        schema = run_reader(lambda: pl.read_parquet_schema(io.BytesIO(data)), kind, name)
        rows = _count_announced_rows(lambda: pl.scan_parquet(io.BytesIO(data)), kind, name)
        _check_announced_size(rows, schema, name, limits)
        wanted = _list_flat_columns(schema)
        table = run_reader(lambda: pl.read_parquet(io.BytesIO(data), columns=wanted), kind, name)
    _require_all_rows(table, rows if wanted else 0, kind, name)
    return make_raw_table(_restore_nested_columns(table, schema, rows), source, first_line=1)


def read_arrow(data: bytes, name: str, limits: ReadLimits) -> Raw:
    """Read an Arrow (Feather) file; raises like `read_parquet`."""
    source = Source(name=name, format="Arrow")
    kind = "Arrow file"
    with _silence_stderr():
        schema = run_reader(lambda: pl.read_ipc_schema(io.BytesIO(data)), kind, name)
        rows = _count_announced_rows(lambda: pl.scan_ipc(io.BytesIO(data)), kind, name)
        _check_announced_size(rows, schema, name, limits)
        wanted = _list_flat_columns(schema)
        table = run_reader(lambda: pl.read_ipc(io.BytesIO(data), columns=wanted), kind, name)
    return make_raw_table(_restore_nested_columns(table, schema, rows), source, first_line=1)


def read_arrow_stream(data: bytes, name: str, limits: ReadLimits) -> Raw:
    """Read a stream of Arrow batches; raises like `read_parquet`."""
    source = Source(name=name, format="Arrow", details=(("form", "stream"),))
    kind = "Arrow stream"
    with _silence_stderr():
        rows = run_reader(lambda: count_stream_rows(data), kind, name)
        schema = run_reader(lambda: pl.read_ipc_stream(data, n_rows=0), kind, name).schema
        _check_announced_size(rows, schema, name, limits)
        wanted = _list_flat_columns(schema)
        table = run_reader(lambda: pl.read_ipc_stream(data, columns=wanted), kind, name)
    _require_all_rows(table, rows if wanted else 0, kind, name)
    return make_raw_table(_restore_nested_columns(table, schema, rows), source, first_line=1)


def count_stream_rows(data: bytes) -> int:
    """Count the rows that the batches of an Arrow stream announce, without reading them.

    Raises
    ------
    ValueError
        If the messages do not follow one another, or the last is torn.

    """
    rows = place = 0
    while place < len(data):
        mark, size = struct.unpack_from("<II", data, place)
        if mark != _CONTINUED:
            raise ValueError("no message where one should begin")
        if not size:
            break
        place += 8
        if place + size > len(data):
            raise ValueError("the end is missing")
        root = place + _read_uint32(data, place)
        batch, length = _locate_field(data, root, 2), _locate_field(data, root, 3)
        if data[_locate_field(data, root, 1) or place] == _RECORD_BATCH and batch:
            count = _locate_field(data, batch + _read_uint32(data, batch), 0)
            rows += struct.unpack_from("<q", data, count)[0] if count else 0
        place += size + (struct.unpack_from("<q", data, length)[0] if length else 0)
    return rows


def _read_uint32(data: bytes, place: int) -> int:
    number: int = struct.unpack_from("<I", data, place)[0]
    return number


def _locate_field(data: bytes, table: int, number: int) -> int:
    """Return where a field of a FlatBuffers table stands, or 0 where it is left out."""
    (back,) = struct.unpack_from("<i", data, table)
    fields = table - back
    (size,) = struct.unpack_from("<H", data, fields)
    if 4 + 2 * number >= size:
        return 0
    (offset,) = struct.unpack_from("<H", data, fields + 4 + 2 * number)
    return table + offset if offset else 0


def _count_announced_rows(scan: Callable[[], pl.LazyFrame], what: str, name: str) -> int:
    """Ask the footer how many rows there are."""
    count: int = run_reader(lambda: scan().select(pl.len()).collect(), what, name).item()
    return count


def _check_announced_size(
    rows: int, schema: Mapping[str, pl.DataType], name: str, limits: ReadLimits
) -> None:
    """Refuse what is announced, whatever sizes the footer claims: rows times width."""
    limits.check_shape(rows, len(schema), name)
    width = sum(_WIDTHS.get(dtype.base_type(), _WIDEST) for dtype in schema.values())
    limits.check_size(rows * width, name, "unpacked it has")
    require_memory(rows * width // 2, name)
    limits.check_time(name)


def _require_all_rows(table: pl.DataFrame, rows: int, what: str, name: str) -> None:
    if table.width and len(table) != rows:
        raise UnreadableFileError(
            f"the {what} is damaged: it announces {Count(rows, 'row')} and has {Count(len(table))}",
            where=name,
            fix="write the file again, or give the table as CSV",
        )


def _list_flat_columns(schema: Mapping[str, pl.DataType]) -> list[str]:
    """Return the columns that hold one value per row; the others are not even unpacked."""
    return [name for name, dtype in schema.items() if not dtype.is_nested()]


def _restore_nested_columns(
    table: pl.DataFrame, schema: Mapping[str, pl.DataType], rows: int
) -> pl.DataFrame:
    """Put empty columns where the nested ones stood: they are listed, and cannot be used."""
    columns = {c.name: c for c in table.get_columns()}
    return pl.DataFrame(
        [
            unwrap_column(columns[name])
            if name in columns
            else pl.repeat(None, rows, dtype=dtype, eager=True).alias(name)
            for name, dtype in schema.items()
        ]
    )


def unwrap_column(column: pl.Series) -> pl.Series:
    """Return what an extension type stores, and text where bytes are text."""
    extension = getattr(pl.datatypes, "BaseExtension", ())  # not in the older releases
    if isinstance(column.dtype, extension):
        column = column.ext.storage()
    if column.dtype == pl.Binary:
        try:
            return column.cast(pl.String)
        except pl.exceptions.PolarsError:  # not UTF-8: they are bytes
            return column
    return column


@contextmanager
def _silence_stderr() -> Iterator[None]:
    """Keep the reader's own crash reports off the terminal: ours says what to do.

    One reader at a time: a second one would keep the first one's silence as the terminal, and put
    it back for good.
    """
    with _SILENCE:
        kept = _redirect_stderr()
        try:
            yield
        finally:
            if kept is not None:
                os.dup2(kept, 2)
                os.close(kept)


def _redirect_stderr() -> int | None:
    """Point standard error nowhere; return a copy of it, or None where there is none to turn."""
    try:
        kept = os.dup(2)
    except OSError:
        return None
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except OSError:
        os.close(kept)
        return None
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return kept


def run_reader(read: Callable[[], T], what: str, name: str) -> T:
    """Run a reader; whatever it fails with becomes an UnreadableFileError."""
    try:
        return read()
    except FinsegError:
        raise
    except MemoryError as cause:
        raise EnvironmentStopError(
            f"there is not enough memory to read the {what}",
            where=name,
            fix="give the program more memory, or fewer rows and columns",
        ) from cause
    except (Exception, pl.exceptions.PanicException) as cause:
        told = " ".join(str(cause).split())[:200]
        raise UnreadableFileError(
            f"the {what} is damaged or of an unknown kind ({told})",
            where=name,
            fix="write the file again, or give the table as CSV",
        ) from cause


def make_raw_table(table: pl.DataFrame, source: Source, first_line: int) -> Raw:
    """Wrap a typed table; its rows are numbered from `first_line`."""
    if not table.width or not len(table):
        raise EmptyTableError(
            f"the table has {Count(table.width, 'column')} and no rows",
            where=source.name,
            fix="give a table with customers",
        )
    originals = tuple(table.columns)
    names = make_readable_names(originals)
    return Raw(
        table=table.rename(dict(zip(originals, names, strict=True))),
        originals=originals,
        lines=np.arange(first_line, first_line + len(table), dtype=np.int64),
        source=replace(source, rows_read=len(table)),
    )
