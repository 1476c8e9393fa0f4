"""Where do a record's blocks go in the report?

A record describes itself from its own title down; the report gives it a part with a title, figures
at their place, and tables no wider than a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finseg.document.blocks import Block, Figure, Heading, Table

_WIDEST = 9  # columns of a table that an A4 page holds


def drop_title(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Take a record's blocks without empty tables and the title, which the part carries."""
    rest = blocks[1:] if blocks and isinstance(blocks[0], Heading) else blocks
    return tuple(b for b in rest if not (isinstance(b, Table) and not b.rows))


def set_title_level(blocks: Iterable[Block], level: int) -> tuple[Block, ...]:
    """Put titles within a part at one level."""
    return tuple(Heading(b.text, level) if isinstance(b, Heading) else b for b in blocks)


def pick_figures(drawn: Mapping[str, Figure], *names: str) -> tuple[Figure, ...]:
    """Return the figures of these names that there are."""
    return tuple(drawn[name] for name in names if name in drawn)


def turn_wide_table(table: Table) -> Table:
    """Turn a table that is wider than a page on its side: one row per column of the data."""
    if len(table.columns) <= _WIDEST or len(table.rows) >= len(table.columns):
        return table
    first, *rest = zip(table.columns, *table.rows, strict=True)
    return Table(first, tuple(rest), caption=table.caption)
