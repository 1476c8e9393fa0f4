"""What does each column look like, alone?

Small multiples from counted bins: aggregates in, a specification out; no customer's row. Bins of a
few customers are joined with their neighbours, a peak of zeros stands beside the rest and does not
flatten it, and what lies beyond a robust range is said, not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import (
    NOTHING,
    Amount,
    BesideLimit,
    Count,
    Customers,
    Share,
    Text,
    join_said,
    say,
)
from finseg.figures.marks import (
    draw_layer,
    draw_with_halo,
    encode_number,
    lay_out_panels,
    make_mark,
    stand_beside,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import ACCENT, LEAST, SOFT, Spec, apply_theme, shorten_label
from finseg.figures.ticks import place_ticks
from finseg.records.exploration import Summary
from finseg.results import Explored

MOST_PANELS = 24
_PER_ROW = 3
_WIDTH, _HEIGHT = 236, 110
_BAR, _PEAK = "#8FAEC9", "#486581"
_HEAD = 1.36  # head room above the bars for the words
_PEAK_SHARE = 0.1  # of the values, from which zeros can be a peak
_PEAK_TIMES = 1.5  # as high as the highest other bar, from which it is cut
_PEAK_WIDTH = 9  # pixels
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


def plan_histograms(results: Explored) -> FigurePlan | None:
    """Plan one histogram per column, the median marked; at most `MOST_PANELS`."""
    drawable = [s for s in results.exploration.summaries if _is_drawable(s, results.least)]
    if not drawable:
        return None
    shown = [(s, lay_out_bars(s, results.least)) for s in drawable[:MOST_PANELS]]
    words = join_said(
        say(
            "{column}: median {median}, nine in ten customers between {low} and {high}",
            column=s.column,
            median=Amount(s.median, s.unit, customers=s.count),
            low=Amount(s.p5, s.unit, customers=s.count),
            high=Amount(s.p95, s.unit, customers=s.count),
        )
        for s, _ in shown
    )
    panels = [
        _draw_histogram_panel(s, bars, results.numbers, titled=not place % _PER_ROW)
        for place, (s, bars) in enumerate(shown)
    ]
    return FigurePlan(
        apply_theme(lay_out_panels(panels, _PER_ROW, row=22, column=18)),
        _describe_histograms([bars for _, bars in shown], len(drawable) - MOST_PANELS),
        say("Histograms. {words}.", words=words),
        _tabulate_bars(shown),
    )


def _is_drawable(s: Summary, least: int) -> bool:
    """Tell whether a column has a histogram to draw: enough customers who differ, not yes or no."""
    return (
        not s.level_of
        and s.count >= max(least, LEAST)
        and bool(s.counts)
        and s.edges[-1] > s.edges[0]
    )


def _describe_histograms(bars: Sequence[Bars], rest: int) -> Text:
    peak = (
        "The dark bar shows the customers with exactly zero; it is cut short so that the others "
        "can be seen."
    )
    more = say(
        "The first {shown} are drawn; the table of columns has {rest} more.",
        shown=Count(MOST_PANELS, "column"),
        rest=Count(rest),
    )
    parts = (
        "Customers by value of each column; the dashed line is the median.",
        peak if any(b.zeros for b in bars) else NOTHING,
        "← and → give the share of the customers beyond what is drawn."
        if any(b.below or b.above for b in bars)
        else NOTHING,
        more if rest > 0 else NOTHING,
    )
    return join_said(parts, " ")


def _tabulate_bars(shown: Sequence[tuple[Summary, Bars]]) -> Table:
    rows = tuple(
        (s.column, values, Customers(n, ""), Share(n / s.count, of=s.count))
        for s, bars in shown
        for values, n in _list_bars(s, bars)
        if n
    )
    columns = ("Column", "Values", "Customers", "Share")
    return Table(columns, rows, ("left", "left", "right", "right"), "Bars of the histograms")


def _list_bars(s: Summary, bars: Bars) -> list[tuple[Text, int]]:
    return [
        # A limit that rounds to 0 gets the digits that tell it from 0.
        (say("below {low}", low=BesideLimit(s.edges[0], 0.0, s.unit)), bars.below),
        (say("exactly {zero}", zero=Amount(0, s.unit)), bars.zeros),
        *(
            (say("{low} … {high}", low=Amount(low, s.unit), high=Amount(high, s.unit)), n)
            for low, high, _, n in bars.bins
        ),
        (say("above {high}", high=Amount(s.edges[-1], s.unit)), bars.above),
    ]


def lay_out_bars(s: Summary, least: int) -> Bars:
    """Lay out one column: peak of zeros, ends beyond, bins of at least `least` customers."""
    counts = list(s.counts)
    below = s.below if s.below >= least else 0
    above = s.above if s.above >= least else 0
    counts[0] -= below
    counts[-1] -= above
    zeros = _count_zero_peak(s, counts, least)
    if zeros:
        counts[_find_bin(s.edges, 0.0)] -= zeros
    return Bars(_join_small_bins(s.edges, counts, least), zeros, below, above)


def _count_zero_peak(s: Summary, counts: Sequence[int], least: int) -> int:
    """Return the customers at zero where they would hide all others, else 0."""
    if not math.isfinite(s.zero_share):
        return 0
    zeros = round(s.zero_share * s.count)
    if not s.edges[0] <= 0.0 <= s.edges[-1] or zeros < max(least, _PEAK_SHARE * s.count):
        return 0
    others = list(counts)
    others[_find_bin(s.edges, 0.0)] -= zeros
    left = min(others)
    return zeros if left >= 0 and zeros > _PEAK_TIMES * max(others) and any(others) else 0


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


def _draw_histogram_panel(s: Summary, bars: Bars, numbers: Numbers, *, titled: bool) -> Spec:
    low, high = s.edges[0], s.edges[-1]
    top = max(bars.heights) or 1.0
    rows = [
        {"from": a, "to": b, "customers": round(height, 3)}
        for (a, b, _, n), height in zip(bars.bins, bars.heights, strict=True)
        if n
    ]
    at_left = bool(bars.zeros) and (low + high) / 2 > 0 and -low < _AT_LEFT * (high - low)
    # A peak at the left end stands before the other bars, not on them.
    start = low - (high - low) * (_PEAK_WIDTH + 4) / _WIDTH if at_left else low
    across = place_ticks(low, high, s.unit, numbers, most=5)
    up = place_ticks(0, top, "count", numbers, most=4)
    x_axis = across.as_axis(title=None, grid=False, labelFlush=True)
    y_axis = up.as_axis(title="Customers" if titled else None, domain=False, ticks=False)
    place = {
        "x": encode_number("from", (start, high), x_axis, zero=False),
        "x2": {"field": "to"},
        "y": encode_number("customers", (0, top * _HEAD), y_axis),
        "y2": {"datum": 0},
    }
    bar = make_mark("rect", color=_BAR, stroke="white", strokeWidth=0.7)
    return {
        "title": {"text": shorten_label(s.column), "fontSize": 12},
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            draw_layer(bar, rows, **place),
            *_draw_median_rule(s, numbers),
            *(_draw_zero_peak(s, numbers, before=at_left) if bars.zeros else []),
            *_describe_values_beyond(s, bars, numbers),
        ],
    }


def _draw_zero_peak(s: Summary, numbers: Numbers, *, before: bool) -> list[Spec]:
    """Draw the peak at zero over the whole height, broken off, with its share beside it."""
    right = (s.edges[0] + s.edges[-1]) / 2 > 0
    shift = -_PEAK_WIDTH / 2 - 1 if before else 0.0
    nudge = _PEAK_WIDTH / 2 + 2
    bar = make_mark("rule", color=_PEAK, strokeWidth=_PEAK_WIDTH, xOffset=shift)
    gap = make_mark(
        "rule", color="white", strokeWidth=2, xOffset=shift - nudge, x2Offset=shift + nudge
    )
    at: Spec = {"x": {"datum": 0.0, "type": "quantitative"}}
    free = 4 if before else _PEAK_WIDTH / 2 + 4
    side = {**stand_beside(free, right=not right), "color": _PEAK}
    says = f"{Amount(0, s.unit).write(numbers)}: {numbers.write_percent(s.zero_share, digits=0)}"
    return [
        draw_layer(bar, [{}], **at, y={"value": _HEIGHT}, y2={"value": _SECOND - 6}),
        *(
            draw_layer(gap, [{}], **at, x2={"datum": 0.0}, y={"value": place})
            for place in (_SECOND + 2, _SECOND + 6)
        ),
        *_write_on_white(says, {**at, "y": {"value": _SECOND}}, side),
    ]


def _write_on_white(says: str, where: Spec, looks: Spec) -> list[Spec]:
    """Write words on a white ground, so that no bar runs through them."""
    text = make_mark("text", baseline="middle", fontSize=10.5, **looks)
    halo = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return draw_with_halo(text, halo, [{}], **where, text={"value": says})


def _draw_median_rule(s: Summary, numbers: Numbers) -> list[Spec]:
    low, high = s.edges[0], s.edges[-1]
    middle = min(max(s.median, low), high)
    right = middle > (low + high) / 2
    at: Spec = {"x": {"datum": middle, "type": "quantitative"}}
    looks = {**stand_beside(4, right=right), "color": ACCENT}
    says = f"median {Amount(s.median, s.unit).write(numbers)}"
    return [
        draw_layer(make_mark("rule", color=ACCENT, strokeDash=[3, 2]), [{}], **at),
        *_write_on_white(says, {**at, "y": {"value": 6}}, looks),
    ]


def _describe_values_beyond(s: Summary, bars: Bars, numbers: Numbers) -> list[Spec]:
    """Say what share of the customers lies outside the range that is drawn."""
    ends = (
        (bars.below, 0, "left", f"← {numbers.write_percent(bars.below / s.count)}"),
        (bars.above, _WIDTH, "right", f"{numbers.write_percent(bars.above / s.count)} →"),
    )
    return [
        layer
        for n, place, side, says in ends
        if n
        for layer in _write_on_white(
            says, {"x": {"value": place}, "y": {"value": _SECOND}}, {"align": side, "color": SOFT}
        )
    ]
