"""What is to be seen of the choice of k and of how far the segments can be relied on?

Each function plans one figure: its drawing, caption, words for those who cannot see it, and the
table behind it; None where there would be nothing to see.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from finseg.document.blocks import Align, Table
from finseg.document.numbers import Numbers, write_percent
from finseg.figures.agreement import draw_agreement
from finseg.figures.elbow import draw_elbow
from finseg.figures.jaccard import draw_jaccard
from finseg.figures.plan import FigurePlan
from finseg.figures.silhouettes import (
    draw_silhouettes,
    estimate_mean_silhouette,
    list_measured_segments,
)
from finseg.figures.splits import (
    LEAST_DRAWN,
    choose_split_columns,
    draw_splits,
    measure_kept_shares,
)
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import Choice
from finseg.records.interpretation import Interpretation

_FEW = 3  # elbows of noise that are named
_SHOWN_QUANTILES = (5, 25, 50, 75, 95)


def plan_elbow(choice: Choice, figures: Numbers) -> FigurePlan | None:
    """Plan the elbow with the band of noise."""
    if len(choice.candidates) < 3:
        return None
    first, last = choice.candidates[0], choice.candidates[-1]
    seen = f"at {choice.elbow_k}" if choice.elbow_k is not None else "nowhere"
    noise = _describe_noise_elbows(choice)
    caption = (
        "Left: the spread that remains within segments; it falls with every further segment, so a "
        "bend is a hint and no proof. "
        + (
            f"The band is where {write_percent(0.9, digits=0)} of noise tables of the same shape lie. "
            if _describe_elbow_band(choice)
            else ""
        )
        + (f"{noise} " if noise else "")
        + "Right: how clearly customers sit nearer to their own centre."
    )
    alternative = (
        f"Inertia falls from {figures.write_number(first.inertia)} at k = {first.k} to "
        f"{figures.write_number(last.inertia)} at k = {last.k}. {_describe_elbow_band(choice)}"
        f"The Kneedle rule sees an elbow {seen}; {choice.k} segments are kept."
        + (f" {noise}" if noise else "")
    )
    return FigurePlan(
        "elbow",
        draw_elbow(choice, figures),
        caption,
        alternative,
        _tabulate_inertias(choice, figures),
    )


def _describe_noise_elbows(choice: Choice) -> str:
    """Say where structureless tables have their elbow; empty if that was not looked at."""
    most = sorted(choice.noise_elbows, key=lambda found: (-found[1], found[0]))
    if not most:
        return ""
    rest = sum(count for _, count in most[_FEW:])
    words = ", ".join(f"k = {k} ({_write_times(count)})" for k, count in most[:_FEW])
    others = f" and elsewhere ({_write_times(rest)})" if rest else ""
    return f"In noise tables of the same shape the elbow stands at {words}{others}."


def _write_times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _describe_elbow_band(choice: Choice) -> str:
    """Say where the curve lies against its band; empty if there is no band."""
    banded = [(c.inertia, *c.noise) for c in choice.candidates if c.noise is not None and c.k > 1]
    if not banded:
        return ""
    below = sum(inertia < low for inertia, low, _ in banded)
    return f"It lies below the band of noise at {below} of {len(banded)} numbers of segments. "


def plan_agreement(choice: Choice, figures: Numbers) -> FigurePlan | None:
    """Plan the agreement of two samples, by the number of segments."""
    if len(choice.agreements) < 2:
        return None
    pairs_ = max(a.pairs for a in choice.agreements)
    caption = (
        f"How alike two samples of these customers are cut ({figures.write_whole(pairs_)} pairs per "
        f"number of segments; points: their mean, bars: {write_percent(0.95, digits=0)} of them). "
        "The grey bands are the range of tables of the same shape without structure: only what "
        "lies clearly above them is a sign of any."
    )
    words = "; ".join(
        f"k = {a.k}: {figures.write_fixed(a.mean, 2)}"
        + "".join(f", {null.name} {figures.write_fixed(null.mean, 2)}" for null in a.nulls)
        for a in choice.agreements
    )
    alternative = f"Agreement of samples (adjusted Rand index) by number of segments. {words}."
    behind = _tabulate_agreements(choice, figures)
    return FigurePlan("agreement", draw_agreement(choice, figures), caption, alternative, behind)


def plan_splits(choice: Choice) -> FigurePlan | None:
    """Plan the streams of customers as the number of segments grows."""
    if len(choice.candidates) < 3 or not choice.flows:
        return None
    ks = choose_split_columns(choice)
    caption = (
        "Where the customers of each segment go as there are more segments (height: share of the "
        "customers). A segment that is there by itself stays in one piece; the percentages below "
        "fall where new segments are gathered from several old ones. The columns are trials; their "
        "parts are not yet the named segments. A part is the paler, the more its like in other "
        "samples is gathered from several parts of the number before."
    )
    if any(0 < f.share < LEAST_DRAWN for f in choice.flows):
        caption += f" Streams of less than {write_percent(LEAST_DRAWN)} are not drawn."
    if len(choice.candidate_ks) > len(ks):
        caption += f" Shown: {ks[0]} to {ks[-1]} of up to {choice.candidate_ks[-1]} segments."
    words = "; ".join(
        f"from {a} to {b}, {write_percent(share, digits=0)}"
        for a, b, share in zip(ks[:-1], ks[1:], measure_kept_shares(choice.flows, ks), strict=True)
    )
    alternative = (
        "Flows of customers between segments as their number grows. Customers who come from the "
        f"main source of their new segment: {words}."
    )
    return FigurePlan(
        "splits", draw_splits(choice), caption, alternative, _tabulate_streams(choice, ks)
    )


def plan_jaccard(
    assessment: Assessment,
    interpretation: Interpretation,
    figures: Numbers,
) -> FigurePlan | None:
    """Plan the stability of each segment."""
    measured = [s for s in assessment.segments if math.isfinite(s.jaccard)]
    if len(interpretation.segments) < 2 or not measured:
        return None
    caption = (
        "How much of each segment comes back in another sample of the same customers (point: mean "
        f"of {figures.write_whole(assessment.samples)} samples, bar: {write_percent(0.95, digits=0)} of them), "
        "with the reading of Hennig (2007). The grey tick is what a segment of the same "
        "rank reaches on noise."
    )
    words = "; ".join(
        f"{named}: {figures.write_fixed(s.jaccard, 2)}, {s.word}, on noise {figures.write_fixed(s.null, 2)}"
        for s, named in _pair_with_names(measured, interpretation)
    )
    spec = draw_jaccard(measured, interpretation, figures)
    behind = Table(
        ("Segment", "Jaccard", f"{write_percent(0.95, digits=0)} of samples", "On noise"),
        tuple(
            (
                named,
                figures.write_fixed(s.jaccard, 2),
                f"{figures.write_fixed(s.low, 2)} … {figures.write_fixed(s.high, 2)}",
                figures.write_fixed(s.null, 2),
            )
            for s, named in _pair_with_names(measured, interpretation)
        ),
        caption="How much of each segment comes back in another sample",
    )
    return FigurePlan("jaccard", spec, caption, f"Jaccard index per segment. {words}.", behind)


def plan_silhouettes(
    assessment: Assessment,
    interpretation: Interpretation,
    figures: Numbers,
) -> FigurePlan | None:
    """Plan the silhouettes of each segment."""
    measured = list_measured_segments(assessment.segments)
    if len(interpretation.segments) < 2 or not measured:
        return None
    caption = (
        "The customers of each segment, sorted by how clearly they belong to it: far right, deep "
        "inside; left of zero, nearer to another segment. The thicker the strip, the more "
        "customers; the dashed line is the mean of all."
    )
    words = "; ".join(
        f"{named}: mean {figures.write_fixed(estimate_mean_silhouette(s.silhouettes), 2)}"
        for s, named in _pair_with_names(measured, interpretation)
    )
    spec = draw_silhouettes(measured, interpretation, figures)
    behind = Table(
        ("Segment", "Mean", *(f"{q} %" for q in _SHOWN_QUANTILES)),
        tuple(
            (
                named,
                figures.write_fixed(estimate_mean_silhouette(s.silhouettes), 2),
                *(figures.write_fixed(v, 2) for v in _interpolate_silhouettes(s)),
            )
            for s, named in _pair_with_names(measured, interpretation)
        ),
        caption="Silhouettes of the customers of each segment: mean and percentiles",
    )
    return FigurePlan("silhouettes", spec, caption, f"Silhouettes per segment. {words}.", behind)


def _pair_with_names(
    measured: Sequence[SegmentStability], interpretation: Interpretation
) -> list[tuple[SegmentStability, str]]:
    names = {s.id: f"{s.id} {s.name}" for s in interpretation.segments}
    return [(s, names[s.id]) for s in measured]


def _interpolate_silhouettes(segment: SegmentStability) -> list[float]:
    rising = np.sort(segment.silhouettes)
    at = np.linspace(0, 100, len(rising))
    return [float(v) for v in np.interp(_SHOWN_QUANTILES, at, rising)]


def _tabulate_inertias(choice: Choice, figures: Numbers) -> Table:
    rows = tuple(
        (
            str(c.k),
            figures.write_number(c.inertia, significant=4),
            *(figures.write_number(v, significant=4) for v in c.noise or (math.nan, math.nan)),
            figures.write_fixed(c.centre_silhouette, 3),
        )
        for c in choice.candidates
    )
    columns = (
        "k",
        "Inertia",
        *(f"Noise, {write_percent(q, digits=0)}" for q in (0.05, 0.95)),
        "Centre silhouette",
    )
    return Table(columns, rows, ("right",) * 5, "What remains within segments, by their number")


def _tabulate_agreements(choice: Choice, figures: Numbers) -> Table:
    names = [null.name for null in choice.agreements[0].nulls]
    rows = tuple(
        (
            str(a.k),
            figures.write_fixed(a.mean, 2),
            f"{figures.write_fixed(a.low, 2)} … {figures.write_fixed(a.high, 2)}",
            *(
                f"{figures.write_fixed(null.mean, 2)} ({figures.write_fixed(null.low, 2)} … "
                f"{figures.write_fixed(null.high, 2)})"
                for null in a.nulls
            ),
        )
        for a in choice.agreements
    )
    columns = (
        "k",
        "Agreement",
        f"{write_percent(0.95, digits=0)} of pairs",
        *(f"Noise: {name}" for name in names),
    )
    sides: list[Align] = ["right"] * len(columns)
    return Table(columns, rows, tuple(sides), "Agreement of two samples (adjusted Rand index)")


def _tabulate_streams(choice: Choice, ks: Sequence[int]) -> Table:
    following = dict(pairwise(ks))
    rows = tuple(
        (f"{f.k} to {following[f.k]}", str(f.source), str(f.target), write_percent(f.share))
        for f in choice.flows
        if f.k in following and f.share >= LEAST_DRAWN
    )
    columns = ("Number of segments", "From part", "To part", "Customers")
    return Table(
        columns,
        rows,
        ("left", "right", "right", "right"),
        "Where the customers go as there are more segments; the parts are those of the trials",
    )
