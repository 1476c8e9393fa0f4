"""How is each segment spread over a column, beside all customers?

Boxes from quantiles: the middle half with its median, whiskers from the 5th to the 95th percentile;
no single customer. One panel per column, all customers first, their middle half shaded behind the
segments'.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from finseg.disclose.rounding import blank_quantiles
from finseg.document.blocks import Align, Table
from finseg.document.said import Amount, Count, Share, Text, join_said, say
from finseg.figures.chosen_columns import choose_separating_columns
from finseg.figures.marks import (
    draw_layer,
    encode_fill,
    encode_names,
    lay_out_panels,
    make_mark,
    name_segments,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.scales import Scale, make_scale
from finseg.figures.theme import (
    INK,
    LEAST,
    NOISE,
    POPULATION,
    Spec,
    apply_theme,
    name_segment,
    pick_colour,
    shorten_label,
)
from finseg.records.interpretation import Interpretation, Trait
from finseg.results import Described

MOST_PANELS = 12
_PER_ROW = 3
_WIDTH, _ROW = 225, 20
_EVERYBODY = -1
_CAPTION = (
    "How each segment is spread: the bar holds the middle half of its customers, the line in it is "
    "the median, the whiskers reach from the 5th to the 95th percentile. The grey band is the "
    "middle half of all customers."
)
_QUANTILES = (0.05, 0.25, 0.75, 0.95)


def plan_boxes(results: Described) -> FigurePlan | None:
    """Plan the columns that separate the segments most, in the table's order."""
    interpretation = results.interpretation
    population, segments = interpretation.population, interpretation.segments
    chosen = choose_separating_columns(interpretation, MOST_PANELS)
    if len(segments) < 2 or not any(has_quartiles(population[i]) for i in chosen):
        return None
    words = join_said(
        say("{column}: {medians}", column=population[i].column, medians=_list_medians(results, i))
        for i in chosen
    )
    return FigurePlan(
        _draw_boxes(results, chosen),
        _describe_boxes(interpretation, chosen),
        say("Box plots. Medians: {words}.", words=words),
        _tabulate_quantiles(interpretation, chosen),
    )


def has_quartiles(trait: Trait) -> bool:
    """Tell whether a group is large enough for its quartiles to be shown."""
    return math.isfinite(trait.p25) and "p25" not in blank_quantiles(trait.present, LEAST)


def has_whiskers(trait: Trait) -> bool:
    """Tell whether a group is large enough for its 5th and 95th percentile to be shown."""
    return math.isfinite(trait.p5) and "p5" not in blank_quantiles(trait.present, LEAST)


def _describe_boxes(interpretation: Interpretation, chosen: Sequence[int]) -> Text:
    bare = any(not has_whiskers(s.traits[i]) for s in interpretation.segments for i in chosen)
    few = len(interpretation.population) > len(chosen)
    return join_said(
        (
            _CAPTION,
            say(
                "Shown are the {columns} that separate the segments most.",
                columns=Count(len(chosen), "column"),
            )
            if few
            else "",
            "Whiskers and bars are left out where too few customers lie beyond their ends."
            if bare
            else "",
        ),
        " ",
    )


def _list_medians(results: Described, column: int) -> Text:
    traits = [(s.id, s.traits[column]) for s in results.interpretation.segments]
    return join_said(
        (
            say(
                "segment {segment} {median}",
                segment=str(segment),
                median=Amount(t.median, t.unit, customers=t.present),
            )
            for segment, t in traits
            if has_quartiles(t)
        ),
        ", ",
    )


def _tabulate_quantiles(interpretation: Interpretation, chosen: Sequence[int]) -> Table:
    groups = [("All customers", interpretation.population)]
    groups += [(name_segment(s), s.traits) for s in interpretation.segments]
    rows = tuple(
        (interpretation.population[i].column, name, *_list_quantiles(traits[i]))
        for i in chosen
        for name, traits in groups
    )
    low, lower, upper, high = (Share(q, digits=0) for q in _QUANTILES)
    columns = ("Column", "Segment", low, lower, "Median", upper, high)
    sides: tuple[Align, ...] = ("left", "left", *(("right",) * 5))
    return Table(columns, rows, sides, "Percentiles of each segment")


