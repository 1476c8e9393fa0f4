"""How do the segments lie in each pair of columns?

A sample of customers as dots below the diagonal, densities per segment on it. Heavy-tailed columns
are drawn on the scale they were prepared on, with marks in their own unit. All dots of a segment in
a panel are one path: a tenth of the bytes of single dots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.deliver.figures.density import GRID, binned_density
from finseg.deliver.figures.theme import Spec, colour, dot, label, share_label, themed
from finseg.deliver.figures.ticks import Ticks, log_ticks, ticks
from finseg.document.numbers import Figures
from finseg.records.interpretation import Interpretation
from finseg.records.recipe import Recipe, Step

Floats = npt.NDArray[np.float64]

MOST_COLUMNS = 6
MOST_ROWS = 600
_WHOLE_WIDTH = 840
_GAP = 10
_BOX = "#CBD2D9"
_KEY_LINE = 21
_DIGITS = 4  # significant digits of a drawn value: finer than a pixel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairSample:
    """The customers that are drawn, in raw units."""

    columns: tuple[str, ...]  # in the recipe's order
    values: Floats  # (m, d), missing is NaN
    segments: npt.NDArray[np.int64]  # (m,)
    rows: int  # customers in the study

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.segments), len(self.columns)):
            raise ValueError("one row per segment label and one column per name are needed")


@dataclass(frozen=True, slots=True)
class _Scale:
    """One column's way onto paper."""

    name: str
    bend: float | None  # of the symmetric-log scale; None for a plain one
    low: float
    high: float
    ticks: Ticks

    def bent(self, values: Floats) -> Floats:
        """Take raw values to even distances on paper."""
        if self.bend is None:
            return values
        return np.asarray(np.sign(values) * np.log1p(np.abs(values) / self.bend))

    def straight(self, values: Floats) -> Floats:
        """Take distances on paper back to raw values."""
        if self.bend is None:
            return values
        return np.asarray(np.sign(values) * self.bend * np.expm1(np.abs(values)))

    def spec(self) -> Spec:
        """Return the scale as a specification wants it."""
        ends: Spec = {"domain": [self.low, self.high], "nice": False, "zero": False}
        return ends if self.bend is None else {"type": "symlog", "constant": self.bend, **ends}


def draw_sample(
    values: Floats,
    segments: npt.NDArray[np.int64],
    columns: Sequence[str],
    *,
    rng: np.random.Generator,
    most: int = MOST_ROWS,
) -> PairSample:
    """Draw at most `most` customers, each with the same chance, for the pair plot."""
    n = len(values)
    kept = np.sort(rng.choice(n, size=most, replace=False)) if n > most else np.arange(n)
    return PairSample(columns=tuple(columns), values=values[kept], segments=segments[kept], rows=n)


def separating_columns(interpretation: Interpretation, most: int = MOST_COLUMNS) -> tuple[int, ...]:
    """Choose the columns whose segment means differ most; in the table's order.

    The measure is the share of a column's variance that lies between segments, on the prepared
    scale: the squared deviations weighted by the segments' shares.
    """
    d = len(interpretation.population)
    between = np.zeros(d)
    for segment in interpretation.segments:
        between += segment.share * np.square([t.deviation for t in segment.traits])
    best = np.argsort(-np.round(between, 9), kind="stable")[:most]
    return tuple(sorted(int(i) for i in best))


def pairs(
    sample: PairSample, interpretation: Interpretation, recipe: Recipe, figures: Figures
) -> Spec:
    """Draw the lower triangle of all pairs of the (at most six) most separating columns."""
    chosen = separating_columns(interpretation)
    scales = [_scale(recipe.steps[i], sample.values[:, i], figures) for i in chosen]
    values = sample.values[:, list(chosen)]
    size = _WHOLE_WIDTH // max(len(scales), 3) - _GAP
    rows: list[Spec] = []
    for row in range(len(scales)):
        panels = [_cloud(scales, column, row, size, sample.segments) for column in range(row)]
        panels.append(_densities(scales, row, values[:, row], sample.segments, size))
        if row == 0:
            panels.append(_key(interpretation, size, room=len(scales) - 1))
        rows.append({"hconcat": panels, "spacing": _GAP, "bounds": "flush"})
    return themed(
        {
            "data": {"values": _dots(values, sample.segments)},
            "vconcat": rows,
            "spacing": _GAP,
        }
    )


def _scale(step: Step, values: Floats, figures: Figures) -> _Scale:
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    bend = None if step.transform == "none" else step.bend
    scale = _Scale(step.column, bend, low, high, Ticks((), ()))
    ends = scale.bent(np.array([low, high]))
    pad = 0.05 * float(ends[1] - ends[0]) or 0.5
    low, high = map(float, scale.straight(np.array([ends[0] - pad, ends[1] + pad])))
    place = ticks if bend is None else log_ticks
    return _Scale(step.column, bend, low, high, place(low, high, step.unit, figures, most=4))


def _dots(values: Floats, segments: npt.NDArray[np.int64]) -> list[Spec]:
    """Lay out the sample, each row followed by a gap that keeps dots from being joined."""
    shown = _rounded(values)
    rows: list[Spec] = []
    for row, segment in zip(shown, segments.tolist(), strict=True):
        place = len(rows)
        dots: Spec = {f"c{i}": v for i, v in enumerate(row)}
        rows += [{"s": segment, "i": place, **dots}, {"s": segment, "i": place + 1}]
    return rows


