"""In which encoding was this text written?

Bytes in, UTF-8 bytes out, with the encoding said. A byte-order mark decides; then NUL bytes in
every other place (UTF-16); then whether the bytes are valid UTF-8; Windows-1252 is what is left.
A line that is damaged in an otherwise sound UTF-8 file is marked by a NUL, so that it alone is
rejected later.
"""

from __future__ import annotations

import codecs

import numpy as np

from finseg.document.said import Count, Text, say
from finseg.errors import SettingsError, UnreadableFileError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE = 65_536
_STEP = 1 << 20
_MOST_CONTROLS = 0.02  # share of control bytes from which on a file is not text
_MOSTLY, _FEW = 0.6, 0.02  # shares of bytes that tell a mainframe's alphabet
_EBCDIC_LETTERS = [*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA), *range(0xC1, 0xCA),
                   *range(0xD1, 0xDA), *range(0xE2, 0xEA)]  # fmt: skip
_PLAIN_CONTROLS = (1, 9, 10, 12, 13, 31)  # blanks, and two that are used as delimiters
_SOUND = 4  # valid non-ASCII characters per damaged one that speak for UTF-8


def to_utf8(data: bytes, name: str, encoding: str = "") -> tuple[bytes, Text]:
    """Return the text as UTF-8 bytes, and the encoding it was in.

    Raises
    ------
    UnreadableFileError
        If the bytes are not text.
    SettingsError
        If `encoding` is unknown.

    """
    if encoding:
        return _decode_with_setting(data, encoding)
    for mark, codec, said in _BOMS:
        if data.startswith(mark):
            return _recode_to_utf8(data[len(mark) :], codec), said
    codec = _detect_utf16(data)
    if codec:
        return _recode_to_utf8(data, codec), "UTF-16 without byte-order mark"
    _refuse_ebcdic(data, name)
    _require_text(data, name)
    if data.isascii():
        return data, "UTF-8"
    if _is_utf8(data):
        return data, "UTF-8"
    return _guess_encoding(data)


def _decode_with_setting(data: bytes, encoding: str) -> tuple[bytes, str]:
    try:
        codec = codecs.lookup(encoding).name
        text = data.decode(codec, "replace")
    except LookupError as cause:
        raise SettingsError(
            f"unknown encoding `{encoding}`",
            where="[read] encoding",
            fix="write for instance utf-8, utf-16 or cp1252, or leave it out",
        ) from cause
    text = text.removeprefix("\ufeff")
    return text.replace("\ufffd", "\0").encode(), f"{encoding} (as set)"


def _recode_to_utf8(data: bytes, codec: str) -> bytes:
    end = "\n" if "\n".encode(codec) in data else "\r"
    if codec.startswith("utf-16") and _is_out_of_step(data, end.encode(codec)):
        text = end.join(_decode_line(line, codec) for line in data.split(end.encode(codec)))
    else:
        text = data.decode(codec, "replace")
    return text.replace("\ufffd", "\0").encode()


def _is_out_of_step(data: bytes, end: bytes) -> bool:
    """Tell that a byte was lost or added: line ends stand where a character would be split."""
    if len(data) % 2:
        return True
    text = np.frombuffer(data, np.uint8)
    odd = (text[1:-1:2] == end[0]) & (text[2::2] == end[1])
    return bool(odd.any())


def _decode_line(line: bytes, codec: str) -> str:
    """Decode one line; one of an odd number of bytes is damaged, and the next begins anew."""
    return line.decode(codec, "replace") + "\0" * (len(line) % 2)


def _detect_utf16(data: bytes) -> str:
    """Recognise UTF-16 by its NUL bytes: every other byte of Latin text is one."""
    sample = np.frombuffer(data[:_SAMPLE], np.uint8)
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4:
        return ""
    even, odd = (float((sample[start::2] == 0).mean()) for start in (0, 1))
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.1 else ""


def _require_text(data: bytes, name: str) -> None:
    sample = np.frombuffer(data[:_SAMPLE], np.uint8)
    plain = np.isin(sample, _PLAIN_CONTROLS)
    controls = float(((sample < 32) & ~plain).mean()) if len(sample) else 0.0
    few = max(_MOST_CONTROLS, 4 / max(len(sample), 1))
    if controls > few:
        raise UnreadableFileError(
            "this is not a text file: it has many control characters",
            where=name,
            fix="give a CSV, Parquet or Excel file",
        )


def _refuse_ebcdic(data: bytes, name: str) -> None:
    """Refuse the alphabet of mainframes: digits from 0xF0 on, blanks 0x40, no line feeds."""
    sample = np.frombuffer(data[:_SAMPLE], np.uint8)
    digits = float((sample >= 0xF0).mean())
    letters = float(np.isin(sample, _EBCDIC_LETTERS).mean())
    ascii_marks = float(np.isin(sample, (10, 44, 59, 9, 124, 32)).mean())
    blanks = float((sample == 0x40).mean())
    if digits + letters + blanks > _MOSTLY and digits > _FEW and ascii_marks < _FEW:
        raise UnreadableFileError(
            "this is EBCDIC, the alphabet of mainframes",
            where=name,
            fix='have it converted to UTF-8 text, or set encoding = "cp037" in [read] if its '
            "fields are separated by a delimiter",
        )


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(data[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guess_encoding(data: bytes) -> tuple[bytes, Text]:
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    wide = int((np.frombuffer(text[: 4 * _STEP].encode("utf-32-le"), np.uint32) > 127).sum())
    if wide - damaged > _SOUND * damaged:
        places = say("UTF-8 with {places}", places=Count(damaged, "damaged place"))
        return text.replace("\ufffd", "\0").encode(), places
    try:
        return data.decode("cp1252").encode(), "Windows-1252 (not valid UTF-8; assumed)"
    except UnicodeDecodeError:
        return data.decode("latin-1").encode(), "ISO-8859-1 (not valid UTF-8; assumed)"


def normalise_line_ends(data: bytes) -> tuple[bytes, str]:
    """Turn carriage returns that end lines into line feeds; those inside quotes stay."""
    if b"\r" not in data:
        return data, ""
    returns = data.count(b"\r")
    pairs = data.count(b"\r\n")
    if returns == pairs:
        return data, "CRLF" if data.count(b"\n") == pairs else "CRLF and LF"
    if b"\n" not in data:
        return data.replace(b"\r", b"\n"), "CR"
    return _replace_lone_returns(data), "mixed: CR beside LF or CRLF"


def _replace_lone_returns(data: bytes) -> bytes:
    """Turn the carriage returns that stand alone and outside quotes into line feeds."""
    text = np.frombuffer(data, np.uint8).copy()
    places = np.flatnonzero(text == ord("\r"))
    following = text[np.minimum(places + 1, len(text) - 1)]
    alone = places[(following != ord("\n")) | (places == len(text) - 1)]
    quotes = np.flatnonzero(text == ord('"'))
    if len(quotes) % 2:  # one is never closed: judge each line by itself
        begins = np.union1d(np.flatnonzero(text == ord("\n")), alone)
        before = np.concatenate(([0], begins + 1))[np.searchsorted(begins, alone)]
        open_at = np.searchsorted(quotes, alone) - np.searchsorted(quotes, before)
    else:
        open_at = np.searchsorted(quotes, alone)
    text[alone[open_at % 2 == 0]] = ord("\n")
    return text.tobytes()
