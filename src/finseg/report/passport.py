"""What should a reader know about one segment, on one page?

The passport: size, stability, what the name stands on, what marks the segment, the rule that tells
it, its typical customer, its nearest neighbour, and what it has that it was not made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.said import (
    Amount,
    ColumnName,
    Exact,
    Interval,
    Level,
    Number,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.maths.association import wilson_interval
from finseg.maths.effects import FEWEST
from finseg.records.assessment import BORDERLINE, SegmentStability
from finseg.records.interpretation import MARKER, Interpretation, Segment, Trait
from finseg.records.outside import LevelShare, Outside
from finseg.records.rules import say_conditions
from finseg.records.typical import Typical

OVER, UNDER = 1.25, 0.8  # index from, and up to, which a level is called over- or under-represented
_MOST_LEVELS = 6
_SURE = Share(0.95, digits=0)


def passport(
    segment: Segment, interpretation: Interpretation, stability: SegmentStability | None
) -> list[Block]:
    """Put one segment's page together; every printer prints the same.

    Parameters
    ----------
    segment : Segment
    interpretation : Interpretation
        The segment's own.
    stability : SegmentStability, optional
        None where there is but one segment.

    """
    return [
        Heading(f"{segment.id} {segment.name}", level=3),
        Sentence(_say_segment_size(segment, interpretation)),
        *([Sentence(_say_stability(stability))] if stability else []),
        *_build_name_blocks(segment),
        *_build_marker_tables(segment),
        *_build_rule_sentences(segment, interpretation),
        *_build_neighbour_sentence(segment, interpretation),
        *_build_outside_table(segment, interpretation.outside),
        *_build_typical_blocks(segment, interpretation.typical[segment.id]),
    ]


def _say_segment_size(segment: Segment, interpretation: Interpretation) -> Said:
    everyone = sum(s.size for s in interpretation.segments)
    rows = interpretation.effective_rows
    rows = float(everyone) if rows is None else rows
    low, high = wilson_interval(segment.share * rows, rows)
    held = join_said(
        (
            say("{share} of {column}", share=Share(h.shares[segment.id]), column=h.label)
            for h in interpretation.holdings.columns
        ),
        ", ",
    )
    shown = held and segment.size >= FEWEST
    return say(
        "{size}, {share} of all ({sure} interval {low} to {high}).{held}",
        size=segment.say_size(),
        share=segment.build_share(everyone),
        sure=_SURE,
        low=Share(low),
        high=Share(high),
        held=clause(" They hold {held}.", held=held) if shown else "",
    )


def _say_stability(stability: SegmentStability) -> Said:
    return say(
        "When the data are resampled, this is how the segment comes back: {stability}; {sure} of "
        "the samples lie in {interval}.",
        stability=stability.say_stability(),
        sure=_SURE,
        interval=Interval(stability.low, stability.high),
    )


def _build_name_blocks(segment: Segment) -> Iterator[Block]:
    borne = [c for c in segment.claims if c.holds]
    if borne:
        rows = tuple((c.says, c.figure) for c in borne)
        yield Table(("Word in the name", "Figure that supports it"), rows, ("left", "left"))
    elif segment.size < FEWEST:
        yield Sentence(
            say(
                "With fewer than {fewest} customers, no difference from the others is certain.",
                fewest=Exact(FEWEST),
            )
        )
    elif segment.name_kind == "composed":
        yield Sentence(
            say(
                "No column differs from all customers by {marker} standard deviations (sd) or more "
                "with certainty.",
                marker=Exact(MARKER),
            )
        )
    if segment.note:
        yield Note(say("About this name: {note}.", note=segment.note), "warn")


def _build_marker_tables(segment: Segment) -> Iterator[Block]:
    if segment.size < FEWEST:  # these would be single people's figures
        return
    yield _build_trait_table(
        segment.traits_by_deviation,
        {t.column for t in segment.markers},
        caption=say(
            "● marks the segment: the whole interval lies {marker} sd or more from all customers",
            marker=Exact(MARKER),
        ),
    )
    if segment.described:
        caption = "Not used to make the segments: these columns follow from others"
        yield _build_trait_table(segment.described, set(), caption=caption)


def _build_trait_table(traits: Sequence[Trait], marking: set[str], *, caption: Text) -> Table:
    rows = tuple(
        (
            t.column + (" ●" if t.column in marking else ""),
            Amount(t.mean, t.unit, customers=t.holders),
            Amount(t.median, t.unit, customers=t.present),
            say("{low} … {high}", low=Amount(t.p25, t.unit), high=Amount(t.p75, t.unit)),
            Share(t.zero_share, of=t.present, digits=0),
            Share(t.missing_share, digits=0),
            Number(t.deviation, signed=True, customers=t.present),
            say("{low} … {high}", low=Number(t.low, signed=True), high=Number(t.high, signed=True)),
        )
        for t in traits
    )
    columns = ("Column", "Mean", "Median", "Middle half", "Zero", "Missing", "Deviation (sd)",
               say("{sure} interval", sure=_SURE))  # fmt: skip
    return Table(columns, rows, caption=caption)


def _build_rule_sentences(segment: Segment, interpretation: Interpretation) -> Iterator[Block]:
    if len(interpretation.segments) < 2:
        return
    rule = interpretation.rules.plain[segment.id]
    if not rule.conditions:
        yield Sentence("No short plain conditions tell this segment from the others.")
        return
    yield Sentence(
        say(
            "In plain conditions: {conditions}.{measured}",
            conditions=say_conditions(rule.conditions),
            measured=clause(
                " Of the customers who meet them, {precision} are in the segment; of the segment, "
                "{recall} meet them (measured on customers who were held out).",
                precision=Share(rule.precision, of=rule.held_out_reached),
                recall=Share(rule.recall, of=rule.held_out_members),
            ),
        )
    )


def _build_neighbour_sentence(segment: Segment, interpretation: Interpretation) -> Iterator[Block]:
    names = interpretation.names
    if len(names) < 2:
        return
    near = interpretation.contributions.nearest[segment.id]
    yield Sentence(
        say(
            "Nearest segment: {near}. The distance between the two comes mostly from {columns}. "
            "{share} of the segment's customers stand near a border (margin below {limit}).",
            near=f"{near} {names[near]}",
            columns=interpretation.contributions.say_leading_columns(segment.id, near),
            share=Share(interpretation.typical[segment.id].borderline_share, of=segment.size),
            limit=Exact(BORDERLINE),
        )
    )


def _build_typical_blocks(segment: Segment, typical: Typical) -> list[Block]:
    """Show the typical customer, or say that there are too few; nothing where it was withheld."""
    withheld = not typical.values and segment.size >= FEWEST
    return [] if withheld else typical.blocks()


def _build_outside_table(segment: Segment, outside: Outside) -> Iterator[Block]:
    """List the levels that are clearly over- or under-represented."""
    found = [
        (c.outside.column.name, level)
        for c in outside.comparisons
        if c.is_clear and c.levels
        for level in c.levels[segment.id]
        if _is_clearly_different(level)
    ]
    found.sort(key=lambda pair: -abs(pair[1].index - 1) * pair[1].share)
    if found:
        rows = tuple(
            (
                say(
                    "{column}: {level}",
                    column=ColumnName(column, bare=True),
                    level=Level(level.level, level.customers),
                ),
                Share(level.share),
                Number(100 * level.index, 0),
            )
            for column, level in found[:_MOST_LEVELS]
        )
        yield Table(
            ("Not used to make the segments", "Share", "Index"),
            rows,
            caption="More or less frequent here (index 100: as among all customers)",
        )


def _is_clearly_different(level: LevelShare) -> bool:
    """Tell whether a level is over- or under-represented, with its whole interval."""
    if level.index >= OVER:
        return level.low * level.index > level.share
    return level.index <= UNDER and level.high * level.index < level.share
