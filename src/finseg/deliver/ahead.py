"""How is the next piece of a long file made while the last one is written?

Pieces in, the same pieces out in their order. Another thread makes the next one: laying out lines,
writing them as CSV and writing files all let go of the interpreter for most of their time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def make_ahead(pieces: Iterable[T]) -> Iterator[T]:
    """Yield the pieces; none of them is None. One more is always under way, and never two."""
    making = iter(pieces)
    with ThreadPoolExecutor(1, thread_name_prefix="finseg-pieces") as beside:
        coming = beside.submit(next, making, None)
        while (piece := coming.result()) is not None:
            coming = beside.submit(next, making, None)
            yield piece
