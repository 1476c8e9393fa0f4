"""What is a sheet of the workbook made of?

Columns with the form of their numbers, rows of cells, and sentences on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.said import Text

Form = Literal["text", "count", "share", "index", "effect", "currency", "percent", "plain", "value"]
PlainCell = str | float | int | bool | None
Cell = Text | float | int | bool | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet: its heading and how its numbers are written."""

    name: str
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet: sentences on top, then a table; a row's units may differ from the next one's."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Cell]]
    lead: Sequence[Text] = ()
    units: int | None = None  # the column that holds a row's unit, for the columns of form "value"
