"""Are tables put one below the other by the names of their columns, and nothing in silence?"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.errors import DifferentColumnsError
from finseg.read.combine_files import Policy, combine_tables
from finseg.read.raw import Raw
from finseg.records.dataset import Reject, Source


def a_raw(values: dict[str, Any], *, lost: int = 0, form: str = "CSV", **details: str) -> Raw:
    table = pl.DataFrame(values)
    rejects = tuple(Reject(line=90 + i, column="", reason="torn") for i in range(lost))
    return Raw(
        table=table,
        originals=tuple(name.upper() for name in table.columns),
        lines=np.arange(2, 2 + len(table)),
        source=Source(
            name="x.csv",
            format=form,
            details=tuple(details.items()),
            sha256=f"{table.width}{len(table)}",
            rows_read=len(table) + lost,
        ),
        rejects=rejects,
    )


def combine(*raws: Raw, policy: Policy = "same") -> Raw:
    return combine_tables(raws, [f"{i}.csv" for i in range(1, len(raws) + 1)], policy)


def write_details(raw: Raw) -> dict[str, str]:
    return raw.source.write_details()


def test_columns_go_together_by_name_and_every_row_knows_its_file_and_line():
    made = combine(a_raw({"a": [1, 2, 3], "b": [4, 5, 6]}, lost=2), a_raw({"b": [7], "a": [8]}))

    assert made.table.to_dict(as_series=False) == {"a": [1, 2, 3, 8], "b": [4, 5, 6, 7]}
    assert made.originals == ("A", "B")
    assert made.lines.tolist() == [2, 3, 4, 2]
    assert made.files is not None
    assert made.files.tolist() == [0, 0, 0, 1]
    assert [(r.file, r.line) for r in made.rejects] == [("1.csv", 90), ("1.csv", 91)]
    assert made.source.rows_read == 6
    assert made.source.sha256 == hashlib.sha256(b"23\n21").hexdigest()
    assert made.source.name == "1.csv and 1 more"
    assert [part.name for part in made.source.parts] == ["1.csv", "2.csv"]
    assert len(made.stood) == 2


def test_another_order_of_the_columns_is_said_with_the_files_concerned():
    one, other = {"a": [1], "b": [2], "c": [3]}, {"b": [2], "a": [1], "c": [3]}

    made = combine(a_raw(one), a_raw(other), a_raw(one))

    (notice,) = made.source.notices
    assert (notice.kind, notice.count) == ("order", 1)
    assert "1 of 3 files" in str(notice.message)
    assert "2.csv" in str(notice.message)
    assert not combine(a_raw(one), a_raw({"a": [1], "c": [3]}), policy="all").source.notices[1:]


def test_columns_that_differ_are_refused_with_file_and_column():
    with pytest.raises(DifferentColumnsError) as caught:
        combine(
            a_raw({"income": [1], "age": [2]}),
            a_raw({"income": [1], "age": [2]}),
            a_raw({"incomes": [1], "x": [2]}),
        )

    assert caught.value.where == "3.csv"
    assert "it lacks the columns `income`, `age` of `1.csv`" in caught.value.what
    assert "it has the columns `incomes`, `x`, which `1.csv` lacks" in caught.value.what
    assert caught.value.fix.startswith("rename `incomes` to `income`")


def test_a_column_too_many_in_one_file_is_refused_as_well():
    with pytest.raises(DifferentColumnsError) as caught:
        combine(a_raw({"a": [1]}), a_raw({"a": [1], "qqqq": [2]}))

    assert "lacks the" not in caught.value.what
    assert caught.value.fix.startswith("rename or add the column")


def test_all_columns_are_kept_with_gaps_or_the_common_ones_as_the_settings_say():
    raws = a_raw({"a": [1], "b": [2]}), a_raw({"c": ["x"], "a": [3]}), a_raw({"a": [4]})

    every, common = combine(*raws, policy="all"), combine(*raws, policy="common")

    assert every.table.to_dict(as_series=False) == {
        "a": [1, 3, 4],
        "b": [2, None, None],
        "c": [None, "x", None],
    }
    assert every.originals == ("A", "B", "C")
    assert [(n.column, n.count, n.action) for n in every.source.notices] == [
        ("b", 2, "read as missing there"),
        ("c", 2, "read as missing there"),
    ]
    assert common.table.to_dict(as_series=False) == {"a": [1, 3, 4]}
    assert [(n.column, n.count, n.action) for n in common.source.notices] == [
        ("", 2, "left out everywhere"),
        ("", 2, "left out everywhere"),
    ]
    assert "b" in str(common.source.notices[0].message)
    with pytest.raises(DifferentColumnsError):
        combine(a_raw({"a": [1]}), a_raw({"b": [1]}), policy="common")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ([1, 2], [0.5], [1.0, 2.0, 0.5]),
        ([10**15 - 1], [0.5], [1e15 - 1, 0.5]),
        ([10**15], [0.5], ["1000000000000000", "0.5"]),
        ([-(10**15)], [0.5], ["-1000000000000000", "0.5"]),
        ([1, None], ["x"], ["1", None, "x"]),
        ([2.0], ["x"], ["2", "x"]),
        ([None], [5], [None, 5]),
        ([None], [None], [None, None]),
    ],
)
def test_kinds_that_go_together_stay_figures_and_others_become_text(one, other, together):
    assert combine(a_raw({"a": one}), a_raw({"a": other})).table["a"].to_list() == together


@pytest.mark.parametrize("count", [5, 6, 8])
def test_the_first_five_files_are_named_with_their_rows(count):
    raws = [a_raw({"a": list(range(i))}) for i in range(1, count + 1)]

    rows = write_details(combine(*raws))["rows"]

    named = ", ".join(f"`{i}.csv` {i}" for i in range(1, 6))
    assert rows == named + ("" if count == 5 else f" and {count - 5} more")


def test_what_the_files_share_is_said_once_and_the_rest_under_their_names():
    details = write_details(
        combine(
            a_raw({"a": [1]}, encoding="UTF-8", delimiter="comma"),
            a_raw({"a": [1]}, encoding="UTF-8", delimiter="tab"),
        )
    )

    del details["rows"]
    assert details == {
        "files": "2",
        "encoding": "UTF-8",
        "in `1.csv` delimiter": "comma",
        "in `2.csv` delimiter": "tab",
    }


def test_the_format_of_several_kinds_is_several_formats():
    assert combine(a_raw({"a": [1]}), a_raw({"a": [1]})).source.format == "CSV"
    mixed = combine(a_raw({"a": [1]}), a_raw({"a": [1]}, form="Excel"))
    assert mixed.source.format == "several formats"
