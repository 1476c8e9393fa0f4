"""How do segments split and merge as there are more of them?

One column of nodes per number of segments, as high as their share of the customers; bands lead the
customers from their segment to the one at the next number (segment level stability across
solutions: Dolnicar & Leisch 2017). The nodes are the candidates' own, not the study's segments, so
they have no segment's colour and no name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import NOTHING, Count, Share, Text, join_said, say
from finseg.figures.marks import (
    SAYS,
    describe_choice,
    draw_layer,
    encode_fill,
    encode_number,
    encode_raw,
    make_mark,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import ACCENT, INK, POPULATION, SOFT, Spec, apply_theme
from finseg.records.choice import Choice, Flow
from finseg.results import Chosen

MOST_COLUMNS = 8
_WIDTH, _HEIGHT, _GAP = 800, 300, 9
_NODE = 12
_PALEST = 0.25  # opacity of a segment that comes from all alike
_CAPTION = (
    "Where the customers of each segment go as the number of segments grows "
    "(height: share of the customers). A segment that exists by itself stays "
    "in one piece; the percentages below fall where new segments are put "
    "together from several old ones. The columns are trials; their parts are "
    "not yet the named segments. The paler a part, the more its counterpart in "
    "other samples is put together from several parts of the number before."
)
_BEND = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST_DRAWN = 0.005  # of the customers
_LEAST_LABELLED = 13.0  # pixels a node needs for its share to be written beside it


@dataclass(frozen=True, slots=True)
class Node:
    """One segment of one candidate, placed."""

    k: int
    id: int
    share: float
    top: float  # pixels

    @property
    def bottom(self) -> float:
        """Lower edge, in pixels."""
        return self.top + self.share * _HEIGHT


def plan_splits(results: Chosen) -> FigurePlan | None:
    """Plan how the candidates' segments split and merge as their number grows."""
    choice = results.choice
    if len(choice.candidates) < 3 or not choice.flows:
        return None
    ks = choose_split_columns(choice)
    kept = measure_kept_shares(choice.flows, ks)
    words = join_said(
        say("from {few} to {more}, {share}", few=str(a), more=str(b), share=Share(share, digits=0))
        for a, b, share in zip(ks[:-1], ks[1:], kept, strict=True)
    )
    return FigurePlan(
        _draw_splits(results, ks),
        _describe_splits(choice, ks),
        say(
            "Flows of customers between segments as their number grows. Customers who come from "
            "the main source of their new segment: {words}.",
            words=words,
        ),
        _tabulate_streams(choice, ks),
    )


def _describe_splits(choice: Choice, ks: Sequence[int]) -> Text:
    thin = any(0 < f.share < LEAST_DRAWN for f in choice.flows)
    parts = (
        _CAPTION,
        say("Streams of less than {least} are not drawn.", least=Share(LEAST_DRAWN))
        if thin
        else NOTHING,
        say(
            "Shown: {first} to {last} of up to {most}.",
            first=str(ks[0]),
            last=str(ks[-1]),
            most=Count(choice.candidate_ks[-1], "segment"),
        )
        if len(choice.candidate_ks) > len(ks)
        else NOTHING,
    )
    return join_said(parts, " ")


def _tabulate_streams(choice: Choice, ks: Sequence[int]) -> Table:
    following = dict(pairwise(ks))
    rows = tuple(
        (f"{f.k} to {following[f.k]}", str(f.source), str(f.target), Share(f.share))
        for f in choice.flows
        if f.k in following and f.share >= LEAST_DRAWN
    )
    return Table(
        ("Number of segments", "From part", "To part", "Customers"),
        rows,
        caption="Where the customers go as there are more segments; the parts are those of the "
        "trials",
    )


def _draw_splits(results: Chosen, ks: Sequence[int]) -> Spec:
    choice, numbers = results.choice, results.numbers
    columns = _place_nodes(choice.flows, ks)
    height = _HEIGHT + _GAP * (max(map(len, columns)) - 1)
    step = (_WIDTH - _NODE) / (len(ks) - 1)
    lefts = [round(place * step, 1) for place in range(len(ks))]
    layers = [
        _draw_flow_bands(choice.flows, columns, lefts),
        _draw_split_nodes(columns, lefts, choice),
        _label_node_shares(columns, lefts, choice.k, numbers),
        *_label_split_columns(ks, lefts, choice),
        *_label_kept_shares(measure_kept_shares(choice.flows, ks), lefts, height, numbers),
    ]
    place: Spec = {
        side: encode_number(side, domain, zero=False)
        for side, domain in (("x", (0, _WIDTH)), ("y", (height, 0)))
    }
    return apply_theme({"width": _WIDTH, "height": height, "encoding": place, "layer": layers})


