"""What does a column measure, which way is good, whose is it, and how sure is that?

`Measure`: one `Facet` per question. A facet holds its value, how certain it is and the evidence for
it. Only facets that are given or sure may act: make ratios, limits, offers, and words that need a
meaning. Likely ones are shown with their mark; of open ones nothing is said but the heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

from finseg.document.said import Text, join_said

# What a column of figures measures, in a bank's words; "none" where nothing speaks for any.
Quantity = Literal[
    "age",
    "birth year",
    "income",
    "balance",
    "savings",
    "investment",
    "property",  # worth of a house, a vehicle or other collateral
    "limit",
    "available credit",  # what is left of a limit
    "loan",
    "debt",  # owed without a loan agreement of its own: on cards, overdrafts
    "instalment",
    "payment",
    "spending",
    "fees",
    "premium",
    "credit score",
    "score",
    "utilisation",
    "ratio",
    "frequency",  # share of the periods in which something happened
    "interest rate",
    "count",
    "tenure",  # with the bank
    "employment",  # time with the employer
    "recency",  # time since something happened
    "arrears",  # days, times or money behind with payments
    "duration",
    "none",
]
Certainty = Literal["given", "sure", "likely", "open"]
# Of the customer and the bank together: which end a person would rather be at.
Direction = Literal["more is better", "more is worse", "neither", ""]
# Whose money it is and how it moves; "" for what is no money, or where nothing speaks for any.
Owner = Literal["held", "owed", "flow in", "flow out", "limit", "price", ""]
Period = Literal["month", "year", "lifetime", "point in time", ""]
Whom = Literal["customer", "household", "area", ""]
Scale = Literal[
    "as is",
    "thousands",
    "lakhs",
    "percent",
    "share",
    "standardised",  # mean 0 and deviation 1
    "zero to one",  # brought between its smallest and its largest figure
    "ranks",  # scores, ranks or answers with few steps; their ends stand in `Measure.ends`
    "code",  # figures that stand for something: levels, kinds, 111 … 555
    "logarithm",
    "",
]
FacetName = Literal["quantity", "direction", "owner", "per", "whom", "scale"]

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
FACETS: tuple[FacetName, ...] = get_args(FacetName)
# Of figures in these scales nothing can be computed, whatever they measure.
_NO_AMOUNTS: tuple[Scale, ...] = ("standardised", "zero to one", "code", "logarithm")
_ACTING: tuple[Certainty, ...] = ("given", "sure")

Value = TypeVar("Value", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet(Generic[Value]):
    """The answer to one question about a column, how certain it is, and why."""

    value: Value
    certainty: Certainty = "open"
    evidence: tuple[Text, ...] = ()  # for and against, the strongest first
    contradicted: bool = False  # something as strong speaks against its value

    @property
    def acts(self) -> bool:
        """Whether something may be computed, limited, offered or named by it."""
        return self.certainty in _ACTING

    @property
    def is_doubtful(self) -> bool:
        """Whether something speaks for its value, and not enough to believe it."""
        return self.certainty == "open" and bool(self.evidence)

    @property
    def reason(self) -> Text:
        """The evidence in one text."""
        if len(self.evidence) == 1:
            return self.evidence[0]
        return join_said(list(self.evidence)) if self.evidence else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one column measures, as far as it is known."""

    quantity: Facet[Quantity] = Facet(value="none")
    direction: Facet[Direction] = Facet(value="")
    owner: Facet[Owner] = Facet(value="")
    per: Facet[Period] = Facet(value="")
    whom: Facet[Whom] = Facet(value="")
    scale: Facet[Scale] = Facet(value="")
    ends: tuple[float, float] | None = None  # of scores and ranks: the lowest and the highest

    @property
    def holds_amounts(self) -> bool:
        """Whether its figures are amounts, times or shares, and not codes or standardised."""
        return self.scale.value not in _NO_AMOUNTS


UNKNOWN = Measure()
