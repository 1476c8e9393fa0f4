"""Which levels of different categories say the same?

Dataset in; groups of levels that go together in nearly every row, out. "No internet service" among
the levels of six services is one fact told six times, and six times its weight would divide the
customers by it alone; so together the levels have the weight of one.
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.relations import pairwise_correlations
from finseg.records.dataset import Column, Dataset
from finseg.records.redundancy import ColumnGroup
from finseg.settings import PrepareSettings

SAME = 0.95  # correlation, in size, from which on two levels are one fact
_SAMPLE = 5_000  # rows, evenly spread


def find_level_copies(dataset: Dataset, settings: PrepareSettings) -> tuple[ColumnGroup, ...]:
    """Find the levels that are one fact, and let them share the weight of one.

    Unless `redundant = "keep"`. O(n d²) for d columns made of levels, on at most 5,000 rows.
    """
    columns = [c for c in dataset.features if c.is_level]
    if len(columns) < 2 or settings.redundant == "keep":
        return ()
    step = max(1, dataset.rows // _SAMPLE)
    few = dataset.table.select(c.name for c in columns).gather_every(step)
    found = np.abs(np.nan_to_num(pairwise_correlations(few.fill_null(float("nan")).to_numpy())))
    return tuple(
        ColumnGroup(
            columns=tuple(columns[j].name for j in places),
            agreement=float(found[np.ix_(places, places)].min()),
            weight=float(len(places)),
            shared=True,
            levels=True,
        )
        for places in _join_copies(columns, found)
    )


def _join_copies(columns: list[Column], found: Floats) -> list[list[int]]:
    """Put to each level those of other categories that say the same, each level once."""
    groups: list[list[int]] = []
    taken: set[int] = set()
    for first, column in enumerate(columns):
        others = [
            j
            for j in range(first + 1, len(columns))
            if j not in taken and found[first, j] >= SAME and columns[j].category != column.category
        ]
        if first not in taken and others:
            groups.append([first, *others])
            taken.update(groups[-1])
    return groups
