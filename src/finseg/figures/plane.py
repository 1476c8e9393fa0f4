"""How do the segments lie beside one another, all columns at once?

A map: customers and centres on the two directions in which the prepared columns vary most
(principal components, Pearson 1901). The projection serves the drawing only; nothing is decided on
it, and the figure says how much of the variation it shows. Counted in cells, no single customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import write_percent
from finseg.figures.binned_customers import (
    count_cells_across,
    count_plane,
    lay_out_cells,
    make_cell_mark,
    shade_cells,
)
from finseg.figures.keys import draw_segment_key
from finseg.figures.theme import INK, LEAST, RULE, Spec, apply_theme, pick_colour, shorten_label
from finseg.records.interpretation import Interpretation
from finseg.records.segmentation import Segmentation

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

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
    counts: Integers  # (across, up, k)
    centres: Floats  # (k, 2)


def project_plane(
    prepared: Floats, segments: Integers, columns: Sequence[str], segmentation: Segmentation
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


def draw_map(plane: Plane, interpretation: Interpretation, *, least: int = LEAST) -> Spec:
    """Draw the map, and the segments' names beside it."""
    across = plane.counts.shape[0]
    cells = shade_cells(plane.counts, least)
    middles = np.arange(across, dtype=np.float64) + 0.5
    ids = list(range(plane.counts.shape[2]))
    colours = {"domain": ids, "range": [pick_colour(i) for i in ids]}
    layers = [
        {
            "data": {"values": lay_out_cells(cells, middles, middles)},
            "mark": make_cell_mark(_SIDE / across),
            "encoding": {
                "order": {"field": "i"},
                "color": {"field": "s", "type": "nominal", "scale": colours, "legend": None},
                "opacity": {"field": "o", "type": "quantitative", "scale": None, "legend": None},
                "detail": {"field": "o"},
            },
        },
        *_draw_plane_centres(plane, across),
    ]
    drawing = {
        "width": _SIDE,
        "height": _SIDE,
        "view": {"stroke": RULE},
        "encoding": {
            "x": _encode_plane_axis(plane, 0, across),
            "y": _encode_plane_axis(plane, 1, across),
        },
        "layer": layers,
    }
    return apply_theme({"hconcat": [drawing, draw_segment_key(interpretation)], "spacing": 24})


def _encode_plane_axis(plane: Plane, direction: int, across: int) -> Spec:
    title = f"{_AXES[direction]} ({write_percent(plane.shares[direction], digits=0)} of the variation): "
    axis = {
        "title": [title.strip(), describe_direction(plane, direction)],
        "labels": False,
        "ticks": False,
        "domain": False,
        "grid": False,
        "titleLimit": _SIDE,
    }
    return {
        "field": "xy"[direction],
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [0, across], "nice": False, "zero": False},
    }


def _draw_plane_centres(plane: Plane, across: int) -> list[Spec]:
    """Draw the centres with their numbers, each in a disc of its segment's colour."""
    place = (plane.centres - plane.ends[:, 0]) / (plane.ends[:, 1] - plane.ends[:, 0]) * across
    rows = [
        {
            "x": round(x, 2),
            "y": round(y, 2),
            "colour": pick_colour(s),
            "says": str(s),
        }
        for s, (x, y) in enumerate(place.clip(0, across).tolist())
    ]
    filled = {"field": "colour", "type": "nominal", "scale": None}
    disc = {"type": "circle", "size": 420, "opacity": 1, "stroke": "white", "strokeWidth": 2}
    words = {"type": "text", "fontSize": 12, "fontWeight": 700, "color": "white"}
    halo = {**words, "stroke": INK, "strokeWidth": 2, "strokeOpacity": 0.4}
    says = {"text": {"field": "says"}}
    return [
        {"data": {"values": rows}, "mark": disc, "encoding": {"color": filled}},
        {"data": {"values": rows}, "mark": halo, "encoding": says},
        {"data": {"values": rows}, "mark": words, "encoding": says},
    ]
