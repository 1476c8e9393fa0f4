"""Does delimited text come back as it was written, and is no row lost?"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from unittest import mock

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finseg.errors import DelimiterError, EmptyTableError, FinsegError, UnreadableFileError
from finseg.read import lines as physical
from finseg.read.csv_marks import Marks
from finseg.read.delimited import _require_rows, read_delimited
from finseg.read.files import read_raw
from finseg.read.header_row import Layout
from finseg.read.lines import Odd, scan_lines
from finseg.read.raw import Raw
from finseg.records.dataset import Dataset, RejectKind
from finseg.settings import ReadSettings, Settings
from finseg.understand.columns import understand

DELIMITERS = ",;\t|"
# No control characters: whole files of them are refused as not text.
CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;|\t\n '), max_size=8
)


def read(data: bytes | str, delimiter: str = "") -> Raw:
    data = data.encode() if isinstance(data, str) else data
    return read_delimited(data, "customers.csv", ReadSettings(delimiter=delimiter)).restore_text()


def details(raw: Raw) -> dict[str, str]:
    return raw.source.write_details()


def outcome(path: Path) -> tuple[Dataset | None, FinsegError | None]:
    """Read a file to the end, or return the error it was refused with."""
    try:
        return understand(read_raw(path, ReadSettings()), ReadSettings()), None
    except FinsegError as error:
        return None, error


def tables(widths: st.SearchStrategy[int]) -> st.SearchStrategy[list[list[str]]]:
    return widths.flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)
    )


@given(
    rows=tables(st.integers(2, 5)),
    delimiter=st.sampled_from(DELIMITERS),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(
    rows=[['a"', "b\nc"], ["", '"'], ['","', "d"]],
    delimiter=",",
    line_end="\n",
    quoting=csv.QUOTE_MINIMAL,
    encoding="utf-8",
)
def test_a_table_in_any_dialect_comes_back_equal(rows, delimiter, line_end, quoting, encoding):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    header = [f"column_{letter}" for letter in "abcde"[: len(rows[0])]]
    writer.writerows([header, *rows])

    raw = read(text.getvalue().encode(encoding))

    assert raw.originals == tuple(header)
    assert [list(row) for row in raw.table.rows()] == [[c or None for c in row] for row in rows]
    assert not raw.rejects


@given(data=st.binary(max_size=200) | st.text('ab1.,;"\n\r\t| \0é-', max_size=200))
@example(data='a,b\n1,"x\n2,y\n3,z\n')
@example(data='"\n"\n')
@example(data='a,b\r1,2\n"\r",3')
@example(data=b"PAR1\0\0")
@example(data="\0")
@example(data='a,b\n"1"\r2,3\n4,5\n')
@example(data="a,b\n1e308,1\n2,3\n3,4\n")
def test_any_bytes_are_read_in_full_or_refused(data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())

    dataset, error = outcome(path)

    if dataset is None:
        assert error is not None
        assert error.fix
    else:
        lines = [*dataset.lines.tolist(), *{r.line for r in dataset.rejects}]
        assert dataset.source.rows_read == len(lines) == len(set(lines))


def test_a_row_with_too_few_or_many_fields_is_rejected_with_its_line():
    raw = read("a,b\n1,2\n3\n4,5,6\n7,8\n")

    assert raw.table.rows() == [("1", "2"), ("7", "8")]
    assert raw.lines.tolist() == [2, 5]
    assert [(r.line, r.reason) for r in raw.rejects] == [
        (3, "too few fields: 1 where the header has 2"),
        (4, "too many fields: 3 where the header has 2"),
    ]


@pytest.mark.parametrize("tail", ["3,4\n5,6\n7,8\n", '3,"x"\n5,6\n"7",8\n', '3,"p\nq"\n5,6\n7,8\n'])
def test_an_unclosed_quote_costs_its_own_row_only(tail):
    raw = read(f'a,b\n0,0\n1,"never closed\n{tail}')

    assert [r.line for r in raw.rejects] == [3]
    assert "never closed" in raw.rejects[0].reason
    assert raw.table["a"].to_list() == ["0", "3", "5", "7"]


def test_two_unclosed_quotes_do_not_swallow_the_rows_between_them():
    raw = read('a,b\n1,"x\n2,y\n3,"z\n4,w\n5,v\n')

    assert [r.line for r in raw.rejects] == [2, 4]
    assert raw.table["a"].to_list() == ["2", "4", "5"]


def test_a_field_over_several_lines_is_one_row_with_the_line_it_began_on():
    raw = read('a,b\n1,"x\n\n""y"""\n2,z\n')

    assert raw.table.rows() == [("1", 'x\n\n"y"'), ("2", "z")]
    assert raw.lines.tolist() == [2, 5]


def test_a_quote_inside_an_unquoted_field_is_an_ordinary_character():
    assert read("a,b\n1,6'1\" tall\n2,x\n").table["b"].to_list() == ["6'1\" tall", "x"]


