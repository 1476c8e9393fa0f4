"""What may be shown of where the customers of today's tiers are?

`Existing` in, the same with small cells hidden out. What has to be hidden with a small cell can be
nearly all that is known of the smaller tiers: these are then pooled in one row, as few of them as
it takes for every row to show most of its customers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from finseg.disclose.rare_levels import OTHER_TIERS, pool_rare_tiers
from finseg.disclose.rounding import raise_small_count
from finseg.maths.arrays import Ints
from finseg.maths.suppression import Suppression, suppress
from finseg.records.existing import Existing

_NAMED = 3  # tiers in the name of a pooled row
_MOST_HIDDEN = 0.5  # of a row's customers


def disclose_existing(
    existing: Existing, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Existing | None:
    """Hide small cells; customers without a tier are a row that readers get by subtraction.

    Nothing is left of a column in which few customers have any tier.
    """
    existing = pool_rare_tiers(existing, least)
    if not existing.tiers:
        return None
    tried = [(e, _hide_cells(e, sizes, moved, least)) for e in _list_poolings(existing)]
    shown = [pair for pair in tried if _measure_hidden_share(*pair) <= _MOST_HIDDEN]
    # Where no pooling shows most of every tier, none is made: it would only take names away.
    existing, hidden = (shown or tried)[0]
    counts = np.array(existing.counts, np.int64)
    totals = np.where(hidden.rows[:-1], math.nan, counts.sum(axis=1))
    return replace(
        existing,
        counts=tuple(
            tuple(map(float, row)) for row in np.where(hidden.cells[:-1], math.nan, counts)
        ),
        sizes=tuple(map(float, totals)),
        without=_disclose_without(int(existing.without), least, hidden=bool(hidden.rows[-1])),
    )


def _hide_cells(
    existing: Existing, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Suppression:
    """Say what is hidden; the customers without a tier are the last row."""
    counts = np.array(existing.counts, np.int64)
    without = np.array(sizes) - counts.sum(axis=0)
    return suppress(np.vstack([counts, without]), least, known_columns=True, hidden_columns=moved)


def _measure_hidden_share(existing: Existing, hidden: Suppression) -> float:
    """Return the largest part of a tier's customers that is not shown where they are."""
    counts = np.array(existing.counts, np.int64)
    unseen = np.where(hidden.cells[:-1], counts, 0).sum(axis=1)
    return float((unseen / np.maximum(counts.sum(axis=1), 1)).max())


def _list_poolings(existing: Existing) -> Iterator[Existing]:
    """Give the tiers as they are, then with ever more of the smallest in one row."""
    yield existing
    counts = np.array(existing.counts, np.int64)
    by_size = np.argsort(counts.sum(axis=1), kind="stable")
    for number in range(2, len(existing.tiers)):
        yield _pool_tiers(existing, counts, sorted(map(int, by_size[:number])))


def _pool_tiers(existing: Existing, counts: Ints, places: Sequence[int]) -> Existing:
    """Put some tiers in one last row, named by them where they are few."""
    kept = [i for i in range(len(existing.tiers)) if i not in places]
    names = [existing.tiers[i] for i in places]
    few = len(names) <= _NAMED and OTHER_TIERS not in names
    pool = tuple(map(float, counts[list(places)].sum(axis=0).tolist()))
    return replace(
        existing,
        tiers=(*(existing.tiers[i] for i in kept), ", ".join(names) if few else OTHER_TIERS),
        counts=(*(existing.counts[i] for i in kept), pool),
        sizes=(),
    )


def _disclose_without(without: int, least: int, *, hidden: bool) -> float:
    """Hide how many have no tier, where with it a hidden tier could be computed."""
    return math.nan if hidden and without >= least else raise_small_count(without, least)
