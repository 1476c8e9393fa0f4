"""What is there to see, drawn from the results?

One function per figure returns a Vega-Lite specification (a plain dict, as Altair writes it);
`render` draws it as SVG; `study_figures` is the one list of the figures a study has. Figures come
from aggregates, except for the dots of the pair plot where the customers are few.
"""

from __future__ import annotations

from finseg.figures.binned_customers import Crowd, count_crowd
from finseg.figures.drawing import render, warm_up
from finseg.figures.of_segments import heavy_tailed
from finseg.figures.pairs import MANY, PairSample, draw_sample, separating_columns
from finseg.figures.plane import Plane, draw_plane
from finseg.figures.study import NAMES, study_figures
from finseg.figures.theme import colour

__all__ = [
    "MANY",
    "NAMES",
    "Crowd",
    "PairSample",
    "Plane",
    "colour",
    "count_crowd",
    "draw_plane",
    "draw_sample",
    "heavy_tailed",
    "render",
    "separating_columns",
    "study_figures",
    "warm_up",
]
