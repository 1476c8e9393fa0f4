"""Where do the labels at the ends of lines go, so that none hides another?

A line's name is written beside its last point; names that would overlap are moved apart, as little
as possible and without changing their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from finseg.figures.marks import SAYS, draw_layer, make_mark
from finseg.figures.theme import Spec

_LINE = 13  # pixels from one line of a name to the next


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The name of one line: where it would like to stand, in pixels from the top."""

    says: tuple[str, ...]  # lines
    place: float
    colour: str


def spread_places(places: Sequence[float], room: float, *, high: float) -> tuple[float, ...]:
    """Move places within 0 … high apart until each has `room` pixels, keeping their order.

    If there is not room enough for all, they overrun at 0.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + room)
    limit = high
    for i in reversed(order):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - room
    return tuple(moved)


def label_line_ends(ends: Sequence[LineEnd], *, width: float, height: float) -> list[Spec]:
    """Write the names to the right of a panel of this size, in layers of their own."""
    room = _LINE * max(len(e.says) for e in ends) + 3
    places = spread_places([e.place for e in ends], room, high=height - room / 2)
    looks = {"align": "left", "baseline": "middle", "lineHeight": _LINE}
    return [
        draw_layer(
            make_mark("text", **looks, color=e.colour, dy=-_LINE * (len(e.says) - 1) / 2),
            [{"says": list(e.says)}],
            x={"value": width + 8},
            y={"value": round(place, 1)},
            text=SAYS,
        )
        for e, place in zip(ends, places, strict=True)
    ]
