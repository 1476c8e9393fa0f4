"""What do a customer's months say about the customer?

Rows with one period each in; the last value, the mean, the trend and the volatility of each figure
out, each with its definition.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.build.made import Made, make_of_figure, make_row_count
from finseg.build.sums import ID, PERIOD, name_sum
from finseg.document.said import ColumnName, say
from finseg.records.building import BuildRecipe


def sum_months(rows: pl.DataFrame, recipe: BuildRecipe) -> pl.DataFrame:
    """Sum up the periods of each customer, in their order."""
    rows = rows.sort([ID, PERIOD, *(f.column for f in recipe.figures)])
    rows = rows.with_columns(
        (2 * pl.int_range(pl.len()).over(ID) >= pl.len().over(ID)).alias("#later")
    )
    later, wanted = pl.col("#later"), [pl.len().alias("rows")]
    for place, figure in enumerate(recipe.figures):
        own = pl.col(figure.column)
        wanted += [
            own.drop_nulls().last().alias(name_sum(place, "last")),
            own.mean().alias(name_sum(place, "mean")),
            own.std().alias(name_sum(place, "deviation")),
            (own.filter(later).mean() - own.filter(~later).mean()).alias(name_sum(place, "trend")),
        ]
    return rows.group_by(ID, maintain_order=True).agg(wanted).sort(ID)


def make_month_columns(recipe: BuildRecipe) -> Iterator[Made]:
    """Give the columns that are made of months."""
    yield make_row_count(recipe, pl.col("rows"), role="descriptor", direction="neither")
    for place, figure in enumerate(recipe.figures):
        of, noun = ColumnName(figure.column), recipe.noun
        yield make_of_figure(
            figure,
            f"mean {figure.column}",
            pl.col(name_sum(place, "mean")),
            say("mean of {of} over the {nouns}", of=of, nouns=recipe.nouns),
            role="feature",
            adds_up=False,
        )
        yield make_of_figure(
            figure,
            f"last {figure.column}",
            pl.col(name_sum(place, "last")),
            say("{of} in the last {noun}", of=of, noun=noun),
            adds_up=figure.adds_up,
        )
        yield Made(
            name=f"trend of {figure.column}",
            adds_up=False,
            value=pl.col(name_sum(place, "trend")),
            definition=say(
                "mean of {of} in the later half of the {nouns} less that in the earlier half",
                of=of,
                nouns=recipe.nouns,
            ),
            direction=figure.direction,
        )
        yield Made(
            name=f"volatility of {figure.column}",
            adds_up=False,
            value=pl.col(name_sum(place, "deviation")),
            definition=say("standard deviation of {of} from {noun} to {noun}", of=of, noun=noun),
            direction="neither",
        )
