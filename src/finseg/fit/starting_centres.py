"""Where shall k-means start, if not at random?

The text of a CSV file in, `StartingCentres` out: one row for each segment, one column for each
feature, in the customers' own units. They are where the search starts, not where it ends.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.errors import SettingsError, suggest_name
from finseg.maths.arrays import Floats

_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingCentres:
    """The centres from which k-means starts."""

    file: str
    table: pl.DataFrame

    @property
    def k(self) -> int:
        """How many segments they ask for."""
        return len(self.table)

    def arrange(self, columns: Sequence[str]) -> Floats:
        """Return them as a matrix (k, d) with a column for each feature, in the features' order.

        Raises
        ------
        SettingsError
            If a feature is missing or a column is no feature.

        """
        for name in columns:
            if name not in self.table.columns:
                self._refuse(f"no column `{name}`, which is a feature", "add its starting values")
        for name in self.table.columns:
            if name not in columns:
                self._refuse(f"`{name}` is no feature", suggest_name(name, list(columns)))
        return self.table.select(columns).to_numpy()

    def _refuse(self, what: str, fix: str) -> None:
        raise SettingsError(f"starting centres: {what}", where=self.file, fix=fix)


def parse_starting_centres(text: str, *, where: str) -> StartingCentres:
    """Read the centres from which k-means starts.

    Parameters
    ----------
    text : str
        CSV with commas and decimal points, headings first. The level of a category has the column
        that the profile calls it by, with its share from 0 to 1.
    where : str
        The file's name, for messages.

    Raises
    ------
    SettingsError
        If there are not at least two different rows of numbers without a gap.

    """
    fix = "write one row for each segment and one column for each feature, numbers only"
    try:
        table = pl.read_csv(io.StringIO(text), infer_schema_length=None)
        table = table.select(pl.all().cast(pl.Float64))
    except pl.exceptions.PolarsError as cause:
        raise SettingsError(
            "starting centres: the file is no table of numbers", where=where, fix=fix
        ) from cause
    values = table.to_numpy()
    if not np.isfinite(values).all():
        raise SettingsError("starting centres: a number is missing", where=where, fix=fix)
    if len(np.unique(values, axis=0)) < max(_FEWEST, len(values)):
        raise SettingsError(
            "starting centres: at least two rows are needed, and no two alike", where=where, fix=fix
        )
    return StartingCentres(file=where, table=table)
