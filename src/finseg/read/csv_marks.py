"""Which characters give a delimited text its shape, and how is one record split by them?

`Marks` (delimiter, quote, escape) and a record in, its fields out, and whether its quotes were in
order. Knows no files and no tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Closure = Literal["closed", "open", "torn"]

QUOTES = {'"': "double", "'": "single", "": "none"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that separate and enclose fields."""

    delimiter: str
    quote: str = '"'  # "" where fields are not enclosed
    backslash: bool = False  # `\\"` stands for a quote, beside the doubled one
    padded: bool = False  # a blank follows every delimiter and is no part of the field
    halved: bool = False  # `""` stands for a double quote though fields stand in single ones

    @property
    def allows_inner_quotes(self) -> bool:
        """Whether a quote may stand unescaped within a quoted field: an apostrophe is a letter."""
        return self.quote == "'"

    def clean_field(self, field: str) -> str:
        """Take from a field what belongs to the way of writing."""
        field = field.lstrip(" ") if self.padded else field
        return field.replace('""', '"') if self.halved else field


@lru_cache(maxsize=64)
def _compile_field_pattern(marks: Marks, *, loose: bool) -> re.Pattern[str]:
    mark = re.escape(marks.delimiter)
    bare = rf"(?P<bare>[^{mark}]*)(?P<end>{mark}|\Z)"
    if not marks.quote:
        return re.compile(rf"(?P<quoted>(?!))(?P<after>)|{bare}")
    q = marks.quote
    blanks = " *" if marks.delimiter != " " else ""
    if loose:
        inner = rf"(?:[^{q}]++|{q}(?![ \r]*(?:{mark}|\Z)))*+"
    elif marks.backslash:
        inner = rf"(?:[^{q}\\]++|\\[\s\S]|\\\Z|{q}{q})*+"
    else:
        inner = rf"[^{q}]*+(?:{q}{q}[^{q}]*+)*+"
    after = rf"[ \r]*(?P<after>{mark}|\Z)" if blanks else rf"\r?(?P<after>{mark}|\Z)"
    return re.compile(rf"{blanks}{q}(?P<quoted>{inner}){q}{after}|(?!{blanks}{q}){bare}")


def split_record(text: str, marks: Marks) -> tuple[list[str], Closure]:
    """Split one record into its fields, and say whether its quotes were in order.

    A quote inside an unquoted field is an ordinary character. `open`: a quoted field does not end;
    `torn`: text follows a closing quote.
    """
    fields, state = _split_fields(text, marks, loose=False)
    if state != "closed" and marks.allows_inner_quotes:
        again, closure = _split_fields(text, marks, loose=True)
        fields, state = (again, closure) if closure == "closed" else (fields, state)
    return fields, state


def split_raw_fields(text: str, marks: Marks) -> list[str]:
    """Cut a record whose quotes are in order at its delimiters: each field as it is written."""
    loose = marks.allows_inner_quotes and _split_fields(text, marks, loose=False)[1] != "closed"
    pattern = _compile_field_pattern(marks, loose=loose)
    fields: list[str] = []
    place, more = 0, True
    while more and (match := pattern.match(text, place)):
        more = bool(match["after"] or match["end"])
        place, begin = match.end(), place
        fields.append(text[begin : place - more * len(marks.delimiter)])
    return fields


def _split_fields(text: str, marks: Marks, *, loose: bool) -> tuple[list[str], Closure]:
    pattern = _compile_field_pattern(marks, loose=loose)
    fields: list[str] = []
    place = 0
    while True:
        match = pattern.match(text, place)
        if match is None:
            return fields, _classify_closure(text[place:], marks)
        quoted = match["quoted"]
        fields.append(match["bare"] if quoted is None else _unescape_field(quoted, marks))
        place = match.end()
        if not (match["end"] if quoted is None else match["after"]):
            return fields, "closed"


def _classify_closure(rest: str, marks: Marks) -> Closure:
    body = rest.lstrip(" ")[1:]
    if marks.backslash:
        body = re.sub(r"\\[\s\S]", "", body)
    return "torn" if marks.quote in body.replace(marks.quote * 2, "") else "open"


def _unescape_field(quoted: str, marks: Marks) -> str:
    q = marks.quote
    if marks.backslash:
        return re.sub(rf"\\([{q}\\])|{q}({q})", lambda m: m[1] or m[2], quoted)
    return quoted.replace(q * 2, q)
