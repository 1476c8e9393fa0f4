"""How do the customers of today's tiers flow into the segments?

Tiers on the left, segments on the right, bands as thick as the customers that go from one to the
other, in the segment's colour. Bands that would show few customers are not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Table
from finseg.document.said import Count, Customers, Text, join_said, say, write_text
from finseg.figures.line_labels import spread_places
from finseg.figures.marks import SAYS, draw_layer, encode_fill, encode_number, make_mark
from finseg.figures.plan import FigurePlan
from finseg.figures.splits import curve_band
from finseg.figures.theme import (
    INK,
    POPULATION,
    Spec,
    apply_theme,
    label_segment,
    name_segment,
    pick_colour,
    shorten_label,
)
from finseg.records.existing import Existing
from finseg.results import Described

_WIDTH, _HEIGHT, _GAP, _NODE = 420, 320, 10, 12
_LONGEST = 24
_LINE = 16.0  # pixels of a label
MOST_TIERS = 12


@dataclass(frozen=True, slots=True)
class _Band:
    """Customers who go from a tier to a segment."""

    tier: int
    segment: int
    customers: float


def plan_tier_flow(results: Described) -> FigurePlan | None:
    """Plan the flow from the first column of today's tiers; None where nothing may be drawn."""
    segments = results.interpretation.segments
    existing = next(iter(results.interpretation.existing), None)
    if existing is None or len(segments) < 2:
        return None
    bands = list_bands(existing, results.least)
    if not bands:
        return None
    names = {s.id: name_segment(s) for s in segments}
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (existing.tiers[b.tier], names[b.segment], Customers(round(b.customers), "")) for b in bands
    )
    words = join_said(
        say("{tier} to {segment} {customers}", tier=tier, segment=segment, customers=customers)
        for tier, segment, customers in rows
    )
    return FigurePlan(
        _draw_flow(existing, bands, results),
        say(
            "How the customers of today's {column} are divided among the segments: the thicker a "
            "band, the more customers. Bands of fewer than {least}, and those from which they "
            "could be worked out, are not drawn.",
            column=existing.column,
            least=Count(results.least, "customer"),
        ),
        say("From {column} to the segments. {words}.", column=existing.column, words=words),
        Table(
            (existing.column, "Segment", "Customers"),
            rows,
            ("left", "left", "right"),
            "Customers who go from each tier to each segment",
        ),
    )


def list_bands(existing: Existing, least: int) -> tuple[_Band, ...]:
    """List the streams of customers that may be drawn."""
    return tuple(
        _Band(t, s, n)
        for t, row in enumerate(existing.counts[:MOST_TIERS])
        for s, n in enumerate(row)
        if math.isfinite(n) and n >= max(least, 1)
    )


def _draw_flow(existing: Existing, bands: Sequence[_Band], results: Described) -> Spec:
    scale = _HEIGHT / sum(b.customers for b in bands)
    tiers = _stack([b.tier for b in bands], bands, scale)
    segments = _stack([b.segment for b in bands], bands, scale)
    height = max(_find_foot(tiers), _find_foot(segments), _LINE * max(len(tiers), len(segments)))
    place: Spec = {
        side: encode_number(side, domain, zero=False)
        for side, domain in (("x", (0, _WIDTH)), ("y", (height, 0)))
    }
    known = {s.id: s for s in results.interpretation.segments}
    left = [
        f"{shorten_label(existing.tiers[t], _LONGEST)} "
        f"({write_text(_count_tier(existing, t, results.least), results.numbers)})"
        for t in tiers
    ]
    right = [label_segment(known[s]) for s in segments]
    layers = [
        _draw_bands(bands, tiers, segments, scale),
        _draw_nodes(tiers, 0.0, dict.fromkeys(tiers, POPULATION)),
        _draw_nodes(segments, _WIDTH - _NODE, {s: pick_colour(s) for s in segments}),
        _label_nodes(tiers, left, -6.0, "right", height),
        _label_nodes(segments, right, _WIDTH + 6.0, "left", height),
    ]
    return apply_theme({"width": _WIDTH, "height": height, "encoding": place, "layer": layers})


def _count_tier(existing: Existing, tier: int, least: int) -> Text:
    size = existing.count_tier(tier)
    return Customers(round(size), "") if math.isfinite(size) and size >= least else "–"


def _stack(ends: Sequence[int], bands: Sequence[_Band], scale: float) -> dict[int, list[float]]:
    """Put nodes below each other: top and bottom of each, in pixels."""
    stacked: dict[int, list[float]] = {}
    top = 0.0
    for end in sorted(set(ends)):
        thick = scale * sum(b.customers for b, e in zip(bands, ends, strict=True) if e == end)
        stacked[end] = [top, top + thick]
        top += thick + _GAP
    return stacked


def _find_foot(nodes: dict[int, list[float]]) -> float:
    return max(bottom for _, bottom in nodes.values())


def _draw_bands(
    bands: Sequence[_Band],
    tiers: dict[int, list[float]],
    segments: dict[int, list[float]],
    scale: float,
) -> Spec:
    leave = {t: top for t, (top, _) in tiers.items()}
    arrive = {s: top for s, (top, _) in segments.items()}
    rows: list[Spec] = []
    for band in bands:  # by tier, then segment: they leave and arrive in the order of the nodes
        thick = band.customers * scale
        ends = (_NODE, leave[band.tier]), (_WIDTH - _NODE, arrive[band.segment])
        name = f"{band.tier} {band.segment}"
        colour = pick_colour(band.segment)
        rows += [{**row, "colour": colour} for row in curve_band(name, *ends, thick)]
        leave[band.tier] += thick
        arrive[band.segment] += thick
    mark = make_mark("area", opacity=0.4, interpolate="monotone")
    return draw_layer(mark, rows, y2={"field": "to"}, detail={"field": "band"}, color=encode_fill())


def _draw_nodes(nodes: dict[int, list[float]], left: float, colours: dict[int, str]) -> Spec:
    rows = [
        {
            "x": left,
            "right": left + _NODE,
            "y": round(top, 1),
            "to": round(max(bottom, top + 1), 1),
            "colour": colours[node],
        }
        for node, (top, bottom) in nodes.items()
    ]
    return draw_layer(
        make_mark("rect"), rows, x2={"field": "right"}, y2={"field": "to"}, color=encode_fill()
    )


def _label_nodes(
    nodes: dict[int, list[float]], says: Sequence[str], x: float, align: str, height: float
) -> Spec:
    """Write the names beside the nodes, apart from each other where these are thin."""
    middles = [(top + bottom) / 2 for top, bottom in nodes.values()]
    places = spread_places(middles, _LINE, high=height)
    rows = [
        {"x": x, "y": round(place, 1), "says": text}
        for place, text in zip(places, says, strict=True)
    ]
    mark = make_mark("text", align=align, baseline="middle", fontSize=12, color=INK, clip=False)
    return draw_layer(mark, rows, text=SAYS)
