"""What does the usual grid of recency and frequency make of the customers?

Customers built of events in; out come the same with their RFM code (555 is the best) and the usual
named segment. It is not clustered on: the study compares its own segments with it.

Each figure is scored in fifths over all customers, independently of the others, and equal figures
score equal, as the thresholds of R's package `rfm` do it: a sorted list that is cut into five equal
parts would give two customers with one order each a 1 and a 3. Miglautsch, Thoughts on RFM scoring,
Journal of Database Marketing 8 (2000), weighs the ways against each other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from finseg.document.said import ColumnName, Said, say
from finseg.maths.arrays import Bools, Floats, Ints
from finseg.maths.quintiles import FIFTHS, score_fifths
from finseg.records.building import Built
from finseg.records.dataset import Column, Dataset, Kind, Role

CODE, NAMED = "RFM code", "RFM segment"

# The usual grid: recency scores, frequency scores, name; the first that fits.
_GRID: tuple[tuple[str, str, str], ...] = (
    ("5", "45", "Champions"),
    ("34", "45", "Loyal customers"),
    ("45", "23", "Potential loyalists"),
    ("5", "1", "New customers"),
    ("4", "1", "Promising"),
    ("3", "3", "Need attention"),
    ("3", "12", "About to sleep"),
    ("12", "5", "Can't lose them"),
    ("12", "34", "At risk"),
    ("12", "12", "Hibernating"),
)


def add_rfm(dataset: Dataset, built: Built) -> tuple[Dataset, Built]:
    """Add the RFM code and the named segment, where there are recency, frequency and money."""
    recipe = built.recipe
    money = next((f"total {f.column}" for f in recipe.figures if f.adds_up and f.money), "")
    names = (f"days since last {recipe.noun}", f"number of {recipe.nouns}", money)
    if recipe.kind != "event" or not set(names) <= set(dataset.table.columns):
        return dataset, built
    recent, often, much = (_get_figures(dataset, name) for name in names)
    some = often > 0  # who has only refunds never bought anything, and has no name
    recent, often, much = (figures[some] for figures in (recent, often, much))
    scores = (1 + FIFTHS - score_fifths(recent), score_fifths(often), score_fifths(much))
    codes = ["".join(map(str, own)) for own in zip(*scores, strict=True)]
    made = (
        _place_where(CODE, codes, some),
        _place_where(NAMED, name_scores(scores[0], scores[1]), some),
    )
    if {CODE, NAMED} & set(dataset.table.columns):
        return dataset, built
    code = say(
        "scores from 1 to 5 of {recency}, {frequency} and {money}: fifths of all customers{some}, "
        "equal figures score equal",
        some=say(" with {nouns}", nouns=recipe.nouns) if recipe.refunds else "",
        recency=ColumnName(names[0]),
        frequency=ColumnName(names[1]),
        money=ColumnName(names[2]),
    )
    named = say("the usual names of the first two figures of {code}", code=ColumnName(CODE))
    columns = (
        _describe(CODE, "ignore", "text", code, made[0].null_count()),
        _describe(NAMED, "existing", "category", named, made[1].null_count()),
    )
    table = dataset.table.with_columns(made)
    return (
        replace(dataset, table=table, columns=(*dataset.columns, *columns)),
        replace(built, table=built.table.with_columns(made), columns=(*built.columns, *columns)),
    )


def _place_where(name: str, values: list[str], some: Bools) -> pl.Series:
    """Give the customers marked in `some` their values in order, and others none."""
    own = iter(values)
    return pl.Series(name, [next(own) if has else None for has in some.tolist()], pl.String)


def name_scores(recency: Ints, frequency: Ints) -> list[str]:
    """Return the usual name for each pair of scores."""
    names = {(int(r), int(f)): name for rs, fs, name in reversed(_GRID) for r in rs for f in fs}
    return [names[pair] for pair in zip(recency.tolist(), frequency.tolist(), strict=True)]


def _get_figures(dataset: Dataset, name: str) -> Floats:
    return np.asarray(dataset.table[name].to_numpy(), dtype=np.float64)


def _describe(name: str, role: Role, kind: Kind, reason: Said, missing: int) -> Column:
    return Column(
        name=name, original=name, role=role, kind=kind, unit="none", reason=reason,
        given=True, confidence="given", missing=missing,
    )  # fmt: skip
