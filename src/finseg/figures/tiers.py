"""Where do the customers of today's tiers go?

A heat map per column of tiers: for each tier the share of its customers in each segment. What would
show a few customers is not said.
"""

from __future__ import annotations

import math

from finseg.document.numbers import Figures, percent
from finseg.figures.squares import Square, grid
from finseg.figures.theme import LEAST, Spec, label, themed
from finseg.records.existing import Existing
from finseg.records.interpretation import Interpretation

MOST_TIERS = 12
MOST_COLUMNS = 3
FEW = "few"
_PALE, _DEEP = (247, 247, 247), (33, 102, 172)
_DARK = 0.55  # share from which words are white
_HIDDEN = "#F8F9FA"


def tiers(
    existing: tuple[Existing, ...],
    interpretation: Interpretation,
    figures: Figures,
    *,
    least: int = LEAST,
) -> Spec:
    """Draw today's divisions beside the new one, one below the other."""
    panels = [_panel(e, interpretation, figures, least) for e in existing[:MOST_COLUMNS]]
    return themed({"vconcat": panels, "spacing": 34})


def said(customers: float, least: int, figures: Figures) -> str:
    """Say a count, unless it is of few or must not be shown."""
    return figures.count(customers) if _open(customers, least) else FEW


def _open(customers: float, least: int) -> bool:
    return math.isfinite(customers) and (customers == 0 or customers >= least)


def _panel(
    existing: Existing, interpretation: Interpretation, figures: Figures, least: int
) -> Spec:
    counts = existing.counts[:MOST_TIERS]
    sizes = [existing.size(i) for i in range(len(counts))]
    rows = [
        f"{label(tier, 22)} ({said(size, least, figures)})"
        for tier, size in zip(existing.tiers, sizes, strict=False)
    ]
    squares = [
        _square(r, s, n, size, least)
        for r, (row, size) in enumerate(zip(counts, sizes, strict=True))
        for s, n in enumerate(row)
    ]
    title = f"{label(existing.column)}: where the customers of each tier are now"
    return {"title": title, **grid(squares, rows, interpretation)}


def _square(row: int, segment: int, customers: float, tier: float, least: int) -> Square:
    if not _open(customers, least) or not (_open(tier, least) and tier):
        return Square(row, segment, _HIDDEN, FEW)
    share = customers / tier
    mixed = (round(a + (b - a) * share) for a, b in zip(_PALE, _DEEP, strict=True))
    fill = "#" + "".join(f"{part:02X}" for part in mixed)
    return Square(row, segment, fill, percent(share, digits=0), dark=share >= _DARK)
