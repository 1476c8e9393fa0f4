"""What is each segment like, in the customers' own units?

Table, steps, prepared matrix and assignment in; one `Trait` per segment and column out, and the
same for the population. All figures are over the values present; the deviation and its interval
are on the prepared scale, where a long tail does not swamp it (`finseg.maths.effects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from finseg.maths.arrays import Floats, Ints
from finseg.maths.effects import Effects, group_effects
from finseg.maths.moments import (
    count_effective_rows,
    measure_weighted_moments,
    measure_weighted_quantiles,
)
from finseg.records.interpretation import RowCounts, Trait
from finseg.records.recipe import Step

_QUANTILES = (("p5", 0.05), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p95", 0.95))


class Profile(NamedTuple):
    """The traits of every segment and of the population."""

    population: tuple[Trait, ...]
    segments: tuple[tuple[Trait, ...], ...]


def make_profile(
    table: pl.DataFrame,
    steps: Sequence[Step],
    prepared: Floats,
    segment: Ints,
    k: int,
    *,
    weights: Floats | None = None,
) -> Profile:
    """Describe k segments and the population.

    Parameters
    ----------
    table : polars.DataFrame
        The customers, in raw units.
    steps : sequence of d Step
        The columns that are described, with their units.
    prepared : array of shape (n, d)
        These columns on the prepared scale; weights do not matter, as deviations have no unit.
    segment : array of shape (n,)
        Each customer's segment, 0..k-1.
    weights : array of shape (n,), optional
        How much each row counts in means, quantiles and shares; `present` counts rows all the same.

    Returns
    -------
    Profile
        A segment that has no value in a column gets NaN there.

    Notes
    -----
    O(n d log n) for the quantiles.

    """
    columns = [step.column for step in steps]
    table = table.select(columns)
    # What was filled in to cluster on is no customer's figure, and nothing is said of it.
    gaps = table.select(pl.all().is_null()).to_numpy()
    effects = group_effects(np.where(gaps, np.nan, prepared), segment, k, weights=weights)
    if weights is not None:
        by_segment = _summarise_weighted(table, segment, k, weights)
        whole = _summarise_weighted(table, np.zeros(len(table), dtype=np.int64), 1, weights)
        return _make_profile_of(steps, by_segment, whole, effects, k)
    grouped = table.with_columns(pl.Series("\0segment", segment)).group_by("\0segment")
    statistics = [*_select_moments(columns), *_select_quantiles(columns)]
    by_segment = grouped.agg(statistics).sort("\0segment")
    # Sorted once, a column has all its quantiles at hand.
    ordered = table.select(pl.all().sort()).select(_select_quantiles(columns))
    whole = table.select(_select_moments(columns)).hstack(ordered)
    return _make_profile_of(steps, by_segment, whole, effects, k)


def _make_profile_of(
    steps: Sequence[Step], by_segment: pl.DataFrame, whole: pl.DataFrame, effects: Effects, k: int
) -> Profile:
    """Make the traits of tables that hold the statistics of each column."""
    found = {int(s): row for row, s in enumerate(by_segment["\0segment"])}
    return Profile(
        population=_make_traits(steps, whole, 0, _make_zero_effects(len(steps)), 0),
        segments=tuple(_make_traits(steps, by_segment, found.get(s), effects, s) for s in range(k)),
    )


def _summarise_weighted(
    table: pl.DataFrame, segment: Ints, k: int, weights: Floats
) -> pl.DataFrame:
    """Summarise each column by segment where each row counts by its weight."""
    rows = []
    for s in range(k):
        inside = segment == s
        if not inside.any():
            continue
        own, row = table.filter(pl.Series(inside)), {"\0segment": float(s)}
        for j, name in enumerate(table.columns):
            found = _summarise_weighted_column(own[name], weights[inside])
            row |= {f"\0{j} {what}": value for what, value in found.items()}
        rows.append(row)
    return pl.DataFrame(rows)


def _count_rows(values: pl.Series, weights: Floats) -> dict[str, float]:
    """Count the rows on which weighted figures rest; those of weight 0 tell nothing."""
    there = ~values.is_null().to_numpy()
    amounts = there & (values.fill_null(0).to_numpy() != 0)
    return {
        "missing rows": float((~there).sum()),
        "zero rows": float((there & ~amounts).sum()),
        "effective": count_effective_rows(weights[there]),
        "effective amounts": count_effective_rows(weights[amounts]),
    }


def _summarise_weighted_column(values: pl.Series, weights: Floats) -> dict[str, float]:
    """Measure what `_select_moments` and `_select_quantiles` ask for, each row by its weight."""
    gaps = values.is_null().to_numpy()
    there, counted = values.drop_nulls().cast(pl.Float64).to_numpy(), weights[~gaps]
    mean, sd = measure_weighted_moments(there, counted)
    zero, _ = measure_weighted_moments((there == 0).astype(np.float64), counted)
    missing, _ = measure_weighted_moments(gaps.astype(np.float64), weights)
    quantiles = measure_weighted_quantiles(there, counted, [share for _, share in _QUANTILES])
    return {
        "mean": mean, "sd": sd, "present": float(len(there)), "zero": zero, "missing": missing,
        **dict(zip((name for name, _ in _QUANTILES), quantiles, strict=True)),
        **_count_rows(values, weights),
    }  # fmt: skip


def _make_zero_effects(columns: int) -> Effects:
    """Return the effects of everybody against everybody."""
    nothing = np.zeros((1, columns))
    return Effects(effect=nothing, low=nothing, high=nothing)


def _select_quantiles(columns: list[str]) -> list[pl.Expr]:
    """Ask for the quantiles of each column, under names that no column can have."""
    return [
        pl.col(name).quantile(share, "linear").alias(f"\0{j} {called}")
        for j, name in enumerate(columns)
        for called, share in _QUANTILES
    ]


def _select_moments(columns: list[str]) -> list[pl.Expr]:
    """Ask for mean, spread and shares of each column, under such names."""
    out = []
    for j, name in enumerate(columns):
        column = pl.col(name)
        out += [
            column.mean().alias(f"\0{j} mean"),
            column.std(ddof=0).alias(f"\0{j} sd"),
            column.count().alias(f"\0{j} present"),
            (column == 0).mean().alias(f"\0{j} zero"),
            column.is_null().mean().alias(f"\0{j} missing"),
        ]
    return out


def _make_traits(
    steps: Sequence[Step], table: pl.DataFrame, row: int | None, effects: Effects, s: int
) -> tuple[Trait, ...]:
    def read_statistic(j: int, statistic: str) -> float:
        value = None if row is None else table[f"\0{j} {statistic}"][row]
        return float("nan") if value is None else float(value)

    return tuple(
        Trait(
            column=step.column,
            unit=step.unit,
            mean=read_statistic(j, "mean"),
            median=read_statistic(j, "median"),
            p5=read_statistic(j, "p5"),
            p25=read_statistic(j, "p25"),
            p75=read_statistic(j, "p75"),
            p95=read_statistic(j, "p95"),
            sd=read_statistic(j, "sd"),
            present=0 if row is None else int(read_statistic(j, "present")),
            zero_share=read_statistic(j, "zero"),
            missing_share=read_statistic(j, "missing"),
            deviation=float(effects.effect[s, j]),
            low=float(effects.low[s, j]),
            high=float(effects.high[s, j]),
            category=step.category,
            level=step.level,
            rows=RowCounts(
                missing=int(read_statistic(j, "missing rows")),
                zeros=int(read_statistic(j, "zero rows")),
                effective=read_statistic(j, "effective"),
                effective_amounts=read_statistic(j, "effective amounts"),
            )
            if row is not None and f"\0{j} missing rows" in table.columns
            else None,
        )
        for j, step in enumerate(steps)
    )
