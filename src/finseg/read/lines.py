"""Where do the records of a delimited text begin and end, and which of them are regular?

UTF-8 bytes in; for every physical line its place, its number of fields and the state of its quotes
out, found with whole-array operations in blocks. Lines are judged one by one, so that a quote which
is never closed spoils its own line and no other; `settle_odd_records` joins lines only where the
joined text is a well-formed record with the right number of fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from finseg.maths.arrays import Bools, Bytes, Ints
from finseg.read.csv_marks import Closure, Marks, split_record
from finseg.records.dataset import RejectKind

_BLOCK = 1 << 22  # bytes looked at in one go; keeps the scratch arrays small
_LONGEST_RECORD = 1 << 20  # bytes; a quoted field that runs on further was never closed
_NEWLINE, _RETURN, _BACKSLASH = 10, 13, 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The physical lines of a text."""

    begin: Ints  # (m,) first byte
    end: Ints  # (m,) past the last byte, line end excluded
    fields: Ints  # (m,) fields, delimiters inside quotes not counted
    open: Bools  # (m,) an odd number of quotes
    irregular: Bools  # (m,) a quote that neither opens nor closes a field


def scan_lines(data: bytes, marks: Marks, start: int = 0) -> Lines:
    """Find the lines of `data` from byte `start` on. O(bytes) time, scratch of one block."""
    count = count_byte(b"\n", data, start) + (start < len(data) and data[-1] != _NEWLINE)
    found = Lines(
        begin=np.empty(count, np.int64),
        end=np.empty(count, np.int64),
        fields=np.empty(count, np.int64),
        open=np.empty(count, np.bool_),
        irregular=np.empty(count, np.bool_),
    )
    whole = (found.begin, found.end, found.fields, found.open, found.irregular)
    done = 0
    for block, offset, quoted in _cut_blocks(data, start, marks.quote.encode()):
        parts = _scan_block(block, offset, marks, quoted=quoted)
        stop = done + len(parts[0])
        for target, part in zip(whole, parts, strict=True):
            target[done:stop] = part
        done = stop
    return found


def count_byte(byte: bytes, data: bytes, start: int = 0) -> int:
    """Count a byte from `start` on; where it is frequent, many times faster than `bytes.count`."""
    buffer = np.frombuffer(data, np.uint8)
    cuts = range(start, len(data), _BLOCK)
    return sum(int(np.count_nonzero(buffer[at : at + _BLOCK] == byte[0])) for at in cuts)


def _cut_blocks(data: bytes, start: int, quote: bytes) -> Iterator[tuple[Bytes, int, bool]]:
    """Cut at line ends; yields bytes, their offset, and whether they hold a quote."""
    buffer = np.frombuffer(data, np.uint8)
    while start < len(data):
        stop = start + _BLOCK
        if stop < len(data):
            cut = data.rfind(b"\n", start, stop)
            cut = cut if cut >= 0 else data.find(b"\n", stop)
            stop = cut + 1 if cut >= 0 else len(data)
        stop = min(stop, len(data))
        yield buffer[start:stop], start, bool(quote) and data.find(quote, start, stop) >= 0
        start = stop


def _scan_block(
    block: Bytes, offset: int, marks: Marks, *, quoted: bool
) -> tuple[Ints, Ints, Ints, Bools, Bools]:
    if block[-1] != _NEWLINE:
        block = np.append(block, np.uint8(_NEWLINE))  # the last line of the file
    shaping = (block == _NEWLINE) | (block == ord(marks.delimiter))
    if quoted:
        shaping |= block == ord(marks.quote)
    places = np.flatnonzero(shaping)
    found = block[places]
    breaks = np.flatnonzero(found == _NEWLINE)
    stops = places[breaks]
    begin = np.concatenate(([0], stops[:-1] + 1))
    end = stops - (block[stops - 1] == _RETURN)  # before an empty line stands a line end
    if quoted:
        fields, opened, irregular = _scan_quoted_lines(block, places, stops, marks)
    else:
        fields = np.diff(breaks, prepend=-1)
        opened = irregular = np.zeros(len(breaks), bool)
    return begin + offset, end + offset, fields.astype(np.int64), opened, irregular


