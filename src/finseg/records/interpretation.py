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
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import Amount, Customers, Number, Said, Share, Text, join_said, say
from finseg.maths.effects import FEWEST, clears_threshold
from finseg.records.contributions import Contributions
from finseg.records.existing import Existing
from finseg.records.holdings import Holdings
from finseg.records.measure import Scale
from finseg.records.outside import Outside
from finseg.records.rules import Rules
from finseg.records.typical import Typical

MARKER = 0.25  # standard deviations; half of what Cohen (1988) calls a medium effect
_ROUNDING = 1e-6  # rows
NameKind = Literal["archetype", "composed", "given"]
MiddleKind = Literal[
    "mean", "median", "bound"
]  # "bound": only that more than 95 % have any, or none


def count_whole(rows: float) -> int:
    """Return how many whole rows there are, whatever sums left in the last digits."""
    return math.floor(rows + _ROUNDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCounts:
    """On which rows the figures of a column rest, where rows count by their weight."""

    missing: int  # without the value
    zeros: int
    effective: float  # equally weighted rows that tell as much as those with a value
    effective_amounts: float  # … and as those with a value other than zero


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
    category: str = ""  # whose level it is: the mean is the share of those who have the level
    level: str = ""
    rows: RowCounts | None = None  # None: each row counts as one, and shares tell how many they are

    @property
    def telling(self) -> int:
        """On how many customers quantiles rest: those with a value, fewer if some rule the rest."""
        return (
            self.present
            if self.rows is None
            else min(self.present, count_whole(self.rows.effective))
        )

    @property
    def holders(self) -> int:
        """How many customers have an amount other than zero: a mean is theirs alone."""
        if self.rows is not None:
            return min(self.present - self.rows.zeros, count_whole(self.rows.effective_amounts))
        zeros = self.zero_share * self.present if math.isfinite(self.zero_share) else 0
        return self.present - round(zeros)

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
    figure: Said  # "income averages ₹1.19L against ₹85K among all customers, +0.91 sd …"
    deviation: float  # mean over `columns`, in standard deviations
    columns: tuple[str, ...] = ()  # that measure the axis
    middle: MiddleKind = "mean"  # what the figure quotes of the column
    holds: bool = True  # False only for a word of a name that the user gave
    at_least: float | None = None  # deviation
    at_most: float | None = None
    between: tuple[float, float] | None = None  # mean, in the column's own unit
    more_than: tuple[str, ...] = ()  # columns whose money the axis' money must exceed
    held: bool = False  # nearly all of the segment's customers must have some of it
    lacked: bool = False  # nearly all of them must have none of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that speaks against a name the user gave."""

    says: Said
    columns: tuple[str, ...] = ()  # whose figures it quotes


def join_doubts(doubts: Iterable[Doubt]) -> Said:
    """Put doubts about a name into one line."""
    return join_said(doubt.says for doubt in doubts)


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
    share: float  # of the customers used, or of those they stand for, 0..1
    traits: tuple[Trait, ...]  # one per feature, in the recipe's order
    claims: tuple[Claim, ...] = ()
    similarity: float = 0.0  # to the archetype's direction, -1..1; 0 for other names
    doubts: tuple[Doubt, ...] = ()  # about a name that was given
    described: tuple[Trait, ...] = ()  # columns that follow from others, not clustered on
    stands_for: float | None = None  # customers that its rows stand for, where rows have weights

    def __repr__(self) -> str:
        return f"<Segment {self.id} {self.name} ({self.size})>"

    @property
    def weighted(self) -> bool:
        """Whether rows have weights: the share is then not one of its size."""
        return self.stands_for is not None

    def build_share(self, everyone: int) -> Share:
        """Return the share, with the number of customers by which it may be withheld."""
        if self.weighted:
            return Share(self.share, customers=self.size)
        return Share(self.share, of=everyone)

    def say_size(self) -> Said:
        """Say how many customers it has, and how many more they stand for where rows have weights.

        Of a segment whose number is withheld nothing more is said.
        """
        size = Customers(self.size)
        if self.stands_for is None or math.isnan(self.stands_for):
            return say("{size}", size=size)
        return say("{size} that stand for {all}", size=size, all=Number(self.stands_for, 0))

    @property
    def note(self) -> Said:
        """What speaks against a given name, in one line; empty where nothing does."""
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
    effective_rows: float | None = None  # equally weighted rows that tell as much, with weights
    scales: tuple[tuple[str, Scale], ...] = ()  # (column, scale) for columns that are no amounts
    seeming: tuple[tuple[str, str], ...] = ()  # (column, axis) that a heading suggests; not sure

    @property
    def has_row_weights(self) -> bool:
        """Whether rows stand for more or fewer customers than one each."""
        return any(s.stands_for is not None for s in self.segments)

    @property
    def total_stands_for(self) -> float:
        """All customers that the rows stand for; nan where that is withheld."""
        return sum((s.stands_for or 0.0 for s in self.segments), 0.0)

    @property
    def names(self) -> list[str]:
        """The segments' names, by id."""
        return [s.name for s in self.segments]

    def blocks(self) -> list[Block]:
        """Describe what concerns all segments; each one's page is its passport."""
        return [
            Heading("The segments"),
            self.build_averages_table(),
            *self.build_difference_blocks(),
        ]

    def build_difference_blocks(self) -> list[Block]:
        """Describe what tells the segments apart, in columns that made them and in others."""
        return [
            *self.contributions.blocks(self.names),
            *self.rules.blocks(self.names),
            *self.holdings.blocks(self.names),
            *self.outside.blocks(self.names),
            *(block for existing in self.existing for block in existing.blocks(self.names)),
        ]

    def build_averages_table(self) -> Table:
        """Lay out the averages per segment, in the customers' units."""
        total = sum(s.size for s in self.segments)
        stand = [self.total_stands_for] if self.has_row_weights else []
        columns = (
            "Segment",
            "Customers",
            *("Stand for" for _ in stand),
            "Share",
            *(t.column for t in self.population),
        )
        rows = [
            (
                f"{s.id} {s.name}",
                Customers(s.size, ""),
                *(write_stands_for(s.stands_for) for _ in stand),
                s.build_share(total),
                *(_make_mean_cell(t, few=s.size < FEWEST) for t in s.traits),
            )
            for s in self.segments
        ]
        means = (_make_mean_cell(t, few=False) for t in self.population)
        summed = map(write_stands_for, stand)
        rows.append(("All customers", Customers(total, ""), *summed, Share(1.0, of=total), *means))
        return Table(columns, tuple(rows), caption="Averages per segment")


def write_stands_for(customers: float | None) -> Text:
    """Write how many customers rows stand for; nothing where rows have no weights."""
    return Number(customers, 0) if customers is not None and math.isfinite(customers) else ""


def _make_mean_cell(trait: Trait, *, few: bool) -> Text:
    """Return a mean; not that of a few customers, who could be recognised by it."""
    return "–" if few else Amount(trait.mean, trait.unit, customers=trait.holders)
