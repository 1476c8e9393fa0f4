"""Which product is for which segment?

The matrix of offers: for whom a product is meant, for whom it is not, and what share of a segment's
customers may have it.
"""

from __future__ import annotations

import math

from finseg.document.numbers import write_percent
from finseg.figures.squares import Square, draw_square_grid
from finseg.figures.theme import Spec, apply_theme
from finseg.records.interpretation import Interpretation
from finseg.records.offers import SAID, Cell, Offers, Stance

_FILLS: dict[Stance, str] = {
    "target": "#2166AC",
    "neutral": "#E4E7EB",
    "not for": "#F1C9A5",
    "unknown": "#F8F9FA",
}
_ORDER: tuple[Stance, ...] = ("target", "neutral", "not for", "unknown")


def draw_offer_matrix(offers: Offers, interpretation: Interpretation) -> Spec:
    """Draw one row per product, one column per segment."""
    shown = list_known_products(offers)
    rows = [offers.lines[p].name for p in shown]
    squares = [
        _make_offer_square(cell, shown.index(cell.product))
        for cell in offers.cells
        if cell.product in shown
    ]
    return apply_theme(draw_square_grid(squares, rows, interpretation, height=28))


def count_stances(offers: Offers) -> list[tuple[Stance, int]]:
    """Count the cells of each stance, in a fixed order."""
    own = [cell.stance for cell in offers.cells]
    return [(stance, own.count(stance)) for stance in _ORDER if stance in own]


def list_known_products(offers: Offers) -> list[int]:
    """Return the products of which the table can tell anything; all of them if it is none."""
    unknown = {
        p
        for p in range(len(offers.lines))
        if all(cell.stance == "unknown" for cell in offers.cells if cell.product == p)
    }
    every = range(len(offers.lines))
    return [p for p in every if p not in unknown] or list(every)


def _make_offer_square(cell: Cell, row: int) -> Square:
    may = cell.stance in {"target", "neutral"} and math.isfinite(cell.eligible)
    words = SAID[cell.stance]
    says = f"{words}, {write_percent(cell.eligible, digits=0)}" if may else words
    return Square(row, cell.segment, _FILLS[cell.stance], says, dark=cell.stance == "target")
