"""What is there to see, drawn from the results?

One file per figure: a function that takes the `Results` and returns its plan (a Vega-Lite
specification as Altair writes it, caption, words, the table behind), or None where there would be
nothing to see. `FIGURES` is the one list of them; report and figures folder take what
`draw_figures` returns and place it by its name. Figures come from aggregates, except for the dots
of the pair plot where the customers are few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from finseg.document.blocks import Figure
from finseg.document.numbers import Numbers
from finseg.figures.agreement import plan_agreement
from finseg.figures.boxes import plan_boxes
from finseg.figures.correlations import plan_correlations
from finseg.figures.drawing import render_figure
from finseg.figures.elbow import plan_elbow
from finseg.figures.histograms import plan_histograms
from finseg.figures.jaccard import plan_jaccard
from finseg.figures.map import plan_map
from finseg.figures.offers import plan_offers
from finseg.figures.pairs import plan_pairs
from finseg.figures.plan import FigurePlan
from finseg.figures.profile import plan_profile
from finseg.figures.silhouettes import plan_silhouettes
from finseg.figures.sizes import plan_sizes
from finseg.figures.splits import plan_splits
from finseg.figures.targeting import plan_targeting
from finseg.figures.tier_flow import plan_tier_flow
from finseg.figures.tiers import plan_tiers
from finseg.figures.value import plan_value
from finseg.results import Chosen, Described, Explored, Results

__all__ = [
    "FIGURES",
    "QUICK_FIGURES",
    "FigurePlan",
    "draw_figures",
    "plan_choice_figures",
    "plan_column_figures",
    "plan_figures",
    "plan_segment_figures",
    "render_figures",
]

OF_COLUMNS: tuple[tuple[str, Callable[[Explored], FigurePlan | None]], ...] = (
    ("histograms", plan_histograms),
    ("correlations", plan_correlations),
)
OF_CHOICE: tuple[tuple[str, Callable[[Chosen], FigurePlan | None]], ...] = (
    ("elbow", plan_elbow),
    ("agreement", plan_agreement),
    ("splits", plan_splits),
)
OF_SEGMENTS: tuple[tuple[str, Callable[[Described], FigurePlan | None]], ...] = (
    ("sizes", plan_sizes),
    ("value", plan_value),
    ("profile", plan_profile),
    ("boxes", plan_boxes),
    ("pairs", plan_pairs),
    ("map", plan_map),
)
FIGURES: tuple[tuple[str, Callable[[Results], FigurePlan | None]], ...] = (
    *OF_COLUMNS,
    *OF_CHOICE,
    *OF_SEGMENTS,
    ("jaccard", plan_jaccard),
    ("silhouettes", plan_silhouettes),
    ("tiers", plan_tiers),
    ("tier_flow", plan_tier_flow),
    ("offers", plan_offers),
    ("targeting", plan_targeting),
)
# What a quick run draws: would the segments come back, how large are they, what are they like?
QUICK_FIGURES = ("agreement", "sizes", "profile")

R = TypeVar("R", bound=Explored)


def plan_column_figures(known: Explored) -> dict[str, FigurePlan]:
    """Plan the figures that need no segments."""
    return _plan_some(known, OF_COLUMNS)


def plan_choice_figures(known: Chosen) -> dict[str, FigurePlan]:
    """Plan the figures of how the number of segments was chosen."""
    return _plan_some(known, OF_CHOICE)


def plan_segment_figures(known: Described) -> dict[str, FigurePlan]:
    """Plan the figures that show the segments."""
    return _plan_some(known, OF_SEGMENTS)


def plan_figures(results: Results) -> dict[str, FigurePlan]:
    """Plan every figure these results support, by name, without drawing it; few of a quick run."""
    return _plan_some(results, FIGURES)


def _plan_some(
    known: R, figures: Iterable[tuple[str, Callable[[R], FigurePlan | None]]]
) -> dict[str, FigurePlan]:
    """Plan those of the figures that are wanted and have something to show."""
    wanted = [(n, p) for n, p in figures if not known.settings.choose.quick or n in QUICK_FIGURES]
    plans = ((name, plan(known)) for name, plan in wanted)
    return {name: plan for name, plan in plans if plan is not None}


def draw_figures(results: Results) -> tuple[Figure, ...]:
    """Draw every figure these results support, in the order of `FIGURES`."""
    return render_figures(plan_figures(results), results.numbers)


def render_figures(plans: Mapping[str, FigurePlan], numbers: Numbers) -> tuple[Figure, ...]:
    """Draw plans, in their order."""
    return tuple(render_figure(name, plan, numbers) for name, plan in plans.items())
