"""Which plain conditions describe each segment, and how often are they right?

`Rules`: a short tree for all segments and one rule per segment, in the customers' own rounded
units, each with its agreement with the segmentation. What decides a customer's segment is the
distance to the centres; a rule is a way to say it, and says how far it goes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import (
    ColumnName,
    Count,
    Customers,
    Limit,
    Names,
    Said,
    Share,
    Text,
    as_said,
    clause,
    join_said,
    say,
    show_count,
)

ENOUGH = 0.85  # agreement from which a short tree is said to tell the segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One column kept between two limits; at least one of them is there."""

    column: str
    unit: Unit
    low: float | None = None  # the value is at least this
    high: float | None = None  # the value is below this
    or_blank: bool = False  # customers without a value meet it, too: the fill value does
    category: str = ""  # whose level the column stands for: a limit lies between 0 and 1
    level: str = ""
    other: str = ""  # the only other level, where there is but one
    yes_no: bool = False  # its values are 0 and 1: a limit between them says yes or no

    def say_condition(self) -> Said:
        """Say it: ``Income ≥ ₹9.5L``, ``35 ≤ Age < 50``, ``Income < ₹2L (or not known)``."""
        condition = self._say_limits()
        return (
            say("{condition} (or not known)", condition=condition) if self.or_blank else condition
        )

    def _say_limits(self) -> Said:
        if self.level:
            return self._say_level()
        column = ColumnName(self.column, bare=True)
        if self.yes_no and (self.low is None) != (self.high is None):
            return say(
                "{column}: {answer}", column=column, answer="no" if self.low is None else "yes"
            )
        low = None if self.low is None else Limit(self.low, self.unit)
        high = None if self.high is None else Limit(self.high, self.unit)
        if low is not None and high is not None:
            return say("{low} ≤ {column} < {high}", low=low, column=column, high=high)
        if low is not None:
            return say("{column} ≥ {low}", column=column, low=low)
        if high is not None:
            return say("{column} < {high}", column=column, high=high)
        raise ValueError(f"a condition on `{self.column}` needs a limit")

    def _say_level(self) -> Said:
        category = ColumnName(self.category, bare=True)
        has = self.low is not None
        if has or self.other:
            return say(
                "{category} is {level}", category=category, level=self.level if has else self.other
            )
        return say("{category} is not {level}", category=category, level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One end of the tree: conditions that lead to a segment."""

    segment: int
    conditions: tuple[Condition, ...]  # all must hold; none: everybody
    customers: float  # of all customers used; NaN: not to be shown
    agreement: float  # share of these that are in the segment, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One segment told by itself: what to ask for, and how right that is."""

    segment: int
    conditions: tuple[Condition, ...]
    customers: float  # of all customers used, that it reaches
    precision: float  # of those it reaches, in the segment; on customers held out
    recall: float  # of the segment, reached; on customers held out
    held_out_reached: int  # customers held out that it reaches: the base of precision
    held_out_members: int  # customers held out in the segment: the base of recall
    confused: int | None = None  # the segment most of its wrong customers are in
    confused_share: float = 0.0  # of those it reaches, 0 … 1; NaN: not to be shown
    others: int | None = None  # customers held out that it reaches in further segments


def _say_share(share: float, of: int | None = None) -> Share | str:
    return "all but few" if math.isnan(share) else Share(share, of=of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Shown):
    """The segments told by conditions on their columns."""

    leaves: tuple[Leaf, ...]
    agreement: float  # of the tree with all customers' segments, 0 … 1; NaN: with all but few
    held_out: float  # the same over customers the tree was not grown on
    held_out_rows: int
    recalls: tuple[float, ...]  # per segment, share the tree finds, over all customers used
    plain: tuple[Rule, ...]  # one per segment, by id
    filled: tuple[str, ...]  # columns whose missing values count as their fill value
    leading: tuple[str, ...]  # the columns that separate the segments most, up to three
    leading_share: float  # of the distance between segments that these carry, 0 … 1

    @property
    def is_accurate_enough(self) -> bool:
        """Whether the short tree tells the segments well enough to work with."""
        return math.isnan(self.agreement) or self.agreement >= ENOUGH

    def sentence(self) -> Said:
        """Say how far the tree goes, and where it does not, why."""
        result = say(
            "A decision tree with {ends} puts {agreement} of the customers into their "
            "segment, and {held_out} of the {rows} who were held out when it was grown.",
            ends=Count(len(self.leaves), "end point"),
            agreement=_say_share(self.agreement),
            held_out=_say_share(self.held_out, of=self.held_out_rows),
            rows=Customers(self.held_out_rows),
        )
        if self.is_accurate_enough:
            return result
        return say(
            "{result} That is less than {enough}: the borders between these segments depend on "
            "many columns at once (the {leading} that separate them most carry {share} of the "
            "distance), and short conditions cannot follow such borders. Assign customers with the "
            "saved model; use the tree to talk about them.",
            result=result,
            enough=Share(ENOUGH, digits=0),
            leading=Count(len(self.leading)),
            share=Share(self.leading_share),
        )

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.plain))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe the tree and the rule of each segment (`names` by id)."""
        notes: list[Block] = []
        if self.filled:
            columns = Names(self.filled, most=len(self.filled))
            notes.append(
                Note(
                    say(
                        "Where a value in {columns} is missing, the customer meets the conditions "
                        "that say “or not known”, and no other on that column.",
                        columns=columns,
                    )
                )
            )
        return [
            Heading("The segments in plain conditions"),
            Sentence(self.sentence()),
            self._build_tree_table(names),
            self._build_plain_table(names),
            *notes,
        ]

    def _build_tree_table(self, names: Sequence[str]) -> Table:
        rows = tuple(
            (
                say_conditions(leaf.conditions),
                f"{leaf.segment} {names[leaf.segment]}",
                show_count(leaf.customers),
                _make_share_cell(leaf.agreement, leaf.customers),
            )
            for leaf in self.leaves
        )
        return Table(
            ("Conditions", "Segment", "Customers", "In the segment"),
            rows,
            ("left", "left", "right", "right"),
            caption="All segments in one tree",
        )

    def _build_plain_table(self, names: Sequence[str]) -> Table:
        rows = tuple(
            (
                f"{rule.segment} {names[rule.segment]}",
                *(
                    (
                        say_conditions(rule.conditions),
                        show_count(rule.customers),
                        Share(rule.precision, of=rule.held_out_reached),
                        Share(rule.recall, of=rule.held_out_members),
                        _make_confusion_cell(rule, names),
                    )
                    if rule.conditions
                    else ("no short conditions tell it from the others", "–", "–", "–", "–")
                ),
            )
            for rule in self.plain
        )
        return Table(
            ("Segment", "Conditions", "Customers reached", "Share of them in the segment",
             "Share of the segment reached", "Others are mostly in"),
            rows,
            ("left", "left", "right", "right", "right", "left"),
            caption=say(
                "Each segment by itself (shares of {rows} who were held out)",
                rows=Customers(self.held_out_rows),
            ),
        )  # fmt: skip


def say_conditions(conditions: Sequence[Condition]) -> Said:
    """Say conditions that must all hold."""
    return join_said((c.say_condition() for c in conditions), " and ") or as_said("everybody")


def _make_share_cell(share: float, customers: float) -> Text:
    return Share(share, of=round(customers)) if math.isfinite(customers) else Share(share)


def _make_confusion_cell(rule: Rule, names: Sequence[str]) -> Text:
    if rule.confused is None:
        return "–"
    segment = f"{rule.confused} {names[rule.confused]}"
    if not math.isfinite(rule.confused_share):
        return segment
    share = Share(rule.confused_share, of=rule.held_out_reached)
    return say("{segment}{share}", segment=segment, share=clause(" ({share})", share=share))
