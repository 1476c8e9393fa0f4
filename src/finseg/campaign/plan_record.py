"""Who gets the offer, who is left without it to compare with, and what can that show?

`Campaign`: the question, the two groups of every segment with the power they have, everybody who is
left out with the reason, and the table of who is in which group.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import polars as pl

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.numbers import (
    Numbers,
    use_numbers,
    write_count,
    write_exact,
    write_fixed,
    write_percent,
)
from finseg.document.printers import to_html

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
    by: tuple[str, ...] = ()  # further columns that the groups are balanced in
    strata: int = 0
    by_row: bool = False  # the table has no id, so customers are known by their row
    figures: Numbers = field(default_factory=Numbers)  # of the study it was planned from

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

    def write_customer_account(self, figures: Numbers) -> str:
        """Say where every customer is."""
        out = sum(number for _, number in self.left_out)
        treated = sum(s.treated for s in self.splits)
        return (
            f"{figures.write_whole(self.rows)} customers = {figures.write_whole(treated)} with the offer + "
            f"{figures.write_whole(self.customers - treated)} without it + "
            f"{figures.write_whole(out)} left out"
        )

    def blocks(self, figures: Numbers) -> list[Block]:
        """Describe the question, the groups, what they can show, and who is left out."""
        asked = self.question
        wanted = (
            f"chance of {write_percent(asked.power, digits=0)} to show that {write_percent(asked.target_rate)} "
            f"instead of {write_percent(asked.base_rate)} say yes, at a significance of "
            f"{write_exact(asked.significance)}"
        )
        shared = f", shared by {len(self.splits)} segments" if len(self.splits) > 1 else ""
        blocks: list[Block] = [
            Heading(f"Campaign: {asked.product}"),
            Sentence(f"{self.write_customer_account(figures)}."),
            Sentence(f"Asked for: a {wanted}{shared} (two-sided)."),
            self._build_groups_table(figures),
            *self._list_doubts(figures),
        ]
        if self.left_out:
            rows = tuple((reason, figures.write_whole(number)) for reason, number in self.left_out)
            blocks.append(Table(("Left out", "Customers"), rows))
        return blocks

    def _build_groups_table(self, figures: Numbers) -> Table:
        rows = tuple(
            (
                f"{s.segment} {s.name}",
                figures.write_whole(s.treated),
                figures.write_whole(s.control),
                write_percent(s.power)
                + ("" if s.exact is None else f" ({write_percent(s.exact)})"),
                write_points(s.detectable),
                "yes" if s.enough else f"no: needs 2 × {figures.write_whole(s.needed)}",
            )
            for s in self.splits
        )
        left: Align = "left"
        return Table(
            ("Segment", "Offer", "Control", "Power (exact)", "Shows from", "Enough"),
            rows,
            (left, "right", "right", "right", "right", left),
            caption="Power by the formula, and counted over all outcomes; shows from: the smallest "
            f"uplift seen with a power of {write_percent(self.question.power, digits=0)}",
        )

    def _list_doubts(self, figures: Numbers) -> list[Block]:
        notes: list[Block] = []
        small = [s for s in self.splits if not s.enough]
        if small:
            names = ", ".join(f"{s.segment} {s.name}" for s in small)
            verb = "is" if len(small) == 1 else "are"
            notes.append(
                Note(
                    f"{names} {verb} too small to show {write_points(self.question.uplift)}, however "
                    "divided; half of each is left without the offer. No uplift found there will "
                    "not mean that there is none; leaving such a segment out leaves more of the "
                    "significance to the others."
                    if self.question.control is None
                    else f"{names} {verb} too small to show {write_points(self.question.uplift)} with "
                    f"{write_percent(self.question.control, digits=0)} in the control group.",
                    "warn",
                )
            )
        if len(self.splits) > 1:
            enough = self.together >= self.question.power
            notes.append(
                Note(
                    f"All segments together: a power of {write_percent(self.together)} at "
                    f"{write_exact(self.question.significance)}.",
                    "good" if enough else "warn",
                )
            )
        if self.by:
            notes.append(
                Note(
                    f"Balanced to within one customer in each of {write_count(self.strata, 'stratum')}"
                    f" of segment × {' × '.join(self.by)}.".replace("stratums", "strata")
                )
            )
        if self.by_row:
            notes.append(
                Note(
                    "The table has no identifier: customers are known by their row in the file "
                    f"({figures.write_whole(self.rows)} rows), and the outcomes must bear it.",
                    "warn",
                )
            )
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
        with use_numbers(self.figures):
            return to_html(self.blocks(self.figures))


def write_points(share: float | None) -> str:
    """Say a difference of shares: +2.0 points."""
    if share is None or share != share:  # noqa: PLR0124 - not a number
        return "–"
    size = abs(share) * 100
    digits = 1 if size >= 0.95 or size == 0 else 2 if size >= 0.095 else 3
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{write_fixed(size, digits)} points"
