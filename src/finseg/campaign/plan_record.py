"""Who gets the offer, who is the control group, and what can the comparison show?

`Campaign`: the question, the two groups of every segment with the power they have, everybody who is
left out with the reason, and the table of who is in which group.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import polars as pl

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import (
    Count,
    Customers,
    Exact,
    Points,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
)

Arm = Literal["treatment", "control"]
TREATMENT: Arm = "treatment"  # gets the offer
CONTROL: Arm = "control"  # does not
LEAST_GROUP = 5  # customers; of fewer nothing is said, as it would be said of single persons


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a campaign is to show."""

    product: str
    base_rate: float  # share that says yes without the offer, 0 … 1
    uplift: float  # by which the offer is to change that share: 0.02 is two points
    significance: float  # of the two-sided tests, all segments together
    power: float  # chance to show the uplift if it is there
    control: float | None  # share of the customers without the offer; None: as few as suffice
    seed: int

    @property
    def target_rate(self) -> float:
        """The share that is to say yes with the offer."""
        return self.base_rate + self.uplift


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One segment, divided."""

    segment: int
    name: str
    treated: int
    control: int
    enough: bool  # whether its size answers the question
    power: float  # by the formula, at the level of one segment
    exact: float | None  # the same counted over all outcomes; None where they are too many
    detectable: float | None  # the smallest uplift it shows with the power asked for
    needed: int  # customers in each of two equal groups that would answer the question

    @property
    def customers(self) -> int:
        """All of them."""
        return self.treated + self.control


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Campaign:
    """A planned campaign."""

    question: Question
    splits: tuple[Split, ...]  # by segment
    left_out: tuple[tuple[str, int], ...]  # reason, customers
    rows: int  # customers looked at
    together: float  # power of all segments taken together
    table: pl.DataFrame  # the customers: id, segment, name, stratum (if any), product, arm
    by: tuple[str, ...]  # further columns that the groups are balanced in
    strata: int
    by_row: bool  # the table has no id, so customers are known by their row
    numbers: Numbers = field(default_factory=Numbers)  # of the study it was planned from

    @property
    def level_per_segment(self) -> float:
        """The significance of one segment: all of them share the one that was asked for."""
        return self.question.significance / max(len(self.splits), 1)

    @property
    def customers(self) -> int:
        """Customers who take part."""
        return sum(s.customers for s in self.splits)

    @property
    def has_enough_power(self) -> bool:
        """Whether one segment at least, or all together, answer the question."""
        return any(s.enough for s in self.splits) or self.together >= self.question.power

    def count_everybody(self) -> Said:
        """Say where every customer is."""
        out = sum(number for _, number in self.left_out)
        treated = sum(s.treated for s in self.splits)
        return say(
            "{all} = {treated} with the offer + {control} without it + {out} left out",
            all=Customers(self.rows),
            treated=Customers(treated, ""),
            control=Customers(self.customers - treated, ""),
            out=Customers(out, ""),
        )

    def blocks(self) -> list[Block]:
        """Describe the question, the groups, what they can show, and who is left out."""
        blocks: list[Block] = [
            Heading(f"Campaign: {self.question.product}"),
            Sentence(say("{account}.", account=self.count_everybody())),
            Sentence(self._describe_question()),
            self._build_groups_table(),
            *(self._list_size_doubts()),
            *(self._list_drawing_notes()),
        ]
        if self.left_out:
            rows: tuple[tuple[Text, ...], ...] = tuple(
                (reason, Customers(number, "")) for reason, number in self.left_out
            )
            blocks.append(Table(("Left out", "Customers"), rows))
        return blocks

    def _describe_question(self) -> Said:
        asked, many = self.question, len(self.splits)
        return say(
            "Planned for: a chance of {power} to show that {target} instead of {base} say yes, at "
            "a significance of {level}{shared} (two-sided).",
            power=Share(asked.power, digits=0),
            target=Share(asked.target_rate),
            base=Share(asked.base_rate),
            level=Exact(asked.significance),
            shared=clause(", shared by {segments}", segments=Count(many, "segment"))
            if many > 1
            else "",
        )

    def _build_groups_table(self) -> Table:
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                f"{s.segment} {s.name}",
                Customers(s.treated, ""),
                Customers(s.control, ""),
                Share(s.power)
                if s.exact is None
                else say("{power} ({exact})", power=Share(s.power), exact=Share(s.exact)),
                Points(s.detectable),
                "yes" if s.enough else say("no: needs 2 × {n}", n=Customers(s.needed, "")),
            )
            for s in self.splits
        )
        left: Align = "left"
        return Table(
            ("Segment", "Offer", "Control", "Power (exact)", "Smallest uplift shown", "Enough"),
            rows,
            (left, "right", "right", "right", "right", left),
            caption=say(
                "Power: from the formula; in brackets, counted exactly over all possible "
                "outcomes. Smallest uplift shown: with a power of {power}",
                power=Share(self.question.power, digits=0),
            ),
        )

    def _list_size_doubts(self) -> list[Note]:
        """Say which segments are too small, and what all of them can show together."""
        notes: list[Note] = []
        small = [s for s in self.splits if not s.enough]
        control = self.question.control
        if small:
            names = ", ".join(f"{s.segment} {s.name}" for s in small)
            verb = "is" if len(small) == 1 else "are"
            others = (
                ". Leave such a segment out to give the others more of the significance"
                if len(small) < len(self.splits)
                else ""
            )
            limited: Text = (
                ", however the customers are divided. Half of each such segment is left without "
                "the offer. If no uplift shows there, that will not mean that there is none"
                + others
                if control is None
                else say(
                    " with {share} of the customers in the control group",
                    share=Share(control, digits=0),
                )
            )
            said = say(
                "{names} {verb} too small to show {uplift}{limited}.",
                names=names,
                verb=verb,
                uplift=Points(self.question.uplift),
                limited=limited,
            )
            notes.append(Note(said, "warn"))
        if len(self.splits) > 1:
            enough = self.together >= self.question.power
            said = say(
                "All segments together: a power of {power} at a significance of {level}.",
                power=Share(self.together),
                level=Exact(self.question.significance),
            )
            notes.append(Note(said, "good" if enough else "warn"))
        return notes

    def _list_drawing_notes(self) -> list[Note]:
        """Say what the groups are balanced in, and what customers are known by."""
        notes: list[Note] = []
        if self.by:
            said = say(
                "In each of {strata} (segment × {columns}) the groups have their shares to within "
                "one customer.",
                strata=Count(self.strata, "stratum", "strata"),
                columns=join_said(self.by, " × "),
            )
            notes.append(Note(said))
        if self.by_row:
            said = say(
                "The table has no identifier, so customers are identified by their row in "
                "the file ({rows}). Give that row with each outcome.",
                rows=Customers(self.rows, "row"),
            )
            notes.append(Note(said, "warn"))
        return notes

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values, fit for JSON; no customer's row."""
        return {
            "question": asdict(self.question),
            "customers": self.rows,
            "in_campaign": self.customers,
            "level_per_segment": self.level_per_segment,
            "power_together": self.together,
            "segments": [{**asdict(s), "customers": s.customers} for s in self.splits],
            "left_out": [{"reason": reason, "customers": n} for reason, n in self.left_out],
            "by": list(self.by),
            "strata": self.strata,
            "id": self.table.columns[0],
            "id_is_row": self.by_row,
        }

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)
