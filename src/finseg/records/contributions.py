"""What separates the segments?

`Contributions`: how much of the distance between segments each column carries, over all segments
and for each pair. Exact for segments around centres; no other model is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import ColumnName, Said, Share, join_said, say

_SHOWN = 3  # columns named per pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions(Shown):
    """Shares of squared distance, 0 … 1, adding up to 1 over the columns."""

    columns: tuple[str, ...]
    overall: tuple[float, ...]  # of the distance of all segments from the common centre
    pairs: tuple[tuple[tuple[float, ...], ...], ...]  # k × k × columns; zeros on the diagonal
    nearest: tuple[int, ...]  # per segment, the segment with the nearest centre; itself if alone

    def rank_columns_between(self, one: int, other: int) -> list[tuple[str, float]]:
        """Return the columns by falling share of the distance between two segments."""
        shares = zip(self.columns, self.pairs[one][other], strict=True)
        return sorted(shares, key=lambda pair: (-pair[1], pair[0]))

    def say_leading_columns(self, one: int, other: int) -> Said:
        """Name the columns that carry most of the distance between two segments."""
        most = self.rank_columns_between(one, other)[:_SHOWN]
        parts = (
            say(
                "{column} {share}",
                column=ColumnName(column, bare=True),
                share=Share(part, digits=0),
            )
            for column, part in most
        )
        return join_said(parts, ", ")

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.nearest))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe what separates all segments, and each from its nearest (`names` by id)."""
        if len(self.nearest) < 2:
            return []
        ranked = sorted(zip(self.columns, self.overall, strict=True), key=lambda p: (-p[1], p[0]))
        rows = tuple(
            (f"{s} {names[s]}", f"{near} {names[near]}", self.say_leading_columns(s, near))
            for s, near in enumerate(self.nearest)
        )
        return [
            Heading("What separates the segments"),
            Sentence(
                "How much of the squared distance between the segments comes from each column, on "
                "the scale on which the customers were clustered."
            ),
            Table(("Column", "Share"), tuple((c, Share(share)) for c, share in ranked)),
            Table(
                ("Segment", "Nearest segment", "What separates the two"),
                rows,
                ("left", "left", "left"),
                caption="Each segment and its nearest neighbour",
            ),
        ]
