"""Who has the thing that a block of columns describes, and who has none?

Dataset in; the dataset with a yes/no column for each such block, out. Where the amount of a loan,
its term and its instalment are blank for the same customers, these have no loan: a median filled in
for them would be a loan that nobody took. The blanks stay blanks, so that everything said of the
amounts is said of those who have it, and the yes/no tells the others.

A block is at least two columns of figures that are blank in exactly the same rows, one of which is
sure to be something that a customer may have or not, and none of which says something else of the
customer: where age, income or spending share the blanks, it is the customers that are unknown.
Where an amount of it is 0 for somebody, "none" is already written so, and a blank means something
else. Where the table has hardly a figure beside the block, the customers are unknown, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from finseg.document.numbers import MONEY
from finseg.document.said import Names, say
from finseg.records.dataset import Column, ColumnPart, Dataset, Role
from finseg.records.measure import Quantity
from finseg.records.recipe import Derived
from finseg.settings import PrepareSettings

# What people have or do not have, and how it is called; the first that a block speaks of names it.
_NAMES: dict[Quantity, str] = {
    "loan": "a loan",
    "investment": "an investment",
    "savings": "savings",
    "property": "property",
    "premium": "insurance",
    "limit": "a credit limit",
    "debt": "debt",
    "instalment": "instalments",
}
# What else describes such a thing, beside figures of which nothing is known.
_ITS_TERMS: tuple[Quantity, ...] = (
    "interest rate", "duration", "payment", "fees", "arrears", "count", "balance",
    "available credit", "utilisation", "none",
)  # fmt: skip
_FEWEST = 5  # customers without, and with: fewer are chance, or single people
_LEAST = 0.02  # share of the customers without, and with
_FEWEST_OTHERS = 2  # figures outside the block; with fewer it is the customers that are unknown
_USED: tuple[Role, ...] = ("feature", "descriptor")


def add_holder_columns(dataset: Dataset, settings: PrepareSettings) -> Dataset:
    """Return the dataset with a yes/no feature for each block of columns that blanks part.

    Unless `blanks = "unknown"`. O(n d).
    """
    if settings.blanks == "unknown":
        return dataset
    blocks = _find_holder_blocks(dataset)
    parts = {name: [c.name for c in block] for name, (_, block) in blocks.items()}
    return add_yes_no_columns(dataset, [derived for derived, _ in blocks.values()], parts)


def find_holder_columns(dataset: Dataset) -> tuple[Derived, ...]:
    """Find the yes/no columns of the blocks whose blanks mean "has none"."""
    return tuple(derived for derived, _ in _find_holder_blocks(dataset).values())


def _find_holder_blocks(dataset: Dataset) -> dict[str, tuple[Derived, list[Column]]]:
    """Find the blocks, each by the name of its yes/no column."""
    found: dict[str, tuple[Derived, list[Column]]] = {}
    for block in _list_blank_blocks(dataset):
        named = [c for c in block if _can_be_held(dataset, c)]
        if not named or not all(c.quantity in (*_NAMES, *_ITS_TERMS) for c in block):
            continue
        first = min(named, key=lambda c: list(_NAMES).index(c.quantity))
        name = f"has {_NAMES[first.quantity]}"
        if name in found or name in dataset.table.columns:
            name = f"{name} ({first.name})"
        found[name] = Derived(column=name, formula="held", above=first.name, below=""), block
    return found


def add_yes_no_columns(
    dataset: Dataset, held: Sequence[Derived], blocks: Mapping[str, Sequence[str]] | None = None
) -> Dataset:
    """Add the columns: 1 where the figure is there, 0 where it is blank; never blank.

    `blocks` names all columns of each block, by the column that is added; a model knows one.
    """
    table, columns = dataset.table, list(dataset.columns)
    for derived in held:
        value = pl.col(derived.above).is_not_null().cast(pl.Float64)
        table = table.with_columns(value.alias(derived.column))
        block = (blocks or {}).get(derived.column, ())
        parts = [derived.above, *(name for name in block if name != derived.above)]
        columns.append(
            Column(
                name=derived.column,
                original=derived.column,
                role="feature",
                kind="number",
                unit="share",
                reason=say(
                    "1 where {columns} are there, 0 where they are blank",
                    columns=Names(tuple(parts), most=len(parts)),
                ),
                reason_code="held",
                parts=tuple(ColumnPart(column=name) for name in parts),
                derived=True,
            )
        )
    return replace(dataset, table=table, columns=tuple(columns))


def count_blanks_as_none(dataset: Dataset, settings: PrepareSettings) -> Dataset:
    """Return the dataset with 0 for blank amounts of a block, once the bank says so.

    Limits on what somebody owes rest on it: as long as `blanks` is not set to "none", a blank
    amount stays unknown.
    """
    if settings.blanks != "none":
        return dataset
    parts = {p.column for c in dataset.columns if c.reason_code == "held" for p in c.parts}
    amounts = [c.name for c in dataset.columns if c.name in parts and c.unit in MONEY]
    return replace(dataset, table=dataset.table.with_columns(pl.col(amounts).fill_null(0.0)))


def find_clustered_holders(dataset: Dataset) -> tuple[Derived, ...]:
    """Return the formulas of the yes/no columns that are features, for the recipe."""
    return tuple(
        Derived(column=c.name, formula="held", above=c.parts[0].column, below="")
        for c in dataset.features
        if c.reason_code == "held"
    )


def _list_blank_blocks(dataset: Dataset) -> list[list[Column]]:
    """List columns of figures that are blank in the same rows, two at least, in file order."""
    figures = [c for c in dataset.select_by_role(*_USED) if c.kind == "number" and not c.derived]
    alike: dict[int, list[list[Column]]] = {}
    for column in figures:
        if not _has_enough_on_both_sides(column, dataset.rows):
            continue
        known = dataset.table[column.name].is_null()
        for block in alike.setdefault(column.missing, []):
            if bool((dataset.table[block[0].name].is_null() == known).all()):
                block.append(column)
                break
        else:
            alike[column.missing].append([column])
    blocks = [block for found in alike.values() for block in found]
    most = len(figures) - _FEWEST_OTHERS
    return [block for block in blocks if 2 <= len(block) <= most]


def _has_enough_on_both_sides(column: Column, rows: int) -> bool:
    fewest = max(_FEWEST, _LEAST * rows)
    return fewest <= column.missing <= rows - fewest


def _can_be_held(dataset: Dataset, column: Column) -> bool:
    """Tell an amount that nobody has none of: blanks are what says so."""
    measured = column.measure.quantity
    if measured.value not in _NAMES or not measured.acts:
        return False
    return not bool((dataset.table[column.name] == 0).any())
