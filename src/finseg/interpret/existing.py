"""Where do the customers of today's tiers go?

Dataset and assignment in, one `Existing` per column of tiers or earlier segments out.
"""

from __future__ import annotations

import numpy as np

from finseg.interpret.outside import MOST_LEVELS, code_levels
from finseg.maths.agreement import compute_adjusted_rand, contingency_table
from finseg.maths.arrays import Ints
from finseg.records.dataset import Column, Dataset
from finseg.records.existing import Existing

MOST_ORDERED = 12  # tiers; of more the largest come first, which alone are drawn


def compare_existing(dataset: Dataset, segment: Ints, k: int) -> tuple[Existing, ...]:
    """Compare with every column of existing tiers, and of earlier segments with few levels."""
    found = (
        _compare_tiers(c, dataset, segment, k)
        for c in dataset.select_by_role("existing", "assignment")
    )
    return tuple(each for each in found if each is not None)


def _compare_tiers(column: Column, dataset: Dataset, segment: Ints, k: int) -> Existing | None:
    values = dataset.table[column.name]
    gaps = values.is_null().to_numpy()
    present = values.drop_nulls()
    if column.kind == "number" or not 2 <= present.n_unique() <= MOST_LEVELS:
        return None
    tiers, codes = _put_in_order(*code_levels(present), column.order)
    table = contingency_table(codes, segment[~gaps], shape=(len(tiers), k))
    return Existing(
        column=column.name,
        tiers=tuple(tiers),
        counts=tuple(tuple(map(int, row)) for row in table),
        agreement=float(compute_adjusted_rand(table)),
        without=int(gaps.sum()),
    )


def _put_in_order(tiers: list[str], codes: Ints, order: tuple[str, ...]) -> tuple[list[str], Ints]:
    """Put tiers that have an order of their own into it, the lowest first."""
    if not set(tiers) <= set(order) or len(tiers) > MOST_ORDERED:
        return tiers, codes
    places = sorted(range(len(tiers)), key=lambda i: order.index(tiers[i]))
    rank = np.empty(len(tiers), np.int64)
    rank[places] = np.arange(len(tiers))
    return [tiers[i] for i in places], rank[codes]
