"""How does a saved model score a file or a table?

`Model` is what `finseg.load` returns. A path or a table in; `Scores` out, with the assignments in a
table of the caller's own kind. Rows that cannot be scored are listed with their reason, never
dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from finseg.build import build_again, list_needed_columns, require_date
from finseg.clean.domain_values import mend_new_customers
from finseg.derive import derive_again, find_new_levels
from finseg.maths.arrays import Floats
from finseg.read.caller_table import note_caller_table
from finseg.records.building import Built
from finseg.records.bundle import Bundle
from finseg.records.dataset import Dataset, Kind
from finseg.records.explanation import Explanation
from finseg.records.recipe import Recipe
from finseg.records.segmentation import (
    WHY,
    Assignment,
    build_assignment_table,
    list_shown_ids,
)
from finseg.score.assign import (
    assign_segments,
    flag_rows,
)
from finseg.score.gone_levels import find_gone_levels
from finseg.score.scores import SHOWN_LEVELS, Scores
from finseg.score.why import explain_rows
from finseg.settings import Settings
from finseg.understand import read_columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _AssignedTable:
    """A table that was read and assigned."""

    dataset: Dataset
    raw: Floats
    assignment: Assignment
    flags: pl.Series
    levels: tuple[tuple[str, tuple[str, ...]], ...]  # per category, some that the model lacks
    built: Built | None = None


class Model:
    """A saved segmentation, ready to score.

    Parameters
    ----------
    bundle : Bundle
        The model's content; `finseg.load` reads it from a file.

    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.settings = Settings.from_tree(bundle.settings, where="model")

    def __repr__(self) -> str:
        named = ", ".join(f"{s} {name}" for s, name in enumerate(self.segments))
        return (
            f"<Model of {self.settings.numbers().write_whole(self.bundle.rows)} customers: {named}>"
        )

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments' names, by id."""
        return tuple(s.name for s in self.bundle.segments)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns a table must have to be scored."""
        if self.bundle.build is not None:
            return list_needed_columns(self.bundle.build)
        dates = {made.name: made.source for made in self.bundle.elapsed}
        return tuple(
            dict.fromkeys(dates.get(name, name) for name in self.bundle.recipe.input_columns)
        )

    def score(
        self,
        table: Any,  # noqa: ANN401 - whatever narwhals knows
        *,
        why: bool = False,
        as_of: str = "",
        customers: Any = None,  # noqa: ANN401 - a path, or whatever narwhals knows
        today: date | None = None,
    ) -> Scores:
        """Score a table in memory, or a file.

        Parameters
        ----------
        table : path, or pandas, polars or Arrow table
            Needs the model's columns; others are ignored, their order does not matter.
        why : bool
            Add a column with the reason for each customer.
        as_of : str, optional
            ISO date up to which months are counted; needed where a feature is made from dates.
        customers : path, or pandas, polars or Arrow table, optional
            The table joined by the customers' id, where they are built of other rows and the model
            uses columns of it.
        today : date, optional
            Orders dated later are no as-of date by themselves.

        Returns
        -------
        Scores
            `assignments`, a table of the same kind as the one given; the rejected rows with their
            reasons; a summary.

        Raises
        ------
        WrongColumnsError
            If a column the model needs is missing or has values of another kind.
        AsOfError
            If `as_of` is needed and left out, or is not a date.

        """
        if as_of:
            require_date(as_of)
        found = self._assign_table(table, as_of, customers, today)
        scored = build_assignment_table(found.dataset, found.assignment, self.segments, found.flags)
        if why:
            sentences = [e.sentence() for e in self._explain_table(found)]
            scored = scored.with_columns(pl.Series(WHY, sentences, pl.String))
        return Scores(
            assigned=scored,
            rejects=(*(found.built.rejects if found.built else ()), *found.dataset.rejects),
            rows_read=found.dataset.source.rows_read,
            names=self.segments,
            source=found.dataset.source.name,
            blank=_find_blank_columns(self.bundle.recipe, found.raw),
            numbers=self.settings.numbers(),
            blank_categories=_find_blank_categories(self.bundle.recipe, found.dataset.table),
            new_levels=found.levels,
            gone_levels=find_gone_levels(self.bundle.recipe, found.raw),
            built=found.built,
            open=tuple(
                (c.name, c.reading) for c in found.dataset.columns if c.reading.is_undecided
            ),
            bridged=_find_bridged_columns(found.dataset),
            ids=list_shown_ids(found.dataset, scored),
            caller=note_caller_table(table),
            sizes=tuple(s.size for s in self.bundle.segments),
        )

    def explain(
        self,
        table: Any,  # noqa: ANN401 - whatever narwhals knows
        *,
        as_of: str = "",
    ) -> list[Explanation]:
        """Say for each customer why it is in its segment.

        Parameters
        ----------
        table : mapping of column to value, path, or pandas, polars or Arrow table
            One customer as a mapping, or a few as a table.
        as_of : str, optional
            As in `score`.

        Returns
        -------
        list of Explanation
            One per customer that can be scored, in order: segment, second choice, margin and the
            three columns that decided between the two.

        Raises
        ------
        WrongColumnsError
            If a column the model needs is missing or has values of another kind.
        AsOfError
            If `as_of` is needed and left out, or is not a date.

        """
        one = isinstance(table, Mapping)
        asked = pl.DataFrame([dict(table)]) if one else table
        return self._explain_table(self._assign_table(asked, as_of))

    def _assign_table(
        self,
        table: Any,  # noqa: ANN401
        as_of: str,
        customers: Any = None,  # noqa: ANN401
        today: date | None = None,
    ) -> _AssignedTable:
        bundle = self.bundle
        dataset, built = self._read_customers(table, as_of, customers, today)
        # No row is rejected from here on, so the text they stood in is let go.
        dataset = replace(mend_new_customers(dataset, bundle.remedies), stood=())
        raw = derive_again(dataset, bundle.recipe.derived).build_matrix(bundle.recipe.columns)
        assignment = assign_segments(bundle, raw)
        reach = np.array([s.reach for s in bundle.segments])
        new = find_new_levels(dataset, bundle.recipe.derived)
        flags = flag_rows(bundle.recipe, raw, assignment, reach, new)
        levels = tuple(
            (
                name,
                tuple(
                    dataset.table[name].filter(there).unique().sort().head(SHOWN_LEVELS).to_list()
                ),
            )
            for name, there in new.items()
        )
        return _AssignedTable(
            dataset=dataset,
            raw=raw,
            assignment=assignment,
            flags=flags,
            levels=levels,
            built=built,
        )

    def _read_customers(
        self,
        table: Any,  # noqa: ANN401
        as_of: str,
        customers: Any,  # noqa: ANN401
        today: date | None,
    ) -> tuple[Dataset, Built | None]:
        """Read one row per customer, or build it as the customers of the study were built."""
        bundle = self.bundle
        if bundle.build is not None:
            return build_again(
                table,
                self.settings,
                bundle.build,
                bundle.habits,
                as_of,
                customers,
                bundle.recipe.input_columns,
                today,
            )
        kinds: dict[str, Kind] = dict.fromkeys(bundle.recipe.input_columns, "number")
        kinds |= dict.fromkeys(bundle.recipe.category_columns, "category")
        kinds |= dict.fromkeys(bundle.ids, "text")
        elapsed = bundle.elapsed
        return read_columns(table, self.settings, kinds, elapsed, as_of, bundle.habits), None

    def _explain_table(self, found: _AssignedTable) -> list[Explanation]:
        numbers = self.settings.numbers()
        return explain_rows(self.bundle, found.raw, found.assignment, found.flags, numbers)


def _find_blank_columns(recipe: Recipe, raw: Floats) -> tuple[tuple[str, float], ...]:
    """Return the columns without any value, with what they are filled with; not of categories."""
    if not len(raw):
        return ()
    return tuple(
        (step.column, step.impute)
        for j, step in enumerate(recipe.steps)
        if not step.category and bool(np.isnan(raw[:, j]).all())
    )


def _find_blank_categories(recipe: Recipe, table: pl.DataFrame) -> tuple[str, ...]:
    """Return the categories without any value."""
    names = recipe.category_columns if len(table) else ()
    return tuple(name for name in names if table[name].null_count() == len(table))


def _find_bridged_columns(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """Return the columns that differ from the model's by upper and lower case alone."""
    return tuple(
        (c.name, c.original)
        for c in dataset.columns
        if c.name != c.original and c.name.casefold() == c.original.casefold()
    )
