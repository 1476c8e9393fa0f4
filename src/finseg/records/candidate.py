"""What came of one number of segments, as it was tried and as it was kept?

A `Candidate` is one clustering that was tried, with its indices; `Kept` is the division that was
kept, held against the trial of the same number of segments.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from finseg.document.said import Count, Said, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One clustering at one k. NaN where an index does not exist (most at k = 1)."""

    k: int
    inertia: float  # sum of squared distances to the centres, over the rows it was fitted on
    noise: (
        tuple[float, float] | None
    )  # where 90 % of noise tables of the same shape lie; or not drawn
    silhouette: float  # -1 … 1 (Rousseeuw 1987), exact up to 2,500 rows, sampled beyond
    centre_silhouette: float  # mean of 1 - nearest / second nearest centre distance; its own scale
    calinski_harabasz: float
    davies_bouldin: float
    gap: float  # log inertia of uniform tables less that of these customers
    gap_error: float
    prediction_strength: float  # 0 … 1
    smallest_share: float  # customers in the smallest segment, 0 … 1
    starts: int
    starts_at_best: int  # starts within 1e-4 of the best inertia


# From this adjusted Rand on, the division that was kept passes for the trial that was weighed.
SAME_DIVISION = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The division that was kept, held against the trial of the same number of segments."""

    division: Candidate  # over the rows of the trials; no noise, gap or prediction strength
    agreement: float  # adjusted Rand with the trial
    seed: int
    columns: tuple[str, ...] = ()  # that divide it, where the others clearly do not
    centres_from: str = ""  # the file with the centres it started from
    by_weight: bool = False  # whether rows counted by weight, as in no trial

    @property
    def is_same_division(self) -> bool:
        """Whether what is said of the trial is said of what was kept."""
        return self.agreement >= SAME_DIVISION

    @property
    def comparable_division(self) -> Candidate:
        """The division without what no trial can be held against: inertia, where rows weigh."""
        return replace(self.division, inertia=math.nan) if self.by_weight else self.division

    @property
    def origin(self) -> Said:
        """Say how it was made."""
        starts = self.division.starts
        weighed = ", rows counted by weight" if self.by_weight else ""
        if self.centres_from:
            return say(
                "from the centres in {file}{weighed}", file=self.centres_from, weighed=weighed
            )
        if starts == 1:
            return say("one start, seed {seed}{weighed}", seed=str(self.seed), weighed=weighed)
        return say(
            "best of {starts} starts, seed {seed}{weighed}",
            starts=Count(starts),
            seed=str(self.seed),
            weighed=weighed,
        )
