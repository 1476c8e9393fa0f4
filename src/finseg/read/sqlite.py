"""What does a table or query of an SQLite database give?

An `Address` in, a typed table out, by the standard library. The file is opened for reading only, no
extension is loaded, rows are fetched in steps and counted on the way, and a query that takes too
long is broken off.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import polars as pl

from finseg.errors import (
    FinsegError,
    NoSuchFileError,
    UnreadableFileError,
    UsageError,
)
from finseg.read.address import Address
from finseg.read.limits import ReadLimits
from finseg.read.raw import make_readable_names
from finseg.read.sql import choose_table, quote_name

_STEP = 50_000  # rows fetched at a time
_LOOK = 100_000  # SQLite's instructions between two looks at the clock
_TEXT_AND_FIGURES = (int, float)


def fetch_table(address: Address, limits: ReadLimits) -> pl.DataFrame:
    """Fetch a table or a query's result.

    Raises
    ------
    NoSuchFileError
        If there is no such database or table.
    UsageError
        If no table is named, or the query is refused.
    UnreadableFileError
        If the database is damaged.
    LimitError
        If there are too many rows, or it takes too long.

    """
    path, name = address.path, address.name
    _require_database(path, name)
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    over = False

    def check_deadline() -> bool:
        nonlocal over
        over = limits.seconds_left() < 0
        return over

    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=5.0)) as connection:
            connection.set_progress_handler(check_deadline, _LOOK)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = _decode_text
            return _fetch_rows(connection, _build_statement(connection, address), name, limits)
    except FinsegError:
        raise
    except (sqlite3.Error, OverflowError, ValueError) as cause:
        if over:
            raise limits.make_time_error(name, "ask for fewer rows") from cause
        raise _translate_sqlite_error(cause, address) from cause


def _require_database(path: Path, name: str) -> None:
    if not path.is_file():
        raise NoSuchFileError(
            "there is no such database", where=str(path) or name, fix="check the path"
        )
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as cause:
        raise NoSuchFileError(
            f"the database cannot be opened ({cause.strerror or cause})",
            where=str(path),
            fix="check your permissions",
        ) from cause
    if not head.startswith(b"SQLite format 3"):
        raise UnreadableFileError(
            "not an SQLite database", where=name, fix="give the file itself if it is a table"
        )


def _decode_text(data: bytes) -> str:
    """Read text that may not be UTF-8, as SQLite does not see to it."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _build_statement(connection: sqlite3.Connection, address: Address) -> str:
    if address.is_query:
        return address.part
    listed = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    tables = [str(row[0]) for row in listed]
    return f"SELECT * FROM {quote_name(choose_table(address, tables))}"  # noqa: S608 - quoted


def _fetch_rows(
    connection: sqlite3.Connection, statement: str, name: str, limits: ReadLimits
) -> pl.DataFrame:
    """Fetch in steps: as many columns of plain values as the query gives."""
    cursor = connection.execute(statement)
    if cursor.description is None:
        raise UsageError(
            "the query gives no table", where=name, fix="write a query that begins with SELECT"
        )
    names = [str(column[0]) for column in cursor.description]
    parts: list[list[pl.Series]] = [[] for _ in names]
    count = size = 0
    while step := cursor.fetchmany(_STEP):
        count += len(step)
        limits.check_shape(count, len(names), name)
        limits.check_time(name)
        for place, values in enumerate(zip(*step, strict=True)):
            column = _build_sqlite_column(values)
            size += int(column.estimated_size())
            parts[place].append(column)
        limits.check_size(size, name)
    columns = [
        _join_column_parts(column) if column else pl.Series("", [], pl.String) for column in parts
    ]
    unique = make_readable_names([f"c{i}" for i in range(len(names))])
    table = pl.DataFrame([c.alias(u) for c, u in zip(columns, unique, strict=True)])
    return _name_columns(table, names)


def _build_sqlite_column(values: Sequence[object]) -> pl.Series:
    """Build a column from what SQLite gave: a column of mixed kinds becomes text."""
    kinds = Counter(map(type, values))
    kinds.pop(type(None), None)
    if not kinds:
        return pl.Series("", [None] * len(values), pl.Null)
    if set(kinds) == {int}:
        return pl.Series("", values, pl.Int64)
    if set(kinds) <= set(_TEXT_AND_FIGURES):
        return pl.Series("", values, pl.Float64, strict=False)
    if set(kinds) == {bytes}:
        return pl.Series("", values, pl.Binary)
    texts = [
        None if v is None else _decode_text(v) if isinstance(v, bytes) else str(v) for v in values
    ]
    return pl.Series("", texts, pl.String)


def _join_column_parts(parts: Sequence[pl.Series]) -> pl.Series:
    kinds = {part.dtype for part in parts} - {pl.Null()}
    if len(kinds) > 1:
        figures = kinds == {pl.Int64(), pl.Float64()}
        target: pl.DataType = pl.Float64() if figures else pl.String()
        parts = [part.cast(target, strict=False) for part in parts]
    elif kinds:
        target = kinds.pop()
        parts = [part.cast(target) if part.dtype == pl.Null else part for part in parts]
    return pl.concat(parts)


def _name_columns(table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Give the columns their names, made unique where a query repeats one."""
    table.columns = (
        list(make_readable_names(names)) if len(set(names)) < len(names) else list(names)
    )
    return table


def _translate_sqlite_error(cause: Exception, address: Address) -> FinsegError:
    damaged = isinstance(cause, sqlite3.DatabaseError) and not isinstance(
        cause, (sqlite3.OperationalError, sqlite3.ProgrammingError)
    )
    if damaged:
        return UnreadableFileError(
            f"the database is damaged ({cause})", where=address.name, fix="get it again"
        )
    return UsageError(
        f"the database refuses: {cause}", where=address.name, fix="correct the query or the table"
    )
