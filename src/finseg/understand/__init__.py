"""What is in this table of customers?

A file or a table in memory in, a `Dataset` out: columns typed, each with a role, a unit and the
reason for them; rows that cannot be used set aside with line and reason. Rows read = rows used +
rows rejected, always. Nothing but `FinsegError` comes out of a file that cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finseg.read import read_any
from finseg.records.dataset import Dataset, Elapsed, Kind
from finseg.records.reading import Decided, Habit
from finseg.settings import Settings
from finseg.understand.columns import understand
from finseg.understand.required_columns import understand_for_model
from finseg.vocabulary.words import Vocabulary

__all__ = [
    "read_columns",
    "read_source",
]


def read_source(
    source: object, settings: Settings, known_words: Vocabulary | None = None
) -> Dataset:
    """Read customers from wherever they are.

    Parameters
    ----------
    source : path, text, list of them, or a table in memory
        A file (CSV and its kin, Parquet, Arrow, Excel, OpenDocument; also packed), a pattern such
        as `data/*.csv`, `-` for standard input, `sqlite:///file.db#table`,
        `postgresql://host/database#table`, several of these with the same columns, or a pandas,
        polars or Arrow table.
    settings : Settings
        How to understand it, and its limits.
    known_words : Vocabulary, optional
        Word lists for the headings, in place of the bundled ones.

    Raises
    ------
    DataError
        If it is missing, empty, damaged, too large or not a table.
    UsageError
        If it is of no kind that can be read, or the settings name what is not there.
    EnvironmentStopError
        If the memory is not enough, or a database cannot be reached.

    """
    raw = read_any(source, settings.read)
    return understand(
        raw, settings.read, known_words, settings.understand, settings.prepare.named_features
    )


def read_columns(
    source: object,
    settings: Settings,
    kinds: Mapping[str, Kind],
    elapsed: Sequence[Elapsed] = (),
    as_of: str = "",
    habits: Sequence[Habit] = (),
    decided: Sequence[Decided] = (),
) -> Dataset:
    """Read the columns a model needs, from any source; nothing is guessed.

    `number` columns become features and must be there, as must `category` columns; `text` columns
    (ids) are taken where they are. Other columns are left out, unless named like an identifier.
    Columns that are made from dates (`elapsed`) are made again, up to the date `as_of`. Where
    neither a column nor the others show how its figures are written, `habits` decide. Where
    these are some rows of a larger table, what was `decided` for it goes before what they show.

    Raises
    ------
    WrongColumnsError
        If a needed column is missing, or most of its values are no numbers.
    DataError
        If the file is missing, empty, damaged or not a table.
    AsOfError
        If such a column is counted up to a date, and none is given.

    """
    raw = read_any(source, settings.read)
    return understand_for_model(raw, settings.read, kinds, elapsed, as_of, habits, decided)
