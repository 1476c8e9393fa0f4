"""Does a column hold the numbers of orders, payments or other events?

The words of a heading in, yes or no out. Such a number names something that a customer may have
several of, and that several rows may share: it is no figure, and nobody is known by it.
"""

from __future__ import annotations

from collections.abc import Callable

_NUMBERING = frozenset(
    ["id", "ids", "no", "number", "num", "nr", "key", "code", "ref", "reference", "nummer", "uuid"]
)


def numbers_events(phrase: str, says: Callable[[str, str], str]) -> bool:
    """Tell whether a heading speaks of a running number of events: `invoice no`, `order`."""
    word = says(phrase, "row_event")
    return bool(word) and (word == phrase or not _NUMBERING.isdisjoint(phrase.split()))
