"""What do Parquet and Arrow files hold?

Bytes in, `Raw` with typed columns out. polars reports some damage by a `PanicException`, which is a
`BaseException`: here it becomes an error like any other.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import polars as pl

from finseg.errors import EmptyTableError, UnreadableFileError
from finseg.read.raw import Raw, readable_names
from finseg.records.dataset import Source

_LINE_MARK = "\x02"  # a separator that no text file has: every line is one field
_SILENCE = threading.Lock()  # standard error belongs to the whole process


def read_parquet(data: bytes, name: str, sha256: str) -> Raw:
    """Read a Parquet file; raises UnreadableFileError where it is damaged."""
    with _silent():
        table = guarded(lambda: pl.read_parquet(io.BytesIO(data)), "Parquet file", name)
    return raw_table(table, Source(name=name, format="Parquet", sha256=sha256), first_line=1)


def read_arrow(data: bytes, name: str, sha256: str) -> Raw:
    """Read an Arrow (Feather) file; raises UnreadableFileError where it is damaged."""
    with _silent():
        table = guarded(lambda: pl.read_ipc(io.BytesIO(data)), "Arrow file", name)
    return raw_table(table, Source(name=name, format="Arrow", sha256=sha256), first_line=1)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the reader's own crash reports off the terminal: ours says what to do.

    One reader at a time: a second one would keep the first one's silence as the terminal, and put
    it back for good.
    """
    with _SILENCE:
        kept = _turned_away()
        try:
            yield
        finally:
            if kept is not None:
                os.dup2(kept, 2)
                os.close(kept)


def _turned_away() -> int | None:
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


def unpack_zstd(data: bytes, name: str) -> bytes:
    """Unpack a Zstandard archive of text, line by line through polars."""

    def read() -> pl.DataFrame:
        return pl.read_csv(
            data,
            has_header=False,
            schema={"line": pl.String},
            separator=_LINE_MARK,
            quote_char=None,
            encoding="utf8-lossy",
        )

    lines = guarded(read, "Zstandard archive", name)["line"]
    return "\n".join(lines.fill_null("").to_list()).encode()


def guarded(read: Callable[[], pl.DataFrame], what: str, name: str) -> pl.DataFrame:
    """Run a reader; whatever it fails with becomes an UnreadableFileError."""
    try:
        return read()
    except (Exception, pl.exceptions.PanicException) as cause:
        told = " ".join(str(cause).split())[:200]
        raise UnreadableFileError(
            f"the {what} is damaged or of an unknown kind ({told})",
            where=name,
            fix="write the file again, or give the table as CSV",
        ) from cause


def raw_table(table: pl.DataFrame, source: Source, first_line: int) -> Raw:
    """Wrap a typed table; its rows are numbered from `first_line`."""
    if not table.width or not len(table):
        raise EmptyTableError(
            f"the table has {table.width} columns and no rows",
            where=source.name,
            fix="give a table with customers",
        )
    originals = tuple(table.columns)
    names = readable_names(originals)
    return Raw(
        table=table.rename(dict(zip(originals, names, strict=True))),
        originals=originals,
        lines=np.arange(first_line, first_line + len(table), dtype=np.int64),
        source=Source(
            name=source.name,
            format=source.format,
            details=source.details,
            sha256=source.sha256,
            rows_read=len(table),
        ),
    )
