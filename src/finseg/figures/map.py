"""How do the segments lie beside one another, all columns at once?

A map: customers and centres on the two directions in which the prepared columns vary most
(principal components, Pearson 1901). The projection serves the drawing only; nothing is decided on
it, and the figure says how much of the variation it shows. Counted in cells, no single customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import Count, Number, Share, Text, join_said, say
from finseg.figures.binned_customers import (
    count_cells_across,
    count_plane,
    lay_out_cells,
    make_cell_mark,
    shade_cells,
)
from finseg.figures.keys import draw_segment_key
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    draw_with_halo,
    encode_fill,
    encode_number,
    encode_raw,
    encode_segment_colour,
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
from finseg.maths.arrays import Floats, Ints
from finseg.prepare import apply_recipe
from finseg.records.segmentation import Segmentation
from finseg.results import Described

_SIDE = 430
_EDGE = 0.005  # of the customers at each end, left out
_TELLING = 0.35  # least part of a column in a direction for it to be named
_MOST_NAMED = 3
_AXES = ("Across", "Up")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plane:
    """The customers on two directions, counted."""

    shares: tuple[float, float]  # of the variation, 0 … 1, in each direction
    loadings: Floats  # (2, d) part of each column in each direction; rows of length 1
    columns: tuple[str, ...]
    ends: Floats  # (2, 2) lowest and highest place that is drawn, per direction
    counts: Ints  # (across, up, k)
    centres: Floats  # (k, 2)


def plan_map(results: Described) -> FigurePlan | None:
    """Plan the map, and the segments' names beside it."""
    segments, recipe = results.interpretation.segments, results.recipe
    if len(segments) < 2:
        return None
    prepared = apply_recipe(recipe, results.dataset.build_matrix())
    own = results.segmentation.assignment.segment
    plane = project_plane(prepared, own, recipe.columns, results.segmentation)
    if plane is None:
        return None
    caption = say(
        "The customers on the two directions in which they differ most; together "
        "these show {share} of the variation. The map is only for looking: no "
        "figure depends on it, and segments that overlap here may differ in what "
        "it does not show. Each cell has the colour of the segment with most "
        "customers in it; a deeper colour means more customers, and cells with "
        "fewer than {least} stay white. The discs are the centres.",
        share=Share(sum(plane.shares), digits=0),
        least=Count(results.least, "customer"),
    )
    centres = join_said(
        say(
            "segment {segment} at {across}, {up}",
            segment=name_segment(s),
            across=Number(x, signed=True),
            up=Number(y, signed=True),
        )
        for s, (x, y) in zip(segments, plane.centres.tolist(), strict=True)
    )
    alternative = say(
        "Map of the segments. Across: {across}. Up: {up}. Centres: {centres}.",
        across=describe_direction(plane, 0),
        up=describe_direction(plane, 1),
        centres=centres,
    )
    return FigurePlan(_draw_map(plane, results), caption, alternative, _tabulate_directions(plane))


def _tabulate_directions(plane: Plane) -> Table:
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (column, Number(a, signed=True), Number(b, signed=True))
        for column, a, b in zip(plane.columns, *plane.loadings.tolist(), strict=True)
    )
    return Table(
        ("Column", "Across", "Up"),
        (*rows, ("Share of the variation", *map(Share, plane.shares))),
        caption="What the directions of the map are made of",
    )


