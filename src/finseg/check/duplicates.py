"""Does each customer stand in one row only?

Rules that count copies of rows and customers in more than one row, and `set_aside`, which leaves
all rows of a customer but one out where the settings ask for it: each becomes a `Reject`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.check.rule import Rule, plural
from finseg.document.numbers import percent, whole
from finseg.read import identifier
from finseg.read.looks import count_distinct
from finseg.read.masking import as_they_stood, masked
from finseg.read.roles import ROW_COUNTER
from finseg.records.dataset import Column, Dataset, Reject
from finseg.records.finding import Finding, Severity
from finseg.settings import Settings

_EXAMPLES = 3
_TRIED = 100  # ids that show whether all may be numbers
_MANY = 0.01  # share of the rows from which on copies are no chance
_SEVERAL_ROWS = 0.5  # share of rows that repeat an id, from which on a row is no customer
_STOPPED = (
    'the run stops, as on_duplicate = "stop" in [check] asks; leave one row per customer in the '
    'file, or set "first" or "last" to use one, "keep" to use all'
)
_KEPT = (
    "kept, so these customers count more than once; to use one row of each: "
    'on_duplicate = "first" or "last" in [check]'
)

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """Rows that stand for a customer who stands in another row too."""

    column: Column | None  # the id; None: rows are compared in every column
    rows: Ints  # the rows too many, ascending
    kept: Ints  # the row of the same customer that is kept for each of them
    same: Bools  # whether all other values are the same too

    def only(self, which: Bools) -> Repeats:
        """Return some of them."""
        return replace(self, rows=self.rows[which], kept=self.kept[which], same=self.same[which])


def find_repeats(dataset: Dataset, keep: Literal["first", "last"] = "first") -> Repeats:
    """Find rows with the id of another; without an id, rows that are copies in every column."""
    counters = {c.name for c in dataset.named("id") if c.reason.startswith(ROW_COUNTER)}
    names = [name for name in dataset.table.columns if name not in counters]
    known = identifier(dataset)
    if known is None or known.name in counters:
        keys = _hashed(dataset, names)
        return _repeats(None, keys, keys, keep)
    ids = dataset.table[known.name]
    if _all_differ(ids):
        none = np.zeros(0, np.int64)
        return Repeats(column=known, rows=none, kept=none, same=none > 0)
    names.remove(known.name)
    return _repeats(known, ids, _hashed(dataset, names), keep)


def _all_differ(ids: pl.Series) -> bool:
    present = ids.drop_nulls()
    if not present.head(_TRIED).cast(pl.Int64, strict=False).null_count():
        figures = present.cast(pl.Int64, strict=False)
        if not figures.null_count() and bool((figures.diff().drop_nulls() > 0).all()):
            return True  # ids that only rise do not repeat, and this is cheap to see
    # Counted by hashes: two ids of one hash would be looked at more closely, and be told apart.
    return count_distinct(present) == len(present)


def _hashed(dataset: Dataset, names: Sequence[str]) -> pl.Series:
    """Return a number per row, the same for rows with the same values; null without columns."""
    if not names:
        return pl.Series([None] * dataset.rows, dtype=pl.UInt64)
    return dataset.table.select(names).hash_rows()


def _repeats(
    column: Column | None, keys: pl.Series, content: pl.Series, keep: Literal["first", "last"]
) -> Repeats:
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


def set_aside(dataset: Dataset, settings: Settings) -> Dataset:
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
    return dataset.without(found.rows, _rejects(dataset, found))


def _rejects(dataset: Dataset, found: Repeats) -> Iterator[Reject]:
    name = "" if found.column is None else found.column.name
    shown = as_they_stood(dataset, dataset.places(found.rows.tolist()))
    places = zip(found.rows.tolist(), found.kept.tolist(), found.same.tolist(), shown, strict=True)
    for row, kept, same, text in places:
        other = dataset.where(kept)
        yield Reject(
            line=int(dataset.lines[row]),
            file=dataset.file_of(row),
            column=name,
            kind="repeated row" if same else "repeated customer",
            reason=f"{'a copy of' if same else 'the same id as in'} line {other}, which is used",
            raw=text,
        )


def duplicates(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Report ids in several rows, copies of rows, and customers alike in all but their id."""
    found = find_repeats(dataset)
    severity: Severity = "stop" if settings.check.on_duplicate == "stop" else "warn"
    action = _STOPPED if severity == "stop" else _KEPT
    if found.column is not None:
        differ, same = found.only(~found.same), found.only(found.same)
        yield from _ids_twice(dataset, differ, found.column, severity, action)
        yield from _copies(dataset, same, found.column, severity, action)
        yield from _alike(dataset, found.rows[found.same], found.column)
    elif len(found.rows):
        yield Finding(
            code="D012",
            severity=severity,
            column="",
            count=len(found.rows),
            message=f"{plural(len(found.rows), 'row')} of {whole(dataset.rows)} repeat another "
            f"row: {_where(dataset, found)}",
            action=action,
        )


