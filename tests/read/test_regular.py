"""Is a text that is read in one piece read as it is line by line?"""

from __future__ import annotations

from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.errors import DataError
from finseg.read import delimited
from finseg.read import regular as module
from finseg.read.csv_marks import Marks
from finseg.read.delimited import read_delimited
from finseg.read.raw import Raw
from finseg.settings import ReadSettings, Settings

ROWS = "".join(f"C{i},{i},{i * 7 % 90}.25\n" for i in range(1, 40))
TABLE = "id,visits,spent\n" + ROWS
CELLS = st.one_of(
    st.integers(-(10**16), 10**16).map(str),
    st.integers(0, 99).map(str),
    st.sampled_from(
        ["", "0", "-0", "007", "+7", " 7", "1e3", "1.50", "NA", "north", "é", "\r", "#"]
    ),
)
LINES = st.lists(CELLS, min_size=3, max_size=3) | st.lists(CELLS, max_size=5)
TEXTS = st.lists(LINES, min_size=1, max_size=12).map(lambda ls: "\n".join(",".join(c) for c in ls))


def read(text: str, **knobs: object) -> Raw:
    settings: ReadSettings = Settings.from_tree({"read": knobs}).read
    return read_delimited(text.encode(), "customers.csv", settings)


def outcome(text: str) -> object:
    """Return all that a reading says, or its error."""
    try:
        raw = read(text)
    except DataError as error:
        return str(error)
    told = raw.source.details, raw.source.rows_read, raw.rejects, raw.originals
    return raw.restore_text().table.to_dict(as_series=False), raw.lines.tolist(), told


def line_by_line(text: str) -> object:
    with patch.object(delimited, "read_regular", return_value=None):
        return outcome(text)


@given(odd=TEXTS, before=st.booleans(), ended=st.booleans())
def test_what_is_read_in_one_piece_is_read_alike_line_by_line(odd, before, ended):
    body = odd + "\n" + ROWS if before else ROWS + odd
    text = "id,visits,spent\n" + body + "\n" * ended

    assert outcome(text) == line_by_line(text)


def test_a_field_too_many_does_not_make_up_for_one_too_few():
    text = TABLE + "C40,1,2,3\nC41,4\n"

    assert outcome(text) == line_by_line(text)
    assert len(read(text).rejects) == 2


def test_plain_whole_numbers_are_numbers_at_once():
    raw = read(TABLE)

    assert raw.whole == {"visits"}
    assert raw.table["visits"].to_list() == list(range(1, 40))
    assert raw.restore_text().table["visits"].to_list() == [str(i) for i in range(1, 40)]


@pytest.mark.parametrize("spelled", ["007", "+7", " 7", "-0", "7.0", "1e3", "12345678901234567890"])
def test_one_number_that_is_not_written_plainly_keeps_the_text_of_all(spelled):
    text = TABLE + "".join(f"C{i},{i},1\n" for i in range(40, 6000)) + f"C9,{spelled},1\n"

    raw = read(text)

    assert not raw.whole
    assert raw.table["visits"][-1] == spelled


def test_a_number_of_more_bytes_than_the_others_is_kept_in_full():
    text = TABLE + "".join(f"C{i},{i},1\n" for i in range(40, 6000)) + "C9,98765432101,1\n"

    assert read(text).restore_text().table["visits"][-1] == "98765432101"


def test_lines_are_counted_from_the_top_of_the_file():
    assert read(TABLE).lines.tolist() == list(range(2, 41))


def test_where_the_settings_speak_of_spellings_the_text_is_kept():
    assert not read(TABLE, missing=["1"]).whole


def body(text: str) -> module._Body:
    return module._Body.from_data(text.encode(), 0, 0, Marks(","))


@pytest.mark.parametrize(
    ("text", "up"),
    [
        ("1,2\n3,4\n", True),
        ("1,2\n3,4", True),
        ("1,2\n3\n", False),
        ("1,2,3\n4\n", True),
        ("", False),
    ],
)
def test_lines_line_up_where_there_are_as_many_delimiters_as_there_must_be(text, up):
    assert body(text).lines_up(2) is up
    assert not body("1\n2\n").lines_up(1)


@pytest.mark.parametrize(
    ("numbers", "characters"),
    [([0, 9], 2), ([10, 99, 5], 5), ([-1], 2), ([-10, 100], 6), ([7, None], 1), ([-9, 0], 3)],
)
def test_characters_of_whole_numbers_are_counted_by_their_size(numbers, characters):
    table = pl.DataFrame({"a": numbers})
    present = [n for n in numbers if n is not None]

    count = table.select(module._count_characters("a", min(present), max(present))).item()

    assert count == characters


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        (["1", "", "-20"], True),
        (["0"], True),
        (["", ""], False),
        (["01"], False),
        (["+1"], False),
        (["-0"], False),
        (["1" * 15], True),
        (["1" * 16], False),
    ],
)
def test_plain_whole_numbers_have_one_spelling_and_fifteen_digits(cells, whole):
    assert module._are_whole(cells) is whole


def test_seven_characters_leave_room_in_four_bytes():
    assert module._choose_integer_type(["1234567"]) is pl.Int32
    assert module._choose_integer_type(["1", "12345678"]) is pl.Int64


@pytest.mark.parametrize(
    "knobs", [{"decimal": ","}, {"missing": ["9"]}, {"missing_in": {"visits": ["9"]}}]
)
def test_columns_stay_text_where_settings_speak_of_spellings(knobs):
    assert read(TABLE).whole == {"visits"}
    assert read(TABLE, **knobs).whole == frozenset()


@pytest.mark.parametrize(
    ("marks", "data", "plain"),
    [
        (Marks(","), b"a,b\n", True),
        (Marks(",", ""), b'a,"b\n', True),
        (Marks(","), b'a,"b"\n', False),
        (Marks(",", "'"), b'a,"b"\n', True),
        (Marks(",", padded=True), b"a, b\n", False),
        (Marks(",", "'", halved=True), b"a,b\n", False),
        (Marks(",", backslash=True), b"a,b\n", False),
        (Marks("§"), "a§b\n".encode(), False),
        (Marks(" "), b"a b\n", False),
        (Marks(","), b"a,\0\n", False),
    ],
)
def test_a_text_is_plain_where_only_lines_and_delimiters_shape_it(marks, data, plain):
    assert module._is_plain_text(data, marks) is plain


def test_whole_numbers_are_read_at_once_whether_or_not_the_last_line_ends():
    assert read(TABLE.rstrip()).whole == read(TABLE).whole == {"visits"}
    assert read(TABLE.replace("\n", "\r\n")).whole == {"visits"}
