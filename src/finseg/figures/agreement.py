"""Would another sample of these customers be cut in the same way?

The mean adjusted Rand index of pairs of bootstrap samples for every k, with the range of the pairs;
beside it the same on structureless tables of the same shape, which gives the figure its scale
(global stability: Dolnicar & Leisch 2010, Marketing Letters 21).
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.document.numbers import Numbers
from finseg.figures.line_labels import LineEnd, label_line_ends
from finseg.figures.theme import (
    ACCENT,
    FAINT,
    NOISE,
    POPULATION,
    SOFT,
    Spec,
    apply_theme,
    shorten_label,
)
from finseg.figures.ticks import Ticks, place_ticks
from finseg.records.choice import REPRODUCED, Agreement, Choice

_WIDTH, _HEIGHT = 620, 270
_TOP = 1.12  # head room above 1 for the name of the chosen k
# One per kind of noise: how its line is dashed, and how that is said.
_DASHES = (([1, 0], ""), ([6, 3], " (dashed)"), ([2, 2], " (dotted)"))
_LONGEST = 22


def draw_agreement(choice: Choice, figures: Numbers) -> Spec:
    """Draw the agreement of samples by number of segments, noise beside it."""
    shown = choice.agreements
    ks = [a.k for a in shown]
    whole = Ticks(tuple(map(float, ks)), tuple(map(str, ks)))
    x = {
        "field": "k",
        "type": "quantitative",
        "scale": {"domain": [ks[0] - 0.3, ks[-1] + 0.3], "nice": False, "zero": False},
        "axis": whole.as_axis(title="Number of segments, k", grid=False, labelOverlap=True),
    }
    y = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, _TOP], "nice": False},
        "axis": place_ticks(0, 1, "share", figures, most=6).as_axis(
            title=None, domain=False, ticks=False
        ),
    }
    return apply_theme(
        {
            "title": "Agreement of two samples (1: cut alike, 0: as by chance)",
            "width": _WIDTH,
            "height": _HEIGHT,
            "encoding": {"x": x, "y": y},
            "layer": [
                *(
                    layer
                    for place in range(len(shown[0].nulls))
                    for layer in _draw_noise_agreement(shown, place)
                ),
                _mark_reproducible_limit(),
                *_mark_chosen_k(choice.k, ks, given=choice.given),
                *_draw_customer_agreement(shown),
                *label_line_ends(_label_agreement_lines(shown), width=_WIDTH, height=_HEIGHT),
            ],
        }
    )


def _mark_reproducible_limit() -> Spec:
    """Mark from where on a division is called reproducible; the caption says so."""
    mark = {"type": "rule", "color": ACCENT, "strokeWidth": 1.2, "strokeDash": [2, 4]}
    return {
        "data": {"values": [{"at": REPRODUCED}]},
        "mark": mark,
        "encoding": {"x": {"value": 0}, "x2": {"value": _WIDTH}},
    }


def _draw_customer_agreement(shown: Sequence[Agreement]) -> list[Spec]:
    means = {"values": [{"k": a.k, "at": clip_index(a.mean)} for a in shown]}
    ranges = {
        "values": [{"k": a.k, "at": clip_index(a.low), "to": clip_index(a.high)} for a in shown]
    }
    dot = {"type": "point", "filled": True, "opacity": 1, "size": 60, "color": ACCENT}
    return [
        {
            "data": ranges,
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 1.4},
            "encoding": {"y2": {"field": "to"}},
        },
        {"data": means, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2}},
        {"data": means, "mark": dot},
    ]


def _draw_noise_agreement(shown: Sequence[Agreement], place: int) -> list[Spec]:
    nulls = [(a.k, a.nulls[place]) for a in shown]
    dash, _ = _DASHES[place % len(_DASHES)]
    line = {"type": "line", "color": POPULATION, "strokeWidth": 1.6, "strokeDash": dash}
    ranges = [
        {"k": k, "at": clip_index(null.low), "to": clip_index(null.high)} for k, null in nulls
    ]
    return [
        {
            "data": {"values": ranges},
            "mark": {"type": "area", "color": NOISE, "opacity": 0.4},
            "encoding": {"y2": {"field": "to"}},
        },
        {
            "data": {"values": [{"k": k, "at": clip_index(null.mean)} for k, null in nulls]},
            "mark": line,
        },
    ]


def _mark_chosen_k(k: int, ks: list[int], *, given: bool) -> list[Spec]:
    """Mark the number of segments that is kept, its name above all ranges."""
    if k not in ks:
        return []
    right = k > (ks[0] + ks[-1]) / 2
    text = {
        "type": "text",
        "align": "right" if right else "left",
        "baseline": "top",
        "dx": -6 if right else 6,
        "fontSize": 12,
        "fontWeight": 600,
        "color": ACCENT,
    }
    mark = {"k": k, "at": 0, "says": f"k = {k}: {'asked for' if given else 'chosen'}"}
    return [
        {
            "data": {"values": [mark]},
            "mark": {"type": "rule", "color": FAINT, "strokeDash": [3, 3]},
            "encoding": {"y": {"value": 0}, "y2": {"value": _HEIGHT}},
        },
        {
            "data": {"values": [mark]},
            "mark": text,
            "encoding": {"y": {"value": 1}, "text": {"field": "says"}},
        },
    ]


def _label_agreement_lines(shown: Sequence[Agreement]) -> list[LineEnd]:
    last = shown[-1]
    ends = [LineEnd(("these customers",), _measure_from_top(last.mean), ACCENT)]
    for place, null in enumerate(last.nulls):
        _, dashed = _DASHES[place % len(_DASHES)]
        name = f"noise: {shorten_label(null.name, _LONGEST)}{dashed}"
        ends.append(LineEnd((name,), _measure_from_top(null.mean), SOFT))
    return ends


def _measure_from_top(value: float) -> float:
    return _HEIGHT * (1 - clip_index(value) / _TOP)


def clip_index(value: float) -> float:
    """Hold an index within the drawing: below 0 means no more than chance."""
    return round(min(max(value, 0.0), 1.0), 4)
