"""How do the segments lie in each pair of columns?

Below the diagonal dots or, where there are many customers, cells in the colour of the segment that
has most customers in them; on the diagonal densities per segment. Heavy-tailed columns are drawn on
the scale they were prepared on, with marks in their own unit. All dots of a segment in a panel are
one path: a tenth of the bytes of single dots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.numbers import Numbers
from finseg.document.said import NOTHING, Count, Customers, Share, Text, join_said, say
from finseg.figures.binned_customers import (
    Crowd,
    count_cells_across,
    lay_out_cells,
    make_cell_mark,
    shade_cells,
)
from finseg.figures.chosen_columns import list_bent_columns
from finseg.figures.density import GRID, estimate_count_density, estimate_density
from finseg.figures.keys import list_key_entries
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    encode_fill,
    encode_number,
    encode_raw,
    encode_segment_colour,
    make_dot,
    make_mark,
)
from finseg.figures.pair_customers import MOST_COLUMNS, PairSample, choose_pair_customers
from finseg.figures.plan import FigurePlan
from finseg.figures.scales import EDGE, Scale, fit_scale
from finseg.figures.theme import (
    LEAST,
    Spec,
    apply_theme,
    break_column_name,
    pick_dot_form,
)
from finseg.maths.arrays import Floats, Ints
from finseg.results import Described

_WHOLE_WIDTH = 840
_GAP = 10
_BOX = "#CBD2D9"
_KEY_LINE = 21
_CHARACTER = 7.0  # pixels of a capital
_STEPS = 150  # places across a panel where a dot can stand: no customer's exact figure leaves
_COLOUR = encode_segment_colour("s", range(50))  # of every id, so that all panels share one scale
_DIGITS = 5  # significant digits of a drawn value, more where the range is narrow


@dataclass(frozen=True, slots=True)
class _Panels:
    """What stands in the panels, whichever way the customers are drawn."""

    scales: tuple[Scale, ...]  # one per column
    clouds: list[list[Spec]]  # [row][column], column < row: the layers of a panel
    curves: list[list[tuple[int, Floats]]]  # per column: segment, heights
    places: list[Floats]  # per column: where these heights are, in raw units
    dots: list[Spec] | None = None  # of all panels, where every panel draws the same customers

    def name_field(self, column: int, side: str) -> str:
        """Return the field that holds a column's values."""
        return side if self.dots is None else f"c{column}"


def plan_pairs(results: Described) -> FigurePlan | None:
    """Plan the lower triangle of all pairs of the most separating columns, where there are any."""
    interpretation = results.interpretation
    shown = choose_pair_customers(results)
    if shown is None:
        return None
    alternative = say(
        "Plots of every pair of {columns}, coloured by {segments}.",
        columns=", ".join(shown.columns),
        segments=Count(len(interpretation.segments), "segment"),
    )
    return FigurePlan(
        draw_pairs(shown, results),
        _describe_pairs(shown, results),
        alternative,
        interpretation.build_averages_table(),
    )


def _describe_pairs(shown: PairSample | Crowd, results: Described) -> Text:
    names = shown.columns
    left_out = [t.column for t in results.interpretation.population if t.column not in names]
    few = say(
        "Shown are the {most} that separate the segments most; left out: {names}.",
        most=Count(MOST_COLUMNS, "column"),
        names=", ".join(left_out),
    )
    bent = list_bent_columns(results.recipe) & set(names)
    return join_said(
        (
            _describe_drawn_customers(shown, results.least),
            few if left_out else NOTHING,
            "Heavy-tailed columns have a logarithmic axis." if bent else NOTHING,
        ),
        " ",
    )


def _describe_drawn_customers(shown: PairSample | Crowd, least: int) -> Text:
    diagonal = "On the diagonal: how each segment is spread over the column."
    if isinstance(shown, Crowd):
        return say(
            "All {customers}, counted in cells: a cell has the colour of the segment "
            "with most customers in it; a deeper colour means more customers, cells "
            "with fewer than {least} stay white, and the outermost {edge} of each "
            "column is left out. {diagonal}",
            customers=Customers(shown.rows),
            least=Count(least),
            edge=Share(2 * EDGE, digits=0),
            diagonal=diagonal,
        )
    drawn = len(shown.segments)
    whose = (
        say("A random {drawn} of {all}", drawn=Count(drawn), all=Customers(shown.rows))
        if drawn < shown.rows
        else say("All {drawn}", drawn=Customers(drawn))
    )
    return say("{whose}, coloured by segment. {diagonal}", whose=whose, diagonal=diagonal)


