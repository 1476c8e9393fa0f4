"""Is a title told from a header, a header from a row, and a note from a customer?"""

from __future__ import annotations

from pathlib import Path

import pytest

from finseg.check import check as check_dataset
from finseg.document.blocks import Table
from finseg.errors import DelimiterError, SettingsError
from finseg.read import header_row as module
from finseg.read.cell_kinds import classify_cell, count_heading_votes
from finseg.read.delimited import read_delimited
from finseg.read.header_row import _Record
from finseg.read.raw import Raw
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source

ROWS = "".join(f"c{i},{20 + i},{i * 100}.5\n" for i in range(1, 31))
TABLE = "id,age,income\n" + ROWS


def read(text: str, **knobs: object) -> Raw:
    settings = Settings.from_tree({"read": knobs}).read
    return read_delimited(text.encode(), "customers.csv", settings)


def said(raw: Raw) -> dict[str, str]:
    return raw.source.write_details()


def understood(tmp_path: Path, text: str) -> Dataset:
    path = tmp_path / "customers.csv"
    path.write_text(text, encoding="utf-8")
    return read_source(path, Settings())


@pytest.mark.parametrize(
    "above",
    [
        "Customers of the branch\n",
        "Customers of the branch\n\n",
        "Report,,\n,,\n",
        "Customers of the branch\nfor the third quarter, 2024\n",
        "# exported by the core system\n# on Monday\n",
        ",,\n",
    ],
)
def test_titles_and_comments_above_the_header_are_left_out_and_said(above):
    raw = read(above + TABLE)

    assert raw.table.columns == ["id", "age", "income"]
    assert len(raw.table) == 30
    assert raw.lines[0] == above.count("\n") + 2
    assert {"lines above the header", "comments above the table"} & set(said(raw))


def test_a_first_row_of_values_is_data_and_the_reason_is_said():
    raw = read(ROWS)

    assert raw.table.columns == ["column 1", "column 2", "column 3"]
    assert len(raw.table) == 30
    assert "values like the rows below it in 2 of 3 columns" in said(raw)["header"]


def test_years_in_a_header_are_names():
    raw = read("city,2019,2020,2021\nBern,1,2,3\nRome,4,5,6\nOslo,7,8,9\n")

    assert raw.originals == ("city", "2019", "2020", "2021")


def test_headings_that_look_like_a_code_and_a_figure_are_names():
    assert read("col1|col2\n1|1\n2|2\n").originals == ("col1", "col2")


@pytest.mark.parametrize(
    "text",
    ["title\n1,2\n3,4\n5,6\n", "a,b,c,d\n1,2\n3,4\n5,6\n", "a,b\npa,qa,ra,sa\npb,qb,rb,sb\n"],
)
def test_where_the_header_cannot_be_told_the_file_is_refused_with_the_setting(text):
    with pytest.raises(DelimiterError, match="line up") as caught:
        read(text)

    assert "skip_rows" in caught.value.fix


@pytest.mark.parametrize(
    ("knobs", "names", "count"),
    [
        ({"header": 0, "skip_rows": 1}, ["column 1", "column 2"], 3),
        ({"header": 2}, ["1", "2"], 2),
        ({"skip_rows": 2, "header": 0}, ["column 1", "column 2"], 2),
    ],
)
def test_the_settings_decide_which_line_is_the_header(knobs, names, count):
    raw = read("title\n1,2\n3,4\n5,6\n", **knobs)

    assert raw.table.columns == names
    assert len(raw.table) == count


def test_a_header_line_that_is_blank_is_an_error_of_the_settings():
    with pytest.raises(SettingsError, match="cannot be the header"):
        read("a,b\n\n1,2\n", header=2)


def test_comments_between_rows_are_rejects_and_no_customers(tmp_path):
    text = "# made by hand\n" + TABLE.replace("c9,", "# to be checked\nc9,")

    dataset = understood(tmp_path, text)

    assert [(r.line, r.kind, r.reason) for r in dataset.rejects] == [(11, "not a row", "a comment")]
    assert dataset.rows == 30


def test_a_comment_mark_that_is_told_counts_whatever_the_width():
    raw = read("id,x\n1,2\n;3,4\n5,6\n", comment=";")

    assert [r.line for r in raw.rejects] == [3]


def test_an_id_with_a_hash_is_no_comment():
    raw = read("id,x\n#1,2\n#2,4\n")

    assert raw.table["id"].to_list() == ["#1", "#2"]


@pytest.mark.parametrize(
    "below",
    [
        "Total,,99999\n",
        "(30 rows)\n",
        "Grand total: 46,515\n",
        "Source: the core system,,\n",
        "Total,,99999\n\nprinted on Monday\n",
    ],
)
def test_totals_and_notes_below_the_table_are_no_customers(tmp_path, below):
    dataset = understood(tmp_path, TABLE + below)

    assert dataset.rows == 30
    assert {r.kind for r in dataset.rejects} == {"not a row"}
    assert dataset.source.rows_read == 30 + len(dataset.rejects)


