"""What does each column look like, alone?

Small multiples from counted bins: aggregates in, a specification out; no customer's row. Bins of a
few customers are joined with their neighbours, a heap of zeros stands beside the rest and does not
flatten it, and what lies beyond a robust range is said, not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.numbers import Numbers, write_percent
from finseg.figures.theme import ACCENT, LEAST, SOFT, Spec, apply_theme, shorten_label
from finseg.figures.ticks import place_ticks
from finseg.records.exploration import Summary

MOST_PANELS = 24
_PER_ROW = 3
_WIDTH, _HEIGHT = 236, 110
_BAR, _HEAP = "#8FAEC9", "#486581"
_HEAD = 1.36  # head room above the bars for the words
_HEAP_SHARE = 0.1  # of the values, from which zeros can be a heap
_HEAP_TIMES = 1.5  # as high as the highest other bar, from which it is cut
_HEAP_WIDTH = 9  # pixels
_AT_LEFT = 0.06  # of the range, within which zero is at its left end
_SECOND = 19  # pixels from the top: the second line of words


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn of one column."""

    # From, to, how many were joined, customers: none, or enough of them.
    bins: tuple[tuple[float, float, int, int], ...]
    zeros: int  # customers at exactly zero, drawn apart; 0 where they are not
    below: int  # customers below and above what is drawn; 0 where they are in the end bins
    above: int

    @property
    def heights(self) -> list[float]:
        """Heights of the bars: their customers; of joined ones the mean.

        How wide a bar is does not matter: those at the ends may be somewhat wider than the others.
        """
        return [n / joined for *_, joined, n in self.bins]


def draw_histograms(summaries: Sequence[Summary], figures: Numbers, *, least: int = LEAST) -> Spec:
    """Draw one histogram per column, the median marked; at most `MOST_PANELS`."""
    shown = list_drawable_columns(summaries)
    panels = [
        _draw_histogram_panel(s, lay_out_bars(s, least), figures, titled=not place % _PER_ROW)
        for place, s in enumerate(shown[:MOST_PANELS])
    ]
    return apply_theme(
        {"concat": panels, "columns": _PER_ROW, "spacing": {"row": 22, "column": 18}}
    )


def list_drawable_columns(summaries: Sequence[Summary]) -> list[Summary]:
    """Return the columns that have a histogram to draw."""
    return [s for s in summaries if s.count >= LEAST and len(s.counts) and s.edges[-1] > s.edges[0]]


def lay_out_bars(s: Summary, least: int = LEAST) -> Bars:
    """Lay out one column: heap of zeros, ends beyond, bins of at least `least` customers."""
    counts = list(s.counts)
    below = s.below if s.below >= least else 0
    above = s.above if s.above >= least else 0
    counts[0] -= below
    counts[-1] -= above
    zeros = _count_zero_heap(s, counts, least)
    if zeros:
        counts[_find_bin(s.edges, 0.0)] -= zeros
    return Bars(_join_small_bins(s.edges, counts, least), zeros, below, above)


def _count_zero_heap(s: Summary, counts: Sequence[int], least: int) -> int:
    """Return the customers at zero where they would hide all others, else 0."""
    if not math.isfinite(s.zero_share):
        return 0
    zeros = round(s.zero_share * s.count)
    if not s.edges[0] <= 0.0 <= s.edges[-1] or zeros < max(least, _HEAP_SHARE * s.count):
        return 0
    others = list(counts)
    others[_find_bin(s.edges, 0.0)] -= zeros
    left = min(others)
    return zeros if left >= 0 and zeros > _HEAP_TIMES * max(others) and any(others) else 0


def _find_bin(edges: Sequence[float], value: float) -> int:
    """Return the bin that holds a value; as everywhere, the last one holds its upper edge."""
    place = sum(edge <= value for edge in edges) - 1
    return min(max(place, 0), len(edges) - 2)


def _join_small_bins(
    edges: Sequence[float], counts: Sequence[int], least: int
) -> tuple[tuple[float, float, int, int], ...]:
    """Join bins of 1 … `least` − 1 customers with those beside them."""
    done: list[tuple[float, float, int, int]] = []
    low, joined, n = edges[0], 0, 0
    for high, count in zip(edges[1:], counts, strict=True):
        n, joined = n + count, joined + 1
        if n and n < least:
            continue
        done.append((low, high, joined, n))
        low, joined, n = high, 0, 0
    if n:  # the end: joined with what stands before
        while done and n < least:
            low, _, further, before = done.pop()
            n, joined = n + before, joined + further
        done.append((low, edges[-1], joined, n))
    return tuple(done)


