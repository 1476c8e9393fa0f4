"""Is every drawing still the one that was kept?

`drawings/` holds what each figure of the made-up results places and colours, and the figures that
its words give. After a change that is meant, run this file with FINSEG_DRAWINGS=new, look at the
figures, and commit what differs.
"""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

import pytest

from finseg.document.said import Text
from finseg.figures import FIGURES, FigurePlan
from finseg.settings import Settings
from tests.builders.figures import make_figure_results, write_words
from tests.builders.odd_figures import make_odd_results
from tests.builders.records import a_choice

PLACE = Path(__file__).parent / "drawings"


@pytest.fixture(scope="module")
def studies():
    """Return three segments in rupees, four with longer names in euros, and an odd study."""
    german = Settings().change_section("deliver", locale="de-DE", currency="EUR")
    return {
        "three": make_figure_results(),
        "four": (
            make_figure_results(
                ("Income", "Loan", "Balance_After_Tax_And_Every_Other_Fee", "Age"),
                k=4,
                names=[
                    "A short name",
                    "A name that is a good deal longer than its place",
                    "B",
                    "C",
                ],
                choice=a_choice(4),
                settings=german,
            )
        ),
        "odd": make_odd_results(),
    }


def list_figures(text: Text) -> list[str]:
    """Return the figures in a text; its words may change."""
    return re.findall(r"[-+−<>≤≥]?\d[\d.,]*%?", write_words(text))


def describe(plan: FigurePlan) -> dict[str, Any]:
    """Return all that a figure says and places, as JSON has it."""
    behind = plan.behind
    rows = [] if behind is None else [behind.columns, *behind.rows]
    told = {
        "caption": list_figures(plan.caption),
        "alternative": list_figures(plan.alternative),
        "behind": [[write_words(cell) for cell in row] for row in rows],
        "spec": plan.spec,
    }
    plain: dict[str, Any] = json.loads(json.dumps(told, default=float))
    return plain


def differ(own: Any, known: Any, path: str = "") -> str:
    """Return the first place where two drawings differ; "" where they are alike."""
    if isinstance(own, dict) and isinstance(known, dict):
        if own.keys() != known.keys():
            return f"{path}: {sorted(own.keys() ^ known.keys())}"
        return next((said for k in own if (said := differ(own[k], known[k], f"{path}.{k}"))), "")
    if isinstance(own, list) and isinstance(known, list):
        if len(own) != len(known):
            return f"{path}: {len(own)} instead of {len(known)}"
        pairs = enumerate(zip(own, known, strict=True))
        return next((said for i, (a, b) in pairs if (said := differ(a, b, f"{path}[{i}]"))), "")
    both = (own, known)
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in both):
        return "" if math.isclose(own, known, rel_tol=1e-4, abs_tol=1e-6) else f"{path}: {both}"
    return "" if own == known else f"{path}: {both}"


@pytest.mark.parametrize(("name", "plan_figure"), FIGURES, ids=[name for name, _ in FIGURES])
def test_a_drawing_changes_only_where_that_is_meant(name, plan_figure, studies):
    plans = {study: plan_figure(results) for study, results in studies.items()}
    told = {study: describe(plan) for study, plan in plans.items() if plan is not None}
    place = PLACE / f"{name}.json"
    if os.environ.get("FINSEG_DRAWINGS") == "new":
        PLACE.mkdir(exist_ok=True)
        place.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

    assert not differ(told, json.loads(place.read_text(encoding="utf-8")), name)
