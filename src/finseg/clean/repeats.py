"""Which rows belong to a customer who is in another row too?

`find_repeats` finds them; `set_aside_repeats` leaves out all rows of a customer but one where the
settings ask for it: each becomes a `Reject`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from finseg.maths.arrays import Bools, Ints
from finseg.records.dataset import Column, Dataset, Reject
from finseg.settings import Settings
from finseg.understand.column_summary import count_distinct
from finseg.understand.masking import mask_source_rows

_TRIED = 100  # ids that show whether all may be numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """Rows that stand for a customer who stands in another row too."""

    column: Column | None  # the id; None: rows are compared in every column
    rows: Ints  # the rows too many, ascending
    kept: Ints  # the row of the same customer that is kept for each of them
    same: Bools  # whether all other values are the same too

    def select_repeats(self, which: Bools) -> Repeats:
        """Return some of them."""
        return replace(self, rows=self.rows[which], kept=self.kept[which], same=self.same[which])


def find_repeats(dataset: Dataset, keep: Literal["first", "last"] = "first") -> Repeats:
    """Find rows with the id of another; without an id, rows that are copies in every column."""
    counters = {c.name for c in dataset.columns if c.counts_rows}
    names = [name for name in dataset.table.columns if name not in counters]
    known = dataset.identifier
    if known is None or known.name in counters:
        keys = hash_rows(dataset, names)
        return match_rows(None, keys, keys, keep)
    ids = dataset.table[known.name]
    if _are_ids_unique(ids):
        none = np.zeros(0, np.int64)
        return Repeats(column=known, rows=none, kept=none, same=none > 0)
    names.remove(known.name)
    return match_rows(known, ids, hash_rows(dataset, names), keep)


def _are_ids_unique(ids: pl.Series) -> bool:
    present = ids.drop_nulls()
    if not present.head(_TRIED).cast(pl.Int64, strict=False).null_count():
        figures = present.cast(pl.Int64, strict=False)
        if not figures.null_count() and bool((figures.diff().drop_nulls() > 0).all()):
            return True  # ids that only rise do not repeat, and this is cheap to see
    # Counted by hashes: two ids of one hash would be looked at more closely, and be told apart.
    return count_distinct(present) == len(present)


def hash_rows(dataset: Dataset, names: Sequence[str]) -> pl.Series:
    """Return a number per row, the same for rows with the same values; null without columns."""
    if not names:
        return pl.Series([None] * dataset.rows, dtype=pl.UInt64)
    return dataset.table.select(names).hash_rows()


def match_rows(
    column: Column | None, keys: pl.Series, content: pl.Series, keep: Literal["first", "last"]
) -> Repeats:
    """Pair each row whose key stands in another row with the row that is kept."""
    row = pl.col("row")
    kept = row.first() if keep == "first" else row.last()
    same = pl.col("content").first() if keep == "first" else pl.col("content").last()
    found = (
        pl.DataFrame({"key": keys, "content": content})
        .with_row_index("row")
        .filter(pl.col("key").is_duplicated() & pl.col("key").is_not_null())
        .with_columns(kept.over("key").alias("kept"), same.over("key").alias("as"))
        .filter(row != pl.col("kept"))
    )
    return Repeats(
        column=column,
        rows=found["row"].cast(pl.Int64).to_numpy(),
        kept=found["kept"].cast(pl.Int64).to_numpy(),
        same=found["content"].eq_missing(found["as"]).to_numpy(),
    )


def set_aside_repeats(dataset: Dataset, settings: Settings) -> Dataset:
    """Leave out all rows of a customer but one, where the settings say so.

    Returns
    -------
    Dataset
        The same where every row is kept or none repeats another. Rows read = used + rejected holds.

    """
    keep = settings.check.on_duplicate
    if keep not in ("first", "last"):
        return dataset
    found = find_repeats(dataset, keep)
    if not len(found.rows):
        return dataset
    return dataset.reject_rows(found.rows, _reject_repeats(dataset, found))


def _reject_repeats(dataset: Dataset, found: Repeats) -> Iterator[Reject]:
    name = "" if found.column is None else found.column.name
    shown = mask_source_rows(dataset, dataset.locate_rows(found.rows.tolist()))
    places = zip(found.rows.tolist(), found.kept.tolist(), found.same.tolist(), shown, strict=True)
    for row, kept, same, text in places:
        file = dataset.find_file_name(kept)
        other = f"{dataset.lines[kept]} of {file}" if file else f"{dataset.lines[kept]}"
        yield Reject(
            line=int(dataset.lines[row]),
            file=dataset.find_file_name(row),
            column=name,
            kind="repeated row" if same else "repeated customer",
            reason=f"{'a copy of' if same else 'the same id as in'} line {other}, which is used",
            raw=text,
        )