def _ids_twice(
    dataset: Dataset, found: Repeats, known: Column, severity: Severity, action: str
) -> Iterator[Finding]:
    """Say which ids stand in rows with different values; examples are masked."""
    if not len(found.rows):
        return
    count, ids = len(found.rows), len(np.unique(found.kept))
    share = count / dataset.rows
    several = (
        f"; {percent(share)} of the rows repeat an id, so a row may be an account or a month, "
        "not a customer"
    )
    yield Finding(
        code="D013",
        severity=severity,
        column=known.name,
        count=count,
        message=f"{plural(ids, 'id stands', 'ids stand')} in more than one row, with different "
        f"values ({plural(count, 'row')} too many), for instance {_where(dataset, found)}"
        + several
        * (share >= _SEVERAL_ROWS),
        action=action,
    )


def _copies(
    dataset: Dataset, found: Repeats, known: Column, severity: Severity, action: str
) -> Iterator[Finding]:
    """Count rows that are there twice, with their id and all."""
    if len(found.rows):
        yield Finding(
            code="D015",
            severity=severity,
            column=known.name,
            count=len(found.rows),
            message=f"{plural(len(found.rows), 'row is a copy', 'rows are copies')} of another "
            f"with the same id, for instance {_where(dataset, found)}",
            action=action,
        )


def _alike(dataset: Dataset, copies: Ints, known: Column) -> Iterator[Finding]:
    """Count rows that repeat another row in everything but their id."""
    names = [c.name for c in dataset.columns if c.role not in ("id", "ignore") and not c.derived]
    if not names or dataset.rows < 2:
        return
    keys = _hashed(dataset, names)
    if dataset.rows - keys.n_unique() <= len(copies):
        return
    found = _repeats(None, keys, keys, "first")
    found = found.only(~np.isin(found.rows, copies))
    count = len(found.rows)
    yield Finding(
        code="D012",
        severity="warn" if count > _MANY * dataset.rows else "note",
        column="",
        count=count,
        message=f"{plural(count, 'row')} of {whole(dataset.rows)} repeat another row in "
        f"everything but `{known.name}`: {_where(dataset, found)}",
        action="kept; remove them if they are the same customers",
    )


def _where(dataset: Dataset, found: Repeats) -> str:
    """Give the first few: the id, masked, and both lines."""
    examples = []
    for row, kept in zip(found.rows[:_EXAMPLES], found.kept[:_EXAMPLES], strict=True):
        value = "" if found.column is None else dataset.table[found.column.name][int(row)]
        known = f"{masked(value)} in " if value else ""
        examples.append(f"{known}lines {dataset.where(kept)} and {dataset.where(row)}")
    return "; ".join(examples) + (" …" if len(found.rows) > _EXAMPLES else "")


DUPLICATE_RULES: tuple[Rule, ...] = (duplicates,)
