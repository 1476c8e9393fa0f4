"""Which table is behind each figure?

Drawings in, headings and tables out. A figure is read off, a table is checked: the annex has the
values of every figure as it draws them. A figure of single customers has none.
"""

from __future__ import annotations

from collections.abc import Iterable

from finseg.document.blocks import Block, Figure, Heading, Note
from finseg.document.said import Names, say
from finseg.report.layout import turn_wide_table


def list_figure_tables(drawn: Iterable[Figure]) -> tuple[Block, ...]:
    """Give the tables behind the figures that were drawn, in their order."""
    blocks: list[Block] = []
    without: list[str] = []
    for figure in drawn:
        if figure.behind is None or not figure.behind.rows:
            without.append(figure.name)
        else:
            blocks += [
                Heading(say("Figure: {name}", name=figure.name), level=4),
                turn_wide_table(figure.behind),
            ]
    if without:
        blocks.append(
            Note(
                say(
                    "There is no table for {names}: the values are in the tables beside the "
                    "figure, or belong to single customers.",
                    names=Names(tuple(without), most=len(without)),
                )
            )
        )
    return tuple(blocks)
