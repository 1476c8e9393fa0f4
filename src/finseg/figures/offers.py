"""Which product is for which segment?

The matrix of offers: for whom a product is meant, for whom it is not, and what share of a segment's
customers may have it.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Align, Table
from finseg.document.numbers import Numbers
from finseg.document.said import NOTHING, Count, Share, Text, join_said, say
from finseg.figures.plan import FigurePlan
from finseg.figures.squares import Square, draw_square_grid
from finseg.figures.theme import Spec, apply_theme, name_segment
from finseg.records.interpretation import Segment
from finseg.records.offers import SAID, Cell, Offers, Stance
from finseg.results import Results

_CAPTION = (
    "Which product is for which segment: ● a target, × not for it, ? no data to tell. Percentages: "
    "the share of the segment's customers who may have it; each customer's offers are decided one "
    "by one."
)
_FILLS: dict[Stance, str] = {
    "target": "#2166AC",
    "neutral": "#E4E7EB",
    "not for": "#F1C9A5",
    "unknown": "#F8F9FA",
}


def plan_offers(results: Results) -> FigurePlan | None:
    """Plan one row per product, one column per segment."""
    offers, segments = results.offers, results.interpretation.segments
    if offers.has_nothing_to_offer:
        return None
    shown = list_known_products(offers)
    untold = [line.name for p, line in enumerate(offers.lines) if p not in shown]
    caption = join_said(
        (
            _CAPTION,
            say(
                "The table has no data to decide who these are for: {products}.",
                products=", ".join(untold),
            )
            if untold
            else NOTHING,
        ),
        " ",
    )
    counted = join_said(
        say("{stance}: {number}", stance=SAID[stance], number=Count(n))
        for stance, n in count_stances(offers)
    )
    alternative = say(
        "Matrix of products and segments. {counted}. Targets: {targets}.",
        counted=counted,
        targets="; ".join(_list_targets(offers, segments)) or "none",
    )
    spec = _draw_offers(offers, shown, segments, results.numbers)
    return FigurePlan(spec, caption, alternative, _tabulate_offers(offers, segments))


def count_stances(offers: Offers) -> list[tuple[Stance, int]]:
    """Count the cells of each stance, in a fixed order."""
    own = [cell.stance for cell in offers.cells]
    return [(stance, own.count(stance)) for stance in _FILLS if stance in own]


def list_known_products(offers: Offers) -> list[int]:
    """Return the products of which the table can tell anything; all of them if it is none."""
    every = range(len(offers.lines))
    known = {cell.product for cell in offers.cells if cell.stance != "unknown"}
    return [p for p in every if p in known] or list(every)


def _list_targets(offers: Offers, segments: tuple[Segment, ...]) -> list[str]:
    """Say for which segments each product is meant; products without any are left out."""
    meant = [
        [name_segment(s) for s in segments if offers.find_cell(p, s.id).stance == "target"]
        for p in range(len(offers.lines))
    ]
    return [
        f"{line.name} for {', '.join(names)}"
        for line, names in zip(offers.lines, meant, strict=True)
        if names
    ]


def _tabulate_offers(offers: Offers, segments: tuple[Segment, ...]) -> Table:
    def describe_cell(cell: Cell, segment: Segment) -> Text:
        share = Share(cell.eligible, of=segment.size, digits=0)
        return say("{stance} ({share})", stance=SAID[cell.stance], share=share)

    rows: tuple[tuple[Text, ...], ...] = tuple(
        (line.name, *(describe_cell(offers.find_cell(p, s.id), s) for s in segments))
        for p, line in enumerate(offers.lines)
    )
    heads = map(name_segment, segments)
    sides: list[Align] = ["left"] * (1 + len(segments))
    return Table(("Product", *heads), rows, tuple(sides), "Products by segment")


def _draw_offers(
    offers: Offers, shown: list[int], segments: tuple[Segment, ...], numbers: Numbers
) -> Spec:
    squares = [
        _make_offer_square(cell, shown.index(cell.product), numbers)
        for cell in offers.cells
        if cell.product in shown
    ]
    rows = [offers.lines[p].name for p in shown]
    return apply_theme(draw_square_grid(squares, rows, segments, height=28))


def _make_offer_square(cell: Cell, row: int, numbers: Numbers) -> Square:
    may = cell.stance in {"target", "neutral"} and math.isfinite(cell.eligible)
    words = SAID[cell.stance]
    says = f"{words}, {numbers.write_percent(cell.eligible, digits=0)}" if may else words
    return Square(row, cell.segment, _FILLS[cell.stance], says, dark=cell.stance == "target")
