"""Is a text that is read in one piece read as it is line by line?"""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.errors import DataError
from finseg.read import delimited
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
