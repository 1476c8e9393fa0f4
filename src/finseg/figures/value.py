"""Who holds the money, beside how many they are?

One panel per column of money: what share of its total each segment holds, with a tick where its
share of the customers lies. A bar beyond its tick holds more than its number.
"""

from __future__ import annotations

import json
import math

from finseg.document.numbers import Numbers, write_percent
from finseg.figures.theme import INK, Spec, apply_theme, label_segment, pick_colour, shorten_label
from finseg.records.interpretation import Interpretation

MOST_PANELS = 9
_PER_ROW = 3
_WIDTH, _ROW = 190, 26
_FREE = 1.3  # room to the right of the longest bar for its figure


def draw_value(interpretation: Interpretation, figures: Numbers) -> Spec:
    """Draw the share of each column's total that each segment holds."""
    holdings = interpretation.holdings
    shown = holdings.columns[:MOST_PANELS]
    known = [share for h in shown for share in h.shares if math.isfinite(share)]
    top = max([*known, *holdings.customers]) * _FREE
    panels = [
        _draw_value_panel(
            {
                "text": shorten_label(h.column, 30),
                "subtitle": f"total {figures.write_money(h.total)}",
            },
            h.shares,
            interpretation,
            top,
            named=not place % _PER_ROW,
        )
        for place, h in enumerate(shown)
    ]
    return apply_theme(
        {"concat": panels, "columns": _PER_ROW, "spacing": {"row": 22, "column": 18}}
    )


def _draw_value_panel(
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
            "colour": pick_colour(s.id),
            "says": write_percent(shares[s.id]),
        }
        for s in interpretation.segments
    ]
    names = {str(s.id): label_segment(s) for s in interpretation.segments}
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
            {"mark": "bar", "encoding": {"x": _encode_value_share("share", top), "color": filled}},
            {"mark": tick, "encoding": {"x": _encode_value_share("customers", top)}},
            {
                "mark": words,
                "encoding": {"x": _encode_value_share("beyond", top), "text": {"field": "says"}},
            },
        ],
    }


def _encode_value_share(field: str, top: float) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top], "nice": False},
    }
