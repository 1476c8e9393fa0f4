"""Do the rows of a piece show their columns as those of the whole file do?

What a sample decided about the columns of a large file in, and each piece as it was read by that;
whether all rows read at once would have been read so too, out. A decimal mark, a word for "missing"
or a letter behind figures is decided for a column, not for a piece: where one piece speaks against
it, the file is read at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from finseg.records.building import BuildRecipe
from finseg.records.dataset import Column, Dataset
from finseg.records.reading import Decided, Reading
from finseg.settings import ReadSettings
from finseg.understand.heading_patterns import NEARLY_ALL
from finseg.vocabulary.missing_values import is_user_missing_word


def decide_columns(sample: Dataset, recipe: BuildRecipe) -> tuple[Decided, ...]:
    """Return what a sample decided; columns of which nothing is made are kept as they stand."""
    used = _list_used_columns(recipe)
    return tuple(
        Decided(
            column=column.name,
            decimal=column.reading.decimal,
            credit=bool(column.reading.credit),
            words=column.name not in used or _keeps_words(column.reading),
        )
        for column in sample.columns
    )


def are_settled(sample: Dataset) -> bool:
    """Tell whether figures of a sample are read in one way by themselves, too.

    Letters such as the L of `12L` are no part of a number in some columns: those of a piece are.
    """
    return not any(c.kind == "number" and c.reading.letters for c in sample.columns)


@dataclass(slots=True, kw_only=True)
class Agreement:
    """What the pieces of a file have to agree on."""

    recipe: BuildRecipe
    settings: ReadSettings
    columns: dict[str, Column]  # of the sample
    kept: dict[str, bool] = field(default_factory=dict)  # columns whose "NA" is a value

    @classmethod
    def with_sample(cls, sample: Dataset, recipe: BuildRecipe, settings: ReadSettings) -> Agreement:
        """Begin with what a sample shows."""
        columns = {column.name: column for column in sample.columns}
        agreed = cls(recipe=recipe, settings=settings, columns=columns)
        for column in sample.columns:
            agreed.agrees_on_words(column)
        return agreed

    def includes(self, piece: Dataset) -> bool:
        """Tell whether a piece, read as the sample was, speaks against none of it."""
        used = _list_used_columns(self.recipe)
        return all(
            self._agrees_on_figures(piece, column)
            if column.kind == "number"
            else self.agrees_on_words(column)
            for column in piece.columns
            if column.name in used
        )

    def agrees_on_words(self, column: Column) -> bool:
        """Tell whether words for "missing" are gaps, or values, as in the pieces before."""
        kept = _keeps_words(column.reading)
        if not kept and not self._has_gap_words(column):
            return True
        return self.kept.setdefault(column.name, kept) == kept

    def _has_gap_words(self, column: Column) -> bool:
        """Tell whether there are words for "missing" beside those that the settings name."""
        own = (*self.settings.missing, *self.settings.missing_in.get(column.original, ()))
        own += tuple(self.settings.missing_in.get(column.name, ()))
        given = {spelling for spelling, _ in column.sentinels}
        words = [word for word, _ in column.missing_spellings if word and word not in given]
        return not is_user_missing_word(pl.Series(words, dtype=pl.String), own).all()

    def _agrees_on_figures(self, piece: Dataset, column: Column) -> bool:
        known = self.columns[column.name].reading
        values = piece.table[column.name]
        return (
            _has_known_marks(column.reading, known)
            and (bool(self.settings.decimal) or _fits_decimal_mark(column.reading, values))
            and _is_nearly_all_figures(piece, column, values)
        )


def _list_used_columns(recipe: BuildRecipe) -> Collection[str]:
    return {*recipe.list_columns(), *recipe.compared}


def _keeps_words(reading: Reading) -> bool:
    return bool(reading.levels or reading.codes)


def _has_known_marks(reading: Reading, known: Reading) -> bool:
    """Tell whether no mark stands with the figures that the sample does not have."""
    marks = {word for word, _ in (*reading.magnitudes, *reading.units)}
    seen = {word for word, _ in (*known.magnitudes, *known.units)}
    credit = bool(known.credit or known.debit) or not (reading.credit or reading.debit)
    return marks <= seen and credit and not reading.letters


def _fits_decimal_mark(reading: Reading, values: pl.Series) -> bool:
    """Tell whether more values need this decimal mark than need the other one."""
    if not reading.otherwise:
        return True
    broken = int((values != values.floor()).sum())
    return broken - reading.ambiguous > reading.otherwise


def _is_nearly_all_figures(piece: Dataset, column: Column, values: pl.Series) -> bool:
    """Tell whether so few values are no figures that the column is one of numbers."""
    texts = sum(
        reject.column == column.name and reject.kind == "text in a number column"
        for reject in piece.rejects
    )
    present = len(values) - values.null_count() + texts
    return texts <= (1 - NEARLY_ALL) * present
