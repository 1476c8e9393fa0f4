"""In which dialect is this text written: which delimiter, which quotes, which escape?

The first lines in, `Dialect` out, on evidence: every candidate splits the sample, and the one wins
whose records agree in their number of fields and whose fields hold no other separator. Common
delimiters come first; a rare one needs strong evidence. A file that would read as one column
although a separator runs through it is an error, not a result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from finseg.document.said import Count, Text, say
from finseg.errors import DelimiterError
from finseg.read.csv_marks import QUOTES, Marks, split_record
from finseg.settings import ReadSettings

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_RARE = {
    "^": "caret", "~": "tilde", "\x01": "Ctrl-A", "\x1f": "unit separator",
    "#": "hash", "!": "exclamation mark", ":": "colon", " ": "blank",
}  # fmt: skip
_BEYOND = {"§": "section sign", "¦": "broken bar", "¬": "not sign", "\u2502": "box line"}
_SAMPLE_BYTES = 65_536
_SAMPLE_LINES = 200
_MOST = 0.9  # share of lines that must agree for a separator to be beyond doubt
_HALF = 0.5  # share of lines from which on a separator explains a file
_STRONG = 5  # rows below the header that a rare delimiter needs
_STRONG_NUMBERS = 0.3  # share of fields that are figures, where the delimiter is a blank or colon
_FEW_TORN = 3  # lines with quotes out of place that show that quotes enclose nothing
_LONGEST_FIELD = 50  # lines that a quoted field may take in the sample
_COMMA = r"|,(?![\d\s])|(?<!\d),"  # but for `1,5` and `this, that`
_FOREIGN = {
    ",": re.compile(r"[;\t|]"),
    ";": re.compile(rf"[\t|]{_COMMA}"),
    "\t": re.compile(rf"[;|]{_COMMA}"),
    "|": re.compile(rf"[;\t]{_COMMA}"),
    "": re.compile(r"[;\t|]"),
}
_SEP_LINE = re.compile(r'\s*"?sep=(\\t|.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_GUTTER = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is written, and what that rests on."""

    marks: Marks
    details: tuple[tuple[str, Text], ...]
    told: bool = False  # the first line says so: `sep=;`


@dataclass(frozen=True, slots=True)
class _SampleReading:
    """What a candidate makes of the sample."""

    marks: Marks
    records: tuple[tuple[str, ...], ...]  # the well-formed ones
    width: int  # fields in most records
    agreeing: int  # records with as many
    counted: int  # records from the first of them on, torn ones included
    torn: int

    @property
    def share(self) -> float:
        return self.agreeing / max(self.counted, 1)

    @property
    def score(self) -> float:
        """Agreement, with and without the lines above, halved at most by separators in fields."""
        fields = [f for r in self.records if len(r) == self.width for f in r]
        foreign = _get_foreign_pattern(self.marks.delimiter)
        clean = sum(not foreign.search(f) for f in fields) / max(len(fields), 1)
        agreement = (self.share + self.agreeing / (self.above + self.counted)) / 2
        return agreement * (0.5 + 0.5 * clean)

    @property
    def above(self) -> int:
        """Lines above the first record of the usual width."""
        return next((i for i, r in enumerate(self.records) if len(r) == self.width), 0)

    def spans_columns(self) -> bool:
        """Whether the reading has several columns, and explains at least half of the lines."""
        enough = self.agreeing >= (2 if self.above else 1) and self.agreeing >= self.above / 2
        return self.width > 1 and enough and self.share >= _HALF


def find_dialect(data: bytes, name: str, settings: ReadSettings) -> Dialect:
    """Find delimiter, quotes and escape in the first lines of UTF-8 text.

    Raises
    ------
    DelimiterError
        If the file would read as one column and does not look like one.

    """
    lines = _take_sample_lines(data)[settings.skip_rows :]
    told = _SEP_LINE.fullmatch(lines[0]) if lines else None
    if told:
        lines = lines[1:]
    lines = [line for line in lines if line.strip() and not is_comment_line(line, settings)]
    lines = lines[: _SAMPLE_LINES + 1] or [""]
    escaped = _find_escaped_lines(data)
    given = settings.delimiter or ("\t" if told and told[1] == "\\t" else told[1] if told else "")
    best = _choose_reading(lines, given, settings, escaped)
    if given:
        if not told or settings.delimiter:
            _refuse_single(best, lines, name, settings)
    elif not best.spans_columns():
        best = _try_rare_delimiters(lines, settings, escaped) or _read_single_column(
            lines, best, name
        )
    return _describe_dialect(best, given, settings, told=bool(told))


