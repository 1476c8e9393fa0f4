"""What is to be seen of the segments, of what they hold, and of what is offered to them?

Each function plans one figure: its drawing, caption, words for those who cannot see it, and the
table behind it; None where there would be nothing to see.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Align, Table
from finseg.document.numbers import Numbers, write_percent
from finseg.figures.binned_customers import Crowd
from finseg.figures.boxes import MOST_PANELS as MOST_BOXES
from finseg.figures.boxes import draw_boxes, has_quartiles, has_whiskers
from finseg.figures.matrix import count_stances, draw_offer_matrix, list_known_products
from finseg.figures.pairs import MOST_COLUMNS, PairSample, choose_separating_columns, draw_pairs
from finseg.figures.plan import FigurePlan
from finseg.figures.plane import Plane, describe_direction, draw_map
from finseg.figures.profile import draw_profile, write_typical_value
from finseg.figures.sizes import draw_sizes
from finseg.figures.targeting import draw_targeting
from finseg.figures.tiers import MOST_COLUMNS as MOST_DIVISIONS
from finseg.figures.tiers import MOST_TIERS, draw_tiers, write_tier_count
from finseg.figures.value import MOST_PANELS as MOST_VALUES
from finseg.figures.value import draw_value
from finseg.records.interpretation import MARKER, Interpretation, Trait
from finseg.records.offers import SAID, Offers
from finseg.records.recipe import Recipe


def list_median_columns(recipe: Recipe) -> frozenset[str]:
    """Return the columns that were transformed: their typical value is the median."""
    return frozenset(s.column for s in recipe.steps if s.transform != "none")


def plan_sizes(interpretation: Interpretation, figures: Numbers) -> FigurePlan:
    """Plan the bars of the segments' sizes."""
    words = "; ".join(
        f"{s.id} {s.name}: {figures.write_whole(s.size)} ({write_percent(s.share)})"
        for s in interpretation.segments
    )
    spec = draw_sizes(interpretation, figures)
    rows = tuple(
        (f"{s.id} {s.name}", figures.write_whole(s.size), write_percent(s.share))
        for s in interpretation.segments
    )
    behind = Table(("Segment", "Customers", "Share"), rows, caption="Customers in each segment")
    words = f"Bar per segment. {words}."
    return FigurePlan("sizes", spec, "Customers in each segment.", words, behind)


def plan_profile(
    interpretation: Interpretation,
    figures: Numbers,
    medians: frozenset[str],
) -> FigurePlan | None:
    """Plan the segment profile plot."""
    if len(interpretation.segments) < 2:
        return None
    kind = "mean" if not medians else "mean, or the median of a heavy-tailed column"
    caption = (
        "Where each segment differs from all customers (the line at zero), in standard deviations. "
        f"Coloured: the columns that mark it, whose whole {write_percent(0.95, digits=0)} interval lies "
        f"beyond {figures.write_number(MARKER, significant=2)} sd, with the segment's {kind}; that of "
        "all customers stands with the column's name."
    )
    words = "; ".join(
        f"{s.id} {s.name}: "
        + (
            ", ".join(
                f"{t.column} {write_typical_value(t, figures, medians)} "
                f"({figures.write_signed(t.deviation)} sd)"
                for t in s.traits_by_deviation
                if t.is_marker
            )
            or "close to all customers in every column"
        )
        for s in interpretation.segments
    )
    spec = draw_profile(interpretation, figures, medians=medians)
    rows = tuple(
        (
            f"{s.id} {s.name}",
            t.column,
            write_typical_value(t, figures, medians),
            write_typical_value(everybody, figures, medians),
            figures.write_signed(t.deviation),
            f"{figures.write_signed(t.low)} … {figures.write_signed(t.high)}",
            "yes" if t.is_marker else "",
        )
        for s in interpretation.segments
        for t, everybody in zip(s.traits, interpretation.population, strict=True)
    )
    columns = (
        "Segment",
        "Column",
        "Segment's",
        "All",
        "Deviation, sd",
        f"{write_percent(0.95, digits=0)} interval",
        "Marks it",
    )
    sides: tuple[Align, ...] = ("left", "left", *(("right",) * 4), "left")
    behind = Table(columns, rows, sides, "Each segment against all customers")
    return FigurePlan("profile", spec, caption, f"Segment profiles. {words}.", behind)


