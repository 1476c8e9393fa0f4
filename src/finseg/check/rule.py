"""What is a rule, and how does it report?

A rule is a small pure generator: data and settings in, findings out. `CONTRIBUTING.md` says what
belongs to a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from finseg.document.said import Customers, Level, Parts, Text, say
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.reading import Counts
from finseg.settings import Settings

Rule = Callable[[Dataset, Settings], Iterator[Finding]]

_SPELLINGS = 6  # named in one message
_LONGEST_SPELLING = 20  # characters shown of it


def report_columns(
    code: str,
    columns: Iterable[Column],
    describe: Callable[[Column], tuple[int, Text] | None],
    action: Text | Callable[[Column], Text],
) -> Iterator[Finding]:
    """Report every column of which there is something to say.

    Parameters
    ----------
    code : str
        Of each finding; it has a severity of its own.
    columns : iterable of Column
        Those looked at.
    describe : callable
        Returns how many rows or values are concerned and what is said of them, or None.
    action : str, value or callable
        What was done or is to do; it may depend on the column.

    """
    for column in columns:
        found = describe(column)
        if found is not None:
            count, message = found
            done = action(column) if callable(action) else action
            yield make_finding(code, count, message, done, column=column.name)


def select_numbers(dataset: Dataset, name: str) -> pl.Series:
    """Return the values present in a column of numbers."""
    return dataset.table[name].drop_nulls()


def list_spellings(counts: Counts) -> Parts:
    """List spellings with how often each occurs; one that few customers wrote can be withheld."""
    shown: list[Text] = [
        say("`{word}` {n}×", word=Level(word[:_LONGEST_SPELLING], n), n=Customers(n, ""))
        for word, n in counts[:_SPELLINGS]
    ]
    more = len(counts) - _SPELLINGS
    return Parts((*shown, f"{more} more")) if more > 0 else Parts(tuple(shown))
