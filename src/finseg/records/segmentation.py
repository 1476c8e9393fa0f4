"""Which customer is in which segment?

Centres and distances in; `Assignment` out, for each row its segment, margin and second choice, and
`Segmentation`: the centres that are kept, with the assignment of the customers they were fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import Count, Customers, Number, Said, Share, Text, say
from finseg.maths.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assignment:
    """Each customer's segment, and how clearly."""

    segment: Ints  # (n,) 0..k-1
    second: Ints  # (n,) next nearest segment; equal to `segment` when k = 1
    margin: Floats  # (n,) 0 on a border .. 1; 1 when k = 1
    distance: Floats  # (n,) to the own centre, in prepared units

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

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.centres)

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def say_start_count(self) -> Said:
        """Say how many starts reached the inertia."""
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
            Table(("Segment", "Customers", "Share", "Median margin"), rows),
        ]

    def _median_margin(self, segment: int) -> float:
        margins = self.assignment.margin[self.assignment.segment == segment]
        return float(np.median(margins)) if len(margins) else float("nan")
