"""Which columns are one block, each about another thing, and all of the same quantity?

`Spend_wine`, `Spend_fish`, `Spend_sweet_products`: alone each heading leaves open whether it goes
on with another quantity, or seems to count products; together they say that the first word is what
is measured and the others are what it is spent on. Looks and columns in, the columns with the
quantity of their block out. That is likely and never sure: sure is only what a heading says itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finseg.document.numbers import Unit
from finseg.document.said import Count, say
from finseg.records.dataset import Column
from finseg.records.measure import Quantity
from finseg.understand.column_summary import Look
from finseg.understand.measures.quantity import start_measure
from finseg.understand.quantities import NATURES, QuantityGuess

_FEWEST = 3  # columns that make a block
_SAID: tuple[Quantity, ...] = ("spending", "fees", "premium", "payment")
# What a heading may say behind its first word that is another measure, and no thing.
_MEASURES = ("percent", "share", "months", "days", "years", "span", "score", "average", "ranks",
             "date", "code", "counting", "consent", "outcome", "scores", "remainder", "logarithm",
             "standardised", "not_paid_for", "change", "bad_event", "id", "ratio",
             "frequency")  # fmt: skip
_BOUGHT = ("bought", "spending")
_FAR = 50.0  # times as high as a share can be: figures of another kind
_MOST_OF_A_SHARE = 1.5
_MOST_THINGS = 50.0  # whole numbers up to here, or so many of them, may count anything


def read_blocks(looks: Sequence[Look], columns: Sequence[Column]) -> list[Column]:
    """Give the columns of each block the quantity that its first word says.

    Only where no settings and no values speak against it: figures below 0, or shares beside
    amounts, are left as they are. What the word for an amount alone begins ("amt") is spending
    where another column speaks of what people buy; else nobody knows.
    """
    blocks: dict[str, list[int]] = {}
    for place, (look, column) in enumerate(zip(looks, columns, strict=True)):
        stem, _, thing = look.phrase.partition(" ")
        if thing and _may_be_member(look, column) and _names_thing(look, thing):
            blocks.setdefault(stem, []).append(place)
    settled = list(columns)
    for stem, places in blocks.items():
        alike = _leave_out_shares(looks, places)
        quantity, itself = _read_stem(stem, looks, alike)
        if quantity == "none" or len(alike) < _FEWEST:
            continue
        for place in alike:
            settled[place] = _give_quantity(
                columns[place], quantity, stem, len(alike), itself=itself
            )
    return settled


def _may_be_member(look: Look, column: Column) -> bool:
    quantity = column.measure.quantity
    return (
        column.kind == "number"
        and column.role in ("feature", "descriptor")
        and column.reason_code in ("measured", "unnamed", "follows")
        and quantity.certainty != "given"
        and look.lowest >= 0
        and _may_be_money(look)
    )


def _may_be_money(look: Look) -> bool:
    """Tell figures that are large, or have decimals, from counts and shares."""
    if look.whole:
        return look.usual[1] > _MOST_THINGS and not look.has_few_values(int(_MOST_THINGS))
    return look.usual[1] > _MOST_OF_A_SHARE


def _names_thing(look: Look, thing: str) -> bool:
    """Tell what is spent on, "sweet products", from another measure: "frequency", "balance"."""
    known = look.vocabulary
    if any(known.says(thing, kind) for kind in _MEASURES):
        return False
    said = [q for q in NATURES if known.says(thing, q.replace(" ", "_"))]
    return said in ([], ["count"])


def _leave_out_shares(looks: Sequence[Look], places: Sequence[int]) -> list[int]:
    highest = sorted(looks[place].usual[1] for place in places)
    if highest[len(highest) // 2] < _FAR:
        return list(places)
    return [place for place in places if looks[place].usual[1] > _MOST_OF_A_SHARE]


def _read_stem(stem: str, looks: Sequence[Look], places: Sequence[int]) -> tuple[Quantity, bool]:
    """Return the quantity that the first word says, and whether it says so itself."""
    known = looks[0].vocabulary
    said = next((q for q in _SAID if known.says(stem, q)), None)
    if said is not None:
        return said, True
    others = [look for place, look in enumerate(looks) if place not in places]
    bought = known.says(stem, "amount_first") and any(
        look.says(kind) for look in others for kind in _BOUGHT
    )
    return ("spending" if bought else "none"), False


def _give_quantity(
    column: Column, quantity: Quantity, stem: str, members: int, *, itself: bool
) -> Column:
    why = say(
        "`{stem}` begins the headings of {n}, each about another thing",
        stem=stem,
        n=Count(members, "column"),
    )
    if not itself:
        why = say("{why}, and other columns speak of what people buy", why=why)
    unit: Unit = "currency" if column.unit in ("none", "count") else column.unit
    guess = QuantityGuess(quantity=quantity, unit=unit, reason=why, confidence="fair")
    reason = column.reason
    if column.reason_code in ("measured", "unnamed"):
        reason = say("{quantity}: {why}", quantity=quantity, why=why)
    return replace(
        column,
        measure=start_measure(guess, unit, column.measure.per.value),
        unit=unit,
        reason=reason,
        reason_code="measured" if column.reason_code == "unnamed" else column.reason_code,
    )
