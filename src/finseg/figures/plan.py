"""What does a figure need before it is drawn?

Drawing, caption, the same in words, and the table behind it, so that whoever cannot see it, or
doubts it, has the values.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Table
from finseg.document.said import Text
from finseg.figures.theme import Spec


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A figure, ready to be drawn."""

    spec: Spec
    caption: Text  # what the reader should see in it
    alternative: Text  # the same for those who cannot see it
    behind: Table | None = None