def plan_value(interpretation: Interpretation, figures: Numbers) -> FigurePlan | None:
    """Plan the figure of who holds the money."""
    held = interpretation.holdings.columns
    if len(interpretation.segments) < 2 or not held:
        return None
    caption = (
        "What share of each total the segment holds (bar), beside its share of the customers "
        "(tick)."
    )
    if len(held) > MOST_VALUES:
        caption += f" The first {MOST_VALUES} of {len(held)} columns of money."
    words = "; ".join(
        f"{h.column}: "
        + ", ".join(
            f"{s.id} {s.name} {write_percent(h.shares[s.id])}" for s in interpretation.segments
        )
        for h in held[:MOST_VALUES]
    )
    rows = tuple(
        (
            f"{s.id} {s.name}",
            write_percent(interpretation.holdings.customers[s.id]),
            *(write_percent(h.shares[s.id]) for h in held),
        )
        for s in interpretation.segments
    )
    columns = ("Segment", "Customers", *(h.column for h in held))
    behind = Table(columns, rows, caption="Who holds the money")
    spec = draw_value(interpretation, figures)
    return FigurePlan("value", spec, caption, f"Shares of the money. {words}.", behind)


def plan_boxes(
    interpretation: Interpretation, recipe: Recipe, figures: Numbers
) -> FigurePlan | None:
    """Plan the boxes of every segment beside all customers."""
    chosen = choose_separating_columns(interpretation, MOST_BOXES)
    if len(interpretation.segments) < 2 or not any(
        has_quartiles(interpretation.population[i]) for i in chosen
    ):
        return None
    caption = (
        "How each segment is spread: the bar holds the middle half of its customers, the line in "
        "it is the median, the whiskers reach from the 5th to the 95th percentile. The grey band "
        "is the middle half of all customers."
    )
    if len(interpretation.population) > len(chosen):
        caption += f" The {len(chosen)} columns that separate the segments most."
    groups = [(s.id, f"{s.id} {s.name}", s.traits) for s in interpretation.segments]
    if any(not has_whiskers(traits[i]) for _, _, traits in groups for i in chosen):
        caption += " No whiskers and no bar where too few customers lie beyond their ends."
    words = "; ".join(
        f"{interpretation.population[i].column}: "
        + ", ".join(
            f"segment {s} {figures.write_value(traits[i].median, traits[i].unit)}"
            for s, _, traits in groups
            if has_quartiles(traits[i])
        )
        for i in chosen
    )
    rows = tuple(
        (interpretation.population[i].column, name, *_write_trait_quantiles(traits[i], figures))
        for i in chosen
        for name, traits in [
            ("All customers", interpretation.population),
            *((name, traits) for _, name, traits in groups),
        ]
    )
    columns = (
        "Column",
        "Segment",
        *(write_percent(q, digits=0) for q in (0.05, 0.25)),
        "Median",
        *(write_percent(q, digits=0) for q in (0.75, 0.95)),
    )
    sides: tuple[Align, ...] = ("left", "left", *(("right",) * 5))
    behind = Table(columns, rows, sides, "Percentiles of each segment")
    spec = draw_boxes(interpretation, recipe, figures)
    return FigurePlan("boxes", spec, caption, f"Box plots. Medians: {words}.", behind)


def _write_trait_quantiles(trait: Trait, figures: Numbers) -> tuple[str, ...]:
    inner = (trait.p25, trait.median, trait.p75)
    if not has_quartiles(trait):
        return ("–",) * 5
    said = tuple(figures.write_value(v, trait.unit) for v in inner)
    if not has_whiskers(trait):
        return ("–", *said, "–")
    return (
        figures.write_value(trait.p5, trait.unit),
        *said,
        figures.write_value(trait.p95, trait.unit),
    )


