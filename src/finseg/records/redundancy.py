"""Which columns repeat others, and what is done about it?

`Relation`: one column that follows from others. `ColumnGroup`: columns that measure one idea.
`Redundancy`: all of them, as found in one table, with what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from finseg.document.blocks import Block, Heading, Note, Table
from finseg.document.page import Shown
from finseg.document.said import Number, Said, Share, Text, say
from finseg.records.dataset import ColumnPart, Dataset

RelationKind = Literal["copy", "sum", "ratio", "near copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One column that follows from others."""

    kind: RelationKind
    column: str
    parts: tuple[str, ...]
    formula: Said  # "`Limit` − `Balance`"
    share: float  # of the rows in which it holds; of a near copy |r|
    left_out: bool  # described, and not clustered on
    why: Text  # why this column, or why it is kept
    subtracted: tuple[str, ...] = ()  # those of its parts that stand behind a minus


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGroup:
    """Columns that rise and fall together, so that one idea is clustered on several times."""

    columns: tuple[str, ...]
    agreement: float  # the least rank correlation in it, in size
    weight: float  # in columns: the largest eigenvalue of its rank correlations
    shared: bool  # they share the weight of one column
    levels: bool = False  # they are levels of several categories, which say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Redundancy(Shown):
    """What was found among the features of one table."""

    relations: tuple[Relation, ...] = ()
    groups: tuple[ColumnGroup, ...] = ()
    searched: bool = True  # False: too many columns to look for sums and ratios

    @property
    def relations_left_out(self) -> tuple[Relation, ...]:
        """The relations whose column is not clustered on."""
        return tuple(r for r in self.relations if r.left_out)

    def apply_to_dataset(self, dataset: Dataset) -> Dataset:
        """Return the dataset with the columns left out as descriptors, the reason said."""
        out = {r.column: r for r in self.relations_left_out}
        columns = tuple(
            c
            if (r := out.get(c.name)) is None
            else replace(
                c,
                role="descriptor",
                reason=say(
                    "left out: {exactly} {formula}",
                    exactly="nearly" if r.kind == "near copy" else "exactly",
                    formula=r.formula,
                ),
                reason_code="follows",
                follows=r.formula,
                parts=tuple(ColumnPart(column=p, subtracted=p in r.subtracted) for p in r.parts),
            )
            for c in dataset.columns
        )
        return replace(dataset, columns=columns) if out else dataset

    def find_shared_weights(self) -> dict[str, float]:
        """Return the weight of each column that shares: sqrt(1 / columns of its group)."""
        return {c: len(g.columns) ** -0.5 for g in self.groups if g.shared for c in g.columns}

    def blocks(self) -> list[Block]:
        """List the relations; `Shares` lists the groups with their weights."""
        if not self.relations:
            return []
        rows = tuple(
            (
                r.column,
                r.formula,
                say("r = {r}", r=Number(r.share, 3))
                if r.kind == "near copy"
                else say("in {share} of the rows", share=Share(r.share)),
                "left out" if r.left_out else "kept",
                r.why,
            )
            for r in self.relations
        )
        blocks: list[Block] = [
            Heading("Columns that follow from others"),
            Table(("Column", "Follows from", "How well", "Clustering", "Why"), rows, ("left",) * 5),
        ]
        if self.relations_left_out:
            blocks.append(Note("Columns left out are described per segment, but not clustered on."))
        return blocks
