"""How large would this workbook be, once it is laid out as rows and columns?

Bytes of a workbook in, nothing out or an error. A workbook is a zip archive whose small parts can
stand for a very large table: cells far apart, rows that are repeated, one long text used a million
times. The parts are streamed and measured before the reader sees them; no reference to anything
outside is followed, and no XML is interpreted, so that there are no entities to expand.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from finseg.document.said import Count
from finseg.errors import UnreadableFileError
from finseg.read.limits import ReadLimits

MOST_ROWS = 1_048_576  # of a sheet, by the format
CELL_WEIGHT = 5  # a cell of a workbook takes about so many times the memory of another
_STEP = 1 << 20
_OVERLAP = 1 << 16  # bytes of a chunk that are looked at again with the next one

# Rows and cells that are closed at once are formatted and empty: they take no room.
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"[^>]*(?<!/)>')
_ROW_ANY = re.compile(rb"<(?:\w+:)?row[ />]")
_CELL_ANY = re.compile(rb"<(?:\w+:)?c[ />]")
_WIDE = tuple(
    re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{%d})\d+"[^>]*(?<!/)>' % size) for size in (3, 2)
)
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]*?\br="[A-Z]')
_SHARED = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si/>")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")

_ODS_TOKEN = re.compile(
    rb"<table:table[ >]|<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*?)(/?)>"
)
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What was found while a sheet's part was measured."""

    empty_formulas: int = 0  # formulas whose result was not stored


def measure_workbook(data: bytes, name: str, limits: ReadLimits) -> dict[str, SheetFacts]:
    """Refuse a workbook that would not fit; return what is known of the sheets of an .xlsx.

    Parameters
    ----------
    data : bytes
        The workbook.
    name : str
        Its name, for messages.
    limits : ReadLimits
        What may be read.

    Returns
    -------
    dict
        Sheet name → what was found. Empty for other formats than .xlsx.

    Raises
    ------
    UnreadableFileError
        If the archive is damaged, or declares entities.
    LimitError
        If a part or a sheet is larger than allowed.

    """
    if not data.startswith(b"PK"):
        return {}  # .xls: the format itself holds 65,536 rows and 256 columns at most
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            listed = {part.filename: part for part in parts.infolist()}
            if len(listed) < len(parts.infolist()):
                raise UnreadableFileError(
                    "the workbook holds two parts of one name", where=name, fix="save it again"
                )
            unpacked = sum(part.file_size for part in listed.values())
            limits.check_size(unpacked, name, "the workbook unpacks to")
            limits.check_ratio(unpacked, len(data), name)
            return _measure_parts(parts, listed, name, limits)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as cause:
        raise _make_workbook_damage_error(name, str(cause)) from cause
    except (NotImplementedError, RuntimeError) as cause:  # a compression or a lock unknown here
        raise _make_workbook_damage_error(name, str(cause)) from cause


def _make_workbook_damage_error(name: str, told: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"the workbook is damaged ({told})", where=name, fix="save it again, or give it as CSV"
    )


def _measure_parts(
    parts: zipfile.ZipFile, listed: dict[str, zipfile.ZipInfo], name: str, limits: ReadLimits
) -> dict[str, SheetFacts]:
    if "content.xml" in listed:
        _measure_ods(parts, name, limits)
        return {}
    found: dict[str, SheetFacts] = {}
    texts = _Texts()
    if "xl/sharedStrings.xml" in listed:
        texts.measure_texts(_stream_part(parts, "xl/sharedStrings.xml", name, limits))
    for part in listed:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part):
            found[part] = _measure_xlsx(
                _stream_part(parts, part, name, limits), texts, name, limits
            )
        elif re.fullmatch(r"xl/worksheets/[^/]+\.bin", part):
            _measure_xlsb(parts.read(part), name, limits)
    names = _map_sheet_names(parts, listed)
    return {names[part]: measured for part, measured in found.items() if part in names}


def _read_steps(file: IO[bytes], name: str, limits: ReadLimits) -> Iterator[bytes]:
    """Read a part to its end in steps; refuse entities wherever they are declared."""
    while step := file.read(_STEP):
        limits.check_time(name)
        if _ENTITY.search(step):
            raise _make_workbook_damage_error(
                name, "it declares entities, which a workbook has no use for"
            )
        yield step


def _stream_part(
    parts: zipfile.ZipFile, part: str, name: str, limits: ReadLimits
) -> Iterator[bytes]:
    """Stream a part, each chunk with the last unfinished element of the one before."""
    left = b""
    with parts.open(part) as file:
        for step in _read_steps(file, name, limits):
            chunk = left + step
            cut = max(chunk.rfind(b"</row>"), chunk.rfind(b"</c>"), chunk.rfind(b"</si>"))
            cut = chunk.rfind(b"<", 0, len(chunk)) if cut < 0 else chunk.find(b">", cut) + 1
            cut = cut if cut > 0 and len(chunk) - cut <= _OVERLAP else len(chunk)
            left = chunk[cut:]
            yield chunk[:cut]
    if left:
        yield left


def _measure_xlsx(
    chunks: Iterator[bytes], texts: _Texts, name: str, limits: ReadLimits
) -> SheetFacts:
    """Bound rows and columns by the references of the cells, and the text by its uses."""
    rows = last = columns = empty = 0
    written = 0
    for chunk in chunks:
        rows += len(_ROW_ANY.findall(chunk))
        last = max(last, max(map(int, _ROW.findall(chunk)), default=0))
        columns = max(columns, _find_last_column(chunk))
        written += texts.count_bytes_used(chunk)
        if b"<f" in chunk or b":f" in chunk:
            empty += len(_EMPTY_FORMULA.findall(chunk))
        height = max(rows, last)
        _require_sheet(height, name)
        limits.check_shape(height, columns, name, weight=CELL_WEIGHT)
        limits.check_size(written, name, "the texts of a sheet have")
    return SheetFacts(empty_formulas=empty)


