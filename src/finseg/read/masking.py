"""What of a customer's row may be shown to the person who mends the file?

A line or a row of cells in, the same with personal values as `•••` out: short enough for a list of
rejects, on one line, without control characters. What cannot be told for sure to be a figure, a
frequent category or a word for "missing" is not shown; file, line and column say where to look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from finseg.document.escape import plain
from finseg.read.missing import missing_words
from finseg.read.words import says, words
from finseg.records.dataset import Column

HIDDEN = "•••"
LONGEST = 200  # characters of a row that are shown
LONGEST_LINE = 4000  # characters of a line that are kept until it is masked
FREQUENT = 3  # rows from which on a category is no single person's
_SHOWN = 20  # characters of a value in a reason
_MASKED_LETTERS = 4  # from here on letters may be a name; fewer are a unit: "120 USD"
_MASKED_DIGITS = 8  # from here on digits may be a phone, card or account number
_TAIL = 3  # characters of an identifier that are shown
_SHORT = re.compile(r"[+-]?\d{1,7}(?:[.,]\d{1,12})?")
_FIGURE = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")


def is_personal(column: Column) -> bool:
    """Tell whether a column is about persons, whatever role it was given."""
    headings = (column.name, column.original)
    return column.role == "personal" or any(says(words(h), "personal") for h in headings)


def masked(value: str) -> str:
    """Show only the end of an identifier."""
    shown = min(_TAIL, len(value) // 2)
    return "•" * (len(value) - shown) + value[len(value) - shown :]


def shown(value: str, column: Column) -> str:
    """Show a value from the file in a reason: shortened, and masked where it may name someone.

    Letters without a digit, or more of them than a unit has, may be a name that slipped into the
    wrong column: only the first is shown. Line and column say where to look.
    """
    value = value.strip()
    if _is_private(value) or is_personal(column):
        return "(not shown: may be personal)"
    if _is_wordy(value):
        first = re.search(r"[^\W_]", value)
        return f"`{first[0] if first else ''}…`"
    return f"`{value[:_SHOWN]}{'…' if len(value) > _SHOWN else ''}`"


def _is_private(value: str) -> bool:
    return "@" in value or sum(c.isdigit() for c in value) >= _MASKED_DIGITS


def _is_wordy(value: str) -> bool:
    letters = sum(c.isalpha() for c in value)
    return letters >= _MASKED_LETTERS or (letters > 0 and not any(c.isdigit() for c in value))


def _written(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What may be shown of the rows of one table; one entry per column, in the file's order."""

    personal: tuple[bool, ...]
    identifiers: tuple[bool, ...]
    figures: tuple[bool, ...]  # columns of numbers
    harmless: frozenset[str]  # headings, and categories that many customers share
    delimiter: str

    def line(self, text: str) -> str:
        """Mask a line that did not fit the header.

        Which column a field belongs to is not sure there: it counts as personal if it stands where
        a personal one may have been shifted to by the fields that are missing or too many.
        """
        fields = text.split(self.delimiter)
        width, more = len(self.personal), len(fields) - len(self.personal)
        back, ahead = max(more, 0), max(-more, 0)
        if len(text) >= LONGEST_LINE:
            back = ahead = len(fields) + width  # cut, so that its fields cannot be counted
        cells = []
        for place, field in enumerate(fields):
            near = slice(max(place - back, 0), place + ahead + 1)
            personal, identifier = any(self.personal[near]), any(self.identifiers[near])
            cells.append(self._cell(field, personal=personal, identifier=identifier))
        return self._joined(cells)

    def row(self, cells: Sequence[object]) -> str:
        """Mask a row whose cells stand in their columns; those past the last one shown may lack."""
        return self._joined(
            [
                ""
                if cell is None
                else self._cell(
                    _written(cell),
                    personal=self.personal[place],
                    identifier=self.identifiers[place],
                    figure=self.figures[place],
                )
                for place, cell in enumerate(cells)
            ]
        )

    def _cell(self, field: str, *, personal: bool, identifier: bool, figure: bool = False) -> str:
        value = field.strip().strip('"').strip()
        if not value or value in self.harmless or value.lower() in missing_words():
            return value
        if personal:
            return HIDDEN
        if identifier:
            tail = value[-_TAIL:]
            return HIDDEN + tail if tail.isdigit() and len(value) >= 2 * _TAIL else HIDDEN
        if _SHORT.fullmatch(value) or (figure and _FIGURE.fullmatch(value)):
            return value
        if _is_private(value) or _is_wordy(value):
            return HIDDEN
        return value[:_SHOWN]

    def _joined(self, cells: Sequence[str]) -> str:
        text = plain(self.delimiter.join(cells))
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def mask_for(
    columns: Sequence[Column | None], table: pl.DataFrame, *, delimiter: str = ","
) -> Mask:
    """Make the mask of a table.

    Parameters
    ----------
    columns : sequence of Column or None
        What each column of `table` is; None where it was not looked at and may hold anything.
    table : polars.DataFrame
        The rows; categories that only a few of them have are not shown either.
    delimiter : str
        What separates the fields of a line.

    """
    personal = tuple(column is None or is_personal(column) for column in columns)
    harmless: set[str] = set()
    for column, private, values in zip(columns, personal, table.get_columns(), strict=True):
        if column is None:
            continue
        harmless.add(column.original.strip())
        if column.kind == "category" and not private:
            harmless |= _shared(values)
    return Mask(
        personal=personal,
        identifiers=tuple(column is not None and column.role == "id" for column in columns),
        figures=tuple(column is not None and column.kind == "number" for column in columns),
        harmless=frozenset(harmless),
        delimiter=delimiter,
    )


def _shared(values: pl.Series) -> set[str]:
    """Return the values that several rows have."""
    levels = values.drop_nulls().cast(pl.String).alias("level").value_counts(name="rows")
    return set(levels.filter(pl.col("rows") >= FREQUENT)["level"].str.strip_chars())
