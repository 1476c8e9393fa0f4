"""What is done about values that break a domain rule?

`Remedy`: values of one column that are read as missing or reject their row, here and when scoring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Values of one column that a domain rule does something about, here and when scoring."""

    rule: str  # its id
    column: str
    action: Literal["missing", "reject row"]
    reason: str
    below: float | None = None  # values below are concerned
    above: float | None = None
    equals: tuple[float, ...] = ()
    not_whole: bool = False
