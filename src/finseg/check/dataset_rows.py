"""What stands in these rows of a dataset, as an array?

All rows only where they are needed: as an array a million rows of ten columns take 80 MB.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from finseg.maths.arrays import Floats, Ints
from finseg.records.dataset import Dataset


class DatasetRows:
    """Some columns of a dataset as `finseg.maths.relations` asks for them."""

    def __init__(self, dataset: Dataset, names: Sequence[str]) -> None:
        self.table = dataset.table.select(names)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.table.shape

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, rows: slice | Ints) -> Floats:
        some = self.table[rows]
        return some.fill_null(float("nan")).to_numpy(order="fortran")

    @cache  # noqa: B019 - lives as long as the search
    def whole(self) -> Floats:
        """Return all rows."""
        return self[:]
