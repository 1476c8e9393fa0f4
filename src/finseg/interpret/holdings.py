"""How is the money spread over the segments?

Dataset and assignment in, `Holdings` out: every column of money that is clustered on or described.
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats, Ints
from finseg.records.acting import find_multiple, is_amount
from finseg.records.dataset import Column, Dataset
from finseg.records.holdings import TOP, Holding, Holdings


def add_up_holdings(
    dataset: Dataset, segment: Ints, k: int, *, stands_for: Floats | None = None
) -> Holdings:
    """Add up each column of money by segment; amounts below zero and missing ones count as none.

    Only what is for sure money of the customers, in a scale that is known, is added up; no means
    or medians of a customer's rows, and no prices, whose sum over customers is nobody's money.
    `stands_for` (n,) is how many customers each row stands for; left out, each is one.

    Notes
    -----
    O(n) per column.

    """
    customers = np.ones(len(segment)) if stands_for is None else stands_for
    sizes = np.bincount(segment, weights=customers, minlength=k)
    columns = [
        c
        for c in dataset.select_by_role("feature", "descriptor")
        if c.kind == "number" and is_amount(c) and c.adds_up and c.measure.owner.value != "price"
    ]
    found = (_add_up_column(column, dataset, segment, k, customers) for column in columns)
    return Holdings(
        columns=tuple(h for h in found if h is not None),
        customers=tuple(map(float, sizes / (sizes.sum() or 1.0))),
    )


def _add_up_column(
    column: Column, dataset: Dataset, segment: Ints, k: int, customers: Floats
) -> Holding | None:
    values = dataset.table[column.name].fill_null(0.0).to_numpy() * (find_multiple(column) or 1.0)
    held = np.maximum(values, 0.0)
    total = float((held * customers).sum())
    if total <= 0:
        return None
    shares = np.bincount(segment, weights=held * customers, minlength=k) / total
    return Holding(
        column=column.name,
        total=total,
        shares=tuple(map(float, shares)),
        top_share=_add_up_top(held, customers) / total,
        holders=float(np.average(held > 0, weights=customers)),
        below_zero=int((values < 0).sum()),
        rows=tuple(np.bincount(segment[held > 0], minlength=k).tolist()),
    )


def _add_up_top(held: Floats, customers: Floats) -> float:
    """Add up what the tenth of the customers with most hold, a row in part where it is many."""
    if (customers == 1).all():
        rows = max(1, round(TOP * len(held)))
        return float(np.partition(held, -rows)[-rows:].sum())
    order = np.argsort(-held, kind="stable")
    counted = customers[order]
    most = TOP * customers.sum()
    before = np.cumsum(counted) - counted
    inside = np.clip(most - before, 0.0, counted)
    return float(inside @ held[order])
