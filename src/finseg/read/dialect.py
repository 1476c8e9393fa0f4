"""Which character separates the fields?

The first lines in, the delimiter out, on evidence: the header and most of the rows must have the
same number of it. A file that would read as one column although a separator runs through it is an
error, not a result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from finseg.errors import DelimiterError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_OTHERS = {"^": "caret", "~": "tilde", ":": "colon", " ": "blank", "#": "hash", "\x01": "Ctrl-A"}
_SAMPLE_BYTES = 65_536
_SAMPLE_LINES = 200
_MOST = 0.9  # share of lines that must agree for a separator to be beyond doubt
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def find_delimiter(data: bytes, name: str, given: str = "") -> str:
    """Find the delimiter in the first lines of UTF-8 text.

    Raises
    ------
    DelimiterError
        If the file would read as one column and does not look like one.

    """
    lines = _sample(data)
    scores = {d: _agreement(lines, d) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    if given:
        _refuse_single(given, best, scores[best][0], lines, name)
        return given
    if scores[best][1]:
        return best
    _refuse_hidden(lines, name)
    return ","


def delimiter_word(delimiter: str) -> str:
    """Say a delimiter in words."""
    return {**DELIMITERS, **_OTHERS}.get(delimiter, repr(delimiter))


def _sample(data: bytes) -> list[str]:
    text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    if len(data) > _SAMPLE_BYTES:
        text = text.rpartition("\n")[0] or text
    lines = _QUOTED.sub("q", text).splitlines()
    return [line for line in lines if line.strip()][: _SAMPLE_LINES + 1] or [""]


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return the share of rows that have as many as the header, and how many it has."""
    header, *rows = (line.count(delimiter) for line in lines)
    if not header:
        return 0.0, 0
    agreeing = sum(count == header for count in rows) / len(rows) if rows else 1.0
    return round(agreeing, 2), header


def _refuse_single(given: str, best: str, share: float, lines: Sequence[str], name: str) -> None:
    if given in lines[0] or share < _MOST:
        return
    raise DelimiterError(
        f"with {delimiter_word(given)} as delimiter the file is a single column",
        where=f"{name}, [read] delimiter",
        fix=f"its lines are separated by {delimiter_word(best)}: leave the setting out",
    )


def _refuse_hidden(lines: Sequence[str], name: str) -> None:
    """Refuse a one-column reading where some separator runs through all lines."""
    rows = lines[1:]
    for mark, word in {**DELIMITERS, **_OTHERS}.items():
        share, _ = _agreement(lines, mark)
        without_header = bool(rows) and mark in DELIMITERS and mark not in lines[0]
        counts = {row.count(mark) for row in rows}
        if (rows and share >= _MOST) or (without_header and len(counts) == 1 and 0 not in counts):
            raise DelimiterError(
                f"the file reads as a single column, but {word} runs through its lines",
                where=f"{name}, line 1",
                fix=f"set delimiter = {mark!r} in [read], or give the file a header of that kind",
            )
