"""Which parts are figures made of?

Rows and looks in, parts of a specification out: layers, marks, axes, panels. What two figures write
alike is written here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from finseg.figures.theme import LONGEST_LABEL, Spec, label_segment, pick_colour, pick_dot_form
from finseg.records.choice import Choice
from finseg.records.interpretation import Segment

SAYS: Spec = {"field": "says"}  # the words that rows bring along


def make_mark(kind: str, **looks: Any) -> Spec:  # noqa: ANN401 - properties of a mark
    """Make a mark: `text`, `rule`, `tick`, `bar` …"""
    return {"type": kind, **looks}


def make_dot(size: int, **looks: Any) -> Spec:  # noqa: ANN401 - properties of a mark
    """Make a filled dot of `size` square pixels."""
    return {"type": "point", "filled": True, "opacity": 1, "size": size, **looks}


def draw_layer(
    mark: Spec,
    rows: Sequence[Spec] | None = None,
    **encoding: Any,  # noqa: ANN401 - channels of a specification
) -> Spec:
    """Draw rows with a mark; without rows, those of the panel."""
    data: Spec = {} if rows is None else {"data": {"values": list(rows)}}
    return {**data, "mark": mark, **({"encoding": encoding} if encoding else {})}


def draw_with_halo(
    mark: Spec,
    halo: Spec,
    rows: Sequence[Spec] | None = None,
    **encoding: Any,  # noqa: ANN401
) -> list[Spec]:
    """Draw words twice, with a line around them first, so that they stand out from their ground."""
    return [draw_layer(each, rows, **encoding) for each in ({**mark, **halo}, mark)]


def stand_beside(place: float, *, right: bool) -> Spec:
    """Set words so many pixels to the left of a line that is in the right half, else to its right.

    They then run towards the middle of the drawing, where there is room.
    """
    return {"align": "right" if right else "left", "dx": -place if right else place}


def encode_fill(field: str = "colour") -> Spec:
    """Give each row the colour (or shape) that it brings along."""
    return {"field": field, "type": "nominal", "scale": None}


def encode_segment_colour(field: str, ids: Sequence[int]) -> Spec:
    """Colour rows by the segment id in a field; each id keeps its colour in every figure."""
    scale = {"domain": list(ids), "range": [pick_colour(i) for i in ids]}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def encode_raw(field: str, **more: Any) -> Spec:  # noqa: ANN401
    """Take a number as it stands in each row: opacity, size, pixels."""
    return {"field": field, "type": "quantitative", "scale": None, **more}


def encode_number(
    field: str,
    domain: Sequence[float],
    axis: Spec | None = None,
    **scale: Any,  # noqa: ANN401
) -> Spec:
    """Lay out a number between two ends, exactly."""
    ends = {"domain": list(domain), "nice": False, **scale}
    return {"field": field, "type": "quantitative", "scale": ends, "axis": axis}


def encode_names(
    field: str,
    names: Mapping[str, str] | Sequence[str | list[str]],
    scale: Spec | None = None,
    **axis: Any,  # noqa: ANN401 - properties of an axis
) -> Spec:
    """Name the rows of a panel; `names` by what stands in the field."""
    # JSON strings in ASCII are also strings of Vega's expression language.
    written = f"{json.dumps(names)}[datum.value]"
    looks = {"title": None, "labelExpr": written, "ticks": False, "domain": False, **axis}
    more: Spec = {} if scale is None else {"scale": scale}
    return {"field": field, "type": "ordinal", "axis": looks, **more}


def name_segments(segments: Sequence[Segment], longest: int = LONGEST_LABEL) -> dict[str, str]:
    """Return the segments' names by their ids, as `encode_names` takes them."""
    return {str(s.id): label_segment(s, longest) for s in segments}


def describe_choice(choice: Choice) -> str:
    """Say where the number of segments comes from."""
    return "asked for" if choice.given else "chosen"


def name_dot_form(segment: int) -> str:
    """Return the form of a segment's dots as a mark's shape."""
    return "circle" if pick_dot_form(segment) == "round" else "square"


def lay_out_panels(panels: Sequence[Spec], per_row: int, *, row: int, column: int) -> Spec:
    """Set panels side by side, so many in a row and so many pixels apart."""
    return {"concat": list(panels), "columns": per_row, "spacing": {"row": row, "column": column}}
