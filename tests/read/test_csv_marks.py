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


def test_a_field_loses_what_belongs_to_the_way_of_writing():
    assert Marks(",", padded=True).clean_field("  a ") == "a "
    assert Marks(",").clean_field("  a ") == "  a "
    assert Marks(",", "'", halved=True).clean_field('say ""x""') == 'say "x"'
    assert Marks(",", "'").clean_field('say ""x""') == 'say ""x""'


@pytest.mark.parametrize(
    ("text", "marks", "fields", "state"),
    [
        ('a,"b,c"', Marks(","), ["a", "b,c"], "closed"),
        ('a,"b""c"', Marks(","), ["a", 'b"c'], "closed"),
        ('a, "b" ,c', Marks(","), ["a", "b", "c"], "closed"),
        ('a,"b', Marks(","), ["a"], "open"),
        ('a,"b"c', Marks(","), ["a"], "torn"),
        ('a,"b"""', Marks(","), ["a", 'b"'], "closed"),
        ('a,"b""', Marks(","), ["a"], "open"),
        (r'a,"b\"c"', Marks(",", backslash=True), ["a", 'b"c'], "closed"),
        (r'a,"b\"c', Marks(",", backslash=True), ["a"], "open"),
        (r'a,"b\\"', Marks(",", backslash=True), ["a", "b\\"], "closed"),
        (r'a,"b"c\"', Marks(",", backslash=True), ["a"], "torn"),
        ("'it's',b", Marks(",", "'"), ["it's", "b"], "closed"),
        ('a,"b', Marks(",", ""), ["a", '"b'], "closed"),
        ('a "b c" d', Marks(" "), ["a", "b c", "d"], "closed"),
        ("", Marks(","), [""], "closed"),
        ("a,", Marks(","), ["a", ""], "closed"),
    ],
)
def test_a_record_is_split_and_its_quotes_are_judged(text, marks, fields, state):
    assert split_record(text, marks) == (fields, state)


@pytest.mark.parametrize(
    ("text", "marks", "fields"),
    [
        ('a,"b,c", d', Marks(","), ["a", '"b,c"', " d"]),
        ("'it's',b,", Marks(",", "'"), ["'it's'", "b", ""]),
        ('"a""b"', Marks(","), ['"a""b"']),
    ],
)
def test_fields_are_cut_as_they_are_written(text, marks, fields):
    assert split_raw_fields(text, marks) == fields


def test_a_record_in_order_is_never_split_in_the_looser_way():
    assert split_record("'a'',b',c", Marks(",", "'")) == (["a',b", "c"], "closed")
