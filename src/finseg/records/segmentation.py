"""Which customer is in which segment?

Centres and distances in; `Assignment` out, for each row its segment, margin and second choice, and
`Segmentation`: the centres that are kept, with the assignment of the customers they were fitted on.
`build_assignment_table` lays an assignment out, one row per customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import Count, Customers, Number, Said, Share, Text, say
from finseg.maths.arrays import Floats, Ints
from finseg.maths.nearest import Nearest
from finseg.records.dataset import Dataset
from finseg.records.row_weights import AMONG_ROWS

# The columns of the table of assignments, behind the identifiers.
ASSIGNMENT_COLUMNS = ("row", "segment", "name", "margin", "second", "flags")
WHY = "why"  # a further column of scores, on request


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assignment:
    """Each customer's segment, and how clearly."""

    segment: Ints  # (n,) 0..k-1
    second: Ints  # (n,) next nearest segment; equal to `segment` when k = 1
    margin: Floats  # (n,) 0 on a border .. 1; 1 when k = 1
    distance: Floats  # (n,) to the own centre, in prepared units

    @classmethod
    def from_nearest(cls, nearest: Nearest) -> Self:
        """Assign each customer to the nearest centre."""
        return cls(
            segment=nearest.first,
            second=nearest.second,
            margin=nearest.margin,
            distance=nearest.first_distance,
        )

    def count_members(self, k: int) -> Ints:
        """Count customers per segment."""
        return np.bincount(self.segment, minlength=k).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segmentation(Shown):
    """The clustering that is kept."""

    centres: Floats  # (k, d) in prepared units, in the stated order
    reach: Floats  # (k,) 99th percentile of members' distances
    assignment: Assignment
    inertia: float
    starts: int
    starts_at_best: int
    seed: int
    order: Text  # how segments are numbered, in words
    centres_from: str = ""  # the file with the centres it started from
    by_weight: bool = False  # whether rows counted by weight; the sizes here count each once

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.centres)

    def say_start_count(self) -> Said:
        """Say how many starts reached the inertia."""
        if self.centres_from:
            return say("started from the centres in {file}", file=self.centres_from)
        if self.starts == 1:
            return say("one start")
        return say(
            "{best} of {starts} starts reached it",
            best=Count(self.starts_at_best),
            starts=Count(self.starts),
        )

    def blocks(self) -> list[Block]:
        """Describe the fit: sizes, effort and numbering."""
        sizes = self.assignment.count_members(self.k).tolist()
        rows = tuple(
            (
                Count(s),
                Customers(size, ""),
                Share(size / sum(sizes), of=sum(sizes)),
                Number(self._median_margin(s), 2, customers=size),
            )
            for s, size in enumerate(sizes)
        )
        return [
            Heading("The fit"),
            Sentence(
                say(
                    "k-means with {k}, inertia {inertia}; {starts} (seed {seed}). Segments are "
                    "numbered by {order}.",
                    k=Count(self.k, "segment"),
                    inertia=Number(self.inertia, 1),
                    starts=self.say_start_count(),
                    seed=str(self.seed),
                    order=self.order,
                )
            ),
            Table(
                ("Segment", "Customers", "Share", "Median margin"),
                rows,
                caption=AMONG_ROWS if self.by_weight else "",
            ),
        ]

    def _median_margin(self, segment: int) -> float:
        margins = self.assignment.margin[self.assignment.segment == segment]
        return float(np.median(margins)) if len(margins) else float("nan")


def build_assignment_table(
    dataset: Dataset, assignment: Assignment, names: Sequence[str], flags: pl.Series
) -> pl.DataFrame:
    """Lay out one row per customer used: ids, row, segment, name, margin, second, flags.

    Returns
    -------
    polars.DataFrame
        Identifiers under their own names; `row` counts the input's rows from 1, rejected ones
        too, so that the table joins back by either.

    """
    values = (
        pl.Series(dataset.find_row_numbers()),
        pl.Series(assignment.segment),
        pl.Series(names).gather(assignment.segment),
        pl.Series(assignment.margin).round(6),
        pl.Series(assignment.second),
        flags,
    )
    columns = dict(zip(ASSIGNMENT_COLUMNS, values, strict=True))
    # An identifier that bears one of our own names keeps its values under a longer one.
    ids = [dataset.table[c.name] for c in dataset.select_by_role("id")]
    own = {f"{s.name} (id)" if s.name in columns else s.name: s for s in ids}
    return pl.DataFrame({**own, **columns})


def list_shown_ids(dataset: Dataset, table: pl.DataFrame) -> dict[str, str]:
    """Return the identifiers of a table of customers: the name there → the name in the dataset."""
    names = [c.name for c in dataset.select_by_role("id")]
    longer = {name: f"{name} (id)" for name in names}
    shown = {longer[n] if longer[n] in table.columns else n: n for n in names}
    return {own: name for own, name in shown.items() if own in table.columns}
