"""Who holds the money?

`Holdings`: for each column of money its total, how it is spread over the segments beside their
share of the customers, and how concentrated it is in few hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Align, Block, Heading, Note, Table
from finseg.document.page import Shown
from finseg.document.said import (
    NOTHING,
    ColumnName,
    Count,
    Customers,
    Money,
    Said,
    Share,
    Text,
    say,
)

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
    rows: tuple[int, ...] = ()  # per segment, customers with an amount above zero
    below_zero_hidden: bool = False  # they are fewer than `below_zero`

    def __post_init__(self) -> None:
        if self.total <= 0:
            raise ValueError("a holding needs an amount above zero")

    @property
    def label(self) -> str:
        """What is added up: the column, or what is above zero in it where not all of it is."""
        return f"{self.column} above zero" if self.below_zero else self.column

    def say_below_zero(self) -> Said:
        """Say how many customers' amounts are left out; nothing where there are none."""
        if not self.below_zero:
            return NOTHING
        one = self.below_zero == 1 and not self.below_zero_hidden
        hidden = say("fewer than {limit}", limit=Count(self.below_zero, "customer"))
        count = hidden if self.below_zero_hidden else Customers(self.below_zero)
        return say(
            f"{{column}}: only what is above zero is added up; {{count}} {'has' if one else 'have'}"
            " less than zero.",
            column=ColumnName(self.column),
            count=count,
        )


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
                ("Segment", "Customers", *(h.label for h in self.columns)),
                (*rows, total, top),
                ("left", *numbers),
            ),
        ]
        blocks += [Note(h.say_below_zero()) for h in self.columns if h.below_zero]
        return blocks
