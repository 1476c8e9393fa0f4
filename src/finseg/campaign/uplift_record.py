"""Did the offer change anything, by how much, and how sure is that?

`Uplift`: the outcomes of a campaign, segment by segment and together, with intervals and corrected
p-values, the account of every row of outcomes, and what was noticed about them.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from finseg.campaign.plan_record import LEAST_GROUP, write_points
from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, use_numbers, write_exact, write_fixed, write_percent
from finseg.document.printers import to_html
from finseg.document.said import as_plain
from finseg.records.dataset import Reject
from finseg.records.finding import Checked, Finding

Answer = Literal["shown", "other way", "not shown", "ruled out", "no answer"]

_SAID: dict[Answer, str] = {
    "shown": "shown",
    "other way": "shown, the other way",
    "not shown": "not shown",
    "ruled out": "not shown; as much as planned is ruled out",
    "no answer": "no answer: under five outcomes in a group",
}
_LEAST_P = 1e-4
_HIDDEN = (
    f"Where fewer than {LEAST_GROUP} customers of a group said yes, or fewer did not, how many is "
    "not told: the difference is the middle of what it may be; interval, p-value and answer hold "
    "whichever it is."
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

    def write_yes_rate(self) -> str:
        """Say the share that said yes, or on which side of what it lies."""
        if self.least == self.most or not self.known:
            return write_percent(self.yes_rate)
        if self.least == 0:
            return f"≤ {write_percent(self.most / self.known)}" if self.most < self.known else "–"
        return f"≥ {write_percent(self.least / self.known)}"

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
    figures: Numbers = field(default_factory=Numbers)  # of the settings, or of the plan

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

    def sentence(self, figures: Numbers) -> str:
        """Say in one sentence what the offer changed in all."""
        own, level = self.together, write_percent(1 - self.significance, digits=0)
        if own.answer == "no answer":
            return f"{self.product}: no answer, as no segment has five outcomes in each group."
        more, low, high = (round(x) for x in self.extra_customers)
        count = f"{figures.write_whole(more)} customers, {figures.write_whole(low)} to {figures.write_whole(high)}"
        without = [str(c.segment) for c in self.segments if c not in self.segments_with_answer]
        but = f" but {', '.join(without)}" if without else ""
        return (
            f"{self.product}, all segments{but}: {_write_difference(own.difference, about=self.is_approximate)} "
            f"({level} interval {write_points(own.low)} to {write_points(own.high)}), "
            f"{label_p_value(own.p)}: {_SAID[own.answer]}. That is {count}."
        )

    def blocks(self, figures: Numbers) -> list[Block]:
        """Describe the effect in all, per segment, and what was noticed about the outcomes."""
        level = write_percent(1 - self.significance, digits=0)
        many = len(self.segments)
        corrected = (
            f"the intervals hold together with {level} "
            f"(each at 1 − {write_exact(self.significance)} ÷ {many})"
            ", p-values are corrected by Holm's method"
            if many > 1
            else f"the interval holds with {level}"
        )
        rejected = figures.write_whole(len(self.rejects))
        read, used = figures.write_whole(self.rows_read), figures.write_whole(self.rows_used)
        blocks: list[Block] = [
            Heading(f"Campaign: {self.product}"),
            Sentence(self.sentence(figures)),
            Sentence(f"{read} rows of outcomes = {used} used + {rejected} not used."),
            Table(
                ("Segment", "Offer", "Yes", "Control", "Yes", "Uplift", "Interval", "p", "Answer"),
                tuple(_build_segment_row(c, figures) for c in self.segments),
                ("left", *("right",) * 7, "left"),
                caption=f"By the group that customers were put in; {corrected}",
            ),
        ]
        if self.is_approximate:
            blocks.append(Note(_HIDDEN))
        if self.rejects:
            kinds = Counter(r.kind for r in self.rejects).most_common()
            rows = tuple((kind, figures.write_whole(n)) for kind, n in kinds)
            blocks.append(Table(("Rows not used", "Rows"), rows))
        if self.findings:
            blocks += Checked(findings=self.findings).blocks()
        else:
            blocks.append(Note("Every outcome could be used.", "good"))
        return blocks

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
            "findings": [as_plain(f, self.figures) for f in self.findings],
        }

    def _repr_html_(self) -> str:
        with use_numbers(self.figures):
            return to_html(self.blocks(self.figures))


def _build_segment_row(c: Compared, figures: Numbers) -> tuple[str, ...]:
    own = c.effect
    answered = own.answer != "no answer"
    interval = (
        f"{write_points(own.low)} to {write_points(own.high)}" if math.isfinite(own.low) else "–"
    )
    return (
        f"{c.segment} {c.name}",
        figures.write_whole(c.treated.known),
        c.treated.write_yes_rate() if answered else "–",
        figures.write_whole(c.control.known),
        c.control.write_yes_rate() if answered else "–",
        _write_difference(own.difference, about=answered and c.is_approximate),
        interval.replace(" points to", " to"),
        label_p_value(own.p_corrected),
        _SAID[own.answer],
    )


def _write_difference(difference: float, *, about: bool) -> str:
    return f"about {write_points(difference)}" if about else write_points(difference)


def label_p_value(p: float) -> str:
    """Say a p-value: p = 0.032, p < 0.0001."""
    if math.isnan(p):
        return "–"
    if p < _LEAST_P:
        return f"p < {write_fixed(_LEAST_P, 4)}"
    return f"p = {write_fixed(p, 3 if p >= 0.001 else 4)}"