def test_text_after_a_closing_quote_rejects_the_row():
    raw = read('a,b\n1,"x"y\n2,z\n3,w\n')

    assert [(r.line, r.reason) for r in raw.rejects] == [(2, "text follows a closing quote")]


def test_blank_lines_are_skipped_and_said():
    raw = read("\n\na,b\n1,2\n\n  \n3,4\n\n")

    assert raw.source.rows_read == 2
    assert raw.lines.tolist() == [4, 7]
    assert ("blank lines skipped", "3") in raw.source.write_details().items()


def test_only_an_empty_field_is_missing():
    raw = read('a,b\nNA,\n"",x\nNULL,-\n')

    assert raw.table.rows() == [("NA", None), (None, "x"), ("NULL", "-")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_rows(line_end):
    raw = read(line_end.join(["a,b", "1,2", "3,4", ""]))

    assert raw.table.rows() == [("1", "2"), ("3", "4")]
    assert raw.lines.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte-order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without byte-order mark"),
        ("cp1252", "Windows-1252 (not valid UTF-8; assumed)"),
    ],
)
def test_the_encoding_is_found_and_said(encoding, said):
    raw = read("name,straße\nZoë,Kö 1\nJosé,Kö 2\n".encode(encoding))

    assert ("encoding", said) in raw.source.write_details().items()
    assert raw.originals == ("name", "straße")
    assert raw.table["name"].to_list() == ["Zoë", "José"]


def test_one_damaged_line_in_a_sound_file_is_rejected_alone():
    good = "".join(f"{i},Zoë é\n" for i in range(20)).encode()

    raw = read(b"id,name\n" + good + b"x,Jos\xe9\n" + good)

    assert raw.source.rows_read == 41
    assert [(r.line, r.reason) for r in raw.rejects] == [(22, "has bytes that are not text")]


def test_a_nul_byte_rejects_its_line_only():
    raw = read("a,b\n" + "1,2\n" * 200 + "3,\0\n" + "4,5\n")

    assert [r.line for r in raw.rejects] == [202]
    assert len(raw.table) == 201


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_decimal_commas_do_not_hide_the_delimiter(delimiter):
    if delimiter == ",":
        pytest.skip("a comma cannot be both")
    raw = read(f"a{delimiter}b\n1,5{delimiter}2,5\n3,5{delimiter}4,5\n")

    assert raw.table.width == 2


@pytest.mark.parametrize(
    "text",
    ["a^b^c\n1^2^3\n4^5^6\n", "a b\n1 2\n3 4\n", "all\n1,2\n3,4\n", "x\n1;2\n3;4\n"],
)
def test_a_single_column_reading_of_a_delimited_file_is_refused(text):
    with pytest.raises(DelimiterError, match=r"single column|line up"):
        read(text)


def test_a_wrong_delimiter_in_the_settings_is_refused_with_the_right_one():
    with pytest.raises(DelimiterError) as caught:
        read("a;b\n1;2\n", delimiter=",")

    assert "semicolon" in caught.value.fix


def test_a_real_single_column_is_read():
    assert read("income\n1.5\n2.5\n").table["income"].to_list() == ["1.5", "2.5"]


def test_rows_that_do_not_line_up_with_the_header_are_refused():
    with pytest.raises(DelimiterError, match="header has 3 fields, most rows have 2"):
        read("a,b,c\n1,2\n3,4\n5,6\n")


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", " \r\n"])
def test_a_file_without_text_is_empty(text):
    with pytest.raises(EmptyTableError, match="empty"):
        read(text)


@pytest.mark.parametrize("text", ["a,b,c", "a,b,c\n", '"a","b"\n\n'])
def test_a_header_without_rows_is_refused(text):
    with pytest.raises(EmptyTableError, match="no rows"):
        read(text)


def test_control_characters_are_no_text():
    with pytest.raises(UnreadableFileError):
        read(bytes(range(256)) * 20)


def test_names_are_unique_and_readable_and_headings_are_kept():
    long = "x" * 300
    raw = read(f"age,age,,AGE,a\u202eb,{long}\n1,2,3,4,5,6\n")

    assert raw.originals == ("age", "age", "", "AGE", "a\u202eb", long)
    assert raw.table.columns[:5] == ["age", "age (2)", "column 3", "AGE (3)", "a b"]
    assert len(raw.table.columns[5]) == 60


def test_a_header_without_a_name_for_the_row_names_gets_one():
    raw = read("a,b\nr1,1,2\nr2,3,4\n")

    assert raw.table.columns == ["column 1", "a", "b"]


def test_a_delimiter_at_the_end_of_every_row_makes_an_empty_last_column():
    raw = read("a,b\n1,2,\n3,4,\n")

    assert raw.table.columns == ["a", "b", "column 3"]
    assert raw.table["column 3"].null_count() == 2


def test_a_first_line_of_numbers_is_a_row_not_a_header():
    raw = read("1,2\n3,4\n")

    assert raw.table.rows() == [("1", "2"), ("3", "4")]
    assert raw.lines.tolist() == [1, 2]


