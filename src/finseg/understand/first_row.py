"""How does the first row look, as finseg understands the file?

A table and its columns in, one shown value per column out. A delimiter, an encoding or a header
that was guessed wrong cannot be missed in it; what may name a person is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from finseg.document.escape import clean_text
from finseg.records.dataset import Column
from finseg.understand.masking import FREQUENT, HIDDEN, is_personal, mask_identifier, show_value

_SHOWN = 30  # characters of a value
_SAMPLE = 10_000  # rows in which a category must occur often enough to be no single person's
EMPTY = "(empty)"


def show_first_row(table: pl.DataFrame, columns: Sequence[Column]) -> tuple[str, ...]:
    """Show the first row, one text per column; nothing where there is no row."""
    if not len(table):
        return ()
    return tuple(_preview_cell(table[column.name].head(_SAMPLE), column) for column in columns)


def _preview_cell(values: pl.Series, column: Column) -> str:
    value = values[0]
    if value is None:
        return EMPTY
    if is_personal(column):
        return HIDDEN
    text = clean_text(
        f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    )
    if column.role == "id":
        return mask_identifier(text[-_SHOWN:])
    if column.kind == "number" or column.role == "date":
        return text[:_SHOWN]
    if int((values == value).sum()) >= FREQUENT:
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return show_value(text, column).strip("`")
