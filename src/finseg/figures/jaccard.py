"""How much of each segment comes back in another sample?

The mean Jaccard index of each segment with the range of the samples, over the bands and words of
Hennig (2007); what segments of noise reach is ticked beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import Count, Interval, Number, Share, join_said, say
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    encode_fill,
    encode_names,
    encode_number,
    make_dot,
    make_mark,
    name_segments,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import (
    INK,
    POPULATION,
    SOFT,
    Spec,
    apply_theme,
    clip_index,
    name_segment,
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
from finseg.results import Results

_WIDTH, _ROW = 620, 36
_EDGES = (0.0, NOT_TRUSTED, VALID, HIGHLY_STABLE, 1.0)
_SHADES = ("#F1F3F5", "#E4EAF0", "#D3DEE8", "#BFD0DF")


def plan_jaccard(results: Results) -> FigurePlan | None:
    """Plan the stability of each segment, in the order of their ids."""
    segments = results.interpretation.segments
    measured = [s for s in results.assessment.segments if math.isfinite(s.jaccard)]
    if len(segments) < 2 or not measured:
        return None
    most = Share(0.95, digits=0)
    caption = say(
        "How much of each segment comes back when the customers are resampled (Jaccard index; "
        "point: mean of {samples}, bar: {most} of them), with the reading of Hennig (2007). The "
        "grey tick is what a segment of the same rank reaches on noise: Hennig's words hold only "
        "for a segment that comes back clearly better, or that gaps tell from noise.",
        samples=Count(results.assessment.samples, "sample"),
        most=most,
    )
    names = {s.id: name_segment(s) for s in segments}
    words = join_said(
        say(
            "{segment}: {jaccard}, {word}, on noise {noise}",
            segment=names[s.id],
            jaccard=Number(s.jaccard),
            word=s.word,
            noise=Number(s.null),
        )
        for s in measured
    )
    behind = Table(
        ("Segment", "Jaccard", say("{most} of samples", most=most), "On noise"),
        tuple(
            (names[s.id], Number(s.jaccard), Interval(s.low, s.high), Number(s.null))
            for s in measured
        ),
        caption="How much of each segment comes back when the customers are resampled",
    )
    return FigurePlan(
        _draw_jaccard(measured, results),
        caption,
        say("Jaccard index per segment. {words}.", words=words),
        behind,
    )


def _draw_jaccard(measured: Sequence[SegmentStability], results: Results) -> Spec:
    numbers = results.numbers
    y = encode_names("id", name_segments(results.interpretation.segments), labelFontSize=12)
    edges = Ticks(_EDGES, tuple(numbers.write_fixed(v, 2) for v in _EDGES))
    axis = edges.as_axis(
        title="Jaccard index: how much of the segment comes back in another sample",
        titleLimit=_WIDTH,
        grid=False,
    )
    return apply_theme(
        {
            "width": _WIDTH,
            "height": _ROW * len(measured),
            "encoding": {"x": encode_number("at", (0, 1), axis)},
            "layer": [
                *_shade_hennig_bands(),
                *_draw_noise_ticks(measured, y),
                *_draw_jaccard_rows(measured, y, numbers),
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
    layers = [draw_layer(make_mark("rect"), bands, x2={"field": "to"}, color=encode_fill("shade"))]
    looks = {"baseline": "bottom", "color": SOFT, "fontSize": 10.5, "lineHeight": 12}
    for band in bands:
        row = {"at": band["middle"], "says": band["says"]}
        mark = make_mark("text", **looks, dy=-6 - 12 * (len(band["says"]) - 1))
        layers.append(draw_layer(mark, [row], y={"value": 0}, text=SAYS))
    return layers


def _draw_noise_ticks(segments: Sequence[SegmentStability], y: Spec) -> list[Spec]:
    rows = [{"id": s.id, "at": clip_index(s.null)} for s in segments if math.isfinite(s.null)]
    tick = make_mark("tick", color=POPULATION, thickness=2, size=16)
    text = make_mark("text", color=SOFT, baseline="bottom", dy=-9, fontSize=10.5)
    return [
        draw_layer(tick, rows, y=y),
        draw_layer(text, [{**row, "says": "noise"} for row in rows[:1]], y=y, text=SAYS),
    ]


def _draw_jaccard_rows(
    segments: Sequence[SegmentStability], y: Spec, numbers: Numbers
) -> list[Spec]:
    shown = [
        {
            "id": s.id,
            "at": clip_index(s.jaccard),
            "colour": pick_colour(s.id),
            "says": numbers.write_fixed(s.jaccard, 2),
        }
        for s in segments
    ]
    ranges = [
        {"id": s.id, "at": clip_index(s.low), "to": clip_index(s.high), "colour": pick_colour(s.id)}
        for s in segments
    ]
    bar = make_mark("rule", strokeWidth=2)
    text = make_mark("text", align="left", dx=8, fontSize=12, fontWeight=600, color=INK)
    return [
        draw_layer(bar, ranges, y=y, x2={"field": "to"}, color=encode_fill()),
        draw_layer(make_dot(90), shown, y=y, color=encode_fill()),
        draw_layer(text, shown, y=y, x={"value": _WIDTH}, text=SAYS),
    ]
