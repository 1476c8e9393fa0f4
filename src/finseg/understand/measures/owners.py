"""Whose money is it, and how does it move?

Columns with a quantity in, the same with an owner out. Most kinds of money have but one; a plain
balance is held or owed by what the table speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finseg.records.dataset import Column
from finseg.records.measure import Facet, Owner, Quantity
from finseg.understand.balances import classify_balance

_OWNERS: dict[Quantity, Owner] = {
    "savings": "held",
    "investment": "held",
    "property": "held",
    "loan": "owed",
    "debt": "owed",
    "income": "flow in",
    "spending": "flow out",
    "fees": "flow out",
    "premium": "flow out",
    "instalment": "flow out",
    "payment": "flow out",
    "limit": "limit",
    "available credit": "limit",
}


def complete_owners(columns: Sequence[Column]) -> list[Column]:
    """Fill in whose money it is, which needs the other columns, too."""
    described = [c for c in columns if c.role in ("feature", "descriptor")]
    return [_add_owner(column, described) for column in columns]


def _add_owner(column: Column, described: Sequence[Column]) -> Column:
    quantity = column.measure.quantity
    if quantity.value == "balance":
        stands = classify_balance(column, described)
        owner: Facet[Owner] = (
            Facet(value="", evidence=("it may be money that is held, or money that is owed",))
            if stands == "doubtful"
            else Facet(value=stands, certainty=quantity.certainty, evidence=quantity.evidence)
        )
    elif quantity.value in _OWNERS:
        owner = Facet(
            value=_OWNERS[quantity.value],
            certainty=quantity.certainty,
            evidence=quantity.evidence,
        )
    else:
        return column
    return replace(column, measure=replace(column.measure, owner=owner))
