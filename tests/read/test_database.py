"""Are databases read as they are: read-only, in steps, in time, and with no password said?"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest

import finseg
from finseg.errors import (
    DatabaseError,
    LimitError,
    MissingPartError,
    NoSuchFileError,
    UnreadableFileError,
    UsageError,
)
from finseg.read import postgres
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source

ROWS = [(f"{i:05d}", 12_345_678_901_234_567 + i, 20 + i % 50, i * 1.5, None) for i in range(300)]


def read(source: object, **settings: object) -> Dataset:
    return read_source(source, Settings().change_section("read", **settings))


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank 1.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            'CREATE TABLE "my clients" (id TEXT, account INT, age INT, income REAL, note TEXT)'
        )
        connection.executemany('INSERT INTO "my clients" VALUES (?, ?, ?, ?, ?)', ROWS)
        connection.execute("CREATE TABLE loans (client TEXT, amount REAL)")
    return path


def at(path: Path, part: str = "") -> str:
    return f"sqlite:///{path}" + (f"#{part}" if part else "")


@pytest.mark.parametrize("name", ["my clients", "my%20clients"])
def test_a_table_is_read_with_every_digit(bank, name):
    dataset = read(at(bank, name))

    assert dataset.source.rows_read == dataset.rows == 300
    assert dataset.table["id"][7] == "00007"
    assert dataset.table["account"].n_unique() == 300
    assert dataset.table["age"].dtype == dataset.table["income"].dtype == pl.Float64
    assert dataset.source.format == "SQLite"
    assert ("table", "`my clients`") in dataset.source.write_details().items()


QUERY = 'SELECT age, income FROM "my clients" WHERE age > 40'


@pytest.mark.parametrize("form", [f"#{QUERY}", f"?query={quote(QUERY)}", f"#{quote(QUERY)}"])
def test_a_query_is_read(bank, form):
    dataset = read(at(bank) + form)

    assert dataset.table.columns == ["age", "income"]
    assert dataset.rows == sum(row[2] > 40 for row in ROWS)


def test_the_same_table_has_the_same_digest(bank):
    before = read(at(bank, "my clients")).source.sha256
    assert before == read(at(bank, "my clients")).source.sha256

    with closing(sqlite3.connect(bank)) as connection, connection:
        connection.execute('UPDATE "my clients" SET income = 1 WHERE age = 20')
    assert before != read(at(bank, "my clients")).source.sha256


def test_a_wrong_table_is_said_with_the_nearest_and_a_missing_one_with_all(bank):
    with pytest.raises(NoSuchFileError) as caught:
        read(at(bank, "my client"))
    assert "`my clients`" in caught.value.fix

    with pytest.raises(UsageError) as several:
        read(at(bank))
    assert "`loans`, `my clients`" in several.value.what


def test_values_of_several_kinds_in_one_column_become_text(tmp_path):
    path = tmp_path / "b.db"
    values = [1, 2.5, "three", None, b"four", 5]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (n INT, x)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(values)))

    dataset = read(at(path))

    assert dataset.table["x"].to_list() == ["1", "2.5", "three", None, "four", "5"]


@pytest.mark.parametrize(
    "statement",
    [
        "WITH x AS (SELECT 1) DELETE FROM loans",
        "SELECT load_extension('x')",
        "SELECT 1; DROP TABLE loans",
        "SELECT nothing FROM loans",
        "SELECT * FROM nowhere",
    ],
)
def test_what_is_no_plain_question_is_refused_and_changes_nothing(bank, statement):
    before = bank.read_bytes()

    with pytest.raises(UsageError):
        read(at(bank, statement))

    assert bank.read_bytes() == before
    assert sorted(p.name for p in bank.parent.iterdir()) == [bank.name]


def test_a_query_without_end_is_broken_off(bank):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    started = time.monotonic()

    with pytest.raises(LimitError, match="longer than 1 second"):
        read(at(bank, endless), max_seconds=1)

    assert time.monotonic() - started < 10


def test_rows_without_end_are_counted_on_the_way(bank):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    with pytest.raises(LimitError, match="rows"):
        read(at(bank, endless), max_rows=100_000)


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\0" + bytes(500))

    with pytest.raises(UnreadableFileError):
        read(at(tmp_path / "c.csv"))
    with pytest.raises(UnreadableFileError):
        read(at(tmp_path / "torn.db"))
    with pytest.raises(NoSuchFileError):
        read(at(tmp_path / "none.db", "t"))
    assert not (tmp_path / "none.db").exists()


def test_a_database_given_as_a_file_says_how_to_name_its_table(bank):
    with pytest.raises(UnreadableFileError) as caught:
        read(bank)

    assert "sqlite:///" in caught.value.fix


def test_without_its_part_postgresql_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)

    with pytest.raises(MissingPartError) as caught:
        read("postgresql://u:s3cret@nowhere/bank#t")

    assert "finseg[postgres]" in caught.value.fix
    assert caught.value.exit_status == 5


def test_a_server_that_is_not_there_is_said_without_the_password():
    with pytest.raises(DatabaseError) as caught:
        read("postgresql://anna:s3cret@127.0.0.1:1/bank?application_name=s3cret#t")

    assert caught.value.exit_status == 5
    assert "s3cret" not in str(caught.value)
    assert "postgresql://127.0.0.1:1/bank" in caught.value.where


def of(server: str, part: str) -> str:
    return f"{server}#{part}"


def _programs() -> Path | None:
    """Return where Debian keeps the server's programs, or where they lie on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def _as_nobody() -> list[str]:
    """Return how to start a server: root may not."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server that lives as long as these tests; yields its address."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("a PostgreSQL server must be there in CI")
        pytest.skip("needs the programs of a PostgreSQL server")
    folder = _folder_for_the_server(tmp_path_factory)
    secret = folder / "secret"
    secret.write_text("s3cret\n")
    _own(folder, secret)
    prefix = _as_nobody()
    data, port = folder / "data", 40_000 + os.getpid() % 20_000
    login = ["-U", "anna", "-A", "scram-sha-256", f"--pwfile={secret}"]
    _run([*prefix, str(programs / "initdb"), "-D", str(data), *login], folder)
    control = [*prefix, str(programs / "pg_ctl"), "-D", str(data)]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    log = ["-l", str(folder / "log")]
    _run([*control, *log, "-o", f"{options} -c fsync=off", "-w", "start"], folder)
    try:
        yield f"postgresql://anna:s3cret@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    # The server keeps what it inherits open: a pipe to it would never end.
    with (folder / "said").open("ab") as said:
        subprocess.run(command, cwd=folder, stdout=said, stderr=said, check=True)


def _folder_for_the_server(factory: pytest.TempPathFactory) -> Path:
    """Return a folder the server's user can reach: pytest's own is closed to others."""
    if os.geteuid():
        return factory.mktemp("server")
    import tempfile

    return Path(tempfile.mkdtemp(prefix="finseg-server-"))


def _own(*paths: Path) -> None:
    if not os.geteuid():
        for path in paths:
            shutil.chown(path, "postgres")


CLIENTS = (
    "CREATE TABLE clients AS SELECT lpad(i::text, 5, '0') AS id, "
    "(12345678901234567 + i)::numeric(20) AS account, 20 + i % 50 AS age, "
    "(i * 1.5)::numeric(10, 2) AS income, (i * 2.25)::numeric::money AS fee, "
    "date '2024-01-01' + i AS since, i % 3 = 0 AS active, NULL::text AS note, "
    "ARRAY[i] AS list, md5(i::text)::uuid AS token FROM generate_series(0, 60999) i"
)


@pytest.fixture(scope="module")
def clients(server: str) -> str:
    """Fill the server with a table of every kind of value."""
    manager, driver = postgres._import_driver()
    with driver.connect(server) as database, manager.AdbcConnection(database) as connection:
        for statement in (
            CLIENTS,
            'CREATE TABLE "odd""name" (a int, b int)',
            "CREATE SCHEMA other",
            "CREATE TABLE other.loans AS SELECT 1 AS a, 2 AS b",
        ):
            with manager.AdbcStatement(connection) as asked:
                asked.set_sql_query(statement)
                asked.execute_update()
    return server


def test_a_table_of_a_server_is_read_in_pages_with_every_digit(clients):
    dataset = read(of(clients, "clients"))

    table = dataset.table
    assert dataset.rows == dataset.source.rows_read == 61_000
    assert table["id"][7] == "00007"
    assert table["account"].n_unique() == 61_000
    assert table["income"].to_list()[:3] == [0.0, 1.5, 3.0]
    assert table["fee"].to_list()[:3] == [0.0, 2.25, 4.5]
    assert dataset.find_column("since").role == "date"
    assert len(dataset.source.sha256) == 64


def test_a_query_of_a_server_is_read(clients):
    dataset = read(
        of(clients, "SELECT age, avg(income) AS income FROM clients GROUP BY age ORDER BY 1;")
    )

    assert dataset.table["age"].to_list() == [float(age) for age in range(20, 70)]


def test_tables_of_other_schemas_are_found(clients):
    assert read(of(clients, "other.loans")).rows == 1


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("client", NoSuchFileError),
        ("", UsageError),
        ("SELECT nothing FROM clients", UsageError),
        ("SELECT 1; DROP TABLE clients", UsageError),
        ("WITH gone AS (DELETE FROM clients RETURNING *) SELECT * FROM gone", UsageError),
    ],
)
def test_what_a_server_refuses_is_said_without_the_password(clients, part, error):
    with pytest.raises(error) as caught:
        read(of(clients, part))

    assert "s3cret" not in str(caught.value)
    assert read(of(clients, "SELECT count(*) AS n, 1 AS m FROM clients")).table["n"][0] == 61_000


def test_a_server_that_takes_too_long_is_broken_off(clients):
    with pytest.raises(LimitError, match="longer than 1 second"):
        read(of(clients, "SELECT pg_sleep(30), 1 AS a"), max_seconds=1)


def test_rows_of_a_server_are_counted_on_the_way(clients):
    with pytest.raises(LimitError, match="rows"):
        read(of(clients, "SELECT generate_series(1, 1000000000) AS n, 1 AS m"), max_rows=120_000)


@pytest.mark.parametrize("user", ["anna:wrong-pa55", "nobody:wrong-pa55"])
def test_a_login_that_is_refused_is_said_without_the_password(clients, user):
    with pytest.raises(DatabaseError) as caught:
        read(clients.replace("anna:s3cret", user) + "#clients")

    assert "pa55" not in str(caught.value)


def test_no_password_gets_into_the_results(clients, tmp_path):
    study = finseg.segment(of(clients, "SELECT age, income FROM clients"), k=2, quick=True)
    folder = study.write(tmp_path / "out")

    everything = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert b"s3cret" not in everything
    assert b"anna" not in everything
    name = json.loads((folder / "manifest.json").read_text())["input"]["name"]
    assert name.startswith("postgresql://127.0.0.1")
