"""What is kept of a study so that new customers can be scored?

The `Bundle`: recipe, centres, segment names and where it all came from. No customer's row is in it,
and loading it runs no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from finseg.records.building import BuildRecipe
from finseg.records.dataset import Elapsed
from finseg.records.reading import Habit
from finseg.records.recipe import Recipe
from finseg.records.remedy import Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSegment:
    """What scoring needs to know of one segment."""

    id: int
    name: str
    size: int  # customers it was made from
    centre: tuple[float, ...]  # prepared units, the recipe's order
    reach: float  # 99th percentile of its customers' distances


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A saved model."""

    title: str
    made_with: str  # finseg's version
    input_name: str
    input_sha256: str
    rows: int  # customers it was fitted on
    ids: tuple[str, ...]  # identifier columns, copied through when present
    recipe: Recipe
    segments: tuple[BundleSegment, ...]  # ids 0..k-1
    settings: dict[str, Any]  # the whole tree, defaults filled in
    elapsed: tuple[Elapsed, ...] = ()  # features that are made from dates
    remedies: tuple[Remedy, ...] = ()  # what domain rules ask of any customers
    build: BuildRecipe | None = None  # how customers are built of rows that are none
    habits: tuple[Habit, ...] = ()  # how columns were written, where a new table may not show it

    def __post_init__(self) -> None:
        if [s.id for s in self.segments] != list(range(len(self.segments))):
            raise ValueError("segments must be numbered from 0 without gaps")
        if not self.segments or not self.recipe.steps:
            raise ValueError("a model needs at least one segment and one feature")
        if any(len(s.centre) != len(self.recipe.steps) for s in self.segments):
            raise ValueError("every centre needs one figure per feature")
        if any(min(s.scale, s.bend, s.weight) <= 0 for s in self.recipe.steps):
            raise ValueError("scales, bends and weights must be above 0")
        if any(d.factor <= 0 for d in self.recipe.derived):
            raise ValueError("the factors of derived columns must be above 0")
