"""What does a typical customer of a segment look like, and how many stand on the border?

`Typical`: the values of the customer nearest to the centre, coarsened so that they point at nobody;
and the share of the segment's customers who could as well be in another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finseg.document.blocks import Block, Sentence, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import Limit, Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Typical(Shown):
    """One segment's typical customer."""

    segment: int
    values: tuple[tuple[str, Unit, float], ...]  # column, unit, coarsened value; NaN where missing;
    # none in a segment so small that a typical customer would be one of a handful
    levels: tuple[tuple[str, str], ...] = ()  # category, level
    borderline_share: float  # of the segment's customers with a margin below 0.1

    def blocks(self) -> list[Block]:
        """Lay out the values, or say why there are none."""
        if not self.values and not self.levels:
            return [
                Sentence(
                    "There are too few customers to show a typical one: they could be recognised."
                )
            ]
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                column,
                "missing" if math.isnan(value) else say("about {value}", value=Limit(value, unit)),
            )
            for column, unit, value in self.values
        )
        rows = (*rows, *((category, level or "missing") for category, level in self.levels))
        caption = "The customer nearest to the centre, rounded"
        return [Table(("Column", "Value"), rows, caption=caption)]
