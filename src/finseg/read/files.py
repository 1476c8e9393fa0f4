"""Which kind of file is this, and what raw table is in it?

A path in, `Raw` out. The first bytes decide, not the file's name; every failure of the readers
below becomes an error that names the file and the remedy.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from io import BytesIO
from pathlib import Path

from finseg.errors import EmptyTableError, NoSuchFileError, UnreadableFileError
from finseg.read.columnar import read_arrow, read_parquet, unpack_zstd
from finseg.read.delimited import read_delimited
from finseg.read.raw import Raw
from finseg.read.workbook import read_workbook
from finseg.settings import ReadSettings

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MOST_UNPACKED = 8 << 30  # bytes; a packed file that grows beyond is refused
_PIECE = 1 << 24  # bytes unpacked at a time
_WORKBOOKS = (b"xl/workbook", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
_NOT_TABLES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"\x80\x04\x95": "a Python pickle",
}
_JSON = re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{\"])")


def read_raw(path: Path, settings: ReadSettings) -> Raw:
    """Read any file of a known kind.

    Raises
    ------
    NoSuchFileError
        If it is missing, a directory or cannot be opened.
    EmptyTableError
        If it holds no rows.
    UnreadableFileError
        If it is of another kind, or damaged.

    """
    data = _bytes(path)
    sha256 = hashlib.sha256(data).hexdigest()
    name = path.name
    if not data:
        raise EmptyTableError("the file is empty", where=name, fix="give a file with customers")
    _refuse_other_kinds(data, name)
    if data.startswith(b"PAR1"):
        return read_parquet(data, name, sha256)
    if data.startswith(b"ARROW1"):
        return read_arrow(data, name, sha256)
    if data.startswith((_ZIP, _OLE)):
        return _from_archive(data, name, sha256, settings)
    return read_delimited(_unpacked(data, name), name, sha256, settings)


def _bytes(path: Path) -> bytes:
    where, fix = str(path), "check the path and your rights"
    try:
        if path.is_dir():
            raise NoSuchFileError("this is a folder, not a file", where=where, fix="name one file")
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise NoSuchFileError("there is no such file", where=where, fix=fix) from cause
    except (OSError, ValueError) as cause:  # ValueError: a NUL byte in the path
        what = f"the file cannot be opened ({cause})"
        raise NoSuchFileError(what, where=where, fix=fix) from cause


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for magic, what in _NOT_TABLES.items():
        if data.startswith(magic):
            raise _other_kind(what, name)
    if _JSON.match(data[:1000]):
        raise _other_kind("JSON", name)


def _other_kind(what: str, name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"this is {what}, not a table", where=name, fix="give a CSV, Parquet or Excel file"
    )


def _from_archive(data: bytes, name: str, sha256: str, settings: ReadSettings) -> Raw:
    head = data[:4096] + data[-65_536:]
    if data.startswith(_OLE) or any(mark in head for mark in _WORKBOOKS):
        return read_workbook(data, name, sha256, settings.sheet)
    raise UnreadableFileError(
        "this is a zip archive, not a workbook",
        where=name,
        fix="unpack it and give the file inside",
    )


def _unpacked(data: bytes, name: str) -> bytes:
    if data.startswith(_ZSTD):
        return unpack_zstd(data, name)
    if not data.startswith(_GZIP):
        return data
    try:
        text = _unzipped(data)
    except (OSError, EOFError, zlib.error) as cause:
        raise UnreadableFileError(
            f"the gzip archive is damaged ({cause})", where=name, fix="get the file again"
        ) from cause
    if len(text) > _MOST_UNPACKED:
        raise UnreadableFileError(
            f"the archive holds more than {_MOST_UNPACKED >> 30} GiB", where=name, fix="split it"
        )
    return text


def _unzipped(data: bytes) -> bytes:
    """Unpack piece by piece: memory is taken for what is there, not for what is allowed."""
    pieces, size = [], 0
    with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
        while size <= _MOST_UNPACKED and (piece := packed.read(_PIECE)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
