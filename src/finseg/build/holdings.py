"""What do a customer's accounts, products or household members say about the customer?

Rows without any order in time in; how many there are, sums or means of their figures, and which
kinds there are out, each with its definition.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.build.made import Made, make_of_figure
from finseg.build.sums import name_level, name_sum
from finseg.document.said import ColumnName, say
from finseg.records.building import BuildRecipe


def make_holding_columns(recipe: BuildRecipe) -> Iterator[Made]:
    """Give the columns that are made of accounts, products or members."""
    yield Made(
        name=f"number of {recipe.nouns}",
        value=pl.col("rows").cast(pl.Float64),
        definition=say("how many {nouns} there are", nouns=recipe.nouns),
        role="feature",
        unit="count",
        quantity="count",
        direction="neither" if recipe.kind == "customer" else "more is better",
    )
    for place, figure in enumerate(recipe.figures):
        of = ColumnName(figure.column)
        if figure.adds_up:
            yield make_of_figure(
                figure,
                f"total {figure.column}",
                pl.col(name_sum(place, "total")),
                say("sum of {of} over the {nouns}", of=of, nouns=recipe.nouns),
                role="feature",
                adds_up=True,
            )
            continue
        mean = pl.col(name_sum(place, "bought")) / pl.col(name_sum(place, "count"))
        yield make_of_figure(
            figure,
            f"mean {figure.column}",
            mean.fill_nan(None),
            say("mean of {of} over the {nouns}", of=of, nouns=recipe.nouns),
            role="feature",
            adds_up=False,
        )
    for i, column in enumerate(recipe.levels):
        of = ColumnName(column.column)
        for j, level in enumerate(column.levels):
            there = pl.col(name_level(i, j))
            yield Made(
                name=f"has {column.column} {level}",
                value=pl.when(there > 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
                definition=say("whether {level} stands in {of} for any", level=level, of=of),
                kind="category",
            )
