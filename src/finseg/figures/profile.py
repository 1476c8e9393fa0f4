"""Where does each segment differ from all customers?

The segment profile plot of Leisch (2010) and Dolnicar, Grün & Leisch (2018, ch. 8): deviations from
the population, in its standard deviations; markers are coloured and carry the segment's own value,
and all customers' value stands beside each column's name.
"""

from __future__ import annotations

import json
import math
from textwrap import wrap

from finseg.document.numbers import Numbers
from finseg.figures.theme import POPULATION, RULE, Spec, apply_theme, pick_colour, shorten_label
from finseg.figures.ticks import Ticks
from finseg.records.interpretation import MARKER, Interpretation, Segment, Trait

_PER_ROW = 4
_WIDTH, _LINE = 170, 30
_PALE = "#C8CFD8"


def draw_profile(
    interpretation: Interpretation, figures: Numbers, *, medians: frozenset[str] = frozenset()
) -> Spec:
    """Draw each segment's deviations; columns in `medians` are labelled with their median."""
    segments = interpretation.segments
    names = [
        [shorten_label(t.column, 24), f"all: {write_typical_value(t, figures, medians)}"]
        for t in interpretation.population
    ]
    sizes = [abs(t.deviation) for s in segments for t in s.traits if math.isfinite(t.deviation)]
    limit = max([2 * MARKER, *sizes]) * 1.12
    per_row = min(_PER_ROW, len(segments))
    panels = [
        _draw_profile_panel(s, names, limit, figures, medians, named=not place % per_row)
        for place, s in enumerate(segments)
    ]
    return apply_theme({"concat": panels, "columns": per_row, "spacing": {"row": 26, "column": 14}})


def write_typical_value(trait: Trait, figures: Numbers, medians: frozenset[str]) -> str:
    """Write a trait's typical value: the median of a heavy-tailed column, else the mean."""
    value = trait.median if trait.column in medians else trait.mean
    return figures.write_value(value, trait.unit)


def _draw_profile_panel(
    segment: Segment,
    names: list[list[str]],
    limit: float,
    figures: Numbers,
    medians: frozenset[str],
    *,
    named: bool,
) -> Spec:
    rows = [
        {
            "feature": place,
            "deviation": t.deviation if math.isfinite(t.deviation) else 0.0,
            "colour": pick_colour(segment.id) if t.is_marker else _PALE,
            "says": write_typical_value(t, figures, medians) if t.is_marker else "",
        }
        for place, t in enumerate(segment.traits)
    ]
    y = {
        "field": "feature",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"{json.dumps(names)}[datum.value]",
            "labels": named,
            "labelLineHeight": 12,
            "labelOffset": -6,
            "ticks": False,
            "domain": False,
        },
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.15},
    }
    filled = {"field": "colour", "type": "nominal", "scale": None}
    # The value stands on the free side of the zero line, where no bar can meet it.
    free = {"align": {"expr": "datum.deviation < 0 ? 'left' : 'right'"}}
    free["dx"] = {"expr": "datum.deviation < 0 ? 5 : -5"}
    return {
        "title": {
            "text": wrap(shorten_label(f"{segment.id} {segment.name}", 48), 25)[:2],
            "subtitle": f"{figures.write_whole(segment.size)} customers",
            "fontSize": 12,
        },
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _LINE * len(names),
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {"x": _encode_deviation(limit, figures), "color": filled},
            },
            {
                "mark": {"type": "text", "fontSize": 11, **free},
                "encoding": {"x": {"datum": 0}, "text": {"field": "says"}},
            },
        ],
    }


def _encode_deviation(limit: float, figures: Numbers) -> Spec:
    step = 1.0 if limit < 3 else 2.0
    whole = tuple(v * step for v in range(-5, 6) if abs(v * step) < limit)
    marks = Ticks(whole, tuple(figures.write_signed(v, digits=0) for v in whole))
    zero = {"condition": {"test": "datum.value === 0", "value": POPULATION}, "value": RULE}
    return {
        "field": "deviation",
        "type": "quantitative",
        "scale": {"domain": [-limit, limit], "nice": False},
        "axis": marks.as_axis(title="sd from all customers", gridColor=zero, titleFontSize=11),
    }
