"""How do the segments compare with what the bank already has?

`Existing`: for a column with today's tiers or segments, the cross table, how far the two divisions
agree, and where the customers of each tier go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import counted, fixed, percent, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """Today's division beside the new one."""

    column: str
    tiers: tuple[str, ...]  # by falling size
    counts: tuple[tuple[int, ...], ...]  # tiers × segments
    agreement: float  # adjusted Rand: 1 the same division, 0 as by chance
    without: int  # customers who have no tier

    @property
    def stay(self) -> float:
        """Share of the customers who are in the segment that most of their tier is in."""
        total = sum(map(sum, self.counts))
        return sum(max(row) for row in self.counts) / total if total else 0.0

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe the two divisions side by side (`names` by id)."""
        rows = []
        for tier, row in zip(self.tiers, self.counts, strict=True):
            size = sum(row)
            rows.append((tier, whole(size), *(f"{whole(n)} ({percent(n / size)})" for n in row)))
        moves = "; ".join(self._move(i, names) for i in range(len(self.tiers)))
        numbers: list[Align] = ["right"] * (1 + len(names))
        blocks: list[Block] = [
            Heading(f"Beside today's {self.column}"),
            Sentence(
                f"The two divisions agree by {fixed(self.agreement, 2)} (adjusted Rand: 1 the "
                f"same, 0 as by chance). Most of each tier goes to: {moves}. "
                f"{percent(1 - self.stay)} of the customers go elsewhere."
            ),
            Table(
                (self.column, "Customers", *(f"{s} {name}" for s, name in enumerate(names))),
                tuple(rows),
                ("left", *numbers),
            ),
        ]
        if self.without:
            have = "has" if self.without == 1 else "have"
            blocks.append(Note(f"{counted(self.without, 'customer')} {have} no {self.column}."))
        return blocks

    def _move(self, tier: int, names: Sequence[str]) -> str:
        row = self.counts[tier]
        most = max(range(len(row)), key=lambda s: row[s])
        return f"{self.tiers[tier]} to {most} {names[most]} ({percent(row[most] / sum(row))})"
