"""What do the rows of one customer add up to?

The rows that are used in; one row per customer out, with sums, counts, first and last days under
short names from which the columns are made. Amounts with up to four decimals are added as whole
numbers, so that the order of the rows changes nothing; others are put in order first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.records.building import BuildRecipe

ID, DAY, MOMENT, ORDER, PERIOD = "#id", "#day", "#moment", "#order", "#period"
_LATER, _MONTH, _BOUGHT, _ROWS = "#later", "#month", "#bought", "#rows"
_MOST_DECIMALS = 4
_LARGEST = 2.0**53  # sums beyond are not whole numbers any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Up to when is counted: a day, and the second in it, both counted from 1970."""

    day: int
    moment: int


def name_sum(place: int, what: str) -> str:
    """Return the name of one sum over a figure: `figure 0 total`."""
    return f"figure {place} {what}"


def divide_sum_by_count(place: int) -> pl.Expr:
    """Return the mean of a figure over a customer's rows; blank where there is none."""
    mean = pl.col(name_sum(place, "bought")) / pl.col(name_sum(place, "count"))
    return mean.fill_nan(None)


def name_level(column: int, level: int) -> str:
    """Return the name of the count of a level."""
    return f"level {column} {level}"


def sum_events(rows: pl.DataFrame, recipe: BuildRecipe, until: Until | None) -> pl.DataFrame:
    """Add up the events of each customer.

    Parameters
    ----------
    rows : pl.DataFrame
        The customer in `ID`, the day and the second in `DAY` and `MOMENT`, the number of the order
        in `ORDER` if it has one, and the columns that the recipe names.
    recipe : BuildRecipe
        Which columns are what.
    until : Until, optional
        Up to when is counted; None where rows have no day.

    """
    rows, scales = _prepare_rows(rows, recipe, until)
    if recipe.number:
        rows = _merge_order_lines(rows, recipe)
    rows = _mark_refunds(rows, recipe, until)
    wanted = [
        pl.len().alias("rows"),
        pl.col(_BOUGHT).sum().alias("events"),
        pl.col(_ROWS).sum().alias("lines"),
    ]
    for place, figure in enumerate(recipe.figures):
        own, bought = pl.col(figure.column), pl.col(f"#bought {place}")
        wanted += [
            own.sum().alias(name_sum(place, "total")),
            bought.sum().alias(name_sum(place, "bought")),
            bought.count().alias(name_sum(place, "count")),
            bought.median().alias(name_sum(place, "median")),
        ]
        if recipe.refunds:
            below = pl.col(f"#below {place}")
            wanted += [
                below.count().alias(name_sum(place, "refunds")),
                below.sum().alias(name_sum(place, "refunded")),
            ]
        if until is not None:
            wanted += [
                own.abs().sum().alias(name_sum(place, "size")),
                pl.col(f"#later {place}").sum().alias(name_sum(place, "later")),
            ]
    if until is not None:
        wanted += [
            pl.col("#bought moment").max().alias("last bought"),
            pl.col(MOMENT).max().alias("last"),
            pl.col(MOMENT).min().alias("first"),
        ]
    for i, column in enumerate(recipe.levels):
        for j, _ in enumerate(column.levels):
            wanted.append(pl.col(name_level(i, j)).sum())
    summed = rows.group_by(ID).agg(wanted)
    if until is not None:
        months = rows.select(ID, pl.col(DAY).cast(pl.Date).dt.truncate("1mo").alias(_MONTH))
        active = months.unique().group_by(ID).agg(pl.len().alias("months"))
        summed = summed.join(active, on=ID, how="left", maintain_order="left")
    return _scale_back(summed, scales).sort(ID)


