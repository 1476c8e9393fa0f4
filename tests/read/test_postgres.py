"""Is a server asked page by page, within the limits, and is nothing secret repeated?"""

from __future__ import annotations

import time

import polars as pl
import pytest

from finseg.errors import DatabaseError, LimitError, UsageError
from finseg.read import postgres as module
from finseg.read.limits import ReadLimits
from finseg.settings import ReadSettings


def a_limit(**settings: int) -> ReadLimits:
    return ReadLimits(settings=ReadSettings(**settings))  # type: ignore[arg-type]


class Server:
    """Answer as a server does that has some rows."""

    def __init__(self, rows: int) -> None:
        self.left = rows
        self.asked: list[str] = []

    def ask(self, query: str) -> pl.DataFrame:
        self.asked.append(query)
        if not query.startswith("FETCH"):
            return pl.DataFrame()
        count = min(int(query.split()[1]), self.left)
        self.left -= count
        return pl.DataFrame(
            {"a": [7] * count, "b": [8] * count}, schema={"a": pl.Int64, "b": pl.Int64}
        )


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (2, 1), (3, 2), (5, 2), (6, 3)])
def test_pages_are_fetched_until_one_is_not_full(rows, pages, monkeypatch):
    monkeypatch.setattr(module, "_PAGE", 3)
    server = Server(rows)

    table = module._fetch_pages("SELECT 1", server.ask, "a", a_limit())

    assert len(table) == rows
    assert server.asked[0].endswith("FOR SELECT 1")
    assert server.asked[1:] == ["FETCH 3 FROM finseg_rows"] * pages


@pytest.mark.parametrize(
    ("limit", "most"), [("max_rows", 8), ("max_columns", 2), ("max_cells", 16), ("max_bytes", 128)]
)
def test_rows_and_bytes_are_counted_over_all_pages(limit, most, monkeypatch):
    monkeypatch.setattr(module, "_PAGE", 3)

    assert len(module._fetch_pages("q", Server(8).ask, "a", a_limit(**{limit: most}))) == 8
    with pytest.raises(LimitError, match=limit):
        module._fetch_pages("q", Server(8).ask, "a", a_limit(**{limit: most - 1}))


def test_a_page_has_fifty_thousand_rows_and_the_time_is_looked_at():
    assert module._PAGE == 50_000
    late = ReadLimits(settings=ReadSettings(max_seconds=5), began=time.monotonic() - 6)
    with pytest.raises(LimitError, match="5 seconds"):
        module._fetch_pages("q", Server(1).ask, "a", late)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("integer", '"a"'),
        ("text", '"a"'),
        ("timestamp with time zone", '"a"'),
        ("numeric", '"a"::text AS "a"'),
        ("money", '"a"::numeric::text AS "a"'),
        ("uuid", '"a"::text AS "a"'),
    ],
)
def test_what_is_no_plain_figure_date_or_flag_comes_as_text(kind, written):
    assert module._write_column_sql("a", kind) == written


def test_kinds_are_asked_of_the_first_row_unless_names_repeat_or_there_is_none():
    def answer(names: list[str], kinds: list[str]):
        def ask(query: str) -> pl.DataFrame:
            if query.endswith("LIMIT 0"):
                table = pl.DataFrame({f"c{i}": [] for i in range(len(names))})
                return (
                    type("Twins", (), {"columns": names})()
                    if len(set(names)) < len(names)
                    else table.rename(dict(zip(table.columns, names, strict=True)))
                )
            return pl.DataFrame([kinds] if kinds else [], orient="row", schema=names)

        return module._build_select("SELECT * FROM t", ask)

    assert answer(["a", "b"], ["integer", "numeric"]) == (
        'SELECT "a", "b"::text AS "b" FROM (SELECT * FROM t\n) AS finseg_query',
        2,
    )
    assert answer(["a", "a"], ["integer", "numeric"]) == ("SELECT * FROM t", 2)
    assert answer(["a", "b"], []) == ("SELECT * FROM t", 2)


def test_the_session_is_read_only_and_has_the_time_that_is_left(monkeypatch):
    limits = ReadLimits(settings=ReadSettings(max_seconds=60), began=1000.0)
    monkeypatch.setattr("finseg.read.limits.time.monotonic", lambda: 1010.0)

    uri = module._add_session_options("postgresql://h/b", limits)

    assert uri.startswith("postgresql://h/b?options=")
    assert "default_transaction_read_only%3Don" in uri
    assert "statement_timeout%3D50000%20" in uri
    assert "connect_timeout=10&" in uri
    monkeypatch.setattr("finseg.read.limits.time.monotonic", lambda: 1099.0)
    assert "statement_timeout%3D1%20" in module._add_session_options("postgresql://h/b", limits)


def test_the_user_s_own_options_are_kept():
    uri = "postgresql://h/b?options=x&connect_timeout=3"

    assert module._add_session_options(uri, a_limit()) == f"{uri}&application_name=finseg"


def test_no_secret_is_in_an_error():
    uri = "postgresql://ann:se%20cret@h/b?password=oth%40er"
    secrets = module._list_secrets(uri)

    assert {"se%20cret", "se cret", "oth@er", "oth%40er", uri} <= set(secrets)
    error = module._translate_driver_error(
        RuntimeError(f"no login with se cret at {uri}, oth@er"), "name", secrets, a_limit()
    )
    assert isinstance(error, DatabaseError)
    assert not any(word in str(error) for word in ("se cret", "oth@er", "se%20cret"))


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("x ERROR: no column a LINE 1: select", UsageError, "the database refuses: no column a"),
        ("ERROR: canceled by statement timeout", LimitError, "reading took longer than 9 seconds"),
        ("ERROR: terminating connection", DatabaseError, "went away: terminating connection"),
        ("no route to host", DatabaseError, "went away: no route to host"),
    ],
)
def test_a_failure_of_the_driver_is_said_in_our_words(text, kind, said):
    error = module._translate_driver_error(RuntimeError(text), "h", [], a_limit(max_seconds=9))

    assert isinstance(error, kind)
    assert said in str(error)
