"""How clearly do the customers of each segment belong to it?

The silhouette plot of Rousseeuw (1987) from 21 quantiles per segment: one strip per segment, its
customers sorted by their silhouette, the strip the thicker the larger the segment. Aggregates in,
no customer's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import Number, Share, Text, join_said, say
from finseg.figures.marks import SAYS, draw_layer, encode_number, encode_segment_colour, make_mark
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import (
    FAINT,
    INK,
    SOFT,
    Spec,
    apply_theme,
    label_segment,
    name_segment,
)
from finseg.figures.ticks import place_ticks
from finseg.records.assessment import SegmentStability
from finseg.records.interpretation import Segment
from finseg.results import Results

_WIDTH, _HEIGHT = 560, 300
_THINNEST, _GAP = 22, 8  # a strip is never thinner than its name
_PAD = 0.04  # left free at both ends of the axis
_LEAST_RIGHT = 0.3  # the axis reaches at least this far
_SHOWN_QUANTILES = (5, 25, 50, 75, 95)  # in the table


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


def plan_silhouettes(results: Results) -> FigurePlan | None:
    """Plan one strip per segment whose silhouettes are known."""
    measured = [s for s in results.assessment.segments if _is_measured(s)]
    if len(results.interpretation.segments) < 2 or not measured:
        return None
    names = {s.id: name_segment(s) for s in results.interpretation.segments}
    means = {s.id: Number(estimate_mean_silhouette(s.silhouettes)) for s in measured}
    words = join_said(
        say("{segment}: mean {mean}", segment=names[s.id], mean=means[s.id]) for s in measured
    )
    percents = (Share(q / 100, digits=0) for q in _SHOWN_QUANTILES)
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (names[s.id], means[s.id], *map(Number, _interpolate_silhouettes(s))) for s in measured
    )
    return FigurePlan(
        _draw_silhouettes(_lay_out_strips(measured, results), results.numbers),
        "The customers of each segment, sorted by how clearly they belong to it. Far right: deep "
        "inside their segment; left of zero: nearer to another segment. The thicker the strip, "
        "the more customers; the dashed line is the mean of all.",
        say("Silhouettes per segment. {words}.", words=words),
        Table(
            ("Segment", "Mean", *percents),
            rows,
            caption="Silhouettes of the customers of each segment: mean and percentiles",
        ),
    )


def _is_measured(segment: SegmentStability) -> bool:
    return len(segment.silhouettes) > 1 and bool(np.isfinite(segment.silhouettes).all())


def estimate_mean_silhouette(quantiles: Sequence[float]) -> float:
    """Estimate a segment's mean silhouette from evenly spaced quantiles (trapezoids)."""
    q = np.asarray(quantiles, dtype=np.float64)
    return float((q[1:] + q[:-1]).mean() / 2)


def _interpolate_silhouettes(segment: SegmentStability) -> list[float]:
    rising = np.sort(segment.silhouettes)
    at = np.linspace(0, 100, len(rising))
    return [float(v) for v in np.interp(_SHOWN_QUANTILES, at, rising)]


def _lay_out_strips(measured: Sequence[SegmentStability], results: Results) -> list[_Strip]:
    own = {s.id: s for s in results.interpretation.segments}
    strips: list[_Strip] = []
    top = 0.0
    for s in measured:
        bottom = top + max(_THINNEST, own[s.id].share * _HEIGHT)
        strips.append(_Strip(own[s.id], tuple(sorted(s.silhouettes, reverse=True)), top, bottom))
        top = bottom + _GAP
    return strips


def _draw_silhouettes(strips: Sequence[_Strip], numbers: Numbers) -> Spec:
    height = strips[-1].bottom
    values = [v for s in strips for v in s.quantiles]
    low, high = min(0.0, *values) - _PAD, max(_LEAST_RIGHT, *values) + _PAD
    axis = place_ticks(low, high, "share", numbers, most=7).as_axis(
        title="Silhouette (above 0: nearer to the own segment than to any other)",
        titleLimit=_WIDTH,
        domain=False,
        ticks=False,
    )
    x = encode_number("at", (low, high), axis)
    return apply_theme(
        {
            "width": _WIDTH,
            "height": height,
            "encoding": {"x": x, "y": encode_number("place", (height, 0), zero=False)},
            "layer": [
                _draw_strip_areas(strips),
                *_draw_silhouette_rules(strips, height, numbers),
                *_label_strips(strips, numbers),
            ],
        }
    )


def _draw_strip_areas(strips: Sequence[_Strip]) -> Spec:
    rows = [
        {"id": s.segment.id, "at": round(v, 4), "place": round(place, 1)}
        for s in strips
        for v, place in zip(
            s.quantiles, np.linspace(s.top, s.bottom, len(s.quantiles)).tolist(), strict=True
        )
    ]
    colour = encode_segment_colour("id", [s.segment.id for s in strips])
    area = make_mark("area", orient="horizontal", opacity=0.85)
    return draw_layer(area, rows, x2={"datum": 0}, color=colour)


def _draw_silhouette_rules(strips: Sequence[_Strip], height: float, numbers: Numbers) -> list[Spec]:
    """Rule at zero, and where the mean of all customers lies."""
    whole = sum(s.segment.share for s in strips)
    mean = sum(s.segment.share * s.mean for s in strips) / whole
    everywhere = {"y": {"value": 0}, "y2": {"value": height}}
    zero, middle = {"at": 0.0, "place": 0.0}, {"at": mean, "place": 0.0}
    dashed = make_mark("rule", color=INK, strokeDash=[4, 3])
    label = make_mark("text", baseline="bottom", dy=-4, color=INK)
    says = f"all: {numbers.write_fixed(mean, 2)}"
    return [
        draw_layer(make_mark("rule", color=FAINT), [zero], **everywhere),
        draw_layer(dashed, [middle], **everywhere),
        draw_layer(label, [{**middle, "says": says}], text=SAYS),
    ]


def _label_strips(strips: Sequence[_Strip], numbers: Numbers) -> list[Spec]:
    rows = [
        {
            "place": (s.top + s.bottom) / 2,
            "name": label_segment(s.segment),
            "mean": f"mean {numbers.write_fixed(s.mean, 2)}",
        }
        for s in strips
    ]
    left = make_mark("text", align="right", dx=-8, fontSize=12, color=INK)
    right = make_mark("text", align="left", dx=8, fontSize=12, color=SOFT)
    return [
        draw_layer(left, rows, x={"value": 0}, text={"field": "name"}),
        draw_layer(right, rows, x={"value": _WIDTH}, text={"field": "mean"}),
    ]
