"""What does a catalogue say about a product?

The closed forms that a catalogue's TOML is read into: product, condition, limits.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from finseg.interpret.lexicon import ClaimRule
from finseg.records.offers import Kind

Inside = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Some = Annotated[float, msgspec.Meta(ge=0)]
MOST_CONDITIONS = 14  # each can be a reason at two limits: all of them are bits of one number
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\s;:][^;:\n\t]*$")]


class Closed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all forms have in common: frozen, keyword-only, no unknown key."""


class ProductCondition(Closed, frozen=True, kw_only=True):
    """What one figure of a customer must be: limits in its own unit, or a place among all."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    above: Inside | None = None  # more than this share of the customers have
    below: Inside | None = None  # less than this share of the customers have: the lowest ones
    if_known: bool = False  # not asked where the table has no such column

    @property
    def code(self) -> str:
        """The condition in short: what offers.csv gives as reason."""
        parts = (
            (">=", self.at_least, 1),
            ("<=", self.at_most, 1),
            (">p", self.above, 100),
            ("<p", self.below, 100),
        )
        told = (f"{sign}{value * scale:.10g}" for sign, value, scale in parts if value is not None)
        return self.measure + " and ".join(told)


class CreditLimits(Closed, frozen=True, kw_only=True):
    """Limits of affordability that are stricter than those of the settings."""

    score_floor: Some | None = None
    loan_to_income: Positive | None = None
    utilisation: Positive | None = None
    debt_service: Positive | None = None


class Adds(Closed, frozen=True, kw_only=True):
    """What a credit adds to what is owed: it must fit below the limits as well."""

    loan_to_income: Some = 0.0  # years of income
    debt_service: Some = 0.0  # share of the income


Conditions = Annotated[tuple[ProductCondition, ...], msgspec.Meta(max_length=MOST_CONDITIONS)]


class Product(Closed, frozen=True, kw_only=True):
    """One product: what it is, whom it is for, whom it is not for."""

    name: Name
    kind: Kind
    what: str  # what it does for the customer, in a few words
    channel: str = ""
    need: tuple[ClaimRule, ...] = ()  # one that holds of a segment makes it a target
    against: tuple[ClaimRule, ...] = ()  # one that holds of a segment forbids it
    target: Conditions = ()  # one that holds of a customer is the reason for an offer
    eligible: Conditions = ()  # all must hold
    negative: Conditions = ()  # none may hold
    stretched: bool = False  # for customers beyond a limit of affordability
    secured: bool = False  # credit against a pledge
    win_back: bool = False  # for those who have left, and for nobody else
    limits: CreditLimits = CreditLimits()
    adds: Adds = Adds()
    excludes: tuple[str, ...] = ()  # products not to be offered beside it
    value: float | None = None  # to the bank, per customer and year; only ever breaks a tie
    cost: float | None = None


class Catalogue(Closed, frozen=True, kw_only=True):
    """All the products."""

    products: Annotated[tuple[Product, ...], msgspec.Meta(min_length=1, max_length=100)]

    @property
    def names(self) -> list[str]:
        """The products' names, in the catalogue's order."""
        return [p.name for p in self.products]
