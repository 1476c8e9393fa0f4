"""What does each column look like, alone?

Small multiples from counted bins: aggregates in, a specification out; no customer's row.
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.deliver.figures.theme import ACCENT, Spec, label, themed
from finseg.deliver.figures.ticks import ticks
from finseg.document.numbers import Figures
from finseg.records.exploration import Summary

MOST_PANELS = 24
_PER_ROW = 3
_WIDTH, _HEIGHT = 236, 110


def histograms(summaries: Sequence[Summary], figures: Figures) -> Spec:
    """Draw one histogram per column, the median marked; at most `MOST_PANELS`."""
    shown = drawable(summaries)
    panels = [
        _panel(s, figures, titled=not place % _PER_ROW)
        for place, s in enumerate(shown[:MOST_PANELS])
    ]
    return themed({"concat": panels, "columns": _PER_ROW, "spacing": {"row": 22, "column": 18}})


def drawable(summaries: Sequence[Summary]) -> list[Summary]:
    """Return the columns that have a histogram to draw."""
    return [s for s in summaries if s.count and len(s.counts) and s.edges[-1] > s.edges[0]]


def _panel(s: Summary, figures: Figures, *, titled: bool) -> Spec:
    low, high, top = s.edges[0], s.edges[-1], max(s.counts)
    bins = [
        {"from": a, "to": b, "customers": n}
        for a, b, n in zip(s.edges[:-1], s.edges[1:], s.counts, strict=True)
    ]
    across = ticks(low, high, s.unit, figures, most=5)
    up = ticks(0, top, "count", figures, most=4)
    middle = min(max(s.median, low), high)
    right = middle > (low + high) / 2
    x_axis = across.axis(title=None, grid=False, labelFlush=False)
    y_axis = up.axis(title="Customers" if titled else None, domain=False, ticks=False)
    return {
        "title": {"text": label(s.column), "fontSize": 12},
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            {
                "data": {"values": bins},
                "mark": {"type": "rect", "color": "#8FAEC9", "stroke": "white", "strokeWidth": 0.7},
                "encoding": {
                    "x": {
                        "field": "from",
                        "type": "quantitative",
                        "axis": x_axis,
                        "scale": {"domain": [low, high], "nice": False, "zero": False},
                    },
                    "x2": {"field": "to"},
                    "y": {
                        "field": "customers",
                        "type": "quantitative",
                        "axis": y_axis,
                        # Head room for the median's label.
                        "scale": {"domain": [0, top * 1.18], "nice": False},
                    },
                    "y2": {"datum": 0},
                },
            },
            {
                "data": {"values": [{"at": middle}]},
                "mark": {"type": "rule", "color": ACCENT, "strokeDash": [3, 2]},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
            {
                "data": {
                    "values": [{"at": middle, "says": f"median {figures.value(s.median, s.unit)}"}]
                },
                "mark": {
                    "type": "text",
                    "align": "right" if right else "left",
                    "baseline": "top",
                    "dx": -4 if right else 4,
                    "fontSize": 10.5,
                    "color": ACCENT,
                },
                "encoding": {
                    "x": {"field": "at", "type": "quantitative"},
                    "y": {"value": 0},
                    "text": {"field": "says"},
                },
            },
        ],
    }
