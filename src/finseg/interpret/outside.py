"""In which columns that they were not made from do the segments differ?

Dataset and assignment in, `Outside` out. Only columns that had no part in the clustering are
tested, which the types see to: `compare_outside_column` takes an `OutsideColumn`, which no feature
can become. Nor is a column tested that is made from features
(`finseg.interpret.derived_from_features`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from finseg.document.said import Count, Text, say
from finseg.interpret.derived_from_features import find_columns_from_features
from finseg.maths.agreement import contingency_table
from finseg.maths.arrays import Floats, Ints
from finseg.maths.association import chi_squared, kruskal_wallis
from finseg.maths.holm import correct_by_holm
from finseg.maths.moments import count_effective_rows, measure_weighted_quantiles
from finseg.records.dataset import Dataset
from finseg.records.interpretation import count_whole
from finseg.records.outside import (
    OUTSIDE_ROLES,
    Comparison,
    LevelShare,
    Middle,
    Outside,
    OutsideColumn,
    measure_level,
)

MOST_LEVELS = 50
_FEWEST = 2  # rows with a value, and different values


def compare_outside(
    dataset: Dataset, segment: Ints, k: int, *, weights: Floats | None = None
) -> Outside:
    """Compare the segments in every descriptor, outcome and protected attribute.

    Where rows have weights, shares and medians count by them; the tests compare rows.

    Returns
    -------
    Outside
        Empty where there is one segment. O(n log n) per column.

    """
    if k < 2:
        return Outside(comparisons=())
    found: list[Comparison] = []
    left_out: list[tuple[str, Text]] = []
    asked = [c for c in dataset.select_by_role(*OUTSIDE_ROLES) if not c.follows]
    made_of = find_columns_from_features(dataset, asked)
    for column in asked:
        values = dataset.table[column.name]
        why = (
            say("{made}, so it differs by construction", made=made_of[column.name])
            if column.name in made_of
            else _explain_unfit_column(values, numbers=column.kind == "number")
        )
        if why:
            left_out.append((column.name, why))
        else:
            found.append(compare_outside_column(OutsideColumn(column), values, segment, k, weights))
    corrected = correct_by_holm([c.association.p for c in found]).tolist()
    found = [replace(c, p_corrected=p) for c, p in zip(found, corrected, strict=True)]
    found.sort(key=lambda c: (-c.association.effect, c.outside.column.name))
    return Outside(comparisons=tuple(found), left_out=tuple(left_out))


def _explain_unfit_column(values: pl.Series, *, numbers: bool) -> Text:
    present = values.drop_nulls()
    levels = present.n_unique()
    if len(present) < _FEWEST or levels < _FEWEST:
        return "it has fewer than two values"
    if not numbers and levels > MOST_LEVELS:
        return say("it has {levels}", levels=Count(levels, "level"))
    return ""


def compare_outside_column(
    outside: OutsideColumn,
    values: pl.Series,
    segment: Ints,
    k: int,
    weights: Floats | None = None,
) -> Comparison:
    """Compare the segments in one column; its p-value is not yet corrected."""
    gaps = values.is_null().to_numpy()
    by_row = np.ones(len(segment)) if weights is None else weights
    sizes = np.bincount(segment, weights=by_row, minlength=k)
    missing = np.bincount(segment, weights=gaps * by_row, minlength=k)
    shares = tuple(map(float, missing / np.where(sizes > 0, sizes, 1.0)))
    here, counted = segment[~gaps], None if weights is None else weights[~gaps]
    if outside.column.kind == "number":
        numbers = values.drop_nulls().to_numpy()
        association = kruskal_wallis(numbers, here)
        return Comparison(
            outside=outside,
            method="Kruskal-Wallis",
            association=association,
            p_corrected=association.p,
            middles=tuple(
                _measure_middle_half(
                    numbers[here == s], None if counted is None else counted[here == s]
                )
                for s in range(k)
            ),
            missing_shares=shares,
            telling=() if counted is None else _count_telling_rows(here, counted, k),
        )
    names, codes = code_levels(values.drop_nulls())
    table = contingency_table(codes, here, shape=(len(names), k))
    association = chi_squared(table)
    return Comparison(
        outside=outside,
        method="chi-squared",
        association=association,
        p_corrected=association.p,
        levels=tuple(
            _measure_level_shares(names, table, s)
            if counted is None
            else _measure_weighted_levels(names, codes, here, counted, s)
            for s in range(k)
        ),
        missing_shares=shares,
    )


def code_levels(values: pl.Series) -> tuple[list[str], Ints]:
    """Give each level a number, the most frequent first, ties by name."""
    counts = (
        values.cast(pl.String)
        .alias("level")
        .value_counts()
        .sort(["count", "level"], descending=[True, False])
    )
    names = counts["level"].to_list()
    codes = values.cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()
    return names, codes


def _measure_level_shares(names: list[str], table: Floats, s: int) -> tuple[LevelShare, ...]:
    n, everyone = int(table[:, s].sum()), table.sum()
    return tuple(
        measure_level(name, int(row[s]), of=n, share_of_all=float(row.sum() / everyone))
        for name, row in zip(names, table, strict=True)
    )


def _count_telling_rows(here: Ints, weights: Floats, k: int) -> tuple[int, ...]:
    """Count the rows of each segment that its quantiles rest on."""
    own = [weights[here == s] for s in range(k)]
    return tuple(min(len(w), count_whole(count_effective_rows(w))) for w in own)


def _measure_weighted_levels(
    names: list[str], codes: Ints, here: Ints, weights: Floats, s: int
) -> tuple[LevelShare, ...]:
    """Measure the levels in a segment where each row counts by its weight."""
    own = here == s
    rows = count_effective_rows(weights[own])
    of_all = np.bincount(codes, weights=weights, minlength=len(names))
    by_weight = np.bincount(codes[own], weights=weights[own], minlength=len(names))
    by_row = np.bincount(codes[own], minlength=len(names)).tolist()
    whole = float(by_weight.sum())
    return tuple(
        measure_level(
            name,
            by_row[i],
            of=int(own.sum()),
            share_of_all=float(of_all[i] / of_all.sum()),
            weighted=(float(by_weight[i]) / whole if whole > 0 else 0.0, rows),
        )
        for i, name in enumerate(names)
    )


def _measure_middle_half(values: Floats, weights: Floats | None = None) -> Middle:
    if not len(values):
        return Middle(median=float("nan"), p25=float("nan"), p75=float("nan"))
    if weights is not None:
        first, middle, third = measure_weighted_quantiles(values, weights, (0.25, 0.5, 0.75))
        return Middle(median=middle, p25=first, p75=third)
    p25, median, p75 = np.percentile(values, [25, 50, 75])
    return Middle(median=float(median), p25=float(p25), p75=float(p75))
