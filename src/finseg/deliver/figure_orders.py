"""Which figures are drawn while the segments are still being looked for?

Records in as they become known, nothing out: figures of the columns, of the choice and of the
segments are ordered
from the helper process that draws (`finseg.drawing_engine`), each with its picture. They are taken
when the results are written, and only where disclosing the finished study leads to the very same
drawing; one that differs is drawn anew. Without the helper nothing happens here.
"""

from __future__ import annotations

from collections.abc import Mapping

from finseg.deliver.pictures import order_png
from finseg.disclose.study import disclose_chosen, disclose_described, disclose_explored
from finseg.document.numbers import Numbers
from finseg.drawing_engine import has_drawing_process
from finseg.figures import (
    FigurePlan,
    plan_choice_figures,
    plan_column_figures,
    plan_segment_figures,
)
from finseg.figures.drawing import order_figure
from finseg.records.interpretation import Interpretation
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.report.summary import SUMMARY_FIGURE
from finseg.results import Chosen, Described, Explored

# Customers up to which planning figures twice costs less than waiting for their drawings.
_FEW = 50_000


def order_column_figures(known: Explored) -> None:
    """Order the figures that need no segments."""
    if has_drawing_process():
        plans = plan_column_figures(disclose_explored(known))
        order_figures(plans, known.numbers, png=known.settings.deliver.png)


def order_choice_figures(known: Chosen) -> None:
    """Order the figures that show how the number of segments was chosen."""
    if has_drawing_process():
        plans = plan_choice_figures(disclose_chosen(known))
        order_figures(plans, known.numbers, png=known.settings.deliver.png)


def order_segment_figures(
    known: Chosen, recipe: Recipe, segmentation: Segmentation, interpretation: Interpretation
) -> None:
    """Order the figures that show the segments, unless there are very many customers."""
    if has_drawing_process() and known.dataset.rows <= _FEW:
        told = Described(
            **known.list_records(),
            recipe=recipe,
            segmentation=segmentation,
            interpretation=interpretation,
        )
        plans = plan_segment_figures(disclose_described(told))
        png = known.settings.deliver.png
        order_figures(plans, known.numbers, png=png, first=SUMMARY_FIGURE)


def order_figures(
    plans: Mapping[str, FigurePlan], numbers: Numbers, *, png: bool, first: str = ""
) -> None:
    """Order the drawings of these plans, as pictures too if asked; the one `first` before all."""
    for name in sorted(plans, key=lambda name: name != first):
        order_figure(name, plans[name], numbers, then=order_png if png else None)
