"""What is to be seen of the columns, alone and in pairs?

Each function plans one figure: its drawing, caption, words for those who cannot see it, and the
table behind it; None where there would be nothing to see.
"""

from __future__ import annotations

from finseg.document.blocks import Table
from finseg.document.numbers import Numbers, write_percent
from finseg.figures.correlations import draw_correlations, order_features
from finseg.figures.histograms import (
    MOST_PANELS,
    draw_histograms,
    lay_out_bars,
    list_drawable_columns,
)
from finseg.figures.plan import FigurePlan
from finseg.records.exploration import Exploration

_FEW = 3  # correlations named in words


def plan_histograms(exploration: Exploration, figures: Numbers, least: int) -> FigurePlan | None:
    """Plan the histograms of all columns."""
    shown = list_drawable_columns(exploration.summaries)
    if not shown:
        return None
    rest = len(shown) - MOST_PANELS
    caption = "Customers by value of each column; the dashed line is the median."
    drawn = [lay_out_bars(s, least) for s in shown[:MOST_PANELS]]
    if any(b.zeros for b in drawn):
        caption += (
            " The dark bar is the customers with exactly zero; it is cut off so as not to flatten "
            "the others."
        )
    if any(b.below or b.above for b in drawn):
        caption += " → and ←: the share of the customers beyond what is drawn."
    if rest > 0:
        caption += f" The first {MOST_PANELS} columns; {rest} more are in the table of columns."
    words = "; ".join(
        f"{s.column}: median {figures.write_value(s.median, s.unit)}, nine in ten customers within "
        f"{figures.write_value(s.p5, s.unit)} and {figures.write_value(s.p95, s.unit)}"
        for s in shown[:MOST_PANELS]
    )
    spec = draw_histograms(exploration.summaries, figures, least=least)
    behind = _tabulate_bars(exploration, figures, least)
    return FigurePlan("histograms", spec, caption, f"Histograms. {words}.", behind)


def plan_correlations(exploration: Exploration, figures: Numbers) -> FigurePlan | None:
    """Plan the matrix of correlations."""
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
    words = "; ".join(f"{a} with {b} {figures.write_signed(r)}" for r, a, b in strongest)
    caption = (
        "How the columns go together, from −1 to 1; 0 means not at all (in a straight line). "
        "Columns that go together stand together."
    )
    alternative = f"Correlation matrix of {len(names)} columns. Strongest: {words}."
    spec, behind = (
        draw_correlations(exploration, figures),
        _tabulate_correlations(exploration, figures),
    )
    return FigurePlan("correlations", spec, caption, alternative, behind)


def _tabulate_bars(exploration: Exploration, figures: Numbers, least: int) -> Table:
    rows: list[tuple[str, ...]] = []
    for s in list_drawable_columns(exploration.summaries)[:MOST_PANELS]:
        own = lay_out_bars(s, least)
        first, last = (
            figures.write_value(s.edges[0], s.unit),
            figures.write_value(s.edges[-1], s.unit),
        )
        zero = figures.write_value(0, s.unit)
        parts = [
            (f"below {first}", own.below),
            (f"exactly {zero}", own.zeros),
            *(
                (f"{figures.write_value(low, s.unit)} … {figures.write_value(high, s.unit)}", n)
                for low, high, _, n in own.bins
            ),
            (f"above {last}", own.above),
        ]
        rows += [
            (s.column, said, figures.write_whole(n), write_percent(n / s.count))
            for said, n in parts
            if n
        ]
    columns = ("Column", "Values", "Customers", "Share")
    return Table(columns, tuple(rows), ("left", "left", "right", "right"), "Bars of the histograms")


def _tabulate_correlations(exploration: Exploration, figures: Numbers) -> Table:
    names, order = exploration.features, order_features(exploration)
    rows = tuple(
        (
            names[a],
            names[b],
            figures.write_signed(exploration.pearson[a][b]),
            figures.write_signed(exploration.spearman[a][b]),
        )
        for place, b in enumerate(order)
        for a in order[:place]
    )
    columns = ("Column", "With", "Pearson", "Spearman")
    return Table(columns, rows, ("left", "left", "right", "right"), "Correlations")
