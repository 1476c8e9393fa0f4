"""What is a rule, and how does a finding say its count?

A rule is a small pure generator: data and settings in, findings out. A new rule is a function, a
line in its tuple, a test and an entry in `docs/findings.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import polars as pl

from finseg.document.numbers import write_whole
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, Severity
from finseg.settings import Settings

Rule = Callable[[Dataset, Settings], Iterator[Finding]]

_SHOWN = 5  # names listed in one message


def list_names(names: Sequence[str], most: int = _SHOWN) -> str:
    """List names in a sentence, the first few of many."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def write_plural(count: int, one: str, many: str = "") -> str:
    """Say a count with its noun: 1 row, 2 rows."""
    return f"{write_whole(count)} {one if count == 1 else many or one + 's'}"


def report_columns(
    columns: Iterable[Column],
    say: Callable[[Column], tuple[int, str] | None],
    *,
    code: str,
    severity: Severity,
    action: str | Callable[[Column], str],
) -> Iterator[Finding]:
    """Report every column of which there is something to say.

    Parameters
    ----------
    columns : iterable of Column
        Those looked at.
    say : callable
        Returns how many rows or values are concerned and what is said of them, or None.
    code, severity, action
        Of each finding; the action may depend on the column.

    """
    for column in columns:
        said = say(column)
        if said is not None:
            yield Finding(
                code=code,
                severity=severity,
                column=column.name,
                count=said[0],
                message=said[1],
                action=action if isinstance(action, str) else action(column),
            )


def select_numbers(dataset: Dataset, name: str) -> pl.Series:
    """Return the values present in a column of numbers."""
    return dataset.table[name].drop_nulls()
