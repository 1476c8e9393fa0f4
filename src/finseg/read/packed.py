"""What is in this archive?

Bytes in, the unpacked bytes of the one file inside out. The kind is told by the first bytes. Every
archive is unpacked in steps, and left as soon as it grows beyond the limits: what a header claims
about its size is not believed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple, Self

from finseg.errors import SettingsError, UnreadableFileError, suggest_name
from finseg.read.limits import ReadLimits, require_memory

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # workbooks of old, and locked ones
_STEP = 1 << 20  # bytes unpacked at a time
_LZMA_MEMORY = 256 << 20  # bytes an xz archive may ask for its dictionary
_SHOWN = 8  # files of an archive that are named
_TABLES = re.compile(
    r"\.(?:csv|tsv|tab|txt|psv|dat|parquet|pq|arrows?|feather|ipc|xls[xmb]?|ods|gz|zst|bz2|xz)$",
    re.IGNORECASE,
)
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError)


class Unpacked(NamedTuple):
    """What came out of an archive."""

    data: bytes
    kind: str  # "gzip", "zip" …
    inside: str  # the name of the file in a zip archive, else ""
    others: tuple[str, ...] = ()  # the files beside it


def unpack(data: bytes, name: str, member: str, limits: ReadLimits) -> Unpacked | None:
    """Unpack an archive by one layer; None where the bytes are no archive.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.
    member : str
        The file wanted of a zip archive, or "".
    limits : ReadLimits
        The most that may come out.

    Raises
    ------
    UnreadableFileError
        If it is damaged or locked, or a zip archive with several tables.
    LimitError
        If it holds too much.
    SettingsError
        If `member` is not in it.

    """
    if data.startswith(ZIP):
        return _unpack_zip(data, name, member, limits)
    for magic, (kind, opener) in _OPENERS.items():
        if data.startswith(magic):
            try:
                with opener(BytesIO(data)) as file:
                    return Unpacked(_drain_archive(file, len(data), name, limits), kind, "")
            except _list_damage_errors() as cause:
                raise UnreadableFileError(
                    f"the {kind} archive is damaged ({cause})", where=name, fix="get it again"
                ) from cause
    return None


def _list_damage_errors() -> tuple[type[Exception], ...]:
    return (*_DAMAGE, _import_zstd().ZstdError)


def _import_zstd() -> Any:  # noqa: ANN401 - a module of the standard library, or its stand-in
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:  # before Python 3.14
        from backports import zstd
    return zstd


def _open_zstd(file: IO[bytes]) -> Any:  # noqa: ANN401 - a file of bytes
    return _import_zstd().ZstdFile(file)


class _Xz:
    """An xz archive that may not ask for any memory it likes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.rest = file.read()
        self.decoder = lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes more; none at the end."""
        while True:
            if self.decoder.eof:
                self.rest = self.decoder.unused_data.lstrip(b"\0")
                if not self.rest:
                    return b""
                self.decoder = lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)
            given, self.rest = self.rest, b""
            if not given and self.decoder.needs_input:
                raise EOFError("the end is missing")
            text = self.decoder.decompress(given, size)
            if text:
                return text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


_OPENERS: dict[bytes, tuple[str, Callable[[IO[bytes]], Any]]] = {
    b"\x1f\x8b": ("gzip", lambda file: gzip.GzipFile(fileobj=file)),
    b"\x28\xb5\x2f\xfd": ("Zstandard", _open_zstd),
    b"BZh": ("bzip2", bz2.BZ2File),
    b"\xfd7zXZ": ("xz", _Xz),
}
SIGNATURES = (ZIP, OLE, *_OPENERS)  # what a file begins with that is no text as it lies there


def _drain_archive(file: Any, packed: int, name: str, limits: ReadLimits) -> bytes:  # noqa: ANN401
    """Read to the end in steps; stop where it grows beyond the limits."""
    whole = bytearray()
    while step := file.read(_STEP):
        whole += step
        limits.check_size(len(whole), name, "the archive holds")
        limits.check_ratio(len(whole), packed, name)
        limits.check_time(name)
    require_memory(len(whole), name)
    return bytes(whole)


def _unpack_zip(data: bytes, name: str, member: str, limits: ReadLimits) -> Unpacked:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if _is_user_file(part)]
            chosen = _choose_member(parts, name, member)
            if chosen.flag_bits & 1:
                raise UnreadableFileError(
                    f"`{chosen.filename}` in the archive is locked with a password",
                    where=name,
                    fix="unpack it and give the file inside",
                )
            limits.check_size(chosen.file_size, name, "the file in the archive claims")
            limits.check_ratio(chosen.file_size, max(chosen.compress_size, 1), name)
            with archive.open(chosen) as file:
                text = _drain_archive(file, max(chosen.compress_size, 1), name, limits)
    except (*_DAMAGE, NotImplementedError, RuntimeError) as cause:
        raise UnreadableFileError(
            f"the zip archive is damaged or of an unknown kind ({cause})",
            where=name,
            fix="save it again; if it is an archive, unpack it and give the file inside",
        ) from cause
    others = tuple(part.filename for part in parts if part is not chosen)
    return Unpacked(text, "zip", chosen.filename, others)


def _is_user_file(part: zipfile.ZipInfo) -> bool:
    """Leave out folders and what computers put beside people's files."""
    path = PurePosixPath(part.filename)
    return not part.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith(".")


def _choose_member(parts: Sequence[zipfile.ZipInfo], name: str, member: str) -> zipfile.ZipInfo:
    names = [part.filename for part in parts]
    if member:
        found = [part for part in parts if member in (part.filename, _get_base_name(part))]
        if len(found) != 1:
            raise SettingsError(
                f"the archive has no file `{member}`"
                if not found
                else f"the archive has {len(found)} files `{member}`: give the folder too",
                where=f"{name}, [read] member",
                fix=suggest_name(member, names),
            )
        return found[0]
    tables = [part for part in parts if _TABLES.search(part.filename)]
    candidates = tables or list(parts)
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise UnreadableFileError("the zip archive is empty", where=name, fix="give a table")
    shown = ", ".join(f"`{part.filename}`" for part in candidates[:_SHOWN])
    more = " …" if len(candidates) > _SHOWN else ""
    raise UnreadableFileError(
        f"the zip archive holds {len(candidates)} files that may be tables: {shown}{more}",
        where=name,
        fix=f"choose one: {name}#{candidates[0].filename}, or member in [read]",
    )


def _get_base_name(part: zipfile.ZipInfo) -> str:
    return PurePosixPath(part.filename).name