def draw_pairs(shown: PairSample | Crowd, results: Described) -> Spec:
    """Draw the lower triangle."""
    panels = (
        _prepare_crowd_panels(shown, results.least)
        if isinstance(shown, Crowd)
        else _prepare_sample_panels(shown, results)
    )
    scales, numbers = panels.scales, results.numbers
    size = _measure_panel(len(scales))
    rows: list[Spec] = []
    for row in range(len(scales)):
        row_panels = [
            _draw_cloud_panel(panels, column, row, size, numbers) for column in range(row)
        ]
        row_panels.append(_draw_density_panel(panels, row, size, numbers))
        if row == 0:
            row_panels.append(_draw_pair_key(results, size, room=len(scales) - 1))
        rows.append({"hconcat": row_panels, "spacing": _GAP, "bounds": "flush"})
    whole: Spec = {"vconcat": rows, "spacing": _GAP}
    return apply_theme(whole if panels.dots is None else {"data": {"values": panels.dots}, **whole})


def _measure_panel(columns: int) -> int:
    return _WHOLE_WIDTH // max(columns, 3) - _GAP


def _prepare_sample_panels(sample: PairSample, results: Described) -> _Panels:
    """Draw a sample as dots."""
    steps, values = {s.column: s for s in results.recipe.steps}, sample.values
    scales = tuple(
        fit_scale(steps[column], values[:, j], robust=False)
        for j, column in enumerate(sample.columns)
    )
    cloud: Spec = {"layer": _make_dot_layers(np.unique(sample.segments).tolist())}
    return _Panels(
        scales,
        [[cloud] * row for row in range(len(scales))],
        [_estimate_sample_curves(s, values[:, j], sample.segments) for j, s in enumerate(scales)],
        [s.straighten_values(np.linspace(*s.ends, GRID)) for s in scales],
        _list_dot_rows(scales, values, sample.segments),
    )


def _prepare_crowd_panels(crowd: Crowd, least: int) -> _Panels:
    """Draw everybody as cells."""
    across = count_cells_across(crowd.rows)
    mark = make_cell_mark(_measure_panel(len(crowd.scales)) / across)
    layer = draw_layer(mark, opacity=encode_raw("o", legend=None), detail={"field": "o"})
    middles = [_find_cell_middles(s, across) for s in crowd.scales]

    def draw_cloud(row: int, column: int) -> Spec:
        cells = shade_cells(crowd.cells[row][column], least)
        values = lay_out_cells(cells, middles[column], middles[row])
        return {"data": {"values": values}, "layer": [layer]}

    columns = range(len(crowd.scales))
    return _Panels(
        crowd.scales,
        [[draw_cloud(row, column) for column in range(row)] for row in columns],
        [_estimate_crowd_curves(crowd, column, least) for column in columns],
        [_find_cell_middles(s, GRID) for s in crowd.scales],
    )


def _find_cell_middles(scale: Scale, cells: int) -> Floats:
    low, high = scale.ends
    at = scale.straighten_values(low + (np.arange(cells) + 0.5) * (high - low) / cells)
    return np.array(_round_to_visible(at, scale), dtype=np.float64)


def _snap_values(scale: Scale, values: Floats) -> list[float | None]:
    """Move values to the nearest of `_STEPS` places across the panel."""
    low, high = scale.ends
    cell = (high - low) / _STEPS
    near = low + np.rint((scale.bend_values(values) - low) / cell) * cell
    return _round_to_visible(scale.straighten_values(near), scale)


def _round_to_visible(values: Floats, scale: Scale) -> list[float | None]:
    """Round values to what can be seen, so that a narrow range far from zero keeps its digits."""
    decimals = 4 - math.floor(math.log10(scale.high - scale.low))
    plain_digits = scale.bend is None
    return [
        None
        if not math.isfinite(v)
        else round(v, decimals)
        if plain_digits
        else float(f"{v:.{_DIGITS}g}")
        for v in values.tolist()
    ]


def _list_dot_rows(scales: Sequence[Scale], values: Floats, segments: Ints) -> list[Spec]:
    """Lay out the sample, each row followed by a gap that keeps dots from being joined."""
    columns = [_snap_values(scale, values[:, j]) for j, scale in enumerate(scales)]
    rows: list[Spec] = []
    for row, segment in zip(zip(*columns, strict=True), segments.tolist(), strict=True):
        place = len(rows)
        dots: Spec = {f"c{i}": v for i, v in enumerate(row)}
        rows += [{"s": segment, "i": place, **dots}, {"s": segment, "i": place + 1}]
    return rows


def _make_dot_layers(ids: Sequence[int]) -> list[Spec]:
    forms: dict[str, list[int]] = {}
    for segment in ids:
        forms.setdefault(pick_dot_form(segment), []).append(segment)
    return [
        {
            "mark": {"type": "line", "strokeWidth": 3.2, "strokeCap": form, "opacity": 0.55},
            "transform": [{"filter": {"field": "s", "oneOf": own}}] if len(forms) > 1 else [],
        }
        for form, own in forms.items()
    ]


