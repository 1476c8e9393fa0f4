"""What does one need to know of one segment, on one page?

The passport: size, stability, what the name stands on, what marks the segment, the rule that tells
it, its typical customer, its nearest neighbour, and what it has that it was not made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, write_exact, write_fixed, write_interval, write_percent
from finseg.maths.association import wilson_interval
from finseg.maths.effects import FEWEST
from finseg.records.assessment import BORDERLINE, SegmentStability
from finseg.records.interpretation import MARKER, Interpretation, Segment, Trait
from finseg.records.outside import Outside
from finseg.records.rules import write_conditions
from finseg.records.typical import Typical

OVER, UNDER = 1.25, 0.8  # index from, and up to, which a level is called over- or under-represented
_MOST_LEVELS = 6


def passport(
    segment: Segment,
    interpretation: Interpretation,
    stability: SegmentStability | None,
    figures: Numbers,
) -> list[Block]:
    """Put one segment's page together; every printer prints the same.

    Parameters
    ----------
    segment : Segment
    interpretation : Interpretation
        The segment's own.
    stability : SegmentStability, optional
        None where there is but one segment.
    figures : Figures

    """
    names = [s.name for s in interpretation.segments]
    return [
        Heading(f"{segment.id} {segment.name}", level=3),
        Sentence(_write_segment_size(segment, interpretation, figures)),
        *([Sentence(_write_stability_sentence(stability))] if stability else []),
        *_build_name_blocks(segment),
        *_build_marker_tables(segment, figures),
        *_build_rule_sentences(segment, interpretation, figures),
        *_build_neighbour_sentence(segment, interpretation, names),
        *_build_outside_table(segment, interpretation.outside),
        *_build_typical_blocks(segment, interpretation.typical[segment.id], figures),
    ]


def _write_segment_size(segment: Segment, interpretation: Interpretation, figures: Numbers) -> str:
    everyone = sum(s.size for s in interpretation.segments)
    low, high = wilson_interval(segment.size, everyone)
    people = "customer" if segment.size == 1 else "customers"
    text = (
        f"{figures.write_whole(segment.size)} {people}, {write_percent(segment.share)} of all "
        f"({write_percent(0.95, digits=0)} interval {write_percent(low)} to {write_percent(high)})."
    )
    held = [
        f"{write_percent(h.shares[segment.id])} of {h.column}"
        for h in interpretation.holdings.columns
    ]
    few = segment.size < FEWEST
    return text + (f" They hold {', '.join(held)}." if held and not few else "")


def _write_stability_sentence(stability: SegmentStability) -> str:
    return (
        f"In other samples {write_fixed(stability.jaccard, 2)} of it comes back (Jaccard; "
        f"{write_percent(0.95, digits=0)} of samples {write_interval(stability.low, stability.high)}; "
        f"noise {write_fixed(stability.null, 2)}): {stability.word}."
    )


def _build_name_blocks(segment: Segment) -> Iterator[Block]:
    borne = [c for c in segment.claims if c.holds]
    if borne:
        rows = tuple((c.says, c.figure) for c in borne)
        yield Table(("The name says", "because"), rows, ("left", "left"))
    elif segment.size < FEWEST:
        yield Sentence(f"With fewer than {FEWEST} customers nothing can be said with certainty.")
    elif segment.name_kind == "composed":
        yield Sentence(
            f"No column is {write_exact(MARKER)} sd or more from all customers with certainty."
        )
    if segment.note:
        yield Note(f"About this name: {segment.note}.", "warn")


def _build_marker_tables(segment: Segment, figures: Numbers) -> Iterator[Block]:
    if segment.size < FEWEST:  # these would be single people's figures
        return
    marking = {t.column for t in segment.markers}
    yield _build_trait_table(
        segment.traits_by_deviation,
        marking,
        figures,
        caption=f"● marks the segment: the whole interval lies beyond {write_exact(MARKER)} sd",
    )
    if segment.described:
        caption = "Described, not clustered on: they follow from other columns"
        yield _build_trait_table(segment.described, set(), figures, caption=caption)


def _build_trait_table(
    traits: Sequence[Trait], marking: set[str], figures: Numbers, *, caption: str
) -> Table:
    rows = tuple(
        (
            t.column + (" ●" if t.column in marking else ""),
            figures.write_value(t.mean, t.unit),
            figures.write_value(t.median, t.unit),
            f"{figures.write_value(t.p25, t.unit)} … {figures.write_value(t.p75, t.unit)}",
            write_percent(t.zero_share, digits=0),
            write_percent(t.missing_share, digits=0),
            figures.write_signed(t.deviation),
            f"{figures.write_signed(t.low)} … {figures.write_signed(t.high)}",
        )
        for t in traits
    )
    columns = ("Column", "Mean", "Median", "Middle half", "Zero", "Missing", "Deviation (sd)",
               f"{write_percent(0.95, digits=0)} interval")  # fmt: skip
    return Table(columns, rows, caption=caption)


def _build_rule_sentences(
    segment: Segment, interpretation: Interpretation, figures: Numbers
) -> Iterator[Block]:
    if len(interpretation.segments) < 2:
        return
    rule = interpretation.rules.plain[segment.id]
    if not rule.conditions:
        yield Sentence("No short plain conditions tell this segment from the others.")
        return
    yield Sentence(
        f"In plain conditions: {write_conditions(rule.conditions, figures)}. {write_percent(rule.precision)} of the "
        f"customers this reaches are in the segment, and it reaches {write_percent(rule.recall)} of the "
        "segment (on customers held out)."
    )


def _build_neighbour_sentence(
    segment: Segment, interpretation: Interpretation, names: Sequence[str]
) -> Iterator[Block]:
    if len(names) < 2:
        return
    contributions = interpretation.contributions
    near = contributions.nearest[segment.id]
    share = interpretation.typical[segment.id].borderline_share
    yield Sentence(
        f"Nearest segment: {near} {names[near]}, told apart by "
        f"{contributions.write_leading_columns(segment.id, near)} of the distance. {write_percent(share)} of its "
        f"customers stand near a border (margin below {write_exact(BORDERLINE)})."
    )


def _build_typical_blocks(segment: Segment, typical: Typical, figures: Numbers) -> list[Block]:
    """Show the typical customer, or say that there are too few; nothing where it was withheld."""
    withheld = not typical.values and segment.size >= FEWEST
    return [] if withheld else typical.blocks(figures)


def _build_outside_table(segment: Segment, outside: Outside) -> Iterator[Block]:
    """List the levels that are clearly over- or under-represented."""
    found = [
        (c.outside.column.name, level)
        for c in outside.comparisons
        if c.is_clear and c.levels
        for level in c.levels[segment.id]
        if (level.index >= OVER and level.low * level.index > level.share)
        or (level.index <= UNDER and level.high * level.index < level.share)
    ]
    found.sort(key=lambda pair: -abs(pair[1].index - 1) * pair[1].share)
    if found:
        rows = tuple(
            (
                f"{column}: {level.level}",
                write_percent(level.share),
                write_fixed(100 * level.index, 0),
            )
            for column, level in found[:_MOST_LEVELS]
        )
        yield Table(
            ("Not clustered on", "Share", "Index"),
            rows,
            caption="Over- and under-represented (index 100: as everywhere)",
        )
