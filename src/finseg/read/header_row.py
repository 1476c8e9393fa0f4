"""Where does the table begin, and what are its columns called?

The lines of a delimited text in, `Layout` out: titles and comments above the header are told from
it, a header from a first row of values. Nothing is left out in silence: what stands above goes into
the details, and where the evidence points both ways the file is refused with the setting that
decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.document.escape import clean_text
from finseg.document.said import Count, Example, Text, clause, say
from finseg.errors import DelimiterError, EmptyTableError, SettingsError
from finseg.read.cell_kinds import classify_cell, count_heading_votes
from finseg.read.csv_marks import Marks, split_record
from finseg.read.dialect import Dialect, is_comment_line
from finseg.read.lines import Lines, decode_lines
from finseg.read.sheet_layout import join_header_lines
from finseg.settings import ReadSettings

SAMPLE = 300  # lines that decide how wide the rows are, and whether the first is a heading
_LONGEST_FIELD = 50  # lines that a quoted field may take in the sample
_SHOWN = 60  # characters of the lines above the header that are shown
_FEWEST_GAPS = 2  # names that lack in a line that only names groups of columns
_SPARSE = 1  # fields that are filled in a title that was saved with all its delimiters
_ENOUGH_FIGURES = 3  # in a single column, before its first line counts as one of them

Details = list[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The heading, and where the rows begin."""

    names: list[str]  # as they stand in the file; "" where a column has none
    next_line: int  # index into `Lines` of the first line below the heading
    details: Details
    comment: str = ""  # lines that begin so, and are no rows by their width, are comments
    comment_told: bool = False  # the settings say so: whatever their width


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    next_line: int
    fields: list[str]
    comment: bool = False  # by its first characters

    def is_sparse(self) -> bool:
        filled = sum(bool(f.strip()) for f in self.fields)
        return len(self.fields) > 2 and filled <= _SPARSE


def find_layout(
    data: bytes, lines: Lines, dialect: Dialect, settings: ReadSettings, name: str
) -> Layout:
    """Find header and first row.

    Raises
    ------
    EmptyTableError
        If nothing but comments is left.
    DelimiterError
        If it cannot be told which line is the header.
    SettingsError
        If the settings name a line that is not there.

    """
    start = settings.skip_rows + dialect.told
    records = _split_first_lines(data, lines, dialect.marks, start, settings)
    rest = [r for r in records if not r.comment]
    if not rest:
        raise EmptyTableError("the file has no rows", where=name, fix="give a file with customers")
    comment = settings.comment if settings.comment != "none" else ""
    early = sum(r.comment and r.line < rest[0].line for r in records)
    if not settings.comment and early:
        comment = "#"
    details: Details = []
    if settings.skip_rows:
        details.append(("lines skipped", say("{n} (as set)", n=Count(settings.skip_rows))))
    if early:
        details.append(("comments above the table", Count(early)))
    if settings.header is None:
        layout = _find_header(data, lines, rest, name)
    else:
        layout = _apply_header_setting(rest, settings.header, name)
    return replace(
        layout,
        details=[*details, *layout.details],
        comment=comment,
        comment_told=bool(comment) and comment == settings.comment,
    )


def _split_first_lines(
    data: bytes, lines: Lines, marks: Marks, start: int, settings: ReadSettings
) -> list[_Record]:
    """Split the first lines into records; one that is out of order is split as it stands."""
    records: list[_Record] = []
    line, count = start, len(lines.begin)
    while line < count and len(records) < SAMPLE:
        text = decode_lines(data, lines, line, line)
        if not text.strip(" \r"):
            line += 1
            continue
        fields, state = split_record(text, marks)
        last = line
        comment = is_comment_line(text, settings)
        while state == "open" and not comment and last + 1 < min(count, line + _LONGEST_FIELD):
            last += 1
            fields, state = split_record(decode_lines(data, lines, line, last), marks)
        if state != "closed":
            last = line
            fields = [f.strip(f"{marks.quote} ") for f in text.split(marks.delimiter)]
        records.append(_Record(line, last + 1, [_clean_name(f, marks) for f in fields], comment))
        line = last + 1
    return records


def _clean_name(field: str, marks: Marks) -> str:
    return marks.clean_field(field).strip().replace("\0", "")


def _apply_header_setting(records: Sequence[_Record], header: int, name: str) -> Layout:
    if not header:
        width = _find_usual_width(records)
        names = [f"column {i}" for i in range(1, width + 1)]
        return Layout(names, records[0].line, [("header", "none (as set)")])
    found = next((r for r in records if r.line == header - 1), None)
    if found is None:
        raise SettingsError(
            f"line {Count(header)} cannot be the header: it is blank, a comment, or beyond "
            f"the first {SAMPLE} rows",
            where=f"{name}, [read] header",
            fix="name the line, counted from 1, that holds the names; 0 if there is none",
        )
    where = say("in line {line} (as set)", line=Count(header))
    return Layout(found.fields, found.next_line, [("header", where)])


def _find_usual_width(records: Sequence[_Record]) -> int:
    """Return the number of fields most records have; the first decides where none leads."""
    widths = Counter(len(r.fields) for r in records)
    most = max(widths.values())
    usual = [w for w, count in widths.items() if count == most]
    return len(records[0].fields) if len(records[0].fields) in usual else max(usual)


