"""Which columns only repeat the features?

Dataset in; per column that was not clustered on, from which features it is made, out: a copy, a
sum, a difference or a ratio of features, or bands of one. Such a column differs between segments by
construction, even in pure noise, so it is no evidence and must not be tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from finseg.document.said import ColumnName, Names, Said, say
from finseg.maths.relations import (
    MOST_COLUMNS,
    Search,
    exact_relations,
    pairwise_correlations,
)
from finseg.records.dataset import Column, Dataset

SAME = 0.98  # rank correlation, in size, from which on a column repeats a feature
BANDS = 50  # different values, up to which a column can be bands of a feature
_ROWS = 5_000  # evenly spread, that are looked at
_OTHERS = 5  # rows outside the largest band; fewer lie at an end of some feature by chance
_SEARCHES: tuple[Search, ...] = ("sums of two", "sums of three", "ratios")


def find_columns_from_features(dataset: Dataset, columns: Sequence[Column]) -> dict[str, Said]:
    """Find the columns that are made from features.

    Parameters
    ----------
    dataset : Dataset
    columns : sequence of Column
        Of any kind; none of them a feature.

    Returns
    -------
    dict of column name → what it is made from, in words: "it repeats `Income`"
        At most 5,000 rows are looked at. O(d log n) per column, and what `exact_relations` states
        where there are no more than 60 numbers in all.

    """
    few = dataset.thin_rows(_ROWS)
    features = [c.name for c in dataset.features]
    numbers = [c.name for c in columns if c.kind == "number"]
    found = _find_feature_copies(few, features, numbers)
    for column in columns:
        if column.name not in found:
            banded = next(_find_banded_features(few, features, column.name), "")
            if banded:
                found[column.name] = say(
                    "it stands for bands of {feature}", feature=ColumnName(banded)
                )
    left = [name for name in numbers if name not in found]
    return {**_find_formula_columns(few, features, left), **found}


def _find_feature_copies(few: Dataset, features: list[str], numbers: list[str]) -> dict[str, Said]:
    if not features or not numbers:
        return {}
    ranks = few.table.select(pl.col(features + numbers).rank("average")).fill_null(float("nan"))
    r = np.abs(pairwise_correlations(ranks.to_numpy()))[len(features) :, : len(features)]
    r = np.nan_to_num(r)
    return {
        name: say("it repeats {feature}", feature=ColumnName(features[int(row.argmax())]))
        for name, row in zip(numbers, r, strict=True)
        if row.max() >= SAME
    }


def _find_banded_features(few: Dataset, features: list[str], name: str) -> Iterator[str]:
    """Yield the features of which a column's values are bands that do not overlap."""
    known = few.table.filter(pl.col(name).is_not_null())
    sizes = known[name].value_counts()["count"].to_numpy()
    if not 2 <= len(sizes) <= BANDS or sizes.sum() - sizes.max() < _OTHERS:
        return
    for feature in features:
        ends = (
            known.group_by(name)
            .agg(pl.col(feature).min().alias("\0low"), pl.col(feature).max().alias("\0high"))
            .drop_nulls()
            .sort("\0low", "\0high")
        )
        low, high = ends["\0low"].to_numpy(), ends["\0high"].to_numpy()
        if len(ends) == len(sizes) and (high[:-1] <= low[1:]).all() and low[0] < high[-1]:
            yield feature


def _find_formula_columns(few: Dataset, features: list[str], numbers: list[str]) -> dict[str, Said]:
    """Find sums, differences and ratios: relations of one of the columns with features alone."""
    names = features + numbers
    if not numbers or len(names) > MOST_COLUMNS:
        return {}
    x = few.build_matrix(names)
    out: dict[str, Said] = {}
    for search in _SEARCHES:
        for relation in exact_relations(x, search):
            others = [j for j in relation.members if j >= len(features)]
            if len(others) == 1:
                parts = tuple(names[j] for j in sorted(relation.members - set(others)))
                made = say("it is made from {columns}", columns=Names(parts))
                out.setdefault(names[others[0]], made)
    return out
