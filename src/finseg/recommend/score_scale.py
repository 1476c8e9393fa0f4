"""Are the credit scores on the scale that limits are meant for?

Figures in; the credit score without what lies off the scale, or without all of it, out.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finseg.document.said import Exact, Example, Text, clause, say
from finseg.records.offers import Metric
from finseg.settings import Settings

_SCALE_SLACK = 0.01  # of the scores may lie off the scale; they count as unknown


def enforce_score_scale(
    found: dict[str, Metric], unusable: dict[str, Text], settings: Settings
) -> None:
    """Take scores off `score_scale` as not known; all of them where many lie off it."""
    score = found.get("credit score")
    if score is None:
        return
    low, high = settings.recommend.affordability.score_scale
    there = score.values[np.isfinite(score.values)]
    off = (there < low) | (there > high)
    if len(there) and off.mean() > _SCALE_SLACK:
        del found["credit score"]
        runs = clause(
            " from {least} to {most}",
            least=Example(Exact(float(there.min()))),
            most=Example(Exact(float(there.max()))),
        )
        unusable["credit score"] = say(
            "{label} runs{runs} beyond the scale: floor and catalogue are meant for scores from "
            "{low} to {high}; set score_scale and score_floor in [recommend.affordability], and a "
            "catalogue of your own in [recommend]",
            label=score.label,
            runs=runs,
            low=Exact(low),
            high=Exact(high),
        )
        return
    with np.errstate(invalid="ignore"):
        inside = (score.values >= low) & (score.values <= high)
    found["credit score"] = replace(score, values=np.where(inside, score.values, np.nan))
