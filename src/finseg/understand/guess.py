"""What was a column taken for, and why?"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.said import Text
from finseg.records.dataset import Confidence, ReasonCode, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The role of a column, how sure it is, and the reason."""

    role: Role
    reason: Text
    confidence: Confidence = "high"
    code: ReasonCode = ""
    order: tuple[str, ...] = ()  # of an ordered category
