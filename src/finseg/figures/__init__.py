"""What is there to see, drawn from the results?

One function per figure returns a Vega-Lite specification (a plain dict, as Altair writes it);
`render_figure` draws it as SVG; `draw_study_figures` is the one list of the figures a study has. Figures come
from aggregates, except for the dots of the pair plot where the customers are few.
"""

from __future__ import annotations

from finseg.figures.binned_customers import Crowd, count_crowd
from finseg.figures.drawing import render_figure, warm_up
from finseg.figures.of_segments import list_median_columns
from finseg.figures.pairs import MANY, PairSample, choose_separating_columns, sample_customers
from finseg.figures.plane import Plane, project_plane
from finseg.figures.study import NAMES, draw_study_figures
from finseg.figures.theme import pick_colour

__all__ = [
    "MANY",
    "NAMES",
    "Crowd",
    "PairSample",
    "Plane",
    "choose_separating_columns",
    "count_crowd",
    "draw_study_figures",
    "list_median_columns",
    "pick_colour",
    "project_plane",
    "render_figure",
    "sample_customers",
    "warm_up",
]
