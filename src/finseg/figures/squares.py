"""How is a table of segments seen at a glance?

A grid of coloured squares with words in them: rows with names to the left, one column per segment,
its name above. The matrix of offers and the comparison with existing tiers are drawn with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from finseg.figures.theme import INK, SOFT, Spec, pick_colour, shorten_label
from finseg.records.interpretation import Interpretation

_ROOM = 640  # pixels for all segments
_NARROWEST, _WIDEST = 62, 150
_CHARACTER = 6.6  # pixels
_HEAD_LINES = 3


@dataclass(frozen=True, slots=True)
class Square:
    """One cell, finished."""

    row: int
    segment: int
    fill: str
    says: str
    dark: bool = False  # the fill is dark: words in white


def draw_square_grid(
    squares: Sequence[Square],
    rows: Sequence[str],
    interpretation: Interpretation,
    *,
    height: int = 30,
) -> Spec:
    """Lay out squares; a panel without the looks that all figures share."""
    k = len(interpretation.segments)
    width = min(max(_ROOM // k, _NARROWEST), _WIDEST)
    # Names in ASCII as strings of Vega's expression language.
    names = json.dumps([shorten_label(name) for name in rows])
    y = {
        "field": "row",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"{names}[datum.value]",
            "labelFontSize": 12,
            "labelColor": INK,
            "ticks": False,
            "domain": False,
        },
    }
    x = {"field": "segment", "type": "ordinal", "axis": None}
    values = [
        {
            "row": s.row,
            "segment": s.segment,
            "fill": s.fill,
            "says": s.says,
            "ink": "white" if s.dark else INK,
        }
        for s in squares
    ]
    own = {"type": "nominal", "scale": None}
    return {
        "width": width * k,
        "height": height * len(rows),
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": {"field": "fill", **own}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "text", "fontSize": 11.5, "limit": width - 8},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "says"},
                    "color": {"field": "ink", **own},
                },
            },
            *_draw_segment_heads(interpretation, width),
        ],
    }


def _draw_segment_heads(interpretation: Interpretation, width: int) -> list[Spec]:
    """Write the segments' names above their columns, under a bar in their colours."""
    layers: list[Spec] = []
    for s in interpretation.segments:
        lines = wrap(shorten_label(f"{s.id} {s.name}", 60), max(int(width / _CHARACTER), 6))
        if len(lines) > _HEAD_LINES:
            lines = [*lines[: _HEAD_LINES - 1], lines[_HEAD_LINES - 1][:-1] + "…"]
        text = {"type": "text", "baseline": "bottom", "fontSize": 11.5, "lineHeight": 13}
        bar = {"type": "rect", "height": 4, "width": width - 4, "color": pick_colour(s.id)}
        x = {"field": "segment", "type": "ordinal"}
        data = {"values": [{"segment": s.id, "says": lines}]}
        layers += [
            {"data": data, "mark": bar, "encoding": {"x": x, "y": {"value": -5}}},
            {
                "data": data,
                "mark": {**text, "limit": width - 4, "dy": -10 - 13 * (len(lines) - 1)},
                "encoding": {
                    "x": x,
                    "y": {"value": 0},
                    "text": {"field": "says"},
                    "color": {"value": SOFT},
                },
            },
        ]
    return layers
