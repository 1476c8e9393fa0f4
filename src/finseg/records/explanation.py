"""Why is this customer in this segment?

`Explanation`: the segment, the second choice, how clear the choice was, and the columns that
decided between the two, in the customer's own units.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit
from finseg.document.page import Shown
from finseg.records.assessment import BORDERLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """One column that spoke for the segment and against the second choice."""

    column: str
    unit: Unit
    value: float  # of the customer, raw units; the fill value where `filled`
    filled: bool  # it was missing
    here: float  # centre of the customer's segment, raw units
    there: float  # centre of the second choice
    share: float  # of all that spoke for the segment, 0 … 1

    def write_decider(self, figures: Numbers) -> str:
        """Say it: ``Income ₹1.2L (here ₹1.19L, there ₹48K)``."""
        value = figures.write_value(self.value, self.unit)
        known = f"missing, taken as {value}" if self.filled else value
        here, there = (
            figures.write_value(self.here, self.unit),
            figures.write_value(self.there, self.unit),
        )
        return f"{self.column} {known} (here {here}, there {there})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Shown):
    """Why one customer is where it is."""

    segment: int
    name: str
    second: int  # equal to `segment` where there is but one
    second_name: str
    margin: float  # 0 on the border … 1
    deciders: tuple[Decider, ...]  # by falling share; none where there is but one segment
    flags: str
    figures: Numbers

    def sentence(self) -> str:
        """Say in one sentence what decided."""
        if self.second == self.segment:
            return f"{self.segment} {self.name}: there is no other segment."
        if not self.deciders:
            return (
                f"{self.segment} {self.name}; {self.second} {self.second_name} is as near: no "
                "column decides between the two."
            )
        spoken = "; ".join(d.write_decider(self.figures) for d in self.deciders)
        return (
            f"{self.segment} {self.name} rather than {self.second} {self.second_name} "
            f"(margin {self.figures.write_fixed(self.margin, 2)}): {spoken}."
        )

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Describe the choice, what decided it, and what to be careful about."""
        blocks: list[Block] = [
            Heading(f"Why {self.segment} {self.name}"),
            Sentence(self.sentence()),
        ]
        if self.deciders:
            rows = tuple(
                (
                    d.column,
                    "missing" if d.filled else self.figures.write_value(d.value, d.unit),
                    self.figures.write_value(d.here, d.unit),
                    self.figures.write_value(d.there, d.unit),
                    self.figures.write_percent(d.share),
                )
                for d in self.deciders
            )
            columns = ("Column", "Customer", self.name, self.second_name, "Share of what decided")
            blocks.append(Table(columns, rows))
            if self.margin < BORDERLINE:
                blocks.append(
                    Note(
                        f"Near a border: with margin below {self.figures.write_exact(BORDERLINE)} the "
                        "second choice would do as well.",
                        "warn",
                    )
                )
        if self.flags:
            blocks.append(Note(f"Be careful: {self.flags}.", "warn"))
        return blocks
