"""By which plain conditions can a customer's segment be told, and how often are they right?

`Rules`: a short tree for all segments and one rule per segment, in the customers' own rounded
units, each with its agreement with the segmentation. What decides a customer's segment is the
distance to the centres; a rule is a way to say it, and says how far it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit, write_percent, write_whole
from finseg.document.page import Shown

ENOUGH = 0.85  # agreement from which a short tree is said to tell the segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One column kept between two limits; at least one of them is there."""

    column: str
    unit: Unit
    low: float | None = None  # the value is at least this
    high: float | None = None  # the value is below this

    def write_condition(self, figures: Numbers) -> str:
        """Say it: ``Income ≥ ₹9.5L``, ``35 ≤ Age < 50``."""
        low = None if self.low is None else figures.write_limit(self.low, self.unit)
        high = None if self.high is None else figures.write_limit(self.high, self.unit)
        if low is None:
            return f"{self.column} < {high}"
        if high is None:
            return f"{self.column} ≥ {low}"
        return f"{low} ≤ {self.column} < {high}"


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
    confused: int | None = None  # the segment most of its wrong customers are in
    confused_share: float = 0.0  # of those it reaches, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Shown):
    """The segments told by conditions on their columns."""

    leaves: tuple[Leaf, ...]
    agreement: float  # of the tree with the segmentation, over all customers used, 0 … 1
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
        return self.agreement >= ENOUGH

    def sentence(self) -> str:
        """Say how far the tree goes, and where it does not, why."""
        said = (
            f"A tree with {len(self.leaves)} ends puts {write_percent(self.agreement)} of the customers "
            f"into their segment ({write_percent(self.held_out)} of {write_whole(self.held_out_rows)} it was "
            "not grown on)."
        )
        if self.is_accurate_enough:
            return said
        return (
            f"{said} That is less than {write_percent(ENOUGH, digits=0)}: the borders between these "
            f"segments lean across many columns at once (the {len(self.leading)} that separate "
            f"them most carry {write_percent(self.leading_share)} of the distance), and short conditions "
            "cut straight. Use the saved model to assign customers, the tree to talk about them."
        )

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.plain), Numbers())

    def blocks(self, names: Sequence[str], figures: Numbers) -> list[Block]:
        """Describe the tree and the rule of each segment (`names` by id)."""
        notes: list[Block] = []
        if self.filled:
            columns = ", ".join(f"`{column}`" for column in self.filled)
            notes.append(Note(f"A missing value in {columns} counts as the fill value."))
        return [
            Heading("The segments in plain conditions"),
            Sentence(self.sentence()),
            self._build_tree_table(names, figures),
            self._build_plain_table(names, figures),
            *notes,
        ]

    def _build_tree_table(self, names: Sequence[str], figures: Numbers) -> Table:
        rows = tuple(
            (
                write_conditions(leaf.conditions, figures),
                f"{leaf.segment} {names[leaf.segment]}",
                figures.write_whole(leaf.customers),
                write_percent(leaf.agreement),
            )
            for leaf in self.leaves
        )
        return Table(
            ("Where", "Segment", "Customers", "Right"),
            rows,
            ("left", "left", "right", "right"),
            caption="All segments in one tree",
        )

    def _build_plain_table(self, names: Sequence[str], figures: Numbers) -> Table:
        rows = tuple(
            (
                f"{rule.segment} {names[rule.segment]}",
                *(
                    (
                        write_conditions(rule.conditions, figures),
                        figures.write_whole(rule.customers),
                        write_percent(rule.precision),
                        write_percent(rule.recall),
                        _write_confusion(rule, names),
                    )
                    if rule.conditions
                    else ("no short conditions tell it", "–", "–", "–", "–")
                ),
            )
            for rule in self.plain
        )
        return Table(
            ("Segment", "Where", "Reaches", "Right", "Of the segment", "Wrong mostly"),
            rows,
            ("left", "left", "right", "right", "right", "left"),
            caption=f"Each segment by itself (shares on {write_whole(self.held_out_rows)} "
            "customers held out)",
        )


def write_conditions(conditions: Sequence[Condition], figures: Numbers) -> str:
    """Say conditions that must all hold."""
    return " and ".join(c.write_condition(figures) for c in conditions) or "everybody"


def _write_confusion(rule: Rule, names: Sequence[str]) -> str:
    if rule.confused is None:
        return "–"
    return f"{rule.confused} {names[rule.confused]} ({write_percent(rule.confused_share)})"
