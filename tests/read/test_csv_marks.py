"""Is one record split as its marks say, and is a broken quote seen?"""

from __future__ import annotations

import pytest

from finseg.read.csv_marks import Marks, split_raw_fields, split_record


@pytest.mark.parametrize(
    ("text", "marks", "fields", "state"),
    [
        ("a,b,", Marks(","), ["a", "b", ""], "closed"),
        ('"a,1",b', Marks(","), ["a,1", "b"], "closed"),
        ('"a ""b""",c', Marks(","), ['a "b"', "c"], "closed"),
        (r'"a \"b\"",c', Marks(",", backslash=True), ['a "b"', "c"], "closed"),
        ("'it's',b", Marks(",", quote="'"), ["it's", "b"], "closed"),
        ('"a', Marks(","), None, "open"),
        ('"a"x,b', Marks(","), None, "torn"),
        ('"a",b', Marks(",", quote=""), ['"a"', "b"], "closed"),
        ("a|b", Marks("|"), ["a", "b"], "closed"),
    ],
)
def test_a_record_is_split_by_its_marks(text, marks, fields, state):
    found, closure = split_record(text, marks)

    assert closure == state
    assert fields is None or found == fields


def test_a_blank_after_each_delimiter_is_no_part_of_the_field():
    assert Marks(",", padded=True).clean_field(" b ") == "b "
    assert Marks(",").clean_field(" b") == " b"
    assert Marks(",", quote="'", halved=True).clean_field('a ""b""') == 'a "b"'


def test_raw_fields_keep_what_stood_there():
    assert split_raw_fields('"a,1",b', Marks(",")) == ['"a,1"', "b"]
