"""How do all figures look alike?

Colours, fonts and the shared configuration of every specification; text from a customer's file is
made fit for a label here. The segment colours keep at least 3:1 contrast on white (WCAG 2.2,
criterion 1.4.11) and stay apart for protanopes and deuteranopes (simulated after Machado, Oliveira
& Fernandes 2009, distances in OKLab); the first three are those of Okabe & Ito.
"""

from __future__ import annotations

import re
from typing import Any

from finseg.document.escape import clean_svg_text
from finseg.document.numbers import Numbers
from finseg.records.interpretation import Segment

Spec = dict[str, Any]

# Metrics of the first three are the same; the drawing engine brings the first along, so a figure
# is laid out alike on every machine.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, SOFT, FAINT, RULE = "#1F2933", "#52606D", "#9AA5B1", "#E4E7EB"
POPULATION = "#7B8794"  # what is true of all customers
ACCENT = "#243B53"  # a choice that was made
NOISE = "#CBD2D9"  # what structureless data give
CORRELATION = ("#B35806", "#F7F7F7", "#2166AC")  # −1, 0, 1; ColorBrewer, safe for colour blindness

SEGMENT_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#A12568",
    "#251D01",
    "#B870FD",
    "#490FF9",
    "#1E520C",
    "#020D91",
    "#52054E",
)
LEAST = 5  # customers below which nothing is drawn of them
DOTS = ("round", "square")  # from the eleventh segment on, colours return with another dot
LONGEST_LABEL = 34

_JOINT = re.compile(r"[_\-/. ]")


def pick_colour(segment: int) -> str:
    """Return the colour of a segment id, the same in every figure."""
    return SEGMENT_COLOURS[segment % len(SEGMENT_COLOURS)]


def pick_dot_form(segment: int) -> str:
    """Return the form of a segment's dots."""
    return DOTS[segment // len(SEGMENT_COLOURS) % len(DOTS)]


def shorten_label(text: str, longest: int = LONGEST_LABEL) -> str:
    """Make text from a file fit for a label: one short line that any SVG reader accepts."""
    line = clean_svg_text(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def break_column_name(text: str, longest: int) -> list[str]:
    """Break a column's name that is longer than a line, after the joint nearest its middle."""
    line = shorten_label(text, 2 * longest)
    joints = [m.end() for m in _JOINT.finditer(line) if 0 < m.end() < len(line)]
    if len(line) <= longest or not joints:
        return [shorten_label(line, longest)]
    cut = min(joints, key=lambda at: abs(at - len(line) / 2))
    return [shorten_label(part, longest) for part in (line[:cut], line[cut:])]


def name_segment(segment: Segment) -> str:
    """Name a segment as in every table: id, then name."""
    return f"{segment.id} {segment.name}"


def label_segment(segment: Segment, longest: int = LONGEST_LABEL) -> str:
    """Name a segment in a drawing."""
    return shorten_label(name_segment(segment), longest)


def label_segment_share(segment: Segment, longest: int, numbers: Numbers) -> str:
    """Name a segment with its share of the customers."""
    return f"{label_segment(segment, longest)} ({numbers.write_percent(segment.share)})"


def apply_theme(spec: Spec) -> Spec:
    """Give a specification the schema and the looks that all figures share."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": 10,
        **spec,
        "config": _make_theme_config(),
    }


def _make_theme_config() -> Spec:
    return {
        "font": FONT,
        "aria": False,  # a figure is described as a whole, by its alternative text
        "view": {"stroke": None},
        "concat": {"spacing": 16},
        "axis": {
            "labelColor": SOFT,
            "labelFontSize": 11,
            "titleColor": INK,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "gridColor": RULE,
            "domainColor": FAINT,
            "tickColor": FAINT,
            "tickSize": 4,
            "labelPadding": 4,
            "labelLimit": 260,
            "titleLimit": 320,
        },
        "title": {
            "color": INK,
            "fontSize": 13,
            "fontWeight": 600,
            "subtitleColor": SOFT,
            "subtitleFontSize": 11,
            "anchor": "start",
            "offset": 8,
        },
        "legend": {
            "labelColor": SOFT,
            "titleColor": INK,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "text": {"color": INK, "fontSize": 11},
    }


def clip_index(value: float) -> float:
    """Hold an index within the drawing: below 0 means no more than chance."""
    return round(min(max(value, 0.0), 1.0), 4)