def _list_quantiles(trait: Trait) -> tuple[Text, ...]:
    if not has_quartiles(trait):
        return ("–",) * 5
    low, *inner, high = (
        Amount(v, trait.unit, customers=trait.present)
        for v in (trait.p5, trait.p25, trait.median, trait.p75, trait.p95)
    )
    return (low, *inner, high) if has_whiskers(trait) else ("–", *inner, "–")


def _draw_boxes(results: Described, chosen: Sequence[int]) -> Spec:
    steps = {s.column: s for s in results.recipe.steps}
    panels = []
    for place, i in enumerate(chosen):
        everybody = results.interpretation.population[i]
        own = [(s.id, s.traits[i]) for s in results.interpretation.segments]
        groups = [(_EVERYBODY, everybody), *own]
        low, high = _find_box_range([trait for _, trait in groups])
        scale = make_scale(steps[everybody.column], low, high, pad=0.03)
        named = not place % _PER_ROW
        panels.append(_draw_box_panel(results, scale, groups, named=named))
    return apply_theme(lay_out_panels(panels, _PER_ROW, row=24, column=22))


def _find_whisker_ends(trait: Trait) -> tuple[float, float]:
    return (trait.p5, trait.p95) if has_whiskers(trait) else (trait.p25, trait.p75)


def _find_box_range(traits: Sequence[Trait]) -> tuple[float, float]:
    ends = [end for t in traits if has_quartiles(t) for end in _find_whisker_ends(t)]
    return (min(ends), max(ends)) if ends else (0.0, 1.0)


def _draw_box_panel(
    results: Described, scale: Scale, groups: Sequence[tuple[int, Trait]], *, named: bool
) -> Spec:
    rows = []
    for segment, t in groups:
        if has_quartiles(t):
            low, high = _find_whisker_ends(t)
            place = {"low": low, "from": t.p25, "at": t.median, "to": t.p75, "high": high}
            colour = POPULATION if segment == _EVERYBODY else pick_colour(segment)
            rows.append({"row": segment, **place, "colour": colour})
    names = name_segments(results.interpretation.segments, 38)
    names[str(_EVERYBODY)] = "All customers"
    order = {"domain": [segment for segment, _ in groups], "paddingInner": 0.35}
    y = encode_names("row", names, order, labels=named)
    axis = scale.place_axis_ticks(results.numbers, most=4).as_axis(
        title=None, labelFlush=True, labelOverlap=True
    )
    height = _ROW * len(groups)
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
    band = make_mark("rect", color=NOISE, opacity=0.35)
    x, whole = _encode_box_x("from", scale, axis), {"y": {"value": 0}, "y2": {"value": height}}
    return draw_layer(band, everybody, x=x, x2={"field": "to"}, **whole)


def _draw_box_marks(rows: list[Spec], scale: Scale, axis: Spec, y: Spec) -> list[Spec]:
    low, start, middle = (_encode_box_x(field, scale, axis) for field in ("low", "from", "at"))
    whiskers = make_mark("rule", strokeWidth=1.5)
    box = make_mark("bar", opacity=1, stroke="white", strokeWidth=0.5)
    return [
        draw_layer(whiskers, rows, x=low, x2={"field": "high"}, y=y, color=encode_fill()),
        draw_layer(box, rows, x=start, x2={"field": "to"}, y=y, color=encode_fill()),
        *(
            draw_layer(
                make_mark("tick", color=colour, thickness=thick, size=13), rows, x=middle, y=y
            )
            for colour, thick in (("white", 4), (INK, 1.6))
        ),
    ]
