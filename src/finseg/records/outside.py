"""How do the segments differ in columns that they were not made from?

`Outside`: descriptors, outcomes and protected attributes, compared with ordinary tests; the
p-values are corrected for their number. Columns that were clustered on cannot be in here
(`OutsideColumn` refuses them): tests of these would find differences in pure noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import (
    Amount,
    ColumnName,
    Count,
    Exact,
    Number,
    PValue,
    Said,
    Share,
    Text,
    say,
)
from finseg.maths.association import Association, wilson_interval
from finseg.records.dataset import Column, Role

Method = Literal["Kruskal-Wallis", "chi-squared"]

CLEAR = 0.05  # corrected p-value below which a difference is called one
OUTSIDE_ROLES: tuple[Role, ...] = ("descriptor", "outcome", "protected")
_SHOWN_LEVELS = 6


@dataclass(frozen=True, slots=True)
class OutsideColumn:
    """A column that had no part in making the segments.

    Raises
    ------
    ValueError
        If the column was clustered on, follows from columns that may have been, or has a role that
        is not compared.

    """

    column: Column

    def __post_init__(self) -> None:
        if self.column.role not in OUTSIDE_ROLES:
            raise ValueError(
                f"`{self.column.name}` has the role `{self.column.role}`: only "
                f"{', '.join(OUTSIDE_ROLES)} columns may be tested against the segments"
            )
        if self.column.follows:
            raise ValueError(
                f"`{self.column.name}` follows from other columns ({self.column.follows}) and may "
                "not be tested against the segments"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShare:
    """One level of a category in one segment."""

    level: str
    customers: int  # in the segment
    share: float  # of the segment's customers with a value, 0 … 1
    low: float  # 95 % interval of the share (Wilson)
    high: float
    index: float  # share over that of all customers; 1 as everywhere


def measure_level(
    level: str,
    customers: int,
    *,
    of: int,
    share_of_all: float,
    weighted: tuple[float, float] | None = None,
) -> LevelShare:
    """Measure a level in a segment: its customers, `of` all there that have a value.

    Where rows have weights, `weighted` is the share by these, and how many equally weighted rows
    would tell it as exactly.
    """
    share = customers / of if of else 0.0
    low, high = wilson_interval(customers, of)
    if weighted is not None:
        share, rows = weighted
        low, high = wilson_interval(share * rows, rows)
    return LevelShare(
        level=level,
        customers=customers,
        share=share,
        low=low,
        high=high,
        index=share / share_of_all,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """A column of numbers in one segment."""

    median: float
    p25: float
    p75: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One outside column, segment by segment."""

    outside: OutsideColumn
    method: Method
    association: Association
    p_corrected: float  # Holm, over all columns compared
    levels: tuple[tuple[LevelShare, ...], ...] = ()  # per segment; levels in one order
    middles: tuple[Middle, ...] = ()  # per segment, for a column of numbers
    missing_shares: tuple[float, ...] = ()  # per segment
    telling: tuple[int, ...] = ()  # per segment, rows with a value, fewer if some rule the rest

    @property
    def is_clear(self) -> bool:
        """Whether the segments differ, after correction."""
        return self.p_corrected < CLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside(Shown):
    """All outside columns compared."""

    comparisons: tuple[Comparison, ...]  # by falling effect
    left_out: tuple[tuple[str, Text], ...] = ()  # column, why it was not compared

    def _list_blocks(self) -> list[Block]:
        segments = max((len(c.levels or c.middles) for c in self.comparisons), default=0)
        return self.blocks([""] * segments)

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe which columns differ between the segments (`names` by id), and how."""
        if not self.comparisons:
            return []
        clear = [c for c in self.comparisons if c.is_clear]
        rows = tuple(
            (
                c.outside.column.name,
                c.outside.column.role,
                c.method,
                Number(c.association.effect, 3),
                PValue(c.p_corrected),
                "yes" if c.is_clear else "no",
            )
            for c in self.comparisons
        )
        blocks: list[Block] = [
            Heading("Columns that the segments were not made from"),
            Sentence(_say_outcome(len(clear), len(self.comparisons))),
            Table(
                ("Column", "Role", "Test", "Effect (0 … 1)", "p, corrected", "Differs"),
                rows,
                ("left", "left", "left", "right", "right", "left"),
            ),
        ]
        blocks += [_build_comparison_table(c, names) for c in clear if c.middles or any(c.levels)]
        blocks += [
            Note(say("{column} was not compared: {why}.", column=ColumnName(column), why=why))
            for column, why in self.left_out
        ]
        return blocks


def _say_outcome(clear: int, compared: int) -> Said:
    """Say how many of the columns differ, and why the others are not tested."""
    return say(
        f"{{clear}} of {{compared}} that the segments were not made from {_choose_verb(clear)} "
        "between the segments (p below {limit} after Holm's correction for {questions}). Columns "
        "that the segments were made from are not tested: they differ by construction.",
        clear=Count(clear),
        compared=Count(compared, "column"),
        limit=Exact(CLEAR),
        questions=Count(compared, "question"),
    )


def _choose_verb(number: int) -> str:
    return "differs" if number == 1 else "differ"


def _build_comparison_table(c: Comparison, names: Sequence[str]) -> Table:
    column = c.outside.column
    if c.middles:
        rows = tuple(
            (
                f"{s} {names[s]}",
                Amount(m.median, column.unit),
                say(
                    "{low} … {high}",
                    low=Amount(m.p25, column.unit),
                    high=Amount(m.p75, column.unit),
                ),
            )
            for s, m in enumerate(c.middles)
        )
        return Table(("Segment", "Median", "Middle half"), rows, caption=column.name)
    places = _choose_levels(c)
    shown = [c.levels[0][place].level for place in places]
    cells: tuple[tuple[Text, ...], ...] = tuple(
        (f"{s} {names[s]}", *(_make_level_cell(levels[place]) for place in places))
        for s, levels in enumerate(c.levels)
    )
    numbers: list[Align] = ["right"] * len(shown)
    return Table(
        ("Segment", *shown),
        cells,
        ("left", *numbers),
        caption=say(
            "{column}: share of the segment, and index (100: as among all customers)",
            column=ColumnName(column.name, bare=True),
        ),
    )


def _choose_levels(c: Comparison) -> list[int]:
    """Return the places of the most frequent levels; bands that have an order stand in it."""
    places = list(range(len(c.levels[0])))[:_SHOWN_LEVELS]
    order = {level: place for place, level in enumerate(c.outside.column.order)}
    levels = [level.level for level in c.levels[0]]
    return sorted(places, key=lambda place: order.get(levels[place], len(order) + place))


def _make_level_cell(level: LevelShare) -> Said:
    index = Number(100 * level.index, 0)
    return say("{share} ({index})", share=Share(level.share), index=index)
