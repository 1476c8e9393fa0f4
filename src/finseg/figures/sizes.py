"""How large is each segment?

The segments in, one bar for each out, labelled with its customers and its share of all.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Table
from finseg.document.said import Customers, Share, join_said, say
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    encode_fill,
    encode_names,
    make_mark,
    name_segments,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import Spec, apply_theme, name_segment, pick_colour
from finseg.records.interpretation import Segment
from finseg.results import Described


def plan_sizes(results: Described) -> FigurePlan:
    """Plan one bar per segment."""
    total = results.dataset.rows
    rows = tuple(
        (name_segment(s), Customers(s.size, ""), Share(s.share, of=total))
        for s in results.interpretation.segments
    )
    words = join_said(
        say("{segment}: {size} ({share})", segment=name, size=size, share=share)
        for name, size, share in rows
    )
    return FigurePlan(
        _draw_sizes(results),
        "Customers in each segment.",
        say("Bar per segment. {words}.", words=words),
        Table(("Segment", "Customers", "Share"), rows, caption="Customers in each segment"),
    )


def count_bar(segment: Segment) -> float:
    """Return how long a segment's bar is: its customers, or those whom they stand for."""
    stands_for = segment.stands_for
    return segment.size if stands_for is None or math.isnan(stands_for) else stands_for


def _draw_sizes(results: Described) -> Spec:
    segments, numbers = results.interpretation.segments, results.numbers
    rows = [
        {
            "id": s.id,
            "customers": count_bar(s),
            "colour": pick_colour(s.id),
            "says": f"{s.say_size().write(numbers)}, {numbers.write_percent(s.share)}",
        }
        for s in segments
    ]
    y = encode_names(
        "id",
        name_segments(segments, 44),
        {"paddingInner": 0.3, "paddingOuter": 0.1},
        labelFontSize=12,
    )
    x = {
        "field": "customers",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, max(map(count_bar, segments)) * 1.4]},
    }
    label = make_mark("text", align="left", dx=8, fontSize=12)
    return apply_theme(
        {
            "data": {"values": rows},
            "width": 520,
            "height": 30 * len(segments),
            "layer": [
                {"mark": "bar", "encoding": {"x": x, "y": y, "color": encode_fill()}},
                draw_layer(label, x=x, y=y, text=SAYS),
            ],
        }
    )
