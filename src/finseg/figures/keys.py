"""Which colour is which segment, where a drawing has no room to write it on the spot?"""

from __future__ import annotations

from finseg.figures.theme import Spec, label_segment_share, pick_colour, pick_dot_form
from finseg.records.interpretation import Interpretation

_WIDTH = 330


def draw_segment_key(interpretation: Interpretation, *, longest: int = 38) -> Spec:
    """Name all segments, one below the other, with their share of the customers."""
    rows = [
        {
            "row": place,
            "colour": pick_colour(s.id),
            "shape": "circle" if pick_dot_form(s.id) == "round" else "square",
            "says": label_segment_share(s, longest),
        }
        for place, s in enumerate(interpretation.segments)
    ]
    own = {"type": "nominal", "scale": None}
    point = {"type": "point", "filled": True, "size": 100, "opacity": 1}
    words = {"type": "text", "align": "left", "fontSize": 12, "limit": _WIDTH - 20}
    return {
        "data": {"values": rows},
        "width": _WIDTH,
        "height": {"step": 24},
        "encoding": {"y": {"field": "row", "type": "ordinal", "axis": None}},
        "layer": [
            {
                "mark": point,
                "encoding": {
                    "x": {"value": 7},
                    "color": {"field": "colour", **own},
                    "shape": {"field": "shape", **own},
                },
            },
            {"mark": words, "encoding": {"x": {"value": 20}, "text": {"field": "says"}}},
        ],
    }
