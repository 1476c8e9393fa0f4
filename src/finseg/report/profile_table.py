"""How does the profile of the segments look as a table?

The interpretation of a study in, a frame out: what `profile.csv` holds and `study.profile` returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from polars import selectors

from finseg.records.interpretation import Interpretation, Trait

_FIGURES = {  # column of the table: field of a trait
    "mean": "mean",
    "median": "median",
    "p5": "p5",
    "p25": "p25",
    "p75": "p75",
    "p95": "p95",
    "zero_share": "zero_share",
    "missing_share": "missing_share",
    "deviation_sd": "deviation",
    "deviation_low": "low",
    "deviation_high": "high",
    "marker": "is_marker",
}


def make_profile_table(interpretation: Interpretation) -> pl.DataFrame:
    """Lay out one row per segment and column, and the rows of all customers last.

    `clustered` tells the features from the columns that are described only. Figures that do not
    exist, or are withheld, are null.
    """
    rows = list(_list_rows(interpretation))
    table = pl.DataFrame(rows, schema_overrides={"segment": pl.Int64}, infer_schema_length=None)
    return table.with_columns(selectors.float().fill_nan(None))


def _list_rows(interpretation: Interpretation) -> Iterator[dict[str, Any]]:
    features = {trait.column for trait in interpretation.population}
    everyone = (*interpretation.population, *interpretation.described)
    customers = sum(s.size for s in interpretation.segments)
    whole = interpretation.total_stands_for if interpretation.has_row_weights else None
    groups: list[tuple[int | None, str, int, float | None, float, tuple[Trait, ...]]] = [
        *(
            (s.id, s.name, s.size, s.stands_for, s.share, (*s.traits, *s.described))
            for s in interpretation.segments
        ),
        (None, "All customers", customers, whole, 1.0, everyone),
    ]
    for segment, name, size, stands_for, share, traits in groups:
        for trait in traits:
            yield {
                "segment": segment,
                "name": name,
                "customers": size,
                **({} if stands_for is None else {"stand_for": stands_for}),
                "share": share,
                "column": trait.column,
                "unit": trait.unit,
                **{column: getattr(trait, field) for column, field in _FIGURES.items()},
                "clustered": trait.column in features,
            }
