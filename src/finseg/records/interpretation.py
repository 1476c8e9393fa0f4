"""What are the segments like, in the customers' own units, and what are they called?

`Trait`: one column in one group. `Segment`: id, name, size and traits. `Interpretation`: all of
them beside the population.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from finseg.document.blocks import Block, Heading, Table
from finseg.document.numbers import Numbers, Unit, write_percent
from finseg.document.page import Shown
from finseg.maths.effects import FEWEST, clears_threshold
from finseg.records.contributions import Contributions
from finseg.records.existing import Existing
from finseg.records.holdings import Holdings
from finseg.records.outside import Outside
from finseg.records.rules import Rules
from finseg.records.typical import Typical

MARKER = 0.25  # standard deviations; half of what Cohen (1988) calls a medium effect
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
    deviation: float  # (mean - population mean) / population sd, prepared and winsorised
    low: float = math.nan  # 95 % interval of the deviation; nan in a segment too small to have one
    high: float = math.nan
    sd: float = math.nan  # of the values present
    present: int = 0  # values present
    zero_share: float = math.nan  # of the values present, 0 … 1
    missing_share: float = 0.0  # of the customers, 0 … 1
    p5: float = math.nan
    p95: float = math.nan

    @property
    def is_marker(self) -> bool:
        """Whether the column marks the group: its whole interval lies beyond `MARKER`."""
        return clears_threshold(self.low, self.high, MARKER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a name says, the figure behind it, and what it would take to be true.

    The limits are those of the rule that was tested, so that anybody can test it again: the whole
    95 % interval has to keep to them.
    """

    says: str  # "Affluent"
    axis: str  # "income"
    figure: str  # "income ₹1.19L against ₹85K, +0.91 sd (+0.79 … +1.02)"
    deviation: float  # mean over `columns`, in standard deviations
    columns: tuple[str, ...] = ()  # that measure the axis
    holds: bool = True  # False only for a word of a name that the user gave
    at_least: float | None = None  # deviation
    at_most: float | None = None
    between: tuple[float, float] | None = None  # mean, in the column's own unit
    more_than: tuple[str, ...] = ()  # columns whose money the axis' money must exceed
    held: bool = False  # nearly all of the segment's customers must have some of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that speaks against a name the user gave."""

    says: str
    columns: tuple[str, ...] = ()  # whose figures it quotes


def join_doubts(doubts: Iterable[Doubt]) -> str:
    """Write doubts about a name as one line."""
    return "; ".join(doubt.says for doubt in doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """By how much the money of one axis exceeds that of another, per customer of a segment."""

    axis: str
    over: str
    segment: int
    mean: float
    low: float  # 95 % interval; nan with too few customers to have one
    high: float


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
    doubts: tuple[Doubt, ...] = ()  # about a name that was given
    described: tuple[Trait, ...] = ()  # columns that follow from others, not clustered on

    @property
    def note(self) -> str:
        """What speaks against a given name, in one line; "" where nothing does."""
        return join_doubts(self.doubts)

    def find_trait(self, column: str) -> Trait:
        """Return the trait of one column."""
        return next(t for t in self.traits if t.column == column)

    @property
    def traits_by_deviation(self) -> tuple[Trait, ...]:
        """All traits by falling size of their deviation."""
        known = (t for t in self.traits if math.isfinite(t.deviation))
        hidden = (t for t in self.traits if not math.isfinite(t.deviation))
        return (*sorted(known, key=lambda t: -abs(t.deviation)), *hidden)

    @property
    def markers(self) -> tuple[Trait, ...]:
        """The traits that mark the segment, the strongest first."""
        return tuple(t for t in self.traits_by_deviation if t.is_marker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation(Shown):
    """The segments, described and named, beside the population."""

    segments: tuple[Segment, ...]  # ids 0..k-1
    population: tuple[Trait, ...]
    axes: tuple[tuple[str, str], ...]  # (column, axis) for the columns that have one
    surpluses: tuple[Surplus, ...]
    contributions: Contributions
    rules: Rules
    typical: tuple[Typical, ...]  # by segment id
    outside: Outside = field(default=Outside(comparisons=()))
    holdings: Holdings = field(default=Holdings(columns=(), customers=()))
    existing: tuple[Existing, ...] = ()
    described: tuple[Trait, ...] = ()  # the population in columns that are not clustered on

    @property
    def names(self) -> list[str]:
        """The segments' names, by id."""
        return [s.name for s in self.segments]

    def _list_blocks(self) -> list[Block]:
        return self.blocks(Numbers())

    def blocks(self, figures: Numbers) -> list[Block]:
        """Describe what concerns all segments; each one's page is its passport."""
        return [
            Heading("The segments"),
            self.build_averages_table(figures),
            *self.build_difference_blocks(figures),
        ]

    def build_difference_blocks(self, figures: Numbers) -> list[Block]:
        """Describe what tells the segments apart, in columns that made them and in others."""
        return [
            *self.contributions.blocks(self.names),
            *self.rules.blocks(self.names, figures),
            *self.holdings.blocks(self.names, figures),
            *self.outside.blocks(self.names, figures),
            *(block for existing in self.existing for block in existing.blocks(self.names)),
        ]

    def build_averages_table(self, figures: Numbers) -> Table:
        """Lay out the averages per segment, in the customers' units."""
        columns = ("Segment", "Customers", "Share", *(t.column for t in self.population))
        rows = [
            (
                f"{s.id} {s.name}",
                figures.write_whole(s.size),
                write_percent(s.share),
                *(_write_trait_mean(t, figures, few=s.size < FEWEST) for t in s.traits),
            )
            for s in self.segments
        ]
        total = sum(s.size for s in self.segments)
        means = (figures.write_value(t.mean, t.unit) for t in self.population)
        rows.append(("All customers", figures.write_whole(total), write_percent(1.0), *means))
        return Table(columns, tuple(rows), caption="Averages per segment")


def _write_trait_mean(trait: Trait, figures: Numbers, *, few: bool) -> str:
    """Write a mean; not that of a few customers, who could be recognised by it."""
    return "–" if few else figures.write_value(trait.mean, trait.unit)
