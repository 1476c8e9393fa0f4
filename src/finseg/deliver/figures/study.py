"""Which figures does a study have?

The one list: what is drawn, under which name, with which caption and words. The report and the
figures folder both take what comes out of here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from finseg.deliver.figures.correlations import correlations
from finseg.deliver.figures.drawing import render
from finseg.deliver.figures.elbow import elbow
from finseg.deliver.figures.histograms import MOST_PANELS, drawable, histograms
from finseg.deliver.figures.pairs import MOST_COLUMNS, PairSample, pairs, separating_columns
from finseg.deliver.figures.profile import MARKER, is_marker, labelled_value, profile
from finseg.deliver.figures.sizes import sizes
from finseg.deliver.figures.theme import Spec
from finseg.document.blocks import Figure
from finseg.document.numbers import Figures, percent
from finseg.records.choice import Choice
from finseg.records.exploration import Exploration
from finseg.records.interpretation import Interpretation
from finseg.records.recipe import Recipe

Draw = Callable[[str, Spec, str, str], Figure]

NAMES = ("histograms", "correlations", "elbow", "sizes", "profile", "pairs")
_FEW = 3  # correlations named in the words of the heatmap


def study_figures(
    *,
    exploration: Exploration,
    choice: Choice,
    recipe: Recipe,
    interpretation: Interpretation,
    sample: PairSample,
    figures: Figures,
    draw: Draw = render,
) -> tuple[Figure, ...]:
    """Draw every figure these results support, in the order of `NAMES`.

    A figure that would be empty is left out: no correlations of one column, no elbow of one or two
    candidates, no profile of a single segment.
    """
    medians = heavy_tailed(recipe)
    parts: Iterator[Figure | None] = iter(
        (
            _histograms(exploration, figures, draw),
            _correlations(exploration, figures, draw),
            _elbow(choice, figures, draw),
            _sizes(interpretation, figures, draw),
            _profile(interpretation, figures, medians, draw),
            _pairs(sample, interpretation, recipe, figures, draw),
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
    caption = (
        "Left: the spread that remains within segments; it falls with every further segment, so a "
        "bend is a hint and no proof. Right: how clearly customers sit nearer to their own centre."
    )
    alternative = (
        f"Inertia falls from {figures.number(first.inertia)} at k = {first.k} to "
        f"{figures.number(last.inertia)} at k = {last.k}. The Kneedle rule sees an elbow {seen}; "
        f"{choice.k} segments are kept."
    )
    return draw("elbow", elbow(choice, figures), caption, alternative)


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
                for t in s.markers
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
