"""How is a category clustered on?

Dataset in; the dataset with columns made of the levels of each category that is a feature, out. A
column per level is 1 for the customers who have it and 0 for the others, so that the mean of a
segment is the share of its customers with this level. Levels that few customers have become one
column together. Of two levels one column says everything. Levels that stand in an order become
their place in it.

A blank stays blank in each of these columns, unless a fifth of the customers or more have none, or
it stands among what customers use, hold or answer, and is not rare there: who has no savings
account has no level of savings. Then it is a level, not known. It stays blank, too, for a level
that nobody had when the columns were made, unless rare ones were put together: it counts to these.
`Recipe` fills blanks with the shares of the levels, with which they speak for no segment; `prepare`
sees to it that the columns of one category together vary as much as one column of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import polars as pl

from finseg.document.said import ColumnName, Count, Said, say
from finseg.records.dataset import Column, ColumnPart, Dataset, ReasonCode
from finseg.records.recipe import LEVEL_FORMULAS, Derived, Formula
from finseg.settings import PrepareSettings
from finseg.vocabulary.yes_no import says_yes

FEWEST = 11  # customers with a level that has a column of its own: fewer would be named by it
MOST_NAMED = 1_000  # rare levels that are remembered, to tell them from new ones
_ORDERED = 3  # levels from which on an order says more than yes or no
_PLACED = 0.9  # of the values that must have a place in the order
_MANY_BLANKS = 0.2  # of the customers, from which on a blank says something by itself
NOT_KNOWN = "not known"  # the level that blanks are then


def add_level_columns(dataset: Dataset, settings: PrepareSettings) -> Dataset:
    """Return the dataset with the columns that its categories are clustered on by.

    A category without two levels that enough customers have gets none. O(n) per level.
    """
    derived: list[Derived] = []
    taken = set(dataset.table.columns)
    for column in dataset.categories:
        counts = count_levels(dataset, column.name)
        blanks = dataset.rows - sum(counts.values())
        least = _MANY_BLANKS * dataset.rows
        if column.reason_code == "used":
            least = max(FEWEST, settings.rare_levels * dataset.rows)
        if counts and blanks >= least:
            counts[NOT_KNOWN] = counts.get(NOT_KNOWN, 0) + blanks
        own = _choose_formulas(column, counts, settings.rare_levels)
        derived += [replace(d, column=_find_free_name(d.column, taken)) for d in own]
    return make_level_columns(dataset, derived)


def count_levels(dataset: Dataset, name: str) -> dict[str, int]:
    """Count the customers of each level of a category, the most common level first."""
    counts = Counter(_read_levels(dataset, name).drop_nulls().to_list())
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _read_levels(dataset: Dataset, name: str) -> pl.Series:
    """Return the levels as they are compared, here and when scoring: without blanks around."""
    return dataset.table[name].cast(pl.String).str.strip_chars()


def _find_free_name(name: str, taken: set[str]) -> str:
    free = name
    while free in taken:
        free = f"{free} (made)"
    taken.add(free)
    return free


def _choose_formulas(column: Column, counts: Mapping[str, int], rare: float) -> Iterator[Derived]:
    """Choose the columns of one category: a rank, one for two levels, or one per level."""
    present = sum(counts.values())
    placed = [level for level in column.order if level in counts]
    ordered = len(placed) >= _ORDERED and NOT_KNOWN not in counts
    if ordered and sum(counts[level] for level in placed) >= _PLACED * present:
        yield _make_formula(column, "rank", f"{column.name} (place)", placed)
        return
    kept, pooled = split_rare_levels(counts, rare)
    if len(kept) + bool(pooled) < 2:
        return
    if len(kept) == 2 and not pooled:
        told, rest = _order_pair(kept)
        yield _make_formula(column, "level", f"{column.name}: {told}", [told], [rest])
        return
    if len(kept) == 1:  # against all others
        yield _make_formula(column, "other levels", f"{column.name}: not {kept[0]}", pooled, kept)
        return
    for level in kept:
        yield _make_formula(column, "level", f"{column.name}: {level}", [level])
    if pooled:
        yield _make_formula(column, "other levels", f"{column.name}: other", pooled)


def split_rare_levels(counts: Mapping[str, int], rare: float) -> tuple[list[str], list[str]]:
    """Split levels into those with a column of their own, and rare ones.

    One rare level alone is kept if enough customers have it.
    """
    limit = max(FEWEST, rare * sum(counts.values()))
    kept = [level for level, customers in counts.items() if customers >= limit]
    pooled = [level for level in counts if level not in set(kept)]
    if len(pooled) == 1 and counts[pooled[0]] >= FEWEST:
        return [*kept, *pooled], []
    return kept, pooled


def _order_pair(levels: Sequence[str]) -> tuple[str, str]:
    """Return which of two levels a column stands for: "yes", or the less common one."""
    common, other = levels
    return (common, other) if says_yes(common) and not says_yes(other) else (other, common)


def _make_formula(
    column: Column,
    formula: Formula,
    name: str,
    levels: Sequence[str],
    rest: Sequence[str] = (),
) -> Derived:
    return Derived(
        column=name,
        formula=formula,
        above=column.name,
        below="",
        levels=tuple(levels[:MOST_NAMED]),
        rest=tuple(rest[:MOST_NAMED]),
    )


def find_clustered_levels(dataset: Dataset) -> tuple[Derived, ...]:
    """Return the formulas of the columns made of levels that are features, for the recipe."""
    return tuple(
        Derived(
            column=c.name,
            formula=cast("Formula", c.reason_code),
            above=c.category,
            below="",
            levels=c.levels,
            rest=c.rest,
        )
        for c in dataset.features
        if c.category
    )


def make_level_columns(dataset: Dataset, derived: Iterable[Derived]) -> Dataset:
    """Add the columns, row by row, whatever the other rows are."""
    table, columns = dataset.table, list(dataset.columns)
    for source, own in _group_by_category(derived).items():
        levels = _read_levels(dataset, source)
        if any(NOT_KNOWN in (*d.levels, *d.rest) for d in own):
            levels = levels.fill_null(NOT_KNOWN)
        new = _find_new_levels(levels, own)
        for formula in own:
            values = _make_values(levels, new, formula, own)
            table = table.with_columns(values.alias(formula.column))
            columns.append(_describe_column(formula, values.null_count()))
    return replace(dataset, table=table, columns=tuple(columns))


def find_new_levels(dataset: Dataset, derived: Iterable[Derived]) -> dict[str, pl.Series]:
    """Find per category which customers have a level that nobody had when the model was made.

    Only of categories where somebody has one.
    """
    found = {
        source: _find_new_levels(_read_levels(dataset, source), own)
        for source, own in _group_by_category(derived).items()
    }
    return {source: new for source, new in found.items() if new.any()}


def _group_by_category(derived: Iterable[Derived]) -> dict[str, list[Derived]]:
    groups: dict[str, list[Derived]] = {}
    for formula in derived:
        if formula.formula in LEVEL_FORMULAS:
            groups.setdefault(formula.above, []).append(formula)
    return groups


def _find_new_levels(levels: pl.Series, own: Sequence[Derived]) -> pl.Series:
    """Tell the values that are no level the formulas know of; of too many levels nothing is new."""
    if any(len(names) >= MOST_NAMED for d in own for names in (d.levels, d.rest)):
        return pl.Series([False]).new_from_index(0, len(levels))
    known = {level for d in own for level in (*d.levels, *d.rest)}
    return levels.is_not_null() & ~levels.is_in(sorted(known))


def _make_values(
    levels: pl.Series, new: pl.Series, formula: Derived, own: Sequence[Derived]
) -> pl.Series:
    if formula.formula == "rank":
        places = {level: float(place) for place, level in enumerate(formula.levels, 1)}
        return levels.replace_strict(places, default=None, return_dtype=pl.Float64)
    pools = any(d.formula == "other levels" for d in own)
    if formula.formula == "other levels":
        named = sorted({*formula.rest, *(x for d in own if d is not formula for x in d.levels)})
        return (~levels.is_in(named)).cast(pl.Float64)
    values = levels.is_in(list(formula.levels)).cast(pl.Float64)
    return values if pools else values.set(new, None)


def _describe_column(formula: Derived, missing: int) -> Column:
    return Column(
        name=formula.column,
        original=formula.column,
        role="feature",
        kind="number",
        unit="none" if formula.formula == "rank" else "yes or no",
        reason=_say_formula(formula),
        reason_code=cast("ReasonCode", formula.formula),
        confidence="high",
        parts=(ColumnPart(column=formula.above),),
        levels=formula.levels,
        rest=formula.rest,
        derived=True,
        missing=missing,
    )


def _say_formula(formula: Derived) -> Said:
    category = ColumnName(formula.above)
    match formula.formula:
        case "rank":
            places = Count(len(formula.levels))
            return say("the place, from 1 to {n}, of {c} in its order", n=places, c=category)
        case "level":
            level = ColumnName(formula.levels[0])
            return say("1 where {c} is {level}, else 0", c=category, level=level)
        case _:
            pooled = Count(len(formula.levels), "level")
            return say("1 where {c} is one of {n} that few have, else 0", c=category, n=pooled)
