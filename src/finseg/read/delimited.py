"""What does a delimited text hold?

Bytes of a CSV, TSV or the like in, `Raw` with every column as text out, or as whole numbers where
these are the text. A text without any irregularity is read in one piece (`finseg.read.regular`).
Else its regular lines are, and the few others are settled one by one (`finseg.read.lines`): joined,
or rejected with their line number. An empty field is missing; nothing else is, at this point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.document.said import Count, Text
from finseg.errors import DelimiterError, EmptyTableError
from finseg.maths.arrays import Bools, Ints
from finseg.read import lines as physical
from finseg.read.csv_marks import Marks, split_record
from finseg.read.decode import normalise_line_ends, to_utf8
from finseg.read.dialect import Dialect, find_dialect
from finseg.read.header_row import Details, Layout, find_layout
from finseg.read.limits import ReadLimits
from finseg.read.lines import Lines, Odd
from finseg.read.not_rows import classify_leftovers
from finseg.read.raw import LONGEST_LINE, Raw, make_readable_names
from finseg.read.regular import read_regular
from finseg.read.row_text import TextRows
from finseg.records.dataset import Reject, Source
from finseg.records.row_text import Stood
from finseg.settings import ReadSettings

_FEWEST_REGULAR = 0.5  # below this share of regular rows the table was misunderstood
_NOTHING = b"\xef\xbb\xbf \t\r\n"  # a byte-order mark and blanks
_SAMPLE = 2000  # narrow lines looked at for blanks, where all are narrow
_COMMENT = "a comment"


def read_delimited(
    data: bytes, name: str, settings: ReadSettings, limits: ReadLimits | None = None
) -> Raw:
    """Read delimited text.

    Raises
    ------
    EmptyTableError
        If there is no row.
    DelimiterError
        If the file reads as one column and does not look like one, or its rows do not line up.
    UnreadableFileError
        If the bytes are not text.
    LimitError
        If there are more lines, columns or cells than the settings allow.

    """
    limits = limits or ReadLimits(settings=settings)
    if not data[:_SAMPLE].strip(_NOTHING) and not data.strip(_NOTHING):
        raise EmptyTableError("the file is empty", where=name, fix="give a file with customers")
    data, encoding = to_utf8(data, name, settings.encoding)
    data, line_end = normalise_line_ends(data)
    limits.check_shape(physical.count_byte(b"\n", data), 1, name)
    dialect = find_dialect(data, name, settings)
    read = _read_regular_text(data, dialect, settings, name, limits)
    read = read or _read_line_by_line(data, dialect, settings, name, limits)
    details: Details = [
        ("encoding", encoding),
        *dialect.details,
        *([("line ends", line_end)] if line_end else []),
        *read.layout.details,
        *read.said,
    ]
    source = Source(
        name=name,
        format="CSV",
        details=tuple(details),
        rows_read=len(read.table) + len(read.rejects),
    )
    return Raw(
        table=read.table,
        originals=tuple(read.layout.names),
        lines=read.lines,
        source=source,
        rejects=tuple(read.rejects),
        stood=(
            Stood(
                columns=tuple(read.table.columns),
                delimiter=dialect.marks.delimiter,
                fields=TextRows(data, dialect.marks, len(read.layout.names)),
            ),
        ),
        whole=read.whole,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The table in a text, and where its rows stood."""

    layout: Layout
    table: pl.DataFrame
    lines: Ints  # from 1
    rejects: Sequence[Reject] = ()
    said: Sequence[tuple[str, Text]] = ()
    whole: frozenset[str] = frozenset()  # columns that were read as whole numbers


def _read_regular_text(
    data: bytes, dialect: Dialect, settings: ReadSettings, name: str, limits: ReadLimits
) -> _Read | None:
    """Read the text in one piece, where nothing is to be settled line by line."""
    found = read_regular(data, dialect, settings, name, limits)
    if found is None:
        return None
    first, names = found.layout.next_line, make_readable_names(found.layout.names)
    return _Read(
        layout=found.layout,
        table=_rename_columns(found.table, names),
        lines=np.arange(first + 1, first + 1 + len(found.table)),
        whole=frozenset(names[place] for place in found.whole),
    )


