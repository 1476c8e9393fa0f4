"""How is a file read that is larger than what should be in memory at once?

A CSV or Parquet file in; smaller files with the same columns, one after the other, out. Lines are
never cut, nor are quoted fields that run over several. Packed files, workbooks and text that is not
in one byte per mark of structure are not taken to pieces. `RowStore` keeps what was read of them
meanwhile, in parts.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from finseg.read.address import resolve_addresses
from finseg.read.packed import SIGNATURES

LARGE = 256 << 20  # bytes, from which on a file is read in pieces
PIECE = 48 << 20  # bytes of a piece
SAMPLED = 3  # places of a file from which rows are taken to understand its columns

PARQUET = b"PAR1"
_HEAD = 1 << 16  # bytes that show which kind of file it is
_LONGEST_FIELD = 1 << 20  # bytes over which a quoted field may run on behind the end of a piece
# A quoted field, at the start of a line or behind a delimiter; nothing closes it if the group is
# empty. A quote behind anything else, as in `5" pipe`, is text.
_QUOTED = re.compile(rb'(?:\A|[\x00-\x1f!#-/:-@\[-`{-~]) ?"[^"]*(?:""[^"]*)*("?)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a file, as a file of its own with the same heading."""

    path: Path
    before: int  # lines of the whole file that stand before its first line of data, less its own


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeFile:
    """A file that is read in pieces."""

    path: Path

    @property
    def name(self) -> str:
        """Its name without its folder."""
        return self.path.name


def find_large_file(source: object) -> LargeFile | None:
    """Return the file that should be read in pieces; None where all can be read at once."""
    found = resolve_addresses(source)
    if found is None or len(found) != 1 or found[0].scheme != "file" or found[0].part:
        return None
    path = found[0].path
    large = path.is_file() and path.stat().st_size >= LARGE and can_be_split(path)
    return LargeFile(path=path) if large else None


@contextmanager
def open_sample(file: LargeFile) -> Iterator[Path]:
    """Write rows from all over a file into one, by which its columns are understood."""
    with tempfile.TemporaryDirectory(prefix="finseg-") as folder:
        yield take_parts(file.path, Path(folder), PIECE // SAMPLED, SAMPLED)


def hash_file(file: LargeFile) -> str:
    """Return the SHA-256 of a file's bytes, which are not in memory at once."""
    with file.path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


class RowStore:
    """Rows in parts, in a folder that is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, list[Path]] = {}

    @property
    def parts(self) -> list[int]:
        """The numbers of the parts that have rows."""
        return sorted(self._files)

    def put_rows(self, part: int, rows: pl.DataFrame) -> None:
        """Add rows to a part, behind those it has."""
        own = self._files.setdefault(part, [])
        own.append(self._folder / f"{part}-{len(own)}.arrow")
        rows.write_ipc(own[-1])

    def take_rows(self, part: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the rows of a part, in the order they were put."""
        wanted = None if columns is None else list(columns)
        return pl.concat([pl.read_ipc(path, columns=wanted) for path in self._files[part]])


@contextmanager
def open_row_store() -> Iterator[RowStore]:
    """Open a store of rows; what is in it is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="finseg-") as folder:
        yield RowStore(Path(folder))


def read_in_pieces(file: LargeFile) -> Iterator[Piece]:
    """Write one piece of a file after the other; each takes the place of the last."""
    with tempfile.TemporaryDirectory(prefix="finseg-") as folder:
        yield from split_file(file.path, Path(folder), PIECE)


def can_be_split(path: Path) -> bool:
    """Tell text and Parquet from what has to be read as a whole."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(PARQUET):
        return True
    if not head or b"\0" in head or head.startswith(SIGNATURES):
        return False
    alone = head.count(b"\r") - head.count(b"\r\n")  # as old Macs end their lines
    return alone <= head.count(b"\n")


def split_file(path: Path, folder: Path, size: int) -> Iterator[Piece]:
    """Write one piece of about `size` bytes after the other; each takes the place of the last."""
    with path.open("rb") as file:
        packed = file.read(len(PARQUET)) == PARQUET
    yield from (_split_parquet if packed else _split_text)(path, folder / path.name, size)


def take_parts(path: Path, folder: Path, size: int, parts: int) -> Path:
    """Write parts of `size` bytes from all over the file into one; a small file stays as it is."""
    whole = path.stat().st_size
    if whole <= size * parts:
        return path
    out = folder / path.name
    with path.open("rb") as file:
        packed = file.read(len(PARQUET)) == PARQUET
    if packed:
        rows, each = _count_rows(path, size)
        starts = [round(i * (rows - each) / (parts - 1)) for i in range(parts)]
        scan = pl.scan_parquet(path)
        pl.concat([scan.slice(start, each).collect() for start in starts]).write_parquet(out)
        return out
    with path.open("rb") as file, out.open("wb") as made:
        made.write(file.readline())
        for i in range(parts):
            file.seek(max(file.tell() if i == 0 else 0, round(i * (whole - size) / (parts - 1))))
            if i:
                file.readline()  # the rest of a line
            made.write(file.read(size) + file.readline())
    return out


def _count_rows(path: Path, size: int) -> tuple[int, int]:
    """Count the rows, and how many of them are about `size` bytes."""
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    return rows, max(1, round(rows * size / max(1, path.stat().st_size)))


def _split_parquet(path: Path, out: Path, size: int) -> Iterator[Piece]:
    rows, each = _count_rows(path, size)
    for start in range(0, rows, each):
        pl.scan_parquet(path).slice(start, each).collect().write_parquet(out)
        yield Piece(path=out, before=start)


def _split_text(path: Path, out: Path, size: int) -> Iterator[Piece]:
    before = 0
    with path.open("rb") as file:
        header = file.readline()
        while data := file.read(size):
            data += file.readline()
            lines = _read_open_field(file, data)
            with out.open("wb") as made:
                made.writelines([header, data, *lines])
            yield Piece(path=out, before=before)
            before += sum(part.count(b"\n") for part in (data, *lines))


def _read_open_field(file: IO[bytes], data: bytes) -> list[bytes]:
    """Read the lines in which a quoted field goes on that `data` leaves open.

    Where nothing closes it soon, its quote is text: no line is read then.
    """
    if data.count(b'"') % 2 == 0 or not _ends_in_quotes(data):
        return []
    start, size, lines = file.tell(), 0, list[bytes]()
    while size < _LONGEST_FIELD and (line := file.readline(_LONGEST_FIELD - size)):
        lines.append(line)
        size += len(line)
        if line.count(b'"') % 2:
            return lines if line.endswith(b"\n") else [*lines, file.readline()]
    file.seek(start)
    return []


def _ends_in_quotes(data: bytes) -> bool:
    """Tell whether the last quoted field is left open."""
    last = b'"'
    for found in _QUOTED.finditer(data):
        last = found[1]
    return not last
