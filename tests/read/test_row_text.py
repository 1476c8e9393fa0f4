"""Is what is shown of a rejected row what stands in the file?"""

from __future__ import annotations

import csv
import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg import journey
from finseg.read import row_text as module
from finseg.read.csv_marks import Marks
from finseg.read.row_text import TextRows, build_table_rows

CELLS = st.text(alphabet='ab1 ,;"\n₹é', max_size=6)

OURS = """
[ours]
quantity = "income"
above = 90000
severity = "warn"
action = "reject row"
says = "no customer here earns as much"
"""


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_record_is_found_by_its_line_and_comes_back_as_it_is_written(rows, delimiter, quoting):
    written, lines = io.StringIO(), []
    writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    for row in rows:
        lines.append(written.getvalue().count("\n") + 1)
        writer.writerow(row)

    found = TextRows(written.getvalue().encode(), Marks(delimiter), 3)(lines)

    assert "\n".join(delimiter.join(fields) for fields in found) + "\n" == written.getvalue()
    assert all(len(fields) == 3 for fields in found)


def test_cells_for_which_there_is_no_text_do_not_stop_the_others():
    table = pl.DataFrame(
        {
            "amount": [1.0, 2.5],
            "seen": pl.Series([2**60, 0], dtype=pl.Datetime("ms")),
            "parts": [[1], [2]],
        }
    )

    stood = build_table_rows(table, np.array([1, 2]))

    assert stood.fields([2, 1]) == [["2.5", "1970-01-01 00:00:00.000", ""], ["1", "", ""]]


def table(delimiter: str, bad: str, *, turned: bool = False) -> str:
    lines = [f"{i};₹{i + 10},000;{'xyz'[i % 3]}" for i in range(40)]
    lines[20] = bad
    lines = ["id;income;area", *lines]
    if turned:
        lines = [";".join(reversed(line.split(";"))) for line in lines]
    if delimiter == ",":
        lines = [",".join(f'"{cell}"' for cell in line.split(";")) for line in lines]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        ("777;₹1,18,597;x", "rule"),
        ("777;see mail;x", "text in a number column"),
        ("777;;x", "no values"),
        ("3;₹19,000;x", "repeated customer"),
    ],
)
def test_every_reject_shows_the_line_as_it_stands_in_the_file(tmp_path, delimiter, bad, kind):
    text = table(delimiter, bad)
    (tmp_path / "customers.csv").write_text(text)
    (tmp_path / "ours.toml").write_text(OURS)
    settings = {
        "read": {"roles": {"id": "id"}},
        "check": {"rules": str(tmp_path / "ours.toml"), "on_duplicate": "first"},
    }

    done = journey.check(tmp_path / "customers.csv", settings=settings)

    (reject,) = done.dataset.rejects
    assert (reject.kind, reject.line) == (kind, 22)
    # The id and words that may name someone are hidden; all else is the line itself.
    line = text.splitlines()[21]
    hidden = {'"777"': "•••", "777": "•••", '"see mail"': "•••", "see mail": "•••"}
    hidden |= {'"3"': "•••"} if delimiter == "," else {"3;": "•••;"}
    for value, mask in hidden.items():
        line = line.replace(value, mask, 1)
    assert reject.raw == line


def test_in_files_with_columns_in_another_order_each_line_stays_its_own(tmp_path):
    bad = "777;₹1,18,597;x"
    (tmp_path / "one.csv").write_text(table(";", bad))
    (tmp_path / "two.csv").write_text(table(";", bad, turned=True) + "x;₹5,000\n")
    (tmp_path / "ours.toml").write_text(OURS)
    settings = {"check": {"rules": str(tmp_path / "ours.toml"), "max_rejected_share": 0.1}}

    done = journey.check([tmp_path / "one.csv", tmp_path / "two.csv"], settings=settings)

    assert [(r.file, r.line, r.raw) for r in done.dataset.rejects] == [
        ("one.csv", 22, "•••;₹1,18,597;x"),
        ("two.csv", 22, "x;₹1,18,597;•••"),
        ("two.csv", 42, "x;•••000"),  # may be the end of an id
    ]


@pytest.mark.parametrize("block", [1, 4, 9, 100])
def test_rows_are_found_by_their_line_in_any_order(block, monkeypatch):
    monkeypatch.setattr(module, "_BLOCK", block)
    rows = TextRows(b'a,b\n1,"2\n3"\n4,5\r\n6,7', Marks(","), 2)

    assert rows([5, 2, 1, 4, 2]) == [
        ["6", "7"],
        ["1", '"2\n3"'],
        ["a", "b"],
        ["4", "5"],
        ["1", '"2\n3"'],
    ]


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b'a,"b"c\nd,e\n', ['a,"b"c']),  # torn: it stands as it is
        (b"a,b,c\nd,e\n", ["a,b,c"]),
        (b'a,"b\nc,d\n', ['a,"b\nc,d\n']),
        (b"\nc,d\n", [""]),  # an empty line at the very beginning
        (b"", [""]),
    ],
)
def test_a_row_that_is_none_stands_as_it_is(data, row):
    assert TextRows(data, Marks(","), 2)([1]) == [row]


@pytest.mark.parametrize(
    ("longest", "row"), [(8, ["a", '"b\nc\nd"']), (6, ["a", '"b\nc\nd"']), (5, ['a,"b\nc'])]
)
def test_a_record_is_followed_until_it_is_too_long_to_be_one(longest, row, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_RECORD", longest)  # `a,"b` and `c` are six

    assert TextRows(b'a,"b\nc\nd"\ne,f\n', Marks(","), 2)([1]) == [row]


def test_a_row_of_a_typed_table_is_found_by_its_line_and_written_plainly():
    table = pl.DataFrame({"a": [1.0, 2.5, None], "b": ["x", "y", "z"], "c": [[1], [2], [3]]})

    stood = build_table_rows(table, np.array([4, 7, 9]))

    assert stood.fields([9, 4, 7]) == [["", "z", ""], ["1", "x", ""], ["2.5", "y", ""]]
