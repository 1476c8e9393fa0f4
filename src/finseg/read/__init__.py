"""What is in this table of customers?

A file or a table in memory in, a `Dataset` out: columns typed, each with a role, a unit and the
reason for them; rows that cannot be used set aside with line and reason. Rows read = rows used +
rows rejected, always. Nothing but `FinsegError` comes out of a file that cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from finseg.read.files import read_raw
from finseg.read.frames import frame_to_raw
from finseg.read.raw import Raw
from finseg.read.roles import ROW_COUNTER
from finseg.read.understanding import understand
from finseg.read.wanted import understand_as
from finseg.read.words import Vocabulary
from finseg.read.words import extended as extended_words
from finseg.records.dataset import Column, Dataset, Elapsed, Kind
from finseg.settings import Settings

__all__ = [
    "Vocabulary",
    "extended_words",
    "identifier",
    "read_columns",
    "read_file",
    "read_frame",
]


def read_file(path: Path, settings: Settings, known_words: Vocabulary | None = None) -> Dataset:
    """Read a file of customers: CSV and its kin (also .gz, .zst), Parquet, Arrow, Excel.

    Headings are read with the bundled word lists, or with `known_words`.

    Raises
    ------
    DataError
        If it is missing, empty, damaged or not a table.
    UsageError
        If the settings name what is not there.

    """
    return understand(read_raw(Path(path), settings.read), settings.read, known_words)


def read_frame(frame: object, settings: Settings, known_words: Vocabulary | None = None) -> Dataset:
    """Read a table in memory: pandas, polars, Arrow, or what narwhals knows.

    Headings are read with the bundled word lists, or with `known_words`.

    Raises
    ------
    EmptyTableError
        If it has no rows.
    UsageError
        If it is not a table, or the settings name what is not there.

    """
    return understand(frame_to_raw(frame), settings.read, known_words)


def read_columns(
    source: Path | str | object,
    settings: Settings,
    kinds: Mapping[str, Kind],
    elapsed: Sequence[Elapsed] = (),
    as_of: str = "",
) -> Dataset:
    """Read the columns a model needs, from a path or a table in memory; nothing is guessed.

    `number` columns become features and must be there, as must `category` columns; `text` columns
    (ids) are taken where they are. Other columns are left out, unless named like an identifier.
    Columns that are made from dates (`elapsed`) are made again, up to the date `as_of`.

    Raises
    ------
    WrongColumnsError
        If a needed column is missing, or most of its values are no numbers.
    DataError
        If the file is missing, empty, damaged or not a table.
    AsOfError
        If such a column is counted up to a date, and none is given.

    """
    return understand_as(_raw(source, settings), settings.read, kinds, elapsed, as_of)


def _raw(source: object, settings: Settings) -> Raw:
    if isinstance(source, (str, Path)):
        return read_raw(Path(source), settings.read)
    return frame_to_raw(source)


def identifier(dataset: Dataset) -> Column | None:
    """Return the id customers are known by: the first that does not just count the rows."""
    ids = dataset.named("id")
    real = [column for column in ids if not column.reason.startswith(ROW_COUNTER)]
    return next(iter(real or ids), None)
