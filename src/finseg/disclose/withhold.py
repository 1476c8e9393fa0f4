"""What is left of a statement when a figure rests on too few customers?

`Text` in, the same without what tells of few customers out; None where nothing can be left. The
type of a value decides (`finseg.document.said`), never the words around it:

* a small count becomes "fewer than 5 customers", a small share "less than 2.5%"; all but few become
  "more than 395 customers", "more than 97.5%";
* any value that says on how many `customers` it rests is hidden where they are few, and so is every
  example;
* a hidden value takes its clause with it, or else its part of a list, or else the whole statement.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import overload

from finseg.document.said import (
    Breakdown,
    Clause,
    Count,
    Customers,
    Example,
    Parts,
    Said,
    Share,
    Text,
    Value,
    say,
)
from finseg.maths.suppression import suppress_list

_SMALLEST = 0.001  # share that is still written as a number: 0.1%


@overload
def withhold(text: Said, least: int) -> Said | None: ...
@overload
def withhold(text: Text, least: int) -> Text | None: ...
def withhold(text: Text, least: int) -> Text | None:
    """Return a statement without what tells of fewer than `least` customers.

    Parameters
    ----------
    text : str or Value
        Words stay as they are: whatever is a figure or a customer's own must be a value.
    least : int
        Customers that must stand behind every figure.

    Returns
    -------
    str, Value or None
        None where something that must be hidden stands in no clause. A `Said` stays one.

    Examples
    --------
    >>> str(withhold(say("{few} of {all}", few=Customers(2, "row"), all=Customers(400)), 5))
    'fewer than 5 rows of 400 customers'

    """
    match text:
        case str():
            return text
        case Said(template, values):
            kept = tuple((name, withhold(value, least)) for name, value in values)
            shown = tuple((name, value) for name, value in kept if value is not None)
            return Said(template, shown) if len(shown) == len(kept) else None
        case Parts(parts, joint):
            left = tuple(part for one in parts if (part := withhold(one, least)))
            return Parts(left, joint) if left else None
        case Clause(said):
            told = withhold(said, least)
            return "" if told is None else Clause(told)
        case _:
            return _withhold_value(text, least)


def _withhold_value(value: Value, least: int) -> Text | None:
    resting = getattr(value, "customers", None)
    if isinstance(value, Example) or (resting is not None and _is_few(resting, least)):
        return None
    match value:
        case Breakdown():
            return _withhold_breakdown(value, least)
        case Customers(number, noun, nouns, of) if _is_few(number, least) or _is_few(
            of or 0, least
        ):
            return say("fewer than {least}", least=Customers(least, noun, nouns))
        case Customers(number, noun, nouns, of) if of is not None and _is_few(of - number, least):
            # A Count: the limit tells of nobody, however small it is.
            return say("more than {limit}", limit=Count(of - least, noun, nouns))
        case Share(share, of) if of is not None and math.isfinite(share):
            return _withhold_share(value, share, of, least)
        case _:
            return value


def _withhold_breakdown(value: Breakdown, least: int) -> Breakdown:
    """Leave out the counts of few, and others: 29 rows of which 25 are told give 4 away."""
    counts = [count or 0 for count, _ in value.counts]
    hidden = suppress_list(counts, least)
    return replace(
        value,
        counts=tuple(
            (None if hide else count, kind)
            for (count, kind), hide in zip(value.counts, hidden, strict=True)
        ),
    )


def _is_few(customers: int, least: int) -> bool:
    """Tell a small count; nobody is no small count: there is no one to recognise."""
    return 0 < customers < least


def _withhold_share(value: Share, share: float, of: int, least: int) -> Text | None:
    """Return a bound in the place of a share of few, or of all but few."""
    if _is_few(of, least):
        return None  # every share of so few tells of them
    members = round(share * of)
    limit = max(least / of, _SMALLEST) if of else 0.0
    if _is_few(members, least):
        return say("less than {limit}", limit=Share(limit, digits=max(value.digits, 1)))
    if _is_few(of - members, least):
        return say("more than {limit}", limit=Share(1 - limit, digits=max(value.digits, 1)))
    return value
