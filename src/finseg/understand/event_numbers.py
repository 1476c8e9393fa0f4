"""Does a column hold the numbers of orders, payments or other events?

The words of a heading in, yes or no out. Such a number names something that a customer may have
several of, and that several rows may share: it is no figure, and nobody is known by it.
"""

from __future__ import annotations

from collections.abc import Callable

from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess

_ENOUGH_ROWS = 20  # below, repeats prove nothing
_LEVELS = 100  # fewer different values than this are kinds of something
_NUMBERING = frozenset(
    ["id", "ids", "no", "number", "num", "nr", "key", "code", "ref", "reference", "nummer", "uuid"]
)


def numbers_events(phrase: str, says: Callable[[str, str], str]) -> bool:
    """Tell whether a heading speaks of a running number of events: `invoice no`, `order`."""
    word = says(phrase, "row_event")
    return bool(word) and (word == phrase or not _NUMBERING.isdisjoint(phrase.split()))


def guess_event_number(look: Look, _: object) -> Guess | None:
    """Keep numbers of orders, which several rows share, as they are; a few may have letters."""
    if look.rows < _ENOUGH_ROWS or (look.is_number and not look.whole):
        return None
    if not numbers_events(look.phrase, look.vocabulary.says) or look.has_few_values(_LEVELS):
        return None
    reason = "numbers of orders or payments, which several rows may share"
    return Guess(role="id", reason=reason, confidence="fair")
