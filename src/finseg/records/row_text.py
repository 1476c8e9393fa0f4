"""How were the rows written in their file?

Kept beside a table for as long as rows of it may be rejected: whoever mends the file looks for the
line as it is written, not for what was made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stood:
    """The rows of one file, or of a table that is none, as they stood."""

    columns: tuple[str, ...]  # in the file's order, by their names in the table; "": not in it
    delimiter: str
    fields: Callable[[Sequence[int]], list[list[str]]]  # lines → the fields of each, unmasked