def describe_delimiter(delimiter: str) -> str:
    """Say a delimiter in words."""
    return {**DELIMITERS, **_RARE, **_BEYOND}.get(delimiter, repr(delimiter))


def _take_sample_lines(data: bytes) -> list[str]:
    text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    if len(data) > _SAMPLE_BYTES:
        text = text.rpartition("\n")[0] or text
    return [line.removesuffix("\r") for line in text.split("\n")]


def is_comment_line(line: str, settings: ReadSettings) -> bool:
    """Tell a line that begins with the comment mark: that of the settings, or a `#` and a blank."""
    if settings.comment == "none":
        return False
    return line.startswith(settings.comment or "# ")


def _find_escaped_lines(data: bytes) -> list[str]:
    """Find some lines with a quote behind a backslash, wherever in the file they stand."""
    found: list[str] = []
    place = data.find(b'\\"') if b"\\" in data else -1  # one byte is sought much faster than two
    while place >= 0 and len(found) < 20:
        start, stop = data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place)
        stop = stop if stop >= 0 else len(data)
        found.append(data[start : min(stop, start + _SAMPLE_BYTES)].decode("utf-8", "replace"))
        place = data.find(b'\\"', stop)
    return found


def _choose_reading(
    lines: Sequence[str], given: str, settings: ReadSettings, escaped: Sequence[str]
) -> _SampleReading:
    candidates = [given] if given else list(DELIMITERS)
    readings = [_read_with_delimiter(lines, d, settings, escaped) for d in candidates]
    spanning = [r for r in readings if r.spans_columns()]
    return max(spanning or readings, key=lambda r: round(r.score, 3) if r.width > 1 else 0.0)


def _read_with_delimiter(
    lines: Sequence[str], delimiter: str, settings: ReadSettings, escaped: Sequence[str]
) -> _SampleReading:
    """Read with one delimiter and the quotes that suit it best."""
    if settings.quote:
        quote = "" if settings.quote == "none" else settings.quote
        return _try_backslash_escape(
            lines, _read_sample(lines, Marks(delimiter, quote)), settings, escaped
        )
    # With its escape: a quote behind a backslash is no sign that quotes enclose nothing.
    plain = _try_backslash_escape(lines, _read_sample(lines, Marks(delimiter)), settings, escaped)
    single = (
        _read_sample(lines, Marks(delimiter, "'")) if _has_single_quotes(lines, delimiter) else None
    )
    if single and (single.share > plain.share or _is_mostly_single_quoted(lines, delimiter)):
        return _try_backslash_escape(lines, single, settings, escaped)
    if plain.torn < max(_FEW_TORN, plain.counted / 3):
        return plain
    bare = _read_sample(lines, Marks(delimiter, ""))
    return bare if bare.share >= max(_MOST, plain.share) else plain


def _try_backslash_escape(
    lines: Sequence[str], plain: _SampleReading, settings: ReadSettings, escaped: Sequence[str]
) -> _SampleReading:
    """Take the backslash for an escape where more records are in order with it."""
    marks = plain.marks
    if settings.escape == "backslash":
        return _read_sample(lines, replace(marks, backslash=True))
    if settings.escape or marks.quote != '"' or not escaped:
        return plain
    other = _read_sample(lines, replace(marks, backslash=True))
    gained = sum(_line_fits(line, other.marks, other.width) for line in escaped)
    kept = sum(_line_fits(line, marks, plain.width) for line in escaped)
    return other if gained > kept and other.torn <= plain.torn else plain


def _line_fits(line: str, marks: Marks, width: int) -> bool:
    fields, state = split_record(line.removesuffix("\r"), marks)
    return state == "closed" and len(fields) == width


