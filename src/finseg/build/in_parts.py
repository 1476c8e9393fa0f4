"""How are customers built of more events than should be in memory at once?

A large file and a recipe in; the same `Dataset` and `Built` as of all rows at once, out. The file
is read piece by piece, and each row is put to those of its customer's part: a sixteenth of the
customers, by a hash of the id. Then the parts are built one after the other. All rows of a
customer, and so all copies of a row, are in one part, so that medians and counts are exact; what
concerns all customers (the as-of date, its last moment, the first day) is found while reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from finseg.build.agreement import Agreement, are_settled, decide_columns
from finseg.build.rows import find_as_of, read_days, read_times
from finseg.build.sums import Until
from finseg.build.table import assemble_customers, build_table
from finseg.errors import WrongColumnsError
from finseg.read.pieces import LargeFile, RowStore, hash_file, open_row_store, read_in_pieces
from finseg.records.building import BuildRecipe, Built, Carried
from finseg.records.dataset import Dataset, Kind, Reject, Source
from finseg.settings import Settings
from finseg.understand import read_columns

PARTS = 16  # of the customers
_LINE, _PART = "#line", "#part"
_DAY = 86_400  # seconds
_EPOCH = date(1970, 1, 1)


def can_be_built_in_parts(sample: Dataset, recipe: BuildRecipe) -> bool:
    """Tell events of a file whose heading stands in its first line, and whose marks are clear."""
    lines = [int(sample.lines.min())] if sample.rows else []
    lines += [r.line for r in sample.rejects]
    heading = min(lines, default=0) <= 2
    return recipe.kind == "event" and bool(recipe.form) and heading and are_settled(sample)


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What is known of all rows, once each was read."""

    moments: dict[date, int] = field(
        default_factory=dict
    )  # the last second of each day that counts
    timed: bool = False
    rows_read: int = 0
    rejects: list[Reject] = field(default_factory=list)


def build_in_parts(
    file: LargeFile,
    sample: Dataset,
    recipe: BuildRecipe,
    settings: Settings,
    kinds: Mapping[str, Kind],
    today: date | None = None,
) -> tuple[Dataset, Built] | None:
    """Build one row per customer of a large file of events; None where it has to be read at once.

    Parameters
    ----------
    file : LargeFile
        A CSV or Parquet file.
    sample : Dataset
        Rows from all over it, as they were understood.
    recipe : BuildRecipe
        Made of the sample.
    settings : Settings
        [read] says how it is read, and up to which day is counted.
    kinds : mapping of column to Kind
        How its columns are read.
    today : date, optional
        What is dated later is no as-of date by itself.

    Notes
    -----
    A piece or a sixteenth of the rows is in memory, with the customers that are built. What is read
    is kept in a folder for temporary files meanwhile, about as large as the file.

    """
    with open_row_store() as store:
        seen = _deal_rows(file, store, sample, recipe, settings, kinds)
        if seen is None or not seen.moments:
            return None
        days = pl.Series(sorted(seen.moments), dtype=pl.Date)
        last, reason, alone = find_as_of(days, recipe, settings.read.as_of, today)
        if last is None:
            return None
        until = _find_moment(seen, last)
        first = min((day for day in seen.moments if day <= last), default=last)
        recipe = replace(
            recipe,
            days=recipe.window or (last - first).days,
            carried=_find_constant_columns(store, recipe),
        )
        source = replace(
            sample.source, name=file.name, rows_read=seen.rows_read, sha256=hash_file(file)
        )
        built = [
            build_table(
                _take_part(store, part, sample, source),
                recipe,
                last.isoformat(),
                again=True,
                today=today,
                until=until,
            )
            for part in store.parts
        ]
    dataset, whole = assemble_customers(built, sample, source)
    whole = replace(
        whole,
        rejects=tuple(sorted((*seen.rejects, *whole.rejects), key=lambda reject: reject.line)),
        as_of_reason=reason,
        as_of_alone=alone,
    )
    return dataset, whole


def _deal_rows(
    file: LargeFile,
    store: RowStore,
    sample: Dataset,
    recipe: BuildRecipe,
    settings: Settings,
    kinds: Mapping[str, Kind],
) -> _Seen | None:
    """Read piece by piece, and put each row to the part of its customer.

    None where a piece shows its columns otherwise than the sample does.
    """
    seen = _Seen()
    decided = decide_columns(sample, recipe)
    agreed = Agreement.with_sample(sample, recipe, settings.read)
    for piece in read_in_pieces(file):
        try:
            rows = read_columns(piece.path, settings, kinds, decided=decided)
            _note_days(rows, recipe, seen)
        except WrongColumnsError:
            return None  # most values of this piece are of another kind
        if not agreed.includes(rows):
            return None
        seen.rows_read += rows.source.rows_read
        seen.rejects += [replace(r, line=r.line + piece.before) for r in rows.rejects]
        lines = pl.Series(_LINE, rows.lines + piece.before, dtype=pl.Int64)
        owner = rows.table[recipe.per].hash(0) % PARTS
        dealt = rows.table.with_columns(lines, owner.alias(_PART))
        for part in dealt.partition_by(_PART):
            store.put_rows(int(part[_PART][0]), part.drop(_PART))
    return seen


def _note_days(rows: Dataset, recipe: BuildRecipe, seen: _Seen) -> None:
    """Note the days of the rows that may count, and the last moment of each."""
    there = rows.table[recipe.per].is_not_null()
    currency = recipe.currency or recipe.sole_currency
    if currency and recipe.currency_column:
        code = rows.table[recipe.currency_column]
        there &= ~(code != currency).fill_null(value=bool(recipe.currency))
    table = rows.table.filter(there)
    days = read_days(replace(rows, table=table, lines=rows.lines[there.to_numpy()]), recipe)
    times = read_times(table[recipe.date])
    seen.timed |= times is not None
    seconds = pl.lit(0, pl.Int64) if times is None else times
    noted = pl.DataFrame({"day": days}).with_columns(second=seconds).drop_nulls("day")
    for day, second in noted.group_by("day").agg(pl.col("second").max()).iter_rows():
        seen.moments[day] = max(seen.moments.get(day, 0), second)


def _find_moment(seen: _Seen, last: date) -> Until:
    """Find the second up to which is counted: of the last row on the as-of date, else its end."""
    day = (last - _EPOCH) // timedelta(days=1)
    end = _DAY - 1 if seen.timed else 0
    return Until(day=day, moment=day * _DAY + seen.moments.get(last, end))


def _take_part(store: RowStore, part: int, sample: Dataset, source: Source) -> Dataset:
    """Take the rows of some of the customers, as if they were a file of their own."""
    table = store.take_rows(part)
    lines = table[_LINE].to_numpy().astype(np.int64)
    table = table.drop(_LINE)
    known = {column.name: column for column in sample.columns}
    return Dataset(
        table=table,
        columns=tuple(known[name] for name in table.columns),
        lines=lines,
        source=replace(source, rows_read=len(table), parts=()),
    )


def _find_constant_columns(store: RowStore, recipe: BuildRecipe) -> tuple[Carried, ...]:
    """Find the columns that are the same in all rows of each customer, in every part."""
    kept = recipe.carried
    for part in store.parts if kept else ():
        rows = store.take_rows(part, [recipe.per, *(c.column for c in kept)])
        several = (
            rows.drop_nulls(recipe.per)
            .group_by(recipe.per)
            .agg(pl.col(c.column).drop_nulls().n_unique() for c in kept)
        )
        kept = tuple(c for c in kept if not (several[c.column] > 1).any())
    return kept