def _read_line_by_line(
    data: bytes, dialect: Dialect, settings: ReadSettings, name: str, limits: ReadLimits
) -> _Read:
    """Judge every line, and settle one by one those that are not regular."""
    lines = physical.scan_lines(data, dialect.marks)
    limits.check_time(name)
    layout = find_layout(data, lines, dialect, settings, name)
    limits.check_shape(len(lines.begin) - layout.next_line, len(layout.names), name)
    table, places, rejects, said = _parse_body(_Text(data, lines, dialect.marks), layout, name)
    return _Read(layout=layout, table=table, lines=places + 1, rejects=rejects, said=said)


def _rename_columns(table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return table.rename(dict(zip(table.columns, names, strict=True)))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, where its lines are, and how they are split."""

    data: bytes
    lines: Lines
    marks: Marks

    def get_line(self, number: int) -> str:
        return physical.decode_lines(self.data, self.lines, number, number)

    def split_line(self, number: int) -> list[str | None]:
        return self.clean_fields(split_record(self.get_line(number), self.marks)[0])

    def clean_fields(self, fields: Sequence[str]) -> list[str | None]:
        return [self.marks.clean_field(field) or None for field in fields]


def _parse_body(
    text: _Text, layout: Layout, name: str
) -> tuple[pl.DataFrame, Ints, list[Reject], Details]:
    """Parse everything after the header: the table, its lines (from 0), rejects, what was said."""
    width = len(layout.names)
    start = layout.next_line
    blank, regular = _judge_lines(text, start, width)
    comments = _find_comments(text, layout, blank | regular)
    regular[comments] = False
    suspects = np.flatnonzero(~blank & ~regular)
    suspects = np.setdiff1d(suspects[suspects >= start], comments, assume_unique=True)
    odds = physical.settle_odd_records(text.data, text.lines, suspects, width, text.marks)
    regular[odds.continued] = False
    blank[odds.continued] = False
    comments = np.setdiff1d(comments, odds.continued, assume_unique=True)
    kept = np.flatnonzero(regular)
    extra = [o for o in odds.records if not o.reason]
    last = max(int(kept[-1]) if len(kept) else -1, extra[-1].line if extra else -1)
    wrong = [o for o in odds.records if o.reason]
    wrong = classify_leftovers(wrong, lambda o: text.get_line(o.line), last, text.marks, width)
    _require_rows(name, layout, text.lines, len(kept) + len(extra), wrong)
    table = _parse_regular_lines(text, regular, start, width)
    table = _rename_columns(table, make_readable_names(layout.names))
    if extra:
        table, kept = _merge_settled_records(table, kept, extra, text)
    wrong += [Odd(line, [], _COMMENT) for line in comments.tolist()]
    rejects = sorted((_make_line_reject(text, odd) for odd in wrong), key=lambda r: r.line)
    count = int(blank[start:].sum())
    said: Details = [("blank lines skipped", Count(count))] if count else []
    return table, kept, rejects, said


def _make_line_reject(text: _Text, odd: Odd) -> Reject:
    raw = text.get_line(odd.line)[:LONGEST_LINE]
    return Reject(line=odd.line + 1, column="", reason=odd.reason, kind=odd.kind, raw=raw)


def _find_comments(text: _Text, layout: Layout, settled: Bools) -> Ints:
    """Find the lines that begin with the comment mark and are no rows by their width."""
    if not layout.comment:
        return np.zeros(0, np.int64)
    candidates = np.flatnonzero(text.lines.end > text.lines.begin)
    candidates = candidates[candidates >= layout.next_line]
    first = np.frombuffer(text.data, np.uint8)[text.lines.begin[candidates]]
    candidates = candidates[first == layout.comment.encode()[0]]
    if not layout.comment_told:
        candidates = candidates[~settled[candidates]]
    chosen = [i for i in candidates.tolist() if text.get_line(i).startswith(layout.comment)]
    return np.array(chosen, np.int64)


def _judge_lines(text: _Text, start: int, width: int) -> tuple[Bools, Bools]:
    """Tell blank and regular lines from the rest."""
    lines = text.lines
    blank = lines.end == lines.begin
    narrow = np.flatnonzero((lines.fields == 1) & ~blank & (lines.end - lines.begin < 1000))
    if width > 1 or len(narrow) < _SAMPLE:
        for line in narrow.tolist():
            blank[line] = not text.get_line(line).strip()
    regular = (lines.fields == width) & ~lines.open & ~lines.irregular & ~blank
    regular[:start] = False
    if b"\0" in text.data:
        marks = np.flatnonzero(np.frombuffer(text.data, np.uint8) == 0)
        regular[np.searchsorted(lines.begin, marks, side="right") - 1] = False
    return blank, regular


def _require_rows(
    name: str, layout: Layout, lines: Lines, usable: int, rejected: Sequence[Odd]
) -> None:
    spoiled = sum(odd.kind not in ("another table", "not a row") for odd in rejected)
    if not usable + len(rejected):
        raise EmptyTableError(
            f"the file has a header with {Count(len(layout.names), 'column')} and no rows",
            where=name,
            fix="give a file with customers",
        )
    if usable and usable >= _FEWEST_REGULAR * (usable + spoiled):
        return
    width = len(layout.names)
    filled = (lines.end > lines.begin)[layout.next_line :]
    usual = int(np.bincount(lines.fields[layout.next_line :][filled]).argmax())
    most = f"most rows have {usual}" if usual != width else "many have quotes out of place"
    raise DelimiterError(
        f"the rows do not line up: the header has {Count(width, 'field')}, {most}, "
        f"and {Count(len(rejected))} of {Count(usable + len(rejected))} rows do not fit",
        where=f"{name}, line {layout.next_line}",
        fix="remove lines above the header (skip_rows in [read]), or set delimiter or quote there",
    )


def _parse_regular_lines(text: _Text, regular: Bools, start: int, width: int) -> pl.DataFrame:
    """Hand the regular lines to polars; where it disagrees about them, split them here."""
    data, lines, marks = text.data, text.lines, text.marks
    count = int(regular.sum())
    schema = {f"c{i}": pl.String for i in range(width)}
    if not count:
        return pl.DataFrame(schema=schema)
    quote = marks.quote.encode()
    whole = bool(regular[start:].all())
    # The usual file is handed over as it is, without a copy of its bytes.
    plain_header = whole and start == 1 and b'"' not in data[: lines.begin[1]]
    if plain_header:
        body = data
    else:
        body = data[lines.begin[start] :] if whole else _join_regular_lines(data, lines, regular)
    try:
        table = pl.read_csv(
            body,
            has_header=False,
            schema=schema,
            separator=marks.delimiter,
            quote_char=marks.quote or None,
            skip_rows=int(plain_header),
        )
    except pl.exceptions.PolarsError:
        table = pl.DataFrame(schema=schema)
    if table.shape != (count, width):
        rows = [text.split_line(i) for i in np.flatnonzero(regular).tolist()]
        return pl.DataFrame(rows, schema=schema, orient="row")
    if marks.padded:
        table = table.with_columns(pl.all().str.strip_chars_start(" "))
    if marks.halved:
        table = table.with_columns(pl.all().str.replace_all('""', '"', literal=True))
    if marks.padded or (quote and quote in body):
        table = table.with_columns(pl.all().replace("", None))
    return table


def _join_regular_lines(data: bytes, lines: Lines, regular: Bools) -> bytes:
    """Join the regular lines, run by run."""
    edges = np.diff(regular.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    view = memoryview(data)
    begins, ends = lines.begin[starts].tolist(), lines.end[stops].tolist()
    return b"\n".join(view[b:e] for b, e in zip(begins, ends, strict=True))


def _merge_settled_records(
    table: pl.DataFrame, kept: Ints, extra: Sequence[Odd], text: _Text
) -> tuple[pl.DataFrame, Ints]:
    """Put the records that were settled one by one back where they stood."""
    rows = [text.clean_fields(odd.fields) for odd in extra]
    added = pl.DataFrame(rows, schema=table.schema, orient="row")
    places = np.concatenate((kept, [odd.line for odd in extra])).astype(np.int64)
    order = np.argsort(places, kind="stable")
    return pl.concat([table, added])[order], places[order]
