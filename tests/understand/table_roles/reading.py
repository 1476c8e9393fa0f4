"""What is a table of columns read as, and what do the finders of roles find in it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import polars as pl

from finseg.records.dataset import Column, Role
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.guess import Guess
from finseg.understand.table_roles.used import find_used_categories
from finseg.understand.table_sample import TableSample


def read(table: dict[str, Any]) -> dict[str, Column]:
    dataset = read_source(pl.DataFrame(table), Settings())
    return {c.original: c for c in dataset.columns}


def told(table: dict[str, Any], name: str) -> tuple[str, str]:
    column = read(table)[name]
    return column.role, column.reason_code


def find(
    finder: Callable[..., Any], columns: Mapping[str, Any], **changes: Any
) -> dict[str, tuple[str, str, str, str]]:
    """Find roles: the role, the code, the confidence and the reason of each column found."""
    looks = [look_at(n, n, read_column(pl.Series(n, list(v)))) for n, v in columns.items()]
    roles = [
        changes.get(look.name, "feature" if look.is_number else "descriptor") for look in looks
    ]
    guesses = [
        role if isinstance(role, Guess) else Guess(role=cast("Role", role), reason="guessed")
        for role in roles
    ]
    table = looks if finder is find_used_categories else TableSample(looks)
    return {
        looks[place].name: (guess.role, guess.code, guess.confidence, str(guess.reason))
        for place, guess in finder(table, guesses)
    }
