"""How do the segments compare with what the bank already has?

`Existing`: for a column with today's tiers or segments, the cross table, how far the two divisions
agree, and where the customers of each tier go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import (
    Customers,
    Level,
    Number,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
    show_count,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing(Shown):
    """Today's division beside the new one."""

    column: str
    tiers: tuple[str, ...]  # in their own order, else by falling size
    counts: tuple[tuple[float, ...], ...]  # tiers × segments; NaN: not to be shown
    agreement: float  # adjusted Rand: 1 the same division, 0 as by chance
    without: float  # customers who have no tier; NaN: not to be shown
    rare: bool = False  # those whose tier few customers have are counted among them
    sizes: tuple[float, ...] = ()  # customers of each tier; left out: the sums of `counts`

    @property
    def stay_share(self) -> float:
        """Share of the customers who are where the largest part of their tier is; NaN: not said."""
        total = sum(map(sum, self.counts))
        return sum(map(max, self.counts)) / total if total else 0.0

    def count_tier(self, tier: int) -> float:
        """Return how many customers a tier has; NaN: not to be shown."""
        return self.sizes[tier] if self.sizes else sum(self.counts[tier])

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.counts[0]))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe the two divisions side by side (`names` by id)."""
        rows = []
        for i, (tier, row) in enumerate(zip(self.tiers, self.counts, strict=True)):
            size = self.count_tier(i)
            rows.append((tier, show_count(size), *(_make_share_cell(n, size) for n in row)))
        numbers: list[Align] = ["right"] * (1 + len(names))
        blocks: list[Block] = [
            Heading(f"Compared with today's {self.column}"),
            Sentence(
                say(
                    "The segments agree with today's {column} by {agreement} (adjusted Rand index: "
                    "1 if both divide the customers alike, 0 if they agree no more than by "
                    "chance).{moves}",
                    column=self.column,
                    agreement=Number(self.agreement),
                    moves=self._say_tier_moves(names),
                )
            ),
            Table(
                (self.column, "Customers", *(f"{s} {name}" for s, name in enumerate(names))),
                tuple(rows),
                ("left", *numbers),
            ),
        ]
        if self.without and math.isfinite(self.without):
            have = "has" if self.without == 1 else "have"
            rare = ", or one that few customers have" if self.rare else ""
            blocks.append(
                Note(
                    say(
                        f"{{without}} {have} no {{column}}{rare}.",
                        without=Customers(round(self.without)),
                        column=self.column,
                    )
                )
            )
        return blocks

    def _say_tier_moves(self, names: Sequence[str]) -> Said:
        """Say where tiers go, as far as all their cells may be shown."""
        moves = join_said(self._say_tier_move(i, names) for i in range(len(self.tiers)))
        most = clause(" The largest part of each goes to one segment: {moves}.", moves=moves)
        stay = self.stay_share
        if not math.isfinite(stay):
            rest: Text = " Small groups are not shown."
        else:
            everyone = round(sum(map(sum, self.counts)))
            rest = clause(
                " The other {share} of the customers go elsewhere.",
                share=Share(1 - stay, of=everyone),
            )
        return say("{most}{rest}", most=most if moves else "", rest=rest)

    def _say_tier_move(self, tier: int, names: Sequence[str]) -> Text:
        row, size = self.counts[tier], self.count_tier(tier)
        if not math.isfinite(sum(row) + size):
            return ""
        most = max(range(len(row)), key=lambda s: row[s])
        return say(
            "{tier} to {segment} ({share})",
            tier=Level(self.tiers[tier], round(size)),
            segment=f"{most} {names[most]}",
            share=Share(row[most] / size, of=round(size)),
        )


def _make_share_cell(number: float, size: float) -> Text:
    if not math.isfinite(number / size):
        return show_count(number)
    share = Share(number / size, of=round(size))
    return say("{count} ({share})", count=show_count(number), share=share)
