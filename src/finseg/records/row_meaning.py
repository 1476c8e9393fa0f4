"""What does one row of a table stand for, and how sure is that?

`RowMeaning`: a customer, or something of which a customer may have several (an order, a month, an
account, a product), with what was seen. Only where it is sure does it stop a run.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Literal

from finseg.document.said import (
    NOTHING,
    ColumnName,
    Customers,
    Names,
    Said,
    Text,
    say,
)
from finseg.records.measure import Certainty

RowKind = Literal["customer", "event", "month", "account", "product"]

_ACTING: tuple[Certainty, ...] = ("given", "sure")
# How a row of each kind is called, and what is no customer about it.
_CALLED: dict[RowKind, str] = {
    "customer": "a customer",
    "event": "an event, such as an order or a payment",
    "month": "a month of a customer",
    "account": "an account",
    "product": "a product that a customer holds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMeaning:
    """What one row stands for, and what it was recognised by."""

    kind: RowKind = "customer"
    certainty: Certainty = "open"
    owner: str = ""  # the column that says whose a row is; "" where no column does
    rows: int = 0  # with an owner
    owners: int = 0  # different ones
    by: str = ""  # the column that tells the rows of one owner apart
    differing: tuple[str, ...] = ()  # columns whose figures differ within an owner

    @property
    def acts(self) -> bool:
        """Whether it is sure that the rows are no customers."""
        return self.kind != "customer" and self.certainty in _ACTING

    def say_kind(self) -> Said:
        """Say in one sentence what a row is, and what that was seen by."""
        if self.kind == "customer":
            return self._say_customer()
        seen = say(
            "{rows} share {owners} of {owner}{by}{differing}",
            rows=Customers(self.rows, "row"),
            owners=Customers(self.owners, "value"),
            owner=ColumnName(self.owner),
            by=self._say_difference(),
            differing=say(", as do their figures ({names})", names=Names(self.differing, 3))
            if self.differing and self.by
            else NOTHING,
        )
        template = (
            "Each row is {called}, not a customer: {seen}"
            if self.acts
            else "A row may be {called}, and not a customer: {seen}"
        )
        return say(template, called=_CALLED[self.kind], seen=seen)

    def _say_customer(self) -> Said:
        if not self.owner:
            return say("Each row counts as one customer; no column says whose it is")
        if self.owners == self.rows:
            return say(
                "Each row is one customer: no value stands twice in {owner}",
                owner=ColumnName(self.owner),
            )
        return say(
            "Each row counts as one customer, although {rows} in {owner} hold only {owners}",
            rows=Customers(self.rows, "row"),
            owner=ColumnName(self.owner),
            owners=Customers(self.owners, "different value"),
        )

    def _say_difference(self) -> Text:
        if not self.by:
            return NOTHING
        by = ColumnName(self.by)
        match self.kind:
            case "month":
                return say(", at most once for each period in {by}", by=by)
            case "account" | "product":
                return say(", and {by} is different in each row of one of them", by=by)
            case _:
                return say(", and {by} differs within them", by=by)

    def write_continuing_line(self, source: str) -> str:
        """Write the command that builds one row per customer from this file."""
        return f"finseg run {shlex.quote(source)} --per {shlex.quote(self.owner)}"


CUSTOMER = RowMeaning()
