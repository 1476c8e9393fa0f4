"""Did the offer change anything, by how much, and how sure is that?

`Uplift`: the outcomes of a campaign, segment by segment and together, with intervals and corrected
p-values, the account of every row of outcomes, and what was noticed about them.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from finseg.campaign.plan_record import LEAST_GROUP
from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import (
    Count,
    Customers,
    Exact,
    Number,
    Points,
    Said,
    Share,
    Text,
    as_plain,
    say,
)
from finseg.records.dataset import Reject
from finseg.records.finding import Checked, Finding

Answer = Literal["shown", "other way", "not shown", "ruled out", "no answer"]

_SAID: dict[Answer, str] = {
    "shown": "shown",
    "other way": "shown, but in the other direction",
    "not shown": "not shown",
    "ruled out": "not shown, and the planned uplift is ruled out",
    "no answer": "no answer: a group has fewer than five outcomes",
}
_LEAST_P = 1e-4
_HIDDEN = say(
    "Where fewer than {least} of a group said yes, or fewer than {least_no} "
    "did not, the number is hidden. The uplift is then the middle of its "
    "possible range; interval, p-value and answer hold whatever the number is.",
    least=Count(LEAST_GROUP, "customer"),
    least_no=Count(LEAST_GROUP),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmOutcome:
    """One arm of one segment."""

    assigned: int
    known: int  # of these, whose outcome is known
    least: int  # how many said yes, or the limits of it
    most: int  # where that would tell of fewer than five persons

    @property
    def yes_count(self) -> int | None:
        """How many said yes; None where it is not told."""
        return self.least if self.least == self.most else None

    @property
    def yes_rate(self) -> float:
        """Share of the known that said yes; nan where it is not told."""
        told = self.yes_count is not None and self.known
        return self.least / self.known if told else math.nan

    def show_yes_rate(self) -> Text:
        """Give the share that said yes, or on which side of what it lies."""
        if not self.known:
            return "–"
        if self.least == self.most:
            return Share(self.yes_rate, of=self.known)
        if self.least == 0:
            bound = Share(self.most / self.known)
            return say("≤ {bound}", bound=bound) if self.most < self.known else "–"
        return say("≥ {bound}", bound=Share(self.least / self.known))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, fit for JSON."""
        return {**asdict(self), "yes": self.yes_count, "rate": self.yes_rate}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the offer changed, with its interval and p-value."""

    # Share with the offer less share without it; nan where there is no answer, and the middle of
    # what it may be where a count is not told.
    difference: float
    low: float
    high: float
    p: float  # of no difference, on its own
    p_corrected: float  # the same, for looking at all segments
    answer: Answer


NOTHING = Effect(
    difference=math.nan, low=math.nan, high=math.nan, p=math.nan, p_corrected=math.nan,
    answer="no answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One segment, as it fared."""

    segment: int
    name: str
    treated: ArmOutcome
    control: ArmOutcome
    effect: Effect

    @property
    def is_approximate(self) -> bool:
        """Whether the difference is but the middle of what it may be."""
        return self.treated.yes_count is None or self.control.yes_count is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplift:
    """A campaign that was read."""

    product: str
    outcome: str  # the column of outcomes
    significance: float
    planned: float | None  # the uplift the campaign was planned for
    segments: tuple[Compared, ...]
    together: Effect  # of the segments with an answer, weighted by their sizes
    findings: tuple[Finding, ...]
    rejects: tuple[Reject, ...]  # rows of outcomes that were not used
    rows_read: int
    source: str
    numbers: Numbers = field(default_factory=Numbers)  # of the settings, or of the plan

    @property
    def rows_used(self) -> int:
        """Rows that an outcome was taken from."""
        return self.rows_read - len(self.rejects)

    @property
    def segments_with_answer(self) -> tuple[Compared, ...]:
        """The segments of which something can be said."""
        return tuple(c for c in self.segments if c.effect.answer != "no answer")

    @property
    def is_approximate(self) -> bool:
        """Whether a difference is but the middle of what it may be, in one segment at least."""
        return any(c.is_approximate for c in self.segments_with_answer)

    @property
    def extra_customers(self) -> tuple[float, float, float]:
        """Customers who said yes because of the offer, with the limits of the interval."""
        treated = sum(c.treated.assigned for c in self.segments_with_answer)
        own = self.together
        return own.difference * treated, own.low * treated, own.high * treated

    def summarise(self) -> Said:
        """Say in one sentence what the offer changed in all."""
        own = self.together
        if own.answer == "no answer":
            return say(
                "{product}: no answer, as no segment has five outcomes in each group.",
                product=self.product,
            )
        more, low, high = (round(x) for x in self.extra_customers)
        without = [str(c.segment) for c in self.segments if c not in self.segments_with_answer]
        return say(
            "{product}, all segments{without}: {uplift} ({level} interval {low} to {high}), {p}: "
            "{answer}. That is {more} ({least} to {most}) who said yes because of the offer.",
            product=self.product,
            without=f" but {', '.join(without)}" if without else "",
            uplift=_show_difference(own.difference, about=self.is_approximate),
            level=Share(1 - self.significance, digits=0),
            low=Points(own.low),
            high=Points(own.high),
            p=label_p_value(own.p),
            answer=_SAID[own.answer],
            more=Count(more, "customer"),
            least=Count(low),
            most=Count(high),
        )

    def blocks(self) -> list[Block]:
        """Describe the effect in all, per segment, and what was noticed about the outcomes."""
        blocks: list[Block] = [
            Heading(f"Campaign: {self.product}"),
            Sentence(self.summarise()),
            Sentence(
                say(
                    "{read} of outcomes = {used} used + {rejected} not used.",
                    read=Customers(self.rows_read, "row"),
                    used=Customers(self.rows_used, ""),
                    rejected=Customers(len(self.rejects), ""),
                )
            ),
            Table(
                ("Segment", "Offer", "Yes", "Control", "Yes", "Uplift", "Interval", "p", "Answer"),
                tuple(_build_segment_row(c) for c in self.segments),
                ("left", *("right",) * 7, "left"),
                caption=self._write_caption(),
            ),
        ]
        if self.is_approximate:
            blocks.append(Note(_HIDDEN))
        if self.rejects:
            kinds = Counter(r.kind for r in self.rejects).most_common()
            rows: tuple[tuple[Text, ...], ...] = tuple(
                (kind, Customers(n, "")) for kind, n in kinds
            )
            blocks.append(Table(("Rows not used", "Rows"), rows))
        if self.findings:
            blocks += Checked(findings=self.findings).blocks()
        else:
            blocks.append(Note("Every outcome could be used.", "good"))
        return blocks

    def _write_caption(self) -> Said:
        many = len(self.segments)
        level = Share(1 - self.significance, digits=0)
        if many == 1:
            return say(
                "Customers count in the group that was drawn for them; the interval holds "
                "with {level}",
                level=level,
            )
        return say(
            "Customers count in the group that was drawn for them; the intervals hold "
            "together with {level} (each at 1 − {significance} ÷ {many}), p-values are "
            "corrected by Holm's method",
            level=level,
            significance=Exact(self.significance),
            many=Count(many),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values, fit for JSON; no customer's row."""
        more, low, high = self.extra_customers
        return {
            "product": self.product,
            "outcome": self.outcome,
            "significance": self.significance,
            "planned_uplift": self.planned,
            "together": asdict(self.together),
            "customers_gained": {"estimate": more, "low": low, "high": high},
            "segments": [
                {
                    **asdict(c),
                    "treated": c.treated.as_dict(),
                    "control": c.control.as_dict(),
                    "about": c.is_approximate,
                }
                for c in self.segments
            ],
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rows_not_used": dict(Counter(r.kind for r in self.rejects).most_common()),
            "findings": as_plain(self.findings, self.numbers),
        }

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)


def _build_segment_row(c: Compared) -> tuple[Text, ...]:
    own = c.effect
    answered = own.answer != "no answer"
    interval: Text = "–"
    if math.isfinite(own.low):
        interval = say("{low} to {high}", low=Points(own.low, ""), high=Points(own.high))
    return (
        f"{c.segment} {c.name}",
        Customers(c.treated.known, ""),
        c.treated.show_yes_rate() if answered else "–",
        Customers(c.control.known, ""),
        c.control.show_yes_rate() if answered else "–",
        _show_difference(own.difference, about=answered and c.is_approximate),
        interval,
        label_p_value(own.p_corrected),
        _SAID[own.answer],
    )


def _show_difference(difference: float, *, about: bool) -> Text:
    points = Points(difference)
    return say("about {points}", points=points) if about else points


def label_p_value(p: float) -> Text:
    """Say a p-value: p = 0.032, p < 0.0001."""
    if math.isnan(p):
        return "–"
    if p < _LEAST_P:
        return say("p < {least}", least=Number(_LEAST_P, 4))
    return say("p = {p}", p=Number(p, 3 if p >= 0.001 else 4))
