"""What do a customer's orders say about the customer?

Recipe in; one `Made` per column out, with its definition: recency, frequency, money, tenure, time
between orders, trend, months active, refunds, and shares of common categories.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.build.made import Made, make_of_figure, make_row_count
from finseg.build.sums import Until, divide_sum_by_count, name_level, name_sum
from finseg.document.said import ColumnName, say
from finseg.records.building import BuildRecipe, Figure

_DAY = 86_400  # seconds
_DAYS_PER_MONTH = 30.436875  # of the Gregorian calendar: 365.2425 / 12


def make_event_columns(recipe: BuildRecipe, until: Until | None) -> Iterator[Made]:
    """Give the columns that are made of events; those of time only where there is a day."""
    if until is not None:
        yield _make_recency(recipe, until)
    apart = "; refunds are counted apart" if recipe.refunds else ""
    yield make_row_count(recipe, pl.col("events"), apart=apart)
    for place, figure in enumerate(recipe.figures):
        yield from _make_amounts(recipe, place, figure)
        if recipe.refunds and figure.adds_up:
            yield from _make_refunds(recipe, place, figure)
        if until is not None and figure.adds_up:
            yield _make_trend(place, figure)
    if until is not None:
        yield from _make_rhythm(recipe, until)
    yield from _make_levels(recipe)


def _make_recency(recipe: BuildRecipe, until: Until) -> Made:
    last = pl.coalesce("last bought", "last")
    return Made(
        name=f"days since last {recipe.noun}",
        value=_count_full_days(last, until),
        definition=say(
            "full days from the last {noun} to the as-of date{refunds}",
            noun=recipe.noun,
            refunds="; from the last refund, where there is nothing else" if recipe.refunds else "",
        ),
        role="feature",
        unit="days",
        quantity="recency",
        direction="more is worse",
    )


def _make_amounts(recipe: BuildRecipe, place: int, figure: Figure) -> Iterator[Made]:
    of, noun = ColumnName(figure.column), recipe.noun
    if figure.adds_up:
        net = "; refunds are taken off" if recipe.refunds else ""
        yield make_of_figure(
            figure,
            f"total {figure.column}",
            pl.col(name_sum(place, "total")),
            say("sum of {of} over the {nouns}{net}", of=of, nouns=recipe.nouns, net=net),
            role="feature",
            adds_up=True,
        )
    yield make_of_figure(
        figure,
        f"mean {figure.column}",
        divide_sum_by_count(place),
        say("mean of {of} per {noun}", of=of, noun=noun),
        role="descriptor" if figure.adds_up else "feature",
        adds_up=False,
    )
    yield make_of_figure(
        figure,
        f"median {figure.column}",
        pl.col(name_sum(place, "median")),
        say("median of {of} per {noun}", of=of, noun=noun),
        adds_up=False,
    )


def _make_refunds(recipe: BuildRecipe, place: int, figure: Figure) -> Iterator[Made]:
    of = ColumnName(figure.column)
    yield Made(
        name=f"number of refunds ({figure.column})",
        value=pl.col(name_sum(place, "refunds")).cast(pl.Float64),
        definition=say("how many {nouns} have {of} below 0", nouns=recipe.nouns, of=of),
        unit="count",
        quantity="count",
        direction="more is worse",
    )
    yield Made(
        name=f"refunded {figure.column}",
        value=pl.col(name_sum(place, "refunded")).abs(),
        definition=say("sum of {of} below 0, without its sign", of=of),
        unit=figure.unit,
        direction="more is worse",
    )


def _make_trend(place: int, figure: Figure) -> Made:
    size, later = pl.col(name_sum(place, "size")), pl.col(name_sum(place, "later"))
    return Made(
        name=f"trend of {figure.column}",
        adds_up=False,
        value=pl.when(size > 0).then((2 * later - size) / size),
        definition=say(
            "{of} in the later half of the time less that in the earlier half, as a share of both: "
            "−1 is all earlier, 1 all later",
            of=ColumnName(figure.column),
        ),
        direction=figure.direction,
    )


def _make_rhythm(recipe: BuildRecipe, until: Until) -> Iterator[Made]:
    first, last, events = pl.col("first"), pl.col("last"), pl.col("rows")
    yield Made(
        name=f"days since first {recipe.noun}",
        value=_count_full_days(first, until),
        definition=say("full days from the first {noun} to the as-of date", noun=recipe.noun),
        unit="days",
        quantity="tenure",
        direction="more is better",
    )
    yield Made(
        name=f"mean days between {recipe.nouns}",
        value=pl.when(events > 1).then((last - first) / _DAY / (events.cast(pl.Float64) - 1)),
        definition=say(
            "days from the first {noun} to the last, by the steps between; none where there is one",
            noun=recipe.noun,
        ),
        unit="days",
        quantity="duration",
        direction="more is worse",
    )
    months = (until.moment - first) / _DAY / _DAYS_PER_MONTH
    yield Made(
        name="share of months active",
        value=(pl.col("months") / (months.floor() + 1)).clip(0.0, 1.0),
        definition=say(
            "calendar months with {nouns}, of the months since the first", nouns=recipe.nouns
        ),
        unit="share",
        quantity="frequency",
        direction="more is better",
    )


def _make_levels(recipe: BuildRecipe) -> Iterator[Made]:
    apart = "; refunds are left out" if recipe.refunds else ""
    for i, column in enumerate(recipe.levels):
        of = ColumnName(column.column)
        for j, level in enumerate(column.levels):
            count = pl.col(name_level(i, j))
            yield Made(
                name=f"number of {recipe.nouns}: {column.column} {level}",
                value=count.cast(pl.Float64),
                definition=say(
                    "how many rows have {level} in {of}{apart}", level=level, of=of, apart=apart
                ),
                unit="count",
                direction="neither",
            )
            yield Made(
                name=f"share of {recipe.nouns}: {column.column} {level}",
                value=pl.when(pl.col("lines") > 0).then(count / pl.col("lines")),
                definition=say(
                    "share of the rows with {level} in {of}{apart}", level=level, of=of, apart=apart
                ),
                unit="share",
                direction="neither",
            )


def _count_full_days(moment: pl.Expr, until: Until) -> pl.Expr:
    return ((until.moment - moment) // _DAY).cast(pl.Float64)
