"""What do a customer's accounts, products or household members say about the customer?

Rows without any order in time in; how many there are, sums or means of their figures, and which
kinds there are out, each with its definition.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.build.made import Made, make_of_figure, make_row_count
from finseg.build.sums import divide_sum_by_count, name_level, name_sum
from finseg.document.said import ColumnName, say
from finseg.records.building import BuildRecipe
from finseg.records.measure import Direction


def make_holding_columns(recipe: BuildRecipe) -> Iterator[Made]:
    """Give the columns that are made of accounts, products or members."""
    members = recipe.kind == "customer"
    direction: Direction = "neither" if members else "more is better"
    yield make_row_count(recipe, pl.col("rows"), direction=direction)
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
        yield make_of_figure(
            figure,
            f"mean {figure.column}",
            divide_sum_by_count(place),
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