def _scan_quoted_lines(
    block: Bytes, places: Ints, stops: Ints, marks: Marks
) -> tuple[Ints, Bools, Bools]:
    """Count fields outside quotes; the parity of quotes starts anew on every line."""
    irregular = np.zeros(len(stops), bool)
    if marks.allows_inner_quotes or marks.backslash:
        letters = _find_letter_quotes(block, places, marks)
        irregular[np.searchsorted(stops, places[letters])] = True
        escapes = np.flatnonzero(block == _BACKSLASH) if marks.backslash else places[:0]
        irregular[np.searchsorted(stops, escapes)] = True
        places = places[~letters]
    found = block[places]
    breaks = np.flatnonzero(found == _NEWLINE)
    is_quote = found == ord(marks.quote)
    parity = np.bitwise_xor.accumulate(is_quote.view(np.uint8)).view(bool)
    before = np.concatenate(([False], parity[breaks[:-1]]))
    line = np.repeat(np.arange(len(breaks)), np.diff(breaks, prepend=-1))
    inside = parity ^ before[line]
    outside = np.cumsum((found == ord(marks.delimiter)) & ~inside)
    fields = np.diff(outside[breaks], prepend=0) + 1
    starts, ends = _find_edge_quotes(block, places[is_quote], marks)
    odd_quotes = np.where(inside[is_quote], ~starts, ~ends)
    irregular[line[is_quote][odd_quotes]] = True
    return fields, inside[breaks], irregular


def _find_letter_quotes(block: Bytes, places: Ints, marks: Marks) -> Bools:
    """Tell which quotes are letters: apostrophes within a word, or behind a backslash."""
    is_quote = block[places] == ord(marks.quote)
    letters: Bools = is_quote & (block[np.maximum(places - 1, 0)] == _BACKSLASH) & marks.backslash
    if marks.allows_inner_quotes:
        starts, ends = _find_edge_quotes(block, places, marks)
        letters |= is_quote & ~starts & ~ends
    return letters


def _find_edge_quotes(block: Bytes, quotes: Ints, marks: Marks) -> tuple[Bools, Bools]:
    """Tell which quotes stand where a field may begin, and which where it may end."""
    delimiter, quote = ord(marks.delimiter), ord(marks.quote)
    left = block[np.maximum(quotes - 1, 0)]  # of the first quote of all: itself
    right = block[np.minimum(quotes + 1, len(block) - 1)]
    starts = (left == delimiter) | (left == _NEWLINE) | (left == quote)
    ends = (right == delimiter) | (right == _NEWLINE) | (right == quote)
    after = block[np.minimum(quotes + 2, len(block) - 1)]
    ends |= (right == _RETURN) & (after == _NEWLINE)
    return starts, ends


@dataclass(frozen=True, slots=True)
class Odd:
    """A record that needed more than counting: its first line (from 0), and what became of it."""

    line: int
    fields: list[str]  # empty where it could not be used
    reason: str  # "" where it could
    kind: RejectKind = "not a row"
    count: int = 0  # its fields, where they could be counted
    next_line: int = 0  # the line below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """What became of the lines that are not regular."""

    records: list[Odd]
    continued: Ints  # lines that continue the record above


def settle_odd_records(data: bytes, lines: Lines, suspects: Ints, width: int, marks: Marks) -> Odds:
    """Settle the lines that are not regular, in order; joins those of one record."""
    opens = np.flatnonzero(lines.open)
    settled: list[Odd] = []
    used: list[int] = []  # lines that belong to a record begun above
    done = -1
    for line in suspects.tolist():
        if line <= done:
            continue
        text = decode_lines(data, lines, line, line)
        if "\0" in text:
            settled.append(Odd(line, [], "has bytes that are not text", "damaged text"))
            continue
        fields, state = split_record(text, marks)
        last = line
        if state == "open":
            last = _find_closing_line(data, lines, opens, line, width, marks)
            if last > line:
                fields, state = split_record(decode_lines(data, lines, line, last), marks)
                used.extend(range(line + 1, last + 1))
                done = last
        settled.append(_settle_record(line, last + 1, fields, state, width))
    return Odds(records=settled, continued=np.array(used, np.int64))


def _settle_record(line: int, after: int, fields: list[str], state: Closure, width: int) -> Odd:
    if state == "open":
        why = "a quote is opened and never closed"
        return Odd(line, [], why, "unclosed quote", next_line=after)
    if state == "torn":
        return Odd(line, [], "text follows a closing quote", "quote out of place", next_line=after)
    count = len(fields)
    if count != width:
        kind: RejectKind = "too few fields" if count < width else "too many fields"
        return Odd(line, [], f"{kind}: {count} where the header has {width}", kind, count, after)
    return Odd(line, fields, "", count=count, next_line=after)


def _find_closing_line(
    data: bytes, lines: Lines, opens: Ints, line: int, width: int, marks: Marks
) -> int:
    """Return the line that closes a quoted field begun on `line`, or `line` where none does."""
    following = int(np.searchsorted(opens, line, side="right"))
    if following == len(opens):
        return line
    last = int(opens[following])
    if lines.end[last] - lines.begin[line] > _LONGEST_RECORD:
        return line
    text = decode_lines(data, lines, line, last)
    fields, state = split_record(text, marks)
    fits = state == "closed" and len(fields) == width and "\0" not in text
    return last if fits else line


def decode_lines(data: bytes, lines: Lines, first: int, last: int) -> str:
    """Return the text from one line to another."""
    return data[lines.begin[first] : lines.end[last]].decode("utf-8", "replace")
