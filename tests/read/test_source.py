"""Do all inputs come through one door, and are several files one table?"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finseg
from finseg.check import check
from finseg.errors import (
    DifferentColumnsError,
    FinsegError,
    LimitError,
    NoSuchFileError,
    UsageError,
)
from finseg.read import label_source
from finseg.read.address import Address, resolve_addresses
from finseg.read.source import _name_inputs
from finseg.records.dataset import Dataset, Reject, Source
from finseg.settings import Settings
from finseg.understand import read_source


def read(source: object, **settings: object) -> Dataset:
    return read_source(source, Settings().change_section("read", **settings))


def table(rows: int, start: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(start)
    return pl.DataFrame(
        {
            "client": [f"C{i:05d}" for i in range(start, start + rows)],
            "income": rng.integers(10_000, 90_000, rows),
            "age": rng.integers(18, 80, rows),
        }
    )


def two(folder: Path) -> list[Path]:
    paths = [folder / "a.csv", folder / "b.csv"]
    table(60).write_csv(paths[0])
    table(50, 60).select("age", "client", "income").write_csv(paths[1])
    return paths


def test_several_files_are_one_table_whatever_the_order_of_their_columns(tmp_path):
    dataset = read(two(tmp_path))

    assert dataset.rows == dataset.source.rows_read == 110
    assert dataset.table["client"].to_list() == [f"C{i:05d}" for i in range(110)]
    assert [(p.name, p.rows_read) for p in dataset.source.parts] == [("a.csv", 60), ("b.csv", 50)]
    assert [n.kind for n in dataset.source.notices] == ["order"]
    assert dataset.lines.tolist() == [*range(2, 62), *range(2, 52)]
    assert dataset.find_row_numbers().tolist() == list(range(1, 111))


def test_a_pattern_and_its_files_named_one_by_one_read_the_same(tmp_path):
    paths = two(tmp_path)

    one, other = read(str(tmp_path / "*.csv")), read([str(p) for p in paths])

    assert one.table.equals(other.table)
    assert one.source == other.source


def test_a_reject_names_its_file_and_rows_are_counted_over_all(tmp_path):
    paths = two(tmp_path)
    lines = paths[1].read_text().splitlines()
    lines[3], lines[9] = "40,C,many", "41,C00067"
    paths[1].write_text("\n".join(lines))

    dataset = read(paths)
    findings = check(dataset, Settings()).findings

    assert [(r.file, r.line) for r in dataset.rejects] == [("b.csv", 4), ("b.csv", 10)]
    assert dataset.source.rows_read == dataset.rows + 2
    assert set(range(1, 111)) - set(dataset.find_row_numbers().tolist()) == {63, 69}
    assert any("line 4 of b.csv" in str(f.message) for f in findings)


def test_the_files_digests_make_the_digest_of_the_whole(tmp_path):
    paths = two(tmp_path)
    before = read(paths).source
    paths[1].write_text(paths[1].read_text() + "30,C99999,5\n")
    after = read(paths).source

    assert before.parts[0] == after.parts[0]
    assert before.sha256 != after.sha256


def test_a_missing_column_names_file_and_column(tmp_path):
    paths = two(tmp_path)
    table(50, 60).rename({"income": "incomes"}).write_csv(paths[1])

    with pytest.raises(DifferentColumnsError) as caught:
        read(paths)

    assert caught.value.where == "b.csv"
    assert "`income`" in caught.value.what
    assert "rename `incomes` to `income`" in caught.value.fix


@pytest.mark.parametrize(
    ("policy", "columns"),
    [("all", ["client", "income", "age", "loan"]), ("common", ["client", "age"])],
)
def test_the_settings_say_what_becomes_of_columns_that_differ(tmp_path, policy, columns):
    paths = two(tmp_path)
    table(50, 60).rename({"income": "loan"}).write_csv(paths[1])

    dataset = read(paths, columns=policy)

    assert dataset.table.columns == columns
    assert dataset.rows == 110
    assert {n.kind for n in dataset.source.notices} == {"columns"}
    if policy == "all":
        assert dataset.table["loan"].null_count() == 60


def test_files_of_several_formats_go_together(tmp_path):
    table(60).write_csv(tmp_path / "a.csv")
    table(50, 60).write_parquet(tmp_path / "b.parquet")

    dataset = read([tmp_path / "a.csv", tmp_path / "b.parquet"])

    assert dataset.table["income"].dtype == pl.Float64
    assert dataset.rows == 110
    assert dataset.source.format == "several formats"


def test_long_numbers_of_files_that_differ_in_kind_stay_apart(tmp_path):
    ids = [12_345_678_901_234_567 + i for i in range(40)]
    pl.DataFrame({"account": ids, "n": range(40)}).write_parquet(tmp_path / "a.parquet")
    floats = pl.DataFrame({"account": [float(i) for i in range(40)], "n": range(40)})
    floats.write_parquet(tmp_path / "b.parquet")

    dataset = read([tmp_path / "a.parquet", tmp_path / "b.parquet"])

    assert dataset.table["account"].n_unique() == 80


@pytest.mark.parametrize("heading", ["", "Unnamed: 0"])
def test_a_saved_index_that_starts_again_in_each_file_is_no_feature(tmp_path, heading):
    for name, start in (("a", 0), ("b", 60)):
        index = pl.Series(heading, range(40))
        table(40, start).insert_column(0, index).write_csv(tmp_path / f"{name}.csv")

    dataset = read(str(tmp_path / "?.csv"))

    assert dataset.columns[0].role == "id"
    assert "each file" in str(dataset.columns[0].reason)
    assert [c.name for c in dataset.features] == ["income", "age"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for folder, start in (("north", 0), ("south", 60)):
        (tmp_path / folder).mkdir()
        table(60, start).write_csv(tmp_path / folder / "c.csv")

    dataset = read(str(tmp_path / "*" / "c.csv"))

    assert [p.name for p in dataset.source.parts] == ["north/c.csv", "south/c.csv"]


def test_a_file_named_twice_is_refused(tmp_path):
    paths = two(tmp_path)

    with pytest.raises(UsageError, match="twice"):
        read([paths[0], tmp_path / "." / "a.csv"])


def test_a_pattern_without_a_match_is_said(tmp_path):
    with pytest.raises(NoSuchFileError, match="no file matches"):
        read(str(tmp_path / "*.csv"))


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path):
    path = tmp_path / "customers [2024]#1.csv"
    table(60).write_csv(path)

    assert read(str(path)).rows == 60


@pytest.mark.parametrize(
    "address", ["s3://bucket/c.csv", "https://user:s3cret@host/c.csv?k=s3cret"]
)
def test_an_address_of_another_kind_is_refused_without_its_secrets(address):
    with pytest.raises(UsageError) as caught:
        read(address)

    assert "s3cret" not in str(caught.value)
    assert "://" in caught.value.what


@given(
    where=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40)), unique=True, min_size=2),
    lost=st.sets(st.integers(0, 60)),
)
def test_row_numbers_count_every_row_of_every_file_once(where, lost):
    where = sorted(where)
    used = [w for i, w in enumerate(where) if i not in lost]
    gone = [w for i, w in enumerate(where) if i in lost]
    dataset = Dataset(
        table=pl.DataFrame(schema={"a": pl.Float64}).clear(len(used)).select(),
        columns=(),
        lines=np.array([line for _, line in used], np.int64)[:0],
        files=np.array([], np.int32),
        source=Source(
            name="all",
            format="CSV",
            parts=tuple(Source(name=f"f{i}", format="CSV") for i in range(4)),
        ),
        rejects=tuple(Reject(line=line, column="", reason="", file=f"f{i}") for i, line in gone),
    )
    # Lines and files are given directly: what is tested is the order, not the table.
    object.__setattr__(dataset, "lines", np.array([line for _, line in used], np.int64))
    object.__setattr__(dataset, "files", np.array([file for file, _ in used], np.int32))

    expected = [place for place, w in enumerate(where, start=1) if w in used]
    assert dataset.find_row_numbers().tolist() == expected


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("folder/customers.csv", "customers"),
        ("customers.csv.gz", "customers"),
        ("-", "stdin"),
        ("sqlite:///bank.db#clients", "clients"),
        ("sqlite:///bank.db#SELECT * FROM clients", "bank"),
        ("postgresql://u:s3cret@host/bank", "bank"),
        (["a.csv", "b.csv", "c.csv"], "a-and-2-more"),
    ],
)
def test_results_are_called_after_their_input(source, name):
    assert label_source(source) == name


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:s3cret@host:5/bank#t",
        "postgres://host/bank?password=s3cret&sslmode=require#t",
    ],
)
def test_no_name_holds_a_password(address):
    (found,) = resolve_addresses(address) or ()

    assert "s3cret" not in found.name + found.label
    assert found.part == "t"


def test_what_is_piped_in_is_read_by_its_first_bytes(monkeypatch):
    for data in (table(60).write_csv().encode(), _parquet(table(60))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

        dataset = read("-")

        assert dataset.rows == 60
        assert dataset.source.name == "standard input"


def _parquet(frame: pl.DataFrame) -> bytes:
    whole = io.BytesIO()
    frame.write_parquet(whole)
    return whole.getvalue()


def test_a_list_of_files_can_be_segmented_and_scored_from_python_and_the_terminal(tmp_path):
    paths = two(tmp_path)

    study = finseg.segment(paths, k=2, quick=True)
    scored = study.model.score([str(p) for p in paths]).assignments
    study.save(tmp_path / "model.json")
    done = subprocess.run(
        [sys.executable, "-m", "finseg", "score", "model.json", "-"],
        cwd=tmp_path,
        input=paths[0].read_bytes(),
        capture_output=True,
        check=False,
    )

    assert scored["segment"].to_list() == study.assignments["segment"].to_list()
    assert scored["row"].to_list() == list(range(1, 111))
    assert done.returncode == 0, done.stderr
    assert (
        pl.read_csv(tmp_path / "stdin-scored.csv")["segment"].to_list()
        == (study.assignments["segment"].to_list()[:60])
    )


def test_an_empty_list_is_no_table():
    with pytest.raises(FinsegError):
        read([])


def test_rows_of_all_files_count_together(tmp_path):
    paths = two(tmp_path)

    assert read(paths, max_rows=110).rows == 110
    with pytest.raises(LimitError, match="has 110 rows"):
        read(paths, max_rows=109)


def named(*paths: str) -> list[str]:
    parts = [path.partition("#") for path in paths]
    found = [
        Address(scheme="file", name=Path(path).name, path=Path(path), part=part)
        for path, _, part in parts
    ]
    return _name_inputs(found)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("x/a.csv", "x/b.csv"), ["a.csv", "b.csv"]),
        (("x/a.csv", "y/a.csv"), ["x/a.csv", "y/a.csv"]),
        (("x/n/a.csv", "y/n/a.csv", "b.csv"), ["x/n/a.csv", "y/n/a.csv", "b.csv"]),
        (("a.zip#b", "a.zip#c"), ["a.zip#b", "a.zip#c"]),
        (("x/a.zip#b", "y/a.zip#b"), ["x/a.zip#b", "y/a.zip#b"]),
        (("a.csv", "./a.csv"), ["a.csv (1)", "a.csv (2)"]),
    ],
)
def test_files_of_one_name_are_called_by_as_many_folders_as_it_takes(paths, names):
    assert named(*paths) == names


def test_a_note_below_one_of_several_files_is_no_customer(tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        table(30).write_csv(path)
    paths[1].write_text(paths[1].read_text() + "Made with care,,\n")

    dataset = read(paths)

    assert [(r.file, r.line, r.kind) for r in dataset.rejects] == [("b.csv", 32, "not a row")]
    assert dataset.rows == 60
