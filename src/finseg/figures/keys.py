"""Which colour is which segment, when a figure has no room for labels?

The segments in, a panel with their dots, names and shares out.
"""

from __future__ import annotations

from finseg.document.numbers import Numbers
from finseg.figures.marks import SAYS, draw_layer, encode_fill, make_dot, make_mark, name_dot_form
from finseg.figures.theme import Spec, label_segment_share, pick_colour
from finseg.records.interpretation import Segment

_WIDTH = 330
_LONGEST = 38


def list_key_entries(segments: tuple[Segment, ...], longest: int, numbers: Numbers) -> list[Spec]:
    """Return colour, dot and words of each segment."""
    return [
        {
            "colour": pick_colour(s.id),
            "shape": name_dot_form(s.id),
            "says": label_segment_share(s, longest, numbers),
        }
        for s in segments
    ]


def draw_segment_key(segments: tuple[Segment, ...], numbers: Numbers) -> Spec:
    """Name all segments, one below the other, with their share of the customers."""
    entries = list_key_entries(segments, _LONGEST, numbers)
    words = make_mark("text", align="left", fontSize=12, limit=_WIDTH - 20)
    fill, shape = encode_fill(), encode_fill("shape")
    return {
        "data": {"values": [{"row": place, **entry} for place, entry in enumerate(entries)]},
        "width": _WIDTH,
        "height": {"step": 24},
        "encoding": {"y": {"field": "row", "type": "ordinal", "axis": None}},
        "layer": [
            draw_layer(make_dot(100), x={"value": 7}, color=fill, shape=shape),
            draw_layer(words, x={"value": 20}, text=SAYS),
        ],
    }
