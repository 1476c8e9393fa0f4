"""Numbers as people write them, read in one go."""

from __future__ import annotations

import polars as pl

from finseg.records.reading import Decimal
from finseg.understand.spellings import parts_to_numbers, split_marks, tidy_texts


def parse_numbers(texts: pl.Series, decimal: Decimal = ".") -> pl.Series:
    """Read each text by itself; null where it is no number."""
    return parts_to_numbers(split_marks(tidy_texts(texts)), decimal)
