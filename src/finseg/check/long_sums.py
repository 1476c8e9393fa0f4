"""Which column is the sum of many others?

The rows of the features in; wholes with their parts out. Sums of two and three are found by
`finseg.maths.relations`; a total of four or more would take that search too long, and is found by
least squares. Beside its parts a total counts everything twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from finseg.check.dataset_rows import DatasetRows
from finseg.maths.arrays import Floats
from finseg.maths.relations import HOLDS, MOST_COLUMNS
from finseg.maths.sum_parts import find_failing_rows, find_sum_parts

FEWEST = 4  # parts: with fewer, the sum is found before
_TRIED = 5_000  # rows in which the parts are found
_FEW = 300  # rows that show that no sum is near
_NEAR = 0.1  # of the spread: how far off a whole may be in those, at the median


class LongSum(NamedTuple):
    """A whole, its parts, and the share of the rows in which they add up to it."""

    whole: int
    parts: tuple[int, ...]
    share: float


def find_long_sums(rows: DatasetRows) -> Iterator[LongSum]:
    """Find the columns that are the sum of four or more others, each of which is in one sum.

    Notes
    -----
    O(n d²) for each whole that a fit over 300 rows does not rule out; d up to 60.

    """
    number, columns = rows.shape
    if not FEWEST < columns <= MOST_COLUMNS:
        return
    some = rows[:: max(1, number // _TRIED)]
    taken: set[int] = set()
    for whole in _list_wholes(some):
        others = np.array([j for j in range(columns) if j != whole and j not in taken])
        if whole in taken or len(others) < FEWEST or not _may_add_up(some, whole, others):
            continue
        found = find_sum_parts(some[:, whole], some[:, others], HOLDS)
        if found is None or len(found.columns) < FEWEST:
            continue
        parts = tuple(int(others[j]) for j in found.columns)
        fails = find_failing_rows(*_take_complete_rows(rows, whole, parts))
        if len(fails) and fails.mean() <= 1 - HOLDS:
            taken.update((whole, *parts))
            yield LongSum(whole, parts, float(1 - fails.mean()))


def _list_wholes(some: Floats) -> list[int]:
    """List the columns from the largest mean down: a total comes before what is in it."""
    with np.errstate(invalid="ignore"):
        there = ~np.isnan(some)
        means = np.where(there, some, 0).sum(axis=0) / np.maximum(1, there.sum(axis=0))
    return [int(j) for j in np.argsort(-means, kind="stable")]


def _may_add_up(some: Floats, whole: int, others: np.ndarray) -> bool:
    """Tell from a few rows whether any weighted sum comes near the whole."""
    rows = some[:: max(1, len(some) // _FEW)]
    there = ~np.isnan(rows[:, whole])
    values, parts = rows[there, whole], np.nan_to_num(rows[there][:, others])
    spread = float(values.std()) if len(values) else 0.0
    if not spread:
        return False
    factors = np.linalg.lstsq(parts, values, rcond=None)[0]
    return bool(np.median(np.abs(values - parts @ factors)) <= _NEAR * spread)


def _take_complete_rows(
    rows: DatasetRows, whole: int, parts: tuple[int, ...]
) -> tuple[Floats, Floats]:
    every = rows.whole()
    values, others = every[:, whole], every[:, list(parts)]
    there = ~(np.isnan(values) | np.isnan(others).any(axis=1))
    return values[there], others[there]
