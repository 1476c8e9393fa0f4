"""Which made-up results do the tests of figures draw?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import polars as pl

from finseg.document.numbers import Numbers
from finseg.document.said import Text, write_text
from finseg.figures.drawing import render_svg
from finseg.figures.pair_customers import PairSample
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import Spec
from finseg.results import Results
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.records import (
    a_choice,
    a_recipe,
    a_segmentation,
    an_assessment,
    an_exploration,
    an_interpretation,
)
from tests.builders.results import make_dataset, make_results

RUPEES = Numbers(locale="en-IN", currency="INR")
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "]]><svg onload=alert(1)> datum.value' + \"`${1}",
    'a.b[0]["c"]\\d',
    "null\x00bell\x07bad\ud800\uffff\u202eend",
)
EACH = 40  # customers of every segment in the table


def make_figure_results(
    columns: Sequence[str] = ("Income", "Loan"),
    k: int = 3,
    names: Sequence[str] | None = None,
    **changes: Any,
) -> Results:
    """Make results that have every figure: k clusters side by side, `EACH` customers in each.

    The segments described are of unequal size, the first the largest. `changes` are records to be
    taken instead of the made-up ones.
    """
    centres = np.zeros((k, len(columns)))
    centres[:, 0] = np.arange(k) * 4.0
    segments = np.repeat(np.arange(k), EACH)
    points = centres[segments] + np.random.default_rng(5).normal(size=(k * EACH, len(columns)))
    parts: dict[str, Any] = {
        "dataset": make_table(columns, points),
        "recipe": a_recipe(columns),
        "exploration": an_exploration(columns),
        "choice": a_choice(k),
        "segmentation": assign_segments(centres, segments),
        "assessment": an_assessment(k),
        "interpretation": an_interpretation(columns, k, names),
        "offers": some_offers(k, columns[0]),
        "settings": Settings().change_section("deliver", locale="en-IN", currency="INR"),
        "least": 5,
    }
    return make_results(**{**parts, **changes})


def make_table(columns: Sequence[str], values: np.ndarray) -> Any:
    """Make a dataset of these values."""
    made = make_dataset(tuple(columns), "Customers", len(values))
    return replace(made, table=pl.DataFrame(dict(zip(columns, values.T, strict=True))))


def assign_segments(centres: np.ndarray, segments: np.ndarray) -> Any:
    """Make a segmentation with these centres in which every customer has this segment."""
    made = a_segmentation(centres)
    ones = np.ones(len(segments))
    own = replace(
        made.assignment,
        segment=segments,
        second=(segments + 1) % len(centres),
        margin=ones,
        distance=ones,
    )
    return replace(made, assignment=own)


def a_sample(columns: Sequence[str], k: int = 3, m: int = 60) -> PairSample:
    """Draw m of ten times as many customers."""
    values = np.random.default_rng(3).uniform(0, 1.5e5, size=(m, len(columns)))
    return PairSample(columns=tuple(columns), values=values, segments=np.arange(m) % k, rows=10 * m)


def list_words(spec: Spec) -> list[str]:
    """Return every text that stands in the drawing of a specification."""
    root = ET.fromstring(render_svg(spec))  # noqa: S314 - our own drawing
    return [" ".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]


def write_words(text: Text) -> str:
    """Write a caption in Indian rupees."""
    return write_text(text, RUPEES)


def expect_plan(plan: FigurePlan | None) -> FigurePlan:
    """Return a plan that there must be."""
    assert plan is not None
    return plan


def write_rows(plan: FigurePlan | None) -> list[tuple[str, ...]]:
    """Write the table behind a figure, cell by cell."""
    behind = expect_plan(plan).behind
    assert behind is not None
    return [tuple(map(write_words, row)) for row in behind.rows]


def list_values(plan: FigurePlan | None, *layers: int) -> list[Spec]:
    """Return the values of a layer of a specification, or of a panel's layer."""
    panel = expect_plan(plan).spec
    if len(layers) > 1:
        panels = next(panel[way] for way in ("concat", "hconcat", "vconcat") if way in panel)
        panel = panels[layers[0]]
    layer = panel["layer"][layers[-1]]
    return list(layer.get("data", panel.get("data"))["values"])
