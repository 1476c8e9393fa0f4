"""Which statements hold figures of few customers?

Any record or block in, the same with every statement in it passed through `withhold` out. What
else is done for a record is done by its own module before; this is the net beneath all of them, so
that a statement somebody adds to a record tomorrow can open no hole.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from finseg.disclose.withhold import withhold
from finseg.document.blocks import Note, Sentence, Table
from finseg.document.said import Value
from finseg.records.dataset import Reject

Record = TypeVar("Record")
_BLANK = "–"  # in a table's cell


def withhold_statements(record: Record, least: int) -> Record:
    """Return a record whose statements tell of no fewer than `least` customers.

    Parameters
    ----------
    record : dataclass, tuple or value
        Never changed; what holds no statement is returned as it is.
    least : int
        Customers that must stand behind every figure.

    Returns
    -------
    The same kind of record. A statement of which nothing is left is "" in a record and "–" in a
    cell; a sentence or note of a document is left out.

    """
    found: Any = _withhold_any(record, least, "")
    return found  # type: ignore[no-any-return]


def _withhold_any(found: Any, least: int, blank: str) -> Any:  # noqa: ANN401 - any part of a record
    if isinstance(found, Value):
        left = withhold(found, least)
        return blank if left is None else left
    if isinstance(found, tuple) and not hasattr(found, "_fields"):
        return _withhold_tuple(found, least, blank)
    # Rejects are only counted by kind, and there may be very many.
    if is_dataclass(found) and not isinstance(found, type | Reject):
        inner = _BLANK if isinstance(found, Table) else ""
        changes = {}
        for field in fields(found):
            before = getattr(found, field.name)
            after = _withhold_any(before, least, inner)
            if after is not before:
                changes[field.name] = after
        return replace(found, **changes) if changes else found
    return found


def _withhold_tuple(found: tuple[Any, ...], least: int, blank: str) -> tuple[Any, ...]:
    after = tuple(_withhold_any(part, least, blank) for part in found)
    if all(new is old for new, old in zip(after, found, strict=True)):
        return found
    return tuple(
        new
        for new, old in zip(after, found, strict=True)
        if new is old or not isinstance(new, Sentence | Note) or new.text
    )
