"""Who holds the money?

`Holdings`: for each column of money its total, how it is spread over the segments beside their
share of the customers, and how concentrated it is in few hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Align, Block, Heading, Note, Table
from finseg.document.page import Shown
from finseg.document.said import ColumnName, Customers, Money, Share, Text, say

TOP = 0.1  # the tenth of the customers with most


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One column of money: the amounts above zero, added up."""

    column: str
    total: float
    shares: tuple[float, ...]  # per segment, of the total; adding up to 1
    top_share: float  # of the total held by the tenth of the customers with most
    holders: float  # share of the customers with an amount above zero
    below_zero: int = 0  # customers whose negative amount is left out

    def __post_init__(self) -> None:
        if self.total <= 0:
            raise ValueError("a holding needs an amount above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings(Shown):
    """All columns of money, and the segments' shares of the customers."""

    columns: tuple[Holding, ...]
    customers: tuple[float, ...]  # per segment, share of the customers

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.customers))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe who holds what (`names` by id)."""
        if not self.columns:
            return []
        rows: list[tuple[Text, ...]] = [
            (
                f"{s} {name}",
                Share(self.customers[s]),
                *(Share(h.shares[s]) for h in self.columns),
            )
            for s, name in enumerate(names)
        ]
        total: tuple[Text, ...] = (
            "Total",
            Share(1.0, digits=0),
            *(Money(h.total) for h in self.columns),
        )
        top: tuple[Text, ...] = (
            say("Share of the {top} of customers who hold most", top=Share(TOP, digits=0)),
            "",
            *(Share(h.top_share) for h in self.columns),
        )
        numbers: list[Align] = ["right"] * (1 + len(self.columns))
        blocks: list[Block] = [
            Heading("Who holds the money"),
            Table(
                ("Segment", "Customers", *(h.column for h in self.columns)),
                (*rows, total, top),
                ("left", *numbers),
            ),
        ]
        blocks += [
            Note(
                say(
                    f"{{column}}: {{count}} below zero {'is' if h.below_zero == 1 else 'are'} left "
                    "out of the total.",
                    column=ColumnName(h.column),
                    count=Customers(h.below_zero, "amount"),
                )
            )
            for h in self.columns
            if h.below_zero
        ]
        return blocks
