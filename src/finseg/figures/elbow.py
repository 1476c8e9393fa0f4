"""How does the fit improve with more segments?

Inertia and centre silhouette for every k that was tried, with the elbow and the chosen k named on
the drawing. An elbow is found in noise too, so the band of noise tables of the same shape stands
behind the curve: this is a picture, no proof.
"""

from __future__ import annotations

import math

from finseg.document.numbers import Numbers
from finseg.figures.line_labels import LineEnd, label_line_ends
from finseg.figures.theme import ACCENT, FAINT, NOISE, SOFT, Spec, apply_theme
from finseg.figures.ticks import Ticks, place_ticks
from finseg.records.choice import Candidate, Choice

_HEIGHT = 270
_WIDTHS = (430, 250)
_SPACING, _NAMES = 66, 72  # between the panels; more for the names at the ends of the curves


def draw_elbow(choice: Choice, figures: Numbers) -> Spec:
    """Draw inertia (left) and centre silhouette (right) by number of segments."""
    inertia = [(c.k, c.inertia) for c in choice.candidates]
    silhouette = _list_centre_silhouettes(choice.candidates)
    band = [(c.k, *c.noise) for c in choice.candidates if c.noise is not None]
    top = 1.06 * max([v for _, v in inertia] + [high for *_, high in band])
    left = _draw_elbow_panel(
        "Inertia (spread left within segments)",
        inertia,
        place_ticks(0, top, "none", figures, most=6),
        (0, top),
        width=_WIDTHS[0],
        marks=_choose_elbow_marks(choice),
    )
    if band:
        left["layer"] = [
            *_draw_noise_band(band),
            *left["layer"],
            *_label_elbow_lines(inertia, band, top),
        ]
    panels = [left]
    if len(silhouette) > 1:
        best = max(v for _, v in silhouette)
        panels.append(
            _draw_elbow_panel(
                "Centre silhouette (0 … 1)",
                silhouette,
                place_ticks(0, best * 1.15, "none", figures, most=6),
                (min(0.0, *(v for _, v in silhouette)), best * 1.15),
                width=_WIDTHS[1],
                marks=[
                    m for m in _choose_elbow_marks(choice) if m["k"] == choice.k and choice.k > 1
                ],
                quiet=True,
            )
        )
    spacing = _SPACING + (_NAMES if band else 0)
    return apply_theme({"hconcat": panels, "spacing": spacing, "bounds": "flush"})


def _draw_noise_band(band: list[tuple[int, float, float]]) -> list[Spec]:
    """Shade where noise of the same shape lies."""
    rows = [{"k": k, "at": low, "to": high} for k, low, high in band]
    place: Spec = {
        side: {"field": f, "type": "quantitative"} for side, f in (("x", "k"), ("y", "at"))
    }
    area = {"type": "area", "color": NOISE, "opacity": 0.6}
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": area,
            "encoding": {**place, "y2": {"field": "to"}},
        }
    ]
    # A band can be thinner than a line: its edges are drawn too.
    for side in ("at", "to"):
        edge = [{"k": row["k"], "at": row[side]} for row in rows]
        line = {"type": "line", "color": FAINT, "strokeWidth": 1}
        layers.append({"data": {"values": edge}, "mark": line, "encoding": place})
    return layers


def _label_elbow_lines(
    inertia: list[tuple[int, float]], band: list[tuple[int, float, float]], top: float
) -> list[Spec]:
    """Name the curve and the band at their right ends."""
    middle = (band[-1][1] + band[-1][2]) / 2
    ends = (
        LineEnd(("these", "customers"), _HEIGHT * (1 - inertia[-1][1] / top), ACCENT),
        LineEnd(("noise of the", "same shape"), _HEIGHT * (1 - middle / top), SOFT),
    )
    return label_line_ends(ends, width=_WIDTHS[0], height=_HEIGHT)


def _list_centre_silhouettes(candidates: tuple[Candidate, ...]) -> list[tuple[int, float]]:
    pairs = [(c.k, c.centre_silhouette) for c in candidates]
    return [(k, v) for k, v in pairs if k > 1 and math.isfinite(v)]


def _choose_elbow_marks(choice: Choice) -> list[Spec]:
    """Say which k deserve a mark, and what is written beside each."""
    how = "asked for" if choice.given else "chosen"
    if choice.elbow_k == choice.k:
        return [{"k": choice.k, "says": f"k = {choice.k}: {how}, and the elbow", "line": 0}]
    marks: list[Spec] = [{"k": choice.k, "says": f"k = {choice.k}: {how}", "line": 0}]
    if choice.elbow_k is not None:
        marks.append({"k": choice.elbow_k, "says": f"elbow (Kneedle): {choice.elbow_k}", "line": 1})
    return marks


def _draw_elbow_panel(
    title: str,
    pairs: list[tuple[int, float]],
    up: Ticks,
    domain: tuple[float, float],
    *,
    width: int,
    marks: list[Spec],
    quiet: bool = False,
) -> Spec:
    first, last = pairs[0][0], pairs[-1][0]
    where = dict(pairs)
    marks = [{**m, "at": where[m["k"]]} for m in marks if m["k"] in where]
    x: Spec = {
        "field": "k",
        "type": "quantitative",
        "scale": {"domain": [first - 0.3, last + 0.3], "nice": False, "zero": False},
        "axis": _place_whole_ticks(first, last).as_axis(title="Number of segments, k", grid=False),
    }
    y: Spec = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False},
        "axis": up.as_axis(title=None, domain=False, ticks=False),
    }
    curve = [{"k": k, "at": v} for k, v in pairs]
    line = {"type": "line", "color": ACCENT, "strokeWidth": 1.8}
    layers: list[Spec] = [
        {
            "data": {"values": marks},
            "mark": {"type": "rule", "color": FAINT, "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
        {"data": {"values": curve}, "mark": line, "encoding": {"x": x, "y": y}},
        {
            "data": {"values": curve},
            "mark": _make_point_mark(36, ACCENT),
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": marks},
            "mark": _make_point_mark(130, ACCENT),
            "encoding": {"x": x, "y": y},
        },
    ]
    if not quiet:
        middle = (first + last) / 2
        layers += [sign for m in marks for sign in _label_elbow_mark(m, x, right=m["k"] > middle)]
    return {"title": title, "width": width, "height": _HEIGHT, "layer": layers}


def _label_elbow_mark(mark: Spec, x: Spec, *, right: bool) -> list[Spec]:
    """Write beside a mark's line, at the top, where a falling curve leaves room."""
    text = {
        "type": "text",
        "align": "right" if right else "left",
        "baseline": "top",
        "dx": -6 if right else 6,
        "fontSize": 12,
        "fontWeight": "normal" if mark["line"] else 600,
        "color": ACCENT,
    }
    halo = {**text, "stroke": "white", "strokeWidth": 5}  # where it crosses the other mark's line
    place = {"x": x, "y": {"value": 2 + 18 * mark["line"]}, "text": {"field": "says"}}
    return [{"data": {"values": [mark]}, "mark": m, "encoding": place} for m in (halo, text)]


def _make_point_mark(size: int, colour: str) -> Spec:
    return {"type": "point", "filled": True, "opacity": 1, "size": size, "color": colour}


def _place_whole_ticks(first: int, last: int) -> Ticks:
    step = 1 if last - first < 16 else 5
    values = range(first if step == 1 else -(-first // step) * step, last + 1, step)
    return Ticks(tuple(map(float, values)), tuple(map(str, values)))
