"""How much evidence is gathered?

Two sizes: the default, and quick. Every part looks at a bounded number of rows, so that ten million
customers cost no more here than twenty thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The gap statistic, prediction strength and noise tables are repeated fits: a part of the sample
# is enough for them, and their figures are means over many tables anyhow.
SMALL_SAMPLE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often each part of the evidence is repeated."""

    pairs: int  # of bootstrap samples
    null_tables: int  # per kind of null, for the agreement
    noise_tables: int  # for the elbow's band
    references: int  # uniform tables of the gap statistic
    splits: int  # of the prediction strength
    starts: int  # k-means starts in each repetition
    structure: Literal["quick", "thorough"]
    looks: int  # for natural groups, at small tables


DEFAULT = Effort(
    pairs=30,
    null_tables=12,
    noise_tables=20,
    references=10,
    splits=10,
    starts=3,
    structure="thorough",
    looks=3,
)
QUICK = Effort(
    pairs=12,
    null_tables=6,
    noise_tables=12,
    references=5,
    splits=4,
    starts=2,
    structure="quick",
    looks=1,
)
