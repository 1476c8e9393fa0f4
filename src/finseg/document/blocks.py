"""What can a result say about itself?

Five kinds of block: heading, sentence, table, figure, note. Blocks hold words and values
(`finseg.document.said`) and no markup: a printer writes the values in the reader's manner and
escapes for its own context, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finseg.document.said import Text

Align = Literal["left", "right"]
Tone = Literal["plain", "good", "warn", "stop"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a document; level 1 is the document's own."""

    text: Text
    level: int = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain statement, or a short paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """A statement that deserves a mark: a warning, a limit, a good sign."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under column names; numbers right-aligned.

    `align` has one entry per column; empty means the first left, the others right.
    """

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    align: tuple[Align, ...] = ()
    caption: Text = ""

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows} | {len(self.columns)}
        if len(widths) > 1:
            raise ValueError(f"table rows and columns differ in length: {sorted(widths)}")

    def fill_alignment(self) -> tuple[Align, ...]:
        """Return one alignment per column, defaults filled in."""
        if self.align:
            return self.align
        numbers: list[Align] = ["right"] * (len(self.columns) - 1)
        return ("left", *numbers)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its finished SVG, a caption, and words for those who cannot see it."""

    name: str
    svg: str
    caption: Text
    alternative: Text
    behind: Table | None = None  # what is drawn, in figures


Block = Heading | Sentence | Note | Table | Figure
