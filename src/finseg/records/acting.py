"""What may be done with a column's figures, as far as its measure is sure?

Columns in; whether they are amounts of money, whose, in which scale out, or the first facet that
forbids it. Only facets that are given or sure may act. Of whom a column speaks is the customer
unless something says otherwise: a row is a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from finseg.document.numbers import MONEY
from finseg.document.said import ColumnName, Said, Text, say
from finseg.records.dataset import Column
from finseg.records.measure import Direction, Facet, FacetName, Owner, Quantity, Scale

# Figures in these stand for amounts, times or numbers, and limits on them mean what they say.
AMOUNTS: tuple[Scale, ...] = ("as is", "thousands", "lakhs", "percent", "share")
_MONEY_SCALES: tuple[Scale, ...] = ("as is", "thousands", "lakhs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """The facet of a column that keeps it from being used, and what it is as far as known."""

    column: str
    facet: FacetName
    value: str  # "" where nothing speaks for any
    is_sure: bool  # it is known, and another than is needed
    evidence: Text = ""

    def write_reason(self) -> Said:
        """Say why the column is not used."""
        column = ColumnName(self.column)
        if self.is_sure:
            value = _PHRASES.get(self.value, self.value)
            return say(_KNOWN[self.facet], column=column, value=value)
        return say(_OPEN[self.facet], column=column)


_KNOWN: dict[FacetName, str] = {
    "quantity": "{column} measures {value}",
    "direction": "{column} is read the other way round: {value}",
    "owner": "{column} is {value}",
    "per": "{column} is {value}",
    "whom": "{column} speaks of the {value}, not of the customer",
    "scale": "{column} holds no amounts: its figures are {value}",
}
# Values of facets as they stand in such a sentence.
_PHRASES = {
    "held": "money that is held",
    "owed": "money that is owed",
    "flow in": "money that comes in",
    "flow out": "money that is paid out",
    "limit": "a limit",
    "price": "a price",
    "month": "per month",
    "year": "per year",
    "lifetime": "over all the time with the bank",
    "point in time": "what there is at one time",
}
_OPEN: dict[FacetName, str] = {
    "quantity": "what {column} measures is not sure",
    "direction": "whether more is better or worse in {column} is not sure",
    "owner": "whether {column} is held, owed, or moves is not sure",
    "per": "whether {column} is per month or per year is not sure",
    "whom": "whether {column} speaks of the customer is not sure",
    "scale": "in which scale {column} is written is not sure",
}


def is_amount(column: Column) -> bool:
    """Tell whether a column holds amounts of money of the customer that may be added up."""
    return (
        column.unit in MONEY
        and find_scale_obstacle(column) is None
        and find_whom_obstacle(column) is None
    )


def find_multiple(column: Column) -> float | None:
    """Return what one of a column's figures stands for in money: 1,000; None where nothing says."""
    scale = column.measure.scale
    if scale.acts and scale.value in ("thousands", "lakhs"):
        return MONEY[scale.value]
    if column.unit in MONEY:
        return MONEY[column.unit]
    return 1.0 if scale.acts and scale.value == "as is" else None


def find_scale_obstacle(column: Column) -> Obstacle | None:
    """Say what keeps a column's figures from being held against limits in their own unit."""
    scale = column.measure.scale
    if scale.acts and scale.value in (_MONEY_SCALES if column.unit in MONEY else AMOUNTS):
        return None
    return make_obstacle(column, "scale")


def find_whom_obstacle(column: Column) -> Obstacle | None:
    """Say whether a column speaks of anybody but the customer, or may do so."""
    whom = column.measure.whom
    if (whom.value == "customer" and whom.certainty != "open") or (
        not whom.value and not whom.is_doubtful
    ):
        return None
    return make_obstacle(column, "whom")


def find_direction_obstacle(column: Column, wanted: Direction) -> Obstacle | None:
    """Say whether more of a column is not, for sure, as good or bad as wanted."""
    direction = column.measure.direction
    if direction.acts and direction.value == wanted:
        return None
    return make_obstacle(column, "direction")


def find_quantity_obstacle(column: Column, wanted: tuple[Quantity, ...]) -> Obstacle | None:
    """Say whether a column does not measure, for sure, one of the quantities."""
    quantity = column.measure.quantity
    if quantity.acts and quantity.value in wanted:
        return None
    return make_obstacle(column, "quantity")


def find_owner_obstacle(column: Column, wanted: tuple[Owner, ...]) -> Obstacle | None:
    """Say whether a column is not, for sure, money of one of these owners."""
    owner = column.measure.owner
    if owner.acts and owner.value in wanted:
        return None
    return make_obstacle(column, "owner")


def find_period_obstacle(column: Column) -> Obstacle | None:
    """Say whether something speaks for a period without being sure; silence leaves the usual."""
    per = column.measure.per
    if (per.acts and per.value in ("month", "year")) or (not per.value and not per.is_doubtful):
        return None
    return make_obstacle(column, "per")


def find_same_scale_obstacle(one: Column, other: Column) -> Obstacle | None:
    """Say whether two columns of money are not in a known scale, nor in the same one."""
    first, second = one.measure.scale, other.measure.scale
    doubtful = first.is_doubtful or second.is_doubtful
    alike = first.value == second.value and bool(first.value or not doubtful)
    alike = alike and not (first.contradicted or second.contradicted)
    for column, scale in ((one, first), (other, second)):
        if scale.value not in ("", *_MONEY_SCALES) or not (scale.acts or alike):
            return make_obstacle(column, "scale")
    return None


def make_obstacle(column: Column, name: FacetName) -> Obstacle:
    """State one facet of a column as what keeps it from being used."""
    facet: Facet[Any] = getattr(column.measure, name)
    return Obstacle(
        column=column.name,
        facet=name,
        value=facet.value,
        is_sure=facet.acts and bool(facet.value),
        evidence=facet.reason,
    )