def _draw_cloud_panel(panels: _Panels, column: int, row: int, size: int, numbers: Numbers) -> Spec:
    scales = panels.scales
    fields = panels.name_field(column, "x"), panels.name_field(row, "y")
    x = _encode_pair_axis(
        scales[column], fields[0], "x", size, numbers, shown=row == len(scales) - 1
    )
    y = _encode_pair_axis(scales[row], fields[1], "y", size, numbers, shown=column == 0)
    shared = {"x": x, "y": y, "order": {"field": "i"}, "color": _COLOUR}
    return {
        "width": size,
        "height": size,
        "view": {"stroke": _BOX},
        "encoding": shared,
        **panels.clouds[row][column],
    }


def _encode_pair_axis(
    scale: Scale, field: str, side: str, size: int, numbers: Numbers, *, shown: bool
) -> Spec:
    more: Spec = {
        "title": break_column_name(scale.name, _count_name_characters(size)) if shown else None,
        "titleLimit": size,
        "titleFontSize": 11,
        "labels": shown,
        "ticks": shown,
        "domain": False,
        "labelOverlap": True,
        "zindex": 0,
    }
    if side == "x":
        more["labelFlush"] = True
    axis = scale.place_axis_ticks(numbers).as_axis(**more)
    return {"field": field, "type": "quantitative", "scale": scale.as_spec(), "axis": axis}


def _count_name_characters(size: int) -> int:
    """Return how many characters of a small name fit into this many pixels."""
    return int(size / _CHARACTER)


def _draw_density_panel(panels: _Panels, place: int, size: int, numbers: Numbers) -> Spec:
    scale = panels.scales[place]
    at = _round_to_visible(panels.places[place], scale)
    curves = [
        {"at": x, "d": round(height, 4), "s": segment}
        for segment, heights in panels.curves[place]
        for x, height in zip(at, heights.tolist(), strict=True)
    ]
    top = max((c["d"] for c in curves), default=0.0) or 1.0
    y = {**encode_number("d", (0, top * 1.4)), "stack": None}  # head room for the name
    x = _encode_pair_axis(scale, "at", "x", size, numbers, shown=place == len(panels.scales) - 1)
    area = make_mark("area", line={"strokeWidth": 1.6}, fillOpacity=0.16)
    name = make_mark(
        "text",
        align="left",
        baseline="top",
        dx=6,
        dy=6,
        fontWeight=600,
        lineHeight=12,
        limit=size - 10,
    )
    lines = break_column_name(scale.name, _count_name_characters(size) - 2)
    corner = {"x": {"value": 0}, "y": {"value": 0}}
    return {
        "width": size,
        "height": size,
        "view": {"stroke": _BOX},
        "layer": [
            draw_layer(area, curves, x=x, y=y, color=_COLOUR),
            draw_layer(name, [{"says": lines}], text=SAYS, **corner),
        ],
    }


def _estimate_sample_curves(
    scale: Scale, values: Floats, segments: Ints
) -> list[tuple[int, Floats]]:
    """Estimate one curve per segment, its area in proportion to the segment's customers."""
    low, high = scale.ends
    curves = []
    for segment in np.unique(segments).tolist():
        own = values[segments == segment]
        bent = scale.bend_values(own[np.isfinite(own)])
        if len(bent) >= LEAST:
            part = (high - low) * len(own) / len(values)
            curves.append((segment, estimate_density(bent, low, high) * part))
    return curves


def _estimate_crowd_curves(crowd: Crowd, column: int, least: int) -> list[tuple[int, Floats]]:
    counts = crowd.curves[column]
    low, high = crowd.scales[column].ends
    everybody = max(int(counts.sum()), 1)
    return [
        (s, estimate_count_density(own, low, high) * (high - low) * own.sum() / everybody)
        for s, own in enumerate(counts.T)
        if own.sum() >= least
    ]


def _draw_pair_key(results: Described, size: int, *, room: int) -> Spec:
    """Name the colours, in the empty upper triangle."""
    entries = list_key_entries(results.interpretation.segments, 40, results.numbers)
    width = max(room, 2) * (size + _GAP) - _GAP
    columns = math.ceil(len(entries) / max(1, size // _KEY_LINE))
    per_column = math.ceil(len(entries) / columns)
    rows = [
        {
            "x": 24 + (place // per_column) * width / columns,
            "y": 12 + (place % per_column) * _KEY_LINE,
            **entry,
        }
        for place, entry in enumerate(entries)
    ]
    where = {side: encode_raw(side, axis=None) for side in ("x", "y")}
    words = make_mark("text", align="left", dx=11, fontSize=12, limit=width / columns - 40)
    return {
        "width": width,
        "height": size,
        "data": {"values": rows},
        "encoding": where,
        "layer": [
            draw_layer(make_dot(90), color=encode_fill(), shape=encode_fill("shape")),
            draw_layer(words, text=SAYS),
        ],
    }
