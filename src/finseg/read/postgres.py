"""What does a PostgreSQL server give?

An `Address` in, a typed table out, through ADBC: no row becomes a Python object. A cursor on the
server hands over some ten thousand rows at a time, so that the limits are looked at on the way. The
session is read-only and has the server's own time limit. Kinds that are no figure, date or flag
come as text, as the server writes them; so do exact decimals, which may be account numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import polars as pl

from finseg.errors import DatabaseError, MissingPartError, UsageError
from finseg.read.address import Address
from finseg.read.limits import ReadLimits
from finseg.read.sql import choose_table, quote_name

_AS_THEY_ARE = frozenset(
    {
        "smallint", "integer", "bigint", "real", "double precision", "boolean", "text",
        "character varying", "date", "timestamp without time zone", "timestamp with time zone",
    }
)  # fmt: skip
_TABLES = (
    "SELECT CASE WHEN table_schema = ANY (current_schemas(false)) THEN table_name "
    "ELSE table_schema || '.' || table_name END FROM information_schema.tables "
    "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
)
_PAGE = 50_000  # rows
_PATIENCE = 10  # seconds to wait for a connection
_PART = "adbc-driver-postgresql"


def fetch_table(address: Address, limits: ReadLimits) -> pl.DataFrame:
    """Fetch a table or a query's result.

    Raises
    ------
    MissingPartError
        If the driver is not installed.
    DatabaseError
        If the server cannot be reached, refuses the login, or goes away.
    NoSuchFileError
        If there is no such table.
    UsageError
        If the query is refused.
    LimitError
        If there are too many rows, or it takes too long.

    """
    with _open_session(address, limits) as ask:
        query = address.part.strip().rstrip(";")
        if not address.is_query:
            tables = [str(name) for name in ask(_TABLES).to_series().to_list()]
            parts = choose_table(address, tables).split(".", 1)
            query = f"SELECT * FROM {'.'.join(map(quote_name, parts))}"  # noqa: S608 - quoted
        selected, width = _build_select(query, ask)
        limits.check_shape(1, width, address.name)
        return _fetch_pages(selected, ask, address.name, limits)


def _fetch_pages(
    query: str, ask: Callable[[str], pl.DataFrame], name: str, limits: ReadLimits
) -> pl.DataFrame:
    """Fetch page by page through a cursor on the server."""
    ask(f"DECLARE finseg_rows NO SCROLL CURSOR FOR {query}")
    parts: list[pl.DataFrame] = []
    rows = size = 0
    while True:
        page = ask(f"FETCH {_PAGE} FROM finseg_rows")
        rows += len(page)
        size += int(page.estimated_size())
        limits.check_shape(rows, page.width, name)
        limits.check_size(size, name)
        limits.check_time(name)
        parts.append(page)
        if len(page) < _PAGE:
            return pl.concat(parts)


def _build_select(query: str, ask: Callable[[str], pl.DataFrame]) -> tuple[str, int]:
    """Have the server write as text what is not a plain figure, date or flag."""
    inner = f"({query}\n) AS finseg_query"
    names = ask(f"SELECT * FROM {inner} LIMIT 0").columns  # noqa: S608 - the user's own query
    if len(set(names)) < len(names):
        return query, len(names)
    asked = ", ".join(
        f"format_type(pg_typeof({quote_name(name)}), NULL) AS {quote_name(name)}" for name in names
    )
    kinds = ask(f"SELECT {asked} FROM {inner} LIMIT 1")  # noqa: S608
    if not len(kinds):
        return query, len(names)
    written = ", ".join(_write_column_sql(name, str(kinds[name][0])) for name in names)
    return f"SELECT {written} FROM {inner}", len(names)  # noqa: S608


def _write_column_sql(name: str, kind: str) -> str:
    column = quote_name(name)
    if kind in _AS_THEY_ARE:
        return column
    # A sum of money is written with signs of the server's country; as a decimal it is plain.
    plain = f"{column}::numeric" if kind == "money" else column
    return f"{plain}::text AS {column}"


@contextmanager
def _open_session(address: Address, limits: ReadLimits) -> Iterator[Callable[[str], pl.DataFrame]]:
    """Open a read-only session; yields a function that fetches a query's result."""
    manager, driver = _import_driver()
    secrets = _list_secrets(address.uri)
    try:
        with (
            driver.connect(_add_session_options(address.uri, limits)) as database,
            manager.AdbcConnection(database) as connection,
        ):
            connection.set_autocommit(False)

            def run_query(query: str) -> pl.DataFrame:
                with manager.AdbcStatement(connection) as statement:
                    statement.set_options(**{"adbc.postgresql.use_copy": "false"})
                    statement.set_sql_query(query)
                    return pl.DataFrame(statement.execute_query()[0])

            yield run_query
    except (manager.Error, pl.exceptions.PolarsError, pl.exceptions.PanicException) as cause:
        raise _translate_driver_error(cause, address.name, secrets, limits) from None


def _import_driver() -> tuple[Any, Any]:
    try:
        import adbc_driver_manager
        import adbc_driver_postgresql
    except ImportError as cause:
        raise MissingPartError(
            "the part that reads PostgreSQL is not installed",
            where=_PART,
            fix="pip install 'finseg[postgres]'",
        ) from cause
    return adbc_driver_manager, adbc_driver_postgresql


def _add_session_options(uri: str, limits: ReadLimits) -> str:
    """Add what the session needs to the address; the user's own options come after ours."""
    milliseconds = max(1, int(limits.seconds_left() * 1000))
    ours = (
        f"-c default_transaction_read_only=on -c statement_timeout={milliseconds} "
        "-c client_encoding=UTF8"
    )
    mark = "&" if urlsplit(uri).query else "?"
    options = "" if "options=" in uri else f"options={quote(ours)}"
    patience = "" if "connect_timeout=" in uri else f"connect_timeout={_PATIENCE}"
    added = "&".join(filter(None, (options, patience, "application_name=finseg")))
    return f"{uri}{mark}{added}"


def _list_secrets(uri: str) -> list[str]:
    """Return what of an address must not be repeated."""
    parts = urlsplit(uri)
    given = [parts.password or "", parts.netloc.rpartition("@")[0], parts.query, uri]
    given += [item.partition("=")[2] for item in parts.query.split("&") if "pass" in item]
    return [text for word in given for text in (word, unquote(word)) if text]


def _translate_driver_error(
    cause: BaseException, name: str, secrets: list[str], limits: ReadLimits
) -> Exception:
    """Turn the driver's failure into ours, with nothing secret in it."""
    text = " ".join(str(cause).split())
    for secret in secrets:
        text = text.replace(secret, "…")
    _, refused, reason = text.partition("ERROR: ")
    text = (reason or text).partition(" Query was: ")[0].partition(" LINE 1:")[0].strip()[:300]
    if "statement timeout" in text:
        return limits.make_time_error(name, "ask for fewer rows")
    if refused and "terminating connection" not in text:
        return UsageError(
            f"the database refuses: {text}", where=name, fix="correct the query or the table"
        )
    return DatabaseError(
        f"the database cannot be reached, or went away: {text}",
        where=name,
        fix="check host, port, database, user and password, and that the server runs",
    )
