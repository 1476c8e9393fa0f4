"""What belongs to a figure before it is drawn?

Drawing, caption, the same in words, and the table behind it, so that whoever cannot see it, or
doubts it, has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Table
from finseg.figures.theme import Spec


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A figure, ready to be drawn."""

    name: str
    spec: Spec
    caption: str
    alternative: str
    behind: Table | None = None
