"""Which parts of the evidence need nothing of each other, so that a second process can do them?

Tasks for `finseg.beside`: arrays and plain values in, a record out. Each has random numbers of its
own, so that it does not show who did it, and when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from finseg.choose.candidates import Beyond, Noise, compare_beyond_inertia, make_noise
from finseg.choose.dividing_columns import find_dividing_columns
from finseg.choose.effort import Effort
from finseg.choose.structure import find_structure
from finseg.maths.arrays import Floats
from finseg.records.separation import Separation, state_untested

ROUNDING = 1e-9
MOST_STEPS = 7  # values of a scale of answers, among which no gap can be told


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FindGroups:
    """Look for natural groups, and name the columns in which they differ."""

    x: Floats  # (m, d)
    columns: tuple[str, ...]
    k_max: int
    effort: Effort
    seed: tuple[int, ...]
    stepped: bool = False  # most of the distance is between levels: there are gaps everywhere

    def run(self) -> Separation:
        """Look."""
        if self.stepped:
            return state_untested(len(self.x))
        seed = np.random.SeedSequence(self.seed)
        found = find_structure(self.x, k_max=max(2, self.k_max), seed=seed, effort=self.effort)
        names = find_dividing_columns(self.x, found.labels, self.columns)
        steps = count_steps(self.x) if found.separation.outcome == "none" else 0
        return replace(found.separation, columns=names, steps=steps)


def count_steps(x: Floats) -> int:
    """Count the values of a table of few steps; 0 where most of the distance is between others.

    Answers from 1 to 5 leave no room for a gap: two groups may lie one step apart, as any two
    values do. What is found there is there, but that nothing is found says nothing.
    """
    values = np.array([len(np.unique(column)) for column in x.T])
    coarse = (values >= 2) & (values <= MOST_STEPS)
    spread = x.var(axis=0)
    most = spread[coarse].sum() > (0.5 + ROUNDING) * spread.sum()
    return int(values[coarse].max()) if most else 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MakeNoise:
    """Cluster tables without groups, for the band of the inertia and its elbows."""

    x: Floats  # (m, d)
    ks: tuple[int, ...]
    effort: Effort
    seed: tuple[int, ...]
    blocks: tuple[tuple[int, ...], ...] = ()  # columns that are levels of one category

    def run(self) -> Noise:
        """Shuffle and cluster."""
        rng = np.random.default_rng(self.seed)
        return make_noise(self.x, self.ks, self.effort, rng, self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompareBeyondInertia:
    """Measure the gap statistic and the prediction strength of each number of segments."""

    x: Floats  # (m, d)
    ks: tuple[int, ...]
    effort: Effort
    seed: tuple[int, ...]
    salts: tuple[int, ...]

    def run(self) -> Beyond:
        """Draw uniform tables, and halves."""
        return compare_beyond_inertia(
            self.x,
            self.ks,
            self.effort,
            salts=self.salts,
            rng=np.random.default_rng(self.seed),
        )
