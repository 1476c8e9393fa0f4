"""What may be shown of a customer's row to the person who corrects the file?

A line or a row of cells in, the same with personal values as `•••` out: short enough for a list of
rejects, on one line, without control characters. What cannot be told for sure to be a figure, a
frequent category or a word for "missing" is not shown; file, line and column say where to look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from finseg.document.escape import clean_text
from finseg.read.raw import LONGEST_LINE
from finseg.read.row_text import build_table_rows
from finseg.records.dataset import Column, Dataset
from finseg.records.row_text import Stood
from finseg.vocabulary.missing_values import load_missing_words
from finseg.vocabulary.words import says, split_heading

HIDDEN = "•••"
LONGEST = 200  # characters of a row that are shown
FREQUENT = 3  # rows from which on a category is no single person's
_SHOWN = 20  # characters of a value in a reason
_MASKED_LETTERS = 4  # from here on letters may be a name; fewer are a unit: "120 USD"
_MASKED_DIGITS = 8  # from here on digits may be a phone, card or account number
_AROUND = " \t\"'"  # blanks and quotes stand around a value
_MOST_FIELDS = LONGEST + 1  # of a row: more do not fit into what is shown of it
_TAIL = 3  # characters of an identifier that are shown
_SHORT = re.compile(r"[+-]?\d{1,7}(?:[.,]\d{1,12})?")
_FIGURE = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")


def is_personal(column: Column) -> bool:
    """Tell whether a column is about persons, whatever role it was given."""
    headings = (column.name, column.original)
    return column.role == "personal" or any(says(split_heading(h), "personal") for h in headings)


def mask_identifier(value: str) -> str:
    """Show only the end of an identifier."""
    shown = min(_TAIL, len(value) // 2)
    return "•" * (len(value) - shown) + value[len(value) - shown :]


def show_value(value: str, column: Column) -> str:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What may be shown of the rows of one table; one entry per column, in the file's order."""

    personal: tuple[bool, ...]
    identifiers: tuple[bool, ...]
    figures: tuple[bool, ...]  # columns of numbers
    harmless: frozenset[str]  # headings, and categories that many customers share
    delimiter: str

    def mask_line(self, text: str) -> str:
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
            cells.append(self._mask_cell(field, personal=personal, identifier=identifier))
        return self._join_masked_cells(cells)

    def mask_row(self, fields: Sequence[str]) -> str:
        """Mask a row whose fields stand in their columns."""
        if len(fields) != len(self.personal):
            return self.mask_line(self.delimiter.join(fields))
        return self._join_masked_cells(
            [
                self._mask_cell(
                    field,
                    personal=self.personal[place],
                    identifier=self.identifiers[place],
                    figure=self.figures[place],
                )
                for place, field in enumerate(fields[:_MOST_FIELDS])
            ]
        )

    def _mask_cell(
        self, field: str, *, personal: bool, identifier: bool, figure: bool = False
    ) -> str:
        value = field.strip(_AROUND)
        if not value or value in self.harmless or value.lower() in load_missing_words():
            return field
        if personal:
            return HIDDEN
        if identifier:
            tail = value[-_TAIL:]
            return HIDDEN + tail if tail.isdigit() and len(value) >= 2 * _TAIL else HIDDEN
        if _SHORT.fullmatch(value) or (figure and _FIGURE.fullmatch(value)):
            return field
        if _is_private(value) or _is_wordy(value):
            return HIDDEN
        return field if len(field) <= _SHOWN else value[:_SHOWN]

    def _join_masked_cells(self, cells: Sequence[str]) -> str:
        text = clean_text(self.delimiter.join(cells))
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def mask_source_rows(dataset: Dataset, places: Sequence[tuple[int, int]]) -> list[str]:
    """Return rows of the source as they stood, shortened, personal values masked.

    Parameters
    ----------
    dataset : Dataset
        What was understood of the source, with or without these rows.
    places : sequence of (int, int)
        File, counted from 0, and line of each row.

    """
    if not places:
        return []
    files = _get_dataset_rows(dataset)
    masks = _build_masks(dataset, files)
    found: dict[tuple[int, int], str] = {}
    for number, (stood, mask) in enumerate(zip(files, masks, strict=True)):
        lines = [line for file, line in places if file == number]
        rows = stood.fields(lines) if lines else []
        found |= {(number, line): mask.mask_row(row) for line, row in zip(lines, rows, strict=True)}
    return [found[place] for place in places]


def mask_lines(dataset: Dataset, lines: Sequence[tuple[int, str]]) -> list[str]:
    """Mask lines that did not fit their header; each comes with the number of its file."""
    if not lines:
        return []
    masks = _build_masks(dataset, _get_dataset_rows(dataset))
    return [masks[file].mask_line(text) for file, text in lines]


def _get_dataset_rows(dataset: Dataset) -> tuple[Stood, ...]:
    """Return the rows of each file; those of the table itself, where its source is gone."""
    made = {rule.name for rule in dataset.elapsed}
    own = [c.name for c in dataset.columns if not c.derived and c.name not in made]
    if dataset.stood or dataset.files is None:
        return dataset.stood or (build_table_rows(dataset.table.select(own), dataset.lines),)
    every = range(len(dataset.source.parts))
    chosen = [dataset.files == number for number in every]
    return tuple(
        build_table_rows(dataset.table.select(own).filter(pl.Series(rows)), dataset.lines[rows])
        for rows in chosen
    )


def _build_masks(dataset: Dataset, files: Sequence[Stood]) -> list[Mask]:
    """Make a mask for each file: its columns may stand in an order of their own."""
    known = {column.name: column for column in dataset.columns}
    harmless: set[str] = set()
    for column in dataset.columns:
        harmless.add(column.original.strip())
        if column.kind == "category" and not is_personal(column):
            harmless |= _find_shared_values(dataset.table[column.name])
    return [_build_mask(stood, known, frozenset(harmless)) for stood in files]


def _build_mask(stood: Stood, known: Mapping[str, Column], harmless: frozenset[str]) -> Mask:
    """Hide what may be personal; a column that was not looked at may hold anything."""
    columns = [known.get(name) for name in stood.columns]
    return Mask(
        personal=tuple(column is None or is_personal(column) for column in columns),
        identifiers=tuple(column is not None and column.role == "id" for column in columns),
        figures=tuple(column is not None and column.kind == "number" for column in columns),
        harmless=harmless,
        delimiter=stood.delimiter,
    )


def _find_shared_values(values: pl.Series) -> set[str]:
    """Return the values that several rows have."""
    levels = values.drop_nulls().cast(pl.String).alias("level").value_counts(name="rows")
    return set(levels.filter(pl.col("rows") >= FREQUENT)["level"].str.strip_chars())
