"""How clearly do the customers of each segment belong to it?

The silhouette plot of Rousseeuw (1987) from 21 quantiles per segment: one strip per segment, its
customers sorted by their silhouette, the strip the thicker the larger the segment. Aggregates in,
no customer's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.numbers import Numbers
from finseg.figures.theme import FAINT, INK, SOFT, Spec, apply_theme, label_segment, pick_colour
from finseg.figures.ticks import place_ticks
from finseg.records.assessment import SegmentStability
from finseg.records.interpretation import Interpretation, Segment

_WIDTH, _HEIGHT = 560, 300
_THINNEST, _GAP = 22, 8  # a strip is never thinner than its name


@dataclass(frozen=True, slots=True)
class _Strip:
    segment: Segment
    quantiles: tuple[float, ...]  # falling
    top: float
    bottom: float

    @property
    def mean(self) -> float:
        """The mean silhouette: the area under the quantiles."""
        return estimate_mean_silhouette(self.quantiles)


def draw_silhouettes(
    segments: Sequence[SegmentStability], interpretation: Interpretation, figures: Numbers
) -> Spec:
    """Draw one strip per segment whose silhouettes are known."""
    strips = _lay_out_strips(list_measured_segments(segments), interpretation)
    height = strips[-1].bottom
    values = [v for s in strips for v in s.quantiles]
    pad = 0.04
    low, high = min(0.0, *values) - pad, max(0.3, *values) + pad
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": place_ticks(low, high, "share", figures, most=7).as_axis(
            title="Silhouette (above 0: nearer to the own segment than to any other)",
            titleLimit=_WIDTH,
            domain=False,
            ticks=False,
        ),
    }
    y = {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": [height, 0], "nice": False, "zero": False},
        "axis": None,
    }
    return apply_theme(
        {
            "width": _WIDTH,
            "height": height,
            "encoding": {"x": x, "y": y},
            "layer": [
                _draw_strip_areas(strips),
                *_draw_silhouette_rules(strips, height, figures),
                *_label_strips(strips, figures),
            ],
        }
    )


def list_measured_segments(segments: Sequence[SegmentStability]) -> list[SegmentStability]:
    """Return the segments whose silhouettes were measured."""
    return [s for s in segments if len(s.silhouettes) > 1 and np.isfinite(s.silhouettes).all()]


def estimate_mean_silhouette(quantiles: Sequence[float]) -> float:
    """Estimate a segment's mean silhouette from evenly spaced quantiles (trapezoids)."""
    q = np.asarray(quantiles, dtype=np.float64)
    return float((q[1:] + q[:-1]).mean() / 2)


def _lay_out_strips(
    segments: Sequence[SegmentStability], interpretation: Interpretation
) -> list[_Strip]:
    own = {s.id: s for s in interpretation.segments}
    strips: list[_Strip] = []
    top = 0.0
    for s in segments:
        bottom = top + max(_THINNEST, own[s.id].share * _HEIGHT)
        strips.append(_Strip(own[s.id], tuple(sorted(s.silhouettes, reverse=True)), top, bottom))
        top = bottom + _GAP
    return strips


def _draw_strip_areas(strips: Sequence[_Strip]) -> Spec:
    rows = [
        {"id": s.segment.id, "at": round(v, 4), "place": round(place, 1)}
        for s in strips
        for v, place in zip(
            s.quantiles, np.linspace(s.top, s.bottom, len(s.quantiles)).tolist(), strict=True
        )
    ]
    ids = [s.segment.id for s in strips]
    scale = {"domain": ids, "range": [pick_colour(i) for i in ids]}
    return {
        "data": {"values": rows},
        "mark": {"type": "area", "orient": "horizontal", "opacity": 0.85},
        "encoding": {
            "x2": {"datum": 0},
            "color": {"field": "id", "type": "nominal", "scale": scale, "legend": None},
        },
    }


def _draw_silhouette_rules(strips: Sequence[_Strip], height: float, figures: Numbers) -> list[Spec]:
    """Rule at zero, and where the mean of all customers lies."""
    whole = sum(s.segment.share for s in strips)
    mean = sum(s.segment.share * s.mean for s in strips) / whole
    everywhere = {"y": {"value": 0}, "y2": {"value": height}}
    says = f"all: {figures.write_fixed(mean, 2)}"
    return [
        {
            "data": {"values": [{"at": 0.0, "place": 0.0}]},
            "mark": {"type": "rule", "color": FAINT},
            "encoding": everywhere,
        },
        {
            "data": {"values": [{"at": mean, "place": 0.0}]},
            "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
            "encoding": everywhere,
        },
        {
            "data": {"values": [{"at": mean, "place": 0.0, "says": says}]},
            "mark": {"type": "text", "baseline": "bottom", "dy": -4, "color": INK},
            "encoding": {"text": {"field": "says"}},
        },
    ]


def _label_strips(strips: Sequence[_Strip], figures: Numbers) -> list[Spec]:
    rows = [
        {
            "place": (s.top + s.bottom) / 2,
            "name": label_segment(s.segment),
            "mean": f"mean {figures.write_fixed(s.mean, 2)}",
        }
        for s in strips
    ]
    data = {"values": rows}
    return [
        {
            "data": data,
            "mark": {"type": "text", "align": "right", "dx": -8, "fontSize": 12, "color": INK},
            "encoding": {"x": {"value": 0}, "text": {"field": "name"}},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "color": SOFT},
            "encoding": {"x": {"value": _WIDTH}, "text": {"field": "mean"}},
        },
    ]
