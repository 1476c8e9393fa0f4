"""Which segments are attractive, and in which is the bank strong?"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.document.numbers import Numbers
from finseg.figures.theme import INK, RULE, Spec, apply_theme, pick_colour, shorten_label
from finseg.figures.ticks import place_ticks
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.targeting import Worth

_LARGEST = 1600.0  # square pixels of the largest bubble
_LONGEST = 36


def draw_targeting(offers: Offers, interpretation: Interpretation, figures: Numbers) -> Spec:
    """Draw one bubble per segment: attractiveness, own strength, and customers as its area."""
    largest = max((s.size for s in interpretation.segments), default=1) or 1
    segments = {s.id: s for s in interpretation.segments}
    ranked = offers.rank_segments()
    rows = [
        {
            "x": w.attractiveness_score,
            "y": w.strength_score,
            "area": _LARGEST * segments[w.segment].size / largest,
            "colour": pick_colour(w.segment),
            "number": str(w.segment),
            "open": bool(w.knocked_out),
        }
        for w in ranked
    ]
    keys = [
        {
            "row": i,
            "colour": pick_colour(w.segment),
            "number": str(w.segment),
            "says": shorten_label(segments[w.segment].name, _LONGEST),
            "figures": f"{figures.write_fixed(w.attractiveness_score, 2)} × {figures.write_fixed(w.strength_score, 2)}"
            + (", knocked out" if w.knocked_out else ""),
        }
        for i, w in enumerate(ranked)
    ]
    spec: Spec = {
        "hconcat": [
            _draw_bubbles(rows, _find_axis_start(ranked), figures),
            _draw_targeting_key(keys),
        ],
        "spacing": 28,
    }
    return apply_theme(spec)


def _find_axis_start(ranked: Sequence[Worth]) -> float:
    """Return where both axes begin: at 0, or at ½ where all segments lie well above it."""
    least = min(
        (v for w in ranked for v in (w.attractiveness_score, w.strength_score)), default=0.0
    )
    return 0.5 if least > 0.55 else 0.0


def _draw_bubbles(rows: list[Spec], start: float, figures: Numbers) -> Spec:
    marks = place_ticks(start, 1.0, "share", figures, most=6)
    axis = marks.as_axis(grid=True, gridColor=RULE, labelFlush=False)
    scale = {"domain": [start, 1 + 0.09 * (1 - start)], "nice": False, "zero": False}
    place = {
        "x": _encode_targeting_axis("x", "Attractiveness", axis, scale),
        "y": _encode_targeting_axis("y", "Own strength", axis, scale),
    }
    filled = {"field": "colour", "type": "nominal", "scale": None}
    area = {"field": "area", "type": "quantitative", "scale": None}
    through = {"condition": {"test": "datum.open", "value": 0.15}, "value": 0.75}
    bubble = {
        "mark": {"type": "circle", "clip": False},
        "encoding": {**place, "size": area, "color": filled, "fillOpacity": through},
    }
    ring = {
        "mark": {"type": "point", "filled": False, "strokeWidth": 1.5, "clip": False},
        "encoding": {**place, "size": area, "color": filled},
    }
    number = {
        "mark": {
            "type": "text",
            "fontSize": 12,
            "fontWeight": 600,
            "color": "white",
            "stroke": INK,
            "strokeWidth": 2.5,
            "strokeOpacity": 0.55,
        },
        "encoding": {**place, "text": {"field": "number"}},
    }
    front = {
        "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "color": "white"},
        "encoding": {**place, "text": {"field": "number"}},
    }
    return {
        "data": {"values": rows},
        "width": 340,
        "height": 300,
        "layer": [bubble, ring, number, front],
    }


def _encode_targeting_axis(field: str, title: str, axis: Spec, scale: Spec) -> Spec:
    named = {**axis, "title": title}
    return {"field": field, "type": "quantitative", "axis": named, "scale": scale}


def _draw_targeting_key(rows: list[Spec]) -> Spec:
    """Name the segments in their order, with both figures."""
    y = {"field": "row", "type": "ordinal", "axis": None}

    def write_key_column(field: str, x: int, weight: int) -> Spec:
        mark = {"type": "text", "align": "left", "fontSize": 12, "fontWeight": weight}
        return {
            "mark": mark,
            "encoding": {"y": y, "x": {"value": x}, "text": {"field": field}},
        }

    dot = {
        "mark": {"type": "circle", "size": 110, "opacity": 1},
        "encoding": {
            "y": y,
            "x": {"value": 6},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }
    return {
        "data": {"values": rows},
        "width": 380,
        "height": {"step": 26},
        "layer": [
            dot,
            write_key_column("number", 20, 600),
            write_key_column("says", 36, 400),
            write_key_column("figures", 290, 400),
        ],
    }
