"""Which rows can customers be built of, and which have to be left out?

A table that was read in; the rows with their customer, day and figures out, and the same table with
what was left out among its rejects, each with its reason. Nothing is lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from finseg.build.sums import DAY, ID, MOMENT, ORDER, PERIOD, Until
from finseg.document.said import Text, say
from finseg.errors import WrongColumnsError
from finseg.read.raw import format_plain_numbers
from finseg.records.building import BuildRecipe
from finseg.records.dataset import Dataset, Reject, RejectKind, Role
from finseg.understand.dates import find_latest_date, parse_dates
from finseg.understand.masking import mask_source_rows
from finseg.vocabulary.date_shapes import TIME_OF_DAY

_SECONDS = 86_400  # of a day
_CLOCK = r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([AaPp])?"
_EPOCH = date(1970, 1, 1)
_LONELY = 366  # days between the last event and the one before it, from which on it is doubtful
_UNREADABLE = 0.5  # share of the dates from which on a column is another than the model knew


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedRows:
    """The rows that count, and up to which day."""

    rows: pl.DataFrame
    dataset: Dataset  # the same rows as they were read, with the rejects
    as_of: date | None = None
    until: Until | None = None
    reason: Text = ""
    alone: bool = False
    copies: int = 0
    same: int = 0
    owners: int  # different customers, before any row was left out
    future: int = 0  # rows dated after today


def use_rows(
    dataset: Dataset,
    recipe: BuildRecipe,
    as_of: str = "",
    today: date | None = None,
    until: Until | None = None,
) -> UsedRows:
    """Leave out the rows without a customer or a day, and those that are not asked for.

    `until` is the moment up to which is counted, where these are not all rows.
    """
    owners = dataset.table[recipe.per].drop_nulls().n_unique()
    dataset = _call_columns(dataset, recipe)
    dataset = _reject_where(
        dataset,
        dataset.table[recipe.per].is_null(),
        recipe.per,
        "no id",
        "it is not said whose it is",
    )
    days = None
    if recipe.date:
        days = read_days(dataset, recipe)
        missing = days.is_null()
        why = f"no date that can be read, so that the {recipe.noun} cannot be counted"
        dataset = _reject_where(dataset, missing, recipe.date, "no date", why)
        days = days.drop_nulls()
    currency = recipe.currency or recipe.sole_currency
    if currency and recipe.currency_column:
        code = dataset.table[recipe.currency_column]
        other = (code != currency).fill_null(value=bool(recipe.currency))
        days = None if days is None else days.filter(~other)
        why = f"an amount in another currency than {currency}"
        dataset = _reject_where(dataset, other, recipe.currency_column, "another currency", why)
    dataset, days, same = _leave_out_same(dataset, days, recipe)
    dataset, days, copies = _find_copies(dataset, days, recipe)
    if days is None or not recipe.form:
        rows = _take_columns(dataset, recipe, None)
        return UsedRows(rows=rows, dataset=dataset, copies=copies, same=same, owners=owners)
    last, reason, alone = find_as_of(days, recipe, as_of, today)
    future = int((days > today).sum()) if today else 0
    if last is not None:
        dataset, days = _leave_out_of_time(dataset, days, recipe, last)
    seconds = read_times(dataset.table[recipe.date])
    rows = _take_columns(dataset, recipe, days, seconds)
    timed = seconds is not None
    return UsedRows(
        rows=rows,
        dataset=dataset,
        as_of=last,
        until=until or (_find_moment(rows, last, timed=timed) if MOMENT in rows.columns else None),
        reason=reason,
        alone=alone,
        copies=copies,
        same=same,
        future=future,
        owners=owners,
    )


def _leave_out_of_time(
    dataset: Dataset, days: pl.Series, recipe: BuildRecipe, last: date
) -> tuple[Dataset, pl.Series]:
    """Leave out what lies after the as-of date, and what lies before the window."""
    limits = [(days > last, f"after the as-of date {last.isoformat()}")]
    if recipe.window:
        early = days <= last - timedelta(days=recipe.window)
        why = f"{recipe.window} days or more before the as-of date {last.isoformat()}"
        limits.append((early, why))
    outside = pl.Series([False] * len(days), dtype=pl.Boolean)
    for which, why in limits:
        dataset = _reject_where(
            dataset, which.filter(~outside), recipe.date, "outside the time", why
        )
        outside |= which
    return dataset, days.filter(~outside)


def _call_columns(dataset: Dataset, recipe: BuildRecipe) -> Dataset:
    """Take numbers of orders for ids and dates for dates, so that rejects show as little of them.

    Read for a model they would be categories, whose common values are shown.
    """
    roles: dict[str, Role] = {recipe.date: "date", recipe.number: "id", recipe.once: "id"}
    columns = [
        replace(c, role=roles[c.name], kind="text") if c.name in roles else c
        for c in dataset.columns
    ]
    return replace(dataset, columns=tuple(columns))


def _leave_out_same(
    dataset: Dataset, days: pl.Series | None, recipe: BuildRecipe
) -> tuple[Dataset, pl.Series | None, int]:
    """Use equal rows with the same number once, where the number names one row."""
    if recipe.once not in dataset.table.columns:
        return dataset, days, 0
    there = [name for name in recipe.list_columns() if name in dataset.table.columns]
    compared = dataset.table.select(there)
    again = ~compared.hash_rows().is_first_distinct() & compared[recipe.once].is_not_null()
    why = f"a copy of the row with the same `{recipe.once}`, which names one {recipe.noun}"
    dataset = _reject_where(dataset, again, recipe.once, "repeated row", why)
    return dataset, None if days is None else days.filter(~again), int(again.sum())


def _find_copies(
    dataset: Dataset, days: pl.Series | None, recipe: BuildRecipe
) -> tuple[Dataset, pl.Series | None, int]:
    """Count the copies that stay, or leave them out where that is asked for."""
    compared = list(recipe.compared or (c.name for c in dataset.columns))
    copied = ~dataset.table.select(compared).hash_rows().is_first_distinct()
    if not recipe.compared:
        return dataset, days, int(copied.sum())
    why = "a copy of another row in every column"
    dataset = _reject_where(dataset, copied, "", "repeated row", why)
    return dataset, None if days is None else days.filter(~copied), 0


def _find_moment(rows: pl.DataFrame, last: date | None, *, timed: bool) -> Until | None:
    """Find the second up to which is counted: of the last row on the as-of date, else its end."""
    if last is None:
        return None
    day = (last - _EPOCH).days
    within = rows.filter(pl.col(DAY) == day)[MOMENT].max()
    if isinstance(within, int):
        return Until(day=day, moment=within)
    return Until(day=day, moment=(day + 1) * _SECONDS - 1 if timed else day * _SECONDS)


def read_times(text: pl.Series) -> pl.Series | None:
    """Read the seconds since midnight; None where no value has a time of day."""
    clocks = text.cast(pl.String).str.extract(_CLOCK, 0).alias("clock")
    if clocks.null_count() == len(clocks):
        return None
    hour, minute, second, half = (pl.col("clock").str.extract(_CLOCK, i) for i in (1, 2, 3, 4))
    hours, late = hour.cast(pl.Int64), half.str.to_lowercase()
    of_day = pl.when(late == "p").then(hours % 12 + 12).when(late == "a").then(hours % 12)
    seconds = of_day.otherwise(hours) * 3600 + minute.cast(pl.Int64) * 60
    seconds += second.cast(pl.Int64).fill_null(0)
    read = pl.DataFrame({"clock": clocks.unique()}).select("clock", seconds=seconds.fill_null(0))
    return clocks.replace_strict(read["clock"], read["seconds"], return_dtype=pl.Int64).fill_null(0)


def read_days(dataset: Dataset, recipe: BuildRecipe) -> pl.Series:
    """Read the days of a column; periods by name or number stay as they are."""
    text = dataset.table[recipe.date]
    if not recipe.form:
        return text
    bare = text.cast(pl.String).str.strip_chars().str.replace(TIME_OF_DAY, "")
    days = parse_dates(bare, recipe.form)
    present = len(text) - text.null_count()
    unreadable = days.null_count() - text.null_count()
    if unreadable > _UNREADABLE * present:
        raise WrongColumnsError(
            f"most dates in column `{recipe.date}` are not written {recipe.form}",
            where=dataset.source.name,
            fix="give the dates in the format the model was made with",
        )
    return days


def find_as_of(
    days: pl.Series, recipe: BuildRecipe, as_of: str, today: date | None
) -> tuple[date | None, Text, bool]:
    """Find the day up to which is counted, why it is, and whether it lies far behind the others."""
    if as_of:
        return date.fromisoformat(as_of), "as given", False
    past = days.filter(days <= today) if today else days
    if 0 < len(past) < len(days):
        last, _, gap = find_latest_date([(recipe.date, past)])
        reason = say("the day of the last {noun} not after today", noun=recipe.noun)
        return last, reason, gap > _LONELY
    last, _, gap = find_latest_date([(recipe.date, days)])
    return last, say("the day of the last {noun} in the file", noun=recipe.noun), gap > _LONELY


def _take_columns(
    dataset: Dataset, recipe: BuildRecipe, days: pl.Series | None, seconds: pl.Series | None = None
) -> pl.DataFrame:
    """Take what is needed to add up, under the names of `finseg.build.sums`."""
    table = dataset.table
    own = [figure.column for figure in recipe.figures if figure.column in table.columns]
    own += [level.column for level in recipe.levels]
    own += [carried.column for carried in recipe.carried]
    ids = table[recipe.per]
    ids = format_plain_numbers(ids) if ids.dtype.is_numeric() else ids
    columns = [ids.alias(ID), *(table[name] for name in dict.fromkeys(own))]
    if recipe.times:
        quantity, price = (table[name] for name in recipe.times)
        columns.append((quantity * price).alias(recipe.figures[0].column))
    if recipe.number:
        columns.append(table[recipe.number].alias(ORDER))
    if recipe.kind == "month":
        periods = table[recipe.date] if days is None else days
        columns.append(_order_periods(periods).alias(PERIOD))
    elif days is not None:
        day = days.cast(pl.Int32)
        moment = day.cast(pl.Int64) * _SECONDS
        columns += [day.alias(DAY), (moment if seconds is None else moment + seconds).alias(MOMENT)]
    return pl.DataFrame(columns)


def _order_periods(periods: pl.Series) -> pl.Series:
    """Return periods so that they sort as they follow on each other: 2 before 10."""
    if periods.dtype != pl.String:
        return periods
    figures = periods.cast(pl.Float64, strict=False)
    return figures if figures.null_count() == periods.null_count() else periods


def _reject_where(
    dataset: Dataset, which: pl.Series, column: str, kind: RejectKind, reason: str
) -> Dataset:
    rows = which.fill_null(value=False).arg_true().cast(pl.Int64).to_numpy()
    if not len(rows):
        return dataset
    shown = mask_source_rows(dataset, dataset.locate_rows(rows.tolist()))
    rejects = [
        Reject(
            line=int(dataset.lines[row]),
            file=dataset.find_file_name(row),
            column=column,
            kind=kind,
            reason=reason,
            raw=text,
        )
        for row, text in zip(rows.tolist(), shown, strict=True)
    ]
    return dataset.reject_rows(np.asarray(rows, np.int64), rejects)
