"""How much of the distance between customers is each column's, and each idea's?

`ColumnShare` and `GroupShare`, all of them in `Shares`. The mean squared distance between two
customers is twice the sum of the prepared columns' variances, so a column's share is its variance
over that sum.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import Count, Number, Share, Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShare:
    """One clustered column, or one category with all of its levels."""

    column: str
    share: float  # of the total distance, 0..1
    levels: int = 0  # of a category: the columns made of its levels


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """Columns that measure one idea.

    Their common component is their first principal component. Its variance, counted in variances
    of one standardised column, is the weight the idea effectively has: m columns that are all the
    same weigh m, m unrelated ones 1.
    """

    columns: tuple[str, ...]
    agreement: float  # the least rank correlation within, in size
    shared: bool
    share: float  # of the total distance, all its columns together
    common: float  # of the total distance, by the common component alone
    weight: float  # effective weight of the idea, in columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares(Shown):
    """Every clustered column's share of the total distance, and every group's."""

    columns: tuple[ColumnShare, ...]
    groups: tuple[GroupShare, ...] = ()

    def find_group_number(self, column: str) -> int:
        """Return the number of a column's group, from 1; 0 where it has none."""
        return next((i for i, g in enumerate(self.groups, 1) if column in g.columns), 0)

    def blocks(self) -> list[Block]:
        """Describe the shares, the groups with their effective weight first."""
        blocks: list[Block] = [
            Heading("Shares of the distance"),
            Sentence(
                "How much of the squared distance between customers comes from each column, once "
                "the columns are prepared."
            ),
        ]
        if self.groups:
            rows: tuple[tuple[Text, ...], ...] = tuple(
                (
                    Count(i),
                    ", ".join(g.columns),
                    Number(g.agreement, 2),
                    Share(g.share),
                    Share(g.common),
                    say(
                        "{weight} columns{shared}",
                        weight=Number(g.weight, 1),
                        shared=" (shared)" if g.shared else "",
                    ),
                )
                for i, g in enumerate(self.groups, 1)
            )
            header = ("Idea", "Columns", "Least correlation", "Share", "In common", "Counts like")
            blocks += [
                Table(header, rows, ("right", "left", "right", "right", "right", "right")),
                Note(
                    "The columns of one idea rise and fall together, so the idea counts more "
                    "than once. “Counts like” is measured on the prepared values; the finding "
                    "goes by ranks, so its figure can differ a little. To give the idea the "
                    'weight of one column, set redundant = "share" in [prepare].'
                ),
            ]
        shares: tuple[tuple[Text, ...], ...] = tuple(
            (c.column, Share(c.share), Count(idea) if idea else "–")
            for c in self.columns
            for idea in [self.find_group_number(c.column)]
        )
        return [*blocks, Table(("Column", "Share", "Idea"), shares, ("left", "right", "right"))]