def _has_single_quotes(lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether fields begin and end with single quotes, and none with double ones."""
    d = re.escape(delimiter)
    enclosed = re.compile(rf"(?:^|{d}) ?'[^']*(?:'[^']*)*'(?={d}|$)")
    doubled = re.compile(rf'(?:^|{d}) ?"')
    return any(enclosed.search(line) for line in lines) and not any(map(doubled.search, lines))


def _is_mostly_single_quoted(lines: Sequence[str], delimiter: str) -> bool:
    enclosed = re.compile(rf"(?:^|{re.escape(delimiter)}) ?'[^']*'(?={re.escape(delimiter)}|$)")
    split = [line for line in lines if delimiter in line]
    return sum(bool(enclosed.search(line)) for line in split) >= _MOST * max(len(split), 1)


def _read_sample(lines: Sequence[str], marks: Marks) -> _SampleReading:
    records: list[tuple[str, ...]] = []
    torn = 0
    for fields in _split_sample(lines, marks):
        if fields is None:
            torn += 1
        else:
            records.append(tuple(fields))
    widths = Counter(len(r) for r in records if len(r) > 1)
    most = max(widths.values(), default=0)
    heading = len(records[0]) if records else 1
    usual = [w for w, count in widths.items() if count == most]
    width = heading if heading in usual else max(usual, default=1)
    first = next((i for i, r in enumerate(records) if len(r) == width), 0)
    counted = len(records) - first + torn
    agreeing = widths[width] if width > 1 else sum(len(r) == 1 for r in records)
    return _SampleReading(
        _detect_padding_and_doubling(marks, records, lines),
        tuple(records),
        width,
        agreeing,
        counted,
        torn,
    )


def _detect_padding_and_doubling(
    marks: Marks, records: Sequence[Sequence[str]], lines: Sequence[str]
) -> Marks:
    """See whether a blank follows every delimiter, and whether double quotes stand doubled."""
    if marks.delimiter == " ":
        return marks
    bare = _QUOTED.sub('"', "\n".join(lines)).split("\n")
    gaps = sum(line.count(marks.delimiter) for line in bare)
    blanks = sum(line.count(f"{marks.delimiter} ") for line in bare)
    at_end = sum(line.endswith(marks.delimiter) for line in bare)
    padded = len(lines) > 1 < blanks and blanks + at_end >= _MOST * gaps
    text = "\n".join(f for r in records for f in r) if marks.allows_inner_quotes else ""
    pairs = len(re.findall(r'(?<!")(?:"")+(?!")', text))
    halved = pairs > 1 and not re.search(r'(?<!")(?:"")*"(?!")', text)
    return replace(marks, padded=padded, halved=halved)


def _split_sample(lines: Sequence[str], marks: Marks) -> Iterator[list[str] | None]:
    """Split the sample, joining lines where a quoted field runs on; None for one out of order."""
    place = 0
    while place < len(lines):
        fields, state = split_record(lines[place], marks)
        taken = 1
        while state == "open" and taken < _LONGEST_FIELD and place + taken < len(lines):
            taken += 1
            fields, state = split_record("\n".join(lines[place : place + taken]), marks)
        yield fields if state == "closed" else None
        place += taken if state == "closed" else 1


def _get_foreign_pattern(delimiter: str) -> re.Pattern[str]:
    """Return what no field should hold that stands between such delimiters."""
    return _FOREIGN[delimiter if delimiter in DELIMITERS else ""]


def _try_rare_delimiters(
    lines: Sequence[str], settings: ReadSettings, escaped: Sequence[str]
) -> _SampleReading | None:
    """Take a rare delimiter where all lines agree on it, and there are enough of them."""
    for delimiter in _RARE:
        if delimiter not in lines[0]:
            continue
        reading = _read_with_delimiter(lines, delimiter, settings, escaped)
        sure = reading.width > 1 and reading.agreeing == reading.counted == len(reading.records)
        rows = reading.records[1:]
        if not sure or reading.above or len(rows) < _STRONG:
            continue
        fields = [f for row in rows for f in row]
        figures = sum(bool(re.fullmatch(r"[+-]?[\d.,]+%?", f)) for f in fields) / len(fields)
        if delimiter not in " :#!" or (figures >= _STRONG_NUMBERS and reading.width > 2):
            return reading
    return None


def _read_single_column(lines: Sequence[str], best: _SampleReading, name: str) -> _SampleReading:
    """Read as one column, or refuse where a separator runs through the lines."""
    if best.width > 1 and best.marks.delimiter in lines[0]:
        rows = sum(best.marks.delimiter in line for line in lines)
        if rows > _HALF * len(lines):
            return best  # its rows will be said not to line up
    _refuse_fixed_width(lines, name)
    _refuse_hidden(lines, name)
    _refuse_enclosed(lines, name)
    quote = best.marks.quote
    return replace(_read_sample(lines, Marks(",", quote, best.marks.backslash)), width=1)


def _refuse_single(
    best: _SampleReading, lines: Sequence[str], name: str, settings: ReadSettings
) -> None:
    given = best.marks.delimiter
    if given in lines[0]:
        return
    other = _choose_reading(lines, "", settings, ())
    if not other.spans_columns() or other.share < _MOST or other.above:
        return
    raise DelimiterError(
        f"with {describe_delimiter(given)} as delimiter the file is a single column",
        where=f"{name}, [read] delimiter",
        fix=f"its lines are separated by {describe_delimiter(other.marks.delimiter)}: "
        "leave the setting out",
    )


def _refuse_hidden(lines: Sequence[str], name: str) -> None:
    """Refuse a one-column reading where some separator runs through all lines."""
    rows = lines[1:]
    bare = [_QUOTED.sub("q", line) for line in lines]
    for mark, word in {**DELIMITERS, **_RARE, **_BEYOND}.items():
        header, *counts = (line.count(mark) for line in bare)
        alike = bool(header) and sum(c == header for c in counts) >= _MOST * len(counts)
        without_header = mark in DELIMITERS and not header and len(set(counts)) == 1
        if rows and (alike or (without_header and counts[0])):
            raise DelimiterError(
                f"the file reads as a single column, but {word} runs through its lines",
                where=f"{name}, line 1",
                fix=f"set delimiter = {mark!r} in [read], or give the file a header of that kind",
            )


def _refuse_enclosed(lines: Sequence[str], name: str) -> None:
    """Refuse lines that stand in quotes as a whole: a table that was written as one column."""
    inside = [line.strip()[1:-1] for line in lines if _QUOTED.fullmatch(line.strip())]
    if len(lines) < 2 or len(inside) < _MOST * len(lines):
        return
    for mark, word in DELIMITERS.items():
        header, *counts = (text.count(mark) for text in inside)
        if header and sum(count == header for count in counts) >= _MOST * len(counts):
            raise DelimiterError(
                f"each line is in quotes as a whole, with {header + 1} fields between "
                f"{word}s in it: the table was written as a single column",
                where=f"{name}, line 1",
                fix=("remove the first and the last quote of each line, or export the table again"),
            )


def _refuse_fixed_width(lines: Sequence[str], name: str) -> None:
    """Refuse columns that are aligned with blanks, as mainframes and reports print them."""
    rows = [line.rstrip() for line in lines if line.strip("-= ")]
    padded = sum(bool(_GUTTER.search(row)) for row in rows)
    if len(rows) < 3 or padded < _MOST * len(rows):
        return
    length = max(map(len, rows))
    gaps = [all(row[i : i + 1] in ("", " ") for row in rows) for i in range(length)]
    gutters = sum(gap and not after for gap, after in pairwise(gaps))
    if gutters:
        raise DelimiterError(
            f"the columns are aligned with spaces ({gutters + 1} of them, of fixed width), not "
            "separated by a delimiter",
            where=f"{name}, line 1",
            fix="export the table as CSV, or split it at fixed places in a spreadsheet",
        )


def _describe_dialect(
    best: _SampleReading, given: str, settings: ReadSettings, *, told: bool
) -> Dialect:
    marks = best.marks
    word = describe_delimiter(marks.delimiter)
    why: Text
    if told and not settings.delimiter:
        why = "the first line says so: sep="
    elif given:
        why = "as set"
    elif best.width == 1:
        why = "none found: a single column"
    else:
        why = say(
            "{fields} in {agreeing} of the first {counted} lines",
            fields=Count(best.width, "field"),
            agreeing=Count(best.agreeing),
            counted=Count(best.counted),
        )
    details: list[tuple[str, Text]] = [
        ("delimiter", say("{delimiter} ({why})", delimiter=word, why=why))
    ]
    if marks.padded:
        details.append(("after each delimiter", "a space, left out"))
    if marks.quote != '"' or settings.quote:
        reason = "as set" if settings.quote else _explain_quotes(best)
        quotes = QUOTES.get(marks.quote, repr(marks.quote))
        details.append(("quotes", say("{quotes} ({why})", quotes=quotes, why=reason)))
    if marks.backslash:
        why = "as set" if settings.escape else "more lines read well with it"
        details.append(("escape", f"backslash ({why})"))
    if marks.halved:
        details.append(("double quotes", "doubled everywhere, each pair read as one"))
    return Dialect(marks, tuple(details), told)


def _explain_quotes(best: _SampleReading) -> Text:
    if best.marks.quote:
        return say(
            "{agreeing} of {counted} lines read well with them",
            agreeing=Count(best.agreeing),
            counted=Count(best.counted),
        )
    return "with double quotes, text follows the closing quote"
