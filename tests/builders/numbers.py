"""Numbers as people write them, read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass

import numpy as np
import polars as pl

from finseg.records.reading import Decimal
from finseg.understand.spellings import parts_to_numbers, split_marks, tidy_texts


def parse_numbers(texts: pl.Series, decimal: Decimal = ".") -> pl.Series:
    """Read each text by itself; null where it is no number."""
    return parts_to_numbers(split_marks(tidy_texts(texts)), decimal)


def list_foreign_numbers(value: object, place: str = "") -> list[str]:
    """List where a record holds numbers of numpy's kinds, which cannot be written to a file."""
    if isinstance(value, np.generic):
        return [place]
    parts: Iterable[tuple[str, object]] = ()
    if is_dataclass(value):
        parts = ((f.name, getattr(value, f.name)) for f in fields(value))
    elif isinstance(value, Mapping):
        parts = ((str(key), part) for pair in value.items() for key, part in (pair, pair[::-1]))
    elif isinstance(value, (tuple, list)):
        parts = ((str(i), part) for i, part in enumerate(value))
    return [
        found for name, part in parts for found in list_foreign_numbers(part, f"{place}.{name}")
    ]
