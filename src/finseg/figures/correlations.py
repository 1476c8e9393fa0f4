"""Which columns go together?

One square: Pearson below the diagonal, Spearman above it, so that a curved or outlier-driven
relation shows as a difference across the diagonal. Columns that go together stand together: they
are ordered by their angle in the plane of the first two eigenvectors, the circle opened at its
widest gap (Friendly 2002, Corrgrams, The American Statistician 56, 316-324).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.said import Count, Number, join_said, say
from finseg.figures.marks import SAYS, draw_layer, make_mark
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import CORRELATION, INK, Spec, apply_theme, shorten_label
from finseg.figures.ticks import place_ticks
from finseg.records.exploration import Exploration
from finseg.results import Explored

MOST_VALUES = 20  # columns up to which each cell says its value
_ROOMY = 12  # columns up to which the values are written large
_WIDE = 6  # columns up to which their names fit beneath a cell
_FEW = 3  # correlations named in words


def plan_correlations(results: Explored) -> FigurePlan | None:
    """Plan the correlation matrix of the features."""
    exploration = results.exploration
    names = exploration.features
    if len(names) < 2:
        return None
    strongest = join_said(
        (
            say("{a} with {b} {r}", a=names[a], b=names[b], r=Number(r, signed=True))
            for r, a, b in _find_strongest(exploration)
        )
    )
    return FigurePlan(
        _draw_correlations(exploration, results.numbers),
        "How the columns rise and fall together, from −1 (one rises as the other falls) to 1; 0 "
        "means that they do not (in a straight line). Columns that go together stand side by side.",
        say(
            "Correlation matrix of {columns}. Strongest: {pairs}.",
            columns=Count(len(names), "column"),
            pairs=strongest or "none",
        ),
        _tabulate_correlations(exploration),
    )


def _find_strongest(exploration: Exploration) -> list[tuple[float, int, int]]:
    """Return the strongest correlations: how strong, and of which columns."""
    r = exploration.pearson
    pairs = [(r[a][b], a, b) for a in range(len(r)) for b in range(a) if abs(r[a][b]) <= 1]
    return sorted(pairs, key=lambda pair: -abs(pair[0]))[:_FEW]


def _tabulate_correlations(exploration: Exploration) -> Table:
    names, order = exploration.features, order_features(exploration)
    rows = tuple(
        (
            names[a],
            names[b],
            Number(exploration.pearson[a][b], signed=True),
            Number(exploration.spearman[a][b], signed=True),
        )
        for place, b in enumerate(order)
        for a in order[:place]
    )
    columns = ("Column", "With", "Pearson", "Spearman")
    return Table(columns, rows, ("left", "left", "right", "right"), "Correlations")


def _draw_correlations(exploration: Exploration, numbers: Numbers) -> Spec:
    order = order_features(exploration)
    names = [shorten_label(exploration.features[i], 34) for i in order]
    d = len(names)
    valued, flat, roomy = d <= MOST_VALUES, d <= _WIDE, d <= _ROOMY
    width, height = (104, 46) if flat else (60, 34) if roomy else (36, 26) if valued else (30, 24)
    across = {
        "title": "Below the diagonal: Pearson.  Above: Spearman (ranks).",
        "labelExpr": f"{json.dumps(names)}[datum.value]",
        "labelAngle": 0 if flat else -40,
        "labelLimit": width - 6 if flat else 210,
        "labelAlign": "center" if flat else "right",
        "ticks": False,
        "domain": False,
    }
    down = {**across, "title": None, "labelAngle": 0, "labelAlign": "right", "labelLimit": 230}
    square = make_mark("rect", stroke="white", strokeWidth=2)
    layers = [draw_layer(square, color=_encode_correlation_colour(numbers, legend=not valued))]
    if valued:
        strong = {"test": "abs(datum.r) > 0.6", "value": "white"}
        ink = {"condition": strong, "value": INK}
        layers.append(
            draw_layer(make_mark("text", fontSize=12 if roomy else 10), text=SAYS, color=ink)
        )
    return apply_theme(
        {
            "data": {"values": _list_correlation_cells(exploration, order, numbers)},
            "width": width * d,
            "height": height * d,
            "encoding": {
                "x": {"field": "column", "type": "ordinal", "axis": across},
                "y": {"field": "row", "type": "ordinal", "axis": down},
            },
            "layer": layers,
        }
    )


def order_features(exploration: Exploration) -> tuple[int, ...]:
    """Return the features' places in an order in which those that go together are neighbours."""
    d = len(exploration.features)
    if d < 3:
        return tuple(range(d))
    r = np.nan_to_num(np.asarray(exploration.spearman))
    _, vectors = np.linalg.eigh((r + r.T) / 2)
    first, second = np.round(vectors[:, -1], 9), np.round(vectors[:, -2], 9)
    angle = np.arctan2(second, first)
    circle = np.argsort(angle, kind="stable")
    gaps = np.diff(angle[circle], append=angle[circle[0]] + 2 * np.pi)
    order = [int(i) for i in np.roll(circle, -int(gaps.argmax()) - 1)]
    # Either direction is as good: the one that begins nearer to the table's first column.
    return tuple(order if order.index(0) <= d // 2 else order[::-1])


def _list_correlation_cells(
    exploration: Exploration, order: Sequence[int], numbers: Numbers
) -> list[Spec]:
    cells: list[Spec] = []
    for row, a in enumerate(order):
        for column, b in enumerate(order):
            matrix = exploration.pearson if column < row else exploration.spearman
            r = matrix[a][b]
            known = row != column and math.isfinite(r)
            text = "" if row == column else numbers.write_signed(r)
            cells.append({"row": row, "column": column, "r": r if known else None, "says": text})
    return cells


def _encode_correlation_colour(numbers: Numbers, *, legend: bool) -> Spec:
    scale = {
        "type": "linear",
        "domain": [-1, 0, 1],
        "range": list(CORRELATION),
        "interpolate": "rgb",
    }
    bar = place_ticks(-1, 1, "none", numbers).as_axis(title="r", gradientLength=120)
    return {
        "field": "r",
        "type": "quantitative",
        "scale": scale,
        "legend": bar if legend else None,
        "condition": {"test": "!isValid(datum.r)", "value": "#EEF0F3"},
    }
