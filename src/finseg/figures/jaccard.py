"""How much of each segment comes back in another sample?

The mean Jaccard index of each segment with the range of the samples, over the bands and words of
Hennig (2007); what segments of noise reach is ticked beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import wrap

from finseg.document.numbers import Numbers
from finseg.figures.agreement import clip_index
from finseg.figures.theme import (
    INK,
    POPULATION,
    SOFT,
    Spec,
    apply_theme,
    label_segment,
    pick_colour,
)
from finseg.figures.ticks import Ticks
from finseg.records.assessment import (
    HIGHLY_STABLE,
    NOT_TRUSTED,
    VALID,
    SegmentStability,
    describe_jaccard,
)
from finseg.records.interpretation import Interpretation

_WIDTH, _ROW = 620, 36
_EDGES = (0.0, NOT_TRUSTED, VALID, HIGHLY_STABLE, 1.0)
_SHADES = ("#F1F3F5", "#E4EAF0", "#D3DEE8", "#BFD0DF")


def draw_jaccard(
    segments: Sequence[SegmentStability], interpretation: Interpretation, figures: Numbers
) -> Spec:
    """Draw one row per segment, in the order of their ids."""
    names = {str(s.id): label_segment(s) for s in interpretation.segments}
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
    }
    marks = Ticks(_EDGES, tuple(figures.write_fixed(v, 2) for v in _EDGES))
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": marks.as_axis(
            title="Jaccard index: how much of the segment comes back in another sample",
            titleLimit=_WIDTH,
            grid=False,
        ),
    }
    return apply_theme(
        {
            "width": _WIDTH,
            "height": _ROW * len(segments),
            "encoding": {"x": x},
            "layer": [
                *_shade_hennig_bands(),
                *_draw_noise_ticks(segments, y),
                *_draw_jaccard_rows(segments, y, figures),
            ],
        }
    )


def _shade_hennig_bands() -> list[Spec]:
    """Shade Hennig's bands and write his words above them; noise is told segment by segment."""
    bands: list[Spec] = [
        {
            "at": low,
            "to": high,
            "middle": (low + high) / 2,
            "shade": shade,
            "says": wrap(describe_jaccard((low + high) / 2), 14 if low else 40),
        }
        for low, high, shade in zip(_EDGES[:-1], _EDGES[1:], _SHADES, strict=True)
    ]
    own = {"field": "shade", "type": "nominal", "scale": None}
    layers: list[Spec] = [
        {
            "data": {"values": bands},
            "mark": {"type": "rect"},
            "encoding": {"x2": {"field": "to"}, "color": own},
        }
    ]
    for band in bands:
        lines = len(band["says"])
        mark = {"type": "text", "baseline": "bottom", "color": SOFT, "dy": -6 - 12 * (lines - 1)}
        layers.append(
            {
                "data": {"values": [{"at": band["middle"], "says": band["says"]}]},
                "mark": {**mark, "fontSize": 10.5, "lineHeight": 12},
                "encoding": {"y": {"value": 0}, "text": {"field": "says"}},
            }
        )
    return layers


def _draw_noise_ticks(segments: Sequence[SegmentStability], y: Spec) -> list[Spec]:
    rows = [{"id": s.id, "at": clip_index(s.null)} for s in segments if s.null == s.null]
    tick = {"type": "tick", "color": POPULATION, "thickness": 2, "size": 16}
    text = {"type": "text", "color": SOFT, "baseline": "bottom", "dy": -9, "fontSize": 10.5}
    return [
        {"data": {"values": rows}, "mark": tick, "encoding": {"y": y}},
        {
            "data": {"values": [{**row, "says": "noise"} for row in rows[:1]]},
            "mark": text,
            "encoding": {"y": y, "text": {"field": "says"}},
        },
    ]


def _draw_jaccard_rows(
    segments: Sequence[SegmentStability], y: Spec, figures: Numbers
) -> list[Spec]:
    shown = [
        {
            "id": s.id,
            "at": clip_index(s.jaccard),
            "colour": pick_colour(s.id),
            "says": figures.write_fixed(s.jaccard, 2),
        }
        for s in segments
    ]
    ranges = [
        {"id": s.id, "at": clip_index(s.low), "to": clip_index(s.high), "colour": pick_colour(s.id)}
        for s in segments
    ]
    own = {"field": "colour", "type": "nominal", "scale": None}
    dot = {"type": "point", "filled": True, "opacity": 1, "size": 90}
    text = {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "fontWeight": 600}
    return [
        {
            "data": {"values": ranges},
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"y": y, "x2": {"field": "to"}, "color": own},
        },
        {"data": {"values": shown}, "mark": dot, "encoding": {"y": y, "color": own}},
        {
            "data": {"values": shown},
            "mark": {**text, "color": INK},
            "encoding": {"y": y, "x": {"value": _WIDTH}, "text": {"field": "says"}},
        },
    ]
