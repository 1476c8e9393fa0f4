"""What is there to see, drawn from the results?

One function per figure returns a Vega-Lite specification (a plain dict, as Altair writes it);
`render` draws it as SVG; `study_figures` is the one list of the figures a study has. Figures come
from aggregates, except for the pair plot's sample of customers.
"""

from __future__ import annotations

from finseg.deliver.figures.drawing import render, warm_up
from finseg.deliver.figures.pairs import PairSample, draw_sample
from finseg.deliver.figures.study import NAMES, study_figures
from finseg.deliver.figures.theme import colour

__all__ = ["NAMES", "PairSample", "colour", "draw_sample", "render", "study_figures", "warm_up"]
