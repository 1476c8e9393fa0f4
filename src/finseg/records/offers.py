"""What is offered to whom, and why?

`Offers`: the product × segment matrix with the reasons of every cell, what the guardrails did, what
the table lacked, how attractive each segment is, and compact decisions per customer. Sentences per
customer are made from these where they are wanted (`finseg.recommend.customer_table`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit, write_count, write_percent
from finseg.document.page import Shown

Stance = Literal["target", "neutral", "not for", "unknown"]
Kind = Literal["credit", "deposit", "investment", "protection", "advice"]
SAID: dict[Stance, str] = {
    "target": "● target",
    "neutral": "neutral",
    "not for": "× not for",
    "unknown": "? no data",
}
OUTCOMES = (
    "offer",
    "no offer: opted out",
    "no offer: not known to agree",
    "no offer: withheld",
    "no offer: figures not known",
    "no offer: no clear reason for one",
)
_NO_OFFER = (  # in the order of OUTCOMES
    "{} opted out",
    "{} not known to agree",
    "{} with a reason only for what they may not have",
    "{} without the figures that it takes",
    "{} without a clear reason for a product",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """A figure of every customer that products ask for, and the columns it comes from."""

    name: str  # "loan to income"
    label: str  # how it is cited: "Loan_Amount ÷ Annual_Income"
    unit: Unit
    columns: tuple[str, ...]
    values: npt.NDArray[np.float64]  # (n,); nan where it is not known
    parts: tuple[str, ...] = ()  # where it is the largest or least of several columns: their labels
    which: npt.NDArray[np.int8] | None = None  # (n,) in which of them it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One condition on a customer's figure, with its limits in the figure's own unit."""

    measure: str
    code: str  # "investment>p60", "credit score>=650"
    at_least: float | None = None
    at_most: float | None = None
    above: tuple[float, float] | None = None  # share of the customers, and the value it is at
    below: tuple[float, float] | None = None
    over: float | None = None  # a limit of affordability, and the figure is beyond it
    if_known: bool = False  # passed where the table has no such column


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
    missing: tuple[str, ...]  # measures without which it cannot be offered
    offered: int = 0  # customers
    first: int = 0  # of these, as their first offer
    withheld: int = 0  # customers with a reason of their own who may not have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One product in one segment."""

    product: int
    segment: int
    stance: Stance
    reasons: tuple[str, ...]
    eligible: float  # share of the segment's customers who may have it, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guardrail: what it forbids, and for how many customers it acted."""

    name: str
    rule: str
    customers: int | None  # None: it could not be checked, or there is nobody to count
    always: bool = False  # it forbids by not reading at all

    def write_customer_count(self, figures: Numbers) -> str:
        """Say for how many it acted; a guardrail that was not checked did not act for 0."""
        if self.customers is None:
            return "always" if self.always else "not checked"
        return figures.write_whole(self.customers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do with a segment."""

    product: str  # "" for none
    target: bool  # the segment is a target for it; otherwise it is for single customers
    customers: int  # that are offered it
    size: int  # of the segment

    def write_action(self, figures: Numbers) -> str:
        """Say it in the few words of a card."""
        if not self.product:
            return "no offer"
        number = f"{figures.write_whole(self.customers)} of {figures.write_whole(self.size)}"
        if self.target:
            return f"{self.product} ({number} customers)"
        return f"for single customers: {self.product} ({number})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One criterion of a segment: its weight, its score and the figure behind it."""

    name: str
    weight: float  # the weights of the criteria that could be measured add up to 1
    score: float  # 0 … 1
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """How attractive a segment is, and how strong the bank is in it."""

    segment: int
    attractiveness: tuple[Part, ...]
    strength: tuple[Part, ...]
    knocked_out: tuple[str, ...] = ()

    @property
    def attractiveness_score(self) -> float:
        """The weighted mean of the criteria of attractiveness, 0 … 1."""
        return sum(p.weight * p.score for p in self.attractiveness)

    @property
    def strength_score(self) -> float:
        """The weighted mean of the criteria of strength, 0 … 1."""
        return sum(p.weight * p.score for p in self.strength)

    @property
    def rank(self) -> tuple[bool, float]:
        """What segments are ordered by: knocked out last, then the product of both."""
        return bool(self.knocked_out), -self.attractiveness_score * self.strength_score


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decisions:
    """What was decided for each customer, in codes."""

    offers: npt.NDArray[np.int16]  # (n, 3) places in `Offers.lines`; -1 where there is none
    held: npt.NDArray[np.uint32]  # (n, 3) which of the line's reasons hold, one bit each
    withheld: npt.NDArray[np.int8]  # (products, n) the first thing that forbids it; 0 for nothing
    contact: npt.NDArray[np.int8]  # (n,) 0 may be contacted, 1 refused, 2 not known to agree
    outcome: npt.NDArray[np.int8]  # (n,) places in `OUTCOMES`


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offers(Shown):
    """The answer to "what do we offer whom", with everything that stands behind it."""

    lines: tuple[Line, ...]  # in the catalogue's order
    cells: tuple[Cell, ...]  # by product, then segment
    guards: tuple[Guard, ...]
    gaps: tuple[str, ...]  # what the table lacks, each said once
    worth: tuple[Worth, ...]  # by segment id
    actions: tuple[Action, ...]  # by segment id
    measures: tuple[Measure, ...]
    decisions: Decisions
    segment: npt.NDArray[np.int64]  # (n,)
    limits: tuple[tuple[str, float], ...]  # of affordability: measure, limit
    least: int = 1  # customers; of fewer it is only said that they are fewer

    @property
    def customers(self) -> int:
        """All customers."""
        return len(self.segment)

    @property
    def customers_with_offer(self) -> int:
        """Customers with at least one offer."""
        return int((self.decisions.offers[:, 0] >= 0).sum())

    def find_cell(self, product: int, segment: int) -> Cell:
        """Return one cell of the matrix."""
        return self.cells[product * len(self.worth) + segment]

    def rank_segments(self) -> tuple[Worth, ...]:
        """Return the segments, the one to go for first; knocked out ones last."""
        return tuple(sorted(self.worth, key=lambda w: (w.rank, w.segment)))

    def sentence(self, figures: Numbers) -> str:
        """Say how many got an offer, and why the others got none."""
        if all(line.missing for line in self.lines):
            return "No product of the catalogue can be decided on with the columns of this table."
        none = self.customers - self.customers_with_offer
        if 0 < none < self.least or 0 < self.customers_with_offer < self.least:
            most = "all" if none < self.least else "none"
            return (
                f"Offers for {most} of {write_count(self.customers, 'customer')} but fewer than "
                f"{self.least}."
            )
        counts = np.bincount(self.decisions.outcome, minlength=len(OUTCOMES))
        told = f"Offers for {figures.write_whole(self.customers_with_offer)} of {write_count(self.customers, 'customer')}."
        if any(0 < number < self.least for number in counts):
            return told  # what few lack, or refused, could be worked out from the rest
        reasons = [
            text.format(figures.write_whole(int(number)))
            for text, number in zip(_NO_OFFER, counts[1:], strict=True)
            if number
        ]
        return f"{told} No offer: {', '.join(reasons)}." if reasons else told

    def action(self, segment: int, figures: Numbers) -> str:
        """Say the one thing to do with a segment."""
        return self.actions[segment].write_action(figures)

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.worth), Numbers())

    def blocks(self, names: list[str], figures: Numbers) -> list[Block]:
        """Describe offers, matrix, guardrails and gaps."""
        return [
            Heading("Offers"),
            Sentence(self.sentence(figures)),
            self._build_matrix_table(names, figures),
            self._build_reasons_table(names),
            self._build_guards_table(figures),
            *(Note(gap) for gap in self.gaps),
        ]

    def build_targeting_blocks(self, names: list[str], figures: Numbers) -> list[Block]:
        """Describe which segments to go for first, with the arithmetic; nothing of a single one."""
        if len(self.worth) < 2:
            return []
        rows = tuple(
            (
                str(place) if not w.knocked_out else "–",
                f"{w.segment} {names[w.segment]}",
                f"{_write_weighted_sum(w.attractiveness, figures)} = {figures.write_fixed(w.attractiveness_score, 2)}",
                f"{_write_weighted_sum(w.strength, figures)} = {figures.write_fixed(w.strength_score, 2)}",
                figures.write_fixed(w.attractiveness_score * w.strength_score, 2),
                "; ".join(w.knocked_out),
            )
            for place, w in enumerate(self.rank_segments(), 1)
        )
        behind = tuple(
            (f"{w.segment} {names[w.segment]}", p.name, p.figure, figures.write_fixed(p.score, 2))
            for w in self.worth
            for p in (*w.attractiveness, *w.strength)
        )
        left: Align = "left"
        return [
            Heading("Which segments first", level=3),
            Table(
                ("Rank", "Segment", "Attractiveness", "Own strength", "Product", "Knocked out"),
                rows,
                ("right", left, left, left, "right", left),
                caption="Weight × score, added up; ranked by attractiveness × own strength",
            ),
            Table(("Segment", "Criterion", "Figure", "Score"), behind, (left, left, left, "right")),
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values, fit for JSON; no customer's row."""
        k = len(self.worth)
        return {
            "customers": self.customers,
            "with_offer": self.customers_with_offer,
            "products": [
                {
                    "name": line.name,
                    "kind": line.kind,
                    "channel": line.channel,
                    "offered": line.offered,
                    "first": line.first,
                    "withheld": line.withheld,
                    "missing": list(line.missing),
                    "segments": [
                        {
                            "segment": s,
                            "stance": self.find_cell(p, s).stance,
                            "eligible": self.find_cell(p, s).eligible,
                            "reasons": list(self.find_cell(p, s).reasons),
                        }
                        for s in range(k)
                    ],
                }
                for p, line in enumerate(self.lines)
            ],
            "guardrails": [
                {
                    "name": g.name,
                    "rule": g.rule,
                    "customers": g.customers,
                    "checked": g.always or g.customers is not None,
                }
                for g in self.guards
            ],
            "missing": list(self.gaps),
            "targeting": [
                {
                    "segment": w.segment,
                    "attractiveness": w.attractiveness_score,
                    "strength": w.strength_score,
                    "knocked_out": list(w.knocked_out),
                    "action": self.actions[w.segment].product,
                    "target": self.actions[w.segment].target,
                    "customers": self.actions[w.segment].customers,
                }
                for w in self.rank_segments()
            ],
        }

    def _build_matrix_table(self, names: list[str], figures: Numbers) -> Table:
        k = len(self.worth)
        rows = tuple(
            (
                line.name,
                *(SAID[self.find_cell(p, s).stance] for s in range(k)),
                figures.write_whole(line.offered),
                figures.write_whole(line.withheld),
            )
            for p, line in enumerate(self.lines)
        )
        left: Align = "left"
        heads = tuple(f"{s} {name}" for s, name in enumerate(names))
        return Table(
            ("Product", *heads, "Offered to", "Withheld from"),
            rows,
            (left, *(left,) * k, "right", "right"),
            caption="Which product is for which segment; withheld: from customers with a reason of "
            "their own",
        )

    def _build_reasons_table(self, names: list[str]) -> Table:
        """Give the reasons of every cell that is not neutral; equal ones together."""
        together: dict[tuple[int, Stance, tuple[str, ...]], list[str]] = {}
        for c in sorted(self.cells, key=lambda c: c.segment):
            if c.stance in ("target", "not for"):
                key = (c.segment, c.stance, c.reasons)
                together.setdefault(key, []).append(self.lines[c.product].name)
        rows = tuple(
            (f"{s} {names[s]}", ", ".join(products), stance, "; ".join(reasons))
            for (s, stance, reasons), products in together.items()
        )
        sides: tuple[Align, ...] = ("left", "left", "left", "left")
        return Table(("Segment", "Product", "Is", "Because"), rows, sides)

    def _build_guards_table(self, figures: Numbers) -> Table:
        rows = tuple((g.name, g.rule, g.write_customer_count(figures)) for g in self.guards)
        return Table(
            ("Guardrail", "What it does", "Acted for"),
            rows,
            ("left", "left", "right"),
            caption="Guardrails; a customer counts where a product was wanted and the rule was the "
            "first to forbid it",
        )


def _write_weighted_sum(parts: tuple[Part, ...], figures: Numbers) -> str:
    """Write out a weighted mean."""
    terms = (
        f"{figures.write_fixed(p.weight, 3)} × {figures.write_fixed(p.score, 2)} {p.name}"
        for p in parts
    )
    return " + ".join(terms) or "0"


def write_share_and_count(number: int, total: int) -> str:
    """Say how many of a segment, as share and count."""
    share = write_percent(number / total) if total else "none"
    return f"{share} of {write_count(total, 'customer')}"
