"""Which customers does the pair plot draw?

Few of them one by one, in a random sample; many, or those of results that leave the house, counted
in cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.figures.binned_customers import Crowd, count_crowd
from finseg.figures.chosen_columns import choose_separating_columns
from finseg.maths.arrays import Floats, Ints
from finseg.results import Described

MOST_COLUMNS = 6
MOST_ROWS = 600
MANY = 2_000  # customers above which single ones are not drawn


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairSample:
    """The customers that are drawn, in raw units."""

    columns: tuple[str, ...]  # those that separate the segments most, in the recipe's order
    values: Floats  # (m, d), missing is NaN
    segments: Ints  # (m,)
    rows: int  # customers in the study

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.segments), len(self.columns)):
            raise ValueError("one row per segment label and one column per name are needed")


def choose_pair_customers(results: Described) -> PairSample | Crowd | None:
    """Take the customers one by one where they are few and stay in the house, else counted.

    None where no column may be drawn.
    """
    chosen = choose_separating_columns(results.interpretation, MOST_COLUMNS)
    if not chosen:
        return None
    steps = [results.recipe.steps[i] for i in chosen]
    columns = [step.column for step in steps]
    raw, segment = results.dataset.build_matrix(columns), results.segmentation.assignment.segment
    if len(raw) <= MANY and not results.shared:
        rng = np.random.default_rng(results.settings.fit.seed)
        return sample_customers(raw, segment, columns, rng=rng)
    return count_crowd(raw, segment, steps, results.segmentation.k)


def sample_customers(
    values: Floats,
    segments: Ints,
    columns: Sequence[str],
    *,
    rng: np.random.Generator,
    most: int = MOST_ROWS,
) -> PairSample:
    """Draw at most `most` customers, each with the same chance, for the pair plot."""
    n = len(values)
    kept = np.sort(rng.choice(n, size=most, replace=False)) if n > most else np.arange(n)
    return PairSample(columns=tuple(columns), values=values[kept], segments=segments[kept], rows=n)