def plan_pairs(
    shown: PairSample | Crowd,
    interpretation: Interpretation,
    recipe: Recipe,
    figures: Numbers,
    least: int,
) -> FigurePlan:
    """Plan the pair plot."""
    names = [interpretation.population[i].column for i in choose_separating_columns(interpretation)]
    left_out = [t.column for t in interpretation.population if t.column not in names]
    caption = _describe_drawn_customers(shown, figures, least)
    if left_out:
        caption += (
            f" The {MOST_COLUMNS} columns that separate the segments most; left out: "
            f"{', '.join(left_out)}."
        )
    if list_median_columns(recipe) & set(names):
        caption += " Heavy-tailed columns have a logarithmic axis."
    alternative = (
        f"Plots of every pair of {', '.join(names)}, coloured by the "
        f"{len(interpretation.segments)} segments."
    )
    spec = draw_pairs(shown, interpretation, recipe, figures, least=least)
    return FigurePlan(
        "pairs", spec, caption, alternative, interpretation.build_averages_table(figures)
    )


def _describe_drawn_customers(shown: PairSample | Crowd, figures: Numbers, least: int) -> str:
    diagonal = "on the diagonal how each segment is spread over the column."
    if isinstance(shown, Crowd):
        return (
            f"All {figures.write_whole(shown.rows)} customers, counted in cells: the colour is that of "
            "the segment with most customers in the cell, the deeper the more customers; cells "
            f"with fewer than {least} stay white, and the outermost {write_percent(0.01, digits=0)} of "
            f"each column is left out; {diagonal}"
        )
    drawn = len(shown.segments)
    whose = (
        f"A random {figures.write_whole(drawn)} of {figures.write_whole(shown.rows)} customers"
        if drawn < shown.rows
        else f"All {figures.write_whole(drawn)} customers"
    )
    return f"{whose}, coloured by segment; {diagonal}"


def plan_map(
    plane: Plane | None, interpretation: Interpretation, figures: Numbers, least: int
) -> FigurePlan | None:
    """Plan the map of the segments."""
    if plane is None or len(interpretation.segments) < 2:
        return None
    share = write_percent(sum(plane.shares), digits=0)
    caption = (
        f"The customers on the two directions in which they differ most, which show {share} of the "
        "variation: for the eye only, nothing is decided on it, and segments that overlap here may "
        "be apart in what is not shown. Coloured by the segment with most customers in the cell, "
        f"the deeper the more; cells with fewer than {least} customers stay white. The discs are "
        "the centres."
    )
    words = "; ".join(
        f"segment {s.id} {s.name} at {figures.write_signed(x)}, {figures.write_signed(y)}"
        for s, (x, y) in zip(interpretation.segments, plane.centres.tolist(), strict=True)
    )
    alternative = f"Map of the segments. Across: {describe_direction(plane, 0)}. Up: {describe_direction(plane, 1)}. Centres: {words}."
    rows = tuple(
        (column, figures.write_signed(a), figures.write_signed(b))
        for column, a, b in zip(plane.columns, *plane.loadings.tolist(), strict=True)
    )
    shares = tuple(write_percent(s) for s in plane.shares)
    behind = Table(
        ("Column", "Across", "Up"),
        (*rows, ("Share of the variation", *shares)),
        caption="What the directions of the map are made of",
    )
    return FigurePlan(
        "map", draw_map(plane, interpretation, least=least), caption, alternative, behind
    )


