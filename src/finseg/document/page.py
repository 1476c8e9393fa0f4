"""How is a list of blocks shown in a terminal and in a notebook?

`Page`: blocks that print as text in a terminal, as HTML in a notebook and as Markdown on request.
`Shown`: what a record needs to show its blocks in a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html, to_markdown, to_text


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks to be looked at."""

    content: Sequence[Block]
    numbers: Numbers | None = None  # the reader's manner of writing figures

    def blocks(self) -> list[Block]:
        """Return the blocks."""
        return list(self.content)

    def markdown(self) -> str:
        """Print as Markdown."""
        return to_markdown(self.content, numbers=self.numbers)

    def __str__(self) -> str:
        return to_text(self.content, numbers=self.numbers)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return to_html(self.content, numbers=self.numbers)


class Shown:
    """A record that shows itself in a notebook.

    A record by itself knows no locale, no currency and no names of segments: it shows plain numbers
    and ids. The study, the report and `study.passport(id)` have the rest.
    """

    __slots__ = ()
    blocks: Callable[..., list[Block]]

    def _list_blocks(self) -> list[Block]:
        """Return the blocks as the record alone can say them."""
        return self.blocks()

    def _repr_html_(self) -> str:
        return to_html(self._list_blocks())
