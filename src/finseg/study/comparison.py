"""Are the same customers together in two studies?

The results of both in; `Comparison` out: how far they agree, and how many customers of each segment
here are in each segment there. Customers are matched by an identifier that both have, else by their
rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html, to_text
from finseg.document.said import ColumnName, Customers, Number, Said, Share, Text, say
from finseg.errors import UsageError
from finseg.maths.agreement import compute_adjusted_rand, contingency_table
from finseg.maths.arrays import Floats
from finseg.read.caller_table import CallerTable
from finseg.results import Results


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """The segments of one study against those of another."""

    names: tuple[str, ...]  # of the segments here, by their ids
    other_names: tuple[str, ...]
    counts: Floats  # (k, other k) customers that both studies have
    only_here: int  # customers
    only_there: int
    by: str = ""  # the identifier they were matched by; "": their rows
    numbers: Numbers = field(default_factory=Numbers)
    caller: CallerTable = field(default_factory=CallerTable)

    @property
    def customers(self) -> int:
        """How many customers both studies have."""
        return int(self.counts.sum())

    @property
    def agreement(self) -> float:
        """How far the divisions agree (adjusted Rand index): 1 is the same, 0 is chance."""
        return float(compute_adjusted_rand(self.counts))

    @cached_property
    def table(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per segment here and segment there that share customers, the largest first."""
        pairs = self._list_pairs()
        shares = [n / self.counts[a].sum() for a, _, n in pairs]
        made = pl.DataFrame(
            {
                "segment": [a for a, _, _ in pairs],
                "name": [self.names[a] for a, _, _ in pairs],
                "other_segment": [b for _, b, _ in pairs],
                "other_name": [self.other_names[b] for _, b, _ in pairs],
                "customers": [n for _, _, n in pairs],
                "share": shares,
            }
        )
        return self.caller.convert_table(made, {})

    def _list_pairs(self) -> list[tuple[int, int, int]]:
        """Return segment here, segment there and customers, by segment and size."""
        found = [(int(a), int(b), int(self.counts[a, b])) for a, b in np.argwhere(self.counts)]
        return sorted(found, key=lambda pair: (pair[0], -pair[2], pair[1]))

    def _say_result(self) -> Said:
        """Say how far they agree."""
        return say(
            "The two divisions of {customers} agree by {agreement} (adjusted Rand: 1 is the same "
            "division, 0 is chance); they were matched by {by}.",
            customers=Customers(self.customers, "customer"),
            agreement=Number(self.agreement, 2),
            by=ColumnName(self.by) if self.by else "their rows",
        )

    def blocks(self) -> list[Block]:
        """Describe how far they agree, and where the customers of each segment are."""
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                f"{a} {self.names[a]}",
                f"{b} {self.other_names[b]}",
                Customers(n, ""),
                Share(n / self.counts[a].sum(), of=int(self.counts[a].sum())),
            )
            for a, b, n in self._list_pairs()
        )
        heads = ("Segment", "In the other study", "Customers", "Share of the segment")
        blocks: list[Block] = [
            Heading("Two studies compared"),
            Sentence(self._say_result()),
            Table(heads, rows, ("left", "left", "right", "right")),
        ]
        if self.only_here or self.only_there:
            alone = say(
                "{here} are only in this study, {there} only in the other; they do not count.",
                here=Customers(self.only_here, "customer"),
                there=Customers(self.only_there, ""),
            )
            blocks.append(Note(alone))
        return blocks

    def __repr__(self) -> str:
        return f"<Comparison: {self._say_result().write(self.numbers)}>"

    def __str__(self) -> str:
        return to_text(self.blocks(), numbers=self.numbers)

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)


def compare_results(here: Results, there: Results, caller: CallerTable) -> Comparison:
    """Compare two studies of the same customers, or of some of the same.

    Raises
    ------
    UsageError
        If no customer of one can be found in the other.

    """
    by = _find_common_identifier(here, there)
    own, other = (_list_members(results, by) for results in (here, there))
    both = own.join(other, "customer", suffix=" there")
    if not len(both) or (
        not by and here.dataset.source.rows_read != there.dataset.source.rows_read
    ):
        raise UsageError(
            "the two studies have no customers in common that could be told by an identifier",
            fix="segment tables with the same column of identifiers, or the same table twice",
        )
    first, second = here.segmentation.k, there.segmentation.k
    counts = contingency_table(
        both["segment"].to_numpy(), both["segment there"].to_numpy(), shape=(first, second)
    )
    return Comparison(
        names=tuple(here.names),
        other_names=tuple(there.names),
        counts=counts,
        only_here=len(own) - len(both),
        only_there=len(other) - len(both),
        by=by,
        numbers=here.numbers,
        caller=caller,
    )


def _find_common_identifier(here: Results, there: Results) -> str:
    """Return the first identifier of both in which no customer stands twice; "" for none."""
    others = {c.name for c in there.dataset.select_by_role("id") if not c.counts_rows}
    return next(
        (
            c.name
            for c in here.dataset.select_by_role("id")
            if c.name in others
            and not any(_has_twins(r.dataset.table[c.name]) for r in (here, there))
        ),
        "",
    )


def _has_twins(ids: pl.Series) -> bool:
    return bool(ids.null_count()) or ids.n_unique() < len(ids)


def _list_members(results: Results, by: str) -> pl.DataFrame:
    """Return each customer with its segment."""
    dataset = results.dataset
    known = dataset.table[by] if by else pl.Series(dataset.find_row_numbers())
    segment = pl.Series(results.segmentation.assignment.segment)
    return pl.DataFrame({"customer": known, "segment": segment})