def plan_tiers(interpretation: Interpretation, figures: Numbers, least: int) -> FigurePlan | None:
    """Plan the comparison with today's divisions."""
    existing = interpretation.existing[:MOST_DIVISIONS]
    if not existing or len(interpretation.segments) < 2:
        return None
    caption = (
        "Where the customers of each of today's tiers are now, as shares of the tier. «few» stands "
        f"for cells of fewer than {least} customers, and for those that would give them away."
    )
    if any(len(e.tiers) > MOST_TIERS for e in existing):
        caption += f" The {MOST_TIERS} largest tiers."
    words = "; ".join(
        f"{e.column} agrees with the segments by {figures.write_fixed(e.agreement, 2)} (adjusted Rand)"
        + (
            f", {write_percent(e.stay_share)} of the customers are where the largest part of their tier is"
            if math.isfinite(e.stay_share)
            else ""
        )
        for e in existing
    )
    rows = tuple(
        (e.column, tier, *(write_tier_count(n, least, figures) for n in counts))
        for e in existing
        for tier, counts in zip(e.tiers, e.counts, strict=True)
    )
    heads = tuple(f"{s.id} {s.name}" for s in interpretation.segments)
    numbers: list[Align] = ["right"] * len(heads)
    sides: tuple[Align, ...] = ("left", "left", *numbers)
    behind = Table(("Column", "Tier", *heads), rows, sides, "Customers by tier and segment")
    spec = draw_tiers(existing, interpretation, figures, least=least)
    return FigurePlan("tiers", spec, caption, f"Existing tiers and segments. {words}.", behind)


def plan_offers(offers: Offers, interpretation: Interpretation) -> FigurePlan | None:
    """Plan the matrix of offers."""
    if not offers.lines:
        return None
    caption = (
        "Which product is for which segment: ● a target, × not for it, ? no data to tell. Percent: "
        "share of the segment's customers who may have it; each customer's offers are decided one "
        "by one."
    )
    untold = [
        line.name for p, line in enumerate(offers.lines) if p not in list_known_products(offers)
    ]
    if untold:
        caption += f" The table has no data to tell for whom these are: {', '.join(untold)}."
    words = "; ".join(f"{SAID[stance]}: {n}" for stance, n in count_stances(offers))
    names = interpretation.names
    targets = "; ".join(
        f"{line.name} for "
        + ", ".join(
            f"{s} {names[s]}"
            for s in range(len(names))
            if offers.find_cell(p, s).stance == "target"
        )
        for p, line in enumerate(offers.lines)
        if any(offers.find_cell(p, s).stance == "target" for s in range(len(names)))
    )
    rows = tuple(
        (
            line.name,
            *(
                f"{SAID[cell.stance]} ({write_percent(cell.eligible, digits=0)})"
                for cell in (offers.find_cell(p, s) for s in range(len(names)))
            ),
        )
        for p, line in enumerate(offers.lines)
    )
    heads = tuple(f"{s} {name}" for s, name in enumerate(names))
    words_only: list[Align] = ["left"] * (1 + len(heads))
    behind = Table(("Product", *heads), rows, tuple(words_only), "Products by segment")
    alternative = f"Matrix of products and segments. {words}. Targets: {targets or 'none'}."
    return FigurePlan(
        "offers", draw_offer_matrix(offers, interpretation), caption, alternative, behind
    )


def plan_targeting(
    offers: Offers,
    interpretation: Interpretation,
    figures: Numbers,
) -> FigurePlan | None:
    """Plan the plot of attractiveness and strength."""
    if len(interpretation.segments) < 2:
        return None
    caption = (
        "Which segments to go for first: attractiveness (across) and own strength (up), each from "
        "0 to 1 (where all lie above a half, the axes begin there); the area of a bubble is the "
        "number of customers. In the list, both figures in the order of their product."
    )
    names = interpretation.names
    words = "; ".join(
        f"{w.segment} {names[w.segment]}: attractiveness {figures.write_fixed(w.attractiveness_score, 2)}, own "
        f"strength {figures.write_fixed(w.strength_score, 2)}"
        + (", knocked out" if w.knocked_out else "")
        for w in offers.rank_segments()
    )
    spec = draw_targeting(offers, interpretation, figures)
    rows = tuple(
        (
            f"{w.segment} {names[w.segment]}",
            figures.write_fixed(w.attractiveness_score, 2),
            figures.write_fixed(w.strength_score, 2),
            w.list_knockouts(),
        )
        for w in offers.rank_segments()
    )
    columns = ("Segment", "Attractiveness", "Own strength", "Knocked out")
    behind = Table(columns, rows, ("left", "right", "right", "left"), "Segments, the first first")
    words = f"Segments by attractiveness and strength. {words}."
    return FigurePlan("targeting", spec, caption, words, behind)
