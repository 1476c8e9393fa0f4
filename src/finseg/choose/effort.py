"""How much evidence is gathered?

No input; two sizes of `Effort` out, the default and quick. A quick run gathers what every run
gathers first, on the same customers with the same random numbers; the default goes on where that
does not decide. So the quick one claims no more than the default: it may only know less, and of
several reproducible numbers name another. It leaves out what only describes: noise beside the
elbow, gap statistic and prediction strength. Every part looks at a bounded number of rows, so that
ten million customers cost no more here than twenty thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

ALL_ROWS = 8_000  # on which gaps are looked for, where 2,000 do not decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often each part of the evidence is repeated."""

    pairs: int  # of bootstrap samples, at first
    more_pairs: int  # for the numbers of segments that these leave open
    null_tables: int  # per kind of null, for the agreement, at first
    more_tables: int
    noise_tables: int  # for the elbow's band; 0: no measure that only describes
    references: int  # uniform tables of the gap statistic
    splits: int  # of the prediction strength
    starts: int  # k-means starts in each repetition
    gap_rows: int  # rows on which gaps between groups are looked for
    gap_starts: int  # k-means starts for each number of groups, where gaps are looked for


DEFAULT = Effort(
    pairs=12,
    more_pairs=18,
    null_tables=6,
    more_tables=6,
    noise_tables=20,
    references=10,
    splits=10,
    starts=3,
    gap_rows=ALL_ROWS,
    gap_starts=12,
)
QUICK = Effort(
    pairs=12,
    more_pairs=0,
    null_tables=6,
    more_tables=0,
    noise_tables=0,
    references=0,
    splits=0,
    starts=3,
    gap_rows=2_000,
    gap_starts=12,
)

# Where most of the distance is between levels, k-means ends in one of many places near the best:
# with few starts samples differ by where it ended, and not by who was drawn.
STARTS_AMONG_LEVELS = 25


def plan_effort(*, quick: bool, stepped: bool) -> Effort:
    """Return how much evidence is gathered; `stepped`: most of the distance is between levels."""
    effort = QUICK if quick else DEFAULT
    return replace(effort, starts=STARTS_AMONG_LEVELS) if stepped else effort
