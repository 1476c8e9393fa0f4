"""What does a delimited text hold?

Bytes of a CSV, TSV or the like in, `Raw` with every column as text out. Regular lines are handed to
polars in one piece; the few others are settled one by one (`finseg.read.lines`): joined, or
rejected with their line number. An empty field is missing; nothing else is, at this point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.errors import DelimiterError, EmptyTableError
from finseg.read import lines as physical
from finseg.read.decode import to_utf8
from finseg.read.dialect import delimiter_word, find_delimiter
from finseg.read.lines import Bools, Ints, Lines, Odd
from finseg.read.masking import LONGEST_LINE
from finseg.read.raw import Raw, readable_names
from finseg.records.dataset import Reject, Source
from finseg.settings import ReadSettings

_FEWEST_REGULAR = 0.5  # below this share of regular rows the table was misunderstood
_NOTHING = b"\xef\xbb\xbf \t\r\n"  # a byte-order mark and blanks
_SAMPLE = 2000  # lines that decide how wide the rows are

Details = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Header:
    """The heading line: its names, and the line after it."""

    names: list[str]
    next_line: int  # index into `Lines`
    details: Details


def read_delimited(data: bytes, name: str, sha256: str, settings: ReadSettings) -> Raw:
    """Read delimited text.

    Raises
    ------
    EmptyTableError
        If there is no row.
    DelimiterError
        If the file reads as one column and does not look like one, or its rows do not line up.
    UnreadableFileError
        If the bytes are not text.

    """
    if not data[:_SAMPLE].strip(_NOTHING) and not data.strip(_NOTHING):
        raise EmptyTableError("the file is empty", where=name, fix="give a file with customers")
    data, encoding = to_utf8(data, name, settings.encoding)
    data, line_end = _plain_line_ends(data)
    delimiter = find_delimiter(data, name, settings.delimiter)
    lines = physical.scan(data, delimiter)
    header = _header(data, lines, delimiter)
    table, places, rejects, blank = _body(data, lines, header, delimiter, name)
    details = [
        ("encoding", encoding),
        ("delimiter", delimiter_word(delimiter)),
        *([("line ends", line_end)] if line_end else []),
        *header.details,
        *([("blank lines skipped", f"{blank:,}")] if blank else []),
    ]
    source = Source(
        name=name,
        format="CSV",
        details=tuple(details),
        sha256=sha256,
        rows_read=len(table) + len(rejects),
    )
    return Raw(
        table=table,
        originals=tuple(header.names),
        lines=places + 1,
        source=source,
        rejects=tuple(rejects),
        delimiter=delimiter,
    )


def _plain_line_ends(data: bytes) -> tuple[bytes, str]:
    """Turn lone carriage returns into line ends, unless they may stand inside quotes."""
    if b"\r" not in data:
        return data, ""
    returns = data.count(b"\r")
    pairs = data.count(b"\r\n")
    if returns == pairs:
        return data, "CRLF" if data.count(b"\n") == pairs else "CRLF and LF"
    if b"\n" not in data:
        return data.replace(b"\r", b"\n"), "CR"
    if b'"' in data:
        return data, "mixed"
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), "mixed"


def _header(data: bytes, lines: Lines, delimiter: str) -> _Header:
    """Read the first line that is not blank; give it a column where rows have one more."""
    first = int(np.argmax(lines.end > lines.begin))
    whole = Lines(**{f: getattr(lines, f)[first : first + _SAMPLE] for f in Lines.__slots__})
    width = int(whole.fields[0])
    odds = physical.odd_records(data, whole, np.zeros(1, np.int64), width, delimiter)
    names = odds.records[0].fields or _loose_header(data, lines, first, delimiter)
    names = [field.strip() for field in names]
    after = first + 1 + len(odds.continued)
    details: Details = [("header in line", f"{first + 1:,}")] if first else []
    if "\0" in "".join(names):
        names = [field.replace("\0", "") for field in names]
    rows = lines.fields[after : after + _SAMPLE][(lines.end > lines.begin)[after : after + _SAMPLE]]
    usual = int(np.bincount(rows).argmax()) if len(rows) else len(names)
    if len(rows) > 1 and len(names) > 1 and usual == len(names) + 1:
        at_end = _ends_empty(data, lines, after, delimiter)
        names = [*names, ""] if at_end else ["", *names]
        place = "last" if at_end else "first"
        details.append(("header", f"has no name for the {place} column"))
    if len(rows) and len(names) > 1 and all(map(_is_number, names)):
        details.append(("header", "none: the first line holds values"))
        names, after = [f"column {i}" for i in range(1, len(names) + 1)], first
    return _Header(names, after, details)


def _loose_header(data: bytes, lines: Lines, first: int, delimiter: str) -> list[str]:
    text = data[lines.begin[first] : lines.end[first]].decode("utf-8", "replace")
    return [field.strip('" ') for field in text.split(delimiter)]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip().lower().lstrip("+-") not in ("nan", "inf", "infinity")


def _ends_empty(data: bytes, lines: Lines, after: int, delimiter: str) -> bool:
    ends = lines.end[after : after + _SAMPLE]
    ends = ends[ends > lines.begin[after : after + _SAMPLE]]
    return all(data[end - 1] == ord(delimiter) for end in ends.tolist())


def _body(
    data: bytes, lines: Lines, header: _Header, delimiter: str, name: str
) -> tuple[pl.DataFrame, Ints, list[Reject], int]:
    """Parse everything after the header: the table, its lines (from 0), rejects, blank lines."""
    width = len(header.names)
    blank, regular = _judge(data, lines, header.next_line, width)
    suspects = np.flatnonzero(~blank & ~regular)
    suspects = suspects[suspects >= header.next_line]
    odds = physical.odd_records(data, lines, suspects, width, delimiter)
    regular[odds.continued] = False
    blank[odds.continued] = False
    rejects = [_reject(data, lines, odd) for odd in odds.records if odd.reason]
    kept = np.flatnonzero(regular)
    extra = [o for o in odds.records if not o.reason]
    _require_rows(name, header, lines, len(kept) + len(extra), len(rejects))
    table = _parse(data, lines, regular, header.next_line, width, delimiter)
    table = table.rename(dict(zip(table.columns, readable_names(header.names), strict=True)))
    if extra:
        table, kept = _merged(table, kept, extra)
    return table, kept, rejects, int(blank[header.next_line :].sum())


def _reject(data: bytes, lines: Lines, odd: Odd) -> Reject:
    text = physical.text_of(data, lines, odd.line, odd.line)[:LONGEST_LINE]
    return Reject(line=odd.line + 1, column="", reason=odd.reason, kind=odd.kind, raw=text)


def _judge(data: bytes, lines: Lines, start: int, width: int) -> tuple[Bools, Bools]:
    """Tell blank and regular lines from the rest."""
    blank = lines.end == lines.begin
    narrow = np.flatnonzero((lines.fields == 1) & ~blank & (lines.end - lines.begin < 1000))
    if width > 1 or len(narrow) < _SAMPLE:
        for line in narrow.tolist():
            blank[line] = not data[lines.begin[line] : lines.end[line]].strip()
    regular = (lines.fields == width) & ~lines.open & ~lines.irregular & ~blank
    regular[:start] = False
    if b"\0" in data:
        marks = np.flatnonzero(np.frombuffer(data, np.uint8) == 0)
        regular[np.searchsorted(lines.begin, marks, side="right") - 1] = False
    return blank, regular


def _require_rows(name: str, header: _Header, lines: Lines, usable: int, rejected: int) -> None:
    if not usable + rejected:
        raise EmptyTableError(
            f"the file has a header with {len(header.names)} columns and no rows",
            where=name,
            fix="give a file with customers",
        )
    if usable >= _FEWEST_REGULAR * (usable + rejected):
        return
    width = len(header.names)
    widths = lines.fields[header.next_line :][(lines.end > lines.begin)[header.next_line :]]
    usual = int(np.bincount(widths).argmax())
    most = f"most rows have {usual}" if usual != width else "many have quotes out of place"
    raise DelimiterError(
        f"the rows do not line up: the header has {width} field{'s' * (width > 1)}, {most}, "
        f"and {rejected:,} of {usable + rejected:,} rows do not fit",
        where=f"{name}, line {header.next_line}",
        fix="remove lines above the header, or set delimiter in [read]",
    )


def _parse(
    data: bytes, lines: Lines, regular: Bools, start: int, width: int, delimiter: str
) -> pl.DataFrame:
    """Hand the regular lines to polars; where it disagrees about them, split them here."""
    count = int(regular.sum())
    schema = {f"c{i}": pl.String for i in range(width)}
    if not count:
        return pl.DataFrame(schema=schema)
    whole = bool(regular[start:].all())
    # The usual file is handed over as it is, without a copy of its bytes.
    plain_header = whole and start == 1 and b'"' not in data[: lines.begin[1]]
    if plain_header:
        body = data
    else:
        body = data[lines.begin[start] :] if whole else _joined(data, lines, regular)
    try:
        table = pl.read_csv(
            body,
            has_header=False,
            schema=schema,
            separator=delimiter,
            quote_char='"',
            skip_rows=int(plain_header),
        )
    except pl.exceptions.PolarsError:
        table = pl.DataFrame(schema=schema)
    if table.shape != (count, width):
        rows = [_fields(data, lines, i, delimiter) for i in np.flatnonzero(regular).tolist()]
        table = pl.DataFrame(rows, schema=schema, orient="row")
    if b'"' in body:
        table = table.with_columns(pl.all().replace("", None))
    return table


def _fields(data: bytes, lines: Lines, line: int, delimiter: str) -> list[str | None]:
    text = data[lines.begin[line] : lines.end[line]].decode("utf-8", "replace")
    return [field or None for field in physical.split_record(text, delimiter)[0]]


def _joined(data: bytes, lines: Lines, regular: Bools) -> bytes:
    """Join the regular lines, run by run."""
    edges = np.diff(regular.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    view = memoryview(data)
    begins, ends = lines.begin[starts].tolist(), lines.end[stops].tolist()
    return b"\n".join(view[b:e] for b, e in zip(begins, ends, strict=True))


def _merged(table: pl.DataFrame, kept: Ints, extra: Sequence[Odd]) -> tuple[pl.DataFrame, Ints]:
    """Put the records that were settled one by one back where they stood."""
    rows = [[field or None for field in odd.fields] for odd in extra]
    added = pl.DataFrame(rows, schema=table.schema, orient="row")
    places = np.concatenate((kept, [odd.line for odd in extra])).astype(np.int64)
    order = np.argsort(places, kind="stable")
    return pl.concat([table, added])[order], places[order]
