"""Where does each segment differ from all customers?

The segment profile plot of Leisch (2010) and Dolnicar, Grün & Leisch (2018, ch. 8): deviations from
the population, in its standard deviations; markers are coloured and carry the segment's own value,
and all customers' value stands beside each column's name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

from finseg.document.blocks import Align, Table
from finseg.document.numbers import Numbers
from finseg.document.said import Amount, Number, Rounded, Share, Text, join_said, say
from finseg.figures.chosen_columns import list_median_columns
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    encode_fill,
    encode_names,
    encode_number,
    lay_out_panels,
    make_mark,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import (
    POPULATION,
    RULE,
    Spec,
    apply_theme,
    name_segment,
    pick_colour,
    shorten_label,
)
from finseg.figures.ticks import Ticks
from finseg.records.interpretation import MARKER, Segment, Trait
from finseg.results import Described

_PER_ROW = 4
_WIDTH, _LINE = 170, 30
_PALE = "#C8CFD8"
_MOST_STEPS = 5  # marks on each side of zero


def plan_profile(results: Described) -> FigurePlan | None:
    """Plan each segment's deviations from all customers, column by column."""
    segments = results.interpretation.segments
    if len(segments) < 2:
        return None
    medians = list_median_columns(results.recipe, results.interpretation)
    caption = say(
        "Where each segment differs from all customers (the line at zero), in "
        "standard deviations (sd). Coloured bars are the columns that mark the "
        "segment: their whole {most} interval lies beyond {limit} sd. The "
        "segment's {kind} is written beside them; that of all customers is beside "
        "the column's name.",
        most=Share(0.95, digits=0),
        limit=Rounded(MARKER, 2),
        kind="mean, or the median of a heavy-tailed column" if medians else "mean",
    )
    words = join_said(
        say("{segment}: {markers}", segment=name_segment(s), markers=_list_markers(s, medians))
        for s in segments
    )
    return FigurePlan(
        _draw_profile(results, medians),
        caption,
        say("Segment profiles. {words}.", words=words),
        _tabulate_traits(results, medians),
    )


def _get_typical_value(trait: Trait, medians: frozenset[str]) -> Amount:
    """Return a trait's typical value: the median of a heavy-tailed column, else the mean."""
    value = trait.median if trait.column in medians else trait.mean
    return Amount(value, trait.unit, customers=trait.present)


def _list_markers(segment: Segment, medians: frozenset[str]) -> Text:
    markers = (
        say(
            "{column} {value} ({deviation} sd)",
            column=t.column,
            value=_get_typical_value(t, medians),
            deviation=Number(t.deviation, signed=True),
        )
        for t in segment.markers
    )
    return join_said(markers, ", ") or "close to all customers in every column"


def _tabulate_traits(results: Described, medians: frozenset[str]) -> Table:
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            name_segment(s),
            t.column,
            _get_typical_value(t, medians),
            _get_typical_value(everybody, medians),
            Number(t.deviation, signed=True),
            say("{low} … {high}", low=Number(t.low, signed=True), high=Number(t.high, signed=True)),
            "yes" if t.is_marker else "",
        )
        for s in results.interpretation.segments
        for t, everybody in zip(s.traits, results.interpretation.population, strict=True)
    )
    columns = (
        "Segment",
        "Column",
        "This segment",
        "All customers",
        "Deviation (sd)",
        say("{most} interval", most=Share(0.95, digits=0)),
        "Marks the segment",
    )
    sides: tuple[Align, ...] = ("left", "left", *(("right",) * 4), "left")
    return Table(columns, rows, sides, "Each segment against all customers")


def _draw_profile(results: Described, medians: frozenset[str]) -> Spec:
    interpretation, numbers = results.interpretation, results.numbers
    segments = interpretation.segments
    names = [
        [shorten_label(t.column, 24), f"all: {_get_typical_value(t, medians).write(numbers)}"]
        for t in interpretation.population
    ]
    sizes = [abs(t.deviation) for s in segments for t in s.traits if math.isfinite(t.deviation)]
    limit = max([2 * MARKER, *sizes]) * 1.12
    per_row = min(_PER_ROW, len(segments))
    panels = [
        {
            **_draw_profile_panel(s, medians, numbers, limit),
            "encoding": {"y": _name_columns(names, named=not place % per_row)},
        }
        for place, s in enumerate(segments)
    ]
    return apply_theme(lay_out_panels(panels, per_row, row=26, column=14))


def _name_columns(names: Sequence[list[str]], *, named: bool) -> Spec:
    padding = {"paddingInner": 0.3, "paddingOuter": 0.15}
    return encode_names("feature", names, padding, labels=named, labelLineHeight=12, labelOffset=-6)


def _draw_profile_panel(
    segment: Segment, medians: frozenset[str], numbers: Numbers, limit: float
) -> Spec:
    rows = [
        {
            "feature": place,
            "deviation": t.deviation if math.isfinite(t.deviation) else 0.0,
            "colour": pick_colour(segment.id) if t.is_marker else _PALE,
            "says": _get_typical_value(t, medians).write(numbers) if t.is_marker else "",
        }
        for place, t in enumerate(segment.traits)
    ]
    # The value stands on the free side of the zero line, where no bar can meet it.
    label = make_mark(
        "text",
        fontSize=11,
        align={"expr": "datum.deviation < 0 ? 'left' : 'right'"},
        dx={"expr": "datum.deviation < 0 ? 5 : -5"},
    )
    return {
        "title": {
            "text": wrap(shorten_label(name_segment(segment), 48), 25)[:2],
            "subtitle": f"{numbers.write_whole(segment.size)} customers",
            "fontSize": 12,
        },
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _LINE * len(rows),
        "layer": [
            draw_layer(make_mark("bar"), x=_encode_deviation(limit, numbers), color=encode_fill()),
            draw_layer(label, x={"datum": 0}, text=SAYS),
        ],
    }


def _encode_deviation(limit: float, numbers: Numbers) -> Spec:
    step = 1.0 if limit < 3 else 2.0
    whole = tuple(v * step for v in range(-_MOST_STEPS, _MOST_STEPS + 1) if abs(v * step) < limit)
    ticks = Ticks(whole, tuple(numbers.write_signed(v, digits=0) for v in whole))
    zero = {"condition": {"test": "datum.value === 0", "value": POPULATION}, "value": RULE}
    axis = ticks.as_axis(title="sd from all customers", gridColor=zero, titleFontSize=11)
    return encode_number("deviation", (-limit, limit), axis)
