"""On which columns would these customers fall into groups that all of them together hide?

A dataset, or a finished choice, in; the `CarrierSearch` out. Where the settings ask for it
(`features = "auto"`), the columns are found before anything is clustered, and they alone become
features. Otherwise the search waits until the segments are made, and goes on beside the stages that
follow: what it finds is said, and changes nothing. A quick run leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from finseg.beside import Beside, take_back
from finseg.choose.candidate_columns import Columns
from finseg.choose.carriers import ROWS, ColumnSearch, LookAtColumns
from finseg.choose.choice import EVIDENCE_SEED
from finseg.choose.sample import sample_rows
from finseg.choose.structure import Structure
from finseg.errors import NoFeatureError
from finseg.maths.arrays import Floats
from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.carriers import FEWEST_COLUMNS, CarrierSearch
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.finding import Checked
from finseg.records.recipe import Recipe
from finseg.records.separation import Separation
from finseg.settings import Settings

_SEED = (EVIDENCE_SEED, 10)  # its own, as each part of the evidence has


def find_features(dataset: Dataset, checked: Checked, settings: Settings) -> CarrierSearch:
    """Find the columns to cluster on, where the settings leave them to be found."""
    try:
        weights = checked.redundancy.find_shared_weights()
        recipe = learn_recipe(dataset, settings.prepare, weights)
    except NoFeatureError:  # a finding says so, or stops the run
        return CarrierSearch(found=None, columns=0, numbers=0, ran=False, asked=True)
    prepared = apply_recipe(recipe, dataset.build_matrix())
    search = _plan_search(prepared, recipe, None, settings)
    return CarrierSearch(
        found=None if search is None else search.conclude(),
        columns=len(recipe.ideas),
        numbers=_count_numbers(recipe),
        ran=search is not None,
        asked=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BegunSearch:
    """A search for columns that are to be named, which goes on beside."""

    columns: int  # that are clustered on
    numbers: int  # of these, columns of numbers
    search: ColumnSearch
    looks: Mapping[Columns, LookAtColumns]
    begun: Sequence[Future[Structure | None]]  # none where there is no second process

    def finish(self) -> CarrierSearch:
        """Wait for what was looked at; look here at what has not begun beside."""
        done = take_back(self.begun, list(self.looks.values()))
        found = self.search.conclude(
            {part: look.result() for part, look in zip(self.looks, done, strict=True)}
        )
        return CarrierSearch(
            found=found, columns=self.columns, numbers=self.numbers, ran=True, asked=False
        )


def begin_carrier_search(
    prepared: Floats, recipe: Recipe, choice: Choice, settings: Settings, beside: Beside
) -> BegunSearch | None:
    """Begin the search; None where nothing could be found, or a quick run leaves it out."""
    separation = choice.separation
    everything = separation.outcome == "natural" and len(separation.columns) == len(recipe.columns)
    if settings.choose.quick or everything:
        return None
    search = _plan_search(prepared, recipe, separation, settings)
    if search is None:
        return None
    looks = {} if beside.alone else search.plan_looks()
    return BegunSearch(
        columns=len(recipe.ideas),
        numbers=_count_numbers(recipe),
        search=search,
        looks=looks,
        begun=[beside.submit(look) for look in looks.values()],
    )


def _count_numbers(recipe: Recipe) -> int:
    """Count the columns clustered on that are no levels of categories."""
    return len(recipe.columns) - sum(map(len, recipe.level_blocks))


def _plan_search(
    prepared: Floats, recipe: Recipe, whole: Separation | None, settings: Settings
) -> ColumnSearch | None:
    """Take a sample of the customers; None where there are too few columns of numbers."""
    levels = tuple(place for block in recipe.level_blocks for place in block)
    if _count_numbers(recipe) < FEWEST_COLUMNS:
        return None
    rows = sample_rows(prepared, recipe.columns, size=ROWS, seed=EVIDENCE_SEED)
    return ColumnSearch(
        np.asfortranarray(prepared[rows]),
        recipe.columns,
        levels=levels,
        whole=whole,
        k_max=settings.choose.k_max,
        seed=_SEED,
    )
