"""Is the encoding found, and is only the damaged line lost?"""

from __future__ import annotations

import pytest

from finseg.errors import SettingsError, UnreadableFileError
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
    with pytest.raises(UnreadableFileError, match="EBCDIC"):
        to_utf8("CLIENT 12345 67890 SMITH 4455".encode("cp037") * 30, "a.csv")


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
