"""Is the right table taken from a workbook, and everything else said?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.check import check
from finseg.read.sheet_layout import SheetLayout, find_rows_below, find_sheet_layout
from finseg.read.workbook import (
    _choose_sheet,
    _describe_header_place,
    _describe_sheets,
    _describe_skipped_rows,
    _list_footer_rows,
    _SheetText,
    _write_choice_notice,
)
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source

Row = Sequence[object]
Rows = Sequence[Row]
HEADER = ["cust_id", "income", "age", "since", "city"]
BODY: Rows = [[f"00{i}", 10.5 * i, 20 + i, dt.date(2024, 1, i), f"Town {i}"] for i in range(1, 9)]


def read(path: Path, **settings: str) -> Dataset:
    return read_source(path, Settings().change_section("read", **settings))


def workbook(path: Path, hidden: str = "", **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    book.save(path)
    return path


def in_the_file(dataset: Dataset) -> list[str]:
    """Return the columns that were read, without those made of dates."""
    made = {rule.name for rule in dataset.elapsed}
    return [name for name in dataset.table.columns if name not in made]


def said(dataset: Dataset) -> dict[str, str]:
    return dataset.source.write_details()


def codes(dataset: Dataset) -> list[str]:
    """Return the codes of the findings that speak of reading."""
    found = check(dataset, Settings()).findings
    return [f.code for f in found if "D016" <= f.code <= "D019"]


PREAMBLES: dict[str, Rows] = {
    "none": [],
    "title": [["Customers of the bank"], []],
    "title and date": [[None, "Export"], ["Date", dt.date(2024, 5, 1)], [], []],
    "blank rows": [[], [], []],
    "title right above": [["Customers"]],
}


@pytest.mark.parametrize("case", PREAMBLES)
def test_the_header_is_found_under_what_stands_above_it(tmp_path, case):
    above = PREAMBLES[case]
    dataset = read(workbook(tmp_path / "c.xlsx", S=[*above, HEADER, *BODY]))

    assert in_the_file(dataset) == HEADER
    assert dataset.rows == 8
    assert dataset.lines.tolist() == list(range(len(above) + 2, len(above) + 10))
    assert dataset.find_column("income").role == "feature"
    assert dataset.find_column("since").role == "date"


FOOTERS: dict[str, Rows] = {
    "total": [["Total", 378.0, 196]],
    "total after a blank row": [[], ["Grand total", 378.0, None, None, None]],
    "source": [["Source: core banking system"]],
    "notes": [[], ["Source"], [None, "confidential"]],
    "formulas without results": [["Total", "=SUM(B2:B9)", "=SUM(C2:C9)"]],
    "formulas and note": [["Total", "=SUM(B2:B9)"], ["Source: core banking"]],
    "total and note": [["Total", 378.0], [], ["All figures in INR"]],
}


@pytest.mark.parametrize("case", FOOTERS)
def test_totals_and_notes_below_the_table_are_no_customers(tmp_path, case):
    dataset = read(workbook(tmp_path / "c.xlsx", S=[HEADER, *BODY, *FOOTERS[case]]))

    assert dataset.rows == 8
    assert dataset.source.rows_read == 8 + len(dataset.rejects)
    assert {r.kind for r in dataset.rejects} == {"not a row"}
    assert all(r.line > 9 and r.raw for r in dataset.rejects)
    few = Settings().change_section("choose", fewest_customers=1)  # the eight are no subject here
    assert not [f for f in check(dataset, few).findings if f.severity == "stop"]


@pytest.mark.parametrize(
    "row",
    [["009"], ["009", 5.5], ["Total Ltd", 5.5, 30, dt.date(2024, 1, 9), "Town"], [None, 5.5, 30]],
)
def test_a_customer_with_gaps_at_the_end_of_a_sheet_is_kept(tmp_path, row):
    dataset = read(workbook(tmp_path / "c.xlsx", S=[HEADER, *BODY, row]))

    assert dataset.source.rows_read == 9


def test_a_header_of_two_lines_is_joined_and_said(tmp_path):
    path = tmp_path / "c.xlsx"
    groups = ["Customer", None, None, "Account", None]
    names = ["id", "income", "age", "opened", "branch"]
    workbook(path, S=[["Report"], groups, names, *BODY])
    book = openpyxl.load_workbook(path)
    book["S"].merge_cells("A2:C2")
    book["S"].merge_cells("D2:E2")
    book.save(path)

    dataset = read(path)

    assert in_the_file(dataset) == [
        "Customer / id", "Customer / income", "Customer / age", "Account / opened",
        "Account / branch",
    ]  # fmt: skip
    assert dataset.rows == 8
    assert said(dataset)["header in rows"] == "2 to 3, joined"


def test_a_row_of_units_below_the_header_belongs_to_it(tmp_path):
    units = [None, "INR", "years", "date", None]
    dataset = read(workbook(tmp_path / "c.xlsx", S=[HEADER, units, *BODY]))

    assert in_the_file(dataset) == [
        "cust_id",
        "income / INR",
        "age / years",
        "since / date",
        "city",
    ]
    assert dataset.rows == 8


def test_a_first_customer_with_gaps_or_a_slip_is_no_header(tmp_path):
    for first in (["000", None, None, None, "X"], ["000", "n/a", "-", None, "X"],
                  ["000", "many", 30, None, "X"]):  # fmt: skip
        dataset = read(workbook(tmp_path / "c.xlsx", S=[HEADER, first, *BODY]))

        assert in_the_file(dataset) == HEADER
        assert dataset.source.rows_read == 9


def test_years_as_headings_are_headings(tmp_path):
    rows: Rows = [["client", 2021, 2022], *([f"C{i}", i * 1.5, i * 2.5] for i in range(1, 9))]

    dataset = read(workbook(tmp_path / "c.xlsx", S=rows))

    assert in_the_file(dataset) == ["client", "2021", "2022"]


def test_a_sheet_without_a_header_is_said(tmp_path):
    dataset = read(workbook(tmp_path / "c.xlsx", S=[[i, i * 1.5, 7 - i] for i in range(1, 9)]))

    assert in_the_file(dataset) == ["column 1", "column 2", "column 3"]
    assert dataset.source.rows_read == 8
    assert said(dataset)["header"].startswith("none")


def test_the_first_visible_sheet_with_a_table_is_taken_and_the_rest_named(tmp_path):
    sheets: dict[str, Rows] = {
        "About": [["This workbook holds our customers"], ["Ask Anna for more"]],
        "Secret": [HEADER, *BODY],
        "Clients": [HEADER, *BODY[:5]],
        "More": [HEADER, *BODY[:2]],
    }
    dataset = read(workbook(tmp_path / "c.xlsx", hidden="Secret", **sheets))

    assert said(dataset)["sheet"] == "`Clients` of 4"
    assert said(dataset)["hidden sheets not read"] == "`Secret`"
    assert said(dataset)["sheets not read"] == "`About`, `More`"
    assert codes(dataset) == ["D016"]
    assert "`More`" in str(dataset.source.notices[0].message)
    assert read(tmp_path / "c.xlsx", sheet="More").rows == 2
    assert read(tmp_path / "c.xlsx", sheet="Secret").rows == 8


def test_one_sheet_with_a_table_is_no_finding(tmp_path):
    assert codes(read(workbook(tmp_path / "c.xlsx", Notes=[["hello"]], S=[HEADER, *BODY]))) == []


def test_a_hidden_sheet_is_read_only_where_there_is_no_other_and_said(tmp_path):
    path = workbook(tmp_path / "c.xlsx", hidden="S", Cover=[], S=[HEADER, *BODY])

    dataset = read(path)

    assert said(dataset)["hidden"] == "yes"
    assert codes(dataset) == ["D016"]


def test_a_hidden_sheet_that_was_asked_for_is_no_surprise(tmp_path):
    path = workbook(tmp_path / "c.xlsx", hidden="Old", S=[HEADER, *BODY], Old=[HEADER, *BODY])

    dataset = read(path, sheet="Old")

    assert said(dataset)["hidden"] == "yes"
    assert codes(dataset) == []


def test_formulas_without_a_stored_result_are_missing_and_said(tmp_path):
    rows: Rows = [["id", "a", "b"], *([f"C{i}", i + 0.5, f"=B{i}*2"] for i in range(2, 30))]

    dataset = read(workbook(tmp_path / "c.xlsx", S=rows))

    assert dataset.table["b"].null_count() == 28
    assert codes(dataset) == ["D017"]
    assert dataset.source.notices[0].count == 28


def test_columns_are_typed_each_in_its_own_kind(tmp_path):
    at = [dt.datetime.fromisoformat(f"2024-01-0{i}T08:30") for i in range(1, 9)]
    mixed = [i if i % 2 else f"x{i}" for i in range(1, 9)]
    rows: Rows = [
        ["id", "flag", "when", "at", "share", "mixed"],
        *([f"0{i}", i % 2 == 0, dt.date(2024, 1, i), at[i - 1], i / 100, mixed[i - 1]]
          for i in range(1, 9)),
    ]  # fmt: skip
    dataset = read(workbook(tmp_path / "c.xlsx", S=rows))

    assert dataset.table["id"].to_list() == [f"0{i}" for i in range(1, 9)]
    assert dataset.table["when"][0].startswith("2024-01-01")
    assert dataset.table["at"][0].startswith("2024-01-01 08:30")
    assert dataset.table["mixed"].to_list() == ["1", "x2", "3", "x4", "5", "x6", "7", "x8"]


def test_a_column_is_one_that_has_a_heading_or_values(tmp_path):
    rows: Rows = [
        ["Id", None, "Income", None, "Note"],
        *([f"C{i}", None, 1000 + i, 7 * i if i == 3 else None, None] for i in range(30)),
    ]
    book = workbook(tmp_path / "b.xlsx", Sheet=rows)

    dataset = read(book)

    assert [column.original for column in dataset.columns] == ["Id", "Income", "", "Note"]
    assert [column.missing for column in dataset.columns] == [0, 0, 29, 30]


@pytest.mark.parametrize("suffix", ["xls", "xlsx", "xlsb", "ods"])
def test_every_kind_of_workbook_gives_the_same_table(shared, suffix):
    dataset = read(shared / "badinputs" / "polars" / f"example.{suffix}", sheet="test3")

    assert in_the_file(dataset)[:2] == ["cardinality", "rows_by_key"]
    assert dataset.table["cardinality"].cast(pl.Int64).to_list() == [1, 3, 15, 30, 150, 300]
    assert dataset.lines.tolist() == [6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("sheet2.xls", ["id", "name"], 2),
        ("skip-rows.xlsx", ["A", "B"], 2),
        ("table-with-ints-floats-dates.ods", ["Int", "Float", "Date", "Datetime"], 3),
        ("issue-313.xlsx", ["Column_1", "Column_3", "Column_2", "Column_4", "Column_5"], 2),
        ("preserve-formatting-percentage.xlsx", ["col1", "col2"], 3),
    ],
)
def test_workbooks_of_others_are_read(shared, name, columns, rows):
    dataset = read(shared / "badinputs" / "frictionless" / name)

    assert in_the_file(dataset) == columns
    assert dataset.source.rows_read == rows


def test_the_header_and_the_rows_above_it_can_be_told(tmp_path):
    path = workbook(tmp_path / "c.xlsx", S=[HEADER, ["x", "y", "z", "a", "b"], *BODY])

    told = read_source(path, Settings().change_section("read", header=2))
    none = read_source(path, Settings().change_section("read", header=0))
    skipped = read_source(path, Settings().change_section("read", skip_rows=1))

    assert in_the_file(told) == in_the_file(skipped) == ["x", "y", "z", "a", "b"]
    assert told.lines[0] == skipped.lines[0] == 3
    assert in_the_file(none)[0] == "column 1"
    assert none.source.rows_read == 10


CELLS = st.none() | st.sampled_from(["1", "2.5", "x", "Total", "a b", "n/a", "2024-01-01"])


@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12
        )
    )
)
def test_no_sheet_breaks_the_search_for_its_table(rows):
    if not any(cell is not None for row in rows for cell in row):
        return
    layout = find_sheet_layout(rows)

    assert 0 <= layout.first <= len(rows)
    assert len(layout.names) == len(rows[0])
    below = find_rows_below(rows, [False] * len(rows[0]))
    assert all(any(cell is not None for cell in rows[i]) for i in below)


def a_sheet(name: str, *, visible: bool = True, width: int = 2, table: bool = True) -> _SheetText:
    layout = SheetLayout(names=("a",) * width, header=(0,), first=1, above=0)
    text = pl.DataFrame({f"c{i}": ["x"] for i in range(width)})
    return _SheetText(name=name, visible=visible, text=text, layout=layout if table else None)


def test_the_first_visible_table_is_chosen_before_lists_and_hidden_ones():
    empty, single, wide = a_sheet("e", table=False), a_sheet("l", width=1), a_sheet("t")
    hidden, second = a_sheet("h", visible=False), a_sheet("u")

    def choose(*sheets: _SheetText) -> str:
        chosen = _choose_sheet(list(sheets))
        return chosen.name if chosen else ""

    assert choose(empty, single, hidden, wide, second) == "t"
    assert choose(hidden, single) == "l"
    assert choose(empty, hidden) == "h"
    assert choose(empty) == ""


def test_a_choice_that_is_open_to_doubt_is_said_with_its_rivals():
    chosen, rival = a_sheet("t"), a_sheet("u")
    others = [a_sheet("l", width=1), a_sheet("h", visible=False), a_sheet("e", table=False)]

    assert _write_choice_notice(chosen, [chosen, *others]) == []
    (doubt,) = _write_choice_notice(chosen, [chosen, rival, *others])
    (hidden,) = _write_choice_notice(others[1], [others[1]])
    assert doubt.count == 2
    assert "`u` has a table as well" in str(doubt.message)
    assert hidden.count == 1
    assert "it is hidden" in str(hidden.message)


@pytest.mark.parametrize(("phrases", "found"), [(3, [20]), (4, [])])
def test_a_remark_is_told_where_few_values_of_its_column_are_phrases(phrases, found):
    # Of 21 values, one of them the remark: more than 1 + 2.1 with blanks make a column of phrases.
    rows = [("New York" if i < phrases - 1 else "Leeds", "5", "6") for i in range(20)]
    body = pl.DataFrame([*rows, ("as of May", None, None)], orient="row", schema=["a", "b", "c"])

    assert _list_footer_rows(body) == found


def test_the_place_of_the_header_and_what_was_skipped_are_said():
    def place(*header: int) -> list[tuple[str, object]]:
        layout = SheetLayout(names=("a",), header=header, first=9, above=3)
        return [(key, str(value)) for key, value in _describe_header_place(layout)]

    assert place() == [("header", "none: the first row holds values")]
    assert place(0) == []
    assert place(4) == [("header in row", "5")]
    assert place(4, 5) == [("header in rows", "5 to 6, joined")]
    layout = SheetLayout(names=("a",), header=(3,), first=4, above=3)
    skipped = [(key, str(value)) for key, value in _describe_skipped_rows(layout, 2)]
    assert skipped == [("rows above the header", "3"), ("blank rows skipped", "2")]


def test_every_row_of_a_sheet_is_known_by_its_line(tmp_path):
    rows = [["Customers"], [], HEADER, *BODY[:3], [], *BODY[3:], ["Total", 999]]

    dataset = read(workbook(tmp_path / "a.xlsx", Sheet=rows))

    assert dataset.lines.tolist() == [4, 5, 6, 8, 9, 10, 11, 12]
    assert [(r.line, r.kind) for r in dataset.rejects] == [(13, "not a row")]
    assert dataset.source.rows_read == 9
    assert said(dataset)["blank rows skipped"] == "1"
    assert said(dataset)["rows above the header"] == "1"


def test_sheets_that_are_not_read_are_named_apart_from_hidden_ones():
    chosen, other, hidden = a_sheet("t"), a_sheet("u"), a_sheet("h", visible=False)

    def describe(chosen: _SheetText) -> dict[str, str]:
        found = _describe_sheets(chosen, [chosen, *(s for s in sheets if s is not chosen)], 3)
        return {key: str(value) for key, value in found}

    sheets = [chosen, other, hidden]
    assert describe(chosen) == {
        "sheet": "`t` of 3",
        "sheets not read": "`u`",
        "hidden sheets not read": "`h`",
    }
    assert describe(hidden) == {
        "sheet": "`h` of 3",
        "hidden": "yes",
        "sheets not read": "`t`, `u`",
    }
