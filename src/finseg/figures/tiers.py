"""Where do the customers of today's tiers go?

A heat map per column of tiers: for each tier the share of its customers in each segment. What would
show a few customers is not said.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Align, Table
from finseg.document.said import (
    NOTHING,
    Count,
    Customers,
    Number,
    Share,
    Text,
    join_said,
    say,
    write_text,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.squares import Square, draw_square_grid
from finseg.figures.theme import Spec, apply_theme, name_segment, shorten_label
from finseg.records.existing import Existing
from finseg.results import Described

MOST_TIERS = 12
MOST_COLUMNS = 3
HIDDEN = "–"  # a cell that is not shown, as in the tables
_LONGEST = 22
_PALE, _DEEP = (247, 247, 247), (33, 102, 172)
_DARK = 0.55  # share from which words are white
_PLAIN = "#F8F9FA"  # of a square that is not shown


def plan_tiers(results: Described) -> FigurePlan | None:
    """Plan today's divisions beside the new one, one below the other."""
    existing = results.interpretation.existing[:MOST_COLUMNS]
    if not existing or len(results.interpretation.segments) < 2:
        return None
    largest = say("Shown are the {tiers} largest tiers.", tiers=Count(MOST_TIERS))
    caption = join_said(
        (
            say(
                "Where the customers of each of today's tiers are now, as shares of the "
                "tier. “–” stands for cells of fewer than {least}, and for those from "
                "which they could be worked out.",
                least=Count(results.least, "customer"),
            ),
            largest if any(len(e.tiers) > MOST_TIERS for e in existing) else NOTHING,
        ),
        " ",
    )
    panels = [_draw_tier_panel(e, results) for e in existing]
    return FigurePlan(
        apply_theme({"vconcat": panels, "spacing": 34}),
        caption,
        say(
            "Existing tiers and segments. {words}.",
            words=join_said(_describe_agreement(e) for e in existing),
        ),
        _tabulate_tiers(existing, results),
    )


def _describe_agreement(existing: Existing) -> Text:
    stay = say(
        "{share} of the customers are in the segment that has the largest part of their tier",
        share=Share(existing.stay_share),
    )
    agrees = say(
        "{column} agrees with the segments by {agreement} (adjusted Rand)",
        column=existing.column,
        agreement=Number(existing.agreement),
    )
    return join_said((agrees, stay if math.isfinite(existing.stay_share) else NOTHING), ", ")


def _can_show_count(customers: float, least: int) -> bool:
    return math.isfinite(customers) and (customers == 0 or customers >= least)


def _count_tier(customers: float, least: int) -> Text:
    """Return a count, unless it is of few or must not be shown."""
    return Customers(round(customers), "") if _can_show_count(customers, least) else HIDDEN


def _tabulate_tiers(existing: tuple[Existing, ...], results: Described) -> Table:
    rows = tuple(
        (e.column, tier, *(_count_tier(n, results.least) for n in counts))
        for e in existing
        for tier, counts in zip(e.tiers, e.counts, strict=True)
    )
    heads = tuple(map(name_segment, results.interpretation.segments))
    sides: list[Align] = ["right"] * len(heads)
    columns = ("Column", "Tier", *heads)
    return Table(columns, rows, ("left", "left", *sides), "Customers by tier and segment")


def _draw_tier_panel(existing: Existing, results: Described) -> Spec:
    numbers, least = results.numbers, results.least
    counts = existing.counts[:MOST_TIERS]
    sizes = [existing.count_tier(i) for i in range(len(counts))]
    rows = [
        f"{shorten_label(tier, _LONGEST)} ({write_text(_count_tier(size, least), numbers)})"
        for tier, size in zip(existing.tiers, sizes, strict=False)
    ]
    squares = [
        _make_tier_square(r, s, n, size, results)
        for r, (row, size) in enumerate(zip(counts, sizes, strict=True))
        for s, n in enumerate(row)
    ]
    title = f"{shorten_label(existing.column)}: where the customers of each tier are now"
    return {"title": title, **draw_square_grid(squares, rows, results.interpretation.segments)}


def _make_tier_square(
    row: int, segment: int, customers: float, tier: float, results: Described
) -> Square:
    least = results.least
    if not _can_show_count(customers, least) or not (_can_show_count(tier, least) and tier):
        return Square(row, segment, _PLAIN, HIDDEN)
    share = customers / tier
    mixed = (round(a + (b - a) * share) for a, b in zip(_PALE, _DEEP, strict=True))
    fill = "#" + "".join(f"{part:02X}" for part in mixed)
    says = results.numbers.write_percent(share, digits=0)
    return Square(row, segment, fill, says, dark=share >= _DARK)
