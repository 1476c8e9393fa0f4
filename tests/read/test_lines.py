"""Is every line judged by itself, and are only lines of one record joined?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.read import lines as module
from finseg.read.csv_marks import Marks
from finseg.read.lines import Odd, Odds, count_byte, decode_lines, scan_lines, settle_odd_records

COMMA = Marks(",")
TEXT = b'a,b\r\n"x,1",2\n\n"open,3\nla"st,4'


def scan(data: bytes, marks: Marks = COMMA) -> list[tuple[int, int, int, bool, bool]]:
    found = scan_lines(data, marks)
    columns = (found.begin, found.end, found.fields, found.open, found.irregular)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_place_fields_and_quotes_of_every_line_are_found():
    assert scan(TEXT) == [
        (0, 3, 2, False, False),  # without its CR
        (5, 12, 2, False, False),  # the comma in quotes separates nothing
        (13, 13, 1, False, False),
        (14, 21, 1, True, False),
        (22, 29, 1, True, True),  # its quote neither opens nor closes a field
    ]


@pytest.mark.parametrize("block", [1, 3, 8, 14, 21, 22, 100])
def test_lines_are_the_same_whatever_is_looked_at_in_one_go(block, monkeypatch):
    monkeypatch.setattr(module, "_BLOCK", block)

    found = scan_lines(TEXT, COMMA)

    assert found.begin.tolist() == [0, 5, 13, 14, 22]
    assert found.end.tolist() == [3, 12, 13, 21, 29]
    assert found.fields.tolist() == [2, 2, 1, 1, 1]
    assert found.open.tolist() == [False, False, False, True, True]
    assert found.irregular.tolist() == [False, False, False, False, True]
    assert count_byte(b"\n", TEXT, 4) == 4
    assert count_byte(b"\n", TEXT, 5) == 3


def test_lines_are_counted_from_where_the_text_begins():
    assert scan_lines(b"title\na,b\n", COMMA, 6).begin.tolist() == [6]
    assert len(scan_lines(b"", COMMA).begin) == 0


@pytest.mark.parametrize(
    ("text", "irregular"),
    [
        (b'"a",b', False),
        (b'a,"b"', False),
        (b'"a""b",c', False),
        (b'"a"\r\n', False),
        (b'a,"b"\r\nc', False),
        (b'"a"b,c', True),
        (b'a"b",c', True),
        (b'"a" ,b', True),
        (b'"a"\rb,c', True),
    ],
)
def test_a_quote_that_neither_opens_nor_closes_a_field_is_irregular(text, irregular):
    assert scan(text)[0][4] is irregular


def test_apostrophes_are_letters_and_escapes_make_a_line_irregular():
    single = scan(b"'it's','b'\nc,d'e\n", Marks(",", "'"))
    backslash = scan(b'"a\\"b",c\nd,e\n', Marks(",", backslash=True))

    assert [(fields, opened, odd) for _, _, fields, opened, odd in single] == [
        (2, False, True),
        (2, False, True),
    ]
    assert [(fields, opened, odd) for _, _, fields, opened, odd in backslash] == [
        (2, False, True),
        (2, False, False),
    ]


def settle(data: bytes, width: int = 2, marks: Marks = COMMA) -> Odds:
    lines = scan_lines(data, marks)
    return settle_odd_records(data, lines, np.arange(len(lines.begin)), width, marks)


def test_lines_of_one_record_are_joined():
    odds = settle(b'a,"b\nc\nd"\ne,f\n')

    assert odds.records == [
        Odd(0, ["a", "b\nc\nd"], "", count=2, next_line=3),
        Odd(3, ["e", "f"], "", count=2, next_line=4),
    ]
    assert odds.continued.tolist() == [1, 2]


@pytest.mark.parametrize(
    "data",
    [
        b'a,"b\nc,d\n',  # no line closes it
        b'a,"b\nc",d\n',  # joined, it has a field too many
        b'a,"b\nc\0"\n',  # what is no text is not taken into a record
        b'a,"b\nc"d\n',  # text follows the closing quote
    ],
)
def test_lines_that_make_no_record_stay_apart(data):
    odds = settle(data)

    first = odds.records[0]
    assert (first.kind, first.fields, first.next_line) == ("unclosed quote", [], 1)
    assert odds.records[1].line == 1
    assert odds.continued.tolist() == []


@pytest.mark.parametrize(("longest", "joined"), [(8, True), (7, False)])
def test_a_quoted_field_does_not_run_on_for_ever(longest, joined, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_RECORD", longest)

    odds = settle(b'x,y\na,"bc\nd"\n')  # eight bytes without the last line end

    assert (odds.continued.tolist() == [2]) is joined


def test_what_became_of_a_line_is_said_with_its_number_of_fields():
    odds = settle(b'a\na,b\na,b,c\n"a"b,c\na,\0\n', 2)

    assert [(o.line, o.kind, o.count, o.reason) for o in odds.records] == [
        (0, "too few fields", 1, "too few fields: 1 where the header has 2"),
        (1, "not a row", 2, ""),
        (2, "too many fields", 3, "too many fields: 3 where the header has 2"),
        (3, "quote out of place", 0, "text follows a closing quote"),
        (4, "damaged text", 0, "has bytes that are not text"),
    ]


def test_the_text_from_one_line_to_another_has_the_line_ends_between():
    lines = scan_lines(b"ab\r\ncd\nef\n", COMMA)

    assert decode_lines(b"ab\r\ncd\nef\n", lines, 0, 1) == "ab\r\ncd"
    assert decode_lines(b"ab\r\ncd\nef\n", lines, 2, 2) == "ef"


def test_a_backslash_is_a_letter_where_it_escapes_nothing():
    assert scan(b"'a\\',b\n", Marks(",", "'"))[0][2:] == (2, False, False)
    assert scan(b"\r\n\na,b\r\n")[0][:2] == (0, 0)
