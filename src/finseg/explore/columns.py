"""What does each column look like, and which move together?

Dataset in, `Exploration` out: summaries and histograms of the numeric columns, the frequent levels
of the categories, Pearson and Spearman correlations of the features. Nothing is changed or fitted.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from finseg.maths.arrays import Floats
from finseg.maths.moments import pearson_correlations, skewness
from finseg.records.dataset import Column, Dataset
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.records.row_weights import find_row_weights
from finseg.settings import ExploreSettings

# Whoever may not be shown by level or value: identifiers and persons.
_HIDDEN = {"id", "personal", "ignore", "date"}
# A histogram is cut at the 1st and 99th percentile when the full range is this many times wider.
_LONG_TAIL = 1.5
_EXACT = 2.0**52  # whole numbers beyond have no halves between them
_LEVELS_KEPT = 12


def explore_dataset(dataset: Dataset, settings: ExploreSettings) -> Exploration:
    """Summarise every column that may be shown.

    Returns
    -------
    Exploration
        Summaries in file order; correlations of the features over the rows where both columns are
        present. Spearman's is Pearson's of the average ranks (Spearman 1904).

    Notes
    -----
    O(n d log n + n d²).

    """
    shown = [c for c in dataset.columns if c.role not in _HIDDEN]
    numbers = [c for c in shown if c.kind == "number"]
    features = [c.name for c in dataset.features]
    raw = dataset.build_matrix()
    return Exploration(
        summaries=tuple(
            _summarise_column(c, dataset.table[c.name], settings.bins)
            for c in numbers
            if c.missing < dataset.rows
        ),
        levels=tuple(
            _count_levels(c, dataset.table[c.name]) for c in shown if c.kind == "category"
        ),
        features=tuple(features),
        pearson=_convert_matrix_rows(pearson_correlations(raw)),
        spearman=_convert_matrix_rows(pearson_correlations(_rank_features(raw))),
        has_row_weights=find_row_weights(dataset) is not None,
    )


def _convert_matrix_rows(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in matrix)


def _rank_features(raw: Floats) -> Floats:
    ranks = np.full(raw.shape, np.nan, order="F")
    for values, own in zip(raw.T, ranks.T, strict=True):
        known = ~np.isnan(values)
        own[known] = _rank_values(values[known])
    return ranks


def _rank_values(values: Floats) -> Floats:
    """Rank values; equal ones share a rank. In steps of two, which no correlation sees."""
    order = np.argsort(values)
    ordered = values[order]
    firsts = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
    behind = np.append(firsts[1:], len(values))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(firsts + behind, behind - firsts)
    return ranks


def _summarise_column(column: Column, series: pl.Series, bins: int) -> Summary:
    values = series.drop_nulls().to_numpy()
    p1, p5, p25, median, p75, p95, p99 = np.percentile(values, [1, 5, 25, 50, 75, 95, 99])
    edges = _cut_bins(values, float(p1), float(p99), bins)
    counts, _ = np.histogram(values, bins=edges)
    below, above = (values < edges[0]).sum(), (values > edges[-1]).sum()
    counts[0] += below
    counts[-1] += above
    return Summary(
        column=column.name,
        unit=column.unit,
        count=len(values),
        missing=len(series) - len(values),
        mean=float(values.mean()),
        sd=float(values.std()),
        p5=float(p5),
        p25=float(p25),
        median=float(median),
        p75=float(p75),
        p95=float(p95),
        zero_share=float(np.mean(values == 0)),
        skewness=skewness(values),
        edges=tuple(map(float, edges)),
        counts=tuple(map(int, counts)),
        below=int(below),
        above=int(above),
        level_of=column.category if column.is_level else "",
    )


def _cut_bins(values: Floats, p1: float, p99: float, bins: int) -> Floats:
    """Cut the range into equal bins; a whole-numbered column gets bins that hold whole numbers."""
    low, high = float(values.min()), float(values.max())
    if high - low > _LONG_TAIL * (p99 - p1) and p99 > p1:
        low, high = p1, p99
    # Enough room for every edge to be a number of its own, however large the values are.
    room = float(np.spacing(max(-low, high))) * 4 * bins
    if high - low < room:
        low, high = low - max(0.5, room), high + max(0.5, room)
    whole = bool((values == np.floor(values)).all()) and abs(high) < _EXACT and abs(low) < _EXACT
    if whole and high - low < 10 * bins:
        width = max(1.0, np.ceil((high - low + 1) / bins))
        return np.arange(low - 0.5, high + width, width)
    return np.linspace(low, high, bins + 1)


def _count_levels(column: Column, series: pl.Series) -> Levels:
    present = series.drop_nulls()
    counted = present.alias("level").value_counts(name="customers")
    counted = counted.sort(["customers", "level"], descending=[True, False])
    return Levels(
        column=column.name,
        distinct=len(counted),
        missing=len(series) - len(present),
        top=tuple((str(level), int(n)) for level, n in counted.head(_LEVELS_KEPT).rows()),
    )
