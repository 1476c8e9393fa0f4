"""Where do the customers of today's tiers go?

A heat map per column of tiers: for each tier the share of its customers in each segment. What would
show fewer than five customers is not said.
"""

from __future__ import annotations

from finseg.deliver.figures.squares import Square, grid
from finseg.deliver.figures.theme import LEAST, Spec, label, themed
from finseg.document.numbers import Figures, percent
from finseg.maths.suppression import suppress
from finseg.records.existing import Existing
from finseg.records.interpretation import Interpretation

MOST_TIERS = 12
MOST_COLUMNS = 3
_PALE, _DEEP = (247, 247, 247), (33, 102, 172)
_DARK = 0.55  # share from which words are white
_HIDDEN = "#F8F9FA"


def tiers(existing: tuple[Existing, ...], interpretation: Interpretation, figures: Figures) -> Spec:
    """Draw today's divisions beside the new one, one below the other."""
    panels = [_panel(e, interpretation, figures) for e in existing[:MOST_COLUMNS]]
    return themed({"vconcat": panels, "spacing": 34})


def open_counts(existing: Existing) -> list[list[int]]:
    """Return customers by tier and segment; −1 where it must not be said.

    Sizes of tiers and segments stand elsewhere in a report, so nothing is hidden behind them.
    """
    hidden = suppress(existing.counts, LEAST, known_rows=True, known_columns=True).cells
    return [
        [-1 if hide else n for n, hide in zip(row, mask, strict=True)]
        for row, mask in zip(existing.counts, hidden.tolist(), strict=True)
    ]


def _panel(existing: Existing, interpretation: Interpretation, figures: Figures) -> Spec:
    counts = existing.counts[:MOST_TIERS]
    sizes = [sum(row) for row in counts]
    rows = [
        f"{label(tier, 22)} ({figures.count(size) if size >= LEAST else 'few'})"
        for tier, size in zip(existing.tiers, sizes, strict=False)
    ]
    shown = open_counts(existing)[:MOST_TIERS]
    squares = [
        _square(r, s, n, size)
        for r, (row, size) in enumerate(zip(shown, sizes, strict=True))
        for s, n in enumerate(row)
    ]
    title = f"{label(existing.column)}: where the customers of each tier are now"
    return {"title": title, **grid(squares, rows, interpretation)}


def _square(row: int, segment: int, customers: int, tier: int) -> Square:
    if customers < 0 or not tier:
        return Square(row, segment, _HIDDEN, "few")
    share = customers / tier
    mixed = (round(a + (b - a) * share) for a, b in zip(_PALE, _DEEP, strict=True))
    fill = "#" + "".join(f"{part:02X}" for part in mixed)
    return Square(row, segment, fill, percent(share, digits=0), dark=share >= _DARK)
