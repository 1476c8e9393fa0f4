"""What are the segments like, in the customers' own units, and what are they called?

`Trait`: one column in one group. `Segment`: id, name, size and traits. `Interpretation`: all of
them beside the population.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.numbers import Figures, Unit, percent

NameKind = Literal["archetype", "composed", "given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One numeric column in one group of customers; in the column's own unit."""

    column: str
    unit: Unit
    mean: float
    median: float
    p25: float
    p75: float
    deviation: float  # (mean - population mean) / population sd, on the prepared scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a name says, with the figure that supports it."""

    says: str  # "Affluent"
    axis: str  # "income"
    figure: str  # "income ₹1.19L against ₹85K, +0.91 sd"
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One group of customers: who they are and what they are called."""

    id: int
    name: str
    name_kind: NameKind
    size: int
    share: float  # of the customers used, 0..1
    traits: tuple[Trait, ...]  # one per feature, in the recipe's order
    claims: tuple[Claim, ...] = ()
    similarity: float = 0.0  # to the archetype's direction, -1..1; 0 for other names
    described: tuple[Trait, ...] = ()  # columns that follow from others, not clustered on

    def trait(self, column: str) -> Trait:
        """Return the trait of one column."""
        return next(t for t in self.traits if t.column == column)

    @property
    def markers(self) -> tuple[Trait, ...]:
        """Traits by falling size of their deviation."""
        return tuple(sorted(self.traits, key=lambda t: -abs(t.deviation)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """The segments, described and named, beside the population."""

    segments: tuple[Segment, ...]  # ids 0..k-1
    population: tuple[Trait, ...]
    axes: tuple[tuple[str, str], ...]  # (column, axis) for the columns that have one
    described: tuple[Trait, ...] = ()  # the population in columns that are not clustered on

    def blocks(self, figures: Figures) -> list[Block]:
        """Describe the segments: averages, then each name with its support."""
        return [
            Heading("The segments"),
            self.averages(figures),
            *(block for s in self.segments for block in segment_blocks(s, figures)),
        ]

    def averages(self, figures: Figures) -> Table:
        """Lay out the averages per segment, in the customers' units."""
        columns = ("Segment", "Customers", "Share", *(t.column for t in self.population))
        rows = [
            (
                f"{s.id} {s.name}",
                figures.count(s.size),
                percent(s.share),
                *(figures.value(t.mean, t.unit) for t in s.traits),
            )
            for s in self.segments
        ]
        total = sum(s.size for s in self.segments)
        means = (figures.value(t.mean, t.unit) for t in self.population)
        rows.append(("All customers", figures.count(total), percent(1.0), *means))
        return Table(columns, tuple(rows), caption="Averages per segment")


def segment_blocks(segment: Segment, figures: Figures) -> list[Block]:
    """Describe one segment: what supports its name, and where it differs most."""
    claims = "; ".join(f"{c.says}: {c.figure}" for c in segment.claims)
    blocks: list[Block] = [
        Heading(f"{segment.id} {segment.name}", level=3),
        Sentence(f"{figures.count(segment.size)} customers, {percent(segment.share)} of all."),
    ]
    if claims:
        blocks.append(Sentence(f"The name says: {claims}."))
    blocks.append(_traits_table(segment.markers, figures))
    if segment.described:
        caption = "Described, not clustered on: they follow from other columns"
        blocks.append(replace(_traits_table(segment.described, figures), caption=caption))
    return blocks


def _traits_table(traits: tuple[Trait, ...], figures: Figures) -> Table:
    rows = tuple(
        (
            t.column,
            figures.value(t.mean, t.unit),
            figures.value(t.median, t.unit),
            f"{figures.value(t.p25, t.unit)} … {figures.value(t.p75, t.unit)}",
            figures.signed(t.deviation),
        )
        for t in traits
    )
    return Table(("Column", "Mean", "Median", "Middle half", "Deviation (sd)"), rows)
