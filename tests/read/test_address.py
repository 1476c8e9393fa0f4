"""Is every way to name an input understood, and does no password leave an address?"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from finseg.errors import NoSuchFileError, UsageError
from finseg.read.address import Address, label_source, resolve_addresses, strip_credentials


def resolve(source: object) -> Address:
    found = resolve_addresses(source)
    assert found is not None
    (address,) = found
    return address


@pytest.mark.parametrize(
    ("source", "label"),
    [
        ("clients.csv", "clients"),
        ("clients.csv.gz", "clients"),
        ("clients.CSV.ZIP", "clients"),
        ("north.clients.csv", "north.clients"),
        ("-", "stdin"),
        ("sqlite:///bank.db#cards", "cards"),
        ("sqlite:///bank.db?query=select * from cards", "bank"),
        ("postgresql://ann@host/bank", "bank"),
        ("postgresql://ann@host", "postgresql"),
        ("a<b>c.csv", "a-b-c"),
        ("<>.csv", "input"),
        ("x" * 60 + ".csv", "x" * 60),
        ("x" * 61 + ".csv", "x" * 60),
    ],
)
def test_a_label_fits_into_a_file_name(source, label):
    assert resolve(source).label == label


def test_results_of_several_inputs_are_called_by_the_first_and_the_number_of_the_others():
    assert label_source("a.csv") == "a"
    assert label_source(["a.csv", "b.csv"]) == "a-and-1-more"
    assert label_source(["a.csv", "b.csv", "c.csv"]) == "a-and-2-more"
    assert label_source(pl.DataFrame({"a": [1]})) == "table"


@pytest.mark.parametrize(
    ("part", "query"),
    [
        ("SELECT 1", True),
        ("  with x as (select 1) select * from x", True),
        ("values (1)", True),
        ("table cards", True),
        ("select", False),
        ("values", False),
        ("selected customers", False),
        ("cards", False),
        ("", False),
    ],
)
def test_a_query_is_told_from_a_table_that_is_called_like_one(part, query):
    assert Address(scheme="SQLite", name="bank.db", part=part).is_query is query


def test_an_inner_file_is_named_behind_the_archive_unless_a_file_is_called_so(tmp_path):
    (tmp_path / "all.zip").touch()
    (tmp_path / "a#b.csv").touch()

    inner = resolve(str(tmp_path / "all.zip") + "#in/side.csv")
    plain = resolve(str(tmp_path / "a#b.csv"))

    assert (inner.path, inner.part) == (tmp_path / "all.zip", "in/side.csv")
    assert (plain.path, plain.part) == (tmp_path / "a#b.csv", "")
    assert resolve("none.zip#in.csv").part == ""


def test_a_pattern_takes_files_in_order_and_no_folders(tmp_path):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    (tmp_path / "c.csv").mkdir()

    found = resolve_addresses(str(tmp_path / "*.csv"))

    assert found is not None
    assert [a.name for a in found] == ["a.csv", "b.csv"]
    with pytest.raises(NoSuchFileError, match="no file matches"):
        resolve_addresses(str(tmp_path / "*.txt"))


def test_a_path_is_never_taken_for_an_address():
    assert resolve(Path("sqlite:///bank.db#cards")).scheme == "file"
    assert resolve_addresses([]) is None
    assert resolve_addresses(["a.csv", 3]) is None


def test_an_sqlite_address_has_file_and_table_or_query():
    address = resolve("sqlite:///my%20bank.db#my%20cards")
    asked = resolve("SQLITE:///bank.db?query=select%20a%20from%20b#cards")

    assert (address.scheme, address.path, address.part) == (
        "SQLite",
        Path("my bank.db"),
        "my cards",
    )
    assert (asked.path, asked.part) == (Path("bank.db"), "select a from b")
    assert resolve("sqlite:////root/bank.db").path == Path("/root/bank.db")
    with pytest.raises(UsageError, match="three slashes") as error:
        resolve("sqlite://bank.db#cards")
    assert error.value.where == "sqlite://bank.db"
    assert error.value.fix.startswith("write sqlite:///folder/file.db#table")


def test_a_server_keeps_its_options_and_loses_query_and_password_in_its_name():
    address = resolve("postgres://ann:secret@host:5/bank?sslmode=require&query=select 1 a#cards")

    assert address.scheme == "PostgreSQL"
    assert address.uri == "postgres://ann:secret@host:5/bank?sslmode=require"
    assert address.name == "postgresql://host:5/bank"
    assert address.part == "select 1 a"


def test_no_password_is_in_a_name_or_an_error():
    assert strip_credentials("a://ann:p@ss@host/db?password=x#t") == "a://host/db"
    with pytest.raises(UsageError, match="are not read") as caught:
        resolve("mysql://ann:secret@host/bank")
    assert "secret" not in str(caught.value)
    with pytest.raises(UsageError, match="not valid") as caught:
        resolve("postgresql://ann:secret@[host/bank")
    assert "secret" not in str(caught.value)


def test_an_input_that_is_named_twice_is_refused_however_it_is_written(tmp_path):
    (tmp_path / "a.csv").touch()
    (tmp_path / "z.zip").touch()
    here = str(tmp_path / "a.csv")
    archive = str(tmp_path / "z.zip")

    with pytest.raises(UsageError, match="named twice"):
        resolve_addresses([here, str(tmp_path / "." / ".." / tmp_path.name / "a.csv")])
    with pytest.raises(UsageError, match="named twice"):
        resolve_addresses(["-", "-"])
    with pytest.raises(UsageError, match="named twice"):
        resolve_addresses(["postgresql://h/b#t", "postgresql://h/b#t"])
    different = [f"{archive}#a.csv", f"{archive}#b.csv", "postgresql://h/b#t", "postgresql://h/b#u"]
    assert len(resolve_addresses(different) or ()) == 4
