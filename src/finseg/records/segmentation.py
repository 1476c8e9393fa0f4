"""Which customer is in which segment?

`Assignment`: for each row its segment, margin and second choice. `Segmentation`: the centres that
are kept, with the assignment of the customers they were fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.numbers import write_fixed, write_percent, write_whole
from finseg.document.page import Shown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assignment:
    """Each customer's segment, and how clearly."""

    segment: npt.NDArray[np.int64]  # (n,) 0..k-1
    second: npt.NDArray[np.int64]  # (n,) next nearest segment; equal to `segment` when k = 1
    margin: npt.NDArray[np.float64]  # (n,) 0 on a border .. 1; 1 when k = 1
    distance: npt.NDArray[np.float64]  # (n,) to the own centre, in prepared units

    def count_members(self, k: int) -> npt.NDArray[np.int64]:
        """Count customers per segment."""
        return np.bincount(self.segment, minlength=k).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segmentation(Shown):
    """The clustering that is kept."""

    centres: npt.NDArray[np.float64]  # (k, d) in prepared units, in the stated order
    reach: npt.NDArray[np.float64]  # (k,) 99th percentile of members' distances
    assignment: Assignment
    inertia: float
    starts: int
    starts_at_best: int
    seed: int
    order: str  # how segments are numbered, in words

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.centres)

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def write_start_count(self) -> str:
        """Say how many starts reached the inertia."""
        if self.starts == 1:
            return "one start"
        return f"{self.starts_at_best} of {self.starts} starts reached it"

    def blocks(self) -> list[Block]:
        """Describe the fit: sizes, effort and numbering."""
        sizes = self.assignment.count_members(self.k)
        margins = [self.assignment.margin[self.assignment.segment == s] for s in range(self.k)]
        rows = tuple(
            (
                str(s),
                write_whole(n),
                write_percent(n / sizes.sum()),
                write_fixed(np.median(m) if n else np.nan, 2),
            )
            for s, (n, m) in enumerate(zip(sizes, margins, strict=True))
        )
        return [
            Heading("The fit"),
            Sentence(
                f"k-means with {self.k} segments, inertia {write_fixed(self.inertia, 1)}; "
                f"{self.write_start_count()} (seed {self.seed}). "
                f"Segments are numbered by {self.order}."
            ),
            Table(("Segment", "Customers", "Share", "Median margin"), rows),
        ]
