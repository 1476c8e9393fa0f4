"""How large is each segment?"""

from __future__ import annotations

import json

from finseg.document.numbers import Numbers, write_percent
from finseg.figures.theme import Spec, apply_theme, label_segment, pick_colour
from finseg.records.interpretation import Interpretation


def draw_sizes(interpretation: Interpretation, figures: Numbers) -> Spec:
    """Draw one bar per segment, labelled with customers and share."""
    segments = interpretation.segments
    rows = [
        {
            "id": s.id,
            "customers": s.size,
            "colour": pick_colour(s.id),
            "says": f"{figures.write_whole(s.size)} customers, {write_percent(s.share)}",
        }
        for s in segments
    ]
    names = {str(s.id): label_segment(s, 44) for s in segments}
    y = {
        "field": "id",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"{json.dumps(names)}[datum.value]",
            "labelFontSize": 12,
            "ticks": False,
            "domain": False,
        },
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.1},
    }
    x = {
        "field": "customers",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, max(s.size for s in segments) * 1.4]},
    }
    filled = {"field": "colour", "type": "nominal", "scale": None}
    return apply_theme(
        {
            "data": {"values": rows},
            "width": 520,
            "height": 30 * len(segments),
            "layer": [
                {"mark": "bar", "encoding": {"x": x, "y": y, "color": filled}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12},
                    "encoding": {"x": x, "y": y, "text": {"field": "says"}},
                },
            ],
        }
    )