def _rounded(values: Floats) -> list[list[float | None]]:
    return [
        [float(f"{v:.{_DIGITS}g}") if np.isfinite(v) else None for v in row]
        for row in values.tolist()
    ]


def _cloud(
    scales: list[_Scale], column: int, row: int, size: int, segments: npt.NDArray[np.int64]
) -> Spec:
    x = _axis(scales[column], f"c{column}", "x", size, shown=row == len(scales) - 1)
    y = _axis(scales[row], f"c{row}", "y", size, shown=column == 0)
    shared = {"x": x, "y": y, "order": {"field": "i"}, "color": _segment_colour()}
    forms: dict[str, list[int]] = {}
    for segment in np.unique(segments).tolist():
        forms.setdefault(dot(segment), []).append(segment)
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "strokeWidth": 3.2, "strokeCap": form, "opacity": 0.55},
            "transform": [{"filter": {"field": "s", "oneOf": ids}}] if len(forms) > 1 else [],
        }
        for form, ids in forms.items()
    ]
    box = {"stroke": _BOX}
    return {"width": size, "height": size, "view": box, "encoding": shared, "layer": layers}


def _axis(scale: _Scale, field: str, side: str, size: int, *, shown: bool) -> Spec:
    more: Spec = {
        "title": label(scale.name) if shown else None,
        "titleLimit": size,
        "titleFontSize": 11,
        "labels": shown,
        "ticks": shown,
        "domain": False,
        "labelOverlap": True,
    }
    if side == "x":
        more["labelFlush"] = False
    axis = scale.ticks.axis(**more)
    return {"field": field, "type": "quantitative", "scale": scale.spec(), "axis": axis}


def _densities(
    scales: list[_Scale], place: int, values: Floats, segments: npt.NDArray[np.int64], size: int
) -> Spec:
    scale = scales[place]
    curves = _curves(scale, values, segments)
    top = max((c["d"] for c in curves), default=0.0) or 1.0
    y = {
        "field": "d",
        "type": "quantitative",
        "axis": None,
        "stack": None,
        "scale": {"domain": [0, top * 1.3], "nice": False},  # head room for the name
    }
    x = _axis(scale, "at", "x", size, shown=place == len(scales) - 1)
    name = {"type": "text", "align": "left", "baseline": "top", "dx": 6, "dy": 6, "fontWeight": 600}
    return {
        "width": size,
        "height": size,
        "view": {"stroke": _BOX},
        "layer": [
            {
                "data": {"values": curves},
                "mark": {"type": "area", "line": {"strokeWidth": 1.6}, "fillOpacity": 0.16},
                "encoding": {"x": x, "y": y, "color": _segment_colour()},
            },
            {
                "data": {"values": [{"says": label(scale.name)}]},
                "mark": {**name, "limit": size - 10},
                "encoding": {
                    "text": {"field": "says"},
                    "x": {"value": 0},
                    "y": {"value": 0},
                },
            },
        ],
    }


def _curves(scale: _Scale, values: Floats, segments: npt.NDArray[np.int64]) -> list[Spec]:
    """Estimate one curve per segment, its area in proportion to the segment's customers."""
    low, high = map(float, scale.bent(np.array([scale.low, scale.high])))
    at = _rounded(scale.straight(np.linspace(low, high, GRID))[:, None])
    curves: list[Spec] = []
    for segment in np.unique(segments).tolist():
        own = values[segments == segment]
        bent = scale.bent(own[np.isfinite(own)])
        heights = binned_density(bent, low, high) * (high - low) * len(own) / len(values)
        curves += [
            {"at": place[0], "d": round(height, 4), "s": segment}
            for place, height in zip(at, heights.tolist(), strict=True)
        ]
    return curves


def _segment_colour() -> Spec:
    """Colour by segment id: the domain is data, so the range is a lookup, constant per id."""
    ids = list(range(50))
    scale = {"domain": ids, "range": [colour(i) for i in ids]}
    return {"field": "s", "type": "nominal", "scale": scale, "legend": None}


def _key(interpretation: Interpretation, size: int, *, room: int) -> Spec:
    """Name the colours, in the empty upper triangle."""
    width = max(room, 2) * (size + _GAP) - _GAP
    count = len(interpretation.segments)
    columns = math.ceil(count / max(1, size // _KEY_LINE))
    per_column = math.ceil(count / columns)
    entries = [
        {
            "x": 24 + (place // per_column) * width / columns,
            "y": 12 + (place % per_column) * _KEY_LINE,
            "colour": colour(s.id),
            "shape": "circle" if dot(s.id) == "round" else "square",
            "says": share_label(s, 40),
        }
        for place, s in enumerate(interpretation.segments)
    ]
    own = {"type": "nominal", "scale": None}
    where: Spec = {
        side: {"field": side, "type": "quantitative", "scale": None, "axis": None}
        for side in ("x", "y")
    }
    looks = {"color": {"field": "colour", **own}, "shape": {"field": "shape", **own}}
    words = {"type": "text", "align": "left", "dx": 11, "fontSize": 12}
    return {
        "width": width,
        "height": size,
        "data": {"values": entries},
        "encoding": where,
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": looks,
            },
            {
                "mark": {**words, "limit": width / columns - 40},
                "encoding": {"text": {"field": "says"}},
            },
        ],
    }
