"""What do the words of a heading say beside the quantity?

Looks and columns in, clues out: per what time, of whom, in which scale, and which way is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.records.dataset import Column
from finseg.records.measure import Direction, FacetName, Quantity
from finseg.understand.column_summary import Look
from finseg.understand.measures.clues import Clue, Strength

_STOCKS: frozenset[Quantity] = frozenset(
    ("balance", "savings", "investment", "property", "limit", "available credit", "loan", "debt")
)
_FLOWS: frozenset[Quantity] = frozenset(
    ("income", "instalment", "payment", "spending", "fees", "premium", "count")
)
DIRECTIONS: dict[Quantity, Direction] = {
    "income": "more is better",
    "balance": "",  # held or owed: `owners`
    "savings": "more is better",
    "investment": "more is better",
    "property": "more is better",
    "limit": "more is better",
    "available credit": "more is better",
    "loan": "neither",
    "debt": "more is worse",
    "instalment": "neither",
    "payment": "neither",
    "spending": "neither",
    "fees": "neither",
    "premium": "neither",
    "credit score": "more is better",
    "utilisation": "more is worse",
    "interest rate": "neither",
    "arrears": "more is worse",
    "recency": "more is worse",
    "tenure": "more is better",
    "employment": "more is better",
    "age": "neither",
    "birth year": "neither",
}
_WORDS: tuple[tuple[str, FacetName, str, Strength], ...] = (
    ("whom_household", "whom", "household", "strong"),
    ("area", "whom", "area", "strong"),
    ("per_lifetime", "per", "lifetime", "hint"),
    ("logarithm", "scale", "logarithm", "strong"),
    ("standardised", "scale", "standardised", "strong"),
)


def find_heading_clues(looks: Sequence[Look], columns: Sequence[Column]) -> Iterator[Clue]:
    """Find what headings say, column by column."""
    for place, (look, column) in enumerate(zip(looks, columns, strict=True)):
        if column.kind != "number":
            continue
        for kind, facet, value, strength in _WORDS:
            word = look.says(kind)
            if word and (value != "lifetime" or column.quantity in _FLOWS):
                why = f"`{word}` in the heading"
                yield Clue(place=place, facet=facet, value=value, strength=strength, why=why)
        quantity = column.measure.quantity
        if quantity.value in _STOCKS and quantity.certainty != "open" and not column.per:
            yield Clue(
                place=place, facet="per", value="point in time", strength="strong",
                why=f"a {quantity.value} is what there is at one time",
            )  # fmt: skip
        if quantity.value == "instalment" and not column.per:
            yield Clue(
                place=place, facet="per", value="month", strength="hint",
                why="instalments are mostly monthly",
            )  # fmt: skip
