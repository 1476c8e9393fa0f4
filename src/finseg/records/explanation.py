"""Why is this customer in this segment?

`Explanation`: the segment, the second choice, how clear the choice was, and the columns that
decided between the two, in the customer's own units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit
from finseg.document.printers import to_html
from finseg.document.said import Amount, ColumnName, Exact, Number, Said, Share, join_said, say
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
    level: str = ""  # of a category: the customer's level; `here` and `there` are its shares

    def say_decider(self) -> Said:
        """Say it: ``Income ₹1.2L (here ₹1.19L, there ₹48K)``."""
        if self.level:
            return say(
                "{column} is {level} (as for {here} here, {there} there)",
                column=ColumnName(self.column, bare=True),
                level=self.level,
                here=Share(self.here, digits=0),
                there=Share(self.there, digits=0),
            )
        if self.filled and math.isnan(self.value):
            return say("{column} missing", column=ColumnName(self.column, bare=True))
        value = Amount(self.value, self.unit)
        return say(
            "{column} {value} (here {here}, there {there})",
            column=ColumnName(self.column, bare=True),
            value=say("missing, taken as {value}", value=value) if self.filled else value,
            here=Amount(self.here, self.unit),
            there=Amount(self.there, self.unit),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one customer is where it is."""

    segment: int
    name: str
    second: int  # equal to `segment` where there is but one
    second_name: str
    margin: float  # 0 on the border … 1
    deciders: tuple[Decider, ...]  # by falling share; none where there is but one segment
    flags: str
    numbers: Numbers  # the manner of the model that was asked

    def sentence(self) -> str:
        """Say in one sentence what decided, in the model's manner."""
        return self.say_reason().write(self.numbers)

    def say_reason(self) -> Said:
        """Say in one sentence what decided."""
        own = f"{self.segment} {self.name}"
        other = f"{self.second} {self.second_name}"
        if self.second == self.segment:
            return say("{own}: there is no other segment.", own=own)
        if not self.deciders:
            return say(
                "{own}; {other} is as near: no column decides between the two.",
                own=own,
                other=other,
            )
        return say(
            "{own} rather than {other} (margin {margin}): {deciders}.",
            own=own,
            other=other,
            margin=Number(self.margin),
            deciders=join_said(d.say_decider() for d in self.deciders),
        )

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)

    def blocks(self) -> list[Block]:
        """Describe the choice, what decided it, and what to be careful about."""
        blocks: list[Block] = [
            Heading(f"Why {self.segment} {self.name}"),
            Sentence(self.say_reason()),
        ]
        if self.deciders:
            rows = tuple(
                (
                    d.column,
                    "missing" if d.filled else d.level or Amount(d.value, d.unit),
                    Amount(d.here, d.unit),
                    Amount(d.there, d.unit),
                    Share(d.share),
                )
                for d in self.deciders
            )
            columns = ("Column", "Customer", self.name, self.second_name, "Share of the decision")
            blocks.append(Table(columns, rows))
            if self.margin < BORDERLINE:
                blocks.append(
                    Note(
                        say(
                            "This customer stands near a border: with a margin below {limit} the "
                            "second choice would do as well.",
                            limit=Exact(BORDERLINE),
                        ),
                        "warn",
                    )
                )
        if self.flags:
            blocks.append(Note(f"Be careful: {self.flags}.", "warn"))
        return blocks
