"""What is a table of columns read as?"""

from __future__ import annotations

from typing import Any

import polars as pl

from finseg.records.dataset import Column
from finseg.settings import Settings
from finseg.understand import read_source


def read(table: dict[str, Any]) -> dict[str, Column]:
    dataset = read_source(pl.DataFrame(table), Settings())
    return {c.original: c for c in dataset.columns}


def told(table: dict[str, Any], name: str) -> tuple[str, str]:
    column = read(table)[name]
    return column.role, column.reason_code
