"""What does the table of customers look like that was built of other rows?

Rows that count and a recipe in; a `Dataset` with one row per customer out, in the order of their
ids, each column described and each made one with its definition, and `Built`, the account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from finseg.build.events import make_event_columns
from finseg.build.holdings import make_holding_columns
from finseg.build.made import Made, make_names_unique
from finseg.build.months import make_month_columns, sum_months
from finseg.build.rows import use_rows
from finseg.build.sums import DAY, ID, Until, sum_events
from finseg.records.building import BuildRecipe, Built
from finseg.records.dataset import Column, Dataset, Source
from finseg.records.reading import make_habit
from finseg.records.row_meaning import RowMeaning

FORMAT = "customers built of other rows"


def build_table(
    dataset: Dataset,
    recipe: BuildRecipe,
    as_of: str = "",
    *,
    again: bool = False,
    today: date | None = None,
    until: Until | None = None,
) -> tuple[Dataset, Built]:
    """Build one row per customer.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    recipe : BuildRecipe
        Which columns are what.
    as_of : str
        ISO date up to which is counted; left out, the day of the last row.
    again : bool
        Whether the recipe was made of other rows: its time before the as-of date is kept.
    today : date, optional
        What is dated later is no as-of date by itself.
    until : Until, optional
        The moment up to which is counted, where these are not all rows.

    """
    used = use_rows(dataset, recipe, as_of, today, until)
    if used.until is not None and not again:
        recipe = replace(recipe, days=_count_span(used.rows, used.until, recipe))
    summed, made = _sum_rows(used.rows, recipe, used.until)
    made = make_names_unique(made, [recipe.per, *(c.column for c in recipe.carried)])
    carried = _carry_columns(used.rows, recipe)
    table = summed.select(pl.col(ID).alias(recipe.per), *(m.value.alias(m.name) for m in made))
    table = (
        table.select(recipe.per)
        .hstack(carried.get_columns())
        .hstack(table.drop(recipe.per).get_columns())
    )
    columns = _describe_columns(dataset, table, recipe, made)
    source = dataset.source
    built = Built(
        recipe=recipe,
        source=source,
        rows_used=len(used.rows),
        customers=len(table),
        rejects=used.dataset.rejects,
        as_of=used.as_of.isoformat() if used.as_of else "",
        as_of_reason=used.reason,
        as_of_alone=used.alone,
        copies=used.copies,
        same=used.same,
        silent=used.owners - len(table),
        future=used.future,
        today=today.isoformat() if today else "",
        blanks=tuple(
            (f.column, n) for f in recipe.figures if (n := used.rows[f.column].null_count())
        ),
        habits=tuple(
            habit for c in dataset.columns if (habit := make_habit(c.name, c.reading)) is not None
        ),
        columns=columns[1 + len(recipe.carried) :],
        table=table,
    )
    return _make_dataset(table, columns, source, recipe, len(table)), built


def assemble_customers(
    parts: Sequence[tuple[Dataset, Built]], rows: Dataset, source: Source
) -> tuple[Dataset, Built]:
    """Put the customers of all parts together; `rows` describes the columns they were built of."""
    _, first = parts[0]
    table = pl.concat([built.table for _, built in parts]).sort(first.recipe.per)
    columns = tuple(replace(c, missing=table[c.name].null_count()) for c in parts[0][0].columns)
    blanks: Counter[str] = Counter()
    for _, built in parts:
        blanks.update(dict(built.blanks))
    whole = replace(
        first,
        source=source,
        rows_used=sum(built.rows_used for _, built in parts),
        customers=len(table),
        rejects=tuple(reject for _, built in parts for reject in built.rejects),
        copies=sum(built.copies for _, built in parts),
        same=sum(built.same for _, built in parts),
        silent=sum(built.silent for _, built in parts),
        future=sum(built.future for _, built in parts),
        blanks=tuple((f.column, n) for f in first.recipe.figures if (n := blanks[f.column])),
        habits=tuple(
            habit for c in rows.columns if (habit := make_habit(c.name, c.reading)) is not None
        ),
        columns=columns[1 + len(first.recipe.carried) :],
        table=table,
    )
    return _make_dataset(table, columns, source, first.recipe, len(table)), whole


def _count_span(rows: pl.DataFrame, until: Until, recipe: BuildRecipe) -> int:
    """Count the days from the first row that counts, or from the window, to the as-of date."""
    first = rows[DAY].min()
    return until.day - first if isinstance(first, int) and not recipe.window else recipe.window


def _sum_rows(
    rows: pl.DataFrame, recipe: BuildRecipe, until: Until | None
) -> tuple[pl.DataFrame, list[Made]]:
    if recipe.kind == "month":
        return sum_months(rows, recipe), list(make_month_columns(recipe))
    if recipe.kind == "event":
        return sum_events(rows, recipe, until), list(make_event_columns(recipe, until))
    return sum_events(rows, recipe, None), list(make_holding_columns(recipe))


def _carry_columns(rows: pl.DataFrame, recipe: BuildRecipe) -> pl.DataFrame:
    """Take what is the same in all rows of a customer."""
    names = [c.column for c in recipe.carried]
    if not names:
        return pl.DataFrame()
    return rows.group_by(ID).agg(pl.col(name).max() for name in names).sort(ID).drop(ID)


def _describe_columns(
    dataset: Dataset, table: pl.DataFrame, recipe: BuildRecipe, made: list[Made]
) -> tuple[Column, ...]:
    per = dataset.find_column(recipe.per)
    known = [
        replace(per, role="id", kind="text", reason=f"whose the {recipe.nouns} are", given=True),
        *(_describe_carried(dataset.find_column(c.column)) for c in recipe.carried),
    ]
    return (
        *(replace(c, missing=table[c.name].null_count()) for c in known),
        *(m.describe_column(table[m.name].null_count()) for m in made),
    )


def _describe_carried(column: Column) -> Column:
    """Take no column that is only kept for an id of the customers, however it was read."""
    return replace(column, role="ignore") if column.role == "id" else column


def _make_dataset(
    table: pl.DataFrame,
    columns: tuple[Column, ...],
    source: Source,
    recipe: BuildRecipe,
    customers: int,
) -> Dataset:
    return Dataset(
        table=table,
        columns=columns,
        lines=np.arange(2, customers + 2),
        source=replace(source, rows_read=customers, parts=(), format=FORMAT),
        row=RowMeaning(certainty="given", owner=recipe.per, rows=customers, owners=customers),
    )