def test_blocks_cut_anywhere_give_the_same_lines():
    text = "".join(f'{i},"x{i}\n""y",z\n' for i in range(50)).encode()
    whole = physical.scan_lines(text, Marks(","))

    with mock.patch.object(physical, "_BLOCK", 37):
        parts = physical.scan_lines(text, Marks(","))

    for field in ("begin", "end", "fields", "open", "irregular"):
        assert getattr(parts, field).tolist() == getattr(whole, field).tolist()


def test_where_polars_disagrees_the_lines_are_split_here():
    with mock.patch.object(pl, "read_csv", side_effect=pl.exceptions.ComputeError("no")):
        raw = read('a,b\n1,"x,y"\n2,\n')

    assert raw.table.rows() == [("1", "x,y"), ("2", None)]


def test_the_file_may_be_named_by_a_path_with_any_ending(tmp_path: Path):
    path = tmp_path / "customers.dat"
    path.write_text("a\tb\n1\t2\n")

    assert details(read_raw(path, ReadSettings()))["delimiter"].startswith("tab")


@pytest.mark.parametrize(
    ("usable", "kind", "count", "refused"),
    [
        (5, "too few fields", 5, False),
        (5, "too few fields", 6, True),
        (5, "unclosed quote", 6, True),
        (5, "not a row", 60, False),  # notes and other tables are no lost customers
        (5, "another table", 60, False),
        (0, "not a row", 2, True),
    ],
)
def test_a_table_is_read_where_half_of_its_rows_fit(
    usable: int, kind: RejectKind, count: int, *, refused: bool
):
    layout = Layout(["a", "b"], 1, [], "")
    lines = scan_lines(b"a,b\n1,2\n3,4\n5,6,7\n", Marks(","))
    odds = [Odd(3, [], "x", kind)] * count
    if not refused:
        _require_rows("a.csv", layout, lines, usable, odds)
        return
    with pytest.raises(DelimiterError, match=f"{count} of {usable + count} rows do not fit"):
        _require_rows("a.csv", layout, lines, usable, odds)


def test_a_header_without_rows_is_an_empty_table():
    with pytest.raises(EmptyTableError, match="a header with 2 columns and no rows"):
        read("a,b\n")


def test_rejected_lines_are_rows_read_and_known_by_their_line():
    raw = read("\n\na,b\n1,2\n\n3\n5,6\n,\n")

    assert [(r.line, r.kind, r.raw) for r in raw.rejects] == [(6, "too few fields", "3")]
    assert raw.lines.tolist() == [4, 7, 8]
    assert raw.source.rows_read == 4
    assert details(raw)["blank lines skipped"] == "1"
    assert raw.table["a"].to_list() == ["1", "5", None]


def test_a_line_of_blanks_is_no_customer_of_a_single_column():
    raw = read("name\nanna\n   \nbert\n")

    assert raw.table["name"].to_list() == ["anna", "bert"]


def test_a_joined_record_stands_where_it_began():
    raw = read('a,b\n1,2\n"3\n4",5\n6,7\n8\n')

    assert raw.table["a"].to_list() == ["1", "3\n4", "6"]
    assert raw.lines.tolist() == [2, 3, 5]
    assert [r.line for r in raw.rejects] == [6]


def test_a_damaged_line_and_a_comment_are_rejected_by_themselves():
    sound = "\u00e9" * 10  # so that the file is UTF-8 with one damaged place

    raw = read(b"# made today\na,b\n1,2\n#3\n4,\xff\xfe\n5," + sound.encode() + b"\n")

    assert [(r.line, r.kind) for r in raw.rejects] == [(4, "not a row"), (5, "damaged text")]
    assert raw.table["a"].to_list() == ["1", "5"]


def test_a_line_with_the_mark_of_a_comment_is_one_where_it_is_no_row_or_the_settings_say_so():
    text = b"# made today\na,b\n#1,2\n#3\n4,5\n"
    told = Settings().change_section("read", comment="#").read

    found = read(text)
    set_so = read_delimited(text, "customers.csv", told).restore_text()

    assert found.table["a"].to_list() == ["#1", "4"]
    assert [r.line for r in found.rejects] == [4]
    assert set_so.table["a"].to_list() == ["4"]
    assert [r.line for r in set_so.rejects] == [3, 4]


def test_rows_read_in_one_piece_have_the_lines_they_have_one_by_one():
    raw = read("a,b\n1,2\n3,4\n")

    assert raw.lines.tolist() == [2, 3]
    assert read("title\n\na,b\n1,2\n3,4\n").lines.tolist() == [4, 5]


def test_notes_stand_below_the_last_row_whether_it_was_regular_or_joined():
    regular = read("a,b,c\n1,2,3\nMade with care\n4,5,6\n")
    joined = read('a,b,c\n1,2,3\nMade with care\n4,"5\n5",6\n')
    below = read("a,b,c\n1,2,3\n4,5,6\nMade with care\n")

    assert [r.kind for r in regular.rejects] == ["too few fields"]
    assert [r.kind for r in joined.rejects] == ["too few fields"]
    assert [r.kind for r in below.rejects] == ["not a row"]
