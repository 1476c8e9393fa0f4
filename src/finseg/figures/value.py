"""Who holds the money, beside how many they are?

One panel per column of money: what share of its total each segment holds, with a tick where its
share of the customers lies. A bar beyond its tick holds more than its number.
"""

from __future__ import annotations

import json
import math

from finseg.document.numbers import Figures, percent
from finseg.figures.theme import INK, Spec, colour, label, segment_label, themed
from finseg.records.interpretation import Interpretation

MOST_PANELS = 9
_PER_ROW = 3
_WIDTH, _ROW = 190, 26
_FREE = 1.3  # room to the right of the longest bar for its figure


def value(interpretation: Interpretation, figures: Figures) -> Spec:
    """Draw the share of each column's total that each segment holds."""
    holdings = interpretation.holdings
    shown = holdings.columns[:MOST_PANELS]
    known = [share for h in shown for share in h.shares if math.isfinite(share)]
    top = max([*known, *holdings.customers]) * _FREE
    panels = [
        _panel(
            {"text": label(h.column, 30), "subtitle": f"total {figures.money(h.total)}"},
            h.shares,
            interpretation,
            top,
            named=not place % _PER_ROW,
        )
        for place, h in enumerate(shown)
    ]
    return themed({"concat": panels, "columns": _PER_ROW, "spacing": {"row": 22, "column": 18}})


def _panel(
    title: Spec,
    shares: tuple[float, ...],
    interpretation: Interpretation,
    top: float,
    *,
    named: bool,
) -> Spec:
    customers = interpretation.holdings.customers
    rows = [
        {
            "id": s.id,
            "share": shares[s.id] if math.isfinite(shares[s.id]) else 0.0,
            "customers": customers[s.id],
            "beyond": max(customers[s.id], shares[s.id]),  # NaN is never more
            "colour": colour(s.id),
            "says": percent(shares[s.id]),
        }
        for s in interpretation.segments
    ]
    names = {str(s.id): segment_label(s) for s in interpretation.segments}
    y = {
        "field": "id",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"{json.dumps(names)}[datum.value]",
            "labels": named,
            "ticks": False,
            "domain": False,
        },
        "scale": {"paddingInner": 0.35, "paddingOuter": 0.1},
    }
    filled = {"field": "colour", "type": "nominal", "scale": None}
    tick = {"type": "tick", "color": INK, "thickness": 2, "size": 22}
    words = {"type": "text", "align": "left", "dx": 6, "fontSize": 11.5}
    return {
        "title": {**title, "fontSize": 12},
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _ROW * len(rows),
        "encoding": {"y": y},
        "layer": [
            {"mark": "bar", "encoding": {"x": _across("share", top), "color": filled}},
            {"mark": tick, "encoding": {"x": _across("customers", top)}},
            {"mark": words, "encoding": {"x": _across("beyond", top), "text": {"field": "says"}}},
        ],
    }


def _across(field: str, top: float) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top], "nice": False},
    }
