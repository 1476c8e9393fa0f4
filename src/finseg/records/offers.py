"""What is offered to whom, and why?

`Offers`: the product × segment matrix with the reasons of every cell, what the guardrails did, what
the table lacked, how attractive each segment is, and compact decisions per customer. Sentences per
customer are made from these where they are wanted (`finseg.recommend.wording`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit
from finseg.document.page import Shown
from finseg.document.said import (
    Count,
    Customers,
    Said,
    Text,
    join_said,
    say,
    write_text,
)
from finseg.maths.arrays import Codes, Floats, Ints
from finseg.records.deciding import Deciding
from finseg.records.targeting import (
    Action,
    Worth,
    build_arithmetic_blocks,
    build_ranking_blocks,
)

Stance = Literal["target", "neutral", "not for", "unknown"]
Kind = Literal["credit", "deposit", "investment", "protection", "advice", "service"]
SAID: dict[Stance, str] = {
    "target": "● target",
    "neutral": "neutral",
    "not for": "× not for",
    "unknown": "? no data",
}


class Barrier(IntEnum):
    """The first thing that forbids a product to a customer."""

    NONE = 0
    REFUSED = 1  # opted out
    CONSENT_UNKNOWN = 2
    HELP_FIRST = 3  # help with debts is offered instead
    BESIDE = 4  # another offer excludes it
    SCORE_FLOOR = 5  # the credit score is below the floor
    OVER_LIMIT = 6  # beyond a limit of affordability, with what the credit adds
    AFFORDABILITY_UNKNOWN = 7
    NEGATIVE = 8  # in the negative market
    NOT_ELIGIBLE = 9
    NEGATIVE_UNKNOWN = 10
    ELIGIBLE_UNKNOWN = 11
    SEGMENT = 12  # the product is not for the segment
    LEFT = 13  # has left
    DIED = 14
    IN_DEFAULT = 15  # does not pay any more, or is in collection
    EXCLUDED = 16  # the settings say so
    STILL_HERE = 17  # the product wins back who has left


UNKNOWN_BARRIERS = (  # where it is a figure of the customer that is missing
    Barrier.AFFORDABILITY_UNKNOWN,
    Barrier.NEGATIVE_UNKNOWN,
    Barrier.ELIGIBLE_UNKNOWN,
)


class Standing(IntEnum):
    """Whether somebody is a customer to whom anything can be offered."""

    CUSTOMER = 0
    LEFT = 1
    DIED = 2
    IN_DEFAULT = 3
    EXCLUDED = 4


STANDING_BARRIERS: dict[Standing, Barrier] = {
    Standing.LEFT: Barrier.LEFT,
    Standing.DIED: Barrier.DIED,
    Standing.IN_DEFAULT: Barrier.IN_DEFAULT,
    Standing.EXCLUDED: Barrier.EXCLUDED,
}


class Outcome(IntEnum):
    """What came out for a customer; the places are those of `OUTCOMES`."""

    OFFER = 0
    OPTED_OUT = 1
    CONSENT_UNKNOWN = 2
    WITHHELD = 3
    FIGURES_UNKNOWN = 4
    NO_REASON = 5
    LEFT = 6
    DIED = 7
    IN_DEFAULT = 8
    EXCLUDED = 9


OUTCOMES = (  # as offers.csv has them
    "offer",
    "no offer: opted out",
    "no offer: consent unknown",
    "no offer: withheld",
    "no offer: figures not known",
    "no offer: no clear reason for one",
    "no offer: has left",
    "no offer: has died",
    "no offer: in default or collection",
    "no offer: excluded by the settings",
)
_NO_OFFER = (  # the same in a sentence
    "{n} opted out",
    "{n} with consent unknown",
    "{n} have a reason but may not have the product",
    "{n} lack the figures needed",
    "{n} have no clear reason for a product",
    "{n} have left",
    "{n} have died",
    "{n} are in default or collection",
    "{n} are excluded by the settings",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Metric:
    """A figure of every customer that products ask for, and the columns it comes from."""

    name: str  # "loan to income"
    label: str  # how it is cited: "Loan_Amount ÷ Annual_Income"
    unit: Unit
    columns: tuple[str, ...]
    values: Floats  # (n,); nan where it is not known
    parts: tuple[str, ...] = ()  # where it is the largest or least of several columns: their labels
    which: Codes | None = None  # (n,) in which of them it stands
    places_only: bool = False  # limits in its own unit mean nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One condition on a customer's figure, with its limits in the figure's own unit."""

    measure: str
    code: str  # "investment>p60", "credit score>=650"
    unit: Unit = "none"  # of the limits
    at_least: float | None = None
    at_most: float | None = None
    above: tuple[float, float] | None = None  # share of the customers, and the value it is at
    below: tuple[float, float] | None = None
    over: float | None = None  # a limit of affordability, and the figure is beyond it
    if_known: bool = False  # passed where the table has no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFigure:
    """A figure that the table lacks and a product cannot be offered without."""

    metrics: tuple[str, ...]  # any one of them would do
    for_affordability: bool = False  # nothing tells what credit a customer can carry

    def __str__(self) -> str:
        *first, last = self.metrics
        if self.for_affordability:
            return f"{', '.join(first)} or {last}"
        return " or ".join(self.metrics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product of the catalogue, as it fared."""

    name: str
    kind: Kind
    channel: str
    what: str  # what it does for the customer
    reasons: tuple[Test, ...]  # of which one at least holds for each customer who gets it
    eligible: tuple[Test, ...]
    negative: tuple[Test, ...]
    stretched: bool  # for customers beyond a limit of affordability
    missing: tuple[MissingFigure, ...]  # without which it cannot be offered
    offered: int = 0  # customers
    first: int = 0  # of these, as their first offer
    withheld: int = 0  # customers with a reason of their own who may not have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One product in one segment."""

    product: int
    segment: int
    stance: Stance
    reasons: tuple[Text, ...]
    eligible: float  # share of the segment's customers who may have it, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guardrail: what it forbids, and for how many customers it acted."""

    name: str
    rule: Text
    customers: int | None  # None: it could not be checked, or there is nobody to count
    always: bool = False  # it forbids by not reading at all

    @property
    def customer_count(self) -> Text:
        """For how many it acted; a guardrail that was not checked did not act for 0."""
        if self.customers is None:
            return "always" if self.always else "not checked"
        return Customers(self.customers, "")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decisions:
    """What was decided for each customer, in codes."""

    offers: npt.NDArray[np.int16]  # (n, 3) places in `Offers.lines`; -1 where there is none
    held: npt.NDArray[np.uint32]  # (n, 3) which of the line's reasons hold, one bit each
    withheld: Codes  # (products, n) a `Barrier`: the first thing that forbids it
    withheld_by: Codes  # (products, n) by which condition or limit, where several
    contact: Codes  # (n,) 0 may be contacted, 1 refused, 2 consent unknown
    standing: Codes  # (n,) a `Standing`
    outcome: Codes  # (n,) an `Outcome`


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offers(Shown):
    """The answer to "what do we offer whom", with everything that stands behind it."""

    lines: tuple[Line, ...]  # in the catalogue's order
    cells: tuple[Cell, ...]  # by product, then segment
    guards: tuple[Guard, ...]
    gaps: tuple[Text, ...]  # what the table lacks, each said once
    worth: tuple[Worth, ...]  # by segment id
    deciding: Deciding
    actions: tuple[Action, ...]  # by segment id
    metrics: tuple[Metric, ...]
    decisions: Decisions
    segment: Ints  # (n,)
    least: int = 1  # customers; of fewer it is only said that they are fewer

    @property
    def customers(self) -> int:
        """All customers."""
        return len(self.segment)

    @property
    def customers_with_offer(self) -> int:
        """Customers with at least one offer."""
        return int((self.decisions.offers[:, 0] >= 0).sum())

    @property
    def has_nothing_to_offer(self) -> bool:
        """Whether the table lacks what it takes to decide on any product."""
        return all(line.missing for line in self.lines)

    def select_customers(self, rows: slice) -> Offers:
        """Return the same offers of some of the customers; the rest is still that of all."""
        all_, metrics = self.decisions, self.metrics
        decisions = Decisions(
            offers=all_.offers[rows],
            held=all_.held[rows],
            withheld=all_.withheld[:, rows],
            withheld_by=all_.withheld_by[:, rows],
            contact=all_.contact[rows],
            standing=all_.standing[rows],
            outcome=all_.outcome[rows],
        )
        return replace(
            self,
            decisions=decisions,
            segment=self.segment[rows],
            metrics=tuple(
                replace(m, values=m.values[rows], which=None if m.which is None else m.which[rows])
                for m in metrics
            ),
        )

    def find_cell(self, product: int, segment: int) -> Cell:
        """Return one cell of the matrix."""
        return self.cells[product * len(self.worth) + segment]

    def rank_segments(self) -> tuple[Worth, ...]:
        """Return the segments, the one to go for first; knocked out ones last."""
        return tuple(sorted(self.worth, key=lambda w: (w.rank, w.segment)))

    def summarise(self) -> Said:
        """Say how many got an offer, and why the others got none."""
        if self.has_nothing_to_offer:
            return say(
                "Nobody is offered anything: the table has none of the columns needed to decide "
                "on a product of the catalogue."
            )
        everybody = Customers(self.customers)
        none = self.customers - self.customers_with_offer
        if 0 < none < self.least or 0 < self.customers_with_offer < self.least:
            return say(
                "Offers for {most} of {all} but fewer than {least}.",
                most="all" if none < self.least else "none",
                all=everybody,
                least=Count(self.least),
            )
        counts = np.bincount(self.decisions.outcome, minlength=len(OUTCOMES)).tolist()
        result = say(
            "Offers for {some} of {all}.",
            some=Customers(self.customers_with_offer, ""),
            all=everybody,
        )
        if any(0 < number < self.least for number in counts):
            return result  # what few lack, or refused, could be worked out from the rest
        reasons = join_said(
            (
                say(template, n=Customers(number, ""))
                for template, number in zip(_NO_OFFER, counts[1:], strict=True)
                if number
            ),
            ", ",
        )
        if not reasons:
            return result
        return say("{result} No offer: {reasons}.", result=result, reasons=reasons)

    def describe_action(self, segment: int) -> Said:
        """Say the one thing to do with a segment."""
        return self.actions[segment].describe()

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.worth))

    def blocks(self, names: list[str]) -> list[Block]:
        """Describe offers, matrix, guardrails and gaps."""
        if self.has_nothing_to_offer:
            return [Heading("Offers"), Sentence(self.summarise()), *map(Note, self.gaps)]
        return [
            Heading("Offers"),
            Sentence(self.summarise()),
            *([Note(note)] if (note := self.deciding.describe()) else []),
            self._build_matrix_table(names),
            self._build_reasons_table(names),
            self._build_guards_table(),
            *(Note(gap) for gap in self.gaps),
        ]

    def build_ranking_blocks(self, names: list[str]) -> list[Block]:
        """Say which segments to work on first; nothing of a single one, or without offers."""
        if self.has_nothing_to_offer:
            return []
        return build_ranking_blocks(
            self.rank_segments(), [action.advise() for action in self.actions], names
        )

    def build_arithmetic_blocks(self, names: list[str]) -> list[Block]:
        """Show how the segments were ranked; nothing of a single one, or without offers."""
        if self.has_nothing_to_offer:
            return []
        return build_arithmetic_blocks(self.rank_segments(), names)

    def as_dict(self, numbers: Numbers | None = None) -> dict[str, Any]:
        """Return the outcome as plain values, fit for JSON; no customer's row."""
        k = len(self.worth)
        return {
            "customers": self.customers,
            "with_offer": self.customers_with_offer,
            "segments_that_decide": [
                s for s, counts in enumerate(self.deciding.segments) if counts
            ],
            "products": [
                {
                    "name": line.name,
                    "kind": line.kind,
                    "channel": line.channel,
                    "offered": line.offered,
                    "first": line.first,
                    "withheld": line.withheld,
                    "missing": list(map(str, line.missing)),
                    "segments": [
                        {
                            "segment": s,
                            "stance": self.find_cell(p, s).stance,
                            "eligible": self.find_cell(p, s).eligible,
                            "reasons": [
                                write_text(reason, numbers)
                                for reason in self.find_cell(p, s).reasons
                            ],
                        }
                        for s in range(k)
                    ],
                }
                for p, line in enumerate(self.lines)
            ],
            "guardrails": [
                {
                    "name": g.name,
                    "rule": write_text(g.rule, numbers),
                    "customers": g.customers,
                    "checked": g.always or g.customers is not None,
                }
                for g in self.guards
            ],
            "missing": [write_text(gap, numbers) for gap in self.gaps],
            "targeting": [
                {
                    "segment": w.segment,
                    "attractiveness": w.attractiveness_score,
                    "strength": w.strength_score,
                    "knocked_out": [write_text(k.said, numbers) for k in w.knocked_out],
                    "action": self.actions[w.segment].product,
                    "target": self.actions[w.segment].target,
                    "customers": self.actions[w.segment].customers,
                }
                for w in self.rank_segments()
            ],
        }

    def _build_matrix_table(self, names: list[str]) -> Table:
        k = len(self.worth)
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                line.name,
                *(self._write_stance(p, s) for s in range(k)),
                Customers(line.offered, ""),
                Customers(line.withheld, ""),
            )
            for p, line in enumerate(self.lines)
            if not line.missing
        )
        described = "" if all(self.deciding.segments) else ". In brackets: describes the segment, "
        described += "and decides nothing" if described else ""
        left: Align = "left"
        heads = tuple(f"{s} {name}" for s, name in enumerate(names))
        return Table(
            ("Product", *heads, "Offered to", "Withheld from"),
            rows,
            (left, *(left,) * k, "right", "right"),
            caption="Which product is for which segment. Withheld from: customers who have a "
            f"reason for the product but may not have it{described}",
        )

    def _write_stance(self, product: int, segment: int) -> str:
        said = SAID[self.find_cell(product, segment).stance]
        return said if self.deciding.segments[segment] else f"({said})"

    def _build_reasons_table(self, names: list[str]) -> Table:
        """Give the reasons of every cell that is not neutral; products with equal ones together."""
        together: dict[tuple[int, Stance, tuple[Text, ...]], list[str]] = {}
        for c in sorted(self.cells, key=lambda c: c.segment):
            if c.stance in ("target", "not for"):
                key = (c.segment, c.stance, c.reasons)
                together.setdefault(key, []).append(self.lines[c.product].name)
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                f"{s} {names[s]}",
                ", ".join(products),
                stance if self.deciding.segments[s] else f"({stance})",
                join_said(reasons),
            )
            for (s, stance, reasons), products in together.items()
        )
        sides: tuple[Align, ...] = ("left", "left", "left", "left")
        return Table(("Segment", "Product", "Decision", "Why"), rows, sides)

    def _build_guards_table(self) -> Table:
        return Table(
            ("Guardrail", "What it does", "Customers"),
            tuple((g.name, g.rule, g.customer_count) for g in self.guards),
            ("left", "left", "right"),
            caption="Guardrails, and how many customers each one affected. Those about consent, "
            "and about who has left, has died or does not pay, count everybody whom they keep "
            "offers from; the others count who had a reason for a product that this rule was the "
            "first to forbid",
        )
