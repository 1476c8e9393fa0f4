"""Which segments are attractive, and in which is the bank strong?

The scores of every segment in, one bubble for each out, and their names in the order of their
worth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import NOTHING, Number, Text, join_said, say
from finseg.figures.marks import (
    draw_layer,
    draw_with_halo,
    encode_fill,
    encode_number,
    encode_raw,
    make_mark,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import (
    INK,
    RULE,
    Spec,
    apply_theme,
    name_segment,
    pick_colour,
    shorten_label,
)
from finseg.figures.ticks import place_ticks
from finseg.records.targeting import Worth
from finseg.results import Results

_LARGEST = 1600.0  # square pixels of the largest bubble
_LONGEST = 36
_NUMBER = {"field": "number"}
_WIDTH, _HEIGHT = 340, 300  # pixels of the field of bubbles
_NUMBER_WIDE, _NUMBER_HIGH = 18.0, 17.0  # pixels of a number


def plan_targeting(results: Results) -> FigurePlan | None:
    """Plan one bubble per segment: attractiveness, own strength, and customers as its area."""
    if len(results.interpretation.segments) < 2 or results.offers.has_nothing_to_offer:
        return None
    names = {s.id: name_segment(s) for s in results.interpretation.segments}
    ranked = results.offers.rank_segments()
    words = join_said(_describe_worth(w, names[w.segment]) for w in ranked)
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            names[w.segment],
            Number(w.attractiveness_score),
            Number(w.strength_score),
            w.list_knockouts(),
        )
        for w in ranked
    )
    return FigurePlan(
        _draw_targeting(ranked, results),
        "Which segments to work on first: attractiveness (across) and own strength "
        "(up), each from 0 to 1 (if all lie above one half, the axes begin there); "
        "the area of a bubble is the number of customers. The table gives both "
        "scores, in the order of attractiveness × own strength.",
        say("Segments by attractiveness and strength. {words}.", words=words),
        Table(
            ("Segment", "Attractiveness", "Own strength", "Knocked out"),
            rows,
            ("left", "right", "right", "left"),
            "Which segments to work on first",
        ),
    )


def _describe_worth(worth: Worth, name: str) -> Text:
    scores = say(
        "{segment}: attractiveness {attractiveness}, own strength {strength}",
        segment=name,
        attractiveness=Number(worth.attractiveness_score),
        strength=Number(worth.strength_score),
    )
    return join_said((scores, "knocked out" if worth.knocked_out else NOTHING), ", ")


def _draw_targeting(ranked: Sequence[Worth], results: Results) -> Spec:
    numbers = results.numbers
    segments = {s.id: s for s in results.interpretation.segments}
    largest = max(s.size for s in segments.values()) or 1
    bubbles = [
        {
            "x": w.attractiveness_score,
            "y": w.strength_score,
            "area": _LARGEST * segments[w.segment].size / largest,
            "colour": pick_colour(w.segment),
            "number": str(w.segment),
            "open": bool(w.knocked_out),
        }
        for w in ranked
    ]
    key = [
        {
            "row": place,
            "colour": pick_colour(w.segment),
            "number": str(w.segment),
            "says": shorten_label(segments[w.segment].name, _LONGEST),
            "figures": f"{numbers.write_fixed(w.attractiveness_score, 2)} × "
            f"{numbers.write_fixed(w.strength_score, 2)}"
            + (", knocked out" if w.knocked_out else ""),
        }
        for place, w in enumerate(ranked)
    ]
    panels = [_draw_bubbles(bubbles, _find_axis_start(ranked), numbers), _draw_targeting_key(key)]
    return apply_theme({"hconcat": panels, "spacing": 28})


def _find_axis_start(ranked: Sequence[Worth]) -> float:
    """Return where both axes begin: at 0, or at ½ where all segments lie well above it."""
    least = min(
        (v for w in ranked for v in (w.attractiveness_score, w.strength_score)), default=0.0
    )
    return 0.5 if least > 0.55 else 0.0


def _draw_bubbles(rows: list[Spec], start: float, numbers: Numbers) -> Spec:
    ticks = place_ticks(start, 1.0, "share", numbers, most=6)
    axis = ticks.as_axis(grid=True, gridColor=RULE, labelFlush=False)
    ends = (start, 1 + 0.09 * (1 - start))
    place: Spec = {
        side: encode_number(side, ends, {**axis, "title": title}, zero=False)
        for side, title in (("x", "Attractiveness"), ("y", "Own strength"))
    }
    number_at: Spec = {
        side: encode_number(field, ends, {**axis, "title": title}, zero=False)
        for side, field, title in (
            ("x", "number x", "Attractiveness"),
            ("y", "number y", "Own strength"),
        )
    }
    own: Spec = {**place, "size": encode_raw("area"), "color": encode_fill()}
    paler = {"condition": {"test": "datum.open", "value": 0.15}, "value": 0.75}
    ring = make_mark("point", filled=False, strokeWidth=1.5, clip=False)
    number = make_mark("text", fontSize=12, fontWeight=600, color="white")
    halo = {"stroke": INK, "strokeWidth": 2.5, "strokeOpacity": 0.55}
    return {
        "data": {"values": _place_numbers(rows, *ends)},
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            draw_layer(make_mark("circle", clip=False), **own, fillOpacity=paler),
            draw_layer(ring, **own),
            *draw_with_halo(number, halo, **number_at, text=_NUMBER),
        ],
    }


def _place_numbers(rows: Sequence[Spec], start: float, end: float) -> list[Spec]:
    """Put each number on its bubble, or beside it where another's number stands there."""
    span = end - start
    taken: list[tuple[float, float]] = []
    placed: list[Spec] = []
    for row in rows:
        x, y = (row["x"] - start) / span * _WIDTH, (row["y"] - start) / span * _HEIGHT
        places = [(x, y), *((x + dx, y + dy) for dx, dy in _list_offsets(len(rows)))]
        at = next((at for at in places if _is_free(at, taken)), (x, y))
        taken.append(at)
        placed.append(
            {
                **row,
                "number x": start + at[0] * span / _WIDTH,
                "number y": start + at[1] * span / _HEIGHT,
            }
        )
    return placed


