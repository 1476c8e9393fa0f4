"""How do several files become one table?

Raw tables with the same columns in, one `Raw` out: columns are matched by name, whatever their
order; a column that is missing or has too much in one file is an error that names file and column,
unless the settings say what to do. Lines stay those of each file; every row knows its file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl

from finseg.document.said import ColumnName, Count, Names, join_said, say
from finseg.errors import DifferentColumnsError, find_near_name
from finseg.read.raw import LONGEST_NUMBER, Raw, format_plain_numbers
from finseg.read.row_text import get_source_rows
from finseg.records.dataset import Notice, Source

Policy = Literal["same", "all", "common"]
_SHOWN = 5  # files and columns that are named


def combine_tables(raws: Sequence[Raw], names: Sequence[str], policy: Policy) -> Raw:
    """Put tables with the same columns one below the other.

    Parameters
    ----------
    raws : sequence of Raw
        At least two.
    names : sequence of str
        What each is called in messages and rejects; unique.
    policy : str
        "same" columns in all, "all" that occur in any, or those "common" to all.

    Raises
    ------
    DifferentColumnsError
        If the columns differ, and the policy does not say what to do.

    """
    columns = [dict(zip(raw.table.columns, raw.originals, strict=True)) for raw in raws]
    wanted = _choose_columns([list(c) for c in columns], names, policy)
    headings = {name: heading for c in reversed(columns) for name, heading in c.items()}
    table = pl.DataFrame([_combine_column(name, raws) for name in wanted])
    parts = [replace(r.source, name=n, notices=()) for r, n in zip(raws, names, strict=True)]
    rejects = [
        replace(reject, file=name)
        for raw, name in zip(raws, names, strict=True)
        for reject in raw.rejects
    ]
    return Raw(
        table=table,
        originals=tuple(headings[name] for name in wanted),
        lines=np.concatenate([raw.lines for raw in raws]),
        files=np.repeat(np.arange(len(raws), dtype=np.int32), [len(r.table) for r in raws]),
        source=_describe_combined_source(parts, raws, _list_differences(columns, names, policy)),
        rejects=tuple(rejects),
        stood=tuple(part for raw in raws for part in get_source_rows(raw)),
    )


def _choose_columns(
    columns: Sequence[list[str]], names: Sequence[str], policy: Policy
) -> list[str]:
    """Return the columns of the table that comes out, in the order of the first file."""
    every = list(dict.fromkeys(name for listed in columns for name in listed))
    common = [name for name in columns[0] if all(name in listed for listed in columns)]
    if policy == "all":
        return every
    if len(common) == len(every):
        return common
    if policy == "common" and common:
        return common
    raise _make_difference_error(columns, names)


def _make_difference_error(
    columns: Sequence[list[str]], names: Sequence[str]
) -> DifferentColumnsError:
    """Name the first file that differs from the first one, and the column."""
    first = set(columns[0])
    file, listed = next((n, c) for n, c in zip(names, columns, strict=True) if set(c) != first)
    missing = [name for name in columns[0] if name not in listed]
    extra = [name for name in listed if name not in first]
    said = []
    if missing:
        said.append(f"it lacks {_list_columns(missing)} of `{names[0]}`")
    if extra:
        said.append(f"it has {_list_columns(extra)}, which `{names[0]}` lacks")
    likely = find_near_name(missing[0], extra) if missing else ""
    rename = f"rename `{likely}` to `{missing[0]}`" if likely else "rename or add the column"
    return DifferentColumnsError(
        "the files do not have the same columns: " + ", and ".join(said),
        where=file,
        fix=f'{rename}; or set columns = "common" or "all" in [read]',
    )


def _list_columns(names: Sequence[str]) -> str:
    noun = "the column" if len(names) == 1 else "the columns"
    return f"{noun} {Names(tuple(names), _SHOWN)}"


def _combine_column(name: str, raws: Sequence[Raw]) -> pl.Series:
    """Put one column together; kinds that do not go together become text."""
    pieces = [
        raw.table[name]
        if name in raw.table.columns
        else pl.Series(name, [None], pl.Null).new_from_index(0, len(raw.table))
        for raw in raws
    ]
    kinds = {piece.dtype for piece in pieces} - {pl.Null()}
    if len(kinds) > 1:
        target: pl.DataType = pl.Float64() if _are_short_figures(pieces) else pl.String()
    else:
        target = next(iter(kinds), pl.String())
    return pl.concat([_cast_piece(piece, target) for piece in pieces]).alias(name)


def _are_short_figures(pieces: Sequence[pl.Series]) -> bool:
    """Tell whether all are figures that a double keeps."""
    for piece in pieces:
        if piece.dtype.is_integer() and piece.cast(pl.Float64).abs().max() is not None:
            if bool((piece.cast(pl.Float64).abs() >= 10.0**LONGEST_NUMBER).any()):
                return False
        elif not (piece.dtype.is_float() or piece.dtype.is_integer() or piece.dtype == pl.Null):
            return False
    return True


def _cast_piece(piece: pl.Series, target: pl.DataType) -> pl.Series:
    if piece.dtype == target:
        return piece
    if target == pl.String and piece.dtype.is_numeric():
        return format_plain_numbers(piece)
    return piece.cast(target)


def _list_differences(
    columns: Sequence[dict[str, str]], names: Sequence[str], policy: Policy
) -> list[Notice]:
    """Say in which files the columns stand in another order, and what the policy changed."""
    first = list(columns[0])
    moved = [
        name
        for name, listed in zip(names[1:], columns[1:], strict=True)
        if [c for c in listed if c in first] != [c for c in first if c in listed]
    ]
    found = []
    if moved:
        found.append(
            Notice(
                kind="order",
                count=len(moved),
                message=say(
                    "{some} of {files} have the columns in a different order from {first}: {names}",
                    some=Count(len(moved)),
                    files=Count(len(names), "file"),
                    first=ColumnName(names[0]),
                    names=Names(tuple(moved), _SHOWN),
                ),
                action="matched by name",
            )
        )
    every = {column for listed in columns for column in listed}
    for column in sorted(every):
        without = [n for n, listed in zip(names, columns, strict=True) if column not in listed]
        if without:
            kept = policy == "all"
            found.append(
                Notice(
                    kind="columns",
                    column=column if kept else "",
                    count=len(without),
                    message=say(
                        "column {column} is not in {files}",
                        column=ColumnName(column),
                        files=Names(tuple(without), _SHOWN),
                    ),
                    action="read as missing there" if kept else "left out everywhere",
                )
            )
    return found


def _describe_combined_source(
    parts: Sequence[Source], raws: Sequence[Raw], found: Sequence[Notice]
) -> Source:
    """Describe the whole: the parts, what they share, and where they differ."""
    formats = list(dict.fromkeys(part.format for part in parts))
    rows = join_said(
        [
            say("`{name}` {rows}", name=part.name, rows=Count(part.rows_read))
            for part in parts[:_SHOWN]
        ],
        ", ",
    )
    if len(parts) > _SHOWN:
        rows = say("{rows} and {n} more", rows=rows, n=Count(len(parts) - _SHOWN))
    shared = [d for d in parts[0].details if all(d in part.details for part in parts)]
    own = [
        (f"in `{part.name}` {key}", value)
        for part in parts[:_SHOWN]
        for key, value in part.details
        if (key, value) not in shared
    ]
    digest = hashlib.sha256("\n".join(part.sha256 for part in parts).encode())
    return Source(
        name=f"{parts[0].name} and {len(parts) - 1} more",
        format=formats[0] if len(formats) == 1 else "several formats",
        details=(("files", f"{len(parts)}"), ("rows", rows), *shared, *own),
        sha256=digest.hexdigest(),
        rows_read=sum(part.rows_read for part in parts),
        notices=(*(f for raw in raws for f in raw.source.notices), *found),
        parts=tuple(parts),
    )