def choose_split_columns(choice: Choice) -> tuple[int, ...]:
    """Return the numbers of segments that are drawn: at most eight, the chosen one among them."""
    ks = _list_flow_columns(choice.flows, choice.candidate_ks)
    behind = sum(k <= choice.k + 1 for k in ks)  # the chosen one and the next are wanted
    first = max(0, min(behind, len(ks)) - MOST_COLUMNS)
    return ks[first : first + MOST_COLUMNS]


def measure_kept_shares(flows: Sequence[Flow], ks: Sequence[int]) -> tuple[float, ...]:
    """Return, per step, the customers who come from the main source of their new segment; 0 … 1.

    1 when segments only split, whatever their number; less where a new segment is gathered from
    several old ones.
    """
    kept = []
    for k in ks[:-1]:
        main: dict[int, float] = defaultdict(float)
        step = [f for f in flows if f.k == k]
        for f in step:
            main[f.target] = max(main[f.target], f.share)
        kept.append(sum(main.values()) / sum(f.share for f in step) if step else math.nan)
    return tuple(kept)


def _list_flow_columns(flows: Sequence[Flow], tried: Sequence[int]) -> tuple[int, ...]:
    sources = {f.k for f in flows}
    following = dict(pairwise(tried))
    return tuple(sorted(sources | {following[k] for k in sources if k in following}))


def _place_nodes(flows: Sequence[Flow], ks: Sequence[int]) -> list[list[Node]]:
    """Order each column by where its customers come from, so that bands cross little.

    Small streams may be withheld: a segment of which no arriving stream is left is as high as what
    leaves it, and stands last, so that every stream has both its ends.
    """
    columns: list[list[Node]] = []
    for place, k in enumerate(ks):
        shares: dict[int, float] = defaultdict(float)
        centre: dict[int, float] = defaultdict(float)
        middles = {n.id: (n.top + n.bottom) / 2 for n in columns[-1]} if columns else {}
        arriving = [f for f in flows if place and f.k == ks[place - 1]]
        for f in arriving:
            shares[f.target] += f.share
            centre[f.target] += f.share * middles.get(f.source, 0.0)
        reached = {i for i, share in shares.items() if share > 0}
        for f in flows:
            if f.k == k and f.source not in reached:
                shares[f.source] += f.share
                centre[f.source] = math.inf if reached else 0.0
        present = [i for i, share in shares.items() if share > 0]
        order = sorted(present, key=lambda i: (round(centre[i] / shares[i], 6), -shares[i], i))
        columns.append(_stack_nodes(k, [(i, shares[i]) for i in order]))
    most = max(map(len, columns))
    return [_shift_nodes(column, (most - len(column)) * _GAP / 2) for column in columns]


def _stack_nodes(k: int, parts: Sequence[tuple[int, float]]) -> list[Node]:
    nodes: list[Node] = []
    top = 0.0
    for name, share in parts:
        nodes.append(Node(k, name, share, top))
        top = nodes[-1].bottom + _GAP
    return nodes


def _shift_nodes(column: Sequence[Node], shift: float) -> list[Node]:
    return [Node(n.k, n.id, n.share, n.top + shift) for n in column]


def _draw_flow_bands(
    flows: Sequence[Flow], columns: list[list[Node]], lefts: Sequence[float]
) -> Spec:
    rows: list[Spec] = []
    for place, (before, after) in enumerate(pairwise(columns)):
        rank = {n.id: i for i, n in enumerate(after)}
        origin = {n.id: i for i, n in enumerate(before)}
        leave = {n.id: n.top for n in before}
        arrive = {n.id: n.top for n in after}
        step = [f for f in flows if f.k == before[0].k and f.share > 0]
        start, end = lefts[place] + _NODE, lefts[place + 1]
        # Sorted by both ends, the bands leave and arrive side by side in the order of the nodes.
        for f in sorted(step, key=lambda f: (origin[f.source], rank[f.target])):
            thick = f.share * _HEIGHT
            a, b = leave[f.source], arrive[f.target]
            leave[f.source] += thick
            arrive[f.target] += thick
            if f.share < LEAST_DRAWN:
                continue
            band = f"{f.k} {f.source} {f.target}"
            rows += curve_band(band, (start, a), (end, b), thick)
    mark = make_mark("area", color=POPULATION, opacity=0.32, interpolate="monotone")
    return draw_layer(mark, rows, y2={"field": "to"}, detail={"field": "band"})