def test_a_last_line_cut_off_is_a_lost_customer_and_no_note(tmp_path):
    dataset = understood(tmp_path, TABLE + "c31,5")

    assert [r.kind for r in dataset.rejects] == ["too few fields"]


def test_a_customer_called_total_is_a_customer(tmp_path):
    rows = "".join(f"Client {i},{i},{i * 3}\n" for i in range(1, 20))

    dataset = understood(tmp_path, "name,age,income\n" + rows + "Total Energy Ltd,41,55\n")

    assert dataset.rows == 20


@pytest.mark.parametrize(
    ("second", "word"),
    [
        ("who the customer is,age at the end of the year,income per year before tax", "describes"),
        ("text,years,EUR", "without values"),
    ],
)
def test_a_line_below_the_header_that_describes_the_columns_is_no_customer(tmp_path, second, word):
    dataset = understood(tmp_path, TABLE.replace("\n", f"\n{second}\n", 1))

    assert [(r.line, r.kind) for r in dataset.rejects] == [(2, "not a row")]
    assert word in dataset.rejects[0].reason


def test_a_first_customer_whose_figures_are_missing_is_a_customer(tmp_path):
    dataset = understood(tmp_path, TABLE.replace("\n", "\nc0,unknown,n/a\n", 1))

    assert not [r for r in dataset.rejects if r.kind == "not a row"]


def test_lines_that_were_never_customers_do_not_stop_the_run(tmp_path):
    dataset = understood(tmp_path, TABLE + "id,age,income\n,,\nTotal,,99999\n")

    assert len(dataset.rejects) == 3
    assert not [f for f in check_dataset(dataset, Settings()).findings if f.code == "D001"]


def test_another_table_in_the_file_is_named_and_set_aside(tmp_path):
    other = "branch,staff\n" + "".join(f"b{i},{i}\n" for i in range(5))

    dataset = understood(tmp_path, TABLE + "\n" + other)

    assert dataset.rows == 30
    assert {r.kind for r in dataset.rejects} == {"another table"}
    assert "of 2 columns, that begins in line 33" in dataset.rejects[0].reason
    assert [f for f in check_dataset(dataset, Settings()).findings if f.code == "D001"]


