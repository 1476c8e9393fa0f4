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

from finseg.document.numbers import Numbers
from finseg.figures.theme import CORRELATION, INK, Spec, apply_theme, shorten_label
from finseg.figures.ticks import place_ticks
from finseg.records.exploration import Exploration

MOST_VALUES = 12  # columns up to which each cell says its value
_WIDE = 6  # columns up to which their names fit beneath a cell


def draw_correlations(exploration: Exploration, figures: Numbers) -> Spec:
    """Draw the correlation matrix of the features."""
    order = order_features(exploration)
    names = [shorten_label(exploration.features[i], 34) for i in order]
    d = len(names)
    valued = d <= MOST_VALUES
    width, height = (104, 46) if d <= _WIDE else (60, 34) if valued else (30, 24)
    expression = f"{json.dumps(names)}[datum.value]"
    flat = d <= _WIDE
    across = {
        "title": "Below the diagonal: Pearson.  Above: Spearman (ranks).",
        "labelExpr": expression,
        "labelAngle": 0 if flat else -40,
        "labelLimit": width - 6 if flat else 210,
        "labelAlign": "center" if flat else "right",
        "ticks": False,
        "domain": False,
    }
    down = {**across, "title": None, "labelAngle": 0, "labelAlign": "right", "labelLimit": 230}
    layers: list[Spec] = [{"mark": {"type": "rect", "stroke": "white", "strokeWidth": 2}}]
    layers[0]["encoding"] = {"color": _encode_correlation_colour(figures, legend=not valued)}
    if valued:
        layers.append(
            {"mark": {"type": "text", "fontSize": 12}, "encoding": _encode_correlation_text()}
        )
    return apply_theme(
        {
            "data": {"values": _list_correlation_cells(exploration, order, figures)},
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
    exploration: Exploration, order: Sequence[int], figures: Numbers
) -> list[Spec]:
    cells: list[Spec] = []
    for row, a in enumerate(order):
        for column, b in enumerate(order):
            matrix = exploration.pearson if column < row else exploration.spearman
            r = matrix[a][b]
            known = row != column and math.isfinite(r)
            text = "" if row == column else figures.write_signed(r)
            cells.append({"row": row, "column": column, "r": r if known else None, "says": text})
    return cells


def _encode_correlation_colour(figures: Numbers, *, legend: bool) -> Spec:
    scale = {
        "type": "linear",
        "domain": [-1, 0, 1],
        "range": list(CORRELATION),
        "interpolate": "rgb",
    }
    bar = place_ticks(-1, 1, "none", figures).as_axis(title="r", gradientLength=120)
    return {
        "field": "r",
        "type": "quantitative",
        "scale": scale,
        "legend": bar if legend else None,
        "condition": {"test": "!isValid(datum.r)", "value": "#EEF0F3"},
    }


def _encode_correlation_text() -> Spec:
    strong = {"test": "abs(datum.r) > 0.6", "value": "white"}
    return {"text": {"field": "says"}, "color": {"condition": strong, "value": INK}}
