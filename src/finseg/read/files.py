"""Which kind of file is this, and what raw table is in it?

A path, or bytes and a name, in; `Raw` out. The first bytes decide, not the file's name; every
failure of the readers below becomes an error that names the file and the remedy.
"""

from __future__ import annotations

import hashlib
import re
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BufferedIOBase, RawIOBase
from pathlib import Path
from typing import IO

from finseg.document.said import Count, Text
from finseg.errors import EmptyTableError, NoSuchFileError, UnreadableFileError, UsageError
from finseg.read.columnar import read_arrow, read_arrow_stream, read_parquet
from finseg.read.delimited import read_delimited
from finseg.read.limits import ReadLimits, require_memory
from finseg.read.packed import OLE, ZIP, unpack
from finseg.read.raw import Raw
from finseg.read.workbook import read_workbook
from finseg.settings import ReadSettings

_WORKBOOKS = (b"xl/workbook", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
_ENCRYPTED_WORKBOOK = "EncryptedPackage".encode("utf-16-le")
_NOT_TABLES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"PARE": "an encrypted Parquet file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"Rar!": "a RAR archive",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"\x80\x04\x95": "a Python pickle",
}
_JSON = re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{\"])")
_TAR = (b"ustar", 257)
_LAYERS = 2  # archives in archives are opened so deep
_STEP = 1 << 22  # bytes read at a time where the size cannot be known


def read_raw(
    path: Path, settings: ReadSettings, limits: ReadLimits | None = None, member: str = ""
) -> Raw:
    """Read any file of a known kind.

    Parameters
    ----------
    path : Path
        The file.
    settings : ReadSettings
        How to understand it, and its limits.
    limits : ReadLimits, optional
        The limits with the clock already running.
    member : str
        The file wanted in a zip archive, instead of the one in the settings.

    Raises
    ------
    NoSuchFileError
        If it is missing, a directory or cannot be opened.
    EmptyTableError
        If it holds no rows.
    UnreadableFileError
        If it is of another kind, or damaged.
    LimitError
        If it is larger than the settings allow.

    """
    limits = limits or ReadLimits(settings=settings)
    return read_bytes(_read_file_bytes(path, limits), path.name, settings, limits, member)


def read_stdin(settings: ReadSettings, limits: ReadLimits) -> Raw:
    """Read what is piped in, of any known kind; raises like `read_raw`."""
    name = "standard input"
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "nothing is piped in",
            where=name,
            fix="write for instance `finseg check - < customers.csv`, or name a file",
        )
    return read_bytes(_read_to_end(sys.stdin.buffer, name, limits), name, settings, limits)


def read_bytes(
    data: bytes, name: str, settings: ReadSettings, limits: ReadLimits, member: str = ""
) -> Raw:
    """Read the bytes of a file of any known kind; raises like `read_raw`."""
    with ThreadPoolExecutor(1) as beside:  # digesting and reading do not wait for one another
        digest = beside.submit(hashlib.sha256, data)
        raw = _unpack_and_read(data, name, settings, limits, member or settings.member)
        return replace(raw, source=replace(raw.source, sha256=digest.result().hexdigest()))


def _unpack_and_read(
    data: bytes, name: str, settings: ReadSettings, limits: ReadLimits, member: str
) -> Raw:
    details: list[tuple[str, Text]] = []
    for _ in range(_LAYERS + 1):
        if not data:
            raise EmptyTableError("the file is empty", where=name, fix="give a file with customers")
        _refuse_other_kinds(data, name)
        unpacked = None if _is_workbook(data) else unpack(data, name, member, limits)
        if unpacked is None:
            raw = _read_plain(data, name, settings, limits)
            source = replace(raw.source, details=(*details, *raw.source.details))
            return replace(raw, source=source)
        data, member = unpacked.data, ""
        details.append(("packed with", unpacked.kind))
        details += [("file in it", f"`{unpacked.inside}`")] if unpacked.inside else []
        beside = len(unpacked.others)
        details += [("files beside it, not read", Count(beside))] if beside else []
    raise UnreadableFileError(
        "this is an archive in an archive in an archive", where=name, fix="unpack it"
    )


def _read_plain(data: bytes, name: str, settings: ReadSettings, limits: ReadLimits) -> Raw:
    if data.startswith(b"PAR1"):
        return read_parquet(data, name, limits)
    if data.startswith(b"ARROW1"):
        return read_arrow(data, name, limits)
    if data.startswith(b"\xff\xff\xff\xff"):
        return read_arrow_stream(data, name, limits)
    if data.startswith((ZIP, OLE)):
        return read_workbook(data, name, settings, limits)
    require_memory(len(data), name)
    return read_delimited(data, name, settings, limits)


def _read_file_bytes(path: Path, limits: ReadLimits) -> bytes:
    """Read a file whole, after a look at its size."""
    where, fix = str(path), "check the path and your permissions"
    try:
        known = path.stat()
        if stat.S_ISDIR(known.st_mode):
            raise NoSuchFileError("this is a folder, not a file", where=where, fix="name one file")
        if stat.S_ISCHR(known.st_mode) or stat.S_ISBLK(known.st_mode):
            raise NoSuchFileError("this is a device, not a file", where=where, fix="name a file")
        limits.check_size(known.st_size, path.name)
        with path.open("rb") as file:
            if stat.S_ISREG(known.st_mode):
                require_memory(known.st_size, path.name)
                # What is asked for is taken at once: no more than there is, and then the rest.
                whole = file.read(known.st_size)
                return whole + more if (more := _read_to_end(file, path.name, limits)) else whole
            return _read_to_end(file, path.name, limits)
    except FileNotFoundError as cause:
        raise NoSuchFileError("there is no such file", where=where, fix=fix) from cause
    except (OSError, ValueError) as cause:  # ValueError: a NUL byte in the path
        what = f"the file cannot be opened ({cause})"
        raise NoSuchFileError(what, where=where, fix=fix) from cause


def _read_to_end(
    file: IO[bytes] | BufferedIOBase | RawIOBase, name: str, limits: ReadLimits
) -> bytes:
    """Read to the end in steps, within the limits; the size cannot be known before."""
    whole = bytearray()
    while step := file.read(_STEP):
        whole += step
        limits.check_size(len(whole), name)
        limits.check_time(name)
    return bytes(whole)


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for magic, what in _NOT_TABLES.items():
        if data.startswith(magic):
            raise _make_kind_error(what, name)
    mark, place = _TAR
    if data[place : place + len(mark)] == mark:
        raise _make_kind_error("a tar archive", name)
    if data.startswith(OLE) and _ENCRYPTED_WORKBOOK in data:
        raise _make_kind_error("a workbook locked with a password", name)
    if _JSON.match(data[:1000]):
        raise _make_kind_error("JSON", name)


def _make_kind_error(what: str, name: str) -> UnreadableFileError:
    fix = "give a CSV, Parquet or Excel file"
    if "SQLite" in what:
        fix = f"name a table in it: sqlite:///{name}#table"
    return UnreadableFileError(f"this is {what}, not a table", where=name, fix=fix)


def _is_workbook(data: bytes) -> bool:
    if not data.startswith(ZIP):
        return data.startswith(OLE)
    head = data[:4096] + data[-65_536:]
    return any(mark in head for mark in _WORKBOOKS)
