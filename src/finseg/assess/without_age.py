"""What would the segments be without age, where age rules them?

Sampled customers and the segments that were kept in; the number and kind of segments that would be
chosen without age, and how far they agree with those, out. A quick run keeps the number. Age is
known of everybody and differs between any two people, so that it takes over segments easily; what a
bank wants to tell apart is seldom how old its customers are.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from finseg.choose import choose_k
from finseg.maths.agreement import compare_groupings
from finseg.maths.arrays import Floats, Ints
from finseg.maths.contribution import share_between_variance
from finseg.maths.nearest import nearest_centres
from finseg.maths.starts import run_kmeans
from finseg.maths.threads import one_thread
from finseg.records.assessment import RULING_AGE, Without
from finseg.records.dataset import Dataset
from finseg.records.recipe import Recipe
from finseg.records.row_weights import find_row_weights
from finseg.records.segmentation import Segmentation
from finseg.records.verdict import VerdictKind
from finseg.settings import ChooseSettings

_STARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChooseWithout:
    """A task for `finseg.beside`: do the whole job without one column."""

    x: Floats  # (m, d) without the column
    labels: Ints  # (m,) the segments that were kept
    k: int  # how many they are
    among: Floats | None  # (p, d) among whom a number is chosen; None: it stays
    columns: tuple[str, ...]  # d names
    blocks: tuple[tuple[int, ...], ...]  # the levels of one category each
    column: str  # that is left out
    share: float  # of what separates the segments, that it carries
    settings: ChooseSettings
    seed: int

    def run(self) -> Without:
        """Choose, divide and compare."""
        k, kind = self._choose()
        with one_thread():
            best = run_kmeans(np.asfortranarray(self.x), k, starts=_STARTS, seed=self.seed)
        found = nearest_centres(self.x, best.centres).first
        return Without(
            column=self.column,
            share=self.share,
            agreement=compare_groupings(self.labels, found),
            k=k,
            kind=kind,
            rows=len(self.x),
        )

    def _choose(self) -> tuple[int, VerdictKind | None]:
        if self.among is None:
            return self.k, None
        choice = choose_k(self.among, self.columns, self.settings, blocks=self.blocks)
        return choice.k, choice.verdict.kind


def plan_without_age(
    dataset: Dataset,
    recipe: Recipe,
    segmentation: Segmentation,
    x: Floats,
    labels: Ints,
    settings: ChooseSettings,
    seed: int,
    among: Floats | None = None,
) -> list[ChooseWithout]:
    """Plan the job without age; nothing where age does not rule, or nothing else is there.

    `x` and `labels` are those of sampled customers. A number of segments that was given is kept,
    and so is any in a quick run; else one is chosen within the limits of `settings`, among these
    customers or, where they were drawn by weight, among the rows `among`.
    """
    ages = {c.name for c in dataset.features if c.quantity == "age"}
    if segmentation.k < 2 or len(recipe.columns) < 2:
        return []
    counted = find_row_weights(dataset)
    segment, k = segmentation.assignment.segment, segmentation.k
    sizes = counted.add_up_by_segment(segment, k) if counted else np.bincount(segment, minlength=k)
    shares = share_between_variance(segmentation.centres, sizes)
    most = max(range(len(shares)), key=lambda j: float(shares[j]) * (recipe.columns[j] in ages))
    column = recipe.columns[most]
    if column not in ages or shares[most] <= RULING_AGE:
        return []
    kept = [j for j in range(len(recipe.columns)) if j != most]
    fewer = np.asfortranarray(x[:, kept])
    if len(np.unique(fewer, axis=0)) <= k:
        return []
    asked = fewer if among is None else np.asfortranarray(among[:, kept])
    return [
        ChooseWithout(
            x=fewer,
            labels=labels,
            k=k,
            among=None if settings.quick else asked,
            columns=tuple(recipe.columns[j] for j in kept),
            blocks=tuple(tuple(map(kept.index, block)) for block in recipe.level_blocks),
            column=column,
            share=float(shares[most]),
            settings=msgspec.structs.replace(settings, sample_rows=max(len(asked), 1)),
            seed=seed,
        )
    ]
