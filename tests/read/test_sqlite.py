"""Is a table of an SQLite database read in steps, within the limits, and with the right types?"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from finseg.errors import LimitError, NoSuchFileError, UnreadableFileError, UsageError
from finseg.read import sqlite as module
from finseg.read.address import Address
from finseg.read.database import read_database
from finseg.read.limits import ReadLimits
from finseg.read.sql import choose_table, quote_name
from finseg.read.sqlite import fetch_table
from finseg.settings import ReadSettings


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank.db"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("create table cards (id integer primary key autoincrement, a, b)")
        rows = [(1, 1.5), (2, None), (None, None), (4, 2), (5, 0.25), (6, 7)]
        made.executemany("insert into cards (a, b) values (?, ?)", rows)
        made.execute("create view rich as select a from cards where b > 1")
    return path


def at(path: Path, part: str = "cards") -> Address:
    return Address(scheme="SQLite", name=path.name, path=path, part=part)


def fetch(path: Path, part: str = "cards", **settings: int) -> pl.DataFrame:
    return fetch_table(at(path, part), ReadLimits(settings=ReadSettings(**settings)))  # type: ignore[arg-type]


def fetch_values(path: Path, values: str) -> pl.Series:
    return fetch(path, f"select * from (values {values})").to_series()  # noqa: S608


@pytest.mark.parametrize("step", [1, 2, 4, 6, 100])
def test_a_table_is_the_same_whatever_is_fetched_at_a_time(bank, step, monkeypatch):
    monkeypatch.setattr(module, "_STEP", step)

    table = fetch(bank)

    assert table.to_dict(as_series=False) == {
        "id": [1, 2, 3, 4, 5, 6],
        "a": [1, 2, None, 4, 5, 6],
        "b": [1.5, None, None, 2.0, 0.25, 7.0],
    }
    assert table.dtypes == [pl.Int64, pl.Int64, pl.Float64]


@pytest.mark.parametrize("step", [1, 100])
@pytest.mark.parametrize(
    ("values", "dtype", "read"),
    [
        ("(1), (null)", pl.Int64, [1, None]),
        ("(1), (2.5)", pl.Float64, [1.0, 2.5]),
        ("(1), ('x'), (null)", pl.String, ["1", "x", None]),
        ("(2.5), ('x')", pl.String, ["2.5", "x"]),
        ("(x'00ff'), (null)", pl.Binary, [b"\x00\xff", None]),
        ("(null), (null)", pl.Null, [None, None]),
        ("(cast(x'e9' as text))", pl.String, ["\u00e9"]),
    ],
)
def test_a_column_has_the_type_of_its_values(bank, values, dtype, read, step, monkeypatch):
    monkeypatch.setattr(module, "_STEP", step)

    column = fetch_values(bank, values)

    assert (column.dtype, column.to_list()) == (dtype, read)


def test_bytes_beside_text_are_read_as_text(bank):
    assert fetch_values(bank, "('x'), (x'e9')").to_list() == ["x", "\u00e9"]


@pytest.mark.parametrize(
    ("limit", "most"), [("max_rows", 6), ("max_columns", 3), ("max_cells", 18)]
)
def test_rows_are_counted_over_all_steps(bank, limit, most, monkeypatch):
    monkeypatch.setattr(module, "_STEP", 2)

    assert len(fetch(bank, **{limit: most})) == 6
    with pytest.raises(LimitError, match=limit):
        fetch(bank, **{limit: most - 1})


def test_bytes_are_counted_over_all_steps(bank, monkeypatch):
    monkeypatch.setattr(module, "_STEP", 2)
    size = 6 * 3 * 8  # eight bytes a value; the marks of gaps come on top

    assert len(fetch(bank, max_bytes=size + 40)) == 6
    with pytest.raises(LimitError, match="max_bytes"):
        fetch(bank, max_bytes=size - 1)


def test_a_query_is_broken_off_as_soon_as_the_time_is_over(bank, monkeypatch):
    monkeypatch.setattr(module, "_LOOK", 1)
    limits = ReadLimits(settings=ReadSettings(max_seconds=5), began=time.monotonic() - 5.5)

    with pytest.raises(LimitError, match="5 seconds") as caught:
        fetch_table(at(bank), limits)

    assert caught.value.fix.startswith("ask for fewer rows")


def test_columns_of_one_name_are_told_apart(bank):
    assert fetch(bank, "select a, b as A, a from cards").columns == ["a", "A (2)", "a (3)"]
    assert fetch(bank, "select a, b as A from cards").columns == ["a", "A"]


def test_a_table_without_rows_has_its_columns(bank):
    assert fetch(bank, "select a from cards where a > 9").schema == {"a": pl.String}


def test_tables_and_views_can_be_named_and_the_database_s_own_cannot(bank):
    assert fetch(bank, "rich")["a"].to_list() == [1, 4, 6]
    with pytest.raises(UsageError, match="2 tables: `cards`, `rich`"):
        fetch(bank, "")
    with pytest.raises(NoSuchFileError, match="no table `sqlite_sequence`"):
        fetch(bank, "sqlite_sequence")


def test_what_cannot_be_read_is_said(bank, tmp_path):
    with pytest.raises(NoSuchFileError, match="no such database"):
        fetch(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableFileError, match="not an SQLite database"):
        fetch(tmp_path / "text.db")
    (tmp_path / "torn.db").write_bytes(bank.read_bytes()[:100] + b"\xff" * 5000)
    with pytest.raises(UnreadableFileError, match="damaged"):
        fetch(tmp_path / "torn.db")
    with pytest.raises(UsageError, match="refuses"):
        fetch(bank, "select nothing from cards")


def test_what_was_read_is_said_as_a_table_or_a_query(bank):
    def say_part(part: str) -> tuple[tuple[str, str], ...]:
        raw = read_database(at(bank, part), ReadLimits(settings=ReadSettings()))
        return tuple(raw.source.write_details().items())

    assert say_part("cards") == (("table", "`cards`"),)
    assert say_part("select  a\nfrom cards") == (("query", "`select a from cards`"),)
    exact = "select a from cards where a > " + "1" * 90
    assert len(exact) == 120
    assert say_part(f"{exact[:-90]}0.{'1' * 88}") == (("query", f"`{exact[:-90]}0.{'1' * 88}`"),)
    assert say_part(f"{exact[:-90]}0.{'1' * 89}") == (("query", f"`{exact[:-90]}0.{'1' * 88}…`"),)


@pytest.mark.parametrize("count", [10, 11])
def test_the_first_ten_tables_are_named_and_the_first_is_proposed(count):
    tables = [f"t{i}" for i in range(count)]
    address = Address(scheme="SQLite", name="bank.db")

    with pytest.raises(UsageError) as caught:
        choose_table(address, tables)

    assert "`t9`" in caught.value.what
    assert ("…" in caught.value.what) is (count > 10)
    assert caught.value.fix.endswith("#t0")


def test_the_only_table_needs_no_name_and_a_wrong_one_is_never_replaced():
    nameless = Address(scheme="SQLite", name="bank.db")
    named = Address(scheme="SQLite", name="bank.db", part="card")

    assert choose_table(nameless, ["cards"]) == "cards"
    with pytest.raises(NoSuchFileError, match="no tables"):
        choose_table(nameless, [])
    with pytest.raises(NoSuchFileError) as caught:
        choose_table(named, ["cards"])
    assert "cards" in caught.value.fix
    assert quote_name('a"b') == '"a""b"'


def test_a_table_is_known_by_its_very_name_and_its_rows_are_counted_from_one(bank):
    named = Address(scheme="SQLite", name="bank.db", part="Cards")

    assert choose_table(named, ["Cards", "cards"]) == "Cards"
    raw = read_database(at(bank), ReadLimits(settings=ReadSettings()))
    assert raw.lines.tolist() == [1, 2, 3, 4, 5, 6]
    assert raw.originals == ("id", "a", "b")
