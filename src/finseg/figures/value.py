"""What share of the money does each segment hold, beside its share of the customers?

One panel per column of money: what share of its total each segment holds, with a tick where its
share of the customers lies. A bar beyond its tick holds more than its number.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Table
from finseg.document.said import NOTHING, Count, Share, Text, join_said, say
from finseg.figures.marks import (
    SAYS,
    draw_layer,
    encode_fill,
    encode_names,
    encode_number,
    lay_out_panels,
    make_mark,
    name_segments,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import INK, Spec, apply_theme, name_segment, pick_colour, shorten_label
from finseg.records.holdings import Holding
from finseg.results import Described

MOST_PANELS = 9
_PER_ROW = 3
_WIDTH, _ROW = 190, 26
_CAPTION = "The segment's share of each total (bar), beside its share of the customers (tick)."
_FREE = 1.3  # room to the right of the longest bar for its figure


def plan_value(results: Described) -> FigurePlan | None:
    """Plan the share of each column's total that each segment holds."""
    segments, holdings = results.interpretation.segments, results.interpretation.holdings
    held = holdings.columns
    if len(segments) < 2 or not held:
        return None
    more = say(
        "Shown are the first {shown} of {all} that hold amounts of money.",
        shown=Count(MOST_PANELS),
        all=Count(len(held), "column"),
    )
    caption = join_said((_CAPTION, more if len(held) > MOST_PANELS else NOTHING), " ")
    words = join_said(
        say("{column}: {shares}", column=h.label, shares=_list_shares(results, h))
        for h in held[:MOST_PANELS]
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            name_segment(s),
            Share(holdings.customers[s.id], of=results.dataset.rows),
            *(Share(h.shares[s.id]) for h in held),
        )
        for s in segments
    )
    columns = ("Segment", "Customers", *(h.label for h in held))
    return FigurePlan(
        _draw_value(results),
        caption,
        say("Shares of the money. {words}.", words=words),
        Table(columns, rows, caption="Who holds the money"),
    )


def _list_shares(results: Described, holding: Holding) -> Text:
    return join_said(
        (
            say("{segment} {share}", segment=name_segment(s), share=Share(holding.shares[s.id]))
            for s in results.interpretation.segments
        ),
        ", ",
    )


def _draw_value(results: Described) -> Spec:
    holdings = results.interpretation.holdings
    shown = holdings.columns[:MOST_PANELS]
    known = [share for h in shown for share in h.shares if math.isfinite(share)]
    top = max([*known, *holdings.customers]) * _FREE
    panels = [
        _draw_value_panel(results, h, top, named=not place % _PER_ROW)
        for place, h in enumerate(shown)
    ]
    return apply_theme(lay_out_panels(panels, _PER_ROW, row=22, column=18))


def _draw_value_panel(results: Described, holding: Holding, top: float, *, named: bool) -> Spec:
    segments, numbers = results.interpretation.segments, results.numbers
    customers, shares = results.interpretation.holdings.customers, holding.shares
    rows = [
        {
            "id": s.id,
            "share": shares[s.id] if math.isfinite(shares[s.id]) else 0.0,
            "customers": customers[s.id],
            "beyond": max(customers[s.id], shares[s.id]),  # NaN is never more
            "colour": pick_colour(s.id),
            "says": numbers.write_percent(shares[s.id]),
        }
        for s in segments
    ]
    padding = {"paddingInner": 0.35, "paddingOuter": 0.1}
    tick = make_mark("tick", color=INK, thickness=2, size=22)
    label = make_mark("text", align="left", dx=6, fontSize=11.5)
    share, beside, beyond = (
        encode_number(field, (0, top)) for field in ("share", "customers", "beyond")
    )
    above = " above zero" if holding.below_zero else ""
    return {
        "title": {
            "text": shorten_label(holding.column, 30),
            "subtitle": f"total {numbers.write_money(holding.total)}{above}",
            "fontSize": 12,
        },
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _ROW * len(rows),
        "encoding": {"y": encode_names("id", name_segments(segments), padding, labels=named)},
        "layer": [
            {"mark": "bar", "encoding": {"x": share, "color": encode_fill()}},
            draw_layer(tick, x=beside),
            draw_layer(label, x=beyond, text=SAYS),
        ],
    }
