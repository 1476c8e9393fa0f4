"""Which levels and tiers do too few customers have to be named?

A comparison with the segments in, the same with rare levels as one row "other levels" out. A level
that few customers have names them, even where its counts are hidden. Where all rare ones together
are still few, `finseg.disclose.segments` hides their row, and what would give it away with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finseg.records.existing import Existing
from finseg.records.outside import Comparison, LevelShare, measure_level

OTHER_LEVELS, OTHER_TIERS = "other levels", "other tiers"


def pool_rare_tiers(existing: Existing, least: int) -> Existing:
    """Count customers of rare tiers in one row; among those without a tier where they are few."""
    counts = np.array(existing.counts, np.int64)
    kept, rare = _split_by_size(counts.sum(axis=1).tolist(), least)
    if not rare:
        return existing
    pool = counts[rare].sum(axis=0)
    tiers, rows = [existing.tiers[i] for i in kept], [existing.counts[i] for i in kept]
    customers = int(pool.sum())
    if customers < least:
        without = existing.without + customers
        return replace(
            existing, tiers=tuple(tiers), counts=tuple(rows), without=without, rare=True, sizes=()
        )
    return replace(
        existing,
        tiers=(*tiers, OTHER_TIERS),
        counts=(*rows, tuple(map(float, pool.tolist()))),
        sizes=(),
    )


def pool_rare_levels(comparison: Comparison, least: int) -> Comparison:
    """Count customers of rare levels in one last row, however few these are."""
    totals = [sum(level.customers for level in own) for own in zip(*comparison.levels, strict=True)]
    kept, rare = _split_by_size(totals, least)
    if not rare:
        return comparison
    share_of_all = sum(totals[i] for i in rare) / sum(totals)
    return replace(
        comparison,
        levels=tuple(
            (*(levels[i] for i in kept), _pool_levels(levels, rare, share_of_all))
            for levels in comparison.levels
        ),
    )


def _split_by_size(totals: Sequence[int], least: int) -> tuple[list[int], list[int]]:
    """Return the places of the levels that may be named, and of the rare ones."""
    rare = [i for i, n in enumerate(totals) if 0 < n < least]
    return [i for i in range(len(totals)) if i not in rare], rare


def _pool_levels(
    levels: Sequence[LevelShare], rare: Sequence[int], share_of_all: float
) -> LevelShare:
    """Measure the rare levels of one segment as one."""
    customers, everyone = sum(levels[i].customers for i in rare), sum(x.customers for x in levels)
    return measure_level(OTHER_LEVELS, customers, of=everyone, share_of_all=share_of_all)
