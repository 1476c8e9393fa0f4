"""How is the money spread over the segments?

Dataset and assignment in, `Holdings` out: every column of money that is clustered on or described.
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Ints
from finseg.records.acting import find_multiple, is_amount
from finseg.records.dataset import Column, Dataset
from finseg.records.holdings import TOP, Holding, Holdings


def add_up_holdings(dataset: Dataset, segment: Ints, k: int) -> Holdings:
    """Add up each column of money by segment; amounts below zero and missing ones count as none.

    Only what is for sure money of the customers, in a scale that is known, is added up; no means
    or medians of a customer's rows, and no prices, whose sum over customers is nobody's money.

    Notes
    -----
    O(n) per column.

    """
    sizes = np.bincount(segment, minlength=k)
    columns = [
        c
        for c in dataset.select_by_role("feature", "descriptor")
        if c.kind == "number" and is_amount(c) and c.adds_up and c.measure.owner.value != "price"
    ]
    found = (_add_up_column(column, dataset, segment, k) for column in columns)
    return Holdings(
        columns=tuple(h for h in found if h is not None),
        customers=tuple(map(float, sizes / max(sizes.sum(), 1))),
    )


def _add_up_column(column: Column, dataset: Dataset, segment: Ints, k: int) -> Holding | None:
    values = dataset.table[column.name].fill_null(0.0).to_numpy() * (find_multiple(column) or 1.0)
    held = np.maximum(values, 0.0)
    total = float(held.sum())
    if total <= 0:
        return None
    shares = np.bincount(segment, weights=held, minlength=k) / total
    most = max(1, round(TOP * len(held)))
    return Holding(
        column=column.name,
        total=total,
        shares=tuple(map(float, shares)),
        top_share=float(np.partition(held, -most)[-most:].sum() / total),
        holders=float((held > 0).mean()),
        below_zero=int((values < 0).sum()),
    )
