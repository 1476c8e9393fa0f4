"""Make small tables as they are understood, column by column, without reading a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from finseg.records.dataset import Column, Dataset, Reject, RejectKind, Source
from tests.builders.measures import change_column


def make_table(values: Mapping[str, Sequence[Any]], **changes: Mapping[str, Any]) -> Dataset:
    """Make a dataset; numbers are features and text is ignored unless `changes` says otherwise.

    Parameters
    ----------
    values : mapping of column to values
        None is a gap.
    **changes : mapping of field to value
        What is different about one column: ``make_table({"age": [46]}, age={"unit": "years"})``;
        also facets of its measure, as for `change_column`.

    """
    series = [pl.Series(name, own, strict=False) for name, own in values.items()]
    table = pl.DataFrame([s.cast(pl.Float64) if s.dtype.is_numeric() else s for s in series])
    columns = tuple(
        change_column(_describe_column(table[name]), changes.get(name, {}))
        for name in table.columns
    )
    return Dataset(
        table=table,
        columns=columns,
        lines=np.arange(2, len(table) + 2),
        source=Source(name="made.csv", format="CSV", rows_read=len(table)),
    )


def _describe_column(values: pl.Series) -> Column:
    number = values.dtype == pl.Float64
    return Column(
        name=values.name,
        original=f"{values.name} ",  # not the name: the one must not stand for the other
        role="feature" if number else "ignore",
        kind="number" if number else "text",
        unit="none",
        reason="made for a test",
        missing=values.null_count(),
    )


def add_rejects(dataset: Dataset, *kinds: RejectKind, column: str = "", file: str = "") -> Dataset:
    """Return the dataset with one more row read and rejected for each kind."""
    first = dataset.source.rows_read + 2
    rejects = tuple(
        Reject(line=first + i, column=column, reason="`47o15`", kind=kind, file=file)
        for i, kind in enumerate(kinds)
    )
    source = replace(dataset.source, rows_read=dataset.source.rows_read + len(kinds))
    return replace(dataset, source=source, rejects=(*dataset.rejects, *rejects))