def _require_sheet(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise UnreadableFileError(
            f"a sheet has {Count(rows, 'row')}, more than a workbook can hold ({Count(MOST_ROWS)})",
            where=name,
            fix="give the table as CSV or Parquet",
        )


def _find_last_column(chunk: bytes) -> int:
    """Return the number of the last column that a cell refers to; an upper bound without any."""
    for pattern in _WIDE:
        found = set(pattern.findall(chunk))
        if found:
            return max(_parse_column_letters(letters) for letters in found)
    if _REFERENCE.search(chunk):
        return 26
    return max(len(_CELL_ANY.findall(row)) for row in re.split(rb"<(?:\w+:)?row[ />]", chunk))


def _parse_column_letters(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _Texts:
    """The shared texts of a workbook: how long each is, and what its uses add up to."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def measure_texts(self, chunks: Iterator[bytes]) -> None:
        """Note the length of every text, in order."""
        begun = 0
        for chunk in chunks:
            place = -begun
            for end in _TEXT_ENDS.finditer(chunk):
                self.lengths.append(end.end() - place)
                place = end.end()
            begun = len(chunk) - place

    def count_bytes_used(self, chunk: bytes) -> int:
        """Return the bytes of the texts that a piece of a sheet refers to."""
        if not self.lengths:
            return 0
        longest, count = max(self.lengths), chunk.count(b't="s"')
        if longest * count < _STEP:
            return longest * count
        known = len(self.lengths)
        places = (int(place) for place in _SHARED.findall(chunk))
        return sum(self.lengths[place] for place in places if place < known)


def _map_sheet_names(parts: zipfile.ZipFile, listed: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Map the parts of an .xlsx to the names of their sheets."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(listed):
        return {}
    targets = {}
    for relation in _RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
        target = _read_attribute(relation, "Target").removeprefix("/")
        targets[_read_attribute(relation, "Id")] = (
            target if target.startswith("xl/") else f"xl/{target}"
        )
    names = {}
    for sheet in _SHEET.findall(parts.read("xl/workbook.xml")):
        known = targets.get(_read_attribute(sheet, r"\w+:id"))
        if known:
            names[known] = _read_attribute(sheet, "name")
    return names


def _read_attribute(element: bytes, name: str) -> str:
    found = re.search(rf"\s{name}=\"([^\"]*)\"".encode(), element)
    text = found[1].decode("utf-8", "replace") if found else ""
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(code, sign)
    return text.replace("&amp;", "&")


def _measure_ods(parts: zipfile.ZipFile, name: str, limits: ReadLimits) -> None:
    """Lay out the repeated rows and cells in thought."""
    left = b""
    sheet = _OdsSheet()
    with parts.open("content.xml") as file:
        for step in _read_steps(file, name, limits):
            chunk = left + step
            cut = chunk.rfind(b"<")
            left = chunk[cut:] if cut >= 0 else b""
            for token in _ODS_TOKEN.finditer(chunk, 0, max(cut, 0)):
                if token[1] is None and token[2] is None:
                    sheet.finish_sheet(name, limits)
                    sheet = _OdsSheet()
                else:
                    sheet.take_token(token)
    sheet.finish_sheet(name, limits)


class _OdsSheet:
    """The extent of one sheet of an OpenDocument workbook."""

    def __init__(self) -> None:
        self.rows = self.height = self.width = self.place = 0
        self.repeated = 1
        self.filled = False

    def take_token(self, token: re.Match[bytes]) -> None:
        """Go on by a row or by a cell."""
        if token[1] is not None:
            self._close_row()
            self.repeated, self.place, self.filled = _count_repeats(token[1]), 0, False
            return
        self.place += _count_repeats(token[2])
        if not token[3] or b"office:value" in token[2]:
            self.filled = True
            self.width = max(self.width, self.place)

    def _close_row(self) -> None:
        self.rows += self.repeated if self.place else 0
        if self.filled:
            self.height = self.rows

    def finish_sheet(self, name: str, limits: ReadLimits) -> None:
        """Refuse the sheet if it is too large."""
        self._close_row()
        _require_sheet(self.height, name)
        limits.check_shape(self.height, self.width, name, weight=CELL_WEIGHT)


def _count_repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1


def _measure_xlsb(data: bytes, name: str, limits: ReadLimits) -> None:
    """Walk through the records of a binary sheet: rows say their number, cells their column."""
    place, height, width, steps = 0, 0, 0, 0
    while place < len(data):
        kind, place = _read_varint(data, place, 2)
        size, place = _read_varint(data, place, 4)
        if kind == 0 and size >= 4:  # BrtRowHdr
            height = max(height, int.from_bytes(data[place : place + 4], "little") + 1)
        elif 1 <= kind <= 11 and size >= 4:  # a cell
            width = max(width, int.from_bytes(data[place : place + 4], "little") + 1)
        place += size
        steps += 1
        if steps % _STEP == 0:
            limits.check_time(name)
    _require_sheet(height, name)
    limits.check_shape(height, width, name, weight=CELL_WEIGHT)


def _read_varint(data: bytes, place: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first."""
    number = 0
    for step in range(most):
        if place >= len(data):
            break
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            break
    return number, place