def curve_band(
    band: str, start: tuple[float, float], end: tuple[float, float], thick: float
) -> list[Spec]:
    """Lead a band from one node to another in a gentle curve."""
    (left, a), (right, b) = start, end
    tops = [a + (b - a) * t * t * (3 - 2 * t) for t in _BEND]
    return [
        {
            "band": band,
            "x": round(left + (right - left) * t, 1),
            "y": round(top, 1),
            "to": round(top + thick, 1),
        }
        for t, top in zip(_BEND, tops, strict=True)
    ]


def _draw_split_nodes(columns: list[list[Node]], lefts: Sequence[float], choice: Choice) -> Spec:
    rows = [
        {
            "x": left,
            "right": left + _NODE,
            "y": round(n.top, 1),
            "to": round(n.bottom, 1),
            "colour": ACCENT if n.k == choice.k else POPULATION,
            "strength": _measure_node_strength(choice, n),
        }
        for column, left in zip(columns, lefts, strict=True)
        for n in column
    ]
    return draw_layer(
        make_mark("rect"),
        rows,
        x2={"field": "right"},
        y2={"field": "to"},
        color=encode_fill(),
        opacity=encode_raw("strength"),
    )


def _measure_node_strength(choice: Choice, node: Node) -> float:
    """Draw a segment the paler, the more it comes from several (Dolnicar & Leisch 2017)."""
    agreement = choice.agreement(node.k)
    across = agreement.segments[node.id].across if agreement else None
    return 1.0 if across is None else round(_PALEST + (1 - _PALEST) * across, 3)


def _label_node_shares(
    columns: list[list[Node]], lefts: Sequence[float], chosen: int, numbers: Numbers
) -> Spec:
    """Write each share to the right of its node."""
    rows = [
        {
            "x": left + _NODE + 4,
            "y": round((n.top + n.bottom) / 2, 1),
            "says": numbers.write_percent(n.share, digits=0),
            "weight": 600 if n.k == chosen else 400,
        }
        for column, left in zip(columns, lefts, strict=True)
        for n in column
        if n.bottom - n.top >= _LEAST_LABELLED
    ]
    weight = {"expr": "datum.weight"}
    mark = make_mark("text", fontSize=10.5, color=INK, align="left", fontWeight=weight)
    return draw_layer(mark, rows, text=SAYS)


def _label_split_columns(ks: Sequence[int], lefts: Sequence[float], choice: Choice) -> list[Spec]:
    layers = []
    for k, left in zip(ks, lefts, strict=True):
        ours = k == choice.k
        looks = {"color": ACCENT if ours else SOFT, "fontWeight": 600 if ours else 400}
        says = [f"k = {k}", describe_choice(choice)] if ours else [f"k = {k}"]
        dy = -8 - 14 * (len(says) - 1)
        mark = make_mark("text", baseline="bottom", fontSize=12, lineHeight=14, dy=dy, **looks)
        layers.append(draw_layer(mark, [{"x": left + _NODE / 2, "y": 0, "says": says}], text=SAYS))
    return layers


def _label_kept_shares(
    kept: Sequence[float], lefts: Sequence[float], height: float, numbers: Numbers
) -> list[Spec]:
    """Write beneath each step how many customers come from the main source of their segment."""
    rows = [
        {"x": (a + b + _NODE) / 2, "y": height, "says": numbers.write_percent(share, digits=0)}
        for a, b, share in zip(lefts[:-1], lefts[1:], kept, strict=True)
    ]
    below = [{"says": "come from the main source of their new segment"}]
    looks = {"baseline": "top", "color": SOFT, "fontSize": 12}
    return [
        draw_layer(make_mark("text", **looks, dy=12), rows, text=SAYS),
        draw_layer(
            make_mark("text", **looks, dy=30, align="left"),
            below,
            x={"value": 0},
            y={"value": height},
            text=SAYS,
        ),
    ]
