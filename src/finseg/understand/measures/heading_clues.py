"""What do the words of a heading say beside the quantity?

Looks and columns in, clues out: per what time, of whom, in which scale, and which way is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.records.dataset import Column
from finseg.records.measure import Direction, FacetName, Quantity
from finseg.understand.column_summary import Look
from finseg.understand.measures.clues import Clue, Strength
from finseg.understand.quantities import HIGHEST_MULTIPLE, MULTIPLES, find_multiple
from finseg.understand.wording import find_stated_span

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
    ("other_person", "whom", "", "strong"),
    ("per_lifetime", "per", "lifetime", "strong"),
    ("earned", "quantity", "", "strong"),
    ("earned", "owner", "", "strong"),
    ("minor_units", "scale", "", "proof"),
    ("large_units", "scale", "", "proof"),
    ("logarithm", "scale", "logarithm", "strong"),
    ("standardised", "scale", "standardised", "strong"),
)
_HIGHEST_LOGARITHM = 35.0
# Kinds of words that speak of some quantities only.
_ABOUT: dict[str, frozenset[Quantity]] = {
    "per_lifetime": _FLOWS,
    "earned": frozenset(("income",)),
    "other_person": (_STOCKS | _FLOWS) - {"count"},
}


def find_heading_clues(looks: Sequence[Look], columns: Sequence[Column]) -> Iterator[Clue]:
    """Find what headings say, column by column."""
    limits = any(column.quantity == "limit" for column in columns)
    for place, (look, column) in enumerate(zip(looks, columns, strict=True)):
        if column.kind != "number":
            continue
        for kind, facet, value, strength in _WORDS:
            word = look.says(kind)
            about = _ABOUT.get(kind)
            if word and _is_possible(kind, look) and (about is None or column.quantity in about):
                why = f"`{word}` in the heading"
                yield Clue(place=place, facet=facet, value=value, strength=strength, why=why)
        yield from _find_multiple(place, look, column)
        quantity = column.measure.quantity
        if column.quantity == "debt" and look.says("bill") and not limits:
            yield from _doubt_bill(place, look.says("bill"))
            continue
        if quantity.value in _STOCKS:
            yield from _time_stock(place, look, column)
        span = find_stated_span(look.phrase) if column.quantity in _FLOWS else ""
        if span:
            yield Clue(
                place=place, facet="per", value="", strength="strong",
                why=f"`{span}` in the heading: it adds up over another time than a month or a year",
            )  # fmt: skip
        yield from _find_directions(place, look, column)
        if quantity.value == "instalment" and not column.per and not span:
            yield Clue(
                place=place, facet="per", value="month", strength="hint",
                why="instalments are mostly monthly",
            )  # fmt: skip


def _is_possible(kind: str, look: Look) -> bool:
    """Whether the figures can be what a word says of their scale."""
    if kind == "logarithm":
        return look.usual[1] <= _HIGHEST_LOGARITHM  # "ln" is a loan, too
    return kind != "standardised" or look.lowest < look.highest  # one figure has no spread


def _find_multiple(place: int, look: Look, column: Column) -> Iterator[Clue]:
    """Find a multiple behind figures of which no word says that they are money: `ARR (k$)`."""
    word = find_multiple(look.phrase)
    if word and column.quantity == "none" and look.usual[1] < HIGHEST_MULTIPLE:
        yield Clue(
            place=place, facet="scale", value=MULTIPLES[word], strength="hint",
            why=f"`{word}` in the heading",
        )  # fmt: skip


def _time_stock(place: int, look: Look, column: Column) -> Iterator[Clue]:
    """Say that what there is is so at one time; a month in its heading only says at which."""
    quantity = column.measure.quantity
    why = f"a {quantity.value} is what there is at one time"
    if column.per and not look.says("invested_per"):
        why += f", though the heading speaks of a {column.per}"
        yield Clue(place=place, facet="per", value="", strength="strong", why=why)
    elif not column.per and quantity.certainty != "open":
        yield Clue(place=place, facet="per", value="point in time", strength="strong", why=why)


def _doubt_bill(place: int, word: str) -> Iterator[Clue]:
    why = f"`{word}` in the heading, and no limit beside it: owed on a card, or paid for a service"
    facets: tuple[FacetName, ...] = ("quantity", "owner", "direction")
    for facet in facets:
        yield Clue(place=place, facet=facet, value="", strength="strong", why=why)


# Of which quantities words say the direction: kind of words, direction, how strongly.
_SAID: tuple[tuple[tuple[Quantity, ...], str, Direction, Strength], ...] = (
    (("recency",), "bad_event", "more is better", "strong"),
    (("count", "frequency", "arrears"), "bad_event", "more is worse", "strong"),
    (("payment", "spending", "fees"), "bad_event", "more is worse", "strong"),
    (("ratio", "none"), "bad_event", "more is worse", "hint"),
    (("score", "none"), "good_score", "more is better", "hint"),
    (("score", "none"), "bad_score", "more is worse", "hint"),
    (("ratio",), "burden", "more is worse", "strong"),
    (("ratio",), "cover", "more is better", "hint"),
    (("spending",), "bought", "more is better", "hint"),
)


def _find_directions(place: int, look: Look, column: Column) -> Iterator[Clue]:
    """Find words that say which way is good, beside what the quantity says."""
    for quantities, kind, direction, strength in _SAID:
        word = look.says(kind)
        if word and column.quantity in quantities:
            why = f"`{word}` in the heading"
            yield Clue(place=place, facet="direction", value=direction, strength=strength, why=why)
