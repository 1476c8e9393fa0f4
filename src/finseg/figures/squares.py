"""How does a table of segments become a grid of coloured squares?

A grid of coloured squares with words in them: rows with names to the left, one column per segment,
its name above. The matrix of offers and the comparison with existing tiers are drawn with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from finseg.figures.marks import SAYS, draw_layer, encode_fill, encode_names, make_mark
from finseg.figures.theme import INK, SOFT, Spec, name_segment, pick_colour, shorten_label
from finseg.records.interpretation import Segment

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
    squares: Sequence[Square], rows: Sequence[str], segments: Sequence[Segment], *, height: int = 30
) -> Spec:
    """Lay out squares; a panel without the looks that all figures share."""
    width = min(max(_ROOM // len(segments), _NARROWEST), _WIDEST)
    names = [shorten_label(name) for name in rows]
    y = encode_names("row", names, labelFontSize=12, labelColor=INK)
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
    square = make_mark("rect", stroke="white", strokeWidth=2)
    words = make_mark("text", fontSize=11.5, limit=width - 8)
    return {
        "width": width * len(segments),
        "height": height * len(rows),
        "layer": [
            draw_layer(square, values, x=x, y=y, color=encode_fill("fill")),
            draw_layer(words, values, x=x, y=y, text=SAYS, color=encode_fill("ink")),
            *_draw_segment_heads(segments, width),
        ],
    }


def _draw_segment_heads(segments: Sequence[Segment], width: int) -> list[Spec]:
    """Write the segments' names above their columns, under a bar in their colours."""
    layers: list[Spec] = []
    x = {"field": "segment", "type": "ordinal"}
    looks = {"baseline": "bottom", "fontSize": 11.5, "lineHeight": 13, "limit": width - 4}
    for s in segments:
        lines = wrap(shorten_label(name_segment(s), 60), max(int(width / _CHARACTER), 6))
        if len(lines) > _HEAD_LINES:
            lines = [*lines[: _HEAD_LINES - 1], lines[_HEAD_LINES - 1][:-1] + "…"]
        rows = [{"segment": s.id, "says": lines}]
        bar = make_mark("rect", height=4, width=width - 4, color=pick_colour(s.id))
        text = make_mark("text", **looks, dy=-10 - 13 * (len(lines) - 1))
        layers += [
            draw_layer(bar, rows, x=x, y={"value": -5}),
            draw_layer(text, rows, x=x, y={"value": 0}, text=SAYS, color={"value": SOFT}),
        ]
    return layers
