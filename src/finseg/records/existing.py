"""How do the segments compare with what the bank already has?

`Existing`: for a column with today's tiers or segments, the cross table, how far the two divisions
agree, and where the customers of each tier go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import write_count, write_fixed, write_percent
from finseg.document.page import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing(Shown):
    """Today's division beside the new one."""

    column: str
    tiers: tuple[str, ...]  # by falling size
    counts: tuple[tuple[float, ...], ...]  # tiers × segments; NaN: not to be shown
    agreement: float  # adjusted Rand: 1 the same division, 0 as by chance
    without: int  # customers who have no tier
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
            rows.append(
                (tier, _write_tier_count(size), *(_write_count_with_share(n, size) for n in row))
            )
        numbers: list[Align] = ["right"] * (1 + len(names))
        blocks: list[Block] = [
            Heading(f"Beside today's {self.column}"),
            Sentence(
                f"The two divisions agree by {write_fixed(self.agreement, 2)} (adjusted Rand: 1 the "
                f"same, 0 as by chance).{self._write_tier_moves(names)}"
            ),
            Table(
                (self.column, "Customers", *(f"{s} {name}" for s, name in enumerate(names))),
                tuple(rows),
                ("left", *numbers),
            ),
        ]
        if self.without:
            have = "has" if self.without == 1 else "have"
            blocks.append(Note(f"{write_count(self.without, 'customer')} {have} no {self.column}."))
        return blocks

    def _write_tier_moves(self, names: Sequence[str]) -> str:
        """Say where tiers go, as far as all their cells may be shown."""
        moves = [move for i in range(len(self.tiers)) if (move := self._write_tier_move(i, names))]
        said = f" The largest part of each tier goes to: {'; '.join(moves)}." if moves else ""
        if math.isfinite(self.stay_share):
            return f"{said} {write_percent(1 - self.stay_share)} of the customers go elsewhere."
        return said + " What is not shown here is withheld."

    def _write_tier_move(self, tier: int, names: Sequence[str]) -> str:
        row, size = self.counts[tier], self.count_tier(tier)
        if not math.isfinite(sum(row) + size):
            return ""
        most = max(range(len(row)), key=lambda s: row[s])
        return f"{self.tiers[tier]} to {most} {names[most]} ({write_percent(row[most] / size)})"


def _write_tier_count(number: float) -> str:
    return f"{write_fixed(number, 0)}" if math.isfinite(number) else "–"


def _write_count_with_share(number: float, size: float) -> str:
    share = f" ({write_percent(number / size)})" if math.isfinite(number / size) else ""
    return _write_tier_count(number) + share
