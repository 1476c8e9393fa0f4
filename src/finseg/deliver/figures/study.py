"""Which figures does a study have?

The one list: what is drawn, under which name, with which caption and words. The report and the
figures folder both take what comes out of here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from finseg.deliver.figures.agreement import agreement
from finseg.deliver.figures.correlations import correlations
from finseg.deliver.figures.drawing import render
from finseg.deliver.figures.elbow import elbow
from finseg.deliver.figures.histograms import MOST_PANELS, drawable, histograms
from finseg.deliver.figures.jaccard import jaccard
from finseg.deliver.figures.pairs import MOST_COLUMNS, PairSample, pairs, separating_columns
from finseg.deliver.figures.profile import MARKER, is_marker, labelled_value, profile
from finseg.deliver.figures.silhouettes import known, mean_silhouette, silhouettes
from finseg.deliver.figures.sizes import sizes
from finseg.deliver.figures.splits import LEAST_DRAWN, kept_shares, shown_columns, splits
from finseg.deliver.figures.targeting import targeting
from finseg.deliver.figures.theme import Spec
from finseg.document.blocks import Figure
from finseg.document.numbers import Figures, percent, prose
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import REPRODUCED, Choice
from finseg.records.exploration import Exploration
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe

Draw = Callable[[str, Spec, str, str], Figure]

NAMES = (
    "histograms",
    "correlations",
    "elbow",
    "agreement",
    "splits",
    "sizes",
    "profile",
    "pairs",
    "jaccard",
    "silhouettes",
    "targeting",
)
_FEW = 3  # correlations named in the words of the heatmap, and elbows of noise


def study_figures(
    *,
    exploration: Exploration,
    choice: Choice,
    recipe: Recipe,
    interpretation: Interpretation,
    assessment: Assessment,
    sample: PairSample,
    offers: Offers,
    figures: Figures,
    draw: Draw = render,
) -> tuple[Figure, ...]:
    """Draw every figure these results support, in the order of `NAMES`.

    A figure that would be empty is left out: no correlations of one column, no elbow, agreement or
    splits of one or two candidates, no profile, Jaccard index, silhouette or targeting of a single
    segment.
    """
    medians = heavy_tailed(recipe)
    parts: Iterator[Figure | None] = iter(
        (
            _histograms(exploration, figures, draw),
            _correlations(exploration, figures, draw),
            _elbow(choice, figures, draw),
            _agreement(choice, figures, draw),
            _splits(choice, draw),
            _sizes(interpretation, figures, draw),
            _profile(interpretation, figures, medians, draw),
            _pairs(sample, interpretation, recipe, figures, draw),
            _jaccard(assessment, interpretation, figures, draw),
            _silhouettes(assessment, interpretation, figures, draw),
            _targeting(offers, interpretation, figures, draw),
        )
    )
    return tuple(figure for figure in parts if figure is not None)


def heavy_tailed(recipe: Recipe) -> frozenset[str]:
    """Return the columns that were transformed: their typical value is the median."""
    return frozenset(s.column for s in recipe.steps if s.transform != "none")


def _histograms(exploration: Exploration, figures: Figures, draw: Draw) -> Figure | None:
    shown = drawable(exploration.summaries)
    if not shown:
        return None
    rest = len(shown) - MOST_PANELS
    caption = "Customers by value of each column; the dashed line is the median."
    if rest > 0:
        caption += f" The first {MOST_PANELS} columns; {rest} more are in the table of columns."
    words = "; ".join(
        f"{s.column}: median {figures.value(s.median, s.unit)}, nine in ten customers within "
        f"{figures.value(s.p5, s.unit)} and {figures.value(s.p95, s.unit)}"
        for s in shown[:MOST_PANELS]
    )
    spec = histograms(exploration.summaries, figures)
    return draw("histograms", spec, caption, f"Histograms. {words}.")


def _correlations(exploration: Exploration, figures: Figures, draw: Draw) -> Figure | None:
    names = exploration.features
    if len(names) < 2:
        return None
    pairs_ = [
        (exploration.pearson[a][b], names[a], names[b])
        for a in range(len(names))
        for b in range(a)
        if abs(exploration.pearson[a][b]) <= 1
    ]
    strongest = sorted(pairs_, key=lambda pair: -abs(pair[0]))[:_FEW]
    words = "; ".join(f"{a} with {b} {figures.signed(r)}" for r, a, b in strongest)
    caption = "How the columns go together, from −1 to 1; 0 means not at all (in a straight line)."
    alternative = f"Correlation matrix of {len(names)} columns. Strongest: {words}."
    return draw("correlations", correlations(exploration, figures), caption, alternative)


def _elbow(choice: Choice, figures: Figures, draw: Draw) -> Figure | None:
    if len(choice.candidates) < 3:
        return None
    first, last = choice.candidates[0], choice.candidates[-1]
    seen = f"at {choice.elbow_k}" if choice.elbow_k is not None else "nowhere"
    noise = _noise_elbows(choice)
    caption = (
        "Left: the spread that remains within segments; it falls with every further segment, so a "
        "bend is a hint and no proof. "
        + (
            prose("The band is where 90% of noise tables of the same shape lie. ")
            if _band(choice)
            else ""
        )
        + (f"{noise} " if noise else "")
        + "Right: how clearly customers sit nearer to their own centre."
    )
    alternative = (
        f"Inertia falls from {figures.number(first.inertia)} at k = {first.k} to "
        f"{figures.number(last.inertia)} at k = {last.k}. {_band(choice)}"
        f"The Kneedle rule sees an elbow {seen}; {choice.k} segments are kept."
        + (f" {noise}" if noise else "")
    )
    return draw("elbow", elbow(choice, figures), caption, alternative)


def _noise_elbows(choice: Choice) -> str:
    """Say where structureless tables have their elbow; empty if that was not looked at."""
    most = sorted(choice.noise_elbows, key=lambda found: (-found[1], found[0]))
    if not most:
        return ""
    rest = sum(count for _, count in most[_FEW:])
    words = ", ".join(f"k = {k} ({_times(count)})" for k, count in most[:_FEW])
    others = f" and elsewhere ({_times(rest)})" if rest else ""
    return f"In noise tables of the same shape the elbow stands at {words}{others}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _band(choice: Choice) -> str:
    """Say where the curve lies against its band; empty if there is no band."""
    banded = [(c.inertia, *c.noise) for c in choice.candidates if c.noise is not None and c.k > 1]
    if not banded:
        return ""
    below = sum(inertia < low for inertia, low, _ in banded)
    return f"It lies below the band of noise at {below} of {len(banded)} numbers of segments. "


def _agreement(choice: Choice, figures: Figures, draw: Draw) -> Figure | None:
    if len(choice.agreements) < 2:
        return None
    pairs_ = max(a.pairs for a in choice.agreements)
    caption = (
        f"How alike two samples of these customers are cut ({figures.count(pairs_)} pairs per "
        f"number of segments; points: their mean, bars: {percent(0.95, digits=0)} of them). The "
        "grey bands are the range of tables of the same shape without structure: only what lies "
        "clearly above them is a sign of any. The dotted line is at "
        f"{figures.fixed(REPRODUCED, 2)}, from which on a division may be called reproducible."
    )
    words = "; ".join(
        f"k = {a.k}: {figures.fixed(a.mean, 2)}"
        + "".join(f", {null.name} {figures.fixed(null.mean, 2)}" for null in a.nulls)
        for a in choice.agreements
    )
    alternative = f"Agreement of samples (adjusted Rand index) by number of segments. {words}."
    return draw("agreement", agreement(choice, figures), caption, alternative)


def _splits(choice: Choice, draw: Draw) -> Figure | None:
    if len(choice.candidates) < 3 or not choice.flows:
        return None
    ks = shown_columns(choice)
    caption = (
        "Where the customers of each segment go as there are more segments (height: share of the "
        "customers). A segment that is there by itself stays in one piece; the percentages below "
        "fall where new segments are gathered from several old ones. The columns are trials; their "
        "parts are not yet the named segments. A part is the paler, the more its like in other "
        "samples is gathered from several parts of the number before."
    )
    if any(0 < f.share < LEAST_DRAWN for f in choice.flows):
        caption += f" Streams of less than {percent(LEAST_DRAWN)} are not drawn."
    if len(choice.tried) > len(ks):
        caption += f" Shown: {ks[0]} to {ks[-1]} of up to {choice.tried[-1]} segments."
    words = "; ".join(
        f"from {a} to {b}, {percent(share, digits=0)}"
        for a, b, share in zip(ks[:-1], ks[1:], kept_shares(choice.flows, ks), strict=True)
    )
    alternative = (
        "Flows of customers between segments as their number grows. Customers who come from the "
        f"main source of their new segment: {words}."
    )
    return draw("splits", splits(choice), caption, alternative)


def _sizes(interpretation: Interpretation, figures: Figures, draw: Draw) -> Figure:
    words = "; ".join(
        f"{s.id} {s.name}: {figures.count(s.size)} ({percent(s.share)})"
        for s in interpretation.segments
    )
    spec = sizes(interpretation, figures)
    return draw("sizes", spec, "Customers in each segment.", f"Bar per segment. {words}.")


def _profile(
    interpretation: Interpretation, figures: Figures, medians: frozenset[str], draw: Draw
) -> Figure | None:
    if len(interpretation.segments) < 2:
        return None
    kind = "mean" if not medians else "mean, or the median of a heavy-tailed column"
    caption = (
        "Where each segment differs from all customers (the line at zero), in standard deviations. "
        f"Coloured from {figures.number(MARKER, significant=1)} sd on, with the segment's {kind}."
    )
    words = "; ".join(
        f"{s.id} {s.name}: "
        + (
            ", ".join(
                f"{t.column} {labelled_value(t, figures, medians)} "
                f"({figures.signed(t.deviation)} sd)"
                for t in s.ranked
                if is_marker(t)
            )
            or "close to all customers in every column"
        )
        for s in interpretation.segments
    )
    spec = profile(interpretation, figures, medians=medians)
    return draw("profile", spec, caption, f"Segment profiles. {words}.")


def _pairs(
    sample: PairSample,
    interpretation: Interpretation,
    recipe: Recipe,
    figures: Figures,
    draw: Draw,
) -> Figure:
    shown = {sample.columns[i] for i in separating_columns(interpretation)}
    left_out = [c for c in sample.columns if c not in shown]
    drawn = len(sample.segments)
    whose = (
        f"A random {figures.count(drawn)} of {figures.count(sample.rows)} customers"
        if drawn < sample.rows
        else f"All {figures.count(drawn)} customers"
    )
    caption = (
        f"{whose}, coloured by segment; on the diagonal how each segment is spread over the column."
    )
    if left_out:
        caption += (
            f" The {MOST_COLUMNS} columns that separate the segments most; left out: "
            f"{', '.join(left_out)}."
        )
    log = heavy_tailed(recipe) & shown
    if log:
        caption += " Heavy-tailed columns have a logarithmic axis."
    alternative = (
        f"Scatter plots of every pair of {', '.join(c for c in sample.columns if c in shown)}, "
        f"coloured by the {len(interpretation.segments)} segments."
    )
    return draw("pairs", pairs(sample, interpretation, recipe, figures), caption, alternative)


def _jaccard(
    assessment: Assessment, interpretation: Interpretation, figures: Figures, draw: Draw
) -> Figure | None:
    measured = [s for s in assessment.segments if math.isfinite(s.jaccard)]
    if len(interpretation.segments) < 2 or not measured:
        return None
    caption = (
        "How much of each segment comes back in another sample of the same customers (point: mean "
        f"of {figures.count(assessment.samples)} samples, bar: {percent(0.95, digits=0)} of them), "
        "with the reading of Hennig (2007). The grey tick is what a segment of the same rank "
        "reaches on noise."
    )
    words = "; ".join(
        f"{named}: {figures.fixed(s.jaccard, 2)}, {s.word}, on noise {figures.fixed(s.null, 2)}"
        for s, named in _with_names(measured, interpretation)
    )
    spec = jaccard(measured, interpretation, figures)
    return draw("jaccard", spec, caption, f"Jaccard index per segment. {words}.")


def _silhouettes(
    assessment: Assessment, interpretation: Interpretation, figures: Figures, draw: Draw
) -> Figure | None:
    measured = known(assessment.segments)
    if len(interpretation.segments) < 2 or not measured:
        return None
    caption = (
        "The customers of each segment, sorted by how clearly they belong to it: far right, deep "
        "inside; left of zero, nearer to another segment. The thicker the strip, the more "
        "customers; the dashed line is the mean of all."
    )
    words = "; ".join(
        f"{named}: mean {figures.fixed(mean_silhouette(s.silhouettes), 2)}"
        for s, named in _with_names(measured, interpretation)
    )
    spec = silhouettes(measured, interpretation, figures)
    return draw("silhouettes", spec, caption, f"Silhouettes per segment. {words}.")


def _targeting(
    offers: Offers, interpretation: Interpretation, figures: Figures, draw: Draw
) -> Figure | None:
    if len(interpretation.segments) < 2:
        return None
    caption = (
        "Which segments to go for first: attractiveness (across) and own strength (up), each from "
        "0 to 1; the area of a bubble is the number of customers. In the list, both figures in the "
        "order of their product."
    )
    names = interpretation.names
    words = "; ".join(
        f"{w.segment} {names[w.segment]}: attractiveness {figures.fixed(w.attractive, 2)}, own "
        f"strength {figures.fixed(w.strong, 2)}" + (", knocked out" if w.knocked_out else "")
        for w in offers.ranked()
    )
    spec = targeting(offers, interpretation, figures)
    return draw("targeting", spec, caption, f"Segments by attractiveness and strength. {words}.")


def _with_names(
    measured: Sequence[SegmentStability], interpretation: Interpretation
) -> list[tuple[SegmentStability, str]]:
    names = {s.id: f"{s.id} {s.name}" for s in interpretation.segments}
    return [(s, names[s.id]) for s in measured]