def _find_header(data: bytes, lines: Lines, records: Sequence[_Record], name: str) -> Layout:
    width = _find_usual_width(records)
    place = next(i for i, r in enumerate(records) if len(r.fields) == width)
    while _is_title(records, place, width):
        place += 1
    below = [r.fields for r in records[place + 1 :] if len(r.fields) == width]
    words, alike = count_heading_votes(records[place].fields, below)
    above, first = list(records[:place]), records[place]
    filled = [r for r in above if any(r.fields)]
    short = filled[-1] if filled else None
    if short and _is_short_header(short, width, words):
        return _complete_short_header(data, lines, short, filled[:-1])
    if short and (alike > words or _contradicts_header(filled, width, words)):
        raise _make_header_error(filled[0], first, width, name)
    details = _describe_lines_above(above)
    if alike > words and (width > 1 or len(below) >= _ENOUGH_FIGURES):
        names = [f"column {i}" for i in range(1, width + 1)]
        none = say(
            "none: line {line} holds values like the rows below it in {alike} of {columns}; "
            "the columns are called column 1, column 2, …",
            line=Count(first.line + 1),
            alike=Count(alike),
            columns=Count(width, "column"),
        )
        return Layout(names, first.line, [*details, ("header", none)])
    if _names_groups(first.fields, below):
        under = next(r for r in records[place + 1 :] if len(r.fields) == width)
        said = say(
            "in lines {groups} and {names}, joined (groups above names)",
            groups=Count(first.line + 1),
            names=Count(under.line + 1),
        )
        names = list(join_header_lines([[f or None for f in r.fields] for r in (first, under)]))
        return Layout(names, under.next_line, [*details, ("header", said)])
    names = _drop_empty_last_name(first.fields, below, records)
    why: Text = "the first line of the table; nothing suggests otherwise"
    if words:
        why = say(
            "names above figures, dates or flags in {words} of {columns}",
            words=Count(words),
            columns=Count(width, "column"),
        )
    where = say("in line {line} ({why})", line=Count(first.line + 1), why=why)
    return Layout(names, first.next_line, [*details, ("header", where)])


def _names_groups(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a line only names groups of columns, and the names stand in the line below.

    As spreadsheets save merged cells: several names lack, and the line below has them all, in
    words, each another, above figures.
    """
    if len(below) < 2 or sum(not field for field in first) < _FEWEST_GAPS:
        return False
    names, *rows = below
    if len(set(names)) < len(names) or any(classify_cell(name) != "text" for name in names):
        return False
    words, alike = count_heading_votes(names, rows)
    return words > alike


def _is_title(records: Sequence[_Record], place: int, width: int) -> bool:
    """Tell whether a line of the usual width is a title: nearly empty, above a fuller line."""
    following = records[place + 1 :]
    fuller = next((r for r in following if len(r.fields) == width), None)
    if fuller is None or not records[place].is_sparse():
        return False
    if not fuller.is_sparse():
        return True
    later = [r for r in following if len(r.fields) == width and not r.is_sparse()]
    return len(later) > len(following) / 2


def _is_short_header(short: _Record, width: int, words: int) -> bool:
    """Tell whether the line above lacks one name only: R leaves out that of the row names."""
    return len(short.fields) == width - 1 and len(short.fields) > 1 and not words


def _contradicts_header(above: Sequence[_Record], width: int, words: int) -> bool:
    """Tell whether the lines above look like a table of their own, and this line like no header."""
    wide = (len(r.fields) for r in above if not r.is_sparse() or len(r.fields) != width)
    widest = max(wide, default=0)
    return widest > width or (widest > 1 and not words)


def _complete_short_header(
    data: bytes, lines: Lines, short: _Record, above: Sequence[_Record]
) -> Layout:
    at_end = _has_empty_last_field(data, lines, short.next_line)
    names = [*short.fields, ""] if at_end else ["", *short.fields]
    place = "last" if at_end else "first"
    where = say(
        "in line {line}, has no name for the {place} column",
        line=Count(short.line + 1),
        place=place,
    )
    return Layout(names, short.next_line, [*_describe_lines_above(above), ("header", where)])


def _has_empty_last_field(data: bytes, lines: Lines, after: int) -> bool:
    """Tell whether all rows end with one and the same byte that is no letter: a delimiter."""
    sample = slice(after, after + SAMPLE)
    ends = lines.end[sample][lines.end[sample] > lines.begin[sample]]
    last = np.unique(np.frombuffer(data, np.uint8)[ends - 1])
    return len(last) == 1 and not chr(last[0]).isalnum() and chr(last[0]) not in "\"')%."


def _drop_empty_last_name(
    names: list[str], below: Sequence[Sequence[str]], records: Sequence[_Record]
) -> list[str]:
    """Leave out an empty name at the end of the header where the rows have no such field."""
    shorter = sum(len(r.fields) == len(names) - 1 for r in records)
    return names[:-1] if names[-1] == "" and len(names) > 2 and shorter > len(below) else names


def _describe_lines_above(above: Sequence[_Record]) -> Details:
    if not above:
        return []
    if not any(any(r.fields) for r in above):
        left_out = say("{n}, without any text, left out", n=Count(len(above)))
        return [("lines above the header", left_out)]
    text = clean_text(" / ".join(" ".join(filter(None, r.fields)) for r in above if any(r.fields)))
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    shown = clause(": `{text}`", text=Example(text))
    left_out = say("{n}, left out{shown}", n=Count(len(above)), shown=shown)
    return [("lines above the header", left_out)]


def _make_header_error(top: _Record, first: _Record, width: int, name: str) -> DelimiterError:
    return DelimiterError(
        f"the rows do not line up: the header has {Count(len(top.fields), 'field')}, "
        f"most rows have {width}",
        where=f"{name}, line {Count(top.line + 1)}",
        fix=f"correct the header; or, in [read], set skip_rows = {first.line} to leave out the "
        "lines above, with header = 0 if there is none, or set delimiter",
    )