def test_the_first_row_is_shown_with_the_names_of_its_columns(tmp_path):
    text = "id,surname,age,city\n" + "".join(f"A00{i},Smith{i},{20 + i},Bern\n" for i in range(9))

    dataset = understood(tmp_path, text)

    shown = dict(zip(dataset.table.columns, dataset.first_row, strict=True))
    assert shown["age"] == "20"
    assert shown["city"] == "Bern"
    assert "Smith" not in shown["surname"]
    _, table = dataset.build_first_row_blocks()
    assert isinstance(table, Table)
    assert [str(name) for name in table.columns] == ["Column", "Line 2"]
    assert ("age", "20") in table.rows


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("₹1,18,597.50", "number"), ("12.5L", "number"), ("(1,200)", "number"), ("USD 5", "number"),
        ("-0.5e3", "number"), ("12 %", "number"), ("2024-01-31", "date"), ("31/01/2024", "date"),
        ("3-Nov-23", "date"), ("14:05", "date"), ("TRUE", "flag"), ("n", "flag"), ("", "nothing"),
        ("N/A", "nothing"), ("Bern", "text"), ("col1", "text"), ("C10001", "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_cell_is_told(text, kind):
    assert classify_cell(text) == kind


def test_votes_for_a_heading_come_from_words_over_figures():
    rows = [[str(i), "x", f"2024-01-{i:02}"] for i in range(1, 10)]

    assert count_heading_votes(["age", "city", "since"], rows) == (2, 0)
    assert count_heading_votes(["44", "y", "2024-02-01"], rows) == (0, 2)


GROUPED = "".join(f"c{i},{20 + i},{i * 100}.5,{i * 7}\n" for i in range(1, 31))


def test_a_line_that_only_names_groups_is_joined_with_the_names_below_it():
    raw = read("Customer,,Money,\nid,age,income,balance\n" + GROUPED)

    assert raw.originals == ("Customer / id", "Customer / age", "Money / income", "Money / balance")
    assert raw.lines.tolist() == list(range(3, 33))
    assert "joined" in said(raw)["header"]


@pytest.mark.parametrize(
    "header", ["id,age,,\n", ",age,income,balance\n", "id,,,balance\nc0,19,50.5,1\n"]
)
def test_a_header_with_gaps_above_customers_is_the_header(header):
    raw = read(header + GROUPED)

    assert list(raw.originals) == header.splitlines()[0].split(",")


def a_record(*fields: str, line: int = 0) -> _Record:
    return _Record(line, line + 1, list(fields))


@pytest.mark.parametrize(
    ("fields", "sparse"),
    [
        (("Title", "", ""), True),
        (("", "", ""), True),
        (("a", "b", ""), False),
        (("Title", ""), False),
    ],
)
def test_a_line_with_one_filled_field_of_three_is_sparse(fields, sparse):
    assert a_record(*fields).is_sparse() is sparse


@pytest.mark.parametrize(("rows", "none"), [(4, True), (3, False)])
def test_a_column_of_figures_has_no_header_from_its_fourth_line_on(rows, none):
    raw = read("".join(f"{i}.5\n" for i in range(rows)))

    assert said(raw)["header"].startswith("none") is none


@pytest.mark.parametrize("length", [60, 61, 80])
def test_a_title_is_shown_up_to_sixty_characters(length):
    title = "t" * length

    shown = said(read(f"{title}\n{TABLE}"))["lines above the header"]

    assert (f"`{title}`" if length == 60 else f"`{'t' * 59}…`") in shown


@pytest.mark.parametrize(
    ("first", "below", "groups"),
    [
        (["who", "", "what", ""], [["a", "b", "c", "d"], ["x", "5", "y", "7"]], True),
        (["who", "", "what", "z"], [["a", "b", "c", "d"], ["x", "5", "y", "7"]], False),
        (["who", "", "what", ""], [["a", "b", "c", "b"], ["x", "5", "y", "7"]], False),
        (["who", "", "what", ""], [["a", "b", "c", "4"], ["x", "5", "y", "7"]], False),
        (["who", "", "what", ""], [["a", "b", "c", "d"]], False),
    ],
)
def test_a_line_names_groups_where_two_names_lack_and_the_line_below_has_all(first, below, groups):
    names = [[f"{cell}{cell}" if cell.isalpha() else cell for cell in row] for row in below]

    assert module._names_groups(first, names) is groups


def test_a_nearly_empty_line_is_a_title_above_a_fuller_one():
    title, empty, row = a_record("T", "", ""), a_record("", "", "5"), a_record("a", "b", "c")

    assert module._is_title([title, row], 0, 3)
    assert not module._is_title([row, row], 0, 3)
    assert not module._is_title([title], 0, 3)
    assert not module._is_title([title, a_record("a", "b")], 0, 3)
    # Below a second sparse line most of the rest must be fuller.
    assert module._is_title([title, empty, row, row], 0, 3)
    assert not module._is_title([title, empty, row], 0, 3)


def test_a_line_that_lacks_one_name_is_a_header_where_the_next_has_no_words():
    assert module._is_short_header(a_record("a", "b"), 3, 0)
    assert not module._is_short_header(a_record("a", "b"), 3, 1)
    assert not module._is_short_header(a_record("a", "b"), 4, 0)
    assert not module._is_short_header(a_record("a"), 2, 0)


def test_lines_above_contradict_where_they_are_wider_or_a_table_of_their_own():
    assert module._contradicts_header([a_record("a", "b", "c", "d")], 3, 2)
    assert not module._contradicts_header([a_record("a", "b", "c")], 3, 2)
    assert module._contradicts_header([a_record("a", "b")], 3, 0)
    assert not module._contradicts_header([a_record("a")], 3, 0)
    assert not module._contradicts_header([a_record("T", "", "")], 3, 0)
    assert not module._contradicts_header([], 3, 0)


def test_an_empty_name_at_the_end_is_dropped_where_more_rows_lack_the_field():
    names = ["a", "b", ""]
    short = [a_record("1", "2")] * 3

    assert module._drop_empty_last_name(names, [["1", "2", "3"]] * 2, short) == ["a", "b"]
    assert module._drop_empty_last_name(names, [["1", "2", "3"]] * 3, short) == names
    assert module._drop_empty_last_name(["a", ""], [], [a_record("1")] * 3) == ["a", ""]
    assert module._drop_empty_last_name(["a", "b", "c"], [], short) == ["a", "b", "c"]


def test_the_first_line_decides_the_width_where_two_are_as_frequent():
    two, three = a_record("a", "b"), a_record("a", "b", "c")

    assert module._find_usual_width([two, three]) == 2
    assert module._find_usual_width([a_record("a"), two, three]) == 1
    assert module._find_usual_width([a_record("a"), two, two, three, three]) == 3
    assert module._find_usual_width([three, two, two]) == 2


def test_the_header_is_looked_for_in_the_line_that_is_set():
    raw = read("x,y,z\n" + TABLE, header=2)

    assert raw.table.columns == ["id", "age", "income"]
    assert raw.lines.tolist()[0] == 3
    assert said(raw)["header"] == "in line 2 (as set)"
    with pytest.raises(SettingsError, match="line 2"):
        read("id,age\n\n1,2\n", header=2)


def test_lines_that_are_skipped_and_comments_are_counted():
    details = said(read("a\nb\n# one\n# two\n" + TABLE, skip_rows=2))

    assert details["lines skipped"] == "2 (as set)"
    assert details["comments above the table"] == "2"


def test_only_comments_above_the_header_are_counted_as_such():
    raw = read("# one\nid,age\n1,2\n# two\n3,4\n")

    assert said(raw)["comments above the table"] == "1"
    assert raw.lines.tolist() == [3, 5]


def test_the_line_that_names_the_delimiter_is_no_header():
    raw = read("sep=;\nid;age\n1;2\n3;4\n")

    assert raw.table.columns == ["id", "age"]
    assert raw.lines.tolist() == [3, 4]
    assert said(raw)["delimiter"] == "semicolon (the first line says so: sep=)"