def _draw_histogram_panel(s: Summary, shown: Bars, figures: Numbers, *, titled: bool) -> Spec:
    low, high = s.edges[0], s.edges[-1]
    heights = shown.heights
    top = max(heights) or 1.0
    bins = [
        {"from": a, "to": b, "customers": round(height, 3)}
        for (a, b, _, n), height in zip(shown.bins, heights, strict=True)
        if n
    ]
    at_left = bool(shown.zeros) and (low + high) / 2 > 0 and -low < _AT_LEFT * (high - low)
    # A heap at the left end stands before the other bars, not on them.
    start = low - (high - low) * (_HEAP_WIDTH + 4) / _WIDTH if at_left else low
    across = place_ticks(low, high, s.unit, figures, most=5)
    up = place_ticks(0, top, "count", figures, most=4)
    x_axis = across.as_axis(title=None, grid=False, labelFlush=True)
    y_axis = up.as_axis(title="Customers" if titled else None, domain=False, ticks=False)
    x: Spec = {
        "field": "from",
        "type": "quantitative",
        "axis": x_axis,
        "scale": {"domain": [start, high], "nice": False, "zero": False},
    }
    y: Spec = {
        "field": "customers",
        "type": "quantitative",
        "axis": y_axis,
        "scale": {"domain": [0, top * _HEAD], "nice": False},
    }
    return {
        "title": {"text": shorten_label(s.column), "fontSize": 12},
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            {
                "data": {"values": bins},
                "mark": {"type": "rect", "color": _BAR, "stroke": "white", "strokeWidth": 0.7},
                "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0}},
            },
            *_draw_median_rule(s, figures),
            *(_draw_zero_heap(s, figures, before=at_left) if shown.zeros else []),
            *_describe_values_beyond(s, shown),
        ],
    }


def _draw_zero_heap(s: Summary, figures: Numbers, *, before: bool) -> list[Spec]:
    """Draw the heap at zero over the whole height, broken off, with its share beside it."""
    right = (s.edges[0] + s.edges[-1]) / 2 > 0
    says = f"{figures.write_value(0, s.unit)}: {write_percent(s.zero_share, digits=0)}"
    shift = -_HEAP_WIDTH / 2 - 1 if before else 0.0
    bar = {"type": "rule", "color": _HEAP, "strokeWidth": _HEAP_WIDTH, "xOffset": shift}
    nudge = _HEAP_WIDTH / 2 + 2
    gap = {"type": "rule", "color": "white", "strokeWidth": 2}
    gap |= {"xOffset": shift - nudge, "x2Offset": shift + nudge}
    at: Spec = {"x": {"datum": 0.0, "type": "quantitative"}}
    once: Spec = {"values": [{}]}
    free = 4 if before else _HEAP_WIDTH / 2 + 4
    side = {"align": "left" if right else "right", "dx": free if right else -free, "color": _HEAP}
    return [
        {
            "data": once,
            "mark": bar,
            "encoding": {**at, "y": {"value": _HEIGHT}, "y2": {"value": _SECOND - 6}},
        },
        *(
            {
                "data": once,
                "mark": gap,
                "encoding": {**at, "x2": {"datum": 0.0}, "y": {"value": place}},
            }
            for place in (_SECOND + 2, _SECOND + 6)
        ),
        *_write_on_white(says, {**at, "y": {"value": _SECOND}}, side),
    ]


def _write_on_white(says: str, where: Spec, looks: Spec) -> list[Spec]:
    """Write words on a white ground, so that no bar runs through them."""
    text = {"type": "text", "baseline": "middle", "fontSize": 10.5, **looks}
    halo = {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return [
        {
            "data": {"values": [{}]},
            "mark": mark,
            "encoding": {**where, "text": {"value": says}},
        }
        for mark in (halo, text)
    ]


def _draw_median_rule(s: Summary, figures: Numbers) -> list[Spec]:
    low, high = s.edges[0], s.edges[-1]
    middle = min(max(s.median, low), high)
    right = middle > (low + high) / 2
    at: Spec = {"x": {"datum": middle, "type": "quantitative"}}
    looks = {"align": "right" if right else "left", "dx": -4 if right else 4, "color": ACCENT}
    rule = {"type": "rule", "color": ACCENT, "strokeDash": [3, 2]}
    says = f"median {figures.write_value(s.median, s.unit)}"
    return [
        {"data": {"values": [{}]}, "mark": rule, "encoding": at},
        *_write_on_white(says, {**at, "y": {"value": 6}}, looks),
    ]


def _describe_values_beyond(s: Summary, shown: Bars) -> list[Spec]:
    """Say what share of the customers lies outside the range that is drawn."""
    ends = (
        (shown.below, 0, "left", f"← {write_percent(shown.below / s.count)}"),
        (shown.above, _WIDTH, "right", f"{write_percent(shown.above / s.count)} →"),
    )
    return [
        layer
        for n, place, side, says in ends
        if n
        for layer in _write_on_white(
            says,
            {"x": {"value": place}, "y": {"value": _SECOND}},
            {"align": side, "color": SOFT},
        )
    ]
