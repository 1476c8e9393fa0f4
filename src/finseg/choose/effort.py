"""How much evidence is gathered?

No input; two sizes of `Effort` out, the default and quick. Every part looks at a bounded number of
rows, so that ten million customers cost no more here than twenty thousand.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often each part of the evidence is repeated."""

    pairs: int  # of bootstrap samples
    null_tables: int  # per kind of null, for the agreement
    noise_tables: int  # for the elbow's band
    references: int  # uniform tables of the gap statistic
    splits: int  # of the prediction strength
    starts: int  # k-means starts in each repetition
    gap_rows: int  # rows on which gaps between groups are looked for
    gap_starts: int  # k-means starts for each number of groups, where gaps are looked for
    looks: int  # for natural groups, at small tables


DEFAULT = Effort(
    pairs=30,
    null_tables=12,
    noise_tables=20,
    references=10,
    splits=10,
    starts=3,
    gap_rows=8_000,
    gap_starts=12,
    looks=3,
)
QUICK = Effort(
    pairs=12,
    null_tables=6,
    noise_tables=12,
    references=5,
    splits=4,
    starts=2,
    gap_rows=2_000,
    gap_starts=4,
    looks=1,
)
