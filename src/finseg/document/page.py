"""How is a list of blocks shown in a terminal and in a notebook?

`Page`: blocks that print as text in a terminal, as HTML in a notebook and as Markdown on request.
`Shown`: what a record needs to show its blocks in a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Sentence
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html, to_markdown, to_text
from finseg.document.said import write_text

_LINE = 100  # characters of what stands in one line of a terminal


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

    def __repr__(self) -> str:
        return f"<Page: {_write_first_words(self.content, self.numbers)}>"

    def _repr_html_(self) -> str:
        return to_html(self.content, numbers=self.numbers)


class Shown:
    """A record that shows itself in a notebook.

    A record by itself knows no locale, no currency and no names of segments: it shows plain numbers
    and ids. The study, the report and `study.passports` have the rest.
    """

    __slots__ = ()
    blocks: Callable[..., list[Block]]

    def __init_subclass__(cls) -> None:
        # In the class itself, where `dataclass` finds it and adds none that writes every field.
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = Shown.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {_write_first_words(self._list_blocks())}>"

    def _list_blocks(self) -> list[Block]:
        """Return the blocks as the record alone can say them."""
        return self.blocks()

    def _repr_html_(self) -> str:
        return to_html(self._list_blocks())


def _write_first_words(content: Sequence[Block], numbers: Numbers | None = None) -> str:
    """Write the first sentence, else the title, on one line that is not long."""
    told = [b.text for b in content if isinstance(b, Sentence)] or [
        b.text for b in content if isinstance(b, Heading)
    ]
    text = " ".join(write_text(told[0], numbers).split()) if told else ""
    return text if len(text) <= _LINE else text[: _LINE - 1].rstrip() + "…"
