"""Which figures does a study have?

The one list: what is drawn, in which order. The report and the figures folder both take what comes
out of here and place it by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from finseg.document.blocks import Figure
from finseg.document.numbers import Numbers
from finseg.figures.binned_customers import Crowd
from finseg.figures.drawing import render_figure
from finseg.figures.of_choice import (
    plan_agreement,
    plan_elbow,
    plan_jaccard,
    plan_silhouettes,
    plan_splits,
)
from finseg.figures.of_columns import plan_correlations, plan_histograms
from finseg.figures.of_segments import (
    list_median_columns,
    plan_boxes,
    plan_map,
    plan_offers,
    plan_pairs,
    plan_profile,
    plan_sizes,
    plan_targeting,
    plan_tiers,
    plan_value,
)
from finseg.figures.pairs import PairSample
from finseg.figures.plan import FigurePlan
from finseg.figures.plane import Plane
from finseg.figures.theme import LEAST, Spec
from finseg.records.assessment import Assessment
from finseg.records.choice import Choice
from finseg.records.exploration import Exploration
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe

__all__ = ["NAMES", "draw_study_figures", "list_median_columns", "plan_figures"]

Draw = Callable[[str, Spec, str, str], Figure]

NAMES = (
    "histograms",
    "correlations",
    "elbow",
    "agreement",
    "splits",
    "sizes",
    "value",
    "profile",
    "boxes",
    "pairs",
    "map",
    "jaccard",
    "silhouettes",
    "tiers",
    "offers",
    "targeting",
)


def draw_study_figures(
    *,
    exploration: Exploration,
    choice: Choice,
    recipe: Recipe,
    interpretation: Interpretation,
    assessment: Assessment,
    shown: PairSample | Crowd,
    plane: Plane | None,
    offers: Offers,
    figures: Numbers,
    least: int = LEAST,
    draw: Draw = render_figure,
) -> tuple[Figure, ...]:
    """Draw every figure these results support, in the order of `NAMES`.

    A figure that would be empty is left out: no correlations of one column, no elbow, agreement or
    splits of one or two candidates, no value without columns of money, no comparison without
    tiers, and nothing that compares segments where there is but one. Of fewer than `least`
    customers nothing is drawn.
    """
    plans = plan_figures(
        exploration=exploration,
        choice=choice,
        recipe=recipe,
        interpretation=interpretation,
        assessment=assessment,
        shown=shown,
        plane=plane,
        offers=offers,
        figures=figures,
        least=least,
    )
    return tuple(
        replace(draw(p.name, p.spec, p.caption, p.alternative), behind=p.behind) for p in plans
    )


def plan_figures(
    *,
    exploration: Exploration,
    choice: Choice,
    recipe: Recipe,
    interpretation: Interpretation,
    assessment: Assessment,
    shown: PairSample | Crowd,
    plane: Plane | None,
    offers: Offers,
    figures: Numbers,
    least: int = LEAST,
) -> tuple[FigurePlan, ...]:
    """Plan the figures without drawing them: their specifications are Vega-Lite."""
    plans = (
        plan_histograms(exploration, figures, least),
        plan_correlations(exploration, figures),
        plan_elbow(choice, figures),
        plan_agreement(choice, figures),
        plan_splits(choice),
        plan_sizes(interpretation, figures),
        plan_value(interpretation, figures),
        plan_profile(interpretation, figures, list_median_columns(recipe)),
        plan_boxes(interpretation, recipe, figures),
        plan_pairs(shown, interpretation, recipe, figures, least),
        plan_map(plane, interpretation, figures, least),
        plan_jaccard(assessment, interpretation, figures),
        plan_silhouettes(assessment, interpretation, figures),
        plan_tiers(interpretation, figures, least),
        plan_offers(offers, interpretation),
        plan_targeting(offers, interpretation, figures),
    )
    return tuple(plan for plan in plans if plan is not None)