def _prepare_rows(
    rows: pl.DataFrame, recipe: BuildRecipe, until: Until | None
) -> tuple[pl.DataFrame, list[float]]:
    """Write amounts as whole numbers where that is exact, and count levels."""
    scales = [_find_scale(rows[figure.column]) for figure in recipe.figures]
    exact = [
        (pl.col(figure.column) * scale).round().cast(pl.Int64)
        for figure, scale in zip(recipe.figures, scales, strict=True)
        if scale
    ]
    levels = [
        (pl.col(column.column) == level)
        .fill_null(value=False)
        .cast(pl.UInt32)
        .alias(name_level(i, j))
        for i, column in enumerate(recipe.levels)
        for j, level in enumerate(column.levels)
    ]
    rows = rows.with_columns(*exact, *levels, pl.lit(1, pl.UInt32).alias(_ROWS))
    if not all(scales):
        order = [ID, *([MOMENT] if until is not None else []), *(f.column for f in recipe.figures)]
        rows = rows.sort(order)
    return rows, scales


def _find_scale(values: pl.Series) -> float:
    """Return the power of ten by which all values become whole numbers; 0 where none does."""
    amounts = values.drop_nulls().to_numpy()
    bound = float(np.abs(amounts).max(initial=0.0)) * len(amounts)
    for decimals in range(_MOST_DECIMALS + 1):
        scale = 10.0**decimals
        if bound * scale >= _LARGEST:
            break
        if (np.round(amounts * scale) / scale == amounts).all():
            return scale
    return 0.0


def _merge_order_lines(rows: pl.DataFrame, recipe: BuildRecipe) -> pl.DataFrame:
    """Make one row of the lines of one order."""
    figures = [pl.col(f.column).sum() for f in recipe.figures]
    levels = [
        pl.col(name_level(i, j)).sum()
        for i, column in enumerate(recipe.levels)
        for j, _ in enumerate(column.levels)
    ]
    day = [pl.col(DAY, MOMENT).min()] if DAY in rows.columns else []
    merged = rows.group_by(ID, ORDER).agg(*day, *figures, *levels, pl.col(_ROWS).sum())
    return merged.sort(ID, ORDER)


def _mark_refunds(rows: pl.DataFrame, recipe: BuildRecipe, until: Until | None) -> pl.DataFrame:
    """Tell what was bought from what was given back, and what was early from what was late."""
    bought = pl.lit(value=True)
    money = [figure.column for figure in recipe.figures if figure.adds_up]
    if recipe.refunds and money:
        bought = (pl.col(money[0]) >= 0).fill_null(value=True)
    marks = [bought.cast(pl.UInt32).alias(_BOUGHT)]
    counts = [name_level(i, j) for i, c in enumerate(recipe.levels) for j in range(len(c.levels))]
    marks += [pl.col(name) * bought.cast(pl.UInt32) for name in (*counts, _ROWS)]
    for place, figure in enumerate(recipe.figures):
        own = pl.col(figure.column)
        marks.append(pl.when(bought).then(own).alias(f"#bought {place}"))
        if recipe.refunds:
            marks.append(pl.when(own < 0).then(own).alias(f"#below {place}"))
        if until is not None:
            later = pl.col(DAY) > until.day - recipe.days / 2
            marks.append(pl.when(later).then(own.abs()).alias(f"#later {place}"))
    if until is not None:
        marks.append(pl.when(bought).then(pl.col(MOMENT)).alias("#bought moment"))
    return rows.with_columns(marks)


def _scale_back(summed: pl.DataFrame, scales: list[float]) -> pl.DataFrame:
    amounts = ("total", "bought", "median", "refunded", "size", "later")
    back = [
        _divide_exactly(summed[name], scale or 1.0)
        for place, scale in enumerate(scales)
        for what in amounts
        if (name := name_sum(place, what)) in summed.columns
    ]
    return summed.with_columns(back)


def _divide_exactly(values: pl.Series, scale: float) -> pl.Series:
    """Divide as Python does; polars multiplies by 1 / scale, so that 3 / 10 is not 0.3."""
    divided = pl.Series(values.name, values.cast(pl.Float64).to_numpy() / scale)
    return divided.fill_nan(None)
