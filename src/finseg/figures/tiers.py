"""Where do the customers of today's tiers go?

A heat map per column of tiers: for each tier the share of its customers in each segment. What would
show a few customers is not said.
"""

from __future__ import annotations

import math

from finseg.document.numbers import Numbers, write_percent
from finseg.figures.squares import Square, draw_square_grid
from finseg.figures.theme import LEAST, Spec, apply_theme, shorten_label
from finseg.records.existing import Existing
from finseg.records.interpretation import Interpretation

MOST_TIERS = 12
MOST_COLUMNS = 3
FEW = "few"
_PALE, _DEEP = (247, 247, 247), (33, 102, 172)
_DARK = 0.55  # share from which words are white
_HIDDEN = "#F8F9FA"


def draw_tiers(
    existing: tuple[Existing, ...],
    interpretation: Interpretation,
    figures: Numbers,
    *,
    least: int = LEAST,
) -> Spec:
    """Draw today's divisions beside the new one, one below the other."""
    panels = [_draw_tier_panel(e, interpretation, figures, least) for e in existing[:MOST_COLUMNS]]
    return apply_theme({"vconcat": panels, "spacing": 34})


def write_tier_count(customers: float, least: int, figures: Numbers) -> str:
    """Say a count, unless it is of few or must not be shown."""
    return figures.write_whole(customers) if _can_show_count(customers, least) else FEW


def _can_show_count(customers: float, least: int) -> bool:
    return math.isfinite(customers) and (customers == 0 or customers >= least)


def _draw_tier_panel(
    existing: Existing, interpretation: Interpretation, figures: Numbers, least: int
) -> Spec:
    counts = existing.counts[:MOST_TIERS]
    sizes = [existing.count_tier(i) for i in range(len(counts))]
    rows = [
        f"{shorten_label(tier, 22)} ({write_tier_count(size, least, figures)})"
        for tier, size in zip(existing.tiers, sizes, strict=False)
    ]
    squares = [
        _make_tier_square(r, s, n, size, least)
        for r, (row, size) in enumerate(zip(counts, sizes, strict=True))
        for s, n in enumerate(row)
    ]
    title = f"{shorten_label(existing.column)}: where the customers of each tier are now"
    return {"title": title, **draw_square_grid(squares, rows, interpretation)}


def _make_tier_square(row: int, segment: int, customers: float, tier: float, least: int) -> Square:
    if not _can_show_count(customers, least) or not (_can_show_count(tier, least) and tier):
        return Square(row, segment, _HIDDEN, FEW)
    share = customers / tier
    mixed = (round(a + (b - a) * share) for a, b in zip(_PALE, _DEEP, strict=True))
    fill = "#" + "".join(f"{part:02X}" for part in mixed)
    return Square(row, segment, fill, write_percent(share, digits=0), dark=share >= _DARK)
