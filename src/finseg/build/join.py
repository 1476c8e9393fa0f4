"""Which customers of the bank's own table made these orders?

The customers that were built, and a table with one row per customer, in; the same customers with
that table's columns out. Who stands in one of the two only is listed, both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from finseg.document.said import ColumnName, Count, Customers, say
from finseg.errors import DataError, MissingColumnError, WrongColumnsError
from finseg.read import read_any
from finseg.records.building import Built, Carried
from finseg.records.dataset import Column, Dataset, Kind
from finseg.settings import Settings
from finseg.understand import read_columns
from finseg.understand.columns import understand
from finseg.vocabulary.words import Vocabulary

NO_ROW, NO_EVENT = "the table of customers", "the rows"


def join_customers(
    dataset: Dataset, built: Built, settings: Settings, known_words: Vocabulary | None = None
) -> tuple[Dataset, Built, Dataset]:
    """Join the table of customers that the settings name.

    Returns
    -------
    dataset, built
        With its columns, and the account of who stands in one of the two only.
    Dataset
        The table of customers as it was read.

    Raises
    ------
    MissingColumnError
        If it has no column called as the one that says whose a row is.
    DataError
        If it cannot be read, or has several rows for one customer.

    """
    raw = read_any(settings.build.customers, settings.read)
    known = understand(raw, settings.read, known_words, settings.understand, more=True)
    per = next((c for c in known.columns if built.recipe.per in (c.name, c.original)), None)
    if per is None:
        raise MissingColumnError(
            f"the table of customers has no column `{built.recipe.per}` to join by",
            where=known.source.name,
            fix="give the column with the same ids the same name in both files",
        )
    taken = {name.casefold() for name in dataset.table.columns}
    made = {rule.name for rule in known.elapsed}
    own = [c for c in known.columns if c.name != per.name and c.name not in made]
    own = [c for c in own if c.name.casefold() not in taken]
    joined, built = _join(dataset, built, known, per, own)
    carried = tuple(Carried(column=c.name, kind=c.kind) for c in own)
    return joined, replace(built, recipe=replace(built.recipe, joined=carried)), known


def join_again(
    dataset: Dataset, built: Built, settings: Settings, customers: object, needed: Sequence[str]
) -> tuple[Dataset, Built]:
    """Join the columns that a model needs of a table of customers.

    Raises
    ------
    WrongColumnsError
        If none is given, or it lacks a column.

    """
    wanted = [c for c in built.recipe.joined if c.column in needed]
    if not wanted:
        return dataset, built
    if not customers:
        names = ", ".join(f"`{c.column}`" for c in wanted)
        raise WrongColumnsError(
            f"the model needs a table of customers with {names} beside the {built.recipe.nouns}",
            where=built.source.name,
            fix="give it with --with (in Python customers=)",
        )
    kinds: dict[str, Kind] = {built.recipe.per: "category"}
    kinds |= {c.column: c.kind if c.kind == "number" else "category" for c in wanted}
    known = read_columns(customers, settings, kinds, (), "", built.habits)
    per = known.find_column(built.recipe.per)
    own = [known.find_column(c.column) for c in wanted]
    return _join(dataset, built, known, per, own)


def _join(
    dataset: Dataset, built: Built, known: Dataset, per: Column, own: Sequence[Column]
) -> tuple[Dataset, Built]:
    own_id = built.recipe.per
    ids = known.table[per.name]
    repeated = len(ids.drop_nulls()) - ids.drop_nulls().n_unique()
    if repeated:
        raise DataError(
            f"the table of customers has several rows for one `{own_id}` "
            f"({Customers(repeated, 'row')} too many)",
            where=known.source.name,
            fix="leave one row per customer in it",
        )
    right = known.table.select(pl.col(per.name).alias(own_id), *(c.name for c in own))
    right = right.filter(pl.col(own_id).is_not_null())
    table = dataset.table.join(right, on=own_id, how="left", maintain_order="left")
    without = dataset.table.join(right, on=own_id, how="anti").select(own_id).sort(own_id)
    silent = right.join(dataset.table, on=own_id, how="anti").select(own_id).sort(own_id)
    unmatched = pl.concat(
        [
            without.with_columns(pl.lit(NO_ROW).alias("missing in")),
            silent.with_columns(pl.lit(NO_EVENT).alias("missing in")),
        ]
    )
    columns = (
        *dataset.columns,
        *(replace(c, missing=table[c.name].null_count()) for c in own),
    )
    said = say(
        "{columns} joined from {name} by {id}: {both} stand in both, {without} have no row there "
        "and keep gaps, {silent} have no {nouns} and are left out",
        columns=Count(len(own), "column"),
        name=known.source.name,
        id=ColumnName(own_id),
        both=Customers(len(table) - len(without)),
        without=Customers(len(without), ""),
        silent=Customers(len(silent), ""),
        nouns=built.recipe.nouns,
    )
    joined = replace(dataset, table=table, columns=columns)
    rejects = (*built.rejects, *(replace(r, file=known.source.name) for r in known.rejects))
    return joined, replace(built, joined=said, unmatched=unmatched, table=table, rejects=rejects)