def _is_free(at: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a number has room within the field, beside those that have a place."""
    inside = (
        _NUMBER_WIDE / 2 <= at[0] <= _WIDTH - _NUMBER_WIDE / 2
        and _NUMBER_HIGH / 2 <= at[1] <= _HEIGHT - _NUMBER_HIGH / 2
    )
    return (inside or not taken) and all(
        abs(at[0] - x) >= _NUMBER_WIDE or abs(at[1] - y) >= _NUMBER_HIGH for x, y in taken
    )


def _list_offsets(most: int) -> list[tuple[float, float]]:
    """List places around a bubble, the nearest first; more than there are numbers."""
    steps = range(-most, most + 1)
    cells = [(i * _NUMBER_WIDE, j * _NUMBER_HIGH) for i in steps for j in steps]
    return sorted(cells, key=lambda cell: (math.hypot(*cell), cell))


def _draw_targeting_key(rows: list[Spec]) -> Spec:
    """Name the segments in their order, with both scores."""
    y = {"field": "row", "type": "ordinal", "axis": None}
    columns = (("number", 20, 600), ("says", 36, 400), ("figures", 290, 400))
    words = [
        draw_layer(
            make_mark("text", align="left", fontSize=12, fontWeight=weight),
            y=y,
            x={"value": x},
            text={"field": field},
        )
        for field, x, weight in columns
    ]
    dot = make_mark("circle", size=110, opacity=1)
    return {
        "data": {"values": rows},
        "width": 380,
        "height": {"step": 26},
        "layer": [draw_layer(dot, y=y, x={"value": 6}, color=encode_fill()), *words],
    }