def project_plane(
    prepared: Floats, segments: Ints, columns: Sequence[str], segmentation: Segmentation
) -> Plane | None:
    """Project the customers and count them; None where there is no plane to lay them on.

    Parameters
    ----------
    prepared : array of shape (n, d)
        What the segments were made from.
    segments : array of shape (n,)
    columns : d names
    segmentation : Segmentation
        Its centres, in the same space.

    Notes
    -----
    O(n d²).

    """
    n, d = prepared.shape
    if n < 2 or d < 2:
        return None
    middle = prepared.mean(axis=0)
    centred = prepared - middle
    variances, directions = np.linalg.eigh(centred.T @ centred / n)
    if variances[-2] <= 1e-12 * max(variances[-1], 1.0):
        return None
    loadings = directions[:, [-1, -2]].T
    # A direction may be turned round; its strongest column then points right, or up.
    strongest = np.abs(np.round(loadings, 9)).argmax(axis=1)
    loadings = loadings * np.sign(loadings[[0, 1], strongest])[:, None]
    points = centred @ loadings.T
    ends = np.quantile(points, [_EDGE, 1 - _EDGE], axis=0).T
    if (ends[:, 1] <= ends[:, 0]).any():
        ends = np.stack([points.min(axis=0), points.max(axis=0)], axis=1)
    shares = variances[[-1, -2]] / variances.sum()
    return Plane(
        shares=(float(shares[0]), float(shares[1])),
        loadings=loadings,
        columns=tuple(columns),
        ends=ends,
        counts=count_plane(points, segments, segmentation.k, ends, count_cells_across(n)),
        centres=(segmentation.centres - middle) @ loadings.T,
    )


def describe_direction(plane: Plane, direction: int) -> str:
    """Say which columns a direction is made of: "more Income, less Loan"."""
    own = plane.loadings[direction]
    order = np.argsort(-np.abs(np.round(own, 9)), kind="stable")[:_MOST_NAMED]
    telling = [i for place, i in enumerate(order) if place == 0 or abs(own[i]) >= _TELLING]
    return ", ".join(
        f"{'more' if own[i] > 0 else 'less'} {shorten_label(plane.columns[i], 20)}" for i in telling
    )


def _draw_map(plane: Plane, results: Described) -> Spec:
    across = plane.counts.shape[0]
    middles = np.arange(across, dtype=np.float64) + 0.5
    cells = lay_out_cells(shade_cells(plane.counts, results.least), middles, middles)
    shades = {
        "order": {"field": "i"},
        "color": encode_segment_colour("s", range(plane.counts.shape[2])),
        "opacity": encode_raw("o", legend=None),
        "detail": {"field": "o"},
    }
    numbers = results.numbers
    drawing = {
        "width": _SIDE,
        "height": _SIDE,
        "view": {"stroke": RULE},
        "encoding": {
            side: _encode_plane_axis(plane, direction, across, numbers)
            for direction, side in enumerate("xy")
        },
        "layer": [
            draw_layer(make_cell_mark(_SIDE / across), cells, **shades),
            *_draw_plane_centres(plane, across),
        ],
    }
    key = draw_segment_key(results.interpretation.segments, numbers)
    return apply_theme({"hconcat": [drawing, key], "spacing": 24})


def _encode_plane_axis(plane: Plane, direction: int, across: int, numbers: Numbers) -> Spec:
    share = numbers.write_percent(plane.shares[direction], digits=0)
    title = f"{_AXES[direction]} ({share} of the variation):"
    axis = {
        "title": [title, describe_direction(plane, direction)],
        "labels": False,
        "ticks": False,
        "domain": False,
        "grid": False,
        "titleLimit": _SIDE,
    }
    return encode_number("xy"[direction], (0, across), axis, zero=False)


def _draw_plane_centres(plane: Plane, across: int) -> list[Spec]:
    """Draw the centres with their numbers, each in a disc of its segment's colour."""
    place = (plane.centres - plane.ends[:, 0]) / (plane.ends[:, 1] - plane.ends[:, 0]) * across
    rows = [
        {"x": round(x, 2), "y": round(y, 2), "colour": pick_colour(s), "says": str(s)}
        for s, (x, y) in enumerate(place.clip(0, across).tolist())
    ]
    disc = make_mark("circle", size=420, opacity=1, stroke="white", strokeWidth=2)
    words = make_mark("text", fontSize=12, fontWeight=700, color="white")
    halo = {"stroke": INK, "strokeWidth": 2, "strokeOpacity": 0.4}
    return [
        draw_layer(disc, rows, color=encode_fill()),
        *draw_with_halo(words, halo, rows, text=SAYS),
    ]
