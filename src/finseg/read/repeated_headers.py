"""Which rows of the table are no customers at all?

`Raw` in; the same without the rows that repeat the header, describe the columns, give their units
or sum them up, and these rows apart, out. They go before the columns are typed: a file that was put
together from many small ones has a header in every tenth row, and its figures are figures.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import polars as pl

from finseg.read.non_customer_rows import find_non_customer_rows
from finseg.read.raw import Raw
from finseg.records.dataset import Reject

_WITH_HEADER_ROW = ("CSV", "Excel")  # formats whose header is a row like any other
_WHOLE = re.compile(r"-?[0-9]+|")


def separate_non_customers(raw: Raw) -> tuple[Raw, tuple[Reject, ...]]:
    """Take the rows that are no customers out of a raw table.

    Returns
    -------
    raw
        The rows that may be customers.
    apart
        The others, in their order, without their text; where the table did not come as text below
        a heading, none.

    """
    if not _is_sheet(raw):
        return raw, ()
    found = _find_stray_rows(raw) | {
        row: Reject(line=0, column="", reason="the header again", kind="repeated header")
        for row in _find_repeated_headers(raw)
    }
    if not found:
        return raw, ()
    apart = tuple(
        replace(found[row], line=int(raw.lines[row]), file=raw.file_of(row))
        for row in sorted(found)
    )
    stays = np.ones(len(raw.table), bool)
    stays[list(found)] = False
    kept = replace(
        raw,
        table=raw.table.filter(pl.Series(stays)),
        lines=raw.lines[stays],
        files=None if raw.files is None else raw.files[stays],
    )
    return kept, apart


def _is_sheet(raw: Raw) -> bool:
    """Tell whether the table came as text below a heading: then a row may be something else."""
    kinds = zip(raw.table.columns, raw.table.dtypes, strict=True)
    all_text = all(dtype in (pl.String, pl.Null) or name in raw.whole for name, dtype in kinds)
    formats = [part.format for part in raw.source.parts] or [raw.source.format]
    return all_text and any(name in _WITH_HEADER_ROW for name in formats)


def _find_stray_rows(raw: Raw) -> dict[int, Reject]:
    """Find descriptions of the columns, units, totals and notes."""
    headings = [heading.strip() for heading in raw.originals]
    found: dict[int, Reject] = {}
    for start, stop in raw.list_file_spans():  # each file has a first row, and last ones
        strays = find_non_customer_rows(raw.table[start:stop], headings)
        found |= {
            start + row: Reject(line=0, column="", reason=reason) for row, reason in strays.items()
        }
    return found


def _find_repeated_headers(raw: Raw) -> list[int]:
    """Find rows that repeat the header in every column, as in files that were put together.

    Only where the header was a row of text: in a table with one text column a level that bears
    the column's name is a level, and a typed column cannot hold its heading.
    """
    headings = {n: h.strip() for n, h in zip(raw.table.columns, raw.originals, strict=True)}
    named = [name for name, heading in headings.items() if heading]
    if len(named) < 2:
        return []
    if any(not _WHOLE.fullmatch(headings[name]) for name in raw.whole):
        return []  # a column of whole numbers does not hold a heading of words
    # Values as long as the longest heading are few in its column: only these are looked at closely.
    longest = max(named, key=lambda name: len(headings[name].encode()))
    lengths = raw.table[longest].cast(pl.String).str.len_bytes()
    rows = (lengths >= len(headings[longest].encode())).arg_true()
    for name in sorted(headings, key=lambda name: not headings[name]):
        texts = raw.table[name].gather(rows).cast(pl.String).fill_null("")
        rows = rows.filter(texts.str.strip_chars() == headings[name])
        if not len(rows):
            break
    return rows.to_list()
