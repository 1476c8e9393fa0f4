"""Are there gaps between the groups of these customers?

The borders that were tested in, for each number of groups as `GapEvidence`; the `Separation` out:
how many natural groups there are, and whether segments around centres can follow them.
`finseg.choose.structure` makes it, and the limits of its rule stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Note, Table
from finseg.document.page import Shown
from finseg.document.said import (
    Count,
    Customers,
    Exact,
    Number,
    PValue,
    Said,
    Share,
    Text,
    say,
)

Outcome = Literal[
    "none",
    "natural",
    "misfit",  # there are groups, but not around centres
    "untested",  # most of the distance is between levels, which have gaps between them by nature
]

FAMILY = 0.05  # chance that any number of groups passes for gaps where there are none
ALL_BORDERS = 0.01  # p-value up to which the borders of one number, together, are gaps at most
EACH_BORDER = 0.15  # p-value of the valley that no single border may exceed
LEAST_DEPTH = 0.1  # a tenth fewer customers at the border than at the emptier centre
BEND, BENT_TRAFFIC = 0.6, 0.5  # spreads beside the line, and the traffic that makes them a bend
MOST_TRAFFIC = 1.4  # neighbours across the border, relative to across the middle of a group


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """What lies between two neighbouring groups."""

    pair: tuple[int, int]
    dip: float
    dip_p: float  # of the dip: more than one peak along the line, or around its smaller side
    p: float  # of the valley: fewer at the border than on both sides
    depth: float  # 1 empty, 0 as full as the emptier centre, below 0 fuller
    traffic: float  # 0 none, 1 as busy as the middle of a group, 2 a peak cut in two
    customers: int  # distinct ones compared
    bend: float = 0.0  # how far beside the line of the centres the groups touch, in their spreads

    @property
    def passes(self) -> bool:
        """Whether the border is a gap, as far as it can tell by itself."""
        return (
            self.p <= EACH_BORDER
            and self.depth >= LEAST_DEPTH
            and self.traffic <= MOST_TRAFFIC
            and not self.is_bend
        )

    @property
    def is_bend(self) -> bool:
        """Whether the two groups touch beside the line: two parts of one bent group."""
        return self.bend >= BEND and self.traffic >= BENT_TRAFFIC


@dataclass(frozen=True, slots=True, kw_only=True)
class GapEvidence:
    """Are k groups separated from each other, border by border?"""

    k: int
    borders: tuple[Border, ...]  # none if a group was too small to be one
    least_share: float  # of the customers, in the smallest group
    hollow: tuple[int, ...]  # groups without a middle, arcs for one: a line through it misleads
    p: float  # of all borders together: how often one cluster would look so divided
    limit: float  # of p: the chance is shared among all numbers that were tried

    @property
    def passes(self) -> bool:
        """Whether every condition for gaps holds at every border."""
        return (
            bool(self.borders)
            and self.p <= self.limit
            and not self.hollow
            and all(border.passes for border in self.borders)
        )

    @property
    def worst_p(self) -> float:
        """The largest p-value of a single border; 1 if none was tested."""
        return max((border.p for border in self.borders), default=1.0)

    @property
    def least_depth(self) -> float:
        """The smallest depth of a border; 0 if none was tested."""
        return min((border.depth for border in self.borders), default=0.0)

    @property
    def most_traffic(self) -> float:
        """The largest traffic over a border; 1, as inside a group, if none was tested."""
        return max((border.traffic for border in self.borders), default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation(Shown):
    """Natural groups: how many, and whether segments around centres can follow them."""

    natural_k: int  # 1: none
    outcome: Outcome
    agreement: float  # adjusted Rand of k-means with the groups, of what their overlap permits
    islands: int  # parts of at least 5 % of the customers that no near neighbours join
    rows: int  # customers looked at
    levels: tuple[GapEvidence, ...]  # ascending k
    settled: bool = True  # False: a quick look that cannot say whether there are groups
    columns: tuple[str, ...] = ()  # that tell the natural groups apart, the clearest first
    steps: int = 0  # values of most columns, where they are too few to tell that there is no gap

    def level(self, k: int) -> GapEvidence | None:
        """Return the evidence at one k; None if it was not tried."""
        return next((level for level in self.levels if level.k == k), None)

    def blocks(self) -> list[Block]:
        """Describe what lies between the groups, one row per number of groups."""
        if not self.levels:
            return []
        rows = tuple(
            (
                Count(level.k),
                "yes" if level.passes else "no",
                PValue(level.p),
                PValue(level.worst_p),
                _show_depth(level.least_depth),
                Number(level.most_traffic, 2),
                Count(len(level.hollow)),
            )
            for level in self.levels
        )
        columns = (
            "Groups",
            "Gap at every border",
            "p of all borders",
            "p of the least certain one",
            "Fewer customers at the border, at least",
            "Neighbours across the border, at most",
            "Groups without a middle",
        )
        sides: tuple[Align, ...] = ("right", "left", "right", "right", "right", "right", "right")
        caption = say(
            "Are there gaps between neighbouring groups? ({customers} looked at)",
            customers=Customers(self.rows),
        )
        return [Table(columns, rows, sides, caption=caption), Note(self._say_conditions())]

    def _say_conditions(self) -> Said:
        return say(
            "There are gaps if all of these conditions hold: the borders together have a p-value "
            "of at most {all} (a chance of {family}, shared among the {numbers} that were looked "
            "at), and each of them one of at most {each}; at each border there are at least "
            "{depth} fewer customers than in the less dense group beside it; near neighbours lie "
            "across it at most {traffic} times as often as across the middle of a group, and not "
            "beside the line between the groups, as in a bend; and every group has a middle (an "
            "arc, for instance, has none).",
            all=Number(self.levels[0].limit, 4),
            family=Exact(FAMILY),
            numbers=Count(len(self.levels), "number of groups", "numbers of groups"),
            each=Exact(EACH_BORDER),
            depth=Share(LEAST_DEPTH, digits=0),
            traffic=Exact(MOST_TRAFFIC),
        )


def state_untested(rows: int) -> Separation:
    """State that gaps were not looked for, because the columns consist of steps."""
    return Separation(
        natural_k=1, outcome="untested", agreement=1.0, islands=1, rows=rows, levels=()
    )


def _show_depth(depth: float) -> Text:
    return Share(depth, digits=0) if depth > 0 else "not fewer"
