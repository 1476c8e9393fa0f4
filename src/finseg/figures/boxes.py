"""How is each segment spread over a column, beside all customers?

Boxes from quantiles: the middle half with its median, whiskers from the 5th to the 95th percentile;
no single customer. One panel per column, all customers first, their middle half shaded behind the
segments'.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from finseg.disclose.rounding import blank_quantiles
from finseg.document.numbers import Numbers
from finseg.figures.pairs import choose_separating_columns
from finseg.figures.scales import Scale, make_scale
from finseg.figures.theme import (
    INK,
    LEAST,
    NOISE,
    POPULATION,
    Spec,
    apply_theme,
    label_segment,
    pick_colour,
    shorten_label,
)
from finseg.records.interpretation import Interpretation, Trait
from finseg.records.recipe import Recipe

MOST_PANELS = 12
_PER_ROW = 3
_WIDTH, _ROW = 225, 20
_EVERYBODY = -1


def draw_boxes(interpretation: Interpretation, recipe: Recipe, figures: Numbers) -> Spec:
    """Draw the columns that separate the segments most, in the table's order."""
    steps = {s.column: s for s in recipe.steps}
    panels = []
    for place, i in enumerate(choose_separating_columns(interpretation, MOST_PANELS)):
        traits = _list_box_rows(interpretation, i)
        everybody = interpretation.population[i]
        low, high = _find_box_range([trait for _, trait in traits])
        scale = make_scale(steps[everybody.column], low, high, pad=0.03)
        named = not place % _PER_ROW
        panels.append(_draw_box_panel(scale, traits, interpretation, figures, named=named))
    return apply_theme(
        {"concat": panels, "columns": _PER_ROW, "spacing": {"row": 24, "column": 22}}
    )


def has_quartiles(trait: Trait) -> bool:
    """Tell whether a group is large enough for its quartiles to be shown."""
    return math.isfinite(trait.p25) and "p25" not in blank_quantiles(trait.present, LEAST)


def _list_box_rows(interpretation: Interpretation, column: int) -> list[tuple[int, Trait]]:
    own = [(s.id, s.traits[column]) for s in interpretation.segments]
    return [(_EVERYBODY, interpretation.population[column]), *own]


def has_whiskers(trait: Trait) -> bool:
    """Tell whether a group is large enough for its 5th and 95th percentile to be shown."""
    return math.isfinite(trait.p5) and "p5" not in blank_quantiles(trait.present, LEAST)


def _find_whisker_ends(trait: Trait) -> tuple[float, float]:
    return (trait.p5, trait.p95) if has_whiskers(trait) else (trait.p25, trait.p75)


def _find_box_range(traits: Sequence[Trait]) -> tuple[float, float]:
    ends = [end for t in traits if has_quartiles(t) for end in _find_whisker_ends(t)]
    return (min(ends), max(ends)) if ends else (0.0, 1.0)


def _draw_box_panel(
    scale: Scale,
    traits: Sequence[tuple[int, Trait]],
    interpretation: Interpretation,
    figures: Numbers,
    *,
    named: bool,
) -> Spec:
    rows = []
    for segment, t in traits:
        if not has_quartiles(t):
            continue
        low, high = _find_whisker_ends(t)
        rows.append(
            {
                "row": segment,
                "low": low,
                "from": t.p25,
                "at": t.median,
                "to": t.p75,
                "high": high,
                "colour": POPULATION if segment == _EVERYBODY else pick_colour(segment),
            }
        )
    names = {str(s.id): label_segment(s, 38) for s in interpretation.segments}
    names[str(_EVERYBODY)] = "All customers"
    y = {
        "field": "row",
        "type": "ordinal",
        "scale": {"domain": [segment for segment, _ in traits], "paddingInner": 0.35},
        "axis": {
            "title": None,
            "labelExpr": f"{json.dumps(names)}[datum.value]",
            "labels": named,
            "ticks": False,
            "domain": False,
        },
    }
    axis = scale.place_axis_ticks(figures, most=4).as_axis(
        title=None, labelFlush=True, labelOverlap=True
    )
    height = _ROW * len(traits)
    middle = [row for row in rows if row["row"] == _EVERYBODY]
    return {
        "title": {"text": shorten_label(scale.name), "fontSize": 12},
        "width": _WIDTH,
        "height": height,
        "layer": [
            *([_draw_middle_half(middle, scale, axis, height)] if middle else []),
            *_draw_box_marks(rows, scale, axis, y),
        ],
    }


def _encode_box_x(field: str, scale: Scale, axis: Spec) -> Spec:
    return {"field": field, "type": "quantitative", "scale": scale.as_spec(), "axis": axis}


def _draw_middle_half(everybody: list[Spec], scale: Scale, axis: Spec, height: float) -> Spec:
    return {
        "data": {"values": everybody},
        "mark": {"type": "rect", "color": NOISE, "opacity": 0.35},
        "encoding": {
            "x": _encode_box_x("from", scale, axis),
            "x2": {"field": "to"},
            "y": {"value": 0},
            "y2": {"value": height},
        },
    }


def _draw_box_marks(rows: list[Spec], scale: Scale, axis: Spec, y: Spec) -> list[Spec]:
    own = {"field": "colour", "type": "nominal", "scale": None}
    data = {"values": rows}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeWidth": 1.5},
            "encoding": {
                "x": _encode_box_x("low", scale, axis),
                "x2": {"field": "high"},
                "y": y,
                "color": own,
            },
        },
        {
            "data": data,
            "mark": {"type": "bar", "opacity": 1, "stroke": "white", "strokeWidth": 0.5},
            "encoding": {
                "x": _encode_box_x("from", scale, axis),
                "x2": {"field": "to"},
                "y": y,
                "color": own,
            },
        },
        {
            "data": data,
            "mark": {"type": "tick", "color": "white", "thickness": 4, "size": 13},
            "encoding": {"x": _encode_box_x("at", scale, axis), "y": y},
        },
        {
            "data": data,
            "mark": {"type": "tick", "color": INK, "thickness": 1.6, "size": 13},
            "encoding": {"x": _encode_box_x("at", scale, axis), "y": y},
        },
    ]
