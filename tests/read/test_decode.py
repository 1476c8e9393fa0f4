"""Is the encoding found, and is only the damaged line lost?"""

from __future__ import annotations

import pytest

from finseg.errors import SettingsError, UnreadableFileError
from finseg.read import decode as module
from finseg.read.decode import normalise_line_ends, to_utf8

TEXT = "name;stadt\nMüller;Köln\nZoë;Besançon\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte-order mark"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-16-le", "UTF-16 without byte-order mark"),
        ("utf-16-be", "UTF-16 without byte-order mark"),
        ("cp1252", "Windows-1252 (not valid UTF-8; assumed)"),
    ],
)
def test_a_text_comes_out_the_same_in_whatever_encoding(encoding, said):
    data, found = to_utf8(TEXT.encode(encoding), "a.csv")

    assert (data.decode(), str(found)) == (TEXT, said)


@pytest.mark.parametrize(("sound", "utf8"), [(4, False), (5, True)])
def test_one_damaged_place_is_marked_where_the_rest_is_sound_utf8(sound, utf8):
    data, said = to_utf8("é".encode() * sound + b"\xff\n", "a.csv")

    assert (b"\0" in data) is utf8
    assert str(said).startswith("UTF-8 with 1 damaged place" if utf8 else "Windows-1252")


def test_a_byte_that_windows_does_not_have_is_latin_1():
    assert str(to_utf8(b"caf\xe9;\x81\n", "a.csv")[1]).startswith("ISO-8859-1")


def test_an_encoding_that_is_told_is_used_or_refused():
    assert to_utf8("Łódź".encode("cp1250"), "a.csv", "cp1250")[0].decode() == "Łódź"
    with pytest.raises(SettingsError, match="unknown encoding"):
        to_utf8(b"a", "a.csv", "klingon")


def test_what_is_no_text_is_refused():
    with pytest.raises(UnreadableFileError, match="control"):
        to_utf8(bytes(range(32)) * 40, "a.csv")
    with pytest.raises(UnreadableFileError, match="EBCDIC") as refused:
        to_utf8("CLIENT 12345 67890 SMITH 4455".encode("cp037") * 30, "a.csv")
    assert refused.value.where == "a.csv"
    assert refused.value.fix.startswith("have it converted to UTF-8 text, or set encoding")


@pytest.mark.parametrize(
    ("data", "out", "said"),
    [
        (b"a\nb\n", b"a\nb\n", ""),
        (b"a\r\nb\r\n", b"a\r\nb\r\n", "CRLF"),
        (b"a\r\nb\n", b"a\r\nb\n", "CRLF and LF"),
        (b"a\rb\r", b"a\nb\n", "CR"),
        (b'a\rb\n"c\rd"\n', b'a\nb\n"c\rd"\n', "mixed: CR beside LF or CRLF"),
    ],
)
def test_returns_that_end_lines_become_line_feeds(data, out, said):
    assert normalise_line_ends(data) == (out, said)


@pytest.mark.parametrize(
    ("controls", "size", "text"),
    [(20, 1000, True), (21, 1000, False), (4, 10, True), (5, 10, False)],
)
def test_a_file_is_text_up_to_a_fiftieth_of_control_bytes_or_four(controls, size, text):
    data = b"\x02" * controls + b"a" * (size - controls)
    if text:
        assert to_utf8(data, "a.csv")[0] == data
        return
    with pytest.raises(UnreadableFileError, match="control"):
        to_utf8(data, "a.csv")


def test_blanks_and_marks_used_as_delimiters_are_no_control_bytes():
    data = bytes([1, 9, 10, 12, 13, 31]) * 20

    assert to_utf8(data, "a.csv")[0] == data


@pytest.mark.parametrize(
    ("even", "odd", "codec"),
    [
        (0, 6, "utf-16-le"),
        (0, 5, ""),
        (1, 6, ""),
        (6, 0, "utf-16-be"),
        (5, 0, ""),
        (6, 1, ""),
        (6, 6, ""),
    ],
)
def test_utf_16_is_known_by_its_zeros_in_every_other_place(even, odd, codec):
    data = bytes(
        value for i in range(10) for value in (0 if i < even else 65, 0 if i < odd else 65)
    )

    assert module._detect_utf16(data) == codec
    assert module._detect_utf16(b"a\0a") == ""


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"\xf1" * 61 + b"a" * 39, True),  # digits, letters and blanks must be over three fifths
        (b"\xf1" * 60 + b"a" * 40, False),
        (b"\xf1" * 20 + b"\x40" * 20 + b"\xc1" * 21 + b"a" * 39, True),
        (b"\xf1" * 3 + b"\x81" * 97, True),
        (b"\xf1" * 2 + b"\x81" * 98, False),  # hardly a digit
        (b"\xf1" * 99 + b",", True),
        (b"\xf1" * 98 + b",,", False),  # it has delimiters
    ],
)
def test_the_alphabet_of_mainframes_is_known_by_its_digits(data, refused):
    if not refused:
        module._refuse_ebcdic(data, "a.csv")
        return
    with pytest.raises(UnreadableFileError, match="EBCDIC"):
        module._refuse_ebcdic(data, "a.csv")


@pytest.mark.parametrize(
    ("data", "out"),
    [
        (b'x"\na\rb\n', b'x"\na\nb\n'),  # a quote is never closed: each line by itself
        (b'x"\n"a\rb"\n', b'x"\n"a\rb"\n'),
        (b'"x\ny\rz"\na\n', b'"x\ny\rz"\na\n'),
        (b"a\nb\r", b"a\nb\n"),
        (b"a\r\nb\rc\n", b"a\r\nb\nc\n"),
    ],
)
def test_only_returns_that_stand_alone_and_outside_quotes_end_lines(data, out):
    assert normalise_line_ends(data)[0] == out


def test_utf_16_with_a_byte_too_few_loses_one_line():
    whole = "ab\ncd\nef\n".encode("utf-16-le")
    torn = b"\xff\xfe" + whole[:7] + whole[8:]

    data, _ = to_utf8(torn, "a.csv")

    lines = data.decode().split("\n")
    assert (lines[0], lines[2]) == ("ab", "ef")
    assert "\0" in lines[1]


def test_a_text_in_an_encoding_that_is_set_loses_its_mark_and_marks_its_damage():
    assert to_utf8(b"\xef\xbb\xbfa,\xff", "a.csv", "utf-8")[0] == b"a,\0"
    assert str(to_utf8(b"a", "a.csv", "latin-1")[1]) == "latin-1 (as set)"
