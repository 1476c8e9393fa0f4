"""What is there to see, drawn from the results?

One function per figure returns a Vega-Lite specification (a plain dict, as Altair writes it);
`render` draws it as SVG; `study_figures` is the one list of the figures a study has. Figures come
from aggregates, except for the dots of the pair plot where the customers are few.
"""

from __future__ import annotations

from finseg.deliver.figures.crowd import Crowd, count_crowd
from finseg.deliver.figures.drawing import render, warm_up
from finseg.deliver.figures.of_segments import heavy_tailed
from finseg.deliver.figures.pairs import MANY, PairSample, draw_sample, separating_columns
from finseg.deliver.figures.plane import Plane, draw_plane
from finseg.deliver.figures.study import NAMES, study_figures
from finseg.deliver.figures.theme import colour

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
