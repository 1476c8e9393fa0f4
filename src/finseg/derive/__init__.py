"""What follows from a customer's figures?

`add_derived_columns` adds what the columns allow: who has what a block of columns describes,
affordability ratios, and the levels of categories that are clustered on; `find_clustered_formulas`
names those that are clustered on, `derive_again` makes them again for new customers, and
`find_new_levels` finds the levels that these did not have.
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.derive.holders import add_holder_columns, add_yes_no_columns, find_clustered_holders
from finseg.derive.levels import (
    add_level_columns,
    find_clustered_levels,
    find_new_levels,
    make_level_columns,
)
from finseg.derive.ratios import add_affordability_ratios, derive_columns, find_clustered_ratios
from finseg.records.dataset import Dataset
from finseg.records.recipe import LEVEL_FORMULAS, Derived
from finseg.settings import PrepareSettings

__all__ = ["add_derived_columns", "derive_again", "find_clustered_formulas", "find_new_levels"]


def add_derived_columns(dataset: Dataset, settings: PrepareSettings) -> Dataset:
    """Add the columns that the table's own allow, in the roles the settings ask for."""
    figures = add_affordability_ratios(add_holder_columns(dataset, settings), settings)
    return add_level_columns(figures, settings)


def find_clustered_formulas(dataset: Dataset) -> tuple[Derived, ...]:
    """Return the formulas of the derived columns that are clustered on, for the recipe."""
    return (
        *find_clustered_holders(dataset),
        *find_clustered_ratios(dataset),
        *find_clustered_levels(dataset),
    )


def derive_again(dataset: Dataset, derived: Sequence[Derived]) -> Dataset:
    """Add the columns that a model was made with, row by row, whatever the other rows are."""
    held = [d for d in derived if d.formula == "held"]
    ratios = [d for d in derived if d.formula not in ("held", *LEVEL_FORMULAS)]
    figures = derive_columns(add_yes_no_columns(dataset, held), ratios)
    return make_level_columns(figures, derived)
